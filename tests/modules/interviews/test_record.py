"""The record: numbers, overlaps, corrections, pages that were signed and what can't change any more."""

from dataclasses import replace
from pathlib import Path

import pytest

from modules.interviews import operations, queries
from modules.interviews.records import Exchange, Interview, Mark, Run, SignedPage, Signer, Statement, StatementKind
from modules.interviews.rules.layout import LINE_EMS, PAGE_LINES, page_hash, width_of
from modules.interviews.rules.text import corrections, pairs_of, plain, said, sentence_at, shown
from tests.modules.interviews.making import answer, interview, later, questioned, sign, sign_all
from workstation.api import UserError, beijing

LONG = "我看到卷帘门上面的缝往外冒黑烟，里面一闪一闪发红。" * 30


def test_numbers_and_ordinals_are_given(tmp_path: Path) -> None:
    with questioned(tmp_path) as case:
        first = interview(case)
        second = interview(case, "i2", begun=later(100), ended=later(120))
        other = interview(case, "i3", name="罗秀梅", party_id=None, begun=later(200), ended=later(220))
        assert [(one.number, one.ordinal) for one in (first, second, other)] == [
            ("X-001", 1), ("X-002", 2), ("X-003", 1),
        ]


def test_an_officer_is_not_in_two_rooms(tmp_path: Path) -> None:
    with questioned(tmp_path) as case:
        interview(case)
        with pytest.raises(UserError) as busy:
            interview(case, "i2", name="罗秀梅", begun=later(49), ended=later(80))
        assert busy.value.code == "interviews.officer_busy" and busy.value.values["officer"] == "陈若溪"
        assert case.read().find(Interview, "i2") is None
        interview(case, "i2", name="罗秀梅", begun=later(50), ended=later(80))


def test_a_person_who_does_not_exist_and_times_that_run_backwards(tmp_path: Path) -> None:
    with questioned(tmp_path) as case:
        for values, code in (
            ({"party_id": "ghost"}, "no_such_person"), ({"name": "  "}, "name_empty"),
            ({"ended": beijing("2026-03-17T11:00:00")}, "backwards"),
        ):
            with pytest.raises(UserError) as wrong:
                interview(case, **values)
            assert wrong.value.code == f"interviews.{code}"


def test_answers_are_kept_in_their_order_and_go_when_taken_out(tmp_path: Path) -> None:
    with questioned(tmp_path) as case:
        interview(case)
        told = answer(case, ("几点？", "两点十七分。"), ("哪里？", "西边。"), ("谁？", "不知道。"))
        with case.work("test.order") as work:
            operations.write_answers(work, "i1", [told[2], told[0]])
        assert [said(one.answer) for one in queries.answers(case.read(), "i1")] == ["不知道。", "两点十七分。"]


def test_pages_are_full_and_begin_with_the_title(tmp_path: Path) -> None:
    with questioned(tmp_path) as case:
        made = interview(case)
        answer(case, *[(f"第{number}个问题？", LONG) for number in range(4)])
        pages = queries.form_pages(case.read(), made)
        assert len(pages) >= 3 and [page.number for page in pages] == list(range(1, len(pages) + 1))
        assert all(len(page.lines) <= PAGE_LINES + 1 for page in pages)
        texts = [[shown(line.runs) for line in page.lines] for page in pages]
        assert texts[0][0].startswith("询 问 笔 录") and "续" in texts[1][0]
        assert texts[-1][-2] == "以上笔录我看过，和我说的一样。" and f"共 {len(pages)} 页" in texts[0][-1]
        assert all(width_of(line) <= LINE_EMS + 1 for page in texts for line in page)
        whole = "".join(line for page in texts for line in page if line.startswith(("　　", "答")))
        assert whole.replace("　　", "").count("卷帘门") >= 110, "nothing is lost at the edges of lines and pages"


def test_a_signed_page_does_not_change_and_can_be_superseded(tmp_path: Path) -> None:
    with questioned(tmp_path) as case:
        made = interview(case)
        told = answer(case, ("几点？", "两点十七分。"), ("哪里？", "西边。"))
        sign_all(case, 1)
        (page,) = case.read().all(SignedPage)
        assert page.sha256 == page_hash(page.lines) and len(page.signatures) == 4
        for change in (
            lambda work: operations.write_answers(work, "i1", [told[0]]),
            lambda work: operations.put_interview(work, "i1", place="别处"),
        ):
            with pytest.raises(UserError) as wrong, case.work("test.change") as work:
                change(work)
            assert wrong.value.code == "interviews.page_signed" and wrong.value.values["page"] == "1"
        assert case.read().get(Interview, "i1") == made
        with case.work("test.supersede") as work:
            operations.supersede_page(work, "i1", 1, "时间记错")
        corrected = replace(told[0], answer=(Run("两点十"), Run("七", Mark.STRUCK), Run("五", Mark.ADDED), Run("分。")))
        with case.work("test.change") as work:
            operations.write_answers(work, "i1", [corrected, told[1]])
        sign(case, 1, Signer.PERSON, "钟家明")
        old, new = sorted(case.read().all(SignedPage), key=lambda one: not one.superseded)
        assert old.superseded == "时间记错（测试员）" and new.supersedes == old.id and old.sha256 != new.sha256
        texts = [shown(line.runs) for line in new.lines]
        assert "答：两点十〔删：七〕〔增：五〕分。" in texts and "本笔录更正 1 处，均经我确认并捺指印。" in texts


def test_nobody_signs_too_early_twice_or_for_another(tmp_path: Path) -> None:
    with questioned(tmp_path) as case:
        interview(case, ended=None)
        answer(case, ("几点？", "两点。"))

        def refused(code: str, page: int, signer: Signer, name: str) -> None:
            with pytest.raises(UserError) as wrong:
                sign(case, page, signer, name)
            assert wrong.value.code == f"interviews.{code}"

        refused("not_ended", 1, Signer.PERSON, "钟家明")
        interview(case, interviewers=("chen",))
        refused("too_few", 1, Signer.PERSON, "钟家明")
        interview(case)
        refused("no_such_page", 2, Signer.PERSON, "钟家明")
        refused("not_on_this_page", 1, Signer.GUARDIAN, "钟父")
        refused("signature_empty", 1, Signer.PERSON, " ")
        sign(case, 1, Signer.PERSON, "钟家明", refused="认为记录不全")
        refused("signed_already", 1, Signer.PERSON, "钟家明")
        sign(case, 1, Signer.INTERVIEWER, "陈若溪")
        refused("signed_already", 1, Signer.INTERVIEWER, "陈若溪")


def test_corrections_are_counted_and_what_was_struck_is_not_held() -> None:
    runs = (Run("两点"), Run("十七", Mark.STRUCK), Run("十五", Mark.ADDED), Run("分，"), Run("大概", Mark.STRUCK))
    assert said(runs) == "两点十五分，" and corrections(runs) == 2 and corrections(plain("无")) == 0


def test_a_record_typed_elsewhere_is_read() -> None:
    text = "询 问 笔 录\n时间：9时\n问：几点？\n答：两点\n多一点。\n问:谁?\n答:不知道\n以上笔录我看过。\n问：不算"
    assert [(pair.question, pair.answer) for pair in pairs_of(text.splitlines())] == [
        ("几点？", "两点多一点。"), ("谁?", "不知道"),
    ]
    assert sentence_at("我在理货。出门一看冒黑烟！后来报警。", 8) == "出门一看冒黑烟！"


def test_an_exchange_of_which_a_statement_was_marked_stays(tmp_path: Path) -> None:
    with questioned(tmp_path) as case:
        interview(case)
        told = answer(case, ("几点？", "两点十七分。"), ("哪里？", "西边。"))
        with case.work("test.mark") as work:
            operations.mark_statement(work, Statement(
                topic_id="topic-first-fire", kind=StatementKind.OBSERVATION, quote="西边。", interview_id="i1",
                exchange_id=told[1].id,
            ))
        with pytest.raises(UserError) as cited, case.work("test.write") as work:
            operations.write_answers(work, "i1", [told[0]])
        assert cited.value.code == "interviews.answer_cited"
        assert case.read().count(Exchange, interview_id="i1") == 2
