"""The pages of the time line."""
