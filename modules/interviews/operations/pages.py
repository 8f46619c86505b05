"""Signing the pages of a record, and superseding one; nothing that was signed changes afterwards."""

from dataclasses import replace

from modules.interviews.queries import form_pages, rules_pack, signed_pages, signers_of
from modules.interviews.records import Interview, Signature, SignedPage, Signer
from modules.interviews.rules.layout import Page, page_hash
from workstation.api import StoredFile, UserError, Work


def guard(work: Work, interview_id: str) -> None:
    """Raises ``UserError("interviews.page_signed")`` if a signed page would now be printed differently."""
    signed = [one for one in signed_pages(work, interview_id) if not one.superseded]
    if not signed:
        return
    interview = work.get(Interview, interview_id)
    pages = {page.number: page for page in form_pages(work, interview)}
    for one in signed:
        page = pages.get(one.page)
        if page is None or page.sha256 != one.sha256:
            raise UserError("interviews.page_signed", number=interview.number, page=one.page, name=interview.name)


def _ready(work: Work, interview: Interview) -> None:
    """A record is signed once it is complete: it has ended and two officers took part."""
    if interview.ended is None:
        raise UserError("interviews.not_ended", number=interview.number, name=interview.name)
    least = int(rules_pack(work, interview).data["least_interviewers"])
    if len(set(interview.interviewers)) < least:
        raise UserError("interviews.too_few", number=interview.number, name=interview.name, least=least)


def _page(work: Work, interview: Interview, number: int) -> Page:
    page = next((one for one in form_pages(work, interview) if one.number == number), None)
    if page is None:
        raise UserError("interviews.no_such_page", number=interview.number, page=number)
    return page


def _valid(work: Work, interview_id: str, number: int) -> SignedPage | None:
    pages = signed_pages(work, interview_id)
    return next((one for one in pages if one.page == number and not one.superseded), None)


def _begin_page(work: Work, interview: Interview, number: int) -> SignedPage:
    page = _page(work, interview, number)
    earlier = [one for one in signed_pages(work, interview.id) if one.page == number]
    newest = max(earlier, key=lambda one: max((mark.at.utc for mark in one.signatures), default=work.at), default=None)
    return SignedPage(
        interview_id=interview.id, page=number, pages=page.total, lines=page.lines, sha256=page.sha256,
        supersedes=newest.id if newest else None,
    )


def sign(work: Work, interview_id: str, number: int, signature: Signature) -> SignedPage:
    """Put a signature (or a refusal) on a page; with the first one its content is fixed.

    Raises ``UserError``: ``interviews.not_ended``, ``interviews.too_few``, ``interviews.no_such_page``,
    ``interviews.signature_empty``, ``interviews.signed_already``.
    """
    interview = work.get(Interview, interview_id)
    _ready(work, interview)
    if not signature.name.strip() or not (any(len(stroke) > 1 for stroke in signature.strokes) or signature.refused):
        raise UserError("interviews.signature_empty", page=number)
    page = _valid(work, interview_id, number) or _begin_page(work, interview, number)
    guard(work, interview_id)
    taken = [(one.signer, one.name) for one in page.signatures]
    if (signature.signer, signature.name) in taken or (
        signature.signer is not Signer.INTERVIEWER and signature.signer in [signer for signer, _ in taken]
    ):
        raise UserError("interviews.signed_already", name=signature.name, page=number)
    if signature.signer not in signers_of(interview, _page(work, interview, number)):
        raise UserError("interviews.not_on_this_page", name=signature.name, page=number)
    page = replace(page, signatures=(*page.signatures, signature))
    work.put(page)
    work.note(page=number, sha256=page.sha256)
    return page


def take_scan(work: Work, interview_id: str, number: int, file: StoredFile) -> SignedPage:
    """The scan of a page that was signed on paper: it fixes the page as a signature does."""
    interview = work.get(Interview, interview_id)
    _ready(work, interview)
    guard(work, interview_id)
    page = _valid(work, interview_id, number) or _begin_page(work, interview, number)
    if page.scan_file_id and page.scan_file_id != file.id:
        raise UserError("interviews.scan_already", number=interview.number, page=number)
    page = replace(page, scan_file_id=file.id)
    work.put(page)
    work.note(page=number, sha256=page.sha256, scan=file.sha256)
    return page


def supersede_page(work: Work, interview_id: str, number: int, reason: str) -> SignedPage:
    """Open a signed page again, so that another takes its place: a named officer's act. The old one stays."""
    if not reason.strip():
        raise UserError("interviews.reason_empty")
    page = _valid(work, interview_id, number)
    if page is None:
        raise UserError("interviews.not_signed", page=number)
    officer = work.decider
    page = replace(page, superseded=f"{reason.strip()}（{officer.name}）")
    work.put(page)
    return page


def intact(page: SignedPage) -> bool:
    """Whether a signed page still has the content that its hash says."""
    return page_hash(page.lines) == page.sha256
