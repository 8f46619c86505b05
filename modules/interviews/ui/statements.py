"""Marking a sentence as a statement: about a time, a place, a person, or something observed."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from modules.interviews import operations, queries
from modules.interviews.records import Stance, Statement, StatementKind
from workstation.api import N_, Event, Party, Place, Read, UserError, Work
from workstation.api.widgets import Field, FormDialog, Shell, ask_form

KIND_WORDS = {
    StatementKind.TIME: N_("a time"), StatementKind.PLACE: N_("a place"), StatementKind.PERSON: N_("a person"),
    StatementKind.OBSERVATION: N_("something observed"),
}
STANCE_WORDS = {
    Stance.NEITHER: N_("neither yes nor no"), Stance.AFFIRMS: N_("says yes"), Stance.DENIES: N_("says no"),
}
_NONE = (None, N_("(none)"))


@dataclass(frozen=True)
class Choices:
    """What a statement can be about."""

    topics: list[tuple[str, str]]
    people: list[tuple[str, str]]
    places: list[tuple[str, str]]
    event: Event | None


def choices(read: Read, shell: Shell, statement: Statement) -> Choices:
    """Topics, people and places of the case, and the event of a statement that has one."""
    people = [(one.id, one.name) for one in read.all(Party, order=("name",))]
    places = [(one.id, one.name) for one in read.all(Place, order=("name",))]
    event = read.find(Event, statement.event_id) if statement.event_id else None
    return Choices(queries.topics(read, shell.words), people, places, event)


def edit_statement(shell: Shell, statement: Statement) -> None:
    """Ask what a statement is about, and store it."""
    shell.query(lambda read: choices(read, shell, statement), partial(_ask, shell, statement))


def fields_of(known: Choices) -> tuple[Field, ...]:
    """The fields of the dialog."""
    return (
        Field("quote", N_("As it was said"), "multiline", required=True),
        Field("kind", N_("Says something of"), "choice", choices=tuple(KIND_WORDS.items())),
        Field("topic_id", N_("Topic of the table"), "choice", choices=tuple(known.topics)),
        Field("claim", N_("What is held, in short"), help=N_("For the table and the time line; else the sentence")),
        Field("stance", N_("To the question of the topic"), "choice", choices=tuple(STANCE_WORDS.items())),
        Field("at", N_("At"), "moment", help=N_("As stated, corrected by what is known of the clock")),
        Field("uncertainty_s", N_("give or take"), "float", unit="s", minimum=0),
        Field("raw", N_("Words for the time"), help=N_("For example: two seventeen by the till’s clock")),
        Field("place_id", N_("Place of the case"), "choice", choices=(_NONE, *known.places)),
        Field("person_id", N_("Person of the case"), "choice", choices=(_NONE, *known.people)),
        Field("note", N_("Note"), wide=True),
    )


def values_of(statement: Statement, known: Choices) -> dict[str, Any]:
    """What the dialog begins with."""
    moment = known.event.moment if known.event else None
    topic = statement.topic_id or (known.topics[0][0] if known.topics else "")
    return {
        "quote": statement.quote, "kind": statement.kind, "topic_id": topic, "claim": statement.claim,
        "stance": statement.stance, "at": moment, "uncertainty_s": moment.uncertainty_s if moment else None,
        "raw": moment.raw if moment else "", "place_id": statement.place_id, "person_id": statement.person_id,
        "note": statement.note,
    }


def _ask(shell: Shell, statement: Statement, known: Choices) -> None:
    words = shell.words
    if not known.topics:
        shell.notify(words("There are no topics yet: add one on the page of the contradiction table."), "warning")
        return
    dialog = FormDialog(
        shell, words("Mark as a statement"), fields_of(known), values_of(statement, known), columns=2, check=_check
    )
    try:
        if dialog.exec() != FormDialog.DialogCode.Accepted:
            return
        values = dict(dialog.accepted_values)
    finally:
        dialog.deleteLater()
    store(shell, statement, values)


def _check(values: dict[str, Any]) -> None:
    if values["kind"] is StatementKind.TIME and values["at"] is None:
        raise UserError("interviews.time_missing", quote=values["quote"][:40])


def store(shell: Shell, statement: Statement, values: dict[str, Any]) -> None:
    """Write what was entered."""
    moment = values.pop("at")
    doubt, raw = values.pop("uncertainty_s"), values.pop("raw")
    if moment is not None:
        moment = replace(moment, uncertainty_s=doubt or 0.0, raw=raw or moment.raw)
    changed = replace(statement, **values)

    def write(work: Work) -> Statement:
        return operations.mark_statement(work, changed, moment)

    shell.do("interviews.statement", write)


def ask_topic(shell: Shell, title: str = "") -> str | None:
    """Ask what a topic is called."""
    title_field = Field("title", N_("Topic of the table"), required=True)
    values = ask_form(shell, shell.words("Topic of the table"), (title_field,), {"title": title})
    return values["title"] if values else None
