"""The page of the forms."""
