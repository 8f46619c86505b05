"""Lines end where Chinese and English readers expect them to end."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from workstation.typeset.blocks import Span
from workstation.typeset.lines import HANGING, NOT_FIRST, NOT_LAST, cut_lines, may_break, set_lines
from workstation.typeset.style import PLAIN, SERIF, Type

LEFT = Type(SERIF, 10, 15)


def broken(text: str, limit: float) -> list[str]:
    """Every character one wide."""
    return [text[start:end] for start, end in cut_lines(text, [1.0] * len(text), limit)]


def test_chinese_breaks_between_characters() -> None:
    assert broken("清溪镇某三合一作坊火灾", 4) == ["清溪镇某", "三合一作", "坊火灾"]


def test_latin_words_and_numbers_stay_whole() -> None:
    assert broken("编号QX-2026-001号", 8) == ["编号", "QX-2026-", "001号"] or broken("编号QX-2026-001号", 11) == [
        "编号",
        "QX-2026-001",
        "号",
    ]
    assert broken("the fire was out", 9) == ["the fire ", "was out"]


def test_no_line_begins_with_a_closing_mark() -> None:
    assert broken("火灾原因，待查明", 4) == ["火灾原因，", "待查明"] or broken("火灾原因，待查明", 4)[1][0] != "，"
    assert broken("火灾原因》》待查", 4) == ["火灾原", "因》》待", "查"]


def test_no_line_ends_with_an_opening_mark() -> None:
    assert broken("见附件《鉴定》", 4) == ["见附件", "《鉴定》"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert broken("a" * 10, 4) == ["aaaa", "aaaa", "aa"]


def test_line_ends_are_kept() -> None:
    assert broken("一\n\n二", 9) == ["一", "", "二"]


TEXT = st.text("火灾认定，。《》（“”…—AB12 -/\n", max_size=120)


@given(TEXT, st.integers(2, 12))
def test_nothing_is_lost_and_every_line_fits(text: str, limit: int) -> None:
    cuts = cut_lines(text, [1.0] * len(text), limit)
    covered = "".join(text[start:end] for start, end in cuts)
    assert covered.replace(" ", "") == text.replace(" ", "").replace("\n", "")
    for start, end in cuts:
        line = text[start:end].rstrip(" ")
        assert len(line) <= limit + 0.56 * (line[-1:] in HANGING and bool(line))


@given(TEXT, st.integers(6, 12))
def test_a_line_breaks_badly_only_when_it_cannot_break_well(text: str, limit: int) -> None:
    cuts = cut_lines(text, [1.0] * len(text), limit)
    for (start, end), (after, _) in pairwise(cuts):
        if text[end : end + 1] == "\n" or after >= len(text) or end == start:
            continue
        if text[after] in NOT_FIRST or text[end - 1] in NOT_LAST:
            assert not any(may_break(text[place], text[place + 1]) for place in range(start, end - 1))


def test_full_lines_of_chinese_are_spread_to_the_margin() -> None:
    lines = set_lines("东莞市清溪镇某五金制品厂一层西侧配电箱南侧1.2 m处充电区" * 3, PLAIN, 300, {})
    for line in lines[:-1]:
        run = line.runs[-1]
        assert abs(run.x + run.width - 300) < 14
    assert lines[-1].runs[-1].spread == 0


def test_a_character_that_no_face_has_is_shown_by_number_and_counted() -> None:
    missing: dict[str, int] = {}
    (line,) = set_lines("王𠮷", LEFT, 500, missing)
    assert "".join(run.text for run in line.runs) == "王〔U+20BB7〕"
    assert missing == {"𠮷": 1}


def test_control_and_direction_characters_vanish() -> None:
    (line,) = set_lines("甲\x00\x07\u202e乙\u200b\ufe0f丙", LEFT, 500, {})
    assert "".join(run.text for run in line.runs) == "甲乙丙"


def test_lone_surrogates_do_not_break_anything() -> None:
    missing: dict[str, int] = {}
    (line,) = set_lines("甲\ud800乙", LEFT, 500, missing)
    assert "".join(run.text for run in line.runs) == "甲〔U+D800〕乙"


def test_spans_keep_their_links() -> None:
    (line,) = set_lines(("见", Span("物证3", target="exhibit:3"), "。"), LEFT, 500, {})
    assert [(run.text, run.target) for run in line.runs] == [("见", ""), ("物证3", "exhibit:3"), ("。", "")]
