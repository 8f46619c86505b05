"""Pages of the cause: claims, the matrix of hypotheses, what is computed, what must be done."""
