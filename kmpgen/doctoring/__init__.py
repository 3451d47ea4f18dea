"""`kmpgen doctor`: what is installed, which tiers can run, and what is wrong with the settings; each with what to do."""
