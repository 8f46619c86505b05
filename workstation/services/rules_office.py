"""The rule packs of an office: drafted, approved by a named officer, and only then in force. The shipped ones stay.

They lie in the profile: ``rules/drafts/ID.json`` and ``rules/approved/ID.json``. An approved file counts only in
exactly the form that the journal says was approved; anything else is refused, and the shipped pack is used.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from workstation.domain.errors import UserError
from workstation.domain.rule_layers import differences
from workstation.domain.rules import RefusedPack, RulePack, RulePacks, body_of, covers
from workstation.services.identity import SignedIn
from workstation.services.rules import broken, check_pack, digest_of, read_pack, refuse_overlap
from workstation.services.rules_journal import Act, Journal, JournalEntry
from workstation.services.rules_text import MOST_BYTES
from workstation.storage.durable import write_durably

_NAME = re.compile(r"\w[\w.\-]{0,79}")
_DECIDED = (Act.APPROVED, Act.WITHDRAWN)


class PackState(StrEnum):
    """How a pack stands."""

    SHIPPED = "shipped"
    DRAFT = "draft"
    APPROVED = "approved"
    REFUSED = "refused"
    OFFERED = "offered"
    DECLINED = "declined"


@dataclass(frozen=True)
class OfficePack:
    """A pack as a legal office sees it; ``pack`` is none if the file cannot be read at all.

    ``error`` says why a draft cannot be approved, or why an approved pack is not used. ``approval`` is the entry of
    the journal that put the pack into force, or that declined it. ``carried`` is the text of a pack that came with a
    case and is no file of this profile.
    """

    id: str
    state: PackState
    pack: RulePack | None
    error: UserError | None = None
    approval: JournalEntry | None = None
    carried: str = ""


class OfficeRules:
    """The packs of one profile, beside the ``shipped`` ones."""

    def __init__(self, profile: Path, shipped: RulePacks) -> None:
        self.folder = profile / "rules"
        self.shipped = RulePacks(shipped.packs)
        self.journal = Journal(self.folder)

    # reading

    def in_force(self) -> RulePacks:
        """The shipped packs and those that the office approved; what is refused is told, never an error."""
        found = self._approved()
        good = [replace(one.pack, office=True) for one in found if one.pack and one.state is PackState.APPROVED]
        return RulePacks((*self.shipped.packs, *good), (
            RefusedPack(f"{one.id}.json", int(_line(one.error)), one.error) for one in found if one.error is not None
        ))

    def packs(self) -> list[OfficePack]:
        """Everything there is: shipped, in force, refused and drafts."""
        shipped = [OfficePack(pack.id, PackState.SHIPPED, pack) for pack in self.shipped.packs]
        return [*shipped, *self._approved(), *self._drafts()]

    def offered(self, texts: Sequence[str]) -> list[OfficePack]:
        """Of the packs that came with a case those that this profile does not know: to be looked at, never in force.

        One that was declined here is told as declined; one that was approved or withdrawn here is not offered again.
        """
        try:
            acts = {entry.digest: entry for entry in self.journal.entries()}
        except UserError:
            acts = {}
        here = {_digest(path.read_bytes()) for path in (self.folder / "drafts").glob("*.json")}
        found: dict[str, OfficePack] = {}
        for text in texts:
            digest = _digest(text.encode())
            entry = acts.get(digest)
            declined = entry is not None and entry.act is Act.DECLINED
            if digest in here or digest in found or (entry is not None and entry.act in _DECIDED):
                continue
            found[digest] = self._offer(text, entry if declined else None)
        return list(found.values())

    def _offer(self, text: str, declined: JournalEntry | None) -> OfficePack:
        content, name = text_of(json.loads(text)).encode(), "…"
        state, pack = PackState.DECLINED if declined else PackState.OFFERED, None
        try:
            pack = read_pack(content, name)[0]
            self.check(content, f"{pack.id}.json")
        except UserError as error:
            return OfficePack(pack.id if pack else name, state, pack, error, declined, content.decode())
        return OfficePack(pack.id, state, pack, None, declined, content.decode())

    def accept(self, offer: OfficePack, signed_in: SignedIn, reason: str) -> RulePack:
        """Put a pack that came with a case into force, in the name of the officer who is signed in.

        Raises as ``approve``, and ``rules.draft_there`` where a draft of its id is being worked on.
        """
        _named(signed_in, reason)
        if self._path(offer.id, PackState.DRAFT).exists():
            raise UserError("rules.draft_there", id=offer.id)
        self.check(offer.carried.encode(), f"{offer.id}.json")
        self.draft(offer.carried, signed_in, pack_id=offer.id, act=Act.IMPORTED)
        return self.approve(offer.id, signed_in, reason)

    def decline(self, offer: OfficePack, signed_in: SignedIn, reason: str) -> None:
        """Do not use a pack that came with a case; it is not offered again by itself. Raises as ``approve``."""
        _named(signed_in, reason)
        self.journal.add(Act.DECLINED, offer.id, _digest(offer.carried.encode()), signed_in, reason=reason)

    def text(self, pack_id: str, state: PackState) -> str:
        """The text of a pack's file. Raises ``rules.unknown``."""
        if state is PackState.SHIPPED:
            return text_of(self.body(pack_id, state))
        path = self._path(pack_id, state)
        try:
            return path.read_bytes()[:MOST_BYTES].decode("utf-8", "replace")
        except OSError as error:
            raise UserError("rules.unknown", id=pack_id) from error

    def body(self, pack_id: str, state: PackState) -> dict[str, Any]:
        """The content of a pack. Raises ``rules.unknown``, ``rules.broken``."""
        if state is PackState.SHIPPED:
            pack = next((one for one in self.shipped.packs if one.id == pack_id), None)
            if pack is None:
                raise UserError("rules.unknown", id=pack_id)
            return body_of(pack)
        return read_pack(self._content(self._path(pack_id, state)), f"{pack_id}.json")[1]

    def like(self, pack: RulePack) -> RulePack | None:
        """The shipped pack that ``pack`` stands in place of, or over which it lies."""
        same = [
            one for one in self.shipped.packs
            if one.kind == pack.kind and one.overlaps(pack) and covers(one.region, pack.region)
        ]
        return same[-1] if same else next((one for one in self.shipped.packs if one.kind == pack.kind), None)

    def check(self, content: bytes, name: str) -> RulePack:
        """A pack that could be approved. Raises ``rules.broken`` with line and reason."""
        pack, _ = check_pack(content, name, self.shipped, self._beside())
        if not _NAME.fullmatch(pack.id):
            raise broken(name, 1, UserError("rules.fault.id", value=pack.id))
        if any(one.id == pack.id for one in self.shipped.packs):
            raise broken(name, 1, UserError("rules.fault.id_shipped", value=pack.id))
        return pack

    def _beside(self) -> list[RulePack]:
        """The approved files as they are, for what a town's pack takes away of its province's."""
        found = []
        for path in (self.folder / "approved").glob("*.json"):
            try:
                found.append(read_pack(self._content(path), path.name)[0])
            except UserError:  # it is refused where it is looked at itself
                continue
        return found

    def check_file(self, path: Path) -> RulePack:
        """The same for a file. Raises ``rules.broken``, ``rules.unknown`` when there is none."""
        return self.check(self._content(path), path.name)

    # writing

    def draft(self, text: str, signed_in: SignedIn, *, pack_id: str, act: Act = Act.DRAFTED) -> OfficePack:
        """Keep a text as the draft ``pack_id``, which may still be wrong.

        Raises ``rules.fault.id``, ``rules.too_large``, ``export.cannot_write``.
        """
        content = text.encode()
        if not _NAME.fullmatch(pack_id):
            raise UserError("rules.fault.id", value=pack_id)
        if len(content) > MOST_BYTES:
            raise UserError("rules.too_large", size_mb=f"{len(content) / 1e6:.1f}", most_mb="0.5")
        changed = self._count_changes(content, pack_id)
        self._write(self._path(pack_id, PackState.DRAFT), content)
        self.journal.add(act, pack_id, _digest(content), signed_in, changed=changed)
        return self._look(pack_id, PackState.DRAFT)

    def take_in(self, source: Path, signed_in: SignedIn) -> OfficePack:
        """A file from elsewhere becomes a draft. Raises ``rules.broken``: one that is wrong is not taken in."""
        pack = self.check(self._content(source), source.name)
        return self.draft(text_of(body_of(pack)), signed_in, pack_id=pack.id, act=Act.IMPORTED)

    def approve(self, pack_id: str, signed_in: SignedIn, reason: str) -> RulePack:
        """Put a draft into force in the name of the officer who is signed in.

        Raises ``work.sign_in``, ``rules.reason_missing``, ``rules.broken``, ``rules.overlap``.
        """
        _named(signed_in, reason)
        path = self._path(pack_id, PackState.DRAFT)
        content = self._content(path)
        pack = self.check(content, path.name)
        if pack.id != pack_id:
            raise broken(path.name, 1, UserError("rules.fault.id_file", value=pack.id, file=path.name))
        others = [one.pack for one in self._approved() if one.pack and one.id != pack_id and not one.error]
        refuse_overlap(pack, others)
        self._write(self._path(pack_id, PackState.APPROVED), content)
        self.journal.add(
            Act.APPROVED, pack_id, pack.digest, signed_in, reason=reason, changed=self._count_changes(content, ""),
            body=body_of(pack),
        )
        path.unlink(missing_ok=True)
        return pack

    def withdraw(self, pack_id: str, signed_in: SignedIn, reason: str) -> None:
        """An approved pack is in force no longer; it becomes a draft again. Raises as ``approve``."""
        _named(signed_in, reason)
        path = self._path(pack_id, PackState.APPROVED)
        content = self._content(path)
        self.journal.add(Act.WITHDRAWN, pack_id, _digest(content), signed_in, reason=reason)
        draft = self._path(pack_id, PackState.DRAFT)
        if not draft.exists():
            self._write(draft, content)
        path.unlink()

    def delete_draft(self, pack_id: str, signed_in: SignedIn) -> None:
        """Throw a draft away; the journal keeps that it was there."""
        path = self._path(pack_id, PackState.DRAFT)
        self.journal.add(Act.DELETED, pack_id, _digest(self._content(path)), signed_in)
        path.unlink()

    def export(self, pack_id: str, state: PackState, target: Path) -> None:
        """Write a pack to a file. Raises ``export.cannot_write``."""
        self._write(target, self.text(pack_id, state).encode())

    # the files

    def _approved(self) -> list[OfficePack]:
        paths = sorted((self.folder / "approved").glob("*.json"))
        if not paths:
            return []
        try:
            entries = self.journal.entries()
        except UserError as error:
            return [OfficePack(path.stem, PackState.REFUSED, None, error) for path in paths]
        newest = {entry.pack: entry for entry in entries if entry.act in (Act.APPROVED, Act.WITHDRAWN)}
        found: list[OfficePack] = []
        for path in paths:
            one = self._approval(path, newest.get(path.stem))
            good = [other.pack for other in found if other.pack and not other.error]
            try:
                if one.pack and not one.error:
                    refuse_overlap(one.pack, good)
            except UserError as error:
                one = replace(one, state=PackState.REFUSED, error=error)
            found.append(one)
        return found

    def _approval(self, path: Path, entry: JournalEntry | None) -> OfficePack:
        pack: RulePack | None = None
        try:
            pack = self.check(self._content(path), path.name)
            if entry is None or entry.act is not Act.APPROVED or not entry.officer.verified:
                raise UserError("rules.not_approved", path=path.name)
            if entry.digest != pack.digest:
                raise UserError("rules.changed_since", path=path.name, officer=entry.officer.name, at=entry.at[:10])
        except UserError as error:
            return OfficePack(path.stem, PackState.REFUSED, pack, error, entry)
        return OfficePack(path.stem, PackState.APPROVED, pack, None, entry)

    def _drafts(self) -> list[OfficePack]:
        paths = sorted((self.folder / "drafts").glob("*.json"))
        return [self._look(path.stem, PackState.DRAFT) for path in paths]

    def _look(self, pack_id: str, state: PackState) -> OfficePack:
        pack: RulePack | None = None
        path = self._path(pack_id, state)
        try:
            content = self._content(path)
            pack = read_pack(content, path.name)[0]
            self.check(content, path.name)
        except UserError as error:
            return OfficePack(pack_id, state, pack, error)
        return OfficePack(pack_id, state, pack)

    def _count_changes(self, content: bytes, pack_id: str) -> int:
        """How many values differ from the shipped pack, or from the draft before."""
        try:
            pack = read_pack(content, "")[0]
            before = self.body(pack_id, PackState.DRAFT)["data"] if pack_id else None
        except UserError:
            return 0
        if before is None:
            shipped = self.like(pack)
            before = shipped.data if shipped else {}
        found = differences(before, pack.data)
        return len([one for one in found if not (pack.region and one.removed)]) + len(pack.taken_out)

    def _path(self, pack_id: str, state: PackState) -> Path:
        folder = "drafts" if state is PackState.DRAFT else "approved"
        return self.folder / folder / f"{pack_id}.json"

    def _content(self, path: Path) -> bytes:
        try:
            size = path.stat().st_size
            if size > MOST_BYTES:  # told before a byte is read
                raise broken(path.name, 1, UserError("rules.too_large", size_mb=f"{size / 1e6:.1f}", most_mb="0.5"))
            return path.read_bytes()
        except FileNotFoundError as error:
            raise UserError("rules.unknown", id=path.stem) from error
        except OSError as error:
            raise broken(path.name, 1, UserError("rules.unreadable", reason=error.strerror or error)) from error

    def _write(self, path: Path, content: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(path, content)
        except OSError as error:
            raise UserError("export.cannot_write", path=path, reason=error.strerror or error) from error


def text_of(body: dict[str, Any]) -> str:
    """A pack as its file is written."""
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def _digest(content: bytes) -> str:
    try:
        return digest_of(json.loads(content))
    except (ValueError, RecursionError):
        return ""


def _line(error: UserError) -> str:
    return error.values.get("line", "1")


def _named(signed_in: SignedIn, reason: str) -> None:
    if not signed_in.officer.verified:
        raise UserError("work.sign_in", officer=signed_in.officer.name)
    if not reason.strip():
        raise UserError("rules.reason_missing")
