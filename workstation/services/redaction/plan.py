"""What a redacted copy leaves out, as plain data that crosses to the processes that lay it out."""

from dataclasses import dataclass

from workstation.domain.errors import UserError
from workstation.domain.redaction import RedactedPicture, RedactedTerm, RedactionKind
from workstation.storage.read import Read
from workstation.typeset.print_copy import Area

PICTURES, BLOTTED, LEFT_OUT = "picture", "blotted", ""


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

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """Everything that can be left out, as kind and what stands for it; the mark of the first has the number 1."""
        terms = ((rule.kind.value, rule.replacement) for rule in self.terms)
        return tuple(dict.fromkeys((*terms, (PICTURES, BLOTTED), (PICTURES, LEFT_OUT))))


@dataclass(frozen=True)
class Removed:
    """How often something was left out in one place: ``what`` is a replacement, or what was done to a picture.

    ``pages``: volume (from 1; 0 where there is only one) and printed page (0 for pages without a number) of each page;
    ``count`` is 0 for places that are not counted.
    """

    section: str
    kind: str
    what: str
    count: int = 0
    pages: tuple[tuple[int, int], ...] = ()


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
