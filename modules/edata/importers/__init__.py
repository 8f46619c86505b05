"""Taking electronic data in: recognised by content, read in the sandbox; what cannot be read is named."""
