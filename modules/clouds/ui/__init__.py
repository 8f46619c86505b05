"""The pages of point clouds."""
