"""The graph as marks: consequences on the left, then links, findings, subjects and evidence; screen and paper alike."""

from collections.abc import Sequence

from modules.responsibility.queries import LINK_WORDS
from modules.responsibility.records import FindingStatus, Link, Role
from modules.responsibility.rules import Edge, Node, NodeKind, Trace
from workstation.api import N_, Figure, Line, Mark, Rect, Text, Words, anchor_of

_COLUMNS = {
    NodeKind.CONSEQUENCE: 0, NodeKind.LINK: 1, NodeKind.FINDING: 2, NodeKind.SUBJECT: 3, NodeKind.EVIDENCE: 4,
    NodeKind.GAP: 4,
}
_WIDTHS = (20.0, 30.0, 46.0, 32.0, 34.0)
_BETWEEN = 9.0
_ROW = 13.0
_HEIGHT = 10.0
_TYPE = 2.5
_FILLS = {
    NodeKind.CONSEQUENCE: "#f6d9c8", NodeKind.LINK: "#e9eef3", NodeKind.FINDING: "#ffffff",
    NodeKind.SUBJECT: "#eef3ea", NodeKind.EVIDENCE: "#f7f4ec", NodeKind.GAP: "#ffffff",
}
_ROLE_WIDTH = {Role.POSSIBLE: 0.2, Role.CONTRIBUTING: 0.45, Role.DIRECT: 0.8}
_NAMES = {
    "ignition": N_("Ignition"), "spread": N_("Spread"), "casualties": N_("Casualties"),
    "not_examined": N_("Not examined yet"), "no_evidence": N_("No evidence"), "no_subject": N_("No subject named"),
}


def draw(trace: Trace, words: Words) -> Figure:
    """Lay the graph out in five columns; each finding has a row, what it rests on stands beside it."""
    rows = _rows(trace)
    lefts = [sum(_WIDTHS[:number]) + number * _BETWEEN for number in range(len(_WIDTHS))]
    boxes = {
        node.id: (lefts[_COLUMNS[node.kind]], rows[node.id] * _ROW, _WIDTHS[_COLUMNS[node.kind]])
        for node in trace.nodes
    }
    marks: list[Mark] = [mark for edge in trace.edges for mark in _edge(edge, boxes)]
    for node in trace.nodes:
        marks += _node(node, boxes[node.id], words)
    height = (max(rows.values(), default=0) + 1) * _ROW
    return Figure(lefts[-1] + _WIDTHS[-1], height, tuple(marks))


def _rows(trace: Trace) -> dict[str, float]:
    """The row of each node: leaves one after the other, the others in the middle of what rests on them."""
    rests: dict[str, list[str]] = {}
    for edge in trace.edges:
        rests.setdefault(edge.source, []).append(edge.target)
    nodes = {node.id: node for node in trace.nodes}
    rows: dict[str, float] = {}
    used = dict.fromkeys(range(len(_WIDTHS)), -1.0)
    for link in Link:
        for target in rests.get(link.value, ()):
            below = max(used.values()) + 1
            leaves = rests.get(target, [])
            for column in (3, 4):
                for number, leaf in enumerate(
                    leaf for leaf in leaves if _COLUMNS[nodes[leaf].kind] == column and leaf not in rows
                ):
                    rows[leaf] = below + number
                    used[column] = rows[leaf]
            rows[target] = below
            used[_COLUMNS[nodes[target].kind]] = below
        own = [rows[target] for target in rests.get(link.value, ())]
        rows[link.value] = own[0] if own else max(used.values()) + 1
        used[1] = max(used[1], rows[link.value])
    for number, node in enumerate(node for node in trace.nodes if node.kind is NodeKind.CONSEQUENCE):
        rows[node.id] = float(number * 2)
    return rows


def _edge(edge: Edge, boxes: dict[str, tuple[float, float, float]]) -> Sequence[Mark]:
    x1, y1, width = boxes[edge.source]
    x2, y2, _ = boxes[edge.target]
    colour = "#b8430f" if edge.role else "#9aa3ad"
    line = _ROLE_WIDTH[edge.role] if edge.role else 0.2
    middle = x2 - _BETWEEN / 2
    top, end = y1 + _HEIGHT / 2, y2 + _HEIGHT / 2
    dash = (1.2, 1.0) if edge.role is Role.POSSIBLE else ()
    return (
        Line(x1 + width, top, middle, top if x2 - x1 - width <= _BETWEEN else end, colour, line, dash),
        Line(middle, top if x2 - x1 - width <= _BETWEEN else end, middle, end, colour, line, dash),
        Line(middle, end, x2, end, colour, line, dash, arrow=edge.role is not None),
    )


def _node(node: Node, box: tuple[float, float, float], words: Words) -> Sequence[Mark]:
    x, y, width = box
    gap = node.kind is NodeKind.GAP
    firm = node.status in (FindingStatus.ESTABLISHED, FindingStatus.PUBLISHED)
    colour = "#b3261e" if gap else "#1d6b3c" if firm else "#5b6068"
    target = anchor_of(node.ref) if node.ref is not None else ""
    frame = Rect(x, y, width, _HEIGHT, colour, _FILLS[node.kind], 0.5 if firm else 0.25, 1.0, target)
    lines = _wrap(_name(node, words), width - 3, 2)
    top = y + _HEIGHT / 2 + _TYPE * 0.4 - (len(lines) - 1) * _TYPE * 0.65
    texts = tuple(
        Text(x + 1.5, top + number * _TYPE * 1.3, line, _TYPE, "#b3261e" if gap else "#1f2328",
             bold=node.kind in (NodeKind.CONSEQUENCE, NodeKind.LINK))
        for number, line in enumerate(lines)
    )
    return frame, *texts


def _name(node: Node, words: Words) -> str:
    if node.kind is NodeKind.LINK:
        return words(LINK_WORDS[Link(node.name)])
    return words(_NAMES.get(node.name, node.name))


def _wrap(text: str, width: float, most: int) -> list[str]:
    """Break text into lines of ``width`` millimetres; what does not fit ends in an ellipsis."""
    lines, line, used = [], "", 0.0
    for character in text.replace("\n", " "):
        step = _TYPE * (0.56 if character.isascii() else 1.0)
        if used + step > width:
            lines.append(line)
            line, used = "", 0.0
        line, used = line + character, used + step
    lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][:-1] + "…"]
    return [line for line in lines if line]
