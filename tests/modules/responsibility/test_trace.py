"""The graph: every path ends at evidence or at a named gap, whatever was entered; and it can be read."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modules.responsibility.records import FindingStatus, Link, ResponsibilityLink, Role
from modules.responsibility.rules.trace import CONSEQUENCES, NodeKind, Trace, lost_ground, trace
from modules.responsibility.sections.boxes import wrap
from modules.responsibility.sections.figure import draw, figures
from workstation.api import Figure, Moment, Rect, Ref, Text, UserError, Words, beijing

AT: Moment = beijing("2026-02-01T10:00:00")
REFS = [Ref("exhibits", f"e{number}") for number in range(6)]
PARTIES = {f"p{number}": f"单位{number}" for number in range(3)}
ENDS = (NodeKind.EVIDENCE, NodeKind.GAP, NodeKind.SUBJECT)


@st.composite
def findings(draw_one: st.DrawFn) -> ResponsibilityLink:
    status = draw_one(st.sampled_from(FindingStatus))
    evidence = draw_one(st.lists(st.sampled_from(REFS), unique=True, max_size=4))
    if status is FindingStatus.ESTABLISHED and not evidence:
        evidence = [REFS[0]]
    role = st.sampled_from(Role)
    return ResponsibilityLink(
        link=draw_one(st.sampled_from(Link)), subject_id=draw_one(st.sampled_from([None, "gone", *PARTIES])),
        facts=draw_one(st.text(max_size=80)), duty="义务", role_ignition=draw_one(role), role_spread=draw_one(role),
        role_casualties=draw_one(role), evidence=tuple(evidence), status=status, source="公开报告 A",
        decided_by="officer", decided_at=AT,
    )


CASES = st.lists(findings(), max_size=12)
KNOWN = st.sets(st.sampled_from(REFS)).map(lambda refs: {ref: f"证据 {ref.id}" for ref in refs})


def paths(graph: Trace) -> list[list[str]]:
    """Every path from a consequence or a link to where nothing follows."""
    follows: dict[str, list[str]] = {}
    for edge in graph.edges:
        follows.setdefault(edge.source, []).append(edge.target)

    def walk(path: list[str]) -> list[list[str]]:
        further = follows.get(path[-1], [])
        return [found for target in further for found in walk([*path, target])] if further else [path]

    return [path for start in (*CONSEQUENCES, *Link) for path in walk([str(start)])]


@given(CASES, KNOWN)
def test_every_path_ends_at_evidence_at_a_subject_or_at_a_named_gap(
    case: list[ResponsibilityLink], known: dict[Ref, str]
) -> None:
    graph = trace(case, known, PARTIES)
    nodes = {node.id: node for node in graph.nodes}
    assert len(nodes) == len(graph.nodes), "each node once"
    assert {edge.source for edge in graph.edges} | {edge.target for edge in graph.edges} <= nodes.keys()
    for path in paths(graph):
        assert nodes[path[-1]].kind in ENDS and len(path) > 1
    for finding in case:
        below = [nodes[edge.target].kind for edge in graph.edges if edge.source == f"finding:{finding.id}"]
        assert NodeKind.EVIDENCE in below or NodeKind.GAP in below


@given(CASES, KNOWN)
def test_nothing_is_cited_that_does_not_stand(case: list[ResponsibilityLink], known: dict[Ref, str]) -> None:
    cited = {node.ref for node in trace(case, known, PARTIES).nodes if node.kind is NodeKind.EVIDENCE and node.ref}
    wanted = {ref for one in case if one.status is not FindingStatus.PUBLISHED for ref in one.grounds if ref in known}
    assert cited == wanted


@given(CASES, KNOWN)
def test_causal_edges_are_exactly_the_roles(case: list[ResponsibilityLink], known: dict[Ref, str]) -> None:
    graph = trace(case, known, PARTIES)
    drawn = {(edge.source, edge.target): edge.role for edge in graph.edges if edge.role}
    wanted = {
        (consequence, f"finding:{one.id}"): role for one in case for consequence in CONSEQUENCES
        if (role := getattr(one, f"role_{consequence}")) not in (Role.OPEN, Role.NONE)
    }
    assert drawn == wanted


@given(CASES, KNOWN)
def test_six_links_are_always_there_and_the_empty_ones_are_gaps(
    case: list[ResponsibilityLink], known: dict[Ref, str]
) -> None:
    graph = trace(case, known, PARTIES)
    assert [node.name for node in graph.nodes if node.kind is NodeKind.LINK] == [link.value for link in Link]
    gaps = {node.id for node in graph.nodes if node.name == "not_examined"}
    assert gaps == {f"gap:{link.value}" for link in Link if not any(one.link is link for one in case)}


@given(CASES, KNOWN, st.randoms())
def test_the_order_of_entry_does_not_matter(case: list[ResponsibilityLink], known: dict[Ref, str], chance) -> None:
    mixed = case[:]
    chance.shuffle(mixed)
    first, second = trace(case, known, PARTIES), trace(mixed, known, PARTIES)
    assert (set(first.nodes), set(first.edges)) == (set(second.nodes), set(second.edges))


@given(CASES, KNOWN)
def test_lost_ground_is_what_stands_on_nothing_any_more(
    case: list[ResponsibilityLink], known: dict[Ref, str]
) -> None:
    for one in case:
        lost = one in lost_ground(case, known.keys())
        assert lost == (one.status is FindingStatus.ESTABLISHED and not set(one.evidence) & known.keys())


def test_a_record_without_ground_officer_or_source_cannot_be_made() -> None:
    for status, values, code in (
        (FindingStatus.ESTABLISHED, {"evidence": (REFS[0],)}, "needs_officer"),
        (FindingStatus.NO_BREACH, {}, "needs_officer"),
        (FindingStatus.ESTABLISHED, {"decided_by": "o", "decided_at": AT}, "needs_evidence"),
        (FindingStatus.PUBLISHED, {}, "needs_source"),
    ):
        with pytest.raises(UserError, match=code):
            ResponsibilityLink(link=Link.USER, facts="x", status=status, **values)


@settings(max_examples=60, deadline=None)
@given(CASES, KNOWN, st.sampled_from(["zh", "en"]))
def test_boxes_do_not_overlap_and_hold_their_text(
    case: list[ResponsibilityLink], known: dict[Ref, str], language: str
) -> None:
    graph = trace(case, known, PARTIES)
    whole = draw(graph, Words(language))
    sheets = list(figures(graph, Words(language)))
    assert all(sheet.height <= 225 for sheet in sheets if len(sheets) > 1)
    for figure in (whole, *sheets):
        boxes = [mark for mark in figure.marks if isinstance(mark, Rect)]
        for number, one in enumerate(boxes):
            assert one.x >= 0 and one.x + one.width <= figure.width and one.y + one.height <= figure.height + 0.01
            for other in boxes[number + 1:]:
                apart = (one.x + one.width <= other.x or other.x + other.width <= one.x
                         or one.y + one.height <= other.y or other.y + other.height <= one.y)
                assert apart, (one, other)
        _texts_inside(figure, boxes)
    targets = {rect.target for rect in whole.marks if isinstance(rect, Rect) and rect.target}
    assert {f"responsibility:{one.id}" for one in case} <= targets
    spread = [rect.target for sheet in sheets for rect in sheet.marks if isinstance(rect, Rect) and rect.target]
    assert set(spread) == targets


def _texts_inside(figure: Figure, boxes: list[Rect]) -> None:
    for text in (mark for mark in figure.marks if isinstance(mark, Text)):
        holding = [box for box in boxes if box.x <= text.x <= box.x + box.width and box.y < text.y < box.y + box.height]
        for box in holding:
            assert text.y - text.size * 0.9 >= box.y and text.y <= box.y + box.height - 0.3, (text, box)


@given(st.text(max_size=120), st.floats(8, 60), st.integers(1, 4))
def test_wrapped_text_keeps_its_beginning_and_its_limits(text: str, width: float, most: int) -> None:
    lines = wrap(text, width, most, size=2.5)
    assert len(lines) <= most
    shown, whole = "".join("".join(lines).split()), "".join(text.split())
    if lines and lines[-1].endswith("…") and shown != whole:
        assert whole.startswith(shown.removesuffix("…"))
    else:
        assert shown == whole


def test_latin_words_stay_whole() -> None:
    lines = wrap("Management in use (投入使用后管理)", 23.0, 3, size=2.5, bold=True)
    assert lines[0] == "Management in" and all(first[-1] != "-" for first, _ in pairwise(lines))
