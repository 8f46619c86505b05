"""Looking into a point cloud in the sandbox: what it holds, and whether all of it arrived."""

import time
from contextlib import closing
from dataclasses import replace
from typing import Any

import numpy as np

from modules.clouds.importers.points import Facts, Note, Source
from modules.clouds.importers.readers import open_source
from workstation.api import Parsed, UserError

_LOOK_S = 20.0  # longer files are counted whole when their pyramid is built
_LAZ_LOOK_S = 4.0


def parse_cloud(path: str, *, name: str = "", columns: list[str] | None = None, **_: Any) -> Parsed:
    """The facts of a file, counted as far as time allows.

    Raises ``UserError``: ``clouds.unreadable`` when no point can be read, ``clouds.no_points`` when there is none.
    """
    with closing(open_source(path, name, tuple(columns or ()))) as source:
        survey = Survey(source, name)
        survey.run(_LAZ_LOOK_S if source.facts.format.startswith(("LAZ", "COPC")) else _LOOK_S)
        return Parsed(survey.data())


class Survey:
    """Counts points and finds their bounds; a reader that fails half-way costs what it has not delivered yet."""

    def __init__(self, source: Source, name: str) -> None:
        self._source, self._name = source, name
        self.received = self.dropped = 0
        self.verified = False
        self._lower, self._upper = np.full(3, np.inf), np.full(3, -np.inf)
        self._failure: UserError | None = None

    def run(self, limit_s: float) -> None:
        """Read for at most ``limit_s`` seconds, and the last points in any case."""
        end = time.monotonic() + limit_s
        try:
            for points in self._source.stream():
                self._take(points)
                if time.monotonic() > end:
                    self._look_at_the_end()
                    return
            self.verified = True
        except UserError as failure:
            self._failure = failure

    def _look_at_the_end(self) -> None:
        source = self._source
        if not source.sequential and source.units > 1000:
            source.read(source.units - 1000, source.units)

    def _take(self, points: Any) -> None:
        self.received += len(points)
        self.dropped += points.dropped
        if len(points):
            for axis, values in enumerate((points.x, points.y, points.z)):
                self._lower[axis] = min(self._lower[axis], float(values.min()))
                self._upper[axis] = max(self._upper[axis], float(values.max()))

    def data(self) -> dict[str, Any]:
        """The facts as JSON. Raises ``UserError`` when nothing can be used."""
        facts = self._source.facts
        if self._failure is not None and not self.received:
            raise self._failure
        if self.verified and not self.received:
            raise UserError("clouds.no_points", name=self._name, dropped=self.dropped)
        if not self.verified and self._failure is None:
            self.received, self.dropped = facts.present - self.dropped, self.dropped
        facts = self._with_bounds(self._noted(facts))
        return {
            "format": facts.format, "expected": facts.declared, "received": self.received, "dropped": self.dropped,
            "verified": self.verified, "attributes": list(facts.attributes), "scale": facts.scale,
            "lower": facts.lower, "upper": facts.upper, "unit": facts.unit, "frame": facts.frame,
            "columns": list(facts.columns), "notes": [[note.code, note.values] for note in facts.notes],
            "scans": [
                [scan.name, scan.count, list(scan.rotation), list(scan.translation), scan.posed] for scan in facts.scans
            ],
        }

    def _noted(self, facts: Facts) -> Facts:
        notes = list(facts.notes)
        expected = facts.declared
        if expected is not None and self.received + self.dropped < expected:
            values = {"name": self._name, "expected": str(expected), "received": str(self.received + self.dropped)}
            notes.append(Note("clouds.incomplete", values))
        elif self._failure is not None:
            values = {"name": self._name, "received": str(self.received), "reason": self._failure.values["reason"]}
            notes.append(Note("clouds.broken_off", values))
        if self.dropped:
            notes.append(Note("clouds.left_out", {"name": self._name, "count": str(self.dropped)}))
        return replace(facts, notes=tuple(notes))

    def _with_bounds(self, facts: Facts) -> Facts:
        """Bounds that were seen; of formats with whole numbers those of the header, unless points lie outside."""
        if facts.scale is None:
            return replace(facts, lower=_triple(self._lower), upper=_triple(self._upper))
        scale, offset = np.array(facts.scale), np.array(facts.offset)
        lower, upper = self._lower * scale + offset, self._upper * scale + offset
        said_lower, said_upper = np.array(facts.lower), np.array(facts.upper)
        slack = 2 * np.abs(scale)
        if np.any(lower < said_lower - slack) or np.any(upper > said_upper + slack):
            facts = facts.noted("clouds.outside_header", name=self._name)
        elif not self.verified:
            return facts
        return replace(facts, lower=_triple(np.minimum(lower, upper)), upper=_triple(np.maximum(lower, upper)))


def _triple(values: Any) -> tuple[float, float, float]:
    return float(values[0]), float(values[1]), float(values[2])
