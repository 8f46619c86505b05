"""Simulations on paper: 「模拟,非证据」, what was asked, and the extremes of each series."""

from collections.abc import Iterator

from modules.cause.queries import all_simulations
from modules.cause.sections.curves import curve_figure
from workstation.api import Block, Column, Heading, KeyValues, Notice, Read, Ref, Table, Words, anchor_of

_ROWS, _DRAWN = 40, 4


def build_simulations(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Every run, with the curves of its first series and the extremes of at most forty."""
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
        for item in one.series[:_DRAWN]:
            if len(one.times_s) > 1 and len(item.values) == len(one.times_s):
                title = f"{item.name} ({item.unit})" if item.unit else item.name
                yield curve_figure(
                    one.times_s, item.values, words("Time (s)"), f"{title} · {words('Simulation, not evidence.')}",
                )
        yield Table(
            (Column(words("Series"), 3), Column(words("Unit"), 0.8), Column(words("Lowest"), 1, "right"),
             Column(words("Highest"), 1, "right"), Column(words("at (s)"), 0.9, "right")),
            tuple((
                item.name, item.unit, f"{item.lowest:.4g}", f"{item.highest:.4g}", f"{item.highest_at_s:.4g}"
            ) for item in one.series[:_ROWS]),
        )
