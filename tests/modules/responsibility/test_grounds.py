"""What if a piece of evidence were not there: what falls, what is weakened, and nothing in the case is changed."""

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from modules.cause.records import Calculation
from modules.exhibits.records import Exhibit
from modules.responsibility.queries import graph_data, holdings
from modules.responsibility.records import Barrier, BarrierState, Consequence, Link, ResponsibilityLink
from modules.responsibility.rules.grounds import RESTS_ON, Holding, Standing, dependents, take_out
from workstation.api import Claim, ClaimStatus, Event, Ref, beijing
from workstation.api.testing import TEST_OFFICER
from workstation.app import build, workbench

E1, E2 = Ref("exhibits", "e1"), Ref("exhibits", "e2")
AT = beijing("2026-01-01T08:00:00")


def test_the_names_of_what_rests_on_what_are_those_of_the_tables() -> None:
    registry = workbench().catalogue.registry
    for name, parts in RESTS_ON.items():
        table = registry.named(name)
        assert table is not None, name
        assert set(parts) <= {field.name for field in fields(table.record)}, name


def test_a_chain_falls_to_its_end_and_a_second_leg_holds() -> None:
    opinion, finding, claim = Ref("materials", "m"), Ref("responsibility", "f"), Ref("claims", "c")
    held = [Holding(opinion, (E1,)), Holding(finding, (opinion,)), Holding(claim, (opinion, E2)),
            Holding(finding, (E1,), "duty")]
    impact = take_out(held, {E1})
    assert {(one.holding.ref, one.holding.part, one.standing) for one in impact.fallen} == {
        (opinion, "", Standing.LOST), (finding, "", Standing.LOST), (finding, "duty", Standing.LOST),
        (claim, "", Standing.WEAKENED),
    }
    assert impact.standing_of(finding) is Standing.LOST and impact.standing_of(claim) is Standing.WEAKENED
    assert take_out(held, set()).fallen == () and dependents(held)[opinion] == 2


def test_a_side_statement_falls_without_taking_the_finding_down() -> None:
    finding, measure = Ref("responsibility", "f"), Ref("measures", "m")
    held = [Holding(finding, (E2,)), Holding(finding, (E1,), "causation"), Holding(measure, (finding,))]
    impact = take_out(held, {E1})
    assert [(one.holding.part, one.standing) for one in impact.fallen] == [("causation", Standing.LOST)]
    assert measure not in impact.gone


REFS = [Ref("x", str(number)) for number in range(7)]


@given(st.lists(st.builds(
    Holding, st.sampled_from(REFS), st.lists(st.sampled_from(REFS), unique=True, max_size=4).map(tuple),
    st.sampled_from(["", "duty"]))), st.sets(st.sampled_from(REFS)), st.sampled_from(REFS))
def test_taking_out_more_never_saves_anything_and_circles_end(
    held: list[Holding], removed: set[Ref], more: Ref
) -> None:
    first, second = take_out(held, removed), take_out(held, removed | {more})
    assert first.gone <= second.gone and removed <= first.gone
    for one in first.fallen:
        assert set(one.lost) | set(one.left) == set(one.holding.grounds)
        assert (one.standing is Standing.LOST) == (not one.left)


def test_the_whole_case_is_searched_and_nothing_is_written(tmp_path) -> None:
    app = build(tmp_path / "profile")
    case = app.workbench.create_case(tmp_path / "案件 副本", "清溪火灾", TEST_OFFICER)
    with case.work("responsibility.draft") as work:
        for number in (1, 2):
            work.put(Exhibit(id=f"e{number}", number=f"W-00{number}", name="残骸"))
        work.put(Event(id="ev", title="跳闸", moment=AT, refs=(E1, Ref("parties", "p"))))
        work.put(Calculation(id="k", number="J-1", method="t2", title="增长", grounds=(Ref("events", "ev"),)))
        work.put(Claim(id="c", topic="cause.cause", text="短路", supports=(E1,)))
        work.put(Claim(id="x", topic="cause.cause", text="烟头", status=ClaimStatus.EXCLUDED, supports=(E2,),
                       contradicts=(E1,), decided_by="o", decided_at=AT))
        work.put(ResponsibilityLink(id="f", link=Link.USER, facts="违规", evidence=(E1, E2), causal_evidence=(E1,)))
        work.put(Barrier(id="b", name="分隔", against=(Consequence.SPREAD,), state=BarrierState.FAILED, evidence=(E1,),
                         judged_by="o", judged_at=AT))
    head = case.read().chain_head()
    impact = take_out(holdings(case.read()), {E1})
    lost = {(one.holding.ref.kind, one.holding.part) for one in impact.of(Standing.LOST)}
    assert lost == {
        ("events", ""), ("calculations", ""), ("claims", ""), ("responsibility", "causation"), ("barriers", ""),
    }
    claims = [one for one in impact.of(Standing.LOST) if one.holding.ref.kind == "claims"]
    assert len(claims) == 2, "what was excluded rests on what contradicts it"
    assert [one.holding.ref.id for one in impact.of(Standing.WEAKENED)] == ["f"]
    data = graph_data(case.read())
    assert data.titles[E1] == "W-001 残骸" and dict(data.cited)[E1] > dict(data.cited)[E2]
    assert case.read().chain_head() == head
    case.close()
    app.close()
