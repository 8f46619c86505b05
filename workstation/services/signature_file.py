"""The signature file beside a document (``NAME.pdf.sig.json``): the whole file, tied to the ledger of its case.

It belongs together with the signatures within the PDF (PAdES): those tell anybody with a PDF reader who signed; this
one proves the file as a whole, so that a signature that was cut off at the end is noticed, and to which state of which
case it belongs. Whoever signs in the PDF therefore also renews the signature file.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from workstation.domain.errors import UserError
from workstation.services.identity import SignedIn
from workstation.services.witness import Witness, read_witness

_FORMAT = "embercase-signature-1"
_MOST_BYTES = 1 << 20


@dataclass(frozen=True)
class SignatureFile:
    """A signature file that was read; ``holds`` says whether its own signature is right."""

    sha256: str
    size: int
    pages: int
    signer: str
    verified: bool
    witness: str
    holds: bool
    versions: tuple[dict[str, str], ...] = ()


def signature_path(document: Path) -> Path:
    """Where the signature file of a document lies."""
    return document.with_name(document.name + ".sig.json")


def signature_file(
    name: str, sha256: str, size: int, pages: int, witness: Witness, signer: SignedIn,
    versions: Sequence[dict[str, str]] = (),
) -> bytes:
    """What was signed, by whom, with which key. ``versions`` are the hashes of the file before each signature in it,
    with who signed."""
    officer = signer.officer
    payload = f"EMBERCASE-FILE1.{sha256}.{size}.{witness.payload()}"
    body: dict[str, Any] = {
        "format": _FORMAT,
        "file": name,
        "sha256": sha256,
        "size": size,
        "pages": pages,
        "signer": {
            "name": officer.name, "unit": officer.unit, "certificate_no": officer.certificate_no,
            "public_key": officer.public_key, "signed_in": officer.verified,
        },
        "witness": witness.text(),
        "payload": payload,
        "signature": signer.sign(payload.encode()).hex(),
    }
    if versions:
        body["versions"] = list(versions)
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode()


def read_signature_file(document: Path) -> SignatureFile | None:
    """The signature file of a document, if there is one. Raises ``signature.file_unreadable``."""
    path = signature_path(document)
    try:
        with path.open("rb") as stream:
            body = json.loads(stream.read(_MOST_BYTES))
        witness = read_witness(str(path))
        payload = f"EMBERCASE-FILE1.{body['sha256']}.{int(body['size'])}.{witness.payload()}"
        return SignatureFile(
            str(body["sha256"]), int(body["size"]), int(body["pages"]), str(body["signer"]["name"]),
            bool(body["signer"]["signed_in"]), str(body["witness"]), body["payload"] == payload and _is_signed(body),
            tuple({str(key): str(value) for key, value in one.items()} for one in body.get("versions", ())),
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError("signature.file_unreadable", path=path, reason=error) from error


def _is_signed(body: dict[str, Any]) -> bool:
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(body["signer"]["public_key"]))
    try:
        key.verify(bytes.fromhex(body["signature"]), str(body["payload"]).encode())
    except InvalidSignature:
        return False
    return True
