"""Witnesses: a ledger's head as it stood once, signed, short enough for a QR code on paper.

A chain shows tampering only to someone who holds its head. The text is::

    EMBERCASE1.<case id>.<size>.<head>.<root>.<public key>.<signature>

with the numbers in lower-case hexadecimal; the signature (Ed25519, RFC 8032) is over everything before its dot.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from workstation.domain.errors import UserError

_MARK = "EMBERCASE1"
_PARTS = 7
_LONGEST = 4096


@dataclass(frozen=True)
class Witness:
    """One head of one case: ``size`` rows, hash of the last, Merkle root over all, and who signed."""

    case_id: str
    size: int
    head: str
    root: str
    public_key: str
    signature: str = ""

    def payload(self) -> str:
        """What is signed."""
        return f"{_MARK}.{self.case_id}.{self.size}.{self.head}.{self.root}.{self.public_key}"

    def text(self) -> str:
        """What the QR code holds."""
        return f"{self.payload()}.{self.signature}"

    def is_signed(self) -> bool:
        """Whether the signature is that of the key it names."""
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public_key))
            key.verify(bytes.fromhex(self.signature), self.payload().encode())
        except (InvalidSignature, ValueError):
            return False
        return True


def parse_witness(text: str) -> Witness:
    """The witness in a QR text. Raises ``UserError("witness.unreadable")``."""
    parts = text.strip().split(".")
    if len(parts) != _PARTS or parts[0] != _MARK or not parts[2].isdecimal():
        raise UserError("witness.unreadable", text=text.strip()[:60])
    return Witness(parts[1], int(parts[2]), parts[3], parts[4], parts[5], parts[6])


def read_witness(given: str) -> Witness:
    """A witness given as text or as a file that holds the text, or a signature file with it."""
    path = Path(given)
    try:
        is_file = len(given) < _LONGEST and path.is_file()
    except OSError:
        is_file = False
    if not is_file:
        return parse_witness(given)
    text = path.read_text("utf-8", errors="replace")
    if text.lstrip().startswith("{"):
        try:
            text = str(json.loads(text)["witness"])
        except (ValueError, KeyError, TypeError) as error:
            raise UserError("witness.unreadable", text=path.name) from error
    return parse_witness(text)
