"""An officer signs only after the right passphrase; the machine signs as the machine."""

import json
import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from workstation.domain.errors import UserError
from workstation.domain.party import Officer
from workstation.services.identity import Identities
from workstation.services.sealed import KeyCost

CHEAP = KeyCost(passes=1, memory_kib=64, lanes=1)


@pytest.fixture
def identities(tmp_path: Path) -> Identities:
    return Identities(tmp_path / "profile", CHEAP)


def check(officer: Officer, signature: bytes, message: bytes) -> None:
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(officer.public_key)).verify(signature, message)


def test_signing_in_gives_a_key_that_signs(identities: Identities) -> None:
    officer = identities.create("李队长", "清溪大队", "粤消-017", "烬察 passphrase")
    signed_in = identities.sign_in(officer.id, "烬察 passphrase")
    assert signed_in.officer == officer == identities.find("李队长")
    check(officer, signed_in.sign(b"head"), b"head")


def test_a_wrong_passphrase_opens_nothing(identities: Identities) -> None:
    officer = identities.create("李队长", "", "", "right passphrase")
    with pytest.raises(UserError, match="wrong_passphrase"):
        identities.sign_in(officer.id, "wrong passphrase")


def test_the_private_key_is_not_in_the_file(identities: Identities, tmp_path: Path) -> None:
    identities.create("李队长", "", "", "right passphrase")
    (path,) = (tmp_path / "profile" / "officers").iterdir()
    body = json.loads(path.read_text())
    assert set(body["key"]) == {"cipher", "nonce", "data"} and body["kdf"]["name"] == "argon2id"
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_changing_the_passphrase_keeps_the_key(identities: Identities) -> None:
    officer = identities.create("李队长", "", "", "old passphrase")
    identities.change_passphrase(officer.id, "old passphrase", "new passphrase")
    assert identities.sign_in(officer.id, "new passphrase").officer.public_key == officer.public_key
    with pytest.raises(UserError, match="wrong_passphrase"):
        identities.sign_in(officer.id, "old passphrase")


def test_a_profile_can_be_taken_to_another_machine(identities: Identities, tmp_path: Path) -> None:
    officer = identities.create("李队长", "", "", "right passphrase")
    identities.export(officer.id, tmp_path / "李队长.json")
    other = Identities(tmp_path / "other", CHEAP)
    assert other.take_over(tmp_path / "李队长.json") == officer
    assert other.sign_in(officer.id, "right passphrase").officer == officer


def test_the_machine_signs_as_the_machine_and_keeps_its_key(identities: Identities) -> None:
    first, second = identities.machine(), identities.machine()
    assert first.officer == second.officer and not first.officer.verified
    assert "未登录" in first.officer.name
    check(first.officer, first.sign(b"x"), b"x")


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"format": 9, "id": "x"}', b"\xff\xfe"])
def test_a_broken_profile_is_named(identities: Identities, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "坏 的.json"
    path.write_bytes(content)
    with pytest.raises(UserError, match="profile_broken") as caught:
        identities.take_over(path)
    assert caught.value.values["path"] == str(path)


def test_names_and_passphrases_are_asked_for(identities: Identities) -> None:
    with pytest.raises(UserError, match="name_empty"):
        identities.create(" ", "", "", "long enough")
    with pytest.raises(UserError, match="passphrase_short"):
        identities.create("李", "", "", "short")
    with pytest.raises(UserError, match="unknown"):
        identities.find("nobody")
