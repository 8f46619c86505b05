"""The workspace's ledger of rule packs: who drafted, approved or withdrew which pack, chained and signed.

One line of canonical JSON an entry, in ``rules/journal.jsonl`` of the profile. Each entry holds the hash of the one
before and the Ed25519 signature (RFC 8032) of the officer who acted; an approval keeps the whole pack.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from filelock import FileLock

from workstation.domain.errors import UserError
from workstation.domain.party import Officer
from workstation.services.identity import SignedIn
from workstation.storage.durable import sync_folder


class Act(StrEnum):
    """What was done with a pack."""

    DRAFTED = "drafted"
    IMPORTED = "imported"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"
    DECLINED = "declined"


@dataclass(frozen=True)
class JournalEntry:
    """One act. ``at`` is ISO UTC; ``body`` is the pack as it was approved, empty for other acts."""

    seq: int
    at: str
    act: Act
    pack: str
    digest: str
    officer: Officer
    reason: str = ""
    changed: int = 0
    body: dict[str, Any] = field(default_factory=dict)
    hash: str = ""


class Journal:
    """The entries of one workspace. Reading raises ``UserError("rules.journal_broken")`` where the chain breaks."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "journal.jsonl"

    def entries(self) -> list[JournalEntry]:
        """Every entry, oldest first, after hashes and signatures were checked."""
        return list(self._checked())

    def add(
        self, act: Act, pack: str, digest: str, signed_in: SignedIn, *, reason: str = "", changed: int = 0,
        body: dict[str, Any] | None = None,
    ) -> None:
        """Write an entry, signed by whoever is signed in. Raises ``export.cannot_write``."""
        officer = signed_in.officer
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self._path.with_suffix(".lock"), timeout=10):
                known = self.entries()
                content = {
                    "seq": len(known) + 1, "at": datetime.now(UTC).isoformat(timespec="seconds"), "act": act.value,
                    "pack": pack, "digest": digest, "reason": reason, "changed": changed, "body": body or {},
                    "officer": {
                        "id": officer.id, "name": officer.name, "unit": officer.unit,
                        "certificate_no": officer.certificate_no, "public_key": officer.public_key,
                        "verified": officer.verified,
                    },
                    "previous": known[-1].hash if known else "",
                }
                signature = signed_in.sign(_canonical(content)).hex()
                with self._path.open("ab") as stream:
                    stream.write(_canonical({**content, "signature": signature}) + b"\n")
                    stream.flush()
                    os.fsync(stream.fileno())
                sync_folder(self._path.parent)
        except OSError as error:
            raise UserError("export.cannot_write", path=self._path, reason=error.strerror or error) from error

    def _checked(self) -> Iterator[JournalEntry]:
        if not self._path.is_file():
            return
        previous = ""
        for number, line in enumerate(self._path.read_bytes().splitlines(), 1):
            try:
                content = json.loads(line)
                signature = bytes.fromhex(content.pop("signature"))
                key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(content["officer"]["public_key"]))
                key.verify(signature, _canonical(content))
                if content["seq"] != number or content["previous"] != previous:
                    raise ValueError("not in the chain")
                entry = _entry(content)
            except (ValueError, KeyError, TypeError, AttributeError, InvalidSignature) as error:
                raise UserError("rules.journal_broken", path=self._path, line=number) from error
            previous = entry.hash
            yield entry


def _entry(content: dict[str, Any]) -> JournalEntry:
    officer = Officer(**content["officer"])
    return JournalEntry(
        int(content["seq"]), str(content["at"]), Act(content["act"]), str(content["pack"]), str(content["digest"]),
        officer, str(content["reason"]), int(content["changed"]), dict(content["body"]),
        hashlib.sha256(_canonical(content)).hexdigest(),
    )


def _canonical(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
