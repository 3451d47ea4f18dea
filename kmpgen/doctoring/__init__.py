"""`kmpgen doctor`: what is installed, which tiers can run, what is wrong with the settings; and what to do."""
