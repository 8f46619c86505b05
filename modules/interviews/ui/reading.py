"""What the page on which an interview is written down needs to know of it."""

from dataclasses import dataclass, field

from modules.interviews import queries
from modules.interviews.records import Exchange, Interview, Recording, RecordingMark, Statement
from workstation.api import Officer, Read, Ref, StoredFile, UserError


@dataclass(frozen=True)
class View:
    """Everything about the interview that is shown."""

    interviews: list[Interview]
    interview: Interview | None = None
    exchanges: tuple[Exchange, ...] = ()
    states: tuple[queries.PageState, ...] = ()
    template: tuple[str, ...] = ()
    recordings: tuple[tuple[Recording, StoredFile], ...] = ()
    marks: dict[str, RecordingMark] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    officers: dict[str, Officer] = field(default_factory=dict)


def load_view(read: Read, wanted: str) -> View:
    """The interview that is wanted, or the newest one."""
    interviews = queries.valid_interviews(read)
    interview = next((one for one in interviews if one.id == wanted), interviews[-1] if interviews else None)
    if interview is None:
        return View(interviews)
    found = queries.recordings(read, interview.id)
    files = {file.id: file for file in read.get_many(StoredFile, [one.file_id for one in found])}
    try:
        states, template = tuple(queries.page_states(read, interview)), tuple(queries.template(read, interview))
    except UserError:
        states, template = (), ()  # no form was in force on the day: what is said can be written down all the same
    return View(
        interviews, interview, tuple(queries.answers(read, interview.id)), states, template,
        tuple((one, files[one.file_id]) for one in found if one.file_id in files),
        queries.marks_of(read, [one.id for one in found]),
        tuple(read.where(Statement, order=("topic_id", "id"), interview_id=interview.id)),
        {officer.id: officer for officer in read.all(Officer)},
    )


def interview_of(read: Read, ref: Ref) -> tuple[str, str]:
    """The interview and the exchange of an answer or a statement; empty where it is gone."""
    if ref.kind == "statements":
        statement = read.find(Statement, ref.id)
        return (statement.interview_id or "", statement.exchange_id or "") if statement else ("", "")
    exchange = read.find(Exchange, ref.id)
    return (exchange.interview_id, exchange.id) if exchange else ("", "")
