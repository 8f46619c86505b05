"""How measures and clouds are put into words."""

from modules.clouds.records import (
    Cloud,
    Colouring,
    Deviation,
    DeviationKind,
    Measure,
    MeasureKind,
    PlaneSource,
    Projection,
    Registration,
)
from workstation.api import N_, Words

KINDS: dict[MeasureKind, str] = {
    MeasureKind.POINT: N_("Picked point"), MeasureKind.DISTANCE: N_("Distance"),
    MeasureKind.VERTICAL: N_("Height difference"), MeasureKind.ANGLE: N_("Angle"),
    MeasureKind.AREA: N_("Area of a polygon"), MeasureKind.VOLUME: N_("Volume over a plane"),
    MeasureKind.PLANE: N_("Inclination of a plane"),
}
PROJECTIONS: dict[Projection, str] = {
    Projection.PERSPECTIVE: N_("Perspective"), Projection.PLAN: N_("Plan"), Projection.SOUTH: N_("South elevation"),
    Projection.NORTH: N_("North elevation"), Projection.EAST: N_("East elevation"),
    Projection.WEST: N_("West elevation"), Projection.WALL: N_("Elevation of a wall"),
}
COLOURINGS: dict[Colouring, str] = {
    Colouring.RGB: N_("Colour of the scan"), Colouring.INTENSITY: N_("Intensity"), Colouring.HEIGHT: N_("Height"),
    Colouring.NORMAL: N_("Direction of surfaces"), Colouring.CLASSIFICATION: N_("Class of points"),
    Colouring.SCAN: N_("Standpoint"),
    Colouring.DEVIATION: N_("Deviation"),
}
TARGET_WORDS = {
    "point": N_("Point"), "sphere": N_("Target sphere"), "board": N_("Board target"), "control": N_("Surveyed point"),
}
METHODS = {
    "features": N_("by common features"), "poses": N_("from where both lay"), "pairs": N_("by pairs"),
    "pairs_refined": N_("by pairs, refined on the surfaces"), "network": N_("all scans together"),
}
DEVIATION_KINDS: dict[DeviationKind, str] = {
    DeviationKind.PLANE: N_("Deviation from a plane"), DeviationKind.CLOUD: N_("Deviation from another cloud"),
    DeviationKind.VOLUME: N_("Volume between two surfaces"),
}
PLANE_SOURCES: dict[str, str] = {
    PlaneSource.FITTED: N_("fitted to most of the points"), PlaneSource.PICKED: N_("through three picked points"),
    PlaneSource.LEVEL: N_("level"), PlaneSource.UPRIGHT: N_("upright"),
}
UNIT_WORDS = {
    "metre": N_("metre"), "millimetre": N_("millimetre"), "centimetre": N_("centimetre"), "foot": N_("foot"),
    "US survey foot": N_("US survey foot"), "unknown": N_("unknown"),
}
CLOSED = (MeasureKind.AREA, MeasureKind.VOLUME, MeasureKind.PLANE)
"""Kinds that are drawn as a polygon."""
_COVERAGE = 2.0


def value_text(measure: Measure, *, brief: bool = False) -> str:
    """The value with its expanded uncertainty (k = 2). A point has its coordinates as value."""
    spread = measure.uncertainty * _COVERAGE
    if measure.unit == "°":
        text = f"{measure.value:.2f}° ± {max(spread, 0.01):.2f}°"
    elif measure.kind is MeasureKind.POINT:
        x, y, z = measure.points[0]
        text = f"z {measure.value:.3f}" if brief else f"({x:.3f}, {y:.3f}, {z:.3f}) ± {max(spread, 0.001):.3f}"
    else:
        text = f"{measure.value:.3f} ± {max(spread, 0.001):.3f} {measure.unit}"
    return text if brief else f"{text} (k = 2)"


def told_text(words: Words, measure: Measure, value: str) -> str:
    """A value together with the object that it is told from, if there is one: 「距南门东侧门框 1.230 ± 0.004 m」."""
    if not measure.datum:
        return value
    return words("{value} from {name}", name=measure.datum_name, value=value)


def details_text(words: Words, measure: Measure) -> str:
    """What else a plane or a volume says."""
    extra = measure.extra
    length = "m" if extra.get("metric") else "u"
    if measure.kind is MeasureKind.PLANE:
        return words(
            "looks to {azimuth}°, scatter {rms} {unit}, {count} points", azimuth=f"{extra['azimuth_deg']:.1f}",
            rms=f"{extra['rms']:.4f}", count=count_text(int(extra["count"])), unit=length,
        )
    if measure.kind is MeasureKind.VOLUME:
        return words(
            "above {above}, below {below}, {share} % of the area seen", above=f"{extra['above']:.3f}",
            below=f"{extra['below']:.3f}", share=f"{extra['covered'] * 100:.0f}",
        )
    return ""


def count_text(count: int) -> str:
    """A count with its thousands set apart."""
    return f"{count:,}".replace(",", "\u00a0")


def state_text(words: Words, cloud: Cloud) -> str:
    """Whether a cloud is whole."""
    if not cloud.complete:
        return words(
            "Incomplete: {expected} points expected, {received} received", expected=count_text(cloud.expected or 0),
            received=count_text(cloud.received),
        )
    if not cloud.verified:
        return words("{count} points by the file's header", count=count_text(cloud.received))
    return words("{count} points, all read", count=count_text(cloud.received))


def registration_text(words: Words, cloud: Cloud, registration: Registration, reference: str) -> str:
    """To what a cloud is registered, how well, and by whom."""
    factor = cloud.metres
    rms = f"{registration.rms * factor * 1000:.1f} mm" if factor else f"{registration.rms:.4f} u"
    if (before := registration.rms_before) is not None:
        alone = f"{before * factor * 1000:.1f} mm" if factor else f"{before:.4f} u"
        rms = words("{rms} ({before} by the pairs alone)", rms=rms, before=alone)
    return words(
        "{reference}: RMS {rms}, overlap {share} %, by {author}", reference=reference, rms=rms,
        share=f"{registration.overlap * 100:.0f}", author=registration.author,
    )


def deviation_text(words: Words, deviation: Deviation) -> list[str]:
    """What a deviation map says, line by line, in millimetres."""
    told = deviation.statistics
    lines = [
        words("mean {mean} mm, RMS {rms} mm, median {median} mm", mean=f"{told.mean * 1000:+.1f}",
              rms=f"{told.rms * 1000:.1f}", median=f"{told.median * 1000:+.1f}"),
        words("from {low} to {high} mm; nine tenths between {low_5} and {high_95} mm",
              low=f"{told.lowest * 1000:+.1f}", high=f"{told.highest * 1000:+.1f}", low_5=f"{told.low_5 * 1000:+.1f}",
              high_95=f"{told.high_95 * 1000:+.1f}"),
        words("{share} % of {count} points beyond ±{tolerance} mm", share=f"{told.beyond * 100:.1f}",
              count=count_text(told.count), tolerance=f"{deviation.tolerance_m * 1000:.1f}"),
    ]
    if deviation.plane_source is not None:
        rms = f", RMS {deviation.plane_rms * 1000:.1f} mm" if deviation.plane_rms else ""
        lines.append(words("plane: {source}", source=words(PLANE_SOURCES[deviation.plane_source])) + rms)
    if deviation.volume is not None:
        volume = deviation.volume
        lines.append(words(
            "removed {removed} m³, added {added} m³, ± {spread} m³ (k = 2); cells of {cell} cm, {share} % seen in both",
            removed=f"{volume.removed_m3:.3f}", added=f"{volume.added_m3:.3f}",
            spread=f"{volume.uncertainty_m3 * _COVERAGE:.3f}", cell=f"{volume.cell_m * 100:.1f}",
            share=f"{volume.share * 100:.0f}",
        ))
    return lines
