"""A rangefinder on a pseudo-terminal: values, garbage, a lost cable; nothing is taken for a value that is none."""

import contextlib
import os
import threading
from collections.abc import Iterator

import pytest

from modules.measurements.importers.live import LiveReader, read_distance
from modules.measurements.importers.port import SerialLines
from workstation.api import UserError

pty = pytest.importorskip("pty")


class Ends:
    """Both ends of a virtual cable, and what came out of it."""

    def __init__(self) -> None:
        self.master, slave = os.openpty()
        self.name = os.ttyname(slave)
        self.slave = slave
        self.lines: list[str] = []
        self.lost: list[str] = []
        self.news = threading.Event()

    def on_line(self, line: str) -> None:
        self.lines.append(line)
        self.news.set()

    def on_lost(self, reason: str) -> None:
        self.lost.append(reason)
        self.news.set()

    def wait(self) -> None:
        assert self.news.wait(10)
        self.news.clear()


@pytest.fixture
def ends() -> Iterator[Ends]:
    made = Ends()
    yield made
    for end in (made.master, made.slave):
        with contextlib.suppress(OSError):
            os.close(end)


@pytest.mark.parametrize(("line", "metres"), [
    ("1.234", 1.234), ("+12.5 m", 12.5), ("D: 1.234m,0079", 1.234), ("2345 mm", 2.345),
    ("3,25米", 3.25),
    ("31..00+00001234", 1.234), ("31..06+00012345 51....+0000", 1.2345),
])
def test_lines_of_distance_meters(line: str, metres: float) -> None:
    assert read_distance(line) == pytest.approx(metres)


@pytest.mark.parametrize("line", ["", "E255", "Er:15", "hello", "-1.0", "99999 m", "1.2.3", "\x7f\x01", "@E203", "0"])
def test_garbage_is_no_distance(line: str) -> None:
    with pytest.raises(ValueError):
        read_distance(line)


def test_reader_tells_distances_places_and_damage() -> None:
    reader = LiveReader()
    assert reader.take("\x02 1.500 m\r") is not None
    assert reader.take("   ") is None
    with pytest.raises(ValueError, match="checksum"):
        reader.take("$GPGGA,080000.00,2302.1,N,11402.5,E,1,08,0.9,12.3,M,-5.0,M,,*00")


def test_values_come_line_by_line_over_the_cable(ends: Ends) -> None:
    lines = SerialLines(ends.name, 9600, ends.on_line, ends.on_lost)
    os.write(ends.master, b"1.2")
    os.write(ends.master, b"34\r\n\r\n")
    ends.wait()
    os.write(ends.master, b"\xff\xfe\n")
    ends.wait()
    assert ends.lines[0] == "1.234"
    assert "\ufffd" in ends.lines[1]
    lines.send("D")
    assert os.read(ends.master, 10).strip() == b"D"
    lines.close()
    assert not ends.lost
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("serial ")]


def test_endless_line_of_a_wrong_speed_does_not_fill_the_memory(ends: Ends) -> None:
    lines = SerialLines(ends.name, 9600, ends.on_line, ends.on_lost)
    os.write(ends.master, b"x" * 600)
    ends.wait()
    lines.close()
    assert len(ends.lines[0]) == 512


def test_lost_cable_is_told(ends: Ends) -> None:
    lines = SerialLines(ends.name, 9600, ends.on_line, ends.on_lost)
    os.close(ends.slave)
    os.close(ends.master)
    ends.wait()
    assert len(ends.lost) == 1
    lines.close()


def test_port_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(UserError, match="port_not_opened"):
        SerialLines("/dev/没有 这个", 9600, lambda _: None, lambda _: None)
