"""NMEA 0183 logs of satellite receivers: GGA, RMC and GST with their checksums.

Source: NMEA 0183 version 4.10 (sentence layouts as published by receiver makers). GGA gives place, quality, number of
satellites and HDOP, RMC the date, GST the standard deviations. Without GST the accuracy is HDOP times a range error by
quality, for reference only (kept beside the code as data of the format; shown as 待核).
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time

from modules.measurements.importers.found import MOST_LINES, Found
from modules.measurements.importers.stays import Fix, points_of
from modules.measurements.importers.text import finite, read_text
from workstation.api import WGS84, Parsed

_SENTENCE = re.compile(r"\$([A-Z]{2})([A-Z]{3}),([^*$]*)\*([0-9A-Fa-f]{2})\s*$")
_HEAD = re.compile(rb"\$[A-Z]{2}(GGA|RMC|GSA|GSV|GST|GLL|VTG|ZDA|TXT),")
RANGE_ERROR_M = {1: 3.0, 2: 1.0, 3: 1.0, 4: 0.02, 5: 0.3, 6: 50.0}
QUALITY = {1: "single", 2: "differential", 3: "PPS", 4: "RTK fixed", 5: "RTK float", 6: "estimated"}


@dataclass(frozen=True)
class Sentence:
    """A sentence with a valid checksum: talker, kind, fields after the kind."""

    talker: str
    kind: str
    fields: list[str]


def is_nmea(head: bytes) -> bool:
    """Whether one of the first lines is an NMEA sentence."""
    return any(_HEAD.match(line.strip()) for line in head.splitlines()[:20])


def read_sentence(line: str) -> Sentence:
    """One line. Raises ``ValueError`` with ``form`` or ``checksum``."""
    match = _SENTENCE.match(line.strip())
    if match is None:
        raise ValueError("form")
    talker, kind, body, told = match.groups()
    total = 0
    for character in f"{talker}{kind},{body}":
        total ^= ord(character)
    if total != int(told, 16):
        raise ValueError("checksum")
    return Sentence(talker, kind, body.split(","))


def fix_of(sentence: Sentence) -> Fix | None:
    """The place in a GGA sentence; none without a fix. Raises ``ValueError`` where a field is no number."""
    fields = sentence.fields
    quality = int(fields[5] or 0)
    if quality == 0 or not fields[1] or not fields[3]:
        return None
    latitude, longitude = _degrees(fields[1], fields[2], "NS"), _degrees(fields[3], fields[4], "EW")
    hdop = finite(fields[7]) if fields[7] else 99.0
    height = finite(fields[8]) if fields[8] else None
    accuracy = max(hdop, 0.5) * RANGE_ERROR_M.get(quality, 50.0)
    note = f"{QUALITY.get(quality, str(quality))}, HDOP {hdop:g}, {int(fields[6] or 0)} SV"
    return Fix(longitude, latitude, height, accuracy, None, _clock(fields[0]), note)


class NmeaStream:
    """Sentences in the order in which they come; GGA gives a fix, RMC its date, GST its accuracy."""

    def __init__(self) -> None:
        self.date = ""

    def take(self, line: str) -> Fix | None:
        """The fix that a line brings, if it brings one. Raises ``ValueError``: ``form``, ``checksum``, or a field."""
        sentence = read_sentence(line)
        try:
            if sentence.kind == "RMC" and len(sentence.fields) > 8 and len(sentence.fields[8]) == 6:
                self.date = sentence.fields[8]
            elif sentence.kind == "GGA":
                fix = fix_of(sentence)
                if fix is not None:
                    fix.at_utc = self._instant(fix.at_utc)
                return fix
        except IndexError as error:
            raise ValueError("form") from error
        return None

    def deviations(self, line: str) -> tuple[float, float | None] | None:
        """Accuracy (both axes) and height deviation in metres from a GST sentence; none from any other."""
        sentence = read_sentence(line)
        if sentence.kind != "GST" or len(sentence.fields) < 8 or not (sentence.fields[5] and sentence.fields[6]):
            return None
        north, east, up = finite(sentence.fields[5]), finite(sentence.fields[6]), sentence.fields[7]
        return (north**2 + east**2) ** 0.5, finite(up) if up else None

    def _instant(self, clock: str) -> str:
        if not self.date or not clock:
            return ""
        day = datetime.strptime(self.date, "%d%m%y").date()
        return datetime.combine(day, time.fromisoformat(clock), UTC).isoformat()


def parse_nmea(path: str, name: str) -> Parsed:  # noqa: ARG001 - parsers are called with the name
    """The stays and the way of a receiver: places where it stood still are averaged, the way between is thinned."""
    text, _ = read_text(path)
    found, stream, fixes = Found(), NmeaStream(), list[Fix]()
    without_fix = 0
    for number, line in enumerate(text.splitlines()[:MOST_LINES], 1):
        found.lines = number
        if not line.strip():
            continue
        try:
            fix = stream.take(line)
            deviations = stream.deviations(line)
        except ValueError as error:
            code = {"checksum": "measurements.nmea_checksum", "form": "measurements.nmea_form"}.get(
                str(error), "measurements.nmea_value"
            )
            found.fault(number, code, text=line.strip()[:60])
            continue
        if fix is not None:
            fix.line, fix.raw = number, line.strip()
            fixes.append(fix)
        elif deviations is not None and fixes:
            fixes[-1].accuracy_m, fixes[-1].u_height_m = deviations
        elif "GGA," in line:
            without_fix += 1
    if without_fix and not fixes:
        found.fault(1, "measurements.nmea_no_fix", count=without_fix)
    found.points = points_of(fixes, WGS84, "G")
    return found.parsed()


def _degrees(text: str, letter: str, letters: str) -> float:
    """ddmm.mmmm or dddmm.mmmm with its letter."""
    point = text.index(".") if "." in text else len(text)
    degrees, minutes = finite(text[: point - 2] or "0"), finite(text[point - 2 :])
    value = degrees + minutes / 60
    if letter not in letters or minutes >= 60 or value > (90 if letters == "NS" else 180):
        raise ValueError(text)
    return -value if letter == letters[1] else value


def _clock(text: str) -> str:
    if len(text) < 6:
        return ""
    return f"{text[:2]}:{text[2:4]}:{float(text[4:]):06.3f}"
