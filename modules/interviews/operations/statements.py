"""Writing statements: sentences of answers, and what devices and reports say beside them, topic by topic."""

from dataclasses import replace

from modules.interviews.records import (
    Exchange,
    Interview,
    Statement,
    StatementKind,
    Topic,
    TopicJudgement,
)
from modules.interviews.rules.text import said
from workstation.api import Event, Moment, Party, Place, Ref, UserError, Work, new_id

WITNESS = "witness"


def mark_statement(
    work: Work, statement: Statement, moment: Moment | None = None, until: Moment | None = None
) -> Statement:
    """Enter a statement, or correct it. One with a time gets an event on the time line, with the person as its source.

    Raises ``UserError``: ``interviews.quote_empty``, ``interviews.quote_not_there``, ``interviews.topic_empty``,
    ``interviews.no_such_person``, ``interviews.no_such_place``, ``interviews.time_missing``, ``interviews.withdrawn``.
    """
    statement = replace(statement, quote=statement.quote.strip(), claim=statement.claim.strip())
    if not statement.topic_id:
        raise UserError("interviews.topic_empty")
    speaker = _speaker(work, statement)
    _refuse_unknown(work, statement)
    if statement.kind is StatementKind.TIME and moment is None:
        raise UserError("interviews.time_missing", quote=statement.quote[:40])
    if moment is not None:
        event = _event(work, statement, speaker, moment, until)
        work.put(event)
        statement = replace(statement, event_id=event.id)
    work.put(statement)
    return statement


def _speaker(work: Work, statement: Statement) -> str:
    """Whose words they are; the sentence must stand in the answer that it is said to be from."""
    if not statement.quote:
        raise UserError("interviews.quote_empty")
    if statement.interview_id is None:
        return statement.source
    interview = work.get(Interview, statement.interview_id)
    if interview.withdrawn:
        raise UserError("interviews.withdrawn", number=interview.number, name=interview.name, why=interview.withdrawn)
    if statement.exchange_id is not None:
        exchange = work.get(Exchange, statement.exchange_id)
        told = f"{said(exchange.question)}\n{said(exchange.answer)}"
        if "".join(statement.quote.split()) not in "".join(told.split()):
            raise UserError("interviews.quote_not_there", quote=statement.quote[:40], number=interview.number)
    return interview.name


def _refuse_unknown(work: Work, statement: Statement) -> None:
    if statement.person_id and work.find(Party, statement.person_id) is None:
        raise UserError("interviews.no_such_person", name=statement.person_id)
    if statement.place_id and work.find(Place, statement.place_id) is None:
        raise UserError("interviews.no_such_place", name=statement.place_id)


def _event(work: Work, statement: Statement, speaker: str, moment: Moment, until: Moment | None) -> Event:
    """The event of a statement; what an officer changed of it elsewhere stays, but for time and title."""
    known = work.find(Event, statement.event_id) if statement.event_id else None
    interview = work.find(Interview, statement.interview_id) if statement.interview_id else None
    source = f"{speaker}询问笔录" if interview else speaker
    title = statement.claim or statement.quote
    fresh = known or Event(
        id=statement.event_id or new_id(), title=title, moment=moment, source=source, category=WITNESS,
        refs=(Ref("statements", statement.id),),
    )
    return replace(fresh, title=title, moment=moment, until=until, place_id=statement.place_id or fresh.place_id)


def set_against(work: Work, topic_id: str, event_id: str, claim: str = "") -> Statement:
    """Set an event of the time line (of a device, a call record …) against what people say on a topic."""
    event = work.get(Event, event_id)
    for known in work.where(Statement, topic_id=topic_id):
        if known.event_id == event_id:
            return known
    statement = Statement(
        topic_id=topic_id, kind=StatementKind.TIME, quote=event.title, claim=claim.strip(), event_id=event_id,
        source=event.source, place_id=event.place_id,
    )
    work.put(statement)
    return statement


def remove_statement(work: Work, statement_id: str) -> None:
    """Take a statement out, with the event that was made of it; the answer stays as it is."""
    statement = work.get(Statement, statement_id)
    work.remove(Statement, statement_id)
    event = work.find(Event, statement.event_id) if statement.event_id else None
    if event is not None and Ref("statements", statement_id) in event.refs:
        work.remove(Event, event.id)


def put_topic(work: Work, topic: Topic) -> Topic:
    """Add a topic, rename or hide one. A topic on which something is said is not hidden."""
    if not topic.title.strip():
        raise UserError("interviews.topic_empty")
    count = work.count(Statement, topic_id=topic.id)
    if topic.hidden and count:
        raise UserError("interviews.topic_used", topic=topic.title, count=count)
    topic = replace(topic, title=topic.title.strip())
    work.put(topic)
    return topic


def judge_topic(work: Work, topic_id: str, text: str, refs: tuple[Ref, ...] = ()) -> TopicJudgement:
    """Explain what the sources say differently: a named officer's act."""
    if not text.strip():
        raise UserError("interviews.reason_empty")
    judgement = TopicJudgement(
        topic_id=topic_id, text=text.strip(), refs=refs, decided_by=work.decider.id, decided_at=Moment(utc=work.at)
    )
    work.put(judgement)
    return judgement


