"""Point clouds in the dossier: what was scanned, whether it is whole, the measures, and a page for each named view."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from modules.clouds.queries import measures_of, original, pins_of, registrations_of, scans_of, valid_clouds, views_of
from modules.clouds.records import Cloud, Deviation, Measure, NamedView, Registration
from modules.clouds.rules.wording import (
    COLOURINGS,
    KINDS,
    PROJECTIONS,
    UNIT_WORDS,
    details_text,
    registration_text,
    state_text,
    told_text,
    value_text,
)
from modules.clouds.sections.working import working_blocks
from workstation.api import (
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
    StoredFile,
    Table,
    Words,
    anchor_of,
    canonical,
    to_plain,
)

if TYPE_CHECKING:
    from modules.clouds.rules.placing import Place
    from modules.clouds.rules.scene import Scene


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
        yield from working_blocks(read, words, cloud)
        yield from _views(read, words, cloud)


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
        (Column(words("Number"), 0.75), Column(words("What is measured"), 1.8), Column(words("Value"), 1.7),
         Column(words("Points (x, y, z)"), 2.4)),
        tuple((
            f"M{measure.number}", "  ".join(part for part in (words(KINDS[measure.kind]), measure.name) if part),
            "\n".join(filter(None, (told_text(words, measure, value_text(measure)), details_text(words, measure)))),
            points(measure),
        ) for measure in measures),
        caption=words("Measures in the cloud"), anchors=tuple(anchor_of(Ref("cloud_measures", m.id)) for m in measures),
    )


def _views(read: Read, words: Words, cloud: Cloud) -> Iterator[Block]:
    views = views_of(read, cloud.id)
    if not views:
        return
    from modules.clouds.rules.placing import placements  # here: numba would slow every start of the program
    from modules.clouds.rules.portrait import marks_of

    clouds = {one.id: one for one in valid_clouds(read)}
    places = placements(cloud.id, read.all(Registration))
    measures = [measure for one in clouds if one in places for measure in measures_of(read, one)]
    pins = [pin for one in clouds if one in places for pin in pins_of(read, one)]
    photos = []
    for number, view in enumerate(views, 1):
        shown = [clouds[one] for one in view.clouds or (cloud.id,) if one in clouds]
        try:
            deviation = read.find(Deviation, view.deviation_id) if view.deviation_id else None
            scene = scene_of(read, shown, places, deviation)
        except (OSError, ValueError):
            yield Notice(words(
                "The pictures of the views are missing: open the page of point clouds once, so that the cloud is "
                "prepared, and export again."
            ), "warning")
            return
        photos.append(Photo(
            path=str(_picture(read, cloud, view, scene)), caption=view.name, number=f"V{number}",
            facts="  ".join(_view_facts(read, words, cloud, view, shown, places)),
            anchor=anchor_of(Ref("cloud_views", view.id)),
            marks=marks_of(words, view, cloud, scene, measures, places, pins, deviation),
        ))
    yield PhotoGrid(tuple(photos), 2)


def folder_of(read: Read, cloud: Cloud) -> Path:
    """What was prepared of a cloud."""
    return read.case.derived / "clouds" / original(read, cloud)[0].sha256


def scene_of(
    read: Read, clouds: list[Cloud], places: Mapping[str, "Place"], deviation: Deviation | None = None
) -> "Scene":
    """Clouds as they are shown, perhaps with the colours of a deviation map as far as they are still there.

    Raises ``OSError`` or ``ValueError`` for a cloud that is not prepared."""
    from modules.clouds.rules.deviation import MAPS, values_in
    from modules.clouds.rules.palette import SCANS
    from modules.clouds.rules.placing import Place
    from modules.clouds.rules.pyramid import POINTS, open_pyramid
    from modules.clouds.rules.registration import Rigid
    from modules.clouds.rules.scene import Part, Scene

    nowhere = Place(Rigid.identity())
    parts = [
        Part(cloud.id, open_pyramid(folder_of(read, cloud) / POINTS), places.get(cloud.id, nowhere).rigid,
             tint=int(SCANS[at % len(SCANS)]))
        for at, cloud in enumerate(clouds)
    ]
    if deviation is not None:
        limits = (-deviation.scale_m, deviation.scale_m)
        for at, cloud in enumerate(clouds):
            values = values_in(folder_of(read, cloud) / MAPS / deviation.id)
            if cloud.id == deviation.cloud_id and values is not None and len(values) == parts[at].pyramid.total:
                parts[at] = replace(parts[at], values=values, spread=limits)
    return Scene(parts)


def _picture(read: Read, cloud: Cloud, view: NamedView, scene: "Scene") -> Path:
    """The picture of a view, made once for each state of it and of where its clouds lie."""
    from modules.clouds.rules.portrait import portray, save

    state = {"view": to_plain(view), "places": [part.rigid.matrix.round(9).tolist() for part in scene.parts]}
    path = folder_of(read, cloud) / "views" / f"{hashlib.sha256(canonical(state)).hexdigest()[:32]}.png"
    if not path.exists():
        save(portray(view, scene), path)
    return path


def _view_facts(
    read: Read, words: Words, cloud: Cloud, view: NamedView, shown: list[Cloud], places: Mapping[str, "Place"]
) -> Iterator[str]:
    yield words(PROJECTIONS[view.projection])
    unit = "m" if cloud.metres else "u"
    if view.projection.value == "perspective":
        yield words("direction {degrees}°", degrees=f"{view.yaw_deg:.0f}")
        yield words("inclination {degrees}°", degrees=f"{view.pitch_deg:.0f}")
    else:
        if view.projection.value == "wall":
            yield words("direction {degrees}°", degrees=f"{view.yaw_deg:.0f}")
        height = f"{view.distance * (cloud.metres or 1):.2f}"
        yield words("height of the picture {height} {unit}", height=height, unit=unit)
    yield words(COLOURINGS[view.colouring])
    if view.clip is not None:
        low, high = view.clip
        yield words("clipped: z {low} to {high}", low=f"{low[2]:.2f}", high=f"{high[2]:.2f}")
        if view.clip_turn_deg:
            yield words("box turned by {degrees}°", degrees=f"{view.clip_turn_deg:.1f}")
    if cloud.captured is not None:
        yield cloud.captured.text()
    for one in shown:
        place = places.get(one.id)
        name = f"{one.note or one.name}: " if len(shown) > 1 else ""
        residual = ""
        if place is None:
            residual = words("not registered")
        elif place.steps:
            left = f"{place.rms * one.metres * 1000:.1f} mm" if one.metres else f"{place.rms:.4f} u"
            residual = words("registration RMS {rms}", rms=left)
        yield f"{name}SHA-256 {original(read, one)[0].sha256[:16]}… {residual}".rstrip()

