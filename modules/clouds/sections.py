"""Point clouds in the dossier: what was scanned, whether it is whole, the measures, and a page for each named view."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from modules.clouds.queries import measures_of, original, registrations_of, scans_of, valid_clouds, views_of
from modules.clouds.records import Cloud, Measure, NamedView
from modules.clouds.rules.wording import (
    COLOURINGS,
    KINDS,
    PROJECTIONS,
    UNIT_WORDS,
    registration_text,
    state_text,
    value_text,
)
from workstation.api import (
    N_,
    Block,
    Column,
    Entry,
    Heading,
    KeyValues,
    Notice,
    Paragraph,
    Photo,
    PhotoGrid,
    Read,
    Ref,
    Section,
    StoredFile,
    Table,
    Words,
    anchor_of,
    canonical,
    to_plain,
)

if TYPE_CHECKING:
    from modules.clouds.rules.pyramid import Pyramid


def build_clouds(read: Read, words: Words, _: str) -> Iterator[Block]:
    """One chapter a cloud; a cloud without measures and views has its facts only."""
    clouds = valid_clouds(read)
    if clouds:
        yield Entry(words("Point clouds with views and measures"))
    for cloud in clouds:
        file, _path = original(read, cloud)
        title = words("Point cloud: {name}", name=cloud.note or cloud.name)
        yield Heading(1, title, anchor_of(Ref("clouds", cloud.id)))
        yield KeyValues(tuple(_facts(read, words, cloud, file)))
        if not cloud.complete:
            yield Notice(state_text(words, cloud), "warning")
        if cloud.metres is None:
            text = words("The unit of this cloud is unknown: its measures are in units of the file (u).")
            yield Notice(text, "warning")
        measures = measures_of(read, cloud.id)
        if measures:
            yield _measures(words, measures)
            yield Paragraph(words(
                "± is the expanded uncertainty (k = 2) from the spacing of the points, the step of the coordinates and "
                "the stated accuracy of the scanner; where that is unknown it is left out."
            ), "small")
        yield from _views(read, words, cloud, file, measures)


def _facts(read: Read, words: Words, cloud: Cloud, file: StoredFile) -> Iterator[tuple[str, str]]:
    yield words("File"), file.name
    yield "SHA-256", file.sha256
    yield words("Format"), cloud.format
    yield words("Points"), state_text(words, cloud)
    if cloud.dropped:
        yield words("Left out"), str(cloud.dropped)
    yield words("Unit"), words(UNIT_WORDS.get(cloud.unit, cloud.unit))
    yield words("Frame"), cloud.frame or words("unknown")
    accuracy = f"{cloud.accuracy_m * 1000:g} mm" if cloud.accuracy_m else words("unknown")
    yield words("Accuracy of a point"), accuracy
    yield words("Scanned at"), cloud.captured.text() if cloud.captured else words("unknown")
    scans = scans_of(read, cloud.id)
    if scans:
        yield words("Standpoints"), str(len(scans))
    for registration in registrations_of(read, cloud.id):
        reference = read.find(Cloud, registration.reference_id)
        name = reference.note or reference.name if reference is not None else ""
        yield words("Registered to"), registration_text(words, cloud, registration, name)


def _measures(words: Words, measures: list[Measure]) -> Table:
    def points(measure: Measure) -> str:
        return "\n".join(f"({x:.3f}, {y:.3f}, {z:.3f})" for x, y, z in measure.points)

    return Table(
        (Column(words("Number"), 0.6), Column(words("What is measured"), 1.8), Column(words("Value"), 1.7),
         Column(words("Points (x, y, z)"), 2.4)),
        tuple((
            f"M{measure.number}", "  ".join(part for part in (words(KINDS[measure.kind]), measure.name) if part),
            value_text(measure), points(measure),
        ) for measure in measures),
        caption=words("Measures in the cloud"), anchors=tuple(anchor_of(Ref("cloud_measures", m.id)) for m in measures),
    )


def _views(
    read: Read, words: Words, cloud: Cloud, file: StoredFile, measures: list[Measure]
) -> Iterator[Block]:
    views = views_of(read, cloud.id)
    if not views:
        return
    from modules.clouds.rules.portrait import marks_of  # here: numba would slow every start of the program
    from modules.clouds.rules.pyramid import POINTS, open_pyramid

    folder = read.vault.root.parent / "derived" / "clouds" / file.sha256  # of the case itself, not of a frozen copy
    try:
        pyramid = open_pyramid(folder / POINTS)
    except (OSError, ValueError):
        yield Notice(words(
            "The pictures of the views are missing: open the page of point clouds once, so that the cloud is prepared, "
            "and export again."
        ), "warning")
        return
    photos = []
    for number, view in enumerate(views, 1):
        photos.append(Photo(
            path=str(_picture(folder, view, pyramid)), caption=view.name, number=f"V{number}",
            facts="  ".join(_view_facts(words, cloud, view, file)), anchor=anchor_of(Ref("cloud_views", view.id)),
            marks=marks_of(view, cloud, pyramid, measures),
        ))
    yield PhotoGrid(tuple(photos), 2)


def _picture(folder: Path, view: NamedView, pyramid: "Pyramid") -> Path:
    """The picture of a view, made once for each state of it."""
    from modules.clouds.rules.portrait import portray, save

    path = folder / "views" / f"{hashlib.sha256(canonical(to_plain(view))).hexdigest()[:32]}.png"
    if not path.exists():
        save(portray(view, pyramid), path)
    return path


def _view_facts(words: Words, cloud: Cloud, view: NamedView, file: StoredFile) -> Iterator[str]:
    yield words(PROJECTIONS[view.projection])
    unit = "m" if cloud.metres else "u"
    if view.projection.value == "perspective":
        yield words("direction {degrees}°", degrees=f"{view.yaw_deg:.0f}")
        yield words("inclination {degrees}°", degrees=f"{view.pitch_deg:.0f}")
    else:
        height = f"{view.distance * (cloud.metres or 1):.2f}"
        yield words("height of the picture {height} {unit}", height=height, unit=unit)
    yield words(COLOURINGS[view.colouring])
    if view.clip is not None:
        low, high = view.clip
        yield words("clipped: z {low} to {high}", low=f"{low[2]:.2f}", high=f"{high[2]:.2f}")
    if cloud.captured is not None:
        yield cloud.captured.text()
    yield f"SHA-256 {file.sha256[:16]}…"


SECTIONS = (Section("clouds", N_("Point clouds"), "clouds", build_clouds),)
