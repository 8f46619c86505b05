"""A surface of triangles from the points of a cloud: Poisson or ball pivoting by Open3D, made coarser, and written."""

from pathlib import Path
from typing import Any

import numpy as np
import open3d

from modules.clouds.importers.asking import tell
from modules.clouds.importers.points import Array
from modules.clouds.importers.space.meshfiles import Surface, write_surface
from modules.clouds.importers.space.parts import clip_of, pieces_of, take
from modules.clouds.rules.posing import spacing_of
from workstation.api import UserError

_LEAST = 100
_STEPS = 5
_DEPTH_MOST = 10
_BALLS = (1.2, 2.0, 3.5)  # radii in spacings
_OPEN = 3.0  # spacings from any point: there Poisson has made up a surface
_NEIGHBOURS = 20


def answer(said: dict[str, Any]) -> dict[str, Any]:
    """Write the mesh; tells how many points went in, of how many, their spacing, and how many triangles came out."""
    pieces = pieces_of(said)
    taken = take(pieces, clip_of(said), int(said["most"]))
    if len(taken.points) < _LEAST:
        raise UserError("clouds.mesh_too_few", given=len(taken.points))
    tell(1, _STEPS)
    origin = np.floor(taken.points.mean(axis=0))
    points = taken.points - origin
    spacing = spacing_of(points)
    cloud = _cloud(points, taken.colours, [np.array(one) - origin for one in said["standpoints"]], spacing)
    tell(2, _STEPS)
    mesh = _poisson(cloud, spacing) if said["method"] == "poisson" else _balls(cloud, spacing)
    tell(3, _STEPS)
    wanted = int(said["triangles"])
    if wanted and len(mesh.triangles) > wanted:
        mesh = mesh.simplify_quadric_decimation(wanted)
    mesh.remove_degenerate_triangles()
    mesh.remove_unreferenced_vertices()
    if not len(mesh.triangles):
        raise UserError("clouds.mesh_nothing")
    tell(4, _STEPS)
    surface = Surface(
        np.asarray(mesh.vertices), np.asarray(mesh.triangles).astype(np.int64),
        np.clip(np.asarray(mesh.vertex_colors) * 255 + 0.5, 0, 255).astype(np.uint8), origin, said["facts"],
    )
    write_surface(surface, Path(said["partly"]), said["format"])
    return {
        "points": len(points), "whole": taken.whole, "spacing": spacing, "count": len(mesh.triangles),
    }


def _cloud(points: Array, colours: Array, standpoints: list[Array], spacing: float) -> Any:
    """Points with normals that look towards where they were scanned from, or away from what is behind them."""
    cloud = open3d.geometry.PointCloud(open3d.utility.Vector3dVector(points))
    cloud.colors = open3d.utility.Vector3dVector(colours / 255.0)
    cloud.estimate_normals(open3d.geometry.KDTreeSearchParamHybrid(radius=6 * spacing, max_nn=_NEIGHBOURS))
    if not standpoints:
        cloud.orient_normals_consistent_tangent_plane(_NEIGHBOURS)
        return cloud
    from scipy.spatial import cKDTree

    stands = np.array(standpoints)
    _, nearest = cKDTree(stands).query(points)
    normals = np.asarray(cloud.normals)
    away = np.einsum("ni,ni->n", normals, stands[nearest] - points) < 0
    cloud.normals = open3d.utility.Vector3dVector(np.where(away[:, None], -normals, normals))
    return cloud


def _poisson(cloud: Any, spacing: float) -> Any:
    """Screened Poisson; what lies farther from every point than a few spacings was made up, and is cut away."""
    size = float(np.max(cloud.get_max_bound() - cloud.get_min_bound()))
    depth = int(np.clip(np.ceil(np.log2(max(2.0, size / spacing))), 5, _DEPTH_MOST))
    mesh, _ = open3d.geometry.TriangleMesh.create_from_point_cloud_poisson(cloud, depth=depth, n_threads=2)
    from scipy.spatial import cKDTree

    reach = max(_OPEN * spacing, 1.5 * size / 2**depth)
    away, _ = cKDTree(np.asarray(cloud.points)).query(np.asarray(mesh.vertices), distance_upper_bound=reach, workers=2)
    mesh.remove_vertices_by_mask(~np.isfinite(away))
    return mesh


def _balls(cloud: Any, spacing: float) -> Any:
    radii = open3d.utility.DoubleVector([spacing * size for size in _BALLS])
    return open3d.geometry.TriangleMesh.create_from_point_cloud_ball_pivoting(cloud, radii)
