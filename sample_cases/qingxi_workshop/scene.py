"""A scene that rays can be cast into: all meshes of one moment, with what is known at every hit."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import open3d as o3d

from sample_cases.qingxi_workshop.solids import Collector
from sample_cases.qingxi_workshop.surface import Spot
from sample_cases.qingxi_workshop.textures import Floats, dot, unit

Ids = npt.NDArray[np.uint32]
NOTHING = np.uint32(0xFFFFFFFF)


@dataclass(frozen=True)
class Hits:
    """What n rays met: ``distance`` (inf for nothing), face numbers and barycentric coordinates."""

    distance: Floats
    face: Ids
    bary: Floats

    @property
    def found(self) -> npt.NDArray[np.bool_]:
        """Which rays met something."""
        return np.asarray(self.face != NOTHING, np.bool_)


class Scene:
    """All bodies of the collector in one ray-casting structure."""

    def __init__(self, bodies: Collector) -> None:
        counts = [len(mesh.points) for mesh in bodies.meshes]
        shifts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        self.points = np.concatenate([mesh.points for mesh in bodies.meshes]).astype(np.float32)
        self.normals = np.concatenate([mesh.normals for mesh in bodies.meshes]).astype(np.float32)
        self.uv = np.concatenate([mesh.uv for mesh in bodies.meshes]).astype(np.float32)
        faces = [mesh.faces + shift for mesh, shift in zip(bodies.meshes, shifts, strict=True)]
        self.faces = np.concatenate(faces).astype(np.uint32)
        sizes = [len(mesh.faces) for mesh in bodies.meshes]
        self.face_material = np.repeat(np.array(bodies.materials, np.uint8), sizes)
        self.face_body = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        self.pictures = bodies.pictures
        corner = self.points[self.faces]
        normal = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
        self.face_normal = (normal / (np.linalg.norm(normal, axis=1, keepdims=True) + 1e-20)).astype(np.float32)
        self._rays = o3d.t.geometry.RaycastingScene()
        self._rays.add_triangles(o3d.core.Tensor.from_numpy(self.points), o3d.core.Tensor.from_numpy(self.faces))

    def cast(self, origins: Floats, directions: Floats) -> Hits:
        """The first hit of each ray; directions of unit length."""
        rays = np.concatenate([np.broadcast_to(origins, directions.shape), directions], axis=-1, dtype=np.float32)
        answer = self._rays.cast_rays(o3d.core.Tensor.from_numpy(rays))
        return Hits(answer["t_hit"].numpy(), answer["primitive_ids"].numpy(), answer["primitive_uvs"].numpy())

    def hidden(self, origins: Floats, directions: Floats, far: float = np.inf) -> npt.NDArray[np.bool_]:
        """Which rays are stopped before ``far`` (in lengths of their direction)."""
        rays = np.concatenate([origins, directions], axis=-1, dtype=np.float32)
        stopped: npt.NDArray[np.bool_] = self._rays.test_occlusions(o3d.core.Tensor.from_numpy(rays), tfar=far).numpy()
        return stopped

    def spot(self, hits: Hits, origins: Floats, directions: Floats, pixel_rad: float) -> Spot:
        """Where the rays (all of which met something) ended, with normals towards the viewer."""
        points = (origins + directions * hits.distance[:, None]).astype(np.float32)
        face = self.faces[hits.face]
        u, v = hits.bary[:, :1], hits.bary[:, 1:]
        weights = (1 - u - v, u, v)
        corners = [self.normals[face[:, i]] * weights[i] for i in range(3)]
        smooth = unit(corners[0] + corners[1] + corners[2])
        flat = self.face_normal[hits.face]
        flat = flat * -np.sign(dot(flat, directions) + 1e-12)[:, None]
        smooth = smooth * np.sign(dot(smooth, flat) + 1e-12)[:, None]
        slant = np.maximum(np.abs(dot(flat, directions)), 0.12)
        body = self.face_body[hits.face]
        return Spot(
            points, smooth.astype(np.float32), self.face_material[hits.face], body,
            (hits.distance * pixel_rad / np.sqrt(slant)).astype(np.float32), self._painted(face, weights, body),
        )

    def _painted(self, face: Ids, weights: tuple[Floats, ...], body: npt.NDArray[np.int32]) -> Floats | None:
        """Colours of the pictures at these points, (n, 4); alpha −1 where a picture lies under soot."""
        with_picture = [number for number in np.unique(body) if self.pictures[number] is not None]
        if not with_picture:
            return None
        painted = np.zeros((len(body), 4), np.float32)
        for number in with_picture:
            at = np.nonzero(body == number)[0]
            uv = sum(self.uv[face[at, i]] * weights[i][at] for i in range(3))
            picture = self.pictures[number]
            if picture is None:
                continue
            height, width = picture.shape[:2]
            x = np.clip(uv[:, 0] * width - 0.5, 0, width - 1.001)
            y = np.clip(uv[:, 1] * height - 0.5, 0, height - 1.001)
            column, row = x.astype(np.int32), y.astype(np.int32)
            fx, fy = (x - column)[:, None], (y - row)[:, None]
            near = [picture[row + dy, column + dx] for dy in (0, 1) for dx in (0, 1)]
            painted[at] = (near[0] * (1 - fx) + near[1] * fx) * (1 - fy) + (near[2] * (1 - fx) + near[3] * fx) * fy
        return painted
