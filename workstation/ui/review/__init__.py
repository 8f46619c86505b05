"""Pages across all modules."""
