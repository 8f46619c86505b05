"""Leica GSI-8 and GSI-16: words of 15 or 23 characters, ``WWiiiu±dddddddd``.

Source: Leica Geosystems, TPS1100 User Manual 2.2.1, chapter "Data format": word index in positions 1-2 (1-3), units in
position 6 (0: mm, 1: 1/1000 ft, 2: gon, 3: degrees, 4: sexagesimal, 5: mil, 6: 1/10 mm, 7: 1/10000 ft, 8: 1/100 mm),
sign in position 7. A block of GSI-16 begins with an asterisk. 81 is the easting, 82 the northing, 83 the height.
"""

import re
from dataclasses import dataclass

from modules.measurements.importers.found import MOST_LINES, Found, FoundPoint, FoundReading
from modules.measurements.importers.text import read_text
from workstation.api import UNKNOWN_FRAME, Parsed

_WORD = re.compile(r"(\d{2}[\d.])[\d.]{2}([\d.])([+-])(.{8}|.{16})")
_HEAD = re.compile(rb"\*?(11|41)[\d.]{4}[+-][ -~]{8}")
_FOOT = 0.3048
_LENGTH = {"0": 1e-3, ".": 1e-3, "6": 1e-4, "8": 1e-5, "1": _FOOT / 1e3, "7": _FOOT / 1e4}
_TARGET, _STATION = ("81", "82", "83"), ("84", "85", "86")


@dataclass(frozen=True)
class Word:
    """One word: its index (two digits, or three of a level), units and signed data."""

    index: str
    third: str
    units: str
    sign: int
    data: str

    def length_m(self) -> float:
        """The data as a length in metres. Raises ``ValueError``."""
        if self.units not in _LENGTH:
            raise ValueError(self.units)
        return self.sign * int(self.data) * _LENGTH[self.units]

    def angle_deg(self) -> float:
        """The data as an angle in degrees. Raises ``ValueError``."""
        number = self.sign * int(self.data)
        if self.units == "2":
            return number / 1e5 * 0.9
        if self.units == "3":
            return number / 1e5
        if self.units == "5":
            return number / 1e4 * 0.05625
        if self.units != "4":
            raise ValueError(self.units)
        degrees, rest = divmod(abs(number), 100_000)
        minutes, seconds = divmod(rest, 1000)
        if minutes > 59 or seconds > 599:
            raise ValueError(self.data)
        return self.sign * (degrees + minutes / 60 + seconds / 36_000)


def is_gsi(head: bytes) -> bool:
    """Whether the first bytes are a block of GSI: a point or a code word with its sign in the right place."""
    return _HEAD.match(head.lstrip(b"\xef\xbb\xbf\r\n \x02")) is not None


def parse_gsi(path: str, name: str) -> Parsed:  # noqa: ARG001 - parsers are called with the name
    """Points and pointings of a GSI file; station names come from code blocks, or are S1, S2 … where they change."""
    text, _ = read_text(path)
    reader = _Reader()
    for number, line in enumerate(text.splitlines()[:MOST_LINES], 1):
        reader.found.lines = number
        if line.strip("\x02\x03\x1a \t"):
            reader.take(number, line.strip("\x02\x03\x1a \t\r\n"))
    return reader.found.parsed()


class _Reader:
    """Goes through the blocks, remembering the station, the heights and a level's backsight."""

    def __init__(self) -> None:
        self.found = Found()
        self.station, self.stations = "", 0
        self.instrument_height = self.target_height = 0.0
        self.shots = 0
        self.backsight: tuple[str, float] | None = None

    def take(self, number: int, line: str) -> None:
        words = self._words(number, line)
        if words is None:
            return
        by_index = {word.index: word for word in words}
        if "41" in by_index:
            return  # codes are remarks of the operator
        try:
            self._block(number, line, by_index)
        except ValueError as error:
            self.found.fault(number, "measurements.gsi_bad_value", value=str(error)[:40])

    def _words(self, number: int, line: str) -> list[Word] | None:
        size = 24 if line.startswith("*") else 16
        body = line.removeprefix("*")
        words = []
        for start in range(0, len(body), size):
            piece = body[start : start + size].ljust(size)[: size - 1]
            if not piece.strip():
                continue
            match = _WORD.fullmatch(piece)
            if match is None:
                self.found.fault(number, "measurements.gsi_bad_word", word=piece.strip()[:24])
                return None
            index, units, sign, data = match.groups()
            words.append(Word(index[:2], index[2], units, 1 if sign == "+" else -1, data.strip()))
        return words

    def _block(self, number: int, line: str, words: dict[str, Word]) -> None:
        point = words["11"].data.lstrip("0") or "0" if "11" in words else ""
        if "12" in words:
            self.found.instrument = words["12"].data.lstrip("0")
        if "88" in words:
            self.instrument_height = words["88"].length_m()
        if "87" in words:
            self.target_height = words["87"].length_m()
        if "33" in words and words["33"].third in "1234":
            self._level(number, line, point, words["33"])
            return
        if _STATION[0] in words and _STATION[1] in words:
            self._station(number, line, point, words)
        elif "88" in words and not {"21", "31", "81"} & set(words):
            self._new_station(point)
        if _TARGET[0] in words and _TARGET[1] in words:
            self._point(number, line, point, words, _TARGET)
        elif "21" in words or "31" in words or "32" in words:
            self._pointing(number, line, point, words)

    def _new_station(self, name: str) -> None:
        self.stations += 1
        self.station = name or f"S{self.stations}"

    def _station(self, number: int, line: str, name: str, words: dict[str, Word]) -> None:
        pointing = "21" in words or "31" in words
        if not pointing:
            self._new_station(name)
            self._point(number, line, self.station, words, _STATION)
        elif not self.station:
            self._new_station("")

    def _point(self, number: int, line: str, name: str, words: dict[str, Word], which: tuple[str, str, str]) -> None:
        height = words[which[2]].length_m() if which[2] in words else None
        self.found.points.append(FoundPoint(
            name, words[which[0]].length_m(), words[which[1]].length_m(), UNKNOWN_FRAME, height, raw=line[:200],
            line=number,
        ))

    def _pointing(self, number: int, line: str, target: str, words: dict[str, Word]) -> None:
        if not self.station:
            self._new_station("")
        self.shots += 1
        shot = f"{self.station}-{self.shots}"
        for index, kind in (("21", "direction"), ("22", "zenith"), ("31", "slope"), ("32", "distance")):
            if index not in words or (index == "32" and "31" in words):
                continue
            word = words[index]
            value = word.angle_deg() % 360 if index in ("21", "22") else word.length_m()
            if kind in ("slope", "distance") and value <= 0:
                continue  # an angle alone: the distance was not taken
            self.found.readings.append(FoundReading(
                kind, value, self.station, target, shot, "1", self.instrument_height, self.target_height,
                raw=line[:200], line=number,
            ))

    def _level(self, number: int, line: str, point: str, word: Word) -> None:
        """A level: 331 and 335 are backsights, 332 and 336 foresights; a rise is backsight minus foresight."""
        value = word.length_m()
        if word.third in "13":
            self.backsight = (point, value)
        elif self.backsight is None:
            self.found.fault(number, "measurements.gsi_no_backsight", point=point)
        else:
            start, back = self.backsight
            self.backsight = None
            self.found.readings.append(FoundReading(
                "rise", back - value, start, point, raw=line[:200], line=number
            ))
