"""The tables every case has: shared records, and the ledger that witnesses them all."""

from typing import Any

import sqlalchemy as sa

from workstation.domain.claim import Claim
from workstation.domain.dossier import ARRANGEMENT_ID, Confirmation, DossierArrangement, DossierVersion
from workstation.domain.evidence import Problem, StoredFile
from workstation.domain.frames import SiteFrame
from workstation.domain.instrument import Instrument
from workstation.domain.legal_clock import ClockChange
from workstation.domain.party import Officer, Party
from workstation.domain.place import Place
from workstation.domain.plan_image import PlanImage
from workstation.domain.plugin import PluginRecord
from workstation.domain.redaction import RedactedPicture, RedactedTerm
from workstation.domain.time import Clock, Event
from workstation.storage.record_table import RecordTable, record_table

FILES = record_table("files", StoredFile, index=("sha256",))
PROBLEMS = record_table("problems", Problem, index=("file_id",))
OFFICERS = record_table("officers", Officer, facts="officers")
PARTIES = record_table("parties", Party, facts="parties")
PLACES = record_table("places", Place, index=("parent_id",), facts="places", points_at={"parent_id": "places"})
CLOCKS = record_table("clocks", Clock, facts="clocks")
EVENTS = record_table("events", Event, facts="events", points_at={"place_id": "places"})
CLAIMS = record_table("claims", Claim, index=("topic",), facts="cause", points_at={"decided_by": "officers"})
SITE_FRAMES = record_table("site_frames", SiteFrame)
INSTRUMENTS = record_table("instruments", Instrument, index=("name",), facts="instruments")
CLOCK_CHANGES = record_table("clock_changes", ClockChange, facts="clock_changes")
PLAN_IMAGES = record_table("plan_images", PlanImage)
PLUGIN_RECORDS = record_table("plugin_records", PluginRecord, index=("plugin",), facts="plugin_records")
ARRANGEMENTS = record_table("dossier_arrangements", DossierArrangement, only_id=ARRANGEMENT_ID)
VERSIONS = record_table("dossier_versions", DossierVersion)
CONFIRMATIONS = record_table("confirmations", Confirmation)
REDACTED_TERMS = record_table("redacted_terms", RedactedTerm, points_at={"decided_by": "officers"})
REDACTED_PICTURES = record_table("redacted_pictures", RedactedPicture, points_at={"decided_by": "officers"})

CORE_TABLES: tuple[RecordTable[Any], ...] = (
    FILES, PROBLEMS, OFFICERS, PARTIES, PLACES, CLOCKS, EVENTS, CLAIMS, INSTRUMENTS, CLOCK_CHANGES,
    SITE_FRAMES, PLAN_IMAGES, PLUGIN_RECORDS, ARRANGEMENTS, VERSIONS, CONFIRMATIONS,
    REDACTED_TERMS, REDACTED_PICTURES,
)

_ledger_metadata = sa.MetaData()
# INTEGER makes the number SQLite's own row key: the chain is then read in order without a second look-up
_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

LEDGER = sa.Table(
    "ledger",
    _ledger_metadata,
    sa.Column("seq", _SEQ, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("officer_id", sa.Text, nullable=False),
    sa.Column("operation", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("undoes", sa.BigInteger),
    sa.Column("entry", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)

LEDGER_TOUCH = sa.Table(
    "ledger_touch",
    _ledger_metadata,
    sa.Column("seq", _SEQ, primary_key=True),
    sa.Column("record_kind", sa.Text, primary_key=True),
    sa.Column("record_id", sa.Text, primary_key=True),
    sa.Index("ledger_touch_record", "record_kind", "record_id"),
    sqlite_with_rowid=False,
)
