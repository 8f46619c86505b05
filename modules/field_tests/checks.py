"""What is asked of field tests and of commissions (R24, R25, R3)."""

from collections.abc import Iterator

from modules.field_tests.queries import day_of, instruments, judged, methods, valid_commissions, valid_tests
from modules.field_tests.rules import CommissionState, method_of, state_on
from workstation.api import N_, Check, Finding, Read, Ref, Severity, UserError, today


def readings(read: Read) -> Iterator[Finding]:
    """Enough readings, a blank where the method asks for one, two testers."""
    for test in valid_tests(read):
        ref, values = Ref("field_tests", test.id), {"number": test.number, "subject": test.subject}
        try:
            form = method_of(methods(read, day_of(read, test)), test.method)
        except UserError:
            continue  # no rules were in force on the day of this test
        if len(test.values) < form["repeats"]:
            more = {"count": str(len(test.values)), "needed": str(form["repeats"])}
            yield Finding("field_tests.too_few_readings", {**values, **more}, ref)
        if form["blank"] and not test.blanks:
            yield Finding("field_tests.no_blank", values, ref)
        if len(set(test.testers)) < 2:
            yield Finding("field_tests.too_few_testers", values, ref)
        if not test.position and test.place_id is None:
            yield Finding("field_tests.no_position", values, ref)


def calibration(read: Read) -> Iterator[Finding]:
    """R24: the instrument's calibration held on the day."""
    known = instruments(read)
    for test in valid_tests(read):
        if not test.values:
            continue
        ref, values = Ref("field_tests", test.id), {"number": test.number, "subject": test.subject}
        instrument = known.get(test.instrument_id or "")
        if instrument is None:
            yield Finding("field_tests.no_instrument", values, ref)
            continue
        held, values = instrument.valid_on(day_of(read, test)), {**values, "instrument": instrument.name}
        if held is None:
            yield Finding("field_tests.calibration_unknown", values, ref)
        elif not held:
            yield Finding("field_tests.calibration_ended", values, ref, Severity.ERROR)


def to_verify(read: Read) -> Iterator[Finding]:
    """R25: a test that a band to be verified speaks about never stands alone."""
    for test in valid_tests(read):
        try:
            bands = judged(read, test).bands
        except UserError:
            continue
        if any(band.certainty == "to_verify" for band in bands):
            values = {"number": test.number, "clause": bands[0].clause}
            yield Finding("field_tests.band_to_verify", values, Ref("field_tests", test.id), Severity.INFO)


def commissions(read: Read) -> Iterator[Finding]:
    """Samples, request, two who bring them, and the agreed day."""
    for one in valid_commissions(read):
        ref, values = Ref("commissions", one.id), {"number": one.number, "laboratory": one.laboratory}
        state = state_on(one, today())
        if not one.samples:
            yield Finding("field_tests.no_samples", values, ref, Severity.ERROR)
        if not one.request.strip():
            yield Finding("field_tests.no_request", values, ref)
        if len(set(one.sent_by)) < 2:
            yield Finding("field_tests.too_few_bringers", values, ref)
        if state is CommissionState.OVERDUE:
            yield Finding("field_tests.result_overdue", {**values, "due": str(one.due_on)}, ref)
        if state is CommissionState.AWAITED and one.due_on is None:
            yield Finding("field_tests.no_due_day", values, ref)
        if state is CommissionState.DONE and not one.reports:
            yield Finding("field_tests.no_report", values, ref)


CHECKS = (
    Check("field_tests.readings", N_("Field tests: readings"), "现场检测规程 §3", readings),
    Check("field_tests.calibration", N_("Field tests: calibration"), "R24", calibration),
    Check("field_tests.bands", N_("Field tests: reference bands"), "R25", to_verify),
    Check("field_tests.commissions", N_("Laboratory commissions"), "《火灾事故调查规定》第二十三条", commissions),
)
