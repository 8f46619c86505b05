"""Pure calculations of electronic data."""
