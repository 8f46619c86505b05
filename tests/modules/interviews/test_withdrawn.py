"""What was said in an interview that was withdrawn: still there under its name, marked, and no statement any more."""

from dataclasses import replace
from pathlib import Path

import pytest

from modules.interviews import operations
from modules.interviews.module import MODULE
from modules.interviews.queries import contrast
from modules.interviews.records import Exchange, Statement, StatementKind
from tests.modules.interviews.making import answer, interview, questioned
from workstation.api import Event, Ref, UserError, Words, beijing

AT = beijing("2026-03-17T02:17")


SAID = Statement(
    id="s1", topic_id="time", kind=StatementKind.TIME, quote="两点十七分看到烟", interview_id="i1", exchange_id="i1-q0",
)


def test_a_withdrawn_interview_speaks_no_more(tmp_path: Path) -> None:
    with questioned(tmp_path) as case:
        interview(case)
        told = answer(case, ("几点？", "两点十七分看到烟，后来起火。"))
        with case.work("interviews.statement") as work:
            operations.mark_statement(work, SAID, AT)
        with case.work("interviews.withdraw") as work:
            operations.withdraw(work, ["i1"], "询问人只有一人")
        for act in (
            lambda work: operations.mark_statement(work, replace(SAID, id="s2", quote="后来起火"), AT),
            lambda work: operations.write_answers(work, "i1", told),
        ):
            with pytest.raises(UserError) as refused, case.work("interviews.statement") as work:
                act(work)
            assert (refused.value.code, refused.value.values["why"]) == ("interviews.withdrawn", "询问人只有一人")
        read = case.read()
        assert (read.get(Exchange, "i1-q0").withdrawn, len(read.all(Event))) == ("询问人只有一人", 1), "nothing is lost"
        for ref in (Ref("statements", "s1"), Ref("interview_answers", "i1-q0")):
            assert read.titles((ref,))[ref].title.startswith("〔笔录已撤回〕")
        assert not any(topic.statements for topic in contrast(read, Words("zh")).topics)
        (check,) = [one for one in MODULE.checks if one.id == "interviews.withdrawn"]
        assert [finding.code for finding in check.run(read)] == ["interviews.withdrawn_statement"]
        with case.work("interviews.remove_statement") as work:
            operations.remove_statement(work, "s1")
        assert list(check.run(case.read())) == [] and case.read().all(Event) == []
