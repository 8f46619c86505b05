"""Two versions of a document: what each holds, and what came, went, changed or moved between them."""
