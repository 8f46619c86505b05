"""What the pointer does on the board."""
