"""The only door for modules and plugins: everything here keeps its name; what is not here may change."""

from workstation.domain import drawing, frames, geodesy
from workstation.domain.calendar import Holidays, add_calendar_days, add_months, add_working_days, next_working_day
from workstation.domain.case_summary import CaseSummary
from workstation.domain.change import Change, ChangeKind, Changes
from workstation.domain.claim import Claim, ClaimStatus
from workstation.domain.contributed import DueItem, LayerItem, Outline, SearchEntry, TimelineItem
from workstation.domain.errors import Cancelled, UserError
from workstation.domain.evidence import FileState, Problem, StoredFile
from workstation.domain.finding import Finding, Severity
from workstation.domain.harm import Loss
from workstation.domain.identifiers import is_credit_code, is_resident_id
from workstation.domain.instrument import AccuracyMeaning, Instrument, InstrumentKind
from workstation.domain.legal_clock import ClockChange, PauseKind, ProcedureAct
from workstation.domain.measure import COVERAGE, Measured, measured_text, rounded_uncertainty
from workstation.domain.money import capital_yuan, to_cents, yuan_text
from workstation.domain.office import EntryKind, MatchDecision, OfficeCase, OfficeEntry, Recurring, Sighting
from workstation.domain.parsed import Parsed
from workstation.domain.party import Officer, Party, PartyKind
from workstation.domain.place import UNKNOWN_FRAME, WGS84, GeoPoint, Place
from workstation.domain.plan_image import PlanImage, ProposedWall
from workstation.domain.plugin import PluginRecord
from workstation.domain.record import Plain, Record, Ref, canonical, from_plain, new_id, to_plain
from workstation.domain.resources import ROOT as RESOURCES
from workstation.domain.rules import RulePack, RulePacks
from workstation.domain.rules import body_of as pack_body
from workstation.domain.text_table import decoded, read_table
from workstation.domain.time import BEIJING, HALF_A_DAY_S, Clock, Event, Moment, beijing, today, zone
from workstation.domain.words import N_, Words
from workstation.services.discovery import companions_of
from workstation.services.evidence_index import Cited
from workstation.services.evidence_index import cited as cited_evidence
from workstation.services.job import Job, Task
from workstation.services.module import (
    Check,
    Command,
    Due,
    Importer,
    Layer,
    Module,
    Page,
    Search,
    Section,
    Stage,
    Timeline,
)
from workstation.services.numbering import Counter as NumberCounter
from workstation.services.numbering import NumberBook, Numbered
from workstation.services.office import Rebuilt, cases_below
from workstation.services.sample import Sample
from workstation.storage.durable import write_derived
from workstation.storage.ledger import Head, LedgerEntry
from workstation.storage.read import CaseInfo, Read
from workstation.storage.record_table import RecordTable, record_table
from workstation.storage.work import Work
from workstation.typeset.blocks import (
    Block,
    Column,
    CoverFacts,
    Drawing,
    Ellipse,
    Entry,
    Figure,
    Heading,
    Inline,
    KeyValues,
    Label,
    Labels,
    Line,
    Mark,
    Notice,
    PageBreak,
    Paragraph,
    Photo,
    PhotoGrid,
    Polygon,
    Qr,
    Rect,
    SignaturePlace,
    Signatures,
    Spacer,
    Span,
    Table,
    Text,
    anchor_of,
    to_verify,
)

__all__ = [
    "BEIJING",
    "COVERAGE",
    "HALF_A_DAY_S",
    "N_",
    "RESOURCES",
    "UNKNOWN_FRAME",
    "WGS84",
    "AccuracyMeaning",
    "Block",
    "Cancelled",
    "CaseInfo",
    "CaseSummary",
    "Change",
    "ChangeKind",
    "Changes",
    "Check",
    "Cited",
    "Claim",
    "ClaimStatus",
    "Clock",
    "ClockChange",
    "Column",
    "Command",
    "CoverFacts",
    "Drawing",
    "Due",
    "DueItem",
    "Ellipse",
    "Entry",
    "EntryKind",
    "Event",
    "Figure",
    "FileState",
    "Finding",
    "GeoPoint",
    "Head",
    "Heading",
    "Holidays",
    "Importer",
    "Inline",
    "Instrument",
    "InstrumentKind",
    "Job",
    "KeyValues",
    "Label",
    "Labels",
    "Layer",
    "LayerItem",
    "LedgerEntry",
    "Line",
    "Loss",
    "Mark",
    "MatchDecision",
    "Measured",
    "Module",
    "Moment",
    "Notice",
    "NumberBook",
    "NumberCounter",
    "Numbered",
    "OfficeCase",
    "OfficeEntry",
    "Officer",
    "Outline",
    "Page",
    "PageBreak",
    "Paragraph",
    "Parsed",
    "Party",
    "PartyKind",
    "PauseKind",
    "Photo",
    "PhotoGrid",
    "Place",
    "Plain",
    "PlanImage",
    "PluginRecord",
    "Polygon",
    "Problem",
    "ProcedureAct",
    "ProposedWall",
    "Qr",
    "Read",
    "Rebuilt",
    "Record",
    "RecordTable",
    "Rect",
    "Recurring",
    "Ref",
    "RulePack",
    "RulePacks",
    "Sample",
    "Search",
    "SearchEntry",
    "Section",
    "Severity",
    "Sighting",
    "SignaturePlace",
    "Signatures",
    "Spacer",
    "Span",
    "Stage",
    "StoredFile",
    "Table",
    "Task",
    "Text",
    "Timeline",
    "TimelineItem",
    "UserError",
    "Words",
    "Work",
    "add_calendar_days",
    "add_months",
    "add_working_days",
    "anchor_of",
    "beijing",
    "canonical",
    "capital_yuan",
    "cases_below",
    "cited_evidence",
    "companions_of",
    "decoded",
    "drawing",
    "frames",
    "from_plain",
    "geodesy",
    "is_credit_code",
    "is_resident_id",
    "measured_text",
    "new_id",
    "next_working_day",
    "pack_body",
    "read_table",
    "record_table",
    "rounded_uncertainty",
    "to_cents",
    "to_plain",
    "to_verify",
    "today",
    "write_derived",
    "yuan_text",
    "zone",
]
