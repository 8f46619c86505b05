"""What is to be signed with which key, and the process that does it: light, so that neither window nor process waits
for what the other needs."""

import errno
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from workstation.domain.errors import UserError


@dataclass(frozen=True)
class KeyFile:
    """A PKCS#12 file (.p12, .pfx) and its passphrase."""

    path: Path
    passphrase: str


@dataclass(frozen=True)
class Token:
    """A card or stick: the manufacturer's PKCS#11 library, label of the token, PIN, name of the certificate.

    An empty label or name means the only one there is.
    """

    library: Path
    label: str = ""
    pin: str = ""
    certificate: str = ""


KeySource = KeyFile | Token


@dataclass(frozen=True)
class SignRequest:
    """``field``: a free signature field, empty for the next foreseen one; ``tsa``: address of a time stamp server
    (RFC 3161), empty for none; ``roots`` and ``revocations`` (DER) are needed for long-term validation (B-LT)."""

    source: Path
    output: Path
    key: KeySource
    field: str = ""
    reason: str = ""
    location: str = ""
    tsa: str = ""
    language: str = "zh"
    roots: tuple[bytes, ...] = ()
    revocations: tuple[bytes, ...] = ()


def serve(request: SignRequest, copy: str, answers: Connection) -> None:
    """The far side."""
    from workstation.services.signatures.embedding import embed

    try:
        answer = embed(request, Path(copy), datetime.now(UTC))
    except UserError as error:
        answer = {"error": error.code, "values": error.values}
    except OSError as error:
        answer = {"errno": error.errno or errno.EIO, "reason": error.strerror or str(error)}
    except Exception as error:  # whatever a library raises on a file or token that nobody here made
        answer = {"error": "signature.failed", "values": {"reason": f"{type(error).__name__}: {error}"[:300]}}
    answers.send_bytes(json.dumps(answer).encode())
    answers.close()
