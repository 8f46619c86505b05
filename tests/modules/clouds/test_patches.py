"""Planes of neighbourhoods are those of least squares: held against LAPACK's eigenvectors."""

import numpy as np
import pytest

from modules.clouds.rules.patches import patches_of


def test_planes_are_those_of_least_squares() -> None:
    rng = np.random.default_rng(4)
    points = rng.normal(0, 1, (5000, 3)) * (1, 0.6, 0.01) @ np.linalg.qr(rng.normal(0, 1, (3, 3)))[0] + (5e5, 2e6, 40)
    around = rng.integers(0, 5000, (3000, 12))
    around[0] = 7  # one point alone: no plane, but no error
    middles, normals, variances = patches_of(points, around)
    centred = points[around] - points[around].mean(axis=1)[:, None, :]
    values, vectors = np.linalg.eigh(np.einsum("nki,nkj->nij", centred, centred))
    assert np.allclose(middles, points[around].mean(axis=1), rtol=0, atol=1e-7)
    assert np.abs(np.einsum("ni,ni->n", normals[1:], vectors[1:, :, 0])) == pytest.approx(np.ones(2999), abs=1e-6)
    assert np.allclose(variances, values[:, :2], rtol=1e-6, atol=1e-9) and np.isfinite(normals).all()
    assert np.linalg.norm(normals, axis=1) == pytest.approx(np.ones(3000))
