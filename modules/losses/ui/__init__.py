"""The pages of the losses."""
