"""A scene of known truth: a hall with a screen before a machine, and a photograph whose camera is known."""

from pathlib import Path

import numpy as np
from PIL import Image
from scipy.spatial.transform import Rotation

from modules.clouds import operations
from modules.clouds.importers import CLOUD_IMPORTER
from modules.clouds.importers.building import build_pyramid
from modules.clouds.module import MODULE
from modules.clouds.queries import valid_clouds
from modules.clouds.records import Cloud, PixelPair
from modules.clouds.rules.morton import Array
from modules.clouds.rules.posing import Pinhole
from modules.photos.importers import PHOTO_IMPORTER
from modules.photos.module import MODULE as PHOTOS
from workstation.api import StoredFile
from workstation.api.testing import import_files, job_of
from workstation.services.job import Job
from workstation.storage.case import Case

MODULES = [MODULE, PHOTOS]
WIDTH, HEIGHT = 1200, 800
EYE = (0.4, 0.3, 1.6)
SCREEN_X = 0.1  # the screen stands at y = 3 from x = -3 to here
BOX = ((-1.0, 6.0, 0.0), (1.0, 6.5, 2.0))  # the machine
COLOURS = {"floor": (90, 90, 90), "back": (40, 160, 60), "screen": (200, 60, 40)}


def points(per_m2: int = 900) -> tuple[Array, Array]:
    """Floor, back wall at y = 8 and the screen, with 2 mm of noise; colours tell them apart."""
    rng = np.random.default_rng(5)
    areas = {  # origin, two sides
        "floor": ((-4, -1, 0), (8, 0, 0), (0, 9, 0)), "back": ((-4, 8, 0), (8, 0, 0), (0, 0, 3)),
        "screen": ((-3, 3, 0), (3 + SCREEN_X, 0, 0), (0, 0, 3)),
    }
    parts, colours = [], []
    for name, (origin, first, second) in areas.items():
        count = int(np.linalg.norm(np.cross(first, second)) * per_m2)
        u, v = rng.uniform(0, 1, (2, count, 1))
        parts.append(np.array(origin) + u * np.array(first) + v * np.array(second) + rng.normal(0, 0.002, (count, 3)))
        colours.append(np.tile(COLOURS[name], (count, 1)))
    return np.concatenate(parts), np.concatenate(colours)


def camera() -> Pinhole:
    """Stands at (2, -0.5, 1.7), looks into the hall, leans 2° to the right; 28 mm of a full frame."""
    tilt = Rotation.from_euler("zx", (12, 6), degrees=True).as_matrix()
    level = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])  # looks along y
    lean = Rotation.from_euler("z", -2, degrees=True).as_matrix()
    return Pinhole(lean @ level @ tilt.T, np.array([2.0, -0.5, 1.7]), 28 / 36 * WIDTH, WIDTH, HEIGHT)


def photograph(path: Path, *, focal: bool = True) -> Path:
    """A JPEG of a flat colour, with the focal length in its EXIF if asked for."""
    image = Image.new("RGB", (WIDTH, HEIGHT), (10, 20, 230))
    exif = Image.Exif()
    if focal:
        exif.get_ifd(0x8769)[0xA405] = 28
    image.save(path, exif=exif)
    return path


def pairs(count: int, noise_px: float = 0.0) -> list[PixelPair]:
    """Places of the hall that the camera sees, spread over it, with their pixels."""
    rng = np.random.default_rng(11)
    seen = camera()
    some = rng.uniform((-4, 1, 0), (4, 8, 3), (400, 3))
    some = some[seen.inside(some)][:count]
    pixels = seen.project(some)[:, :2] + rng.normal(0, 1, (count, 2)) * noise_px
    return [
        PixelPair(point=(x, y, z), x=u, y=v, name=f"P{number}")
        for number, ((x, y, z), (u, v)) in enumerate(zip(some.tolist(), pixels.tolist(), strict=True), 1)
    ]


def hall(case: Case, folder: Path) -> Cloud:
    """The hall in a case, in metres, its pyramid built; a photograph beside it."""
    path = folder / "车间 1.xyz"
    xyz, colours = points()
    np.savetxt(path, np.concatenate([xyz, colours], axis=1), "%.4f %.4f %.4f %d %d %d")
    import_files(case, [path, photograph(folder / "照片 1.jpg")], [CLOUD_IMPORTER, PHOTO_IMPORTER])
    with job_of(case) as job:
        (cloud,) = valid_clouds(job.read())
        job.write("clouds.describe", lambda work: operations.describe(
            work, cloud.id, unit="metre", frame="", accuracy_m=0.002, captured=None, note="车间"
        ))
        build_pyramid(job, cloud.id)
        return valid_clouds(job.read())[0]


def photo_id(job: Job) -> str:
    """The file of the photograph."""
    return next(file.id for file in job.read().all(StoredFile) if file.name.endswith(".jpg"))
