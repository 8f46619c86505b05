"""Simulations on paper: 「模拟,非证据」, what was asked, and the extremes of each series."""

from collections.abc import Iterator

from modules.cause.queries import all_simulations
from workstation.api import Block, Column, Heading, KeyValues, Notice, Read, Ref, Table, Words, anchor_of

_ROWS = 40


def build_simulations(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Every run, with at most forty of its series."""
    found = all_simulations(read)
    if found:
        yield Heading(1, words("Simulations"))
        yield Notice(words("Simulation, not evidence."), "warning")
    for one in found:
        yield Heading(2, one.title, anchor=anchor_of(Ref("simulations", one.id)))
        yield KeyValues((
            (words("Program"), f"{one.tool} {one.version}".strip()), (words("Question"), one.question),
            (words("Rows read"), words("{rows}, not readable {bad}", rows=one.rows, bad=one.bad_rows)),
            (words("Note"), one.note),
        ))
        yield Table(
            (Column(words("Series"), 3), Column(words("Unit"), 0.8), Column(words("Lowest"), 1, "right"),
             Column(words("Highest"), 1, "right"), Column(words("at (s)"), 0.9, "right")),
            tuple((
                item.name, item.unit, f"{item.lowest:.4g}", f"{item.highest:.4g}", f"{item.highest_at_s:.4g}"
            ) for item in one.series[:_ROWS]),
        )
