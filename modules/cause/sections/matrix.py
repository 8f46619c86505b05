"""假设检验矩阵 on paper: evidence in rows, hypotheses in columns, then conditions and what the matrix asks about."""

from collections.abc import Iterator, Sequence

from modules.cause.queries import (
    BEARING_SIGNS,
    BEARING_WORDS,
    CONDITION_WORDS,
    MET_WORDS,
    STATUS_WORDS,
    conditions,
    matrix,
    officer_names,
)
from modules.cause.records import Bearing
from modules.cause.rules.matrix import Matrix
from modules.cause.sections.claims import refs_inline
from workstation.api import (
    Block,
    Claim,
    Column,
    Heading,
    Inline,
    KeyValues,
    Paragraph,
    Read,
    Ref,
    SearchEntry,
    Span,
    Table,
    Words,
    anchor_of,
)

_ACROSS = 6  # hypotheses beside one another on a page


def build_matrix(read: Read, words: Words, _: str) -> Iterator[Block]:
    """The grid, six hypotheses at a time, and each hypothesis with its reasons and conditions."""
    grid = matrix(read)
    if not grid.hypotheses:
        return
    yield Heading(1, words("Matrix of hypotheses"))
    legend = "　".join(f"{sign} {words(BEARING_WORDS[bearing])}" for bearing, sign in BEARING_SIGNS.items())
    yield Paragraph(f"{legend}　{words('blank: never held against it')}", "small")
    letters = {claim.id: f"H{number}" for number, claim in enumerate(grid.hypotheses, 1)}
    titles = read.titles(grid.evidence)
    for start in range(0, len(grid.hypotheses), _ACROSS):
        yield _grid(grid, grid.hypotheses[start : start + _ACROSS], letters, titles, words)
    names = officer_names(read)
    for claim in grid.hypotheses:
        yield Heading(2, f"{letters[claim.id]}  {claim.text}")
        yield KeyValues(tuple((label, value) for label, value in _verdict(claim, names, words) if value))
        yield from _reasons(grid, claim, titles, words)
        yield from _conditions(read, claim, words)


def _grid(
    grid: Matrix, claims: Sequence[Claim], letters: dict[str, str], titles: dict[Ref, SearchEntry], words: Words
) -> Table:
    rows = []
    for ref in grid.evidence:
        entry = titles.get(ref)
        name: Inline = Span(f"{entry.number} {entry.title}".strip(), target=anchor_of(ref)) if entry else ref.id
        rows.append((name, *(_sign(grid.bearing(claim, ref)) for claim in claims)))
    totals = tuple(
        f"＋{len(grid.having(claim, Bearing.CONSISTENT))} －{len(grid.having(claim, Bearing.INCONSISTENT))}"
        for claim in claims
    )
    verdicts = tuple(words(STATUS_WORDS[claim.status]) for claim in claims)
    columns = (Column(words("Evidence"), 3), *(Column(letters[claim.id], 0.9, "center") for claim in claims))
    return Table(columns, (*rows, (words("Sum"), *totals), (words("Verdict"), *verdicts)))


def _sign(bearing: Bearing | None) -> str:
    return BEARING_SIGNS[bearing] if bearing else ""


def _verdict(claim: Claim, names: dict[str, str], words: Words) -> Iterator[tuple[str, str]]:
    yield words("Verdict"), words(STATUS_WORDS[claim.status])
    if claim.decided_at is not None:
        at = claim.decided_at.text("%Y-%m-%d %H:%M")
        yield words("Decided by"), f"{names.get(claim.decided_by or '', '')} {at}"
    yield words("Reason"), claim.reason


def _reasons(grid: Matrix, claim: Claim, titles: dict[Ref, SearchEntry], words: Words) -> Iterator[Block]:
    rows = []
    for ref in grid.evidence:
        cell, entry = grid.cells.get((claim.id, ref)), titles.get(ref)
        if cell is not None and cell.reason and entry is not None:
            rows.append((f"{entry.number} {entry.title}".strip(), _sign(cell.bearing), cell.reason))
    if rows:
        yield Table((Column(words("Evidence"), 2), Column("", 0.3, "center"), Column(words("Why"), 3)), tuple(rows))


def _conditions(read: Read, claim: Claim, words: Words) -> Iterator[Block]:
    known = conditions(read, claim.id)
    if known:
        yield Table(
            (Column(words("Condition"), 0.8), Column(words("Required"), 1.8), Column(words("What turned out"), 2.2),
             Column(words("State"), 0.7), Column(words("Evidence"), 1.5)),
            tuple((
                words(CONDITION_WORDS[kind]), one.requires, one.found, words(MET_WORDS[one.met]),
                refs_inline(read, one.evidence),
            ) for kind, one in ((kind, known[kind]) for kind in CONDITION_WORDS if kind in known)),
        )
