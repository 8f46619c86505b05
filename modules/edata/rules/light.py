"""When the light changes: candidates for the first flame, smoke or light, found in what was measured frame by frame.

A change is told against the usual variation before it (median and median deviation of the last half minute). Fire
flickers between 1 and 15 Hz; what a recorder of n pictures a second can show of that ends at n/2. A candidate is a
place to look at, nothing more.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modules.edata.records import CandidateKind

_BEFORE_S, _GUARD_S, _HOLD_S, _REST_S = 30.0, 0.4, 1.5, 8.0
_LEAST_BEFORE = 12
_TIMES = 6.0
_FLICKER_HZ = (1.0, 15.0)
_WINDOW_S = 4.0
_LOWEST = {"mean": 0.8, "top": 3.0, "warm": 3.0, "edges": 0.25, "moved": 0.8}
_COLUMNS = {"mean": 1, "top": 2, "warm": 3, "edges": 4, "moved": 5}
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Change:
    """A change: when, until when it surely lasts, and by how many times the usual variation."""

    kind: CandidateKind
    at_ms: float
    until_ms: float
    score: float


def find_changes(rows: Floats, per_second: float) -> list[Change]:
    """The changes in rows of (ms, mean, top, warm, edges, moved), earliest first; one of a kind in eight seconds."""
    if len(rows) < 2 * _LEAST_BEFORE:
        return []
    found: list[Change] = []
    rises = {name: _onsets(rows, name, 1.0) for name in ("mean", "top", "warm", "moved")}
    flicker = _flicker(rows, per_second)
    for at, until, score in _merged([*rises["mean"], *rises["top"]]):
        warm = any(abs(other - at) <= 2500.0 for other, _, _ in rises["warm"])
        flickers = next((share for when, share in flicker if at - 500.0 <= when <= at + 4000.0), 0.0)
        kind = CandidateKind.FLAME if warm else CandidateKind.FLICKER if flickers else CandidateKind.LIGHT
        found.append(Change(kind, at, until, score))
    bright = [change.at_ms for change in found]
    for at, until, score in _merged(_onsets(rows, "edges", -1.0)):
        if not any(abs(other - at) <= 2500.0 for other in bright):
            found.append(Change(CandidateKind.SMOKE, at, until, score))
    for at, until, score in _merged(rises["moved"]):
        if not any(abs(other.at_ms - at) <= 2500.0 for other in found):
            found.append(Change(CandidateKind.MOTION, at, until, score))
    return sorted(found, key=lambda change: change.at_ms)


def _onsets(rows: Floats, name: str, sign: float) -> list[tuple[float, float, float]]:
    """Where a series leaves its usual range and stays out, as (ms, until ms, score)."""
    times, values = rows[:, 0], sign * rows[:, _COLUMNS[name]]
    found, at, since = [], _LEAST_BEFORE, 0  # what is usual is told anew after each change
    while at < len(values):
        begin = max(since, int(np.searchsorted(times, times[at] - _BEFORE_S * 1000)))
        end = max(int(np.searchsorted(times, times[at] - _GUARD_S * 1000)), begin)
        before = values[begin:end]
        if len(before) < _LEAST_BEFORE - 3:
            at += 1
            continue
        middle = float(np.median(before))
        spread = max(1.4826 * float(np.median(np.abs(before - middle))), _LOWEST[name] / _TIMES)
        limit = middle + _TIMES * spread
        if values[at] <= limit:
            at += 1
            continue
        stop = max(int(np.searchsorted(times, times[at] + _HOLD_S * 1000, side="right")), at + 3)
        held = values[at:stop]
        seen = times[-1] - times[at] >= 0.8 * _HOLD_S * 1000  # what begins at the very end is not seen to last
        if seen and len(held) >= 3 and float(np.mean(held > limit)) >= 0.6:
            found.append((float(times[at]), float(times[min(stop, len(times)) - 1]),
                          float((held.max() - middle) / spread)))
            since = int(np.searchsorted(times, times[at] + 1000.0))
            at = int(np.searchsorted(times, times[at] + _REST_S * 1000))
        else:
            at += 1
    return found


def _merged(onsets: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Onsets of several series that are the same change: the earliest counts."""
    kept: list[tuple[float, float, float]] = []
    for onset in sorted(onsets):
        if kept and onset[0] - kept[-1][0] < _REST_S * 1000:
            first = kept[-1]
            kept[-1] = (first[0], max(first[1], onset[1]), max(first[2], onset[2]))
        else:
            kept.append(onset)
    return kept


def _flicker(rows: Floats, per_second: float) -> list[tuple[float, float]]:
    """When the brightest parts begin to flicker: (ms, amplitude in times of the usual one)."""
    size = round(_WINDOW_S * per_second)
    values = rows[:, _COLUMNS["top"]]
    if size < 12 or len(values) < 2 * size:
        return []
    frequencies = np.fft.rfftfreq(size, 1 / per_second)
    band = (frequencies >= _FLICKER_HZ[0]) & (frequencies <= min(_FLICKER_HZ[1], per_second / 2))
    shape = np.hanning(size)
    strengths = []
    for start in range(0, len(values) - size + 1, max(1, size // 4)):
        part = values[start : start + size]
        line = np.linspace(part[0], part[-1], size)
        spectrum = np.abs(np.fft.rfft((part - line) * shape)) / size
        strengths.append((float(rows[start, 0]), float(np.sqrt((spectrum[band] ** 2).sum()))))
    usual = max(float(np.median([strength for _, strength in strengths[: max(3, len(strengths) // 4)]])), 0.2)
    return [(at, strength / usual) for at, strength in strengths if strength > 4 * usual]
