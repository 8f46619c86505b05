"""The only door for modules and plugins: everything here keeps its name; what is not here may change."""

from workstation.domain.change import Change, ChangeKind, Changes
from workstation.domain.claim import Claim, ClaimStatus
from workstation.domain.errors import Cancelled, UserError
from workstation.domain.evidence import FileState, Problem, StoredFile
from workstation.domain.finding import Finding, Severity
from workstation.domain.parsed import Parsed
from workstation.domain.party import Officer, Party, PartyKind
from workstation.domain.place import UNKNOWN_FRAME, WGS84, GeoPoint, Place
from workstation.domain.plugin import PluginRecord
from workstation.domain.record import Plain, Record, Ref, canonical, from_plain, new_id, to_plain
from workstation.domain.resources import ROOT as RESOURCES
from workstation.domain.rules import RulePack, RulePacks
from workstation.domain.time import BEIJING, Clock, Event, Moment, beijing, zone
from workstation.domain.words import N_, Words
from workstation.services.job import Job
from workstation.services.module import (
    Check,
    Command,
    Importer,
    Layer,
    LayerItem,
    Module,
    Page,
    Search,
    SearchEntry,
    Section,
    Stage,
    Timeline,
    TimelineItem,
)
from workstation.storage.ledger import Head, LedgerEntry
from workstation.storage.read import CaseInfo, Read
from workstation.storage.record_table import RecordTable, record_table
from workstation.storage.work import Work

__all__ = [
    "BEIJING",
    "N_",
    "RESOURCES",
    "UNKNOWN_FRAME",
    "WGS84",
    "Cancelled",
    "CaseInfo",
    "Change",
    "ChangeKind",
    "Changes",
    "Check",
    "Claim",
    "ClaimStatus",
    "Clock",
    "Command",
    "Event",
    "FileState",
    "Finding",
    "GeoPoint",
    "Head",
    "Importer",
    "Job",
    "Layer",
    "LayerItem",
    "LedgerEntry",
    "Module",
    "Moment",
    "Officer",
    "Page",
    "Parsed",
    "Party",
    "PartyKind",
    "Place",
    "Plain",
    "PluginRecord",
    "Problem",
    "Read",
    "Record",
    "RecordTable",
    "Ref",
    "RulePack",
    "RulePacks",
    "Search",
    "SearchEntry",
    "Section",
    "Severity",
    "Stage",
    "StoredFile",
    "Timeline",
    "TimelineItem",
    "UserError",
    "Words",
    "Work",
    "beijing",
    "canonical",
    "from_plain",
    "new_id",
    "record_table",
    "to_plain",
    "zone",
]
