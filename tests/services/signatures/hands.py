"""What tests of signatures share: keys, checks, and what a signature covers."""

from collections.abc import Callable
from pathlib import Path

from workstation.api import Words
from workstation.services.sandbox import Sandbox
from workstation.services.sealed import KeyCost
from workstation.services.signatures.authority import Authority
from workstation.services.signatures.document import Verified, statements, verdict, verify_document
from workstation.services.signatures.request import KeyFile
from workstation.services.signatures.signing import Signed
from workstation.services.signatures.trust import Trust

Sign = Callable[..., Signed]
CHEAP = KeyCost(1, 8, 1)
ROOT_SECRET, SECRET = "root passphrase", "officer passphrase"
SOFTHSM = next((path for path in (
    Path("/usr/lib/softhsm/libsofthsm2.so"), Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
    Path("/usr/local/lib/softhsm/libsofthsm2.so"), Path("/opt/homebrew/lib/softhsm/libsofthsm2.so"),
) if path.is_file()), None)


def key_of(office: Path, name: str) -> KeyFile:
    return KeyFile(next(path for path in Authority(office).key_files() if path.name.startswith(name)), SECRET)


def verify(sandbox: Sandbox, path: Path, profile: Path) -> Verified:
    return verify_document(sandbox.parse, path, Trust(profile))


def said(verified: Verified, language: str = "zh") -> str:
    words = Words(language)
    return "\n".join(one.text for one in [*statements(verified, words), verdict(verified, words)])


def byte_ranges(data: bytes) -> list[tuple[bytes, bytes]]:
    """What each signature covers, and its CMS."""
    found = []
    place = 0
    while (place := data.find(b"/ByteRange", place)) >= 0:
        numbers = [int(part) for part in data[data.index(b"[", place) + 1 : data.index(b"]", place)].split()]
        first, length, second, rest = numbers
        covered = data[first : first + length] + data[second : second + rest]
        found.append((covered, bytes.fromhex(data[first + length + 1 : second - 1].decode())))
        place += 1
    return found


def unchanged(document: Path, before: bytes) -> bool:
    names = {path.name for path in document.parent.iterdir()}
    return document.read_bytes() == before and not any(name.startswith(".embercase") for name in names)
