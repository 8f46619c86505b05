"""Required documents: asked for, obtained, refused, or not applicable and why."""

from dataclasses import replace
from typing import Any

from modules.responsibility.records import DocumentState, Link, LinkDocument
from workstation.api import Moment, UserError, Work, new_id


def note_document(
    work: Work, document_id: str | None, state: DocumentState, *, link: Link, at: Moment | None = None, **values: Any
) -> LinkDocument:
    """Note how it stands with a document: one of the rule pack by its code, or one of the case (none: a new one).

    That one is not applicable is a named officer's act.
    """
    known = work.find(LinkDocument, document_id) if document_id else None
    if known is None:
        known = LinkDocument(id=document_id or new_id(), code=document_id or "", link=link)
    officer = work.decider if state is DocumentState.NOT_APPLICABLE else work.officer
    document = replace(
        known, **values, link=link, state=state, noted_by=officer.id, noted_at=at or Moment(utc=work.at)
    )
    if not (document.code or document.title.strip()):
        raise UserError("responsibility.document_empty")
    work.put(document)
    return document


def remove_document(work: Work, document_id: str) -> None:
    """Take out a document that was added by hand; those of the rule pack stay."""
    document = work.get(LinkDocument, document_id)
    if document.code:
        raise UserError("responsibility.document_of_pack", title=document.code)
    work.remove(LinkDocument, document_id)
