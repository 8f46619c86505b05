"""Field tests on the time line."""

from collections.abc import Iterator

from modules.field_tests.queries import valid_tests
from workstation.api import N_, Read, Ref, Timeline, TimelineItem


def items(read: Read) -> Iterator[TimelineItem]:
    """When each test was made."""
    for test in valid_tests(read):
        if test.at is not None:
            title = f"{test.number} {test.subject}"
            yield TimelineItem(Ref("field_tests", test.id), title, test.at, lane=N_("Field tests"))


TESTS_TIMELINE = Timeline("field_tests", N_("Field tests"), items)
