"""The pages of measurements."""
