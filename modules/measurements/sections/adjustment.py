"""The report of an adjustment: what went in, how it closes, residuals, blunders, points with their uncertainty."""

import math
from collections.abc import Iterator

from modules.measurements.queries import (
    KIND_WORDS,
    NETWORK_WORDS,
    Report,
    grade_title,
    reading_title,
    report,
)
from modules.measurements.rules.traverse import Traverse
from modules.measurements.sections.sketch import sketch
from workstation.api import (
    Block,
    Column,
    Heading,
    Inline,
    KeyValues,
    Notice,
    Read,
    Ref,
    Span,
    Table,
    UserError,
    Words,
    anchor_of,
    measured_text,
    to_verify,
)
from workstation.api.survey import CONFIDENCE_95, Adjusted


def build_network(read: Read, words: Words, network_id: str) -> Iterator[Block]:
    """One network."""
    if not network_id:
        return
    try:
        found = report(read, network_id)
    except UserError as error:
        yield Notice(words.error(error), "warning")
        return
    network = found.network
    title = words("Adjustment report: {name}", name=network.name)
    yield Heading(1, title, anchor_of(Ref("survey_networks", network.id)))
    yield KeyValues(tuple(_facts(found, words)))
    for failure in found.failures:
        yield Notice(words.error(failure), "warning", words("Not adjusted"))
    if found.route_failure is not None:
        yield Notice(words.error(found.route_failure), "warning", words("Closure not computed"))
    for text in blunder_sentences(found, words):
        yield Notice(text, "error", words("Suspected blunder"))
    figure = sketch(found, words)
    if figure is not None:
        yield figure
    yield from _residuals(found, words)
    yield from _points(found, words)


def quality(adjusted: Adjusted, words: Words) -> str:
    """How good an adjustment is, in a line."""
    if adjusted.sigma0 is None:
        return words("no redundancy: nothing checks the result")
    verdict = words("agrees with the stated accuracy") if adjusted.accepted else \
        words("does not agree with the stated accuracy (chi-square test, 5 %)")
    return words("σ0 = {sigma0} with {dof} redundant readings; {verdict}", sigma0=f"{adjusted.sigma0:.2f}",
                 dof=adjusted.dof, verdict=verdict)


def traverse_lines(traverse: Traverse, words: Words) -> Iterator[tuple[str, str, bool | None]]:
    """The closures of a traverse: what, how much against how much, whether it holds."""
    if traverse.angular_arcsec is not None:
        limit = "" if traverse.angular_limit_arcsec is None else f" ≤ ±{traverse.angular_limit_arcsec:.0f}″"
        yield words("Angular closure"), f"{traverse.angular_arcsec:+.0f}″{limit}", traverse.angle_holds
    if traverse.gap_m is not None and traverse.one_in is not None:
        share = "1/∞" if math.isinf(traverse.one_in) else f"1/{traverse.one_in:.0f}"
        limit = "" if traverse.limit_one_in is None else f" ≤ 1/{traverse.limit_one_in:.0f}"
        yield (words("Linear closure"), f"{traverse.gap_m * 1000:.1f} mm / {traverse.total_m:.3f} m = {share}{limit}",
               traverse.length_holds)
    if traverse.gap_m is None:
        yield words("Open traverse"), words("nothing checks it"), None


def closure_lines(found: Report, words: Words) -> list[tuple[str, str, bool | None]]:
    """Every closure of a network."""
    lines = list(traverse_lines(found.traverse, words)) if found.traverse else []
    if found.closure:
        limit = "" if found.closure.limit_mm is None else f" ≤ ±{found.closure.limit_mm:.1f} mm"
        lines.append((words("Height closure"), f"{found.closure.closure_mm:+.1f} mm{limit}", found.closure.holds))
    return lines


def blunder_sentences(found: Report, words: Words) -> list[str]:
    """What the search for blunders says, for people to decide upon."""
    readings = {item.id: item for item in found.readings}
    sentences = []
    for reading_id, (w, size, alike) in found.suspects.items():
        item = readings.get(reading_id)
        if item is None:
            title, amount = found.name(reading_id), f"{size:+.3f} m"
        else:
            title = f"{words(KIND_WORDS[item.kind])} {reading_title(item, found.points)}"
            amount = f"{size:+.0f}″" if found.judged[reading_id].angular else f"{size:+.3f} m"
        text = words("{title} does not fit the others: off by about {amount} (w = {w}).", title=title, amount=amount,
                     w=f"{w:+.1f}")
        others = [reading_title(readings[other], found.points) for other in alike if other in readings]
        if others:
            text += " " + words("These would explain it as well: {others}. Measure again.", others=words.joined(others))
        sentences.append(text)
    return sentences


def _facts(found: Report, words: Words) -> Iterator[tuple[str, Inline]]:
    network = found.network
    yield words("Kind"), words(NETWORK_WORDS[network.kind])
    yield words("Frame"), network.frame
    if network.route:
        yield words("Route"), " → ".join(found.name(point) for point in network.route)
    if network.grade:
        mark = (to_verify(words),) if found.pack.certainty != "verified" else ()
        yield words("Grade"), (f"{grade_title(found.pack, network.kind, network.grade, words)} ({found.pack.clause}) ",
                               *mark)
    for name, text, holds in closure_lines(found, words):
        verdict = {True: words("within the limit"), False: words("exceeds the limit"), None: ""}[holds]
        yield name, (Span(f"{text} "), Span(verdict, bold=holds is False))
    if found.plane:
        yield words("Adjustment in plane"), quality(found.plane.adjusted, words)
    if found.heights:
        yield words("Adjustment of heights"), quality(found.heights.adjusted, words)
    if found.assembled.assumed:
        yield words("Assumed accuracy"), words("{count} readings state no accuracy: reference values were used",
                                               count=len(found.assembled.assumed))
    if found.foreign:
        yield words("Known points not used"), words("{points}: in another frame",
                                                    points=", ".join(found.name(name) for name in found.foreign))
    if network.adopted_at:
        yield words("Taken over"), f"{network.adopted_at.text('%Y-%m-%d %H:%M')} {network.adopted_by}"


def _residuals(found: Report, words: Words) -> Iterator[Block]:
    rows = [tuple(row) for row in residual_rows(found, words)]
    if rows:
        yield Heading(2, words("Residuals"))
        yield Table((
            Column(words("Reading"), 2), Column(words("Kind"), 1.1), Column("v", 1.2, "right"),
            Column("σ", 1.1, "right"), Column("r", 0.7, "right"), Column("w", 0.9, "right"),
            Column(words("Smallest blunder found"), 1.2, "right"), Column(words("Remark"), 1.2),
        ), tuple(rows))


def residual_rows(found: Report, words: Words) -> Iterator[tuple[str, ...]]:
    """Reading, kind, residual, sigma, redundancy, w, smallest detectable blunder, remark."""
    readings = {item.id: item for item in found.readings}
    suspects = found.suspects

    def row(
        reading_id: str, residual: float, sigma: float, r: float, w: float, mdb: float, unit: str
    ) -> tuple[str, ...]:
        item = readings.get(reading_id)
        title = reading_title(item, found.points) if item else found.name(reading_id)
        kind = words(KIND_WORDS[item.kind]) if item else words("Known point")
        scale, shown = (1.0, "″") if unit == "″" else (1000.0, "\u00a0mm")
        remark = words("suspected blunder") if reading_id in suspects else words("unchecked") if r < 0.05 else ""
        least = "–" if math.isinf(mdb) else f"{mdb * scale:.1f}{shown}"
        return (title, kind, f"{residual * scale:+.1f}{shown}", f"{sigma * scale:.1f}{shown}", f"{r:.2f}", f"{w:+.2f}",
                least, remark)

    for entry in found.plane.residuals if found.plane else ():
        name = entry.observation if isinstance(entry.observation, str) else entry.observation.label
        yield row(name, entry.residual, entry.sigma, entry.redundancy, entry.w, entry.detectable, entry.unit)
    if found.heights:
        result = found.heights.adjusted
        for number, reading_id in enumerate(found.assembled.rise_ids):
            yield row(reading_id, float(result.residuals[number]), found.heights.rises[number].sigma_m,
                      float(result.redundancy[number]), float(result.w[number]), float(result.detectable[number]), "m")


def _points(found: Report, words: Words) -> Iterator[Block]:
    rows = [tuple(row) for row in point_rows(found)]
    if rows:
        yield Heading(2, words("Adjusted points"))
        yield Table((
            Column(words("Point name"), 1.2), Column(words("x (east)"), 1.3, "right"),
            Column(words("y (north)"), 1.3, "right"), Column(words("Point error (mm)"), 1, "right"),
            Column(words("Ellipse 95 %: a, b (mm), bearing"), 1.8, "right"),
            Column(words("Height above datum"), 1.6, "right"),
        ), tuple(rows))


def point_rows(found: Report) -> Iterator[tuple[str, ...]]:
    """Point, x, y, point error, ellipse, height with ±."""
    heights = found.heights.heights if found.heights else {}
    placed = found.plane.points if found.plane else {}
    for point_id in dict.fromkeys((*placed, *heights)):
        point = placed.get(point_id)
        height = measured_text(*heights[point_id]) if point_id in heights else ""
        if point is None:
            yield found.name(point_id), "", "", "", "", height
            continue
        e = point.ellipse
        a, b = (axis * CONFIDENCE_95 * 1000 for axis in (e.major_m, e.minor_m))
        shape = f"{a:.1f}, {b:.1f}, {e.bearing_deg:.0f}°" if e.major_m > 1e-9 else "–"
        yield (found.name(point_id), f"{point.x:.4f}", f"{point.y:.4f}",
               f"{point.sigma_m * 1000:.1f}" if point.sigma_m > 1e-9 else "–", shape, height)
