"""Triangle meshes of simple bodies, put together into one scene; metres, z up."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sample_cases.qingxi_workshop.textures import Floats

Ints = npt.NDArray[np.int32]
Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Mesh:
    """``points`` (n, 3), ``normals`` (n, 3), ``uv`` (n, 2) of the vertices; ``faces`` (m, 3)."""

    points: Floats
    normals: Floats
    uv: Floats
    faces: Ints

    def moved(self, at: Sequence[float] = (0, 0, 0), turn_deg: float = 0.0, tilt_deg: float = 0.0) -> "Mesh":
        """Turned about z, after being tilted about x, and shifted."""
        rotation = rotation_z(turn_deg) @ rotation_x(tilt_deg)
        return Mesh(
            (self.points @ rotation.T + np.asarray(at, np.float32)).astype(np.float32),
            (self.normals @ rotation.T).astype(np.float32), self.uv, self.faces,
        )


@dataclass
class Collector:
    """Meshes with their material, and for pictures the image (height, width, 4) that they carry."""

    meshes: list[Mesh] = field(default_factory=list)
    materials: list[int] = field(default_factory=list)
    pictures: list[Floats | None] = field(default_factory=list)

    def add(self, mesh: Mesh, material: int, picture: Floats | None = None) -> None:
        """Add a body of one material."""
        self.meshes.append(mesh)
        self.materials.append(material)
        self.pictures.append(picture)

    def add_all(self, meshes: "Sequence[Mesh]", material: int) -> None:
        """Add several meshes of one material as one body."""
        self.add(joined(meshes), material)


def rotation_z(degrees: float) -> Floats:
    """Rotation matrix about the vertical."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]], np.float32)


def rotation_x(degrees: float) -> Floats:
    """Rotation matrix about the x axis."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]], np.float32)


def joined(meshes: Sequence[Mesh]) -> Mesh:
    """One mesh of several."""
    shifts = np.concatenate([[0], np.cumsum([len(mesh.points) for mesh in meshes])[:-1]])
    return Mesh(
        np.concatenate([mesh.points for mesh in meshes]), np.concatenate([mesh.normals for mesh in meshes]),
        np.concatenate([mesh.uv for mesh in meshes]),
        np.concatenate([mesh.faces + shift for mesh, shift in zip(meshes, shifts, strict=True)]).astype(np.int32),
    )


def quad(corner: Sequence[float] | Floats, along: Sequence[float] | Floats, up: Sequence[float] | Floats) -> Mesh:
    """A flat parallelogram; uv runs 0…1 with v downwards, as in a picture."""
    c, a, b = (np.asarray(vector, np.float32) for vector in (corner, along, up))
    normal = np.cross(a, b)
    normal = normal / (np.linalg.norm(normal) + 1e-12)
    points = np.stack([c, c + a, c + a + b, c + b])
    uv = np.array([[0, 1], [1, 1], [1, 0], [0, 0]], np.float32)
    return Mesh(points, np.tile(normal, (4, 1)).astype(np.float32), uv, np.array([[0, 1, 2], [0, 2, 3]], np.int32))


def box(low: Sequence[float], high: Sequence[float]) -> Mesh:
    """A box with faces of its own along the axes."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    dx, dy, dz = x1 - x0, y1 - y0, z1 - z0
    return joined([
        quad((x0, y0, z0), (dx, 0, 0), (0, 0, dz)), quad((x1, y1, z0), (-dx, 0, 0), (0, 0, dz)),
        quad((x0, y1, z0), (0, -dy, 0), (0, 0, dz)), quad((x1, y0, z0), (0, dy, 0), (0, 0, dz)),
        quad((x0, y0, z1), (dx, 0, 0), (0, dy, 0)), quad((x0, y1, z0), (dx, 0, 0), (0, -dy, 0)),
    ])


def tube(path: Sequence[Sequence[float]] | Floats, radius: float | Sequence[float] | Floats, sides: int = 8) -> Mesh:
    """A round tube along a path; ``radius`` may differ from point to point; closed at both ends by a cap."""
    points = np.asarray(path, np.float32)
    radii = np.broadcast_to(np.asarray(radius, np.float32), (len(points),))
    ahead = np.gradient(points, axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True) + 1e-9
    side = np.cross(ahead, np.where(np.abs(ahead[:, 2:]) < 0.9, [[0, 0, 1.0]], [[1.0, 0, 0]]))
    side /= np.linalg.norm(side, axis=1, keepdims=True) + 1e-9
    other = np.cross(ahead, side)
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    round_ = np.cos(angle)[None, :, None] * side[:, None] + np.sin(angle)[None, :, None] * other[:, None]
    ring = points[:, None] + radii[:, None, None] * round_
    caps = points[[0, -1]]
    vertices = np.concatenate([ring.reshape(-1, 3), caps]).astype(np.float32)
    normals = np.concatenate([round_.reshape(-1, 3), [-ahead[0], ahead[-1]]]).astype(np.float32)
    index = np.arange(len(points) * sides).reshape(len(points), sides)
    a, b = index[:-1], index[1:]
    a2, b2 = np.roll(a, -1, 1), np.roll(b, -1, 1)
    faces = [np.stack([a, a2, b2], -1).reshape(-1, 3), np.stack([a, b2, b], -1).reshape(-1, 3)]
    for cap, row in ((len(vertices) - 2, index[0]), (len(vertices) - 1, index[-1])):
        faces.append(np.stack([np.full(sides, cap), row, np.roll(row, -1)], -1))
    return Mesh(vertices, normals, np.zeros((len(vertices), 2), np.float32), np.concatenate(faces).astype(np.int32))


def smooth_path(knots: Sequence[Sequence[float]] | Floats, steps: int = 6) -> Floats:
    """A Catmull-Rom curve through the knots."""
    k = np.asarray(knots, np.float32)
    k = np.concatenate([[2 * k[0] - k[1]], k, [2 * k[-1] - k[-2]]])
    t = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[None, :, None]
    p0, p1, p2, p3 = (k[i : len(k) - 3 + i, None] for i in range(4))
    curve = 0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
    return np.concatenate([curve.reshape(-1, 3), k[-2:-1]]).astype(np.float32)


def prism(outline: Sequence[tuple[float, float]], y0: float, y1: float) -> Mesh:
    """An outline in x and z, drawn out from y0 to y1 (an outline without deep notches)."""
    flat = np.asarray(outline, np.float32)
    n = len(flat)
    parts = []
    for i in range(n):
        (xa, za), (xb, zb) = flat[i], flat[(i + 1) % n]
        parts.append(quad((xa, y0, za), (xb - xa, 0, zb - za), (0, y1 - y0, 0)))
    middle = flat.mean(0)
    for y, normal in ((y0, -1.0), (y1, 1.0)):
        points = np.stack([np.append(flat[:, 0], middle[0]), np.full(n + 1, y), np.append(flat[:, 1], middle[1])], -1)
        faces = [[n, i, (i + 1) % n] for i in range(n)]
        parts.append(Mesh(
            points.astype(np.float32), np.tile([0, normal, 0], (n + 1, 1)).astype(np.float32),
            np.zeros((n + 1, 2), np.float32), np.array(faces, np.int32),
        ))
    return joined(parts)


def grid(xs: Floats, ys: Floats, heights: Floats) -> Mesh:
    """A height field: ``heights`` (len(ys), len(xs))."""
    gx, gy = np.meshgrid(xs, ys)
    points = np.stack([gx, gy, heights], -1).reshape(-1, 3).astype(np.float32)
    slope_y, slope_x = np.gradient(heights, ys, xs)
    normals = np.stack([-slope_x, -slope_y, np.ones_like(slope_x)], -1).reshape(-1, 3)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    index = np.arange(len(points)).reshape(gx.shape)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]
    faces = np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])
    uv = np.zeros((len(points), 2), np.float32)
    return Mesh(points, normals.astype(np.float32), uv, faces.astype(np.int32))


def ball(rings: int = 8, sides: int = 12) -> Mesh:
    """A unit sphere."""
    lat = np.linspace(-np.pi / 2, np.pi / 2, rings)
    lon = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    a, b = np.meshgrid(lat, lon, indexing="ij")
    points = np.stack([np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a)], -1).reshape(-1, 3).astype(np.float32)
    index = np.arange(len(points)).reshape(rings, sides)
    lower, upper = index[:-1], index[1:]
    lower2, upper2 = np.roll(lower, -1, 1), np.roll(upper, -1, 1)
    faces = np.concatenate([
        np.stack([lower, lower2, upper2], -1).reshape(-1, 3), np.stack([lower, upper2, upper], -1).reshape(-1, 3),
    ])
    return Mesh(points, points, np.zeros((len(points), 2), np.float32), faces.astype(np.int32))


def lump(rng: np.random.Generator, rings: int = 6, sides: int = 8, roughness: float = 0.35) -> Mesh:
    """An irregular lump of about unit size."""
    sphere = ball(rings, sides)
    directions = rng.normal(size=(9, 3))
    swell = np.sin(sphere.points @ directions.T * 1.7 + rng.random(9) * 6).mean(1, keepdims=True)
    points = (sphere.points * (1 + roughness * 2.2 * swell)).astype(np.float32)
    return Mesh(points, vertex_normals(points, sphere.faces), sphere.uv, sphere.faces)


def vertex_normals(points: Floats, faces: Ints) -> Floats:
    """Normals of a closed smooth body from its faces."""
    corner = points[faces]
    face_normals = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    normals = np.zeros_like(points)
    for column in range(3):
        np.add.at(normals, faces[:, column], face_normals)
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return np.asarray(normals / (length + 1e-12), np.float32)


def scattered(body: Mesh, places: Floats, sizes: Floats, rng: np.random.Generator) -> Mesh:
    """Copies of a body at ``places`` (n, 3), each turned at random and scaled by ``sizes`` (n, 3)."""
    n = len(places)
    quaternion = rng.normal(size=(n, 4))
    quaternion /= np.linalg.norm(quaternion, axis=1, keepdims=True)
    w, x, y, z = quaternion.T
    rotation = np.stack([
        1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w),
        2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w),
        2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y),
    ], -1).reshape(n, 3, 3)
    points = np.einsum("nij,nvj->nvi", rotation, body.points[None] * sizes[:, None]) + places[:, None]
    scaled = body.normals[None] / sizes[:, None]
    normals = np.einsum("nij,nvj->nvi", rotation, scaled)
    normals /= np.linalg.norm(normals, axis=2, keepdims=True) + 1e-9
    count = len(body.points)
    faces = body.faces[None] + (np.arange(n) * count)[:, None, None]
    return Mesh(
        points.reshape(-1, 3).astype(np.float32), normals.reshape(-1, 3).astype(np.float32),
        np.zeros((n * count, 2), np.float32), faces.reshape(-1, 3).astype(np.int32),
    )
