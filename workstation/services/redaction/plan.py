"""What a redacted copy leaves out, as plain data that crosses to the processes that lay it out."""

from dataclasses import dataclass

from workstation.domain.errors import UserError
from workstation.domain.redaction import RedactedPicture, RedactedTerm, RedactionKind
from workstation.storage.read import Read
from workstation.typeset.print_copy import Area


@dataclass(frozen=True)
class TermRule:
    """Print ``replacement`` for ``text``."""

    kind: RedactionKind
    text: str
    replacement: str
    reason: str = ""


@dataclass(frozen=True)
class PictureRule:
    """What to do with the original of this SHA-256; ``reason`` is printed where it is left out."""

    sha256: str
    areas: tuple[Area, ...] = ()
    left_out: bool = False
    reason: str = ""


@dataclass(frozen=True)
class RedactionPlan:
    """Everything that was decided. Originals that nobody looked at are left out, unless ``show_unseen``."""

    terms: tuple[TermRule, ...] = ()
    pictures: tuple[PictureRule, ...] = ()
    show_unseen: bool = False


@dataclass(frozen=True)
class Removed:
    """How often something was left out in one section: ``what`` is a replacement, or empty for pictures."""

    section: str
    kind: str
    what: str
    count: int


def plan_of(read: Read, *, show_unseen: bool = False) -> RedactionPlan:
    """The plan that the officers' decisions make. Raises ``redaction.nothing_chosen``."""
    terms = sorted(read.all(RedactedTerm), key=lambda term: (term.kind.value, term.replacement, term.id))
    pictures = sorted(read.all(RedactedPicture), key=lambda picture: picture.id)
    if not terms and not pictures:
        raise UserError("redaction.nothing_chosen")
    return RedactionPlan(
        tuple(TermRule(term.kind, term.text, term.replacement, term.reason) for term in terms),
        tuple(
            PictureRule(
                picture.id, tuple((one.x1, one.y1, one.x2, one.y2) for one in picture.regions), picture.left_out,
                picture.reason or "、".join(dict.fromkeys(one.reason for one in picture.regions if one.reason)),
            )
            for picture in pictures
        ),
        show_unseen,
    )
