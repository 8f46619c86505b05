"""A page of the record as drawing marks: what is printed is what is hashed. Millimetres of the type area."""

from collections.abc import Iterator, Sequence

from modules.interviews.records import FormLine, LineKind, Mark, Signature, Signer
from modules.interviews.rules.layout import marked, width_of
from workstation.api import drawing

WIDTH_MM, HEIGHT_MM = 156.0, 220.0
_TYPE_MM = 3.88
_PITCH_MM = 7.4
_TOP_MM = 212.0
_FREE_FROM_MM = 34.0  # below it people sign
_RULE = drawing.Style(stroke="#a9adb2", width_mm=0.15)
_INK = drawing.Style(stroke="#1b1d20")
_STRIKE = drawing.Style(stroke="#1b1d20", width_mm=0.3)
_ADDED = drawing.Style(stroke="#1b1d20", width_mm=0.2, dash_mm=(0.8, 0.6))
_PEN = drawing.Style(stroke="#123a7a", width_mm=0.45)
_SOFT = drawing.Style(stroke="#5b6168")
_PAD_MM = (34.0, 10.0)
_ON_PAPER = 1000.0
A4_MM = (210.0, 297.0)
_LEFT_MM, _HEAD_MM = 28.0, 37.0

SIGNER_TITLES = {
    Signer.PERSON: "被询问人", Signer.GUARDIAN: "监护人", Signer.INTERPRETER: "翻译人员", Signer.INTERVIEWER: "询问人",
    Signer.RECORDER: "记录人",
}
"""As on the official form, which is Chinese in every language."""


def page_marks(
    lines: Sequence[FormLine], signatures: Sequence[Signature], places: Sequence[Signer], digest: str
) -> list[drawing.Mark]:
    """The marks of one page: its lines on ruled paper, places to sign with what was signed, the hash below."""
    found: list[drawing.Mark] = []
    y = _TOP_MM
    for line in lines:
        if line.kind is LineKind.FOOT:
            found.append(_label(0, 1.5, "".join(run.text for run in line.runs), 3.2))
            continue
        found += _line_marks(line, y)
        y -= _PITCH_MM
    if y > _FREE_FROM_MM + 2 * _PITCH_MM:  # nothing is written in afterwards: what stays free is struck out
        found.append(drawing.line(_m(0, y + 3), _m(WIDTH_MM, _FREE_FROM_MM), _RULE))
    found += _signing(signatures, places)
    if digest:
        found.append(_label(WIDTH_MM, 1.5, f"本页 SHA-256  {digest}", 1.9, style=_SOFT, across="right"))
    return found


def _line_marks(line: FormLine, y: float) -> Iterator[drawing.Mark]:
    if line.kind is LineKind.TITLE:
        text = "".join(run.text for run in line.runs)
        yield _label(WIDTH_MM / 2, y, text, 6.0 if "续" not in text else 4.4, across="center", bold=True)
        return
    yield drawing.line(_m(0, y - 1.7), _m(WIDTH_MM, y - 1.7), _RULE)
    for start, end, run in marked(line.runs):
        x, x2 = start * _TYPE_MM, end * _TYPE_MM
        yield _label(x, y, run.text, _TYPE_MM)
        if run.mark is Mark.STRUCK:
            yield drawing.line(_m(x, y + 1.3), _m(x2, y + 1.3), _STRIKE)
        elif run.mark is Mark.ADDED:
            yield drawing.line(_m(x, y - 0.9), _m(x2, y - 0.9), _ADDED)


def _signing(signatures: Sequence[Signature], places: Sequence[Signer]) -> Iterator[drawing.Mark]:
    """Places to sign along the foot, three in a row; a refusal is written where the signature would stand."""
    open_places = list(places)
    shown: list[tuple[Signer, Signature | None]] = []
    for given in signatures:
        shown.append((given.signer, given))
        if given.signer in open_places:
            open_places.remove(given.signer)
    shown += [(place, None) for place in open_places]
    order = list(Signer)
    shown.sort(key=lambda pair: order.index(pair[0]))
    for at, (signer, signature) in enumerate(shown):
        row, column = divmod(at, 3)
        yield from _place(column * WIDTH_MM / 3, 21.5 - row * 10.5, signer, signature)


def _place(x: float, y: float, signer: Signer, signature: Signature | None) -> Iterator[drawing.Mark]:
    title = f"{SIGNER_TITLES[signer]}："
    yield _label(x, y, title, 3.2)
    left = x + width_of(title) * 3.2 + 0.5
    room = x + WIDTH_MM / 3 - 2 - left
    yield drawing.line(_m(left, y - 1.2), _m(left + room, y - 1.2), _RULE)
    if signature is None:
        return
    if signature.refused:
        yield _label(left, y, f"拒签：{signature.refused}"[:14], 2.6)
    wide = min(room, _PAD_MM[0])
    for stroke in signature.strokes:
        points = tuple(_m(left + px * wide, y - 2.0 + (1 - py) * _PAD_MM[1]) for px, py in stroke)
        if len(points) > 1:
            yield drawing.polyline(points, _PEN)
    if not signature.refused:
        yield _label(left, y - 4.2, f"{signature.name} {signature.at.text('%Y-%m-%d %H:%M')}", 2.2, style=_SOFT)


def _m(x: float, y: float) -> tuple[float, float]:
    """Millimetres on paper as metres of the model at 1:1000."""
    return x, y


def _label(
    x: float, y: float, text: str, size: float, *, style: drawing.Style = _INK, across: drawing.Across = "left",
    bold: bool = False,
) -> drawing.Label:
    return drawing.Label(_m(x, y), text, size, style=style, across=across, bold=bold)


def page_sheet(marks: Sequence[drawing.Mark]) -> drawing.Sheet:
    """The type area alone, as it stands in the dossier."""
    return drawing.sheet_of(marks, _ON_PAPER, WIDTH_MM, HEIGHT_MM, (0.0, 0.0))


def a4_sheet(marks: Sequence[drawing.Mark]) -> drawing.Sheet:
    """The page on A4 with head margin 37 mm and binding margin 28 mm."""
    view = drawing.View(
        tuple(marks), _ON_PAPER, WIDTH_MM, HEIGHT_MM, left_mm=_LEFT_MM, bottom_mm=A4_MM[1] - _HEAD_MM - HEIGHT_MM,
        clip=False,
    )
    return drawing.Sheet(*A4_MM, (view,))

