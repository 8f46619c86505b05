"""The page of materials."""
