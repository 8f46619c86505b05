"""An archived case (归档): nobody changes what its dossier tells until a named officer reopens it with a reason.

Who else begins to work on the case, by which rules it was opened, and what redacted copies leave out is no part of the
dossier, and is still recorded.
"""

from collections.abc import Sequence

from workstation.domain.dossier import DossierState, DossierVersion
from workstation.domain.errors import UserError
from workstation.storage.ledger import RecordChange
from workstation.storage.read import Read
from workstation.storage.tables import OFFICERS, REDACTED_PICTURES, REDACTED_TERMS, VERSIONS

_BESIDE = frozenset({VERSIONS.name, REDACTED_TERMS.name, REDACTED_PICTURES.name, "rules_used"})


def archived_version(read: Read) -> DossierVersion | None:
    """The version under which the dossier is archived now; none while the case is open to changes."""
    found = read.where(DossierVersion, state=DossierState.ARCHIVED.value)
    return max(found, key=lambda one: one.number, default=None)


def refuse_changes(read: Read, changed: Sequence[RecordChange]) -> None:
    """Raises ``UserError("case.archived")`` if these changes, made in ``read``, touch an archived case."""
    if all(map(_is_beside, changed)):
        return
    made = {change.id for change in changed if change.kind == VERSIONS.name and change.before is None}
    found = read.where(DossierVersion, state=DossierState.ARCHIVED.value)
    numbers = [version.number for version in found if version.id not in made]
    numbers += [
        int(change.before["number"]) for change in changed
        if change.kind == VERSIONS.name and change.before and change.before["state"] == DossierState.ARCHIVED.value
    ]
    if numbers:
        raise UserError("case.archived", number=max(numbers), name=read.case.name)


def _is_beside(change: RecordChange) -> bool:
    return change.kind in _BESIDE or (change.kind == OFFICERS.name and change.before is None)
