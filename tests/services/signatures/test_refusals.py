"""What goes wrong on the way to a signature: a sentence each, and the file as it was."""

import shutil
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from tests.services.signatures.hands import SECRET, Sign, key_of, unchanged
from workstation.api import UserError, Words
from workstation.domain.errors import Cancelled
from workstation.services.job import Task
from workstation.services.signatures.keys import open_key
from workstation.services.signatures.request import KeyFile, Token


def test_keys_that_cannot_be_used_are_told_in_a_sentence(office: Path, tmp_path: Path) -> None:
    (tmp_path / "坏.p12").write_bytes(b"no key")
    for key, code in (
        (KeyFile(key_of(office, "陈志远").path, "wrong passphrase"), "signature.wrong_passphrase"),
        (KeyFile(tmp_path / "坏.p12", "x"), "signature.key_file_unreadable"),
        (KeyFile(tmp_path / "没有.p12", "x"), "signature.key_file_unreadable"),
        (expired_key(tmp_path), "signature.certificate_expired"),
        (Token(tmp_path / "没有.so"), "signature.token_library"),
        (Token(tmp_path / "坏.p12"), "signature.token_library"),
    ):
        with pytest.raises(UserError) as caught, open_key(key):
            pass
        assert caught.value.code == code
        for language in ("zh", "en"):
            assert "{" not in Words(language).error(caught.value)


@pytest.mark.parametrize(("code", "options"), [
    ("signature.wrong_passphrase", {"key": None}), ("signature.tsa_dead", {"tsa": "http://127.0.0.1:9/"}),
    ("signature.no_such_field", {"field": "judge"}),
])
def test_a_failure_leaves_the_file_as_it_was(
    sign: Sign, document: Path, office: Path, code: str, options: dict[str, object]
) -> None:
    before = document.read_bytes()
    if "key" in options:
        options = {"key": KeyFile(key_of(office, "陈志远").path, "wrong passphrase")}
    with pytest.raises(UserError) as caught:
        sign(document, **options)
    assert caught.value.code == code
    assert unchanged(document, before)


class Garbage(BaseHTTPRequestHandler):
    """Answers what calls itself a time stamp and is none."""

    def do_POST(self) -> None:
        body = b"<html>login</html>"
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Not on the console."""


def test_a_server_that_gives_no_time_stamp_is_told_in_plain_words(sign: Sign, document: Path) -> None:
    before = document.read_bytes()
    server = HTTPServer(("127.0.0.1", 0), Garbage)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        for port, reason in ((server.server_port, "应答不是时间戳"), (9, "连接被拒绝")):
            with pytest.raises(UserError, match=r"signature\.tsa_dead") as caught:
                sign(document, tsa=f"http://127.0.0.1:{port}/")
            assert f"（{reason}）" in Words("zh").error(caught.value)
    finally:
        server.shutdown()
        server.server_close()
    assert unchanged(document, before)


def expired_key(folder: Path) -> KeyFile:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "过期")])
    long_ago = datetime.now(UTC) - timedelta(days=30)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(5).not_valid_before(long_ago - timedelta(days=30)).not_valid_after(long_ago)
        .sign(key, hashes.SHA256())
    )
    encryption = serialization.BestAvailableEncryption(SECRET.encode())
    (folder / "过期.p12").write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, encryption))
    return KeyFile(folder / "过期.p12", SECRET)


def test_a_file_that_is_not_there_is_told_by_its_path(sign: Sign, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        sign(tmp_path / "没有 副本.pdf")
    assert Words("zh").error(caught.value) == f"读不了 {tmp_path / '没有 副本.pdf'}：没有这个文件或文件夹。"
    assert not list(tmp_path.glob("没有*"))


def test_files_that_are_no_pdf_are_refused(sign: Sign, document: Path, tmp_path: Path) -> None:
    whole = document.read_bytes()
    secret = tmp_path / "加密.pdf"
    with pikepdf.open(document) as pdf:
        pdf.save(secret, encryption=pikepdf.Encryption(owner="a", user="b"))
    for name, content, code in (
        ("空.pdf", b"", "signature.not_a_pdf"), ("字.pdf", b"hello" * 100, "signature.not_a_pdf"),
        ("断.pdf", whole[: len(whole) // 2], "signature.not_a_pdf"), ("加密.pdf", None, "signature.encrypted"),
    ):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(UserError) as caught:
            sign(path)
        assert caught.value.code == code
        assert caught.value.values["name"] == name


def test_a_full_disk_leaves_the_file_as_it_was(sign: Sign, document: Path, tmp_path: Path) -> None:
    disk = tmp_path / "移动 硬盘"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        there = Path(shutil.copy(document, disk / document.name))
        before = there.read_bytes()
        with pytest.raises(UserError, match=r"dossier\.disk_full"):
            sign(there)
        assert unchanged(there, before)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_cancelling_leaves_the_file_as_it_was(sign: Sign, document: Path) -> None:
    before = document.read_bytes()
    stop = threading.Event()
    task = Task(lambda progress: stop.set() if progress.done == 1 else None, stop)
    with pytest.raises(Cancelled):
        sign(document, task=task)
    assert unchanged(document, before)
