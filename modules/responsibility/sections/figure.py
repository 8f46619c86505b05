"""The graph as marks, the same on screen and on paper.

Links and their findings stand below one another, each with its subject and its evidence beside it. Every consequence
has a rail that runs down past the findings; where one bears on it, a branch leads from the rail to the finding. So no
line runs behind a box, however many findings there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from modules.responsibility.queries import LINK_WORDS, ROLE_WORDS, STATUS_WORDS
from modules.responsibility.records import FindingStatus, Link, Role
from modules.responsibility.rules.grounds import Impact, Standing
from modules.responsibility.rules.trace import CONSEQUENCES, Node, NodeKind, Trace
from modules.responsibility.sections.boxes import GAP_INK, Box, draw_box
from workstation.api import N_, Ellipse, Figure, Line, Mark, Text, Words

_LINK_X, _LINK_WIDTH = 0.0, 26.0
_RAILS = dict(zip(CONSEQUENCES, (41.0, 36.0, 31.0), strict=True))  # the uppermost box has the rail farthest right
_FINDING_X, _FINDING_WIDTH, _FINDING_HEIGHT = 48.0, 43.0, 13.5
_SUBJECT_X, _SUBJECT_WIDTH, _SUBJECT_HEIGHT = 96.0, 24.0, 8.6
_EVIDENCE_X, _EVIDENCE_WIDTH, _EVIDENCE_HEIGHT = 125.0, 31.0, 7.4
_WIDTH = _EVIDENCE_X + _EVIDENCE_WIDTH
_TRUNK, _BUS = 28.5, 122.5
_HEAD_ROW, _HEAD = 8.0, 29.0
_BETWEEN = 2.5
_BRANCHES = dict(zip(CONSEQUENCES, (5.2, 8.0, 10.8), strict=True))
_SHOWN = 8
_LEAF_TYPE = 2.3
_TALLEST = 185.0
INKS = dict(zip(CONSEQUENCES, ("#b8430f", "#8a6d00", "#7b2d6b"), strict=True))
_ROLE_WIDTH = {Role.POSSIBLE: 0.25, Role.CONTRIBUTING: 0.5, Role.DIRECT: 1.0}
_GREY = "#9aa3ad"
NAMES = {
    "ignition": N_("Ignition"), "spread": N_("Spread"), "casualties": N_("Casualties"),
    "not_examined": N_("Not examined yet"), "no_evidence": N_("No evidence"), "no_subject": N_("No subject named"),
    "no_finding": N_("No finding bears on it"), "evidence_gone": N_("Cited evidence is gone"),
    "no_duty_evidence": N_("No evidence that it was theirs"), "no_causation": N_("Causation not proven"),
}
STANDING_WORDS = {Standing.LOST: N_("loses its ground"), Standing.WEAKENED: N_("loses part of its ground")}
STANDINGINKS = {Standing.LOST: ("#b3261e", "#fdecea"), Standing.WEAKENED: ("#9a6700", "#fff6df")}
_NOTHING = Impact()
_FIRM = (FindingStatus.ESTABLISHED, FindingStatus.PUBLISHED)


@dataclass(frozen=True)
class _Row:
    """One finding with what it rests on, or the gap of a link that was not examined."""

    node: Node
    subject: Node | None
    ground: tuple[Node, ...]
    roles: dict[str, Role]

    @property
    def height(self) -> float:
        """How much of the figure it takes."""
        if self.node.kind is NodeKind.GAP:
            return _EVIDENCE_HEIGHT
        shown = min(len(self.ground), _SHOWN + 1)
        return max(_FINDING_HEIGHT, shown * (_EVIDENCE_HEIGHT + 1.5) - 1.5)


def figures(trace: Trace, words: Words) -> Iterator[Figure]:
    """The graph for paper: as many figures as it needs for nothing to be scaled down; the consequences on each."""
    rows, group, height = _rows(trace), list[Link](), _HEAD
    for link in Link:
        needed = sum(row.height + _BETWEEN for row in rows[link])
        if group and height + needed > _TALLEST:
            yield draw(trace, words, group)
            group, height = [], _HEAD
        group.append(link)
        height += needed
    yield draw(trace, words, group)


def draw(
    trace: Trace, words: Words, links: Sequence[Link] = tuple(Link), impact: Impact = _NOTHING
) -> Figure:
    """The graph of some links, or of all of them for the screen; ``impact`` shows what was taken out on trial."""
    rows, nodes = _rows(trace), {node.id: node for node in trace.nodes}
    lines: list[Mark] = []
    boxes: list[Mark] = []
    lowest = dict.fromkeys(CONSEQUENCES, 0.0)
    y = _HEAD
    for link in links:
        boxes += draw_box(Box(_LINK_X, y, _LINK_WIDTH, 10.0, words(LINK_WORDS[link]), fill="#e9eef3", bold=True))
        begin = y
        for row in rows[link]:
            lines += _grey(y, begin)
            lines += _branches(row, y, lowest)
            lines += _rest_lines(row, y)
            boxes += _row_boxes(row, y, words, impact)
            y += row.height + _BETWEEN
        y = max(y, begin + 10.0 + _BETWEEN)
    for number, consequence in enumerate(CONSEQUENCES):
        explained = any(edge.source == consequence and edge.role for edge in trace.edges)
        boxes += _consequence(nodes[consequence], number, lowest[consequence], words, explained=explained)
    return Figure(_WIDTH, y, (*lines, *boxes, *_titles(words), *_legend(words)))


def _rows(trace: Trace) -> dict[Link, list[_Row]]:
    """What stands beside each link."""
    nodes = {node.id: node for node in trace.nodes}
    rests: dict[str, list[Node]] = {}
    roles: dict[str, dict[str, Role]] = {}
    for edge in trace.edges:
        if edge.role is None:
            rests.setdefault(edge.source, []).append(nodes[edge.target])
        else:
            roles.setdefault(edge.target, {})[edge.source] = edge.role
    found: dict[Link, list[_Row]] = {}
    for link in Link:
        found[link] = []
        for node in rests.get(link.value, ()):
            below = rests.get(node.id, [])
            subject = next((one for one in below if _is_subject(one)), None)
            ground = tuple(one for one in below if not _is_subject(one))
            found[link].append(_Row(node, subject, ground, roles.get(node.id, {})))
    return found


def _is_subject(node: Node) -> bool:
    return node.kind is NodeKind.SUBJECT or node.name == "no_subject"


def _grey(y: float, begin: float) -> Iterator[Mark]:
    """From the link to its finding."""
    down = y + 2.4
    yield Line(_LINK_X + _LINK_WIDTH, begin + 2.4, _TRUNK, begin + 2.4, _GREY)
    yield Line(_TRUNK, begin + 2.4, _TRUNK, down, _GREY)
    yield Line(_TRUNK, down, _FINDING_X, down, _GREY)


def _branches(row: _Row, y: float, lowest: dict[str, float]) -> Iterator[Mark]:
    """From the rails of the consequences to the finding, as heavy as the role."""
    for consequence, role in row.roles.items():
        x, down, ink = _RAILS[consequence], y + _BRANCHES[consequence], INKS[consequence]
        dash = (1.2, 0.9) if role is Role.POSSIBLE else ()
        yield Line(x, down, _FINDING_X, down, ink, _ROLE_WIDTH[role], dash, arrow=True)
        yield Ellipse(x - 0.8, down - 0.8, 1.6, 1.6, ink, ink)
        lowest[consequence] = max(lowest[consequence], down)


def _rest_lines(row: _Row, y: float) -> Iterator[Mark]:
    """From the finding to its subject, and past it to the evidence."""
    right = _FINDING_X + _FINDING_WIDTH
    if row.subject is not None:
        yield Line(right, y + 3.5, _SUBJECT_X, y + 3.5, _GREY)
    if not row.ground:
        return
    down = y + _FINDING_HEIGHT - 3.0
    middles = [_ground_y(y, place) + _EVIDENCE_HEIGHT / 2 for place in range(len(_shown(row.ground)))]
    yield Line(right, down, _BUS, down, _GREY)
    yield Line(_BUS, min(middles[0], down), _BUS, max(middles[-1], down), _GREY)
    for middle in middles:
        yield Line(_BUS, middle, _EVIDENCE_X, middle, _GREY)


def _ground_y(y: float, place: int) -> float:
    return y + place * (_EVIDENCE_HEIGHT + 1.5)


def _shown(ground: Sequence[Node]) -> Sequence[Node | None]:
    """What has room; none stands for the rest, which the pages of the findings name."""
    return ground if len(ground) <= _SHOWN + 1 else (*ground[:_SHOWN], None)


def _row_boxes(row: _Row, y: float, words: Words, impact: Impact) -> Iterator[Mark]:
    node = row.node
    if node.kind is NodeKind.GAP:
        yield from draw_box(_gap(node, _FINDING_X, y, _FINDING_WIDTH, words))
        return
    firm = node.status in _FIRM
    status = words(STATUS_WORDS[node.status]) if node.status else ""
    box = Box(
        _FINDING_X, y, _FINDING_WIDTH, _FINDING_HEIGHT, node.name, ink="#1d6b3c" if firm else "#5b6068",
        line=0.6 if firm else 0.25, ref=node.ref, below=status,
    )
    yield from draw_box(shaken(box, impact, words))
    if row.subject is not None:
        yield from draw_box(_leaf(row.subject, _SUBJECT_X, y, _SUBJECT_WIDTH, _SUBJECT_HEIGHT, "#eef3ea", words))
    for place, one in enumerate(_shown(row.ground)):
        top = _ground_y(y, place)
        if one is None:
            more = words("and {count} more", count=len(row.ground) - _SHOWN)
            yield from draw_box(Box(_EVIDENCE_X, top, _EVIDENCE_WIDTH, _EVIDENCE_HEIGHT, more, fill="#f7f4ec"))
            continue
        yield from draw_box(_leaf(one, _EVIDENCE_X, top, _EVIDENCE_WIDTH, _EVIDENCE_HEIGHT, "#f7f4ec", words))
        if one.ref in impact.gone:
            middle = top + _EVIDENCE_HEIGHT / 2
            yield Line(_EVIDENCE_X, middle, _EVIDENCE_X + _EVIDENCE_WIDTH, middle, GAP_INK, 0.6)


def shaken(box: Box, impact: Impact, words: Words) -> Box:
    """A box as it stands after evidence was taken out on trial."""
    standing = impact.standing_of(box.ref) if box.ref is not None else Standing.FIRM
    if standing is Standing.FIRM:
        return box
    ink, fill = STANDINGINKS[standing]
    return replace(box, ink=ink, fill=fill, line=0.9, below=words(STANDING_WORDS[standing]))


def _leaf(node: Node, x: float, y: float, width: float, height: float, fill: str, words: Words) -> Box:
    if node.kind is NodeKind.GAP:
        return replace(_gap(node, x, y, width, words), height=height)
    return Box(x, y, width, height, node.name, fill=fill, ref=node.ref, size=_LEAF_TYPE)


def _gap(node: Node, x: float, y: float, width: float, words: Words) -> Box:
    return Box(x, y, width, _EVIDENCE_HEIGHT, words(NAMES[node.name]), ink=GAP_INK, type_ink=GAP_INK, line=0.4)


def _consequence(node: Node, number: int, lowest: float, words: Words, *, explained: bool) -> Iterator[Mark]:
    """The box of a consequence with its rail, or with the gap that nothing bears on it."""
    y, x, ink = number * _HEAD_ROW, _RAILS[node.name], INKS[node.name]
    middle = y + 3.25
    if lowest:
        yield Line(_LINK_X + _LINK_WIDTH, middle, x, middle, ink, 0.4)
        yield Line(x, middle, x, lowest, ink, 0.4)
    elif not explained:
        yield Line(_LINK_X + _LINK_WIDTH, middle, _FINDING_X, middle, GAP_INK, 0.25, (1.2, 0.9))
        text = words(NAMES["no_finding"])
        yield from draw_box(Box(_FINDING_X, y, _FINDING_WIDTH, 6.5, text, ink=GAP_INK, type_ink=GAP_INK, line=0.4))
    yield from draw_box(Box(
        _LINK_X, y, _LINK_WIDTH, 6.5, words(NAMES[node.name]), ink=ink, fill="#fbf1ea", line=0.5, bold=True,
    ))


def _titles(words: Words) -> Iterator[Mark]:
    for x, title in ((_LINK_X, words("Link")), (_FINDING_X, words("Facts found")), (_SUBJECT_X, words("Subject")),
                     (_EVIDENCE_X, words("Evidence"))):
        yield Text(x, _HEAD - 1.4, title, 2.3, "#5b6068", bold=True)


def _legend(words: Words) -> Iterator[Mark]:
    for number, role in enumerate((Role.DIRECT, Role.CONTRIBUTING, Role.POSSIBLE)):
        y = 3.25 + number * _HEAD_ROW * 0.7
        dash = (1.2, 0.9) if role is Role.POSSIBLE else ()
        yield Line(_SUBJECT_X, y, _SUBJECT_X + 9, y, "#3b4046", _ROLE_WIDTH[role], dash, arrow=True)
        yield Text(_SUBJECT_X + 11, y + 0.9, words(ROLE_WORDS[role]), 2.3, "#3b4046")
    for number, (ink, line, title) in enumerate((
        ("#1d6b3c", 0.6, words("Established")), (GAP_INK, 0.4, words("Gap")),
    )):
        y = 1.2 + number * _HEAD_ROW * 0.7
        yield from draw_box(Box(_EVIDENCE_X, y, 7.0, 4.0, "", ink=ink, line=line))
        yield Text(_EVIDENCE_X + 9, y + 2.9, title, 2.3, "#3b4046")
