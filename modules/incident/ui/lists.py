"""The registers of parties, officers, places and events."""

from dataclasses import replace
from typing import Any

from modules.incident import operations
from modules.incident.ui.point import SURE_FIELDS, entered_point, sure_values, sureness
from workstation.api import (
    N_,
    WGS84,
    Event,
    GeoPoint,
    Officer,
    Party,
    PartyKind,
    Place,
    Read,
    UserError,
    Work,
)
from workstation.api.widgets import Field, RecordPage, TableColumn

_LEVELS = (
    ("building", N_("Building")), ("storey", N_("Storey")), ("room", N_("Room")), ("area", N_("Area")),
    ("point", N_("Point")),
)
_FRAMES = ((WGS84, "WGS-84"), ("EPSG:4490", "CGCS2000"), ("GCJ-02", "GCJ-02"), ("BD-09", "BD-09"),
           ("unknown", N_("Unknown frame (not measured)")))


class PartiesPage(RecordPage[Party]):
    """People and organisations whom the case concerns."""

    kinds = ("parties",)
    title = N_("Parties")
    subtitle = N_("People and organisations, with their identity numbers checked.")
    icon = "users"
    empty_text = N_("No parties yet: enter who reported, who was harmed, who owns and who uses the premises.")
    new_text = N_("New party")
    operation = "incident.party"

    def columns(self) -> list[TableColumn[Party]]:
        words = self.words
        return [
            TableColumn(words("Name"), lambda p: p.name, 220),
            TableColumn(words("Kind of party"), lambda p: words("Organisation") if p.kind is PartyKind.ORGANISATION
                        else words("Person"), 90),
            TableColumn(words("Role"), lambda p: p.role, 150),
            TableColumn(words("Credit code or identity number"), lambda p: p.credit_code or p.id_number, 200),
        ]

    def fields(self) -> list[Field]:
        return [
            Field("name", N_("Name"), required=True, wide=True),
            Field("kind", N_("Kind of party"), "choice",
                  choices=((PartyKind.ORGANISATION, N_("Organisation")), (PartyKind.PERSON, N_("Person")))),
            Field("role", N_("Role"), help=N_("For example 起火单位, 证人, 报警人")),
            Field("credit_code", N_("Unified social credit code")),
            Field("representative", N_("Legal representative")),
            Field("id_document", N_("Identity document")), Field("id_number", N_("Identity number")),
            Field("phone", N_("Telephone")), Field("occupation", N_("Occupation")),
            Field("address", N_("Address"), wide=True), Field("note", N_("Note"), "multiline"),
        ]

    def defaults(self) -> dict[str, Any]:
        return {"kind": PartyKind.PERSON}

    def load(self, read: Read) -> list[Party]:
        return read.all(Party, order=("-kind", "name"))

    def store(self, work: Work, record: Party | None, values: dict[str, Any]) -> Party:
        party = replace(record, **values) if record else Party(**values)
        operations.put_party(work, party)
        return party


class OfficersPage(RecordPage[Officer]):
    """The investigators of the case and their roles."""

    kinds = ("officers", "assignments")
    title = N_("Officers")
    subtitle = N_("Who works on the case. A general procedure needs at least two investigators.")
    icon = "id-badge-2"
    empty_text = N_("No officers yet.")
    new_text = N_("New officer")
    operation = "incident.officer"
    form_columns = 1

    def columns(self) -> list[TableColumn[Officer]]:
        words = self.words
        return [
            TableColumn(words("Full name"), lambda o: o.name, 160),
            TableColumn(words("Unit"), lambda o: o.unit, 200),
            TableColumn(words("Certificate number"), lambda o: o.certificate_no, 140),
            TableColumn(words("Role"), lambda o: self._roles.get(o.id, ""), 200),
            TableColumn(words("Key"), lambda o: o.public_key[:16], 140),
        ]

    def fields(self) -> list[Field]:
        return [
            Field("name", N_("Full name"), required=True), Field("unit", N_("Unit")),
            Field("certificate_no", N_("Certificate number")),
            Field("role", N_("New role"), help=N_(
                "For example 现场勘验负责人, 询问人, 制图人. Whoever has a role counts as an investigator."
            )),
        ]

    def load(self, read: Read) -> list[Officer]:
        from modules.incident.queries import investigators, people

        roles: dict[str, list[str]] = {}
        for assignment, officer in investigators(read):
            roles.setdefault(officer.id, []).append(assignment.role)
        self._roles = {officer_id: "、".join(names) for officer_id, names in roles.items()}
        return people(read)

    def defaults(self) -> dict[str, Any]:
        return {"role": self.words("Investigator")}

    def values(self, record: Officer) -> dict[str, Any]:
        return {"name": record.name, "unit": record.unit, "certificate_no": record.certificate_no, "role": ""}

    def store(self, work: Work, record: Officer | None, values: dict[str, Any]) -> Officer:
        role = values.pop("role")
        return operations.put_officer(work, record, role=role, **values)


class PlacesPage(RecordPage[Place]):
    """The named parts of the scene."""

    kinds = ("places",)
    title = N_("Places")
    subtitle = N_("Buildings, storeys, rooms and areas: photographs, exhibits and findings refer to them.")
    icon = "map-pin"
    empty_text = N_("No places yet: enter the building, its storeys, and the area of origin.")
    new_text = N_("New place")
    operation = "incident.place"

    def columns(self) -> list[TableColumn[Place]]:
        words, levels = self.words, dict(_LEVELS)
        return [
            TableColumn(words("Name of the place"), lambda p: p.name, 220),
            TableColumn(words("Level"), lambda p: words(levels.get(p.level, p.level)), 110),
            TableColumn(words("Coordinates"), lambda p: f"{p.point.x:.6f}, {p.point.y:.6f}" if p.point else "", 180),
            TableColumn(words("Frame"), lambda p: p.point.frame if p.point else "", 110),
            TableColumn("± m", lambda p: f"{2 * p.point.accuracy_m:g}" if p.point and p.point.accuracy_m else "", 70,
                        right=True),
            TableColumn(words("Note"), lambda p: p.note, 240),
        ]

    def fields(self) -> list[Field]:
        return [
            Field("name", N_("Name of the place"), required=True),
            Field("level", N_("Level"), "choice", choices=_LEVELS),
            Field("x", N_("Longitude or x"), "float"), Field("y", N_("Latitude or y"), "float"),
            Field("frame", N_("Frame"), "choice", choices=_FRAMES), *SURE_FIELDS,
            Field("note", N_("Note"), "multiline"),
        ]

    def values(self, record: Place) -> dict[str, Any]:
        point = record.point
        return {
            "name": record.name, "level": record.level, "note": record.note, "x": point.x if point else None,
            "y": point.y if point else None, "frame": point.frame if point else WGS84, **sureness(point),
        }

    def load(self, read: Read) -> list[Place]:
        return read.all(Place, order=("name",))

    def store(self, work: Work, record: Place | None, values: dict[str, Any]) -> Place:
        told = {name: values[name] for name in ("name", "level", "note")}
        point = _point(record.point if record else None, values)
        place = replace(record, **told, point=point) if record else Place(**told, point=point)
        operations.put_place(work, place)
        return place


def _point(known: GeoPoint | None, values: dict[str, Any]) -> GeoPoint | None:
    """The point as entered; none if it is left empty."""
    x, y = values["x"], values["y"]
    if x is None and y is None:
        return None
    if x is None or y is None:
        raise UserError("incident.half_a_point", name=values["name"])
    return entered_point(known, x, y, values["frame"], sure_values(values))


class EventsPage(RecordPage[Event]):
    """What happened, by source and time."""

    kinds = ("events",)
    title = N_("Events")
    subtitle = N_("Each event keeps its source; times are Beijing time unless they name their zone.")
    icon = "timeline-event"
    empty_text = N_("No events yet: enter calls, alarms, first sightings and the response.")
    new_text = N_("New event")
    operation = "incident.event"

    def columns(self) -> list[TableColumn[Event]]:
        words = self.words
        return [
            TableColumn(words("Time"), lambda e: e.moment.text(), 160, sort=lambda e: e.moment.utc.isoformat()),
            TableColumn("±s", lambda e: e.moment.tolerance, 60, right=True),
            TableColumn(words("What happened"), lambda e: e.title, 320),
            TableColumn(words("Source"), lambda e: e.source, 180),
        ]

    def fields(self) -> list[Field]:
        return [
            Field("title", N_("What happened"), required=True, wide=True),
            Field("moment", N_("Time"), "moment", required=True), Field("until", N_("Until"), "moment"),
            Field("source", N_("Source")), Field("category", N_("Kind of event")),
            Field("refs", N_("Evidence"), "refs"), Field("note", N_("Note"), "multiline"),
        ]

    def load(self, read: Read) -> list[Event]:
        return sorted(read.all(Event), key=lambda event: event.moment.utc)

    def store(self, work: Work, record: Event | None, values: dict[str, Any]) -> Event:
        event = replace(record, **values) if record else Event(**values)
        operations.put_event(work, event)
        return event
