"""What a redacted copy has beyond a dossier: the list of what was removed, and the proof that it is gone."""

from collections.abc import Callable, Sequence
from pathlib import Path

from workstation.domain.errors import UserError
from workstation.domain.words import Words
from workstation.services.dossier_render import Rendered
from workstation.services.module import Section
from workstation.services.redaction.listing import TITLE
from workstation.services.redaction.plan import RedactionPlan, Removed
from workstation.typeset.bind import Item
from workstation.typeset.blocks import Entry
from workstation.typeset.part import PartResult


def removed_item(
    render: Callable[[Sequence[Removed], str], PartResult], folder: Path, items: Sequence[Item],
    parts: Sequence[tuple[Section, str]], rendered: Sequence[Rendered], words: Words,
) -> Item:
    """The list of what was removed, as the last paper of the last volume."""
    found = [
        Removed(words(section.title), kind, what, count)
        for (section, _), one in zip(parts, rendered, strict=True) for kind, what, count in one.removed
    ]
    return Item(Entry(words(TITLE)), (render(found, str(folder / "removed.pdf")),), kind=items[-1].kind)


def prove(remains: Callable[[str, RedactionPlan], list[str]], made: Path, redaction: RedactionPlan) -> None:
    """Raises ``redaction.remains``: a copy in which anything is left is not handed over."""
    left = remains(str(made), redaction)
    if left:
        raise UserError("redaction.remains", pages="、".join(page or "—" for page in left[:20]))
