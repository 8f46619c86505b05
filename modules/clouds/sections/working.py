"""Registrations with their residuals, deviation maps and slices of a cloud, as they are printed."""

import math
from collections.abc import Iterator, Sequence

from modules.clouds.queries import deviations_of, frame_fits_of, registrations_of, slices_of
from modules.clouds.records import Cloud, Deviation, PointPair, Registration
from modules.clouds.rules.palette import DEVIATIONS
from modules.clouds.rules.wording import DEVIATION_KINDS, METHODS, TARGET_WORDS, deviation_text
from workstation.api import (
    Block,
    Column,
    Figure,
    Heading,
    Line,
    Mark,
    Paragraph,
    Photo,
    PhotoGrid,
    PlanImage,
    Read,
    Rect,
    Ref,
    StoredFile,
    Table,
    Text,
    Words,
    anchor_of,
)

_WIDE = 100.0  # millimetres that a picture counts for its marks
_INK, _WALL = "#1f2328", "#b8430f"


def working_blocks(read: Read, words: Words, cloud: Cloud) -> Iterator[Block]:
    """What was done with a cloud: each movement with its residuals, then maps and slices with their pictures."""
    for registration in registrations_of(read, cloud.id):
        yield from _registration(read, words, cloud, registration)
    for fit in frame_fits_of(read, cloud.id):
        caption = words(
            "Fitted to surveyed points, frame {frame}: RMS {rms} mm, by {author}", frame=fit.frame,
            rms=f"{fit.rms_m * 1000:.1f}", author=fit.author,
        )
        yield _pairs(words, fit.pairs, fit.residuals, 1000.0, "mm", caption)
    deviations = deviations_of(read, cloud.id)
    for deviation in deviations:
        yield from _deviation(read, words, cloud, deviation)
    for image in slices_of(read, cloud.id):
        yield from _slice(read, words, image)


def _registration(read: Read, words: Words, cloud: Cloud, registration: Registration) -> Iterator[Block]:
    reference = read.find(Cloud, registration.reference_id)
    name = reference.note or reference.name if reference is not None else ""
    factor, unit = ((cloud.metres or 1.0) * 1000, "mm") if cloud.metres else (1.0, "u")
    method = words(METHODS.get(registration.method, registration.method))
    if registration.pairs:
        caption = words("Registered to {name}: {method}", name=name, method=method)
        yield _pairs(words, registration.pairs, registration.residuals, factor, unit, caption)
    own = [link for link in registration.links if cloud.id in (link.moving_id, link.fixed_id)]
    if own:
        rows = []
        for link in own:
            other = read.find(Cloud, link.fixed_id if link.moving_id == cloud.id else link.moving_id)
            state = words("used") if link.used else words("left out")
            rows.append((
                other.note or other.name if other is not None else "", f"{link.rms * factor:.1f} {unit}",
                f"{link.overlap * 100:.0f} %", f"{link.misfit * factor:.1f} {unit}  {link.misfit_deg:.3f}°", state,
            ))
        yield Table(
            (Column(words("Other scan"), 2), Column("RMS", 1), Column(words("Overlap"), 1),
             Column(words("Off the network"), 1.6), Column(words("State"), 1)),
            tuple(rows), caption=words("Registered to {name}: {method}", name=name, method=method),
        )


def _pairs(
    words: Words, pairs: Sequence[PointPair], residuals: Sequence[float], factor: float, unit: str, caption: str
) -> Table:
    rows = tuple(
        (pair.name, words(TARGET_WORDS.get(pair.target, pair.target)), f"{value * factor:.1f} {unit}",
         words("used") if pair.used else words("left out"))
        for pair, value in zip(pairs, residuals, strict=True)
    )
    columns = (Column(words("Pair"), 1), Column(words("Target"), 1), Column(words("Residual"), 1),
               Column(words("State"), 1))
    return Table(columns, rows, caption=caption)


def _deviation(read: Read, words: Words, cloud: Cloud, deviation: Deviation) -> Iterator[Block]:
    anchor = anchor_of(Ref("cloud_deviations", deviation.id))
    kind = words(DEVIATION_KINDS[deviation.kind])
    yield Heading(2, f"D{deviation.number}  {deviation.name}", anchor)
    yield Paragraph(words.joined((kind, *deviation_text(words, deviation))))
    file = read.find(StoredFile, deviation.picture_id)
    if file is not None:
        path = read.vault.path(file.sha256)
        facts = f"{cloud.note or cloud.name}  SHA-256 {file.sha256[:16]}…  {deviation.author}"
        yield PhotoGrid((Photo(path=str(path), caption=deviation.name, number=f"D{deviation.number}", facts=facts,
                               marks=tuple(_scale(*_size(str(path)))),),), 2)
    yield Figure(120, 34, tuple(_histogram(deviation)), caption=words("Histogram of the distances"))


def _size(path: str) -> tuple[float, float]:
    """Width in metres, and height in millimetres of a picture that is 100 mm wide, by its resolution at 1:100."""
    from PIL import Image

    with Image.open(path) as picture:
        width, height = picture.size
        metres_per_px = 0.0254 / float(picture.info.get("dpi", (254.0, 254.0))[0]) * 100
    return width * metres_per_px, _WIDE * height / width


def _scale(metres: float, high: float) -> list[Mark]:
    rough = metres / 5
    power = 10.0 ** math.floor(math.log10(rough))
    length = next(step * power for step in (5, 2, 1) if step * power <= rough)
    end, bottom = 3 + length / metres * _WIDE, high - 3
    return [
        Line(3, bottom, end, bottom, _INK, 0.6), Line(3, bottom - 1.2, 3, bottom, _INK, 0.6),
        Line(end, bottom - 1.2, end, bottom, _INK, 0.6), Text(3, bottom - 1.8, f"{length:g} m", 2.6, _INK, True),
    ]


def _histogram(deviation: Deviation) -> Iterator[Mark]:
    counts = deviation.statistics.counts
    wide, top = 120 / max(1, len(counts)), max(counts, default=1) or 1
    for number, count in enumerate(counts):
        colour = f"#{int(DEVIATIONS[min(255, round((number + 0.5) / len(counts) * 255))]):06x}"
        high = 24 * count / top
        yield Rect(number * wide, 25 - high, wide * 0.9, max(0.1, high), _INK, colour, 0.1)
        yield Rect(number * wide, 26, wide, 2, colour, colour, 0.1)
    yield Text(0, 32, f"−{deviation.scale_m * 1000:g} mm", 2.8)
    yield Text(60, 32, "0", 2.8, align="center")
    yield Text(120, 32, f"+{deviation.scale_m * 1000:g} mm", 2.8, align="right")


def _slice(read: Read, words: Words, image: PlanImage) -> Iterator[Block]:
    file = read.find(StoredFile, image.file_id)
    if file is None:
        return
    wide, _ = image.size_m
    marks: list[Mark] = []
    high = _WIDE * image.height_px / image.width_px
    for wall in image.walls:
        ends = [image.in_picture(end) for end in (wall.start, wall.end)]
        (a, b), (c, d) = ((x / wide * _WIDE, high - y / wide * _WIDE) for x, y in ends)
        marks.append(Line(a, b, c, d, _WALL, 0.5))
    worst = max((wall.residual_m for wall in image.walls), default=0.0)
    facts = words(
        "height {height} m, {thickness} m thick, frame {frame}; {count} proposed walls, largest residual {residual} mm",
        height=f"{image.height_m:.2f}", thickness=f"{image.thickness_m:.2f}", frame=image.frame,
        count=len(image.walls), residual=f"{worst * 1000:.1f}",
    )
    yield PhotoGrid((Photo(
        path=str(read.vault.path(file.sha256)), caption=image.title, facts=f"{facts}  SHA-256 {file.sha256[:16]}…",
        anchor=anchor_of(Ref("plan_images", image.id)), marks=(*marks, *_scale(wide, high)),
    ),), 2)
