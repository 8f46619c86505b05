"""House rules for files: small, well named, free of traces of the machine they were made on."""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import PROJECT, product, short, tracked

BINARY = {".png", ".jpg", ".jpeg", ".ttf", ".pdf", ".gz", ".zip", ".mp4", ".heic", ".dng", ".sqlite", ".ico"}
TRACES = re.compile(
    r"(?<![\w.}])/(?:root|work|tmp|opt/py\w*|home/\w+)/\w|[A-Z]:\\\\?Users\\\\?\w"
    r"|\bpypi\.(?:org|\w+\.edu)|pythonhosted|mirrors?\.\w+\.\w+|--(?:extra-)?index-url[= ]+\w|\bregistry\.npm"
)
NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "base", "common", "misc"}


def test_no_file_is_long() -> None:
    long = {short(path): n for path in (*product(), PROJECT / "bootstrap.py") if (n := lines(path)) > 400}
    assert not long, f"{long}: make a package of the same name and split it by what a reader looks for"


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_named_after_nothing() -> None:
    vague = [short(path) for path in tracked() if path.suffix == ".py" and path.stem in NAMES]
    assert not vague, f"{vague}: name the file after what it holds"


def test_every_font_has_its_licence() -> None:
    fonts = [path for path in tracked() if path.suffix in {".ttf", ".otf"}]
    assert fonts
    for font in fonts:
        licence = font.with_name(font.stem.split("-")[0] + "-OFL.txt")
        assert "SIL OPEN FONT LICENSE" in licence.read_text(encoding="utf-8").upper(), short(font)


def test_no_file_is_heavy() -> None:
    heavy = [short(path) for path in tracked() if path.stat().st_size > 20_000_000]
    assert not heavy, f"{heavy}: generate it, or ship it smaller than 20 MB"


def test_no_trace_of_a_machine_or_an_index() -> None:
    texts = [path for path in tracked() if path.suffix.lower() not in BINARY]
    assert len(texts) > 20
    found = [
        f"{short(path)}:{number}: {match[0]}"
        for path in texts
        if path.name != "test_files.py"
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if (match := TRACES.search(line))
    ]
    assert not found, f"{found}: a file must mean the same on every machine"


SEEN = ["/root/x", "'/tmp/a.txt'", "see /home/li/x", "C:\\Users\\li", "--index-url http"]


@pytest.mark.parametrize("trace", SEEN)
def test_a_trace_is_seen(trace: str) -> None:
    assert TRACES.search(trace)


def test_no_check_is_switched_off_without_a_reason() -> None:
    silent = [
        f"{short(path)}:{number}"
        for path in (*product(), PROJECT / "bootstrap.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "type: ignore" in line or re.search(r"noqa(?!: [A-Z]+\d+(, [A-Z]+\d+)* - \w)", line)
    ]
    assert not silent, f"{silent}: solve it; where it can't be, write '# noqa: CODE - reason'"
