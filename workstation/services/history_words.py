"""The ledger in words: who did what, when, to which record, and what it was before."""

from dataclasses import dataclass
from datetime import datetime

from workstation.domain.record import Plain, Ref
from workstation.domain.time import BEIJING, zone
from workstation.domain.words import Words
from workstation.storage.ledger import Brief, EntryKind, LedgerEntry, RecordChange

_SHOWN_CHARACTERS = 120


@dataclass(frozen=True)
class FieldChange:
    """One field of one record before and after, as text; empty where there was nothing."""

    record_kind: str
    record_id: str
    field: str
    """In the reader's words."""
    before: str
    after: str


@dataclass(frozen=True)
class HistoryLine:
    """One ledger entry in words; ``at`` is Beijing time."""

    seq: int
    at: str
    officer: str
    verified: bool
    operation: str
    reason: str
    added: int
    changed: int
    removed: int
    fields: tuple[FieldChange, ...]
    hash: str


def describe(entry: LedgerEntry, words: Words, *, only: Ref | None = None) -> HistoryLine:
    """One entry in the reader's language; with ``only`` its fields are those of one record."""
    return HistoryLine(
        seq=entry.seq,
        at=_beijing(entry.at),
        officer=str(entry.officer["name"]),
        verified=bool(entry.officer.get("verified")),
        operation=operation_words(entry.operation, entry.kind, words),
        reason=entry.reason,
        added=sum(change.before is None for change in entry.changes),
        removed=sum(change.after is None for change in entry.changes),
        changed=sum(change.before is not None and change.after is not None for change in entry.changes),
        fields=tuple(
            field for change in entry.changes
            if only is None or (change.kind, change.id) == (only.kind, only.id)
            for field in _fields(change, words)
        ),
        hash=entry.hash,
    )


@dataclass(frozen=True)
class BriefLine:
    """Who did what when, in words; ``at`` is Beijing time."""

    at: str
    officer: str
    operation: str


def describe_briefly(entry: Brief, words: Words) -> BriefLine:
    """One entry without what it changed."""
    return BriefLine(_beijing(entry.at), entry.officer, operation_words(entry.operation, entry.kind, words))


def operation_words(operation: str, kind: EntryKind, words: Words) -> str:
    """The name of an operation, as undone or redone where that is what the entry did."""
    name = words(f"op.{operation}")
    if kind is EntryKind.UNDO:
        return words("Undo: {operation}", operation=name)
    if kind is EntryKind.REDO:
        return words("Redo: {operation}", operation=name)
    return name


def field_words(name: str, words: Words) -> str:
    """What a field of a record is called; a plugin's field that has no words keeps its own name."""
    text = words(f"field.{name}")
    return text if text != f"field.{name}" else name.replace("_", " ")


def _fields(change: RecordChange, words: Words) -> list[FieldChange]:
    if change.before is None or change.after is None:
        return []
    return [
        FieldChange(
            change.kind, change.id, field_words(name, words), _text(change.before.get(name), words),
            _text(change.after.get(name), words),
        )
        for name in change.after
        if change.before.get(name) != change.after[name]
    ]


def _text(value: object, words: Words) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return words("Yes") if value else words("No")
    if isinstance(value, dict) and "utc" in value:
        return _beijing(str(value["utc"]))
    text = _plain_text(value)
    return text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…"


def _plain_text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_plain_text(item) for item in value)
    if isinstance(value, dict):
        return _mapping_text(value)
    return str(value)


def _mapping_text(value: Plain) -> str:
    return "; ".join(f"{name} {_plain_text(part)}" for name, part in value.items() if part not in (None, "", [], {}))


def _beijing(iso: str) -> str:
    return datetime.fromisoformat(iso).astimezone(zone(BEIJING)).strftime("%Y-%m-%d %H:%M:%S")
