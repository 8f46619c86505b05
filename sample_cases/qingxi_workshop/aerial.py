"""The street from a drone on the morning after: an orthophoto at its place on the earth, drawn from the same plan."""

import math

import numpy as np
from numpy.typing import NDArray
from rasterio.io import MemoryFile
from rasterio.transform import from_origin

from sample_cases.qingxi_workshop.scenario import Scenario
from sample_cases.qingxi_workshop.street import FRONT_Y, OPPOSITE_Y, ROAD_Y
from sample_cases.qingxi_workshop.surroundings import METRES_PER_DEGREE, Box, on_earth, outlines

Floats = NDArray[np.float64]
_SIZE, _STEP_DEG = 1000, 1e-6  # about 0.1 m of the ground a pixel
_MIDDLE = (6.0, 2.0)
_GREEN, _PAVING, _ASPHALT, _LINE = (96, 108, 72), (150, 146, 138), (84, 85, 88), (206, 204, 196)
_ROOFS = {"12号": (138, 128, 118), "10号": (126, 92, 80), "14号": (112, 118, 126), "8号": (86, 112, 138),
          "16号": (134, 104, 84), "9号": (146, 144, 140)}  # fmt: skip
_HOLE, _SOOT_M = (2.4, 9.2), 3.6
_SEED = 20_260_317


def orthophoto(scenario: Scenario) -> bytes:
    """A GeoTIFF in longitude and latitude (WGS-84), JPEG within, with overviews; the same bytes on every run."""
    longitude, latitude = on_earth(scenario, *_MIDDLE)
    west, north = longitude - _SIZE / 2 * _STEP_DEG, latitude + _SIZE / 2 * _STEP_DEG
    x, y = _in_site(scenario, west, north)
    bands = np.clip(_ground(scenario, x, y), 0, 255).astype(np.uint8).transpose(2, 0, 1)
    with MemoryFile() as memory:
        with memory.open(driver="GTiff", width=_SIZE, height=_SIZE, count=3, dtype="uint8", crs="EPSG:4326",
                         transform=from_origin(west, north, _STEP_DEG, _STEP_DEG), tiled=True, blockxsize=256,
                         blockysize=256, compress="jpeg", photometric="ycbcr", jpeg_quality=80) as made:  # fmt: skip
            made.write(bands)
            made.build_overviews([2, 4])
        return bytes(memory.read())


def _in_site(scenario: Scenario, west: float, north: float) -> tuple[Floats, Floats]:
    """The middle of every pixel in metres of the site frame: the reverse of ``on_earth``."""
    steps = (np.arange(_SIZE) + 0.5) * _STEP_DEG
    longitude, latitude = np.meshgrid(west + steps, north - steps)
    up = (latitude - scenario.site.latitude) * METRES_PER_DEGREE
    across = (longitude - scenario.site.longitude) * METRES_PER_DEGREE * np.cos(np.radians(latitude))
    turn = math.radians(scenario.site.north_turn_deg)
    return across * math.cos(turn) - up * math.sin(turn), up * math.cos(turn) + across * math.sin(turn)


def _ground(scenario: Scenario, x: Floats, y: Floats) -> Floats:
    """(height, width, 3): what is seen from above, 0 to 255."""
    rng = np.random.default_rng(_SEED)
    picture = np.empty((*x.shape, 3))
    picture[:] = _GREEN
    picture += (26 * _cloudy(rng, x.shape, 40) + 14 * _cloudy(rng, x.shape, 6))[..., None]
    _fill(picture, (y < 14.6) & (y > OPPOSITE_Y - 8), _PAVING)
    _fill(picture, (y > ROAD_Y[0]) & (y < ROAD_Y[1]), _ASPHALT)
    centre = (ROAD_Y[0] + ROAD_Y[1]) / 2
    _fill(picture, (np.abs(y - centre) < 0.08) & (np.mod(x, 6.0) < 3.4), _LINE)
    for box, facts in outlines(scenario):
        if facts["用途"] != "道路":
            _roof(picture, x, y, box, _ROOFS[facts["门牌"]])
    _burned(picture, x, y, rng)
    for trunk in np.arange(-24.0, 31.0, 6.5):
        away = np.hypot(x - trunk - rng.normal(0, 0.4), y - OPPOSITE_Y - 1.1)
        crown = 1.3 + 0.35 * np.sin(7 * np.arctan2(y - OPPOSITE_Y - 1.1, x - trunk))
        _fill(picture, away < crown, (62, 84, 48))
    return picture + rng.normal(0, 5.0, picture.shape)


def _roof(picture: Floats, x: Floats, y: Floats, box: Box, colour: tuple[int, int, int]) -> None:
    """A roof with its parapet, and its shadow to the north-west."""
    x0, y0, x1, y1 = box
    _fill(picture, (x > x0 - 1.4) & (x < x1 - 1.4) & (y > y0 + 1.2) & (y < y1 + 1.2), (70, 70, 68))
    inside = (x > x0) & (x < x1) & (y > y0) & (y < y1)
    _fill(picture, inside, colour)
    picture[inside] += (7 * np.sin(2 * np.pi * x / 0.76))[inside, None]
    rim = inside & ~((x > x0 + 0.25) & (x < x1 - 0.25) & (y > y0 + 0.25) & (y < y1 - 0.25))
    _fill(picture, rim, (176, 172, 164))


def _burned(picture: Floats, x: Floats, y: Floats, rng: np.random.Generator) -> None:
    """Soot on the roof of No. 12 where it vented, and over the pavement that was hosed down."""
    away = np.hypot(x - _HOLE[0], y - _HOLE[1]) + 0.8 * _cloudy(rng, x.shape, 12)
    roof = (x > -0.24) & (x < 6.6) & (y > FRONT_Y) & (y < 14.2)
    dark = np.clip(1 - away / _SOOT_M, 0, 1) * roof
    picture *= (1 - 0.88 * dark)[..., None]
    wet = np.clip(1 - np.hypot((x - 3.2) / 6.5, (y + 1.8) / 2.0), 0, 1) * (y < FRONT_Y)
    picture *= (1 - 0.45 * wet)[..., None]


def _fill(picture: Floats, where: NDArray[np.bool_], colour: tuple[int, int, int]) -> None:
    picture[where] = colour


def _cloudy(rng: np.random.Generator, shape: tuple[int, ...], size: int) -> Floats:
    """Smooth noise about 0, with features of ``size`` pixels."""
    coarse = rng.normal(0, 0.5, (shape[0] // size + 2, shape[1] // size + 2))
    rows, columns = (np.arange(length) / size for length in shape[:2])
    r, c = rows.astype(int), columns.astype(int)
    down, right = (rows - r)[:, None], (columns - c)[None, :]
    upper = coarse[np.ix_(r, c)] * (1 - right) + coarse[np.ix_(r, c + 1)] * right
    lower = coarse[np.ix_(r + 1, c)] * (1 - right) + coarse[np.ix_(r + 1, c + 1)] * right
    return np.asarray(upper * (1 - down) + lower * down)
