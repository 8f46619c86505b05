"""The incident (火灾事故): what was reported, who was harmed, what was lost, and how it is investigated."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workstation.api import GeoPoint, Moment, Record, UserError

INCIDENT_ID = "incident"
COUNTED = ("deaths", "serious", "minor", "injured", "missing")


@dataclass(frozen=True, kw_only=True)
class Incident(Record):
    """The facts of 接报 (call) and 立案 (opening of the case); one per case, with the id ``incident``."""

    name: str
    fire_at: Moment | None = None
    reported_at: Moment | None = None
    reporter: str = ""
    reporter_phone: str = ""
    dispatched_at: Moment | None = None
    arrived_at: Moment | None = None
    water_at: Moment | None = None
    controlled_at: Moment | None = None
    extinguished_at: Moment | None = None
    address: str = ""
    point: GeoPoint | None = None
    premises_use: str = ""
    forces: str = ""
    burned_area_m2: float | None = None
    production_fire: bool = False
    wide_impact: bool = False
    arson_suspected: bool = False
    municipality: bool = False
    region: str = ""
    filed_on: date | None = None
    document_number: str = ""
    agency: str = ""
    superior_agency: str = ""
    determined_on: date | None = None
    served_on: date | None = None
    summary: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.burned_area_m2 is not None and self.burned_area_m2 < 0:
            raise UserError("incident.negative", field="burned_area_m2", value=self.burned_area_m2)


@dataclass(frozen=True, kw_only=True)
class CasualtyCount(Record):
    """Casualties as counted at one time (统计截止时间); later counts stand beside earlier ones.

    ``injured`` are those of whom the source does not tell whether they are seriously hurt. ``late_deaths`` of the
    ``deaths`` came after the days within which they count for the grade.
    """

    deaths: int = 0
    serious: int = 0
    minor: int = 0
    injured: int = 0
    missing: int = 0
    late_deaths: int = 0
    counted_at: Moment
    source: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in (*COUNTED, "late_deaths"):
            if getattr(self, name) < 0:
                raise UserError("incident.negative", field=name, value=getattr(self, name))
        if self.late_deaths > self.deaths:
            raise UserError("incident.late_deaths", late=self.late_deaths, deaths=self.deaths)

    @property
    def graded_deaths(self) -> int:
        """The deaths that count for the grade."""
        return self.deaths - self.late_deaths

    @property
    def hurt(self) -> int:
        """All injured."""
        return self.serious + self.minor + self.injured

    @property
    def harmed(self) -> int:
        """All whom the fire struck."""
        return self.deaths + self.hurt + self.missing


@dataclass(frozen=True, kw_only=True)
class Premises(Record):
    """A building of the fire (起火场所)."""

    name: str
    use: str = ""
    structure: str = ""
    storeys: int | None = None
    floor_area_m2: float | None = None
    built_year: int | None = None
    owner_id: str | None = None
    user_id: str | None = None
    protection: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Assignment(Record):
    """An officer's role in the case (现场勘验负责人, 询问人, 制图人 …) and since when."""

    officer_id: str
    role: str
    since: date | None = None
    until: date | None = None


class Procedure(StrEnum):
    """简易程序 or 一般程序."""

    SIMPLE = "simple"
    GENERAL = "general"


@dataclass(frozen=True, kw_only=True)
class ProcedureDecision(Record):
    """An officer's choice of procedure; ``conditions`` holds the codes of the conditions found to be met."""

    procedure: Procedure
    conditions: tuple[str, ...] = ()
    reason: str = ""
    decided_by: str
    decided_at: Moment


@dataclass(frozen=True, kw_only=True)
class GradeDecision(Record):
    """An officer's act that confirms the computed grade; ``scale`` is the kind of rule pack."""

    scale: str
    grade: str
    pack_id: str
    basis: str
    decided_by: str
    decided_at: Moment
    pack_digest: str = ""


class Matter(StrEnum):
    """What an officer sets besides grade and procedure."""

    JURISDICTION = "jurisdiction"
    LEVEL = "level"


@dataclass(frozen=True, kw_only=True)
class StandingDecision(Record):
    """An officer's act that sets who investigates (管辖) or at which level (调查分级).

    ``code`` is that of the rule pack ``pack_id``; one that differs from the computed one needs a ``reason``.
    """

    matter: Matter
    code: str
    name: str
    reason: str = ""
    pack_id: str
    pack_digest: str = ""
    decided_by: str
    decided_at: Moment


@dataclass(frozen=True)
class UsedPack:
    """A rule pack as a case used it: ``digest`` is its SHA-256, ``layers`` are the ids of what lies in it.

    ``bodies`` holds the content of the packs of the office among them as JSON, so that a case that travels can still
    be understood where they are not known.
    """

    kind: str
    id: str
    title: str
    digest: str
    certainty: str
    clause: str = ""
    layers: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RulesUsed(Record):
    """The rule packs that hold for the fire of ``fire_day`` in ``region``, as they were at ``recorded_at``."""

    recorded_at: Moment
    fire_day: date
    region: str = ""
    packs: tuple[UsedPack, ...] = ()
