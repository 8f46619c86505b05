"""What the rule packs make of the counts, and of the time that passed."""
