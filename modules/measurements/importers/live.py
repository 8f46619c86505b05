"""Lines of instruments on a serial line: distance meters and satellite receivers."""

import re
from dataclasses import dataclass

from modules.measurements.importers.gsi import Word
from modules.measurements.importers.nmea import NmeaStream
from modules.measurements.importers.stays import Fix

_GSI = re.compile(r"\*?(3[123])([\d.])[\d.]{2}([\d.])([+-])(\d{8}|\d{16})\b")
_LABELLED = re.compile(r"(?:[A-Za-z]+\s*[:=]\s*)?([+-]?\d+(?:[.,]\d+)?)\s*(mm|cm|m|米|毫米|厘米)?\s*(?:,\s*\d+)?\s*$")
_FAULT = re.compile(r"^\s*(?:E|ERR|Er|Error|@E)[\s:._-]*\d*", re.IGNORECASE)
_UNITS = {"mm": 0.001, "毫米": 0.001, "cm": 0.01, "厘米": 0.01, "m": 1.0, "米": 1.0, None: 1.0}
FARTHEST_M = 3000.0


@dataclass(frozen=True)
class LiveValue:
    """What a line says: a distance in metres, or a place; ``raw`` is the line word for word."""

    raw: str
    distance_m: float | None = None
    fix: Fix | None = None


class LiveReader:
    """Understands one line after another, whatever kind of instrument sends it."""

    def __init__(self) -> None:
        self._stream = NmeaStream()

    def take(self, line: str) -> LiveValue | None:
        """The value in a line, or none for a line that carries nothing.

        Raises ``ValueError`` for garbage, and for what an instrument reports as a fault.
        """
        text = line.strip("\x00\x02\x03 \t\r\n")
        if not text:
            return None
        if text.startswith("$"):
            fix = self._stream.take(text)
            return LiveValue(text, fix=fix) if fix is not None else None
        return LiveValue(text, distance_m=read_distance(text))


def read_distance(text: str) -> float:
    """The distance in metres in a line such as ``1.234``, ``D: 1.234m, 0079``, ``31..00+00001234``.

    Raises ``ValueError``.
    """
    match = _GSI.match(text)
    if match is not None:
        index, third, units, sign, data = match.groups()
        value = Word(index, third, units, 1 if sign == "+" else -1, data).length_m()
    else:
        plain = None if _FAULT.match(text) else _LABELLED.fullmatch(text)
        if plain is None:
            raise ValueError(text[:60])
        number, unit = plain.groups()
        value = float(number.replace(",", ".")) * _UNITS[unit]
    if not 0 < value <= FARTHEST_M:
        raise ValueError(text[:60])
    return value
