"""Many things near each other as one sign with their number, while the map is looked at from afar."""

import numpy as np

from workstation.api import drawing

CELL_PX = 46.0


def clusters(px: drawing.Floats, cell_px: float = CELL_PX) -> list[list[int]]:
    """Numbers of the points (n, 2 pixels) that share a cell of a grid, cell by cell; each point once."""
    if not len(px):
        return []
    _, owners = np.unique(np.floor(px / cell_px).astype(np.int64), axis=0, return_inverse=True)
    owners = owners.ravel()
    order = np.argsort(owners, kind="stable")
    return [group.tolist() for group in np.split(order, np.nonzero(np.diff(owners[order]))[0] + 1)]
