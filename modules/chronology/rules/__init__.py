"""Pure calculations on times."""
