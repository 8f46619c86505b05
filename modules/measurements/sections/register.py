"""The registers and the adjustments in the dossier."""

import math
from collections.abc import Iterator, Sequence
from datetime import date

from modules.measurements.queries import (
    INSTRUMENT_WORDS,
    KIND_WORDS,
    MEANING_WORDS,
    all_instruments,
    all_networks,
    all_points,
    all_readings,
    calibration,
    days_of_use,
    instruments_by_id,
    points_by_id,
    reading_title,
    value_text,
)
from modules.measurements.rules.reading import evaluate
from modules.measurements.sections.adjustment import build_network
from workstation.api import (
    N_,
    UNKNOWN_FRAME,
    Block,
    Column,
    Heading,
    Inline,
    Instrument,
    KeyValues,
    Paragraph,
    Read,
    Ref,
    Section,
    Span,
    Table,
    Words,
    anchor_of,
    frames,
    measured_text,
)

_PER_PART = 900


def accuracy_text(instrument: Instrument) -> str:
    """What an instrument promises, in a line."""
    parts = []
    if instrument.length_a_mm is not None:
        rate = f" + {instrument.length_b_ppm:g} ppm" if instrument.length_b_ppm else ""
        parts.append(f"{instrument.length_a_mm:g} mm{rate}")
    if instrument.angle_arcsec is not None:
        parts.append(f"{instrument.angle_arcsec:g}″")
    if instrument.level_mm_per_km is not None:
        parts.append(f"{instrument.level_mm_per_km:g} mm/km")
    if instrument.height_a_mm is not None:
        parts.append(f"H {instrument.height_a_mm:g} mm")
    return "±(" + ", ".join(parts) + ")" if parts else ""


def build_instruments(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Instruments with accuracy and calibration; outside its validity in words."""
    instruments = all_instruments(read)
    if not instruments:
        return
    days = days_of_use(read)
    yield Heading(1, words("Instruments of measurement"))
    rows, anchors = [], []
    for item in instruments:
        state = calibration(item, days.get(item.id, []), item.valid_until or date.min)
        told = {"valid": words("valid"), "expired": words("not valid on the day"), "unknown": words("not entered")}
        rows.append((
            item.name, words(INSTRUMENT_WORDS[item.kind]), " ".join(filter(None, (item.model, item.serial_number))),
            f"{accuracy_text(item)} {words(MEANING_WORDS[item.meaning])}", item.certificate_number,
            f"{item.calibrated_on or '?'} – {item.valid_until or '?'}",
            Span(told[state.state], bold=state.state == "expired"),
        ))
        anchors.append(anchor_of(Ref("instruments", item.id)))
    yield Table((
        Column(words("Instrument"), 1.4), Column(words("Kind"), 1), Column(words("Model and serial number"), 1.5),
        Column(words("Accuracy"), 1.6), Column(words("Certificate"), 1.2), Column(words("Calibrated for"), 1.7),
        Column(words("Calibration"), 0.9),
    ), tuple(rows), anchors=tuple(anchors))


def reading_parts(read: Read) -> Sequence[str]:
    """Readings in groups that one process can set."""
    return tuple(str(start) for start in range(0, len(all_readings(read)), _PER_PART)) or ("0",)


def build_readings(read: Read, words: Words, part: str) -> Iterator[Block]:
    """Every reading with mean, number, spread and expanded uncertainty."""
    readings = all_readings(read)[int(part or 0) : int(part or 0) + _PER_PART]
    if not readings:
        return
    points, instruments = points_by_id(read), instruments_by_id(read)
    yield Heading(1, words("Readings"))
    yield Paragraph(words("Values with ± state the expanded uncertainty with k = 2 (about 95 %)."), "small")
    rows: list[tuple[Inline, ...]] = []
    for number, item in enumerate(readings, int(part or 0) + 1):
        instrument = instruments.get(item.instrument_id or "")
        judged = evaluate(item, instrument)
        spread = "" if judged.spread is None else (
            f"{judged.spread:.1f}″" if judged.angular else f"{judged.spread * 1000:.1f} mm")
        note = words("left out: {reason}", reason=item.excluded) if item.excluded else item.note
        if judged.correction is not None:
            said = words("corrected by {mm} mm (temperature, tension, sag)",
                         mm=f"{judged.correction.total_m * 1000:+.1f}")
            note = f"{note} {said}".strip()
        rows.append((
            str(number), reading_title(item, points), words(KIND_WORDS[item.kind]), value_text(judged),
            f"{judged.count} / {spread}" if spread else str(judged.count), instrument.name if instrument else "",
            item.at.text("%m-%d %H:%M") if item.at else "", item.person, note,
        ))
    yield Table((
        Column(words("Row"), 0.6), Column(words("What was measured"), 1.6), Column(words("Kind"), 0.9),
        Column(words("Value"), 2.3, "right"), Column(words("Times / spread"), 0.9), Column(words("Instrument"), 1.1),
        Column(words("Time"), 0.9), Column(words("Measured by"), 0.9), Column(words("Note"), 1.6),
    ), tuple(rows), anchors=tuple(anchor_of(Ref("readings", item.id)) for item in readings))


def build_points(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Points with frame, coordinates and accuracy; of an unknown frame nothing is measured (R23)."""
    points = [point for point in all_points(read) if point.point is not None]
    if not points:
        return
    yield Heading(1, words("Survey points"))
    rows: list[tuple[Inline, ...]] = []
    for item in points:
        place = item.point
        assert place is not None
        digits = 8 if frames.is_geographic(place.frame) else 3
        frame = words("unknown, not measured") if place.frame == UNKNOWN_FRAME else place.frame
        rows.append((
            item.name, frame, f"{place.x:.{digits}f}", f"{place.y:.{digits}f}",
            "" if place.height_m is None else measured_text(place.height_m, item.u_height_m),
            "" if place.accuracy_m is None else f"{place.accuracy_m:.3f}",
            words("known") if item.held else item.source,
        ))
    yield Table((
        Column(words("Point name"), 0.9), Column(words("Frame"), 1.1), Column(words("x (east)"), 1.4, "right"),
        Column(words("y (north)"), 1.5, "right"), Column(words("Height above datum"), 2.2, "right"),
        Column(words("Point error (m)"), 0.9, "right"), Column(words("Source"), 1.8),
    ), tuple(rows), anchors=tuple(anchor_of(Ref("survey_points", item.id)) for item in points))


def build_frames(read: Read, words: Words, _: str) -> Iterator[Block]:
    """The scene's own frames with the residuals of their control points."""
    known = read.all(frames.SiteFrame, order=("name",))
    if known:
        yield Heading(1, words("Local frames"))
    for frame in known:
        yield Heading(2, words("Local frame {name} on {base}", name=frame.name, base=frame.base))
        scale = math.hypot(frame.a, frame.b)
        quality = words("not checked: just as many points as needed") if frame.rms_m is None else f"{frame.rms_m:.3f} m"
        yield KeyValues((
            (words("Scale factor"), f"{scale:.6f} ({(scale - 1) * 1e6:+.0f} ppm)"),
            (words("Turn of the x axis"), f"{math.degrees(math.atan2(frame.b, frame.a)):.4f}°"),
            (words("Mean square residual"), quality),
        ))
        yield Table((
            Column(words("Control point"), 1.2), Column(words("x (site)"), 1, "right"),
            Column(words("y (site)"), 1, "right"), Column(words("x (east)"), 1.3, "right"),
            Column(words("y (north)"), 1.3, "right"), Column(words("Residual (mm)"), 1, "right"),
        ), tuple(
            (item.name, f"{item.site_x:.3f}", f"{item.site_y:.3f}", f"{item.base_x:.3f}", f"{item.base_y:.3f}",
             f"{item.residual_m * 1000:.1f}") for item in frame.control
        ))


def network_parts(read: Read) -> Sequence[str]:
    """One part for each network."""
    return tuple(network.id for network in all_networks(read))


SECTIONS = (
    Section("measurements.instruments", N_("Instruments of measurement"), "inspection", build_instruments),
    Section("measurements.readings", N_("Readings"), "inspection", build_readings, parts=reading_parts),
    Section("measurements.networks", N_("Adjustment report"), "inspection", build_network, parts=network_parts),
    Section("measurements.points", N_("Survey points"), "drawings", build_points),
    Section("measurements.frames", N_("Local frames"), "drawings", build_frames),
)
