"""A named view as it is printed: a picture on white, with marks for measures, scale and north above it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from modules.clouds.records import Cloud, Deviation, Measure, MeasureKind, NamedView, Pin, Projection
from modules.clouds.rules.camera import Camera
from modules.clouds.rules.draw import Frame, Look, Renderer
from modules.clouds.rules.labels import laid, width_of
from modules.clouds.rules.legend import legend
from modules.clouds.rules.measure import places_of
from modules.clouds.rules.placing import Place
from modules.clouds.rules.scene import Scene
from modules.clouds.rules.wording import CLOSED, told_text, value_text
from workstation.api import Line, Mark, Rect, Text, Words

WIDTH, HEIGHT = 1800, 1200
_POINTS = 12_000_000
_PAPER = 0xFFFFFFFF
_MM = 100 / WIDTH  # marks are measured as if the picture were 100 mm wide
_INK, _SECOND, _PIN = "#b8430f", "#1f2328", "#1460a8"
_BAR_MM, _TYPE_MM = 24, 2.4


def camera_of(view: NamedView, scene: Scene) -> Camera:
    """The camera of a named view."""
    x, y, z = (float(value) for value in np.array(view.target) - scene.origin)
    return Camera((x, y, z), view.distance, view.yaw_deg, view.pitch_deg, view.projection)


def portray(view: NamedView, scene: Scene) -> Frame:
    """The picture of a named view, in print quality."""
    renderer = Renderer()
    try:
        look = Look(view.colouring, view.clip, background=_PAPER, largest_px=4, clip_turn_deg=view.clip_turn_deg)
        return renderer.draw(scene, camera_of(view, scene), WIDTH, HEIGHT, look, _POINTS)
    finally:
        renderer.close()


def save(frame: Frame, path: Path) -> None:
    """Write a picture as PNG, whole or not at all. Raises ``OSError``."""
    from PIL import Image

    height, width = frame.picture.shape
    channels = frame.picture.view(np.uint8).reshape(height, width, 4)[:, :, [2, 1, 0]]  # little-endian 0xFFRRGGBB
    path.parent.mkdir(parents=True, exist_ok=True)
    partly = path.with_name(f"{path.name}.part")
    Image.fromarray(np.ascontiguousarray(channels)).save(partly, "PNG")
    partly.replace(path)


def marks_of(
    words: Words, view: NamedView, cloud: Cloud, scene: Scene, measures: Sequence[Measure],
    places: Mapping[str, Place], pins: Sequence[Pin] = (), deviation: Deviation | None = None,
) -> tuple[Mark, ...]:
    """Measures, a scale bar, that of the colours, and in the plan where north (or the y axis) is."""
    camera = camera_of(view, scene)
    marks: list[Mark] = []
    names: list[Text] = []
    for measure in measures:
        marks += _measure(words, measure, camera, scene, places, names)
    for pin in pins:
        marks += _pin(pin, camera, scene, places, names)
    marks += _beside_each_other(names)
    marks += _bar(camera, cloud)
    marks += legend(view.colouring, scene, cloud, deviation, HEIGHT * _MM)
    if view.projection is Projection.PLAN:
        name = "N" if cloud.frame.startswith("EPSG:") else "Y"
        marks += [Line(95, 13, 95, 4, _SECOND, 0.5, arrow=True), Text(95, 16.5, name, 3.0, _SECOND, True, "center")]
    return tuple(marks)


def _pin(pin: Pin, camera: Camera, scene: Scene, where: Mapping[str, Place], names: list[Text]) -> list[Mark]:
    place = where.get(pin.cloud_id)
    if place is None:
        return []
    here = place.rigid.apply(np.array([pin.point])) - scene.origin
    x, y, depth = camera.project(here, WIDTH, HEIGHT)[0]
    if not (depth > 0 and 0 <= x < WIDTH and 0 <= y < HEIGHT):
        return []
    x, y = float(x) * _MM, float(y) * _MM
    names.append(Text(x, y, pin.name, _TYPE_MM, _PIN, True))
    return [Line(x - 1, y - 1, x + 1, y + 1, _PIN, 0.35), Line(x - 1, y + 1, x + 1, y - 1, _PIN, 0.35)]


def _beside_each_other(names: Sequence[Text]) -> Iterator[Mark]:
    """Names that were asked for at their places, where none covers another; lines lead to those that stand off."""
    found = laid([(one.x, one.y) for one in names], [_size(one) for one in names], (WIDTH * _MM, HEIGHT * _MM), 1.4)
    for one, at in zip(names, found, strict=True):
        if at.leader is not None:
            yield Line(one.x, one.y, *at.leader, one.colour, 0.15)
        yield from on_white(one, at.left, at.top)


def on_white(name: Text, left: float, top: float) -> tuple[Mark, Mark]:
    """A name that can be read on any picture, with its upper left corner there."""
    wide, high = _size(name)
    plate = Rect(left, top, wide, high, name.colour, "#ffffff", 0.15, 0.4)
    return plate, replace(name, x=left + 0.4, y=top + 0.76 * high)


def _size(name: Text) -> tuple[float, float]:
    return width_of(name.text) * name.size + 0.8, 1.3 * name.size


def _measure(
    words: Words, measure: Measure, camera: Camera, scene: Scene, where: Mapping[str, Place], names: list[Text]
) -> list[Mark]:
    points = places_of(measure, where)
    if points is None:
        return []
    seen = camera.project(points - scene.origin, WIDTH, HEIGHT)
    inside = (seen[:, 2] > 0) & (np.abs(seen[:, 0] - WIDTH / 2) < WIDTH) & (np.abs(seen[:, 1] - HEIGHT / 2) < HEIGHT)
    if not inside.all():
        return []
    places = [(float(x) * _MM, float(y) * _MM) for x, y, _ in seen]
    ends = places[1:] + (places[:1] if measure.kind in CLOSED else [])
    marks: list[Mark] = [Line(*start, *end, _INK, 0.35) for start, end in zip(places, ends, strict=False)]
    for x, y in places:
        marks += [Line(x - 0.7, y, x + 0.7, y, _INK, 0.35), Line(x, y - 0.7, x, y + 0.7, _INK, 0.35)]
    x, y = places[0] if measure.kind is MeasureKind.POINT else (
        sum(place[0] for place in places) / len(places), sum(place[1] for place in places) / len(places)
    )
    text = f"M{measure.number}  {told_text(words, measure, value_text(measure, brief=True))}"
    names.append(Text(x, y, text, _TYPE_MM, _INK, True))
    return marks


def _bar(camera: Camera, cloud: Cloud) -> list[Mark]:
    size = camera.pixel_size(HEIGHT) * (1.0 if camera.parallel else camera.distance) * (cloud.metres or 1.0) / _MM
    rough = size * _BAR_MM
    power = 10.0 ** math.floor(math.log10(rough))
    length = next(step * power for step in (5, 2, 1) if step * power <= rough)
    end, bottom = 4 + length / size, HEIGHT * _MM - 4
    text = f"{'' if camera.parallel else '≈ '}{length:g} {'m' if cloud.metres else 'u'}"
    return [
        Line(4, bottom, end, bottom, _SECOND, 0.5), Line(4, bottom - 1.2, 4, bottom, _SECOND, 0.5),
        Line(end, bottom - 1.2, end, bottom, _SECOND, 0.5), Text(4, bottom - 1.8, text, 2.6, _SECOND, True),
    ]
