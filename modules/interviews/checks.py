"""What the procedure asks of interviews (R1, R16), and what stands against each other unexplained."""

from collections.abc import Iterator

from modules.interviews.operations.pages import intact
from modules.interviews.queries import (
    DIFFERENCE_WORDS,
    all_interviews,
    answers,
    contrast,
    form_pages,
    is_corrected,
    recordings,
    rules_pack,
    signed_pages,
    signers_of,
    valid_interviews,
)
from modules.interviews.records import Interview, SignedPage, Signer, Statement
from modules.interviews.rules.procedure import (
    against_recording,
    is_minor,
    overlaps,
    permitted_places,
    too_long_h,
)
from workstation.api import (
    N_,
    Check,
    Finding,
    Officer,
    Party,
    Read,
    Ref,
    RulePack,
    Severity,
    StoredFile,
    UserError,
    Words,
)


def _values(interview: Interview) -> dict[str, str]:
    return {"number": interview.number, "name": interview.name}


def _ref(interview: Interview) -> Ref:
    return Ref("interviews", interview.id)


def _packs(read: Read) -> Iterator[tuple[Interview, RulePack]]:
    for interview in valid_interviews(read):
        try:
            yield interview, rules_pack(read, interview)
        except UserError:
            continue  # no rule was in force on the day of this interview


def people(read: Read) -> Iterator[Finding]:
    """Two officers in every interview."""
    for interview, pack in _packs(read):
        if len(set(interview.interviewers)) < int(pack.data["least_interviewers"]):
            yield Finding("interviews.too_few", _values(interview), _ref(interview), Severity.ERROR)


def two_places(read: Read) -> Iterator[Finding]:
    """Nobody is in two interviews at once."""
    names = {officer.id: officer.name for officer in read.all(Officer)}
    for found in overlaps(valid_interviews(read)):
        values = {
            "officer": names.get(found.officer_id, found.officer_id), "first": found.first.number,
            "second": found.second.number,
        }
        yield Finding("interviews.two_at_once", values, _ref(found.first), Severity.ERROR)


def place_and_length(read: Read) -> Iterator[Finding]:
    """Where and how long."""
    for interview, pack in _packs(read):
        values, ref = _values(interview), _ref(interview)
        if interview.begun is None or interview.ended is None:
            yield Finding("interviews.no_time", values, ref)
        hours = too_long_h(interview, pack)
        if hours is not None:
            limit = f"{pack.data['longest_h']:g}"
            yield Finding("interviews.too_long", {**values, "hours": f"{hours:.1f}", "limit": limit}, ref)
        if not interview.place.strip():
            yield Finding("interviews.no_place", values, ref)
        elif interview.place_kind not in permitted_places(pack):
            yield Finding("interviews.other_place", {**values, "place": interview.place}, ref)


def notices(read: Read) -> Iterator[Finding]:
    """Identity shown, rights told."""
    for interview in valid_interviews(read):
        if not interview.certificate_shown:
            yield Finding("interviews.no_certificate", _values(interview), _ref(interview))
        if not interview.rights_told:
            yield Finding("interviews.no_rights", _values(interview), _ref(interview), Severity.ERROR)


def minors(read: Read) -> Iterator[Finding]:
    """A minor has a guardian present, or it is said why not."""
    for interview, pack in _packs(read):
        if is_minor(interview, pack) and not interview.guardian.strip():
            code = "interviews.guardian_absent" if interview.guardian_absent.strip() else "interviews.no_guardian"
            severity = Severity.WARNING if interview.guardian_absent.strip() else Severity.ERROR
            yield Finding(code, _values(interview), _ref(interview), severity)


def recorded(read: Read) -> Iterator[Finding]:
    """The times of the record against the length of its recording."""
    for interview, pack in _packs(read):
        for recording in recordings(read, interview.id):
            fault = against_recording(interview, recording, pack)
            file = read.find(StoredFile, recording.file_id)
            if fault:
                values = {
                    **_values(interview), "file": file.name if file else recording.file_id,
                    "length": _minutes(recording.duration_s), "lasted": _minutes(_lasted(interview)),
                }
                yield Finding(f"interviews.recording_{fault}", values, _ref(interview), Severity.ERROR)


def _lasted(interview: Interview) -> float | None:
    if not (interview.begun and interview.ended):
        return None
    return (interview.ended.utc - interview.begun.utc).total_seconds()


def _minutes(seconds: float | None) -> str:
    return "?" if seconds is None else f"{seconds / 60:.0f}"


def signing(read: Read) -> Iterator[Finding]:
    """Every page is signed by the person, the last one by all; what was signed is still what it was."""
    for interview in valid_interviews(read):
        signed = signed_pages(read, interview.id)
        for page in signed:
            if not intact(page):
                values = {**_values(interview), "page": str(page.page)}
                yield Finding("interviews.page_altered", values, _ref(interview), Severity.ERROR)
        if interview.ended is not None:
            yield from _unsigned(read, interview, {page.page: page for page in signed if not page.superseded})


def _unsigned(read: Read, interview: Interview, signed: dict[int, SignedPage]) -> Iterator[Finding]:
    try:
        pages = form_pages(read, interview)
    except UserError:
        return  # no form was in force on the day
    missing = [page for page in pages if not _complete(signed.get(page.number), signers_of(interview, page))]
    if missing:
        numbers = "、".join(str(page.number) for page in missing)
        yield Finding("interviews.not_signed", {**_values(interview), "pages": numbers}, _ref(interview))
    if is_corrected(answers(read, interview.id)) and missing:
        yield Finding("interviews.corrections_open", _values(interview), _ref(interview))


def _complete(page: SignedPage | None, wanted: tuple[Signer, ...]) -> bool:
    """A scan of the paper counts for everybody: who signed is seen on it."""
    if page is None:
        return False
    given = [signature.signer for signature in page.signatures]
    return page.scan_file_id is not None or all(given.count(one) >= wanted.count(one) for one in set(wanted))


def contradictions(read: Read) -> Iterator[Finding]:
    """Sources that say different things on a topic, and nobody has explained it yet."""
    words = Words("zh")
    table = contrast(read, words)
    for topic in table.topics:
        if topic.clashes and not topic.judgements:
            clash = topic.clashes[0]
            values = {
                "topic": topic.title, "first": table.speaker(clash.first), "second": table.speaker(clash.second),
                "difference": words(DIFFERENCE_WORDS[clash.difference]), "count": str(len(topic.clashes)),
            }
            yield Finding("interviews.contradiction", values, Ref("statements", clash.first.id))
        for statement in topic.statements:
            if statement.person_id and read.find(Party, statement.person_id) is None:
                values = {"quote": statement.quote[:40], "speaker": table.speaker(statement)}
                yield Finding("interviews.unknown_person", values, Ref("statements", statement.id), Severity.ERROR)


def withdrawn(read: Read) -> Iterator[Finding]:
    """Sentences of a withdrawn interview that are still marked as statements: their times still bound others."""
    known = {one.id: one for one in all_interviews(read)}
    for statement in read.all(Statement):
        interview = known.get(statement.interview_id or "") if statement.withdrawn else None
        if interview is not None:
            values = {**_values(interview), "quote": statement.quote[:40]}
            yield Finding("interviews.withdrawn_statement", values, Ref("statements", statement.id))


_PROCEDURE = "《消防救援机构办理行政案件程序规定》（2021，询问）"
_CHAIN = "XF 1301-2016（证据链完整、无矛盾）"
CHECKS = (
    Check("interviews.people", N_("Two interviewers"), "《火灾事故调查规定》（不得少于两人）；R1", people, "verified"),
    Check("interviews.two_places", N_("One officer in two interviews"), "R16", two_places, "verified"),
    Check("interviews.place", N_("Place and length of interviews"), _PROCEDURE,
          place_and_length),
    Check("interviews.notices", N_("Notices before questioning"), _PROCEDURE, notices),
    Check("interviews.minors", N_("Minors and guardians"), _PROCEDURE, minors),
    Check("interviews.recorded", N_("Interview and recording"), _PROCEDURE, recorded),
    Check("interviews.signing", N_("Signatures on each page"), "公通字〔2009〕21号", signing),
    Check("interviews.contradictions", N_("Contradicting statements"), _CHAIN, contradictions),
    Check("interviews.withdrawn", N_("Statements of withdrawn interviews"), _CHAIN, withdrawn),
)
