"""隐患台账: each hazard with its history, and the photographs before and after, side by side."""

from collections.abc import Iterator
from dataclasses import replace

from modules.rectification.queries import (
    HAZARD_WORDS,
    LEVEL_WORDS,
    STEP_WORDS,
    Shot,
    acts,
    counted_on,
    hazards,
    measures,
    pairs,
    shot,
    site_checks,
    subjects,
    unit_names,
)
from modules.rectification.records import HazardAct, PhotoPair
from modules.rectification.rules.hazards import hazard_late, hazard_state
from modules.rectification.sections.items import check_table, proof_text
from workstation.api import (
    Block,
    Column,
    Entry,
    Heading,
    Inline,
    KeyValues,
    Officer,
    PhotoGrid,
    Read,
    Ref,
    SearchEntry,
    Span,
    Table,
    Words,
    anchor_of,
)
from workstation.api import Photo as PrintedPhoto


def build_register(read: Read, words: Words, _: str) -> Iterator[Block]:
    """The hazards in one table; nothing where none were found."""
    found = hazards(read)
    if not found:
        return
    units, history, day = unit_names(read), acts(read), counted_on(read)
    yield Heading(1, words("Register of hazards (隐患台账)"))
    yield Table(
        (Column(words("Number"), 0.8), Column(words("Hazard"), 2.6), Column(words("Level"), 0.9),
         Column(words("Responsible unit"), 1.5), Column(words("Deadline"), 1.1), Column(words("State"), 1.3)),
        tuple((
            one.number, one.text, words(LEVEL_WORDS[one.level]),
            units.get(one.unit_id or "", ""), one.deadline.isoformat() if one.deadline else "",
            _state(history.get(one.id, []), hazard_late(one, history.get(one.id, ()), day), words),
        ) for one in found),
        anchors=tuple(anchor_of(Ref("hazards", one.id)) for one in found),
    )


def _state(known: list[HazardAct], late: int, words: Words) -> Inline:
    text = words(HAZARD_WORDS[hazard_state(known)])
    return (f"{text}　", Span(words("{late} days late", late=late), bold=True)) if late else text


def build_histories(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Each hazard with its acts: what was done when, by whom, with which proof."""
    found = hazards(read)
    if not found:
        return
    units, history, titles, checks = unit_names(read), acts(read), read.titles(), site_checks(read)
    numbers = {measure.id: measure for measure in measures(read)}
    yield Entry(words("Hazards and their history"))
    yield Heading(1, words("Hazards and their history"))
    for hazard in found:
        known = history.get(hazard.id, [])
        yield Heading(2, f"{hazard.number} {hazard.text[:40]}", anchor=anchor_of(Ref("hazards", hazard.id)))
        measure = numbers.get(hazard.measure_id or "")
        rows: list[tuple[str, Inline]] = [
            (words("Hazard"), hazard.text), (words("Place"), hazard.place),
            (words("Level"), words(LEVEL_WORDS[hazard.level])),
            (words("Found"), " ".join(filter(None, (
                hazard.found_on.isoformat() if hazard.found_on else "", hazard.found_by)))),
            (words("Basis"), hazard.basis), (words("Responsible unit"), units.get(hazard.unit_id or "", "")),
            (words("What is asked for"), hazard.requirement),
            (words("Deadline"), hazard.deadline.isoformat() if hazard.deadline else ""),
            (words("State"), words(HAZARD_WORDS[hazard_state(known)])),
            (words("Evidence"), proof_text(hazard.refs, titles, words)),
        ]
        if measure is not None:
            rows.append((words("Measure"), Span(measure.number, target=anchor_of(Ref("measures", measure.id)))))
        yield KeyValues(tuple(rows))
        yield _acts(read, known, titles, words)
        if Ref("hazards", hazard.id) in checks:
            yield check_table(read, checks[Ref("hazards", hazard.id)], words)


def _acts(read: Read, known: list[HazardAct], titles: dict[Ref, SearchEntry], words: Words) -> Table:
    rows: list[tuple[Inline, ...]] = []
    for act in known:
        officer = read.find(Officer, act.officer_id)
        text = act.text
        if act.passed is not None:
            text = f"{words('passed') if act.passed else words('not passed')}：{text}"
        if act.withdrawn:
            text = f"{words('Withdrawn: {reason}', reason=act.withdrawn)}　{text}"
        rows.append((
            words(STEP_WORDS[act.step]), act.at.text("%Y-%m-%d %H:%M"), officer.name if officer else act.officer_id,
            act.person or "／", text, proof_text(act.refs, titles, words),
        ))
    return Table(
        (Column(words("Step"), 1.0), Column(words("Time"), 1.5), Column(words("Officer"), 1),
         Column(words("Done by"), 1.5), Column(words("What was done"), 2.9), Column(words("Proof"), 2.1)),
        tuple(rows), anchors=tuple(anchor_of(Ref("hazard_acts", act.id)) for act in known),
        empty=words("Nothing has been done about it yet."),
    )


def build_pairs(read: Read, words: Words, _: str) -> Iterator[Block]:
    """Before and after, side by side."""
    known = pairs(read)
    if not known:
        return
    called = subjects(read)
    yield Entry(words("Before and after (整改前后对照)"))
    yield Heading(1, words("Before and after (整改前后对照)"))
    photos = []
    for pair in known:
        about = "　".join(filter(None, (called.get(pair.subject, ""), pair.view)))
        before = _printed(shot(read, pair.before), words("Before"), about, pair, words)
        photos += [replace(before, anchor=anchor_of(Ref("photo_pairs", pair.id))),
                   _printed(shot(read, pair.after), words("After"), about, pair, words)]
    yield PhotoGrid(tuple(photos), per_page=4)


def _printed(one: Shot, title: str, about: str, pair: PhotoPair, words: Words) -> PrintedPhoto:
    facts = [one.name, one.taken.text("%Y-%m-%d %H:%M") if one.taken else ""]
    if one.direction_deg is not None:
        facts.append(words("direction {degrees}°", degrees=f"{one.direction_deg:.0f}"))
    if not pair.same_view:
        facts.append(words("nobody has confirmed that the view is the same"))
    return PrintedPhoto(
        path=one.path, caption=about, number=title, facts="  ".join(filter(None, facts)), rotation=one.rotation,
    )
