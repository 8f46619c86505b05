"""What contradicts, and what is out of order."""

from collections.abc import Iterator

from modules.chronology.queries import chronology, statement_text
from workstation.api import N_, Check, Finding, Read, Severity, Words


def contradictions(read: Read) -> Iterator[Finding]:
    """Every smallest set of statements on times that can't all be true."""
    line = chronology(read)
    if not line.reckoning.contradictions:
        return
    entries, words = read.titles(), Words("zh")
    for statements in line.reckoning.contradictions:
        named = "；".join(statement_text(line, statement, entries, words) for statement in statements)
        yield Finding(
            "chronology.contradiction", {"count": str(len(statements)), "statements": named}, statements[0].ref,
            Severity.ERROR,
        )


CHECKS = (
    Check(
        "chronology.consistent", N_("Times that contradict each other"), "XF 1301-2016（证据链完整、无矛盾）",
        contradictions,
    ),
)
