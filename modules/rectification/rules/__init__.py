"""Pure rules of rectification: what counts as done, the steps of a hazard, the rating, what may be published."""
