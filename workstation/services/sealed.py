"""Secrets under a passphrase: AES-256-GCM with a key that Argon2id (RFC 9106) makes from the passphrase."""

import base64
import os
from dataclasses import dataclass
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from workstation.domain.errors import UserError

MINIMUM_PASSPHRASE = 8
_MOST_MEMORY_KIB = 4 << 20


@dataclass(frozen=True)
class KeyCost:
    """What a guess of the passphrase costs: Argon2id passes, memory in KiB, lanes."""

    passes: int = 3
    memory_kib: int = 256 * 1024
    lanes: int = 2


class WrongPassphraseError(Exception):
    """The passphrase does not open the secret."""


def require_long(passphrase: str) -> None:
    """Raises ``UserError("identity.passphrase_short")`` for one that can be guessed."""
    if len(passphrase) < MINIMUM_PASSPHRASE:
        raise UserError("identity.passphrase_short", minimum=MINIMUM_PASSPHRASE)


def seal(secret: bytes, passphrase: str, owner: str, cost: KeyCost) -> dict[str, Any]:
    """The secret as JSON values ``kdf`` and ``key``; it opens for the same ``owner`` only."""
    salt, nonce = os.urandom(16), os.urandom(12)
    cipher = AESGCM(_derive(passphrase, salt, cost))
    return {
        "kdf": {"name": "argon2id", "passes": cost.passes, "memory_kib": cost.memory_kib, "lanes": cost.lanes,
                "salt": _text(salt)},
        "key": {"cipher": "AES-256-GCM", "nonce": _text(nonce),
                "data": _text(cipher.encrypt(nonce, secret, owner.encode()))},
    }


def unseal(body: dict[str, Any], passphrase: str, owner: str) -> bytes:
    """What ``seal`` was given. Raises ``WrongPassphraseError``."""
    kdf, key = body["kdf"], body["key"]
    cost = KeyCost(int(kdf["passes"]), min(int(kdf["memory_kib"]), _MOST_MEMORY_KIB), int(kdf["lanes"]))
    cipher = AESGCM(_derive(passphrase, _bytes(kdf["salt"]), cost))
    try:
        return cipher.decrypt(_bytes(key["nonce"]), _bytes(key["data"]), owner.encode())
    except InvalidTag as error:
        raise WrongPassphraseError from error


def _derive(passphrase: str, salt: bytes, cost: KeyCost) -> bytes:
    return hash_secret_raw(
        passphrase.encode(), salt, time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes,
        hash_len=32, type=Type.ID,
    )


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(value: str) -> bytes:
    return base64.b64decode(value)
