"""Pure calculations on points: order, levels, cameras, pictures, measures."""
