"""The facts: call and opening of the case, parties, casualties and losses, officers."""

from collections.abc import Iterator

from modules.incident.queries import incident, investigators
from modules.incident.records import INCIDENT_ID, CasualtyCount, Incident, Premises
from workstation.api import (
    N_,
    Block,
    Column,
    Heading,
    Inline,
    KeyValues,
    Loss,
    Moment,
    Paragraph,
    Party,
    PartyKind,
    Place,
    Read,
    Ref,
    Table,
    Words,
    anchor_of,
)

_PARTY_WORDS = {PartyKind.PERSON: N_("Person"), PartyKind.ORGANISATION: N_("Organisation")}


def build_call(read: Read, words: Words, _: str) -> Iterator[Block]:
    """接报与立案: what was reported, and how the case was opened."""
    known = incident(read)
    yield Heading(1, words("Call and opening of the case"), anchor=anchor_of(Ref("incident", INCIDENT_ID)))
    yield KeyValues(tuple(_call_rows(known, words)))
    if known.summary:
        yield Heading(2, words("Course of the fire"))
        for line in known.summary.splitlines():
            yield Paragraph(line)
    for premises in read.all(Premises, order=("name",)):
        yield Heading(2, words("Premises: {name}", name=premises.name))
        yield KeyValues(tuple(_premises_rows(premises, words)))


def _call_rows(known: Incident, words: Words) -> Iterator[tuple[str, Inline]]:
    yield words("Fire"), known.name
    yield words("Time of the fire"), time_text(known.fire_at, words)
    yield words("Call received"), time_text(known.reported_at, words)
    yield words("Reported by"), " ".join(part for part in (known.reporter, known.reporter_phone) if part)
    yield words("Address"), known.address
    yield words("Use of the premises"), known.premises_use
    yield words("Crew sent out"), time_text(known.dispatched_at, words)
    yield words("Crew arrives"), time_text(known.arrived_at, words)
    yield words("First water"), time_text(known.water_at, words)
    yield words("Fire under control"), time_text(known.controlled_at, words)
    yield words("Fire out"), time_text(known.extinguished_at, words)
    yield words("Forces"), known.forces
    yield words("Burned area (m²)"), number_text(known.burned_area_m2)
    yield words("Case opened on"), known.filed_on.isoformat() if known.filed_on else ""
    yield words("Document number"), known.document_number
    yield words("Agency"), known.agency
    yield words("Superior agency"), known.superior_agency


def _premises_rows(premises: Premises, words: Words) -> Iterator[tuple[str, Inline]]:
    yield words("Use"), premises.use
    yield words("Structure"), premises.structure
    yield words("Storeys"), number_text(premises.storeys)
    yield words("Floor area (m²)"), number_text(premises.floor_area_m2)
    yield words("Built in"), str(premises.built_year or "")
    yield words("Fire protection"), premises.protection


def build_parties(read: Read, words: Words, _: str) -> Iterator[Block]:
    """当事人: people and organisations; and the places of the scene by the names that other papers use."""
    parties = read.all(Party, order=("-kind", "name"))
    yield Heading(1, words("Parties"))
    yield Table(
        (Column(words("Name"), 2), Column(words("Kind of party"), 0.8), Column(words("Role"), 1.2),
         Column(words("Credit code or identity number"), 1.8), Column(words("Address and telephone"), 2)),
        tuple((
            party.name, words(_PARTY_WORDS[party.kind]), party.role, party.credit_code or party.id_number,
            " ".join(part for part in (party.address, party.phone) if part),
        ) for party in parties),
        anchors=tuple(anchor_of(Ref("parties", party.id)) for party in parties),
        empty=words("No parties have been entered."),
    )
    places = sorted(read.all(Place), key=lambda place: (place.name, place.id))
    if not places:
        return
    names = {place.id: place.name for place in places}
    yield Heading(2, words("Names of places"))
    yield Table(
        (Column(words("Place"), 2), Column(words("Part of"), 2), Column(words("Note"), 3)),
        tuple((place.name, names.get(place.parent_id or "", "／"), place.note or "／") for place in places),
        anchors=tuple(anchor_of(Ref("places", place.id)) for place in places),
    )


def build_harm(read: Read, words: Words, _: str) -> Iterator[Block]:
    """伤亡与损失, each count with the time it was made."""
    yield Heading(1, words("Casualties and losses"))
    counts = sorted(read.all(CasualtyCount), key=lambda count: count.counted_at.utc)
    yield Table(
        (Column(words("Counted at"), 1.6), Column(words("Deaths"), 0.7, "right"),
         Column(words("Serious injuries"), 0.8, "right"), Column(words("Minor injuries"), 0.8, "right"),
         Column(words("Injured, not told apart"), 0.9, "right"), Column(words("Missing"), 0.7, "right"),
         Column(words("Source"), 2)),
        tuple((
            count.counted_at.text("%Y-%m-%d %H:%M"), str(count.deaths), str(count.serious), str(count.minor),
            str(count.injured), str(count.missing), count.source,
        ) for count in counts),
        anchors=tuple(anchor_of(Ref("casualties", count.id)) for count in counts),
        empty=words("No casualties have been entered."),
    )
    losses = sorted(read.all(Loss), key=lambda loss: loss.counted_at.utc)
    yield Table(
        (Column(words("Counted at"), 1.6), Column(words("Direct property loss (yuan)"), 1.3, "right"),
         Column(words("Direct economic loss (yuan)"), 1.3, "right"), Column(words("Households"), 0.7, "right"),
         Column(words("Source"), 1.7)),
        tuple((
            loss.counted_at.text("%Y-%m-%d %H:%M"), number_text(loss.direct_property_yuan),
            number_text(loss.direct_economic_yuan), number_text(loss.households), loss.source,
        ) for loss in losses),
        anchors=tuple(anchor_of(Ref("losses", loss.id)) for loss in losses),
        empty=words("No losses have been entered."),
    )


def build_officers(read: Read, words: Words, _: str) -> Iterator[Block]:
    """承办人: officers and their roles."""
    yield Heading(1, words("Officers and their roles"))
    yield Table(
        (Column(words("Full name"), 1.2), Column(words("Role"), 1.4), Column(words("Unit"), 2),
         Column(words("Certificate number"), 1.4), Column(words("Since"), 1)),
        tuple((
            officer.name, assignment.role, officer.unit, officer.certificate_no,
            assignment.since.isoformat() if assignment.since else "",
        ) for assignment, officer in investigators(read)),
        empty=words("No officer has a role yet."),
    )


def time_text(moment: Moment | None, words: Words) -> str:
    """A time with its uncertainty."""
    if moment is None:
        return ""
    text = moment.text("%Y-%m-%d %H:%M:%S")
    return words("{time} (±{seconds} s)", time=text, seconds=moment.tolerance) \
        if moment.uncertainty_s and not moment.day_only else text


def number_text(value: float | None) -> str:
    """A figure with thousands separators."""
    if value is None:
        return ""
    return f"{value:,.2f}".rstrip("0").rstrip(".")
