"""Pure calculations about the cause: the matrix of hypotheses."""
