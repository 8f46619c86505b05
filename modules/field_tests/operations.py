"""Writing field tests and commissions; a commission lets the period of determination stand still."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from modules.field_tests.queries import all_commissions, all_tests
from modules.field_tests.records import Commission, FieldTest, Method
from modules.field_tests.rules import next_number
from workstation.api import ClockChange, PauseKind, UserError, Work, new_id


def record_test(work: Work, test_id: str | None = None, **values: Any) -> FieldTest:
    """Enter a test, or correct one; a number is given where none was."""
    known = work.find(FieldTest, test_id) if test_id else None
    if not str(values.get("subject", known.subject if known else "")).strip():
        raise UserError("field_tests.subject_empty")
    number = str(values.pop("number", "") or (known.number if known else "")).strip()
    others = {other.number for other in all_tests(work) if other.id != test_id}
    if number in others:
        raise UserError("field_tests.number_taken", number=number)
    base = known or FieldTest(id=test_id or new_id(), number="", method=Method.MAGNETISM, subject="")
    made = replace(base, number=number or next_number("T", others), **values)
    work.put(made)
    return made


def withdraw_tests(work: Work, test_ids: Sequence[str], reason: str) -> None:
    """Take tests out of the evidence; they stay in the register with the reason."""
    if not reason.strip():
        raise UserError("field_tests.reason_empty")
    found = work.get_many(FieldTest, test_ids)
    work.put_many(replace(test, withdrawn=reason.strip()) for test in found if not test.withdrawn)


def commission(work: Work, commission_id: str | None = None, **values: Any) -> Commission:
    """Enter a commission, or correct one; its pause of the clock follows in the same step."""
    known = work.find(Commission, commission_id) if commission_id else None
    if not str(values.get("laboratory", known.laboratory if known else "")).strip():
        raise UserError("field_tests.laboratory_empty")
    number = str(values.pop("number", "") or (known.number if known else "")).strip()
    others = {other.number for other in all_commissions(work) if other.id != commission_id}
    if number in others:
        raise UserError("field_tests.number_taken", number=number)
    base = known or Commission(id=commission_id or new_id(), number="", laboratory="")
    made = replace(base, number=number or next_number("L", others), **values)
    work.put(made)
    _set_pause(work, made)
    return made


def receive_result(
    work: Work, commission_id: str, received_on: date, report_number: str, result: str, **values: Any
) -> Commission:
    """The opinion came in: the clock runs on from that day. It needs the opinion's conclusion in words."""
    known = work.get(Commission, commission_id)
    if not result.strip():
        raise UserError("field_tests.result_empty", number=known.number)
    if known.sent_on is None:
        raise UserError("field_tests.not_sent", number=known.number)
    return commission(
        work, commission_id, received_on=received_on, report_number=report_number, result=result, **values
    )


def withdraw_commission(work: Work, commission_id: str, reason: str) -> None:
    """Call a commission off; the clock runs as if it had not been."""
    if not reason.strip():
        raise UserError("field_tests.reason_empty")
    made = replace(work.get(Commission, commission_id), withdrawn=reason.strip())
    work.put(made)
    _set_pause(work, made)


def _set_pause(work: Work, made: Commission) -> None:
    """The pause (检验、鉴定时间不计入) that follows from the commission: one record under the commission's own id."""
    known = work.find(ClockChange, made.id)
    if made.sent_on is None or not made.pauses or made.withdrawn:
        if known is not None:
            work.remove(ClockChange, known.id)
        return
    reason = "　".join(filter(None, (made.number, made.laboratory, made.report_number)))
    pause = ClockChange(
        id=made.id, kind=PauseKind.COMMISSION, start=made.sent_on, end=made.received_on, reason=reason,
        approved_by=made.approved_by,
    )
    if pause != known:
        work.put(pause)
