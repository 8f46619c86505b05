"""What investigators gather and find in the sample case: people, photographs, exhibits, statements, findings."""

from dataclasses import dataclass
from datetime import date, datetime

Point = tuple[float, float, float]


@dataclass(frozen=True)
class Facts:
    """Facts of the incident as the authority records them."""

    address: str
    premises_use: str
    structure: str
    storeys: int
    floor_area_m2: float
    mezzanine_area_m2: float
    burned_area_m2: float
    built_year: int
    agency: str
    superior_agency: str
    document_number: str
    forces: str
    deaths: int
    serious: int
    minor: int
    direct_property_yuan: float
    direct_economic_yuan: float
    counted_at: datetime
    weather: str


@dataclass(frozen=True)
class Party:
    """A person or organisation; ``kind`` is ``person`` or ``organisation``. Nobody of them exists."""

    key: str
    kind: str
    name: str
    role: str
    credit_code: str = ""
    representative: str = ""
    id_document: str = ""
    id_number: str = ""
    phone: str = ""
    address: str = ""
    occupation: str = ""
    note: str = ""


@dataclass(frozen=True)
class Officer:
    """An investigator."""

    key: str
    name: str
    unit: str
    certificate_no: str
    role: str


@dataclass(frozen=True)
class Statement:
    """A statement (询问笔录): ``file`` in the raw files, ``text`` its source in texts/; ``officers`` are keys."""

    key: str
    file: str
    text: str
    party: str
    begun: datetime
    ended: datetime
    place: str
    officers: tuple[str, ...]


@dataclass(frozen=True)
class Camera:
    """A camera as its EXIF names it; ``zone`` tells whether it writes the zone of its clock."""

    code: str
    make: str
    model: str
    serial: str
    lens: str
    prefix: str
    zone: bool


@dataclass(frozen=True)
class Photograph:
    """One photograph: ``at`` is the true time, ``eye`` and ``target`` are metres of the site (or bench) frame,
    ``focal_mm`` for a frame 36 mm wide, ``exposure`` a fraction of a second, ``kind`` the class (with
    ``unclassified`` for the check of the clock), ``exhibits`` their numbers."""

    number: int
    camera: str
    at: datetime
    kind: str
    scene: str
    eye: Point
    target: Point
    focal_mm: float
    exposure: tuple[int, int]
    f_number: float
    iso: int
    caption: str
    flash: bool = False
    portrait: bool = False
    has_scale: bool = False
    tripod: bool = False
    subject: str = ""
    room: str = ""
    exhibits: tuple[str, ...] = ()
    file: str = ""


@dataclass(frozen=True)
class Slips:
    """What went wrong on purpose; values are names of files."""

    duplicate_of: str
    duplicate: str
    truncated_of: str
    truncated: str
    truncated_share: float
    text: str
    no_scale: str
    slow: str
    wide_open: str


@dataclass(frozen=True)
class Exhibit:
    """An exhibit: what, where, when, how much, in what; ``before`` and ``after`` are names of photographs."""

    number: str
    name: str
    category: str
    amount: float
    unit: str
    features: str
    room: str
    position: Point
    position_text: str
    method: str
    container: str
    seal: str
    extracted_at: datetime
    extractors: tuple[str, ...]
    witness: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    storage: str
    control: str = ""


@dataclass(frozen=True)
class Hypothesis:
    """A cause that was considered; ``verdict`` is ``identified`` or ``excluded``; evidence by number, key or file."""

    key: str
    title: str
    verdict: str
    supports: tuple[str, ...]
    contradicts: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class LinkFinding:
    """A finding on one of the six links; ``subject`` is a party's key, ``evidence`` numbers, keys or files."""

    link: str
    subject: str
    duty: str
    legal_basis: str
    facts: str
    breach: str
    role_ignition: str
    role_spread: str
    role_casualties: str
    evidence: tuple[str, ...]
    handling: str


@dataclass(frozen=True)
class Measure:
    """A measure of rectification; ``unit`` is a party's key, ``source`` the link it follows from."""

    number: str
    unit: str
    text: str
    source: str
    deadline: date
    criterion: str
    status: str
    done_on: date | None = None


@dataclass(frozen=True)
class Paper:
    """A paper among the raw files; ``link`` is the link of responsibility that it speaks of."""

    file: str
    folder: str
    title: str
    link: str = ""
