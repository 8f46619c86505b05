"""The page of rule packs."""
