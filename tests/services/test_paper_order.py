"""Papers stand where the template has them, or where they were moved to; later papers join their neighbours."""

from workstation.domain.dossier import PlacedSection
from workstation.services.paper_order import Name, in_order, to_store

KINDS = ("main", "inner")
TEMPLATE = (
    Name("alarm", "#1", "main"), Name("talks", "x1", "main"), Name("talks", "x2", "main"), Name("talks", "x3", "main"),
    Name("losses", "#1", "main"), Name("checks", "#1", "inner"),
)


def keys(papers: tuple[Name, ...], order: tuple[PlacedSection, ...]) -> dict[str, list[str]]:
    found = in_order(papers, order, KINDS)
    return {kind: [f"{papers[at].section}/{papers[at].key}" for at, home in found if home == kind] for kind in KINDS}


def test_without_an_order_the_template_holds() -> None:
    assert keys(TEMPLATE, ()) == {
        "main": ["alarm/#1", "talks/x1", "talks/x2", "talks/x3", "losses/#1"], "inner": ["checks/#1"],
    }


def test_one_paper_moves_alone_and_whole_sections_are_kept_as_such() -> None:
    wanted = [TEMPLATE[2], *TEMPLATE[:2], TEMPLATE[3], TEMPLATE[4], TEMPLATE[5]]
    kept = to_store(wanted, TEMPLATE)
    assert kept == (
        PlacedSection("talks", "main", "x2"), PlacedSection("alarm", "main"), PlacedSection("talks", "main", "x1"),
        PlacedSection("talks", "main", "x3"), PlacedSection("losses", "main"), PlacedSection("checks", "inner"),
    )
    assert keys(TEMPLATE, kept)["main"] == ["talks/x2", "alarm/#1", "talks/x1", "talks/x3", "losses/#1"]
    away = [*TEMPLATE[:3], TEMPLATE[4], TEMPLATE[3]._replace(volume="inner"), TEMPLATE[5]]
    assert keys(TEMPLATE, to_store(away, TEMPLATE)) == {
        "main": ["alarm/#1", "talks/x1", "talks/x2", "losses/#1"], "inner": ["talks/x3", "checks/#1"],
    }


def test_what_comes_later_follows_the_paper_that_it_follows_in_the_template() -> None:
    wanted = [TEMPLATE[4], TEMPLATE[0], *TEMPLATE[1:4], TEMPLATE[5]]
    kept = to_store(wanted, TEMPLATE)
    later = (*TEMPLATE[:2], Name("talks", "x9", "main"), *TEMPLATE[2:], Name("ledger", "#1", "inner"))
    assert keys(later, kept) == {
        "main": ["losses/#1", "alarm/#1", "talks/x1", "talks/x9", "talks/x2", "talks/x3"],
        "inner": ["checks/#1", "ledger/#1"],
    }, "a section that stands together takes its new paper in"
    split = to_store([TEMPLATE[2], TEMPLATE[0], TEMPLATE[1], *TEMPLATE[3:]], TEMPLATE)
    assert keys(later, split)["main"] == ["talks/x2", "alarm/#1", "talks/x1", "talks/x9", "talks/x3", "losses/#1"]


def test_a_volume_that_the_template_does_not_know_is_the_first() -> None:
    assert keys((Name("alien", "#1", "nowhere"),), (PlacedSection("alien", "gone"),)) == {
        "main": ["alien/#1"], "inner": [],
    }
