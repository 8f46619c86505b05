"""Officers' decisions on a redacted copy: each is an act of whoever is signed in, in the ledger, and can be undone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from workstation.domain.errors import UserError
from workstation.domain.party import Officer
from workstation.domain.redaction import RedactedPicture, RedactedTerm, RedactionKind, Region
from workstation.domain.time import Moment
from workstation.domain.words import Words
from workstation.services.redaction.pseudonyms import pseudonym
from workstation.services.redaction.replacing import squeezed
from workstation.storage.work import Work


def redact(
    work: Work, texts: Sequence[tuple[RedactionKind, str]], words: Words, *, style: str = "surname", reason: str = ""
) -> list[RedactedTerm]:
    """Decide that these texts are replaced; those that are already keep their replacement.

    Raises ``work.sign_in``, ``redaction.text_too_short``.
    """
    officer, now = work.decider, Moment(utc=datetime.now(UTC))
    known = {squeezed(term.text): term for term in work.all(RedactedTerm)}
    made = []
    for kind, text in texts:
        if squeezed(text) in known:
            continue
        taken = {term.replacement for term in known.values()}
        term = RedactedTerm(
            kind=kind, text=text.strip(), replacement=pseudonym(kind, text.strip(), taken, words, style),
            reason=reason, decided_by=officer.id, decided_at=now,
        )
        work.put(term)
        known[squeezed(text)] = term
        made.append(term)
    return made


def keep(work: Work, texts: Sequence[str]) -> None:
    """Decide that these texts are printed after all. Raises ``work.sign_in``."""
    require_decider(work)
    wanted = {squeezed(text) for text in texts}
    for term in work.all(RedactedTerm):
        if squeezed(term.text) in wanted:
            work.remove(RedactedTerm, term.id)


def rename(work: Work, term_id: str, replacement: str, reason: str) -> None:
    """Print something else for a term. Raises ``redaction.replacement_taken``."""
    officer = work.decider
    term = work.get(RedactedTerm, term_id)
    shown = replacement.strip()
    if any(other.replacement == shown and other.id != term_id for other in work.all(RedactedTerm)):
        raise UserError("redaction.replacement_taken", replacement=shown)
    work.put(replace(term, replacement=shown, reason=reason.strip(), decided_by=officer.id,
                     decided_at=Moment(utc=datetime.now(UTC))))


def decide_picture(
    work: Work, sha256: str, *, regions: Sequence[Region] = (), left_out: bool = False, reason: str = ""
) -> None:
    """Say what is done with a picture; without regions it is shown as it is."""
    work.put(RedactedPicture(
        id=sha256, regions=tuple(regions), left_out=left_out, reason=reason.strip(), decided_by=work.decider.id,
        decided_at=Moment(utc=datetime.now(UTC)),
    ))


def forget_picture(work: Work, sha256: str) -> None:
    """As if nobody had looked at it. Raises ``work.sign_in``."""
    require_decider(work)
    work.remove(RedactedPicture, sha256)


def require_decider(work: Work) -> Officer:
    """Taking a decision back is one too."""
    return work.decider
