"""公开稿: what the public may read of the evaluation, drawn from the records and then edited and approved by people."""

from collections.abc import Iterator

from modules.rectification.queries import (
    GRADE_WORDS,
    closure,
    evaluation,
    measures,
    private_names,
    publication,
    rule_data,
    substitutes,
    team,
    unit_names,
)
from modules.rectification.records import Grade
from modules.rectification.rules.publishing import leaks, veiled
from modules.rectification.rules.ratings import rating_name
from workstation.api import Block, Heading, Notice, Officer, Paragraph, Party, PartyKind, Read, Words


def draft(read: Read, words: Words) -> str:
    """A text for the public from what was concluded: units by name, natural persons only as 黄某某."""
    written = evaluation(read)
    names, _ = private_names(read)
    people = {party.id for party in read.all(Party) if party.kind is PartyKind.PERSON}
    units = unit_names(read)
    lines = [*_opening(read, words)]
    for title, text in (
        (words("1. Course of the work"), written.process), (words("2. Overall judgement"), written.overall),
    ):
        lines += [title, *(text.splitlines() or [words("(to be written)")])]
    ratings = rule_data(read).get("ratings", ())
    if written.rating:
        lines.append(words("Overall rating: {rating}.", rating=rating_name(ratings, written.rating, words.language)))
    lines.append(words("3. How each measure was carried out"))
    for measure in measures(read):
        unit = units.get(measure.unit_id or "", words("(no unit)"))
        unit = words("a natural person") if measure.unit_id in people else unit
        lines.append(words(
            "({number}) {text} Responsible: {unit}. Judgement: {grade}. {reason}", number=measure.number,
            text=_stopped(measure.text), unit=unit, grade=words(GRADE_WORDS[measure.grade]), reason=measure.evaluation,
        ).strip())
    lines += [words("4. Problems found"), *(written.problems.splitlines() or [words("(to be written)")])]
    lines += [words("5. Suggestions"), *(written.suggestions.splitlines() or [words("(to be written)")])]
    return veiled("\n".join(line for line in lines if line.strip()), names)


def _stopped(text: str) -> str:
    return text if text.endswith(("。", ".", "；")) else f"{text}。"


def _opening(read: Read, words: Words) -> Iterator[str]:
    approved, members = closure(read), team(read)
    if approved is not None:
        yield words(
            "After the inquiry report was approved on {day} ({authority} {number}), the carrying out of its measures "
            "was evaluated.", day=approved.approved_on.isoformat(), authority=approved.authority,
            number=approved.document_number,
        )
    taking_part = list(dict.fromkeys(one.unit for one in members if one.unit and not one.avoided))
    if taking_part:
        yield words("Taking part: {units}.", units="、".join(taking_part))
    sites = substitutes(read)
    if evaluation(read).site_gone and sites:
        yield words("The site no longer exists; similar sites were looked at: {sites}.",
                    sites="、".join(one.name for one in sites))


def build_publication(read: Read, words: Words, _: str) -> Iterator[Block]:
    """The approved text; without one the draft, which says that it is one."""
    known = publication(read)
    yield Heading(1, words("Evaluation of rectification made public: {case}", case=read.case.name))
    officer = read.find(Officer, known.approved_by) if known.approved_by else None
    if officer is None:
        yield Notice(words("A draft: nobody has approved this text for the public."), "warning")
    text = known.text.strip() or draft(read, words)
    found = leaks(text, *private_names(read))
    if found:
        yield Notice(words("Private data in the text: {found}. They may not be published.",
                           found="、".join(dict.fromkeys(leak.text for leak in found))), "error")
    for line in text.splitlines():
        yield Paragraph(line)
    if known.published_on is not None:
        yield Paragraph(words("Published on {day}: {where}", day=known.published_on.isoformat(),
                              where=known.published_where), "small")


def open_points(read: Read, words: Words) -> list[str]:
    """What the rules ask a text for the public to hold and the records do not yet give."""
    written = evaluation(read)
    missing = []
    if written.evaluated_by is None:
        missing.append(words("The evaluation has not been concluded."))
    if not written.problems.strip():
        missing.append(words("Problems found (存在问题)"))
    if not written.suggestions.strip():
        missing.append(words("Suggestions (建议)"))
    if any(measure.grade is Grade.NONE for measure in measures(read)):
        missing.append(words("Measures that are not judged yet"))
    return missing
