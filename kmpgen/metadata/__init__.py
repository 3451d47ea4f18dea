"""What people say of a model beside its types: in the model's `kmpgen.json`, or in a file beside it. No torch."""
