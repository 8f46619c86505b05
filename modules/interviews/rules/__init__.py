"""Pure calculations: the text and its corrections, the printed page, times and places, contradictions."""
