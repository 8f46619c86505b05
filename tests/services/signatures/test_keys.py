"""Tokens, the root of the office, and the command line."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from tests.services.signatures.hands import CHEAP, ROOT_SECRET, SECRET, SOFTHSM, Sign, key_of, verify
from workstation.api import UserError
from workstation.cli import main
from workstation.services.sandbox import Sandbox
from workstation.services.signatures.authority import Authority
from workstation.services.signatures.keys import open_key
from workstation.services.signatures.request import Token
from workstation.services.signatures.trust import Trust


@pytest.fixture
def token(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Token:
    """A token of SoftHSM with the key and certificate of an officer."""
    if SOFTHSM is None or not shutil.which("softhsm2-util") or not shutil.which("openssl"):
        pytest.skip("softhsm2 or openssl is not installed")
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    made = ["softhsm2-util", "--init-token", "--free", "--label", "清溪", "--so-pin", "12345678", "--pin", "1234"]
    subprocess.run(made, check=True, capture_output=True)
    source = key_of(office, "林静")
    key, certificate, _ = pkcs12.load_key_and_certificates(source.path.read_bytes(), SECRET.encode())
    assert key is not None and certificate is not None
    (tmp_path / "key.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ))
    subprocess.run(["softhsm2-util", "--import", "key.pem", "--token", "清溪", "--label", "sign", "--id", "a1", "--pin",
                    "1234"], check=True, capture_output=True, cwd=tmp_path)
    put_certificate = (
        "import sys, pkcs11\n"
        "from pkcs11 import Attribute as A, CertificateType, ObjectClass\n"
        "from asn1crypto import x509\n"
        "der = open(sys.argv[2], 'rb').read(); c = x509.Certificate.load(der)\n"
        "token = pkcs11.lib(sys.argv[1]).get_token(token_label='清溪')\n"
        "with token.open(rw=True, user_pin='1234') as session:\n"
        "    session.create_object({A.CLASS: ObjectClass.CERTIFICATE, A.CERTIFICATE_TYPE: CertificateType.X_509,\n"
        "        A.TOKEN: True, A.LABEL: 'sign', A.ID: bytes.fromhex('a1'), A.VALUE: der,\n"
        "        A.SUBJECT: c.subject.dump(), A.ISSUER: c.issuer.dump(),\n"
        "        A.SERIAL_NUMBER: c['tbs_certificate']['serial_number'].dump()})\n"
    )
    (tmp_path / "c.der").write_bytes(certificate.public_bytes(serialization.Encoding.DER))
    subprocess.run([sys.executable, "-c", put_certificate, str(SOFTHSM), str(tmp_path / "c.der")], check=True,
                   capture_output=True)
    return Token(SOFTHSM, "清溪", "1234")


def test_a_token_signs(sign: Sign, document: Path, office: Path, sandbox: Sandbox, token: Token) -> None:
    for wrong, code in (
        (replace(token, pin="9999"), "signature.wrong_pin"), (replace(token, label="别的"), "signature.token_absent"),
        (replace(token, certificate="王五"), "signature.token_no_certificate"),
    ):
        with pytest.raises(UserError) as caught, open_key(wrong):
            pass
        assert caught.value.code == code
    assert sign(document, token, reason="审核").name == "林静"
    verified = verify(sandbox, document, office)
    assert verified.holds and verified.signatures[0]["name"] == "林静"


# the authority, and the command line


def test_the_root_is_guarded_and_there_is_one_only(office: Path, tmp_path: Path) -> None:
    authority = Authority(office, CHEAP, 2048)
    assert authority.root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert SECRET.encode() not in b"".join(path.read_bytes() for path in office.rglob("*") if path.is_file())
    assert b"PRIVATE KEY" not in (office / "authority" / "authority.json").read_bytes()
    for code, act in (
        ("authority.exists", lambda: authority.create("另一个", ROOT_SECRET)),
        ("authority.wrong_passphrase", lambda: authority.issue("甲", "", "", "wrong passphrase", SECRET)),
        ("identity.passphrase_short", lambda: authority.issue("甲", "", "", ROOT_SECRET, "short")),
        ("identity.name_empty", lambda: authority.issue(" ", "", "", ROOT_SECRET, SECRET)),
        ("authority.unknown_certificate", lambda: authority.revoke("beef", "", ROOT_SECRET)),
        ("authority.absent", lambda: Authority(tmp_path).issued()),
    ):
        with pytest.raises(UserError) as caught:
            act()
        assert caught.value.code == code
    (tmp_path / "authority").mkdir()
    (tmp_path / "authority" / "authority.json").write_text("{")
    with pytest.raises(UserError, match=r"authority\.broken"):
        Authority(tmp_path).issued()


def test_the_command_line_signs_and_verifies(
    document: Path, office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBERCASE_KEY_PASSPHRASE", SECRET)
    profile = Path(shutil.copytree(office, tmp_path / "profile"))

    def run(*arguments: str) -> tuple[int, dict[str, object]]:
        code = main([*arguments, "--profile", str(profile), "--json"])
        return code, json.loads(capsys.readouterr().out)

    key = str(key_of(office, "陈志远").path)
    monkeypatch.chdir(document.parent)  # a file is named as it is called where one stands
    code, signed = run("document", "sign", document.name, "--key", key, "--reason", "承办")
    assert (code, signed["name"], signed["level"]) == (0, "陈志远", "B-B")
    code, verified = run("document", "verify", document.name)
    assert (code, verified["holds"], verified["free_fields"]) == (0, True, ["reviewer"])
    assert main(["document", "verify", str(document), "--profile", str(tmp_path / "other")]) == 1
    assert "尚未信任" in capsys.readouterr().out
    monkeypatch.setenv("EMBERCASE_KEY_PASSPHRASE", "wrong passphrase")
    code, failed = run("document", "sign", str(document), "--key", key)
    assert (code, failed["error"]["code"]) == (3, "signature.wrong_passphrase")  # type: ignore[index]


def test_the_command_line_runs_the_office(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBERCASE_AUTHORITY_PASSPHRASE", ROOT_SECRET)
    monkeypatch.setenv("EMBERCASE_KEY_PASSPHRASE", SECRET)
    profile = Path(shutil.copytree(office, tmp_path / "profile"))

    def run(*arguments: str) -> tuple[int, dict[str, object]]:
        code = main([*arguments, "--profile", str(profile), "--json"])
        return code, json.loads(capsys.readouterr().out)

    assert run("authority", "create", "--unit", "另一个")[1]["error"]["code"] == "authority.exists"  # type: ignore[index]
    code, issued = run("authority", "issue", "--name", "王芳", "--certificate-no", "440125")
    assert code == 0 and Path(str(issued["output"])).is_file()
    _, listed = run("authority", "list")
    newest = listed["issued"][0]  # type: ignore[index]
    assert newest["name"] == "王芳"
    assert run("authority", "revoke", newest["serial"], "--reason", "离职")[0] == 0
    files = ["--output", str(tmp_path / "root.pem"), "--revocations", str(tmp_path / "gone.crl")]
    assert run("authority", "export", *files)[0] == 0
    other = ["--profile", str(tmp_path / "other")]
    for name in ("root.pem", "gone.crl"):
        assert main(["document", "trust", str(tmp_path / name), *other]) == 0
    assert len(Trust(tmp_path / "other").revocations()) == 1
