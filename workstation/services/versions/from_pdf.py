"""Reads the text of a PDF chapter by chapter, by its bookmarks. Runs in the sandbox."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from workstation.domain.errors import UserError
from workstation.domain.parsed import Parsed
from workstation.typeset.reading import PageText, outline_of, read_pages

_OFTEN = 0.5  # of the pages: then a line is a running head or foot
_SENTENCE = re.compile(r"[^。；！？!?;]+[。；！？!?;]?")
_NUMBER = re.compile(r"[\d\s\-–]+")


def read(path: str) -> Parsed:
    """Chapters with their sentences; one chapter per page where there are no bookmarks. Raises
    ``versions.unreadable``."""
    try:
        pages = list(read_pages(Path(path)))
        marks = [(title, page) for level, title, page in outline_of(Path(path)) if level == 0]
    except UserError:
        raise
    except Exception as problem:  # a reader may raise anything on a file that nobody here made
        raise UserError("versions.unreadable", reason=f"{type(problem).__name__}: {problem}"[:200]) from problem
    furniture = _furniture(pages)
    if not marks:
        marks = [(page.label, number) for number, page in enumerate(pages)]
    ends = [page for _, page in marks[1:]] + [len(pages)]
    chapters = [
        (title, _sentences([line for page in pages[first : max(end, first + 1)] for line in page.lines], furniture))
        for (title, first), end in zip(marks, ends, strict=True)
    ]
    return Parsed({"pages": len(pages), "chapters": chapters})


def _furniture(pages: Sequence[PageText]) -> set[str]:
    """Lines that stand on most pages."""
    counts = Counter(line.strip() for page in pages for line in set(page.lines))
    least = max(3, int(len(pages) * _OFTEN))
    return {line for line, count in counts.items() if count >= least}


def _sentences(lines: Sequence[str], furniture: set[str]) -> list[str]:
    """Lines joined as they were broken, then divided at the ends of sentences: a reflow changes nothing."""
    kept = (line.strip() for line in lines)
    text = "".join(
        line + ("" if line[-1:] >= "\u2e80" else " ") for line in kept
        if line and line not in furniture and not _NUMBER.fullmatch(line)
    )
    return [sentence.strip() for sentence in _SENTENCE.findall(text) if sentence.strip()]


