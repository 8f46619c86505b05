"""Officers' keys: who signs, proven by a passphrase, kept in the user's own profile folder.

Each officer has an Ed25519 key (RFC 8032), stored sealed under the passphrase. The machine has a key of its own,
unencrypted, that signs when nobody is signed in and says so. A later encryption of whole cases will wrap each case's
data key for these public keys; the profile format leaves its field ``wrapped_data_keys`` for that.
"""

import getpass
import hashlib
import json
import platform
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workstation.domain.errors import UserError
from workstation.domain.party import Officer
from workstation.domain.record import new_id
from workstation.services.sealed import KeyCost, WrongPassphraseError, require_long, seal, unseal
from workstation.storage.durable import write_durably

_FORMAT = 1


@dataclass(frozen=True)
class SignedIn:
    """An officer who has proven who they are (or the machine, ``officer.verified`` false)."""

    officer: Officer
    sign: Callable[[bytes], bytes]


class Identities:
    """The officers known on this machine."""

    def __init__(self, profile: Path, cost: KeyCost | None = None) -> None:
        self._folder = profile / "officers"
        self._machine_file = profile / "machine-key"
        self._cost = cost or KeyCost()

    def officers(self) -> list[Officer]:
        """Everyone who can sign in here, by name."""
        found = [_officer(_load(path)) for path in sorted(self._folder.glob("*.json"))]
        return sorted(found, key=lambda officer: (officer.name, officer.certificate_no))

    def create(self, name: str, unit: str, certificate_no: str, passphrase: str) -> Officer:
        """A new officer with a new key. Raises ``identity.name_empty``, ``identity.passphrase_short``."""
        if not name.strip():
            raise UserError("identity.name_empty")
        key = Ed25519PrivateKey.generate()
        officer = Officer(
            id=new_id(), name=name.strip(), unit=unit.strip(), certificate_no=certificate_no.strip(),
            public_key=key.public_key().public_bytes_raw().hex(), verified=True,
        )
        self._write(officer, key.private_bytes_raw(), passphrase)
        return officer

    def sign_in(self, officer_id: str, passphrase: str) -> SignedIn:
        """Unlock an officer's key. Raises ``identity.unknown``, ``identity.wrong_passphrase``."""
        body = _load(self._path(officer_id))
        key = Ed25519PrivateKey.from_private_bytes(_unwrap(body, passphrase))
        return SignedIn(_officer(body), key.sign)

    def change_passphrase(self, officer_id: str, old: str, new: str) -> None:
        """Encrypt the key under another passphrase."""
        body = _load(self._path(officer_id))
        self._write(_officer(body), _unwrap(body, old), new)

    def export(self, officer_id: str, target: Path) -> None:
        """Copy an officer's profile, still encrypted, to take it to another machine."""
        content = self._path(officer_id).read_bytes()
        try:
            write_durably(target, content)
        except OSError as error:
            raise UserError("export.cannot_write", path=target, reason=error.strerror or error) from error

    def take_over(self, source: Path) -> Officer:
        """Take a profile that was exported elsewhere."""
        officer = _officer(_load(source))
        self._folder.mkdir(parents=True, exist_ok=True)
        write_durably(self._path(officer.id), source.read_bytes())
        return officer

    def machine(self) -> SignedIn:
        """The stand-in when nobody is signed in: this machine and its user, plainly not verified.

        Raises ``UserError("identity.no_profile")`` where nothing can be kept.
        """
        key = self._machine_key()
        public = key.public_key().public_bytes_raw().hex()
        officer = Officer(
            id=hashlib.sha256(public.encode()).hexdigest()[:32], name=f"{_user_name()}（未登录）",
            unit=platform.node(), public_key=public, verified=False,
        )
        return SignedIn(officer, key.sign)

    def find(self, name_or_id: str) -> Officer:
        """The officer of that id, certificate number or name. Raises ``identity.unknown``, ``identity.ambiguous``."""
        found = [
            officer for officer in self.officers() if name_or_id in (officer.id, officer.certificate_no, officer.name)
        ]
        if len(found) > 1:
            numbers = "、".join(f"{officer.certificate_no or officer.id} ({officer.unit})" for officer in found)
            raise UserError("identity.ambiguous", name=name_or_id, numbers=numbers)
        if not found:
            raise UserError("identity.unknown", name=name_or_id)
        return found[0]

    def _path(self, officer_id: str) -> Path:
        return self._folder / f"{officer_id}.json"

    def _machine_key(self) -> Ed25519PrivateKey:
        try:
            if self._machine_file.is_file():
                kept = self._machine_file.read_bytes().strip()
                try:
                    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept.decode("ascii")))
                except ValueError:  # cut off by a full disk; nothing hangs on the old key of a stand-in
                    self._machine_file.replace(self._machine_file.with_suffix(".broken"))
            key = Ed25519PrivateKey.generate()
            self._machine_file.parent.mkdir(parents=True, exist_ok=True)
            write_durably(self._machine_file, key.private_bytes_raw().hex().encode())  # made with mode 0600
        except OSError as error:
            raise UserError("identity.no_profile", path=self._machine_file.parent, reason=error.strerror) from error
        return key

    def _write(self, officer: Officer, secret: bytes, passphrase: str) -> None:
        require_long(passphrase)
        body = {
            "format": _FORMAT, "id": officer.id, "name": officer.name, "unit": officer.unit,
            "certificate_no": officer.certificate_no, "public_key": officer.public_key,
            **seal(secret, passphrase, officer.id, self._cost), "wrapped_data_keys": {},
        }
        self._folder.mkdir(parents=True, exist_ok=True)
        write_durably(self._path(officer.id), json.dumps(body, ensure_ascii=False, indent=2).encode())


def _unwrap(body: dict[str, Any], passphrase: str) -> bytes:
    try:
        return unseal(body, passphrase, str(body["id"]))
    except WrongPassphraseError as error:
        raise UserError("identity.wrong_passphrase", name=body["name"]) from error


def _load(path: Path) -> dict[str, Any]:
    try:
        body: dict[str, Any] = json.loads(path.read_bytes())
        if body["format"] != _FORMAT or not {"id", "name", "kdf", "key"} <= body.keys():
            raise ValueError("not an officer's profile")
    except FileNotFoundError as error:
        raise UserError("identity.unknown", name=path.stem) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError("identity.profile_broken", path=path, reason=error) from error
    return body


def _officer(body: dict[str, Any]) -> Officer:
    known = Officer(id=str(body["id"]), name=str(body["name"]), verified=True)
    return replace(
        known, unit=str(body["unit"]), certificate_no=str(body["certificate_no"]), public_key=str(body["public_key"])
    )


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a machine without an account name
        return "本机"

