"""What shall follow from a finding, to whom it was transferred, and what came of it."""

from dataclasses import replace
from typing import Any

from modules.responsibility.records import Handling, HandlingState, ResponsibilityLink
from workstation.api import Moment, UserError, Work, new_id

_OF_THE_PROPOSAL = ("finding_id", "kind", "measure", "target_id", "basis")


def put_handling(
    work: Work, handling_id: str | None = None, *, at: Moment | None = None, **values: Any
) -> Handling:
    """Propose a handling, or note how far it has come. A proposal is the act of the officer who makes or changes it."""
    if any(name in values for name in ("proposed_by", "proposed_at")):
        raise UserError("responsibility.not_by_writing")
    known = work.find(Handling, handling_id) if handling_id else None
    if known is not None and all(getattr(known, name) == values.get(name, getattr(known, name))
                                 for name in _OF_THE_PROPOSAL):
        handling = replace(known, **values)
    else:
        act: dict[str, Any] = {"proposed_by": work.decider.id, "proposed_at": at or Moment(utc=work.at)}
        given = {**values, **act}
        handling = replace(known, **given) if known else Handling(id=handling_id or new_id(), **given)
    if not handling.measure.strip():
        raise UserError("responsibility.handling_empty")
    work.get(ResponsibilityLink, handling.finding_id)
    work.put(handling)
    return handling


def remove_handling(work: Work, handling_id: str) -> None:
    """Take back a proposal that has not gone out."""
    handling = work.get(Handling, handling_id)
    if handling.state is not HandlingState.PROPOSED:
        raise UserError("responsibility.handling_gone_out", measure=handling.measure[:60])
    work.remove(Handling, handling_id)
