"""Field tests and commissions can be found and cited."""

from collections.abc import Iterator

from modules.field_tests.queries import METHOD_WORDS, STATE_WORDS, valid_commissions, valid_tests
from modules.field_tests.rules import CommissionState
from workstation.api import N_, Read, Ref, Search, SearchEntry


def tests(read: Read) -> Iterator[SearchEntry]:
    """Every test that counts."""
    for test in valid_tests(read):
        yield SearchEntry(Ref("field_tests", test.id), test.subject, test.number, METHOD_WORDS[test.method])


def commissions(read: Read) -> Iterator[SearchEntry]:
    """Every commission that counts, under its opinion's number once that is known."""
    for one in valid_commissions(read):
        yield SearchEntry(
            Ref("commissions", one.id), one.laboratory, one.report_number or one.number,
            STATE_WORDS[CommissionState.DONE if one.received_on else CommissionState.AWAITED],
        )


SEARCHES = (
    Search("field_tests", N_("Field tests"), "field_tests", tests, evidence=True),
    Search("commissions", N_("Laboratory commissions"), "field_tests.commissions", commissions, evidence=True),
)
