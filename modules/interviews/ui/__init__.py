"""The pages of interviews: the only Qt of the module."""
