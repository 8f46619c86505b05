"""Time stamps of a server on this machine, and proof that is kept for later."""

import http.server
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from tests.services.signatures.hands import Sign, said, verify
from workstation.services.sandbox import Sandbox
from workstation.services.signatures.trust import Trust


class Stamps(http.server.ThreadingHTTPServer):
    """A time stamp server (RFC 3161) on this machine."""

    def __init__(self, stamper: DummyTimeStamper) -> None:
        super().__init__(("127.0.0.1", 0), _StampHandler)
        self.stamper = stamper

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/tsa"


class _StampHandler(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        assert isinstance(self.server, Stamps)
        answer = self.server.stamper.request_tsa_response(request).dump()
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture(scope="module")
def stamps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stamps, Path]]:
    """The server and its root certificate."""
    folder = tmp_path_factory.mktemp("tsa")
    root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "时间戳根证书")])
    now = datetime.now(UTC)

    def certificate(name: x509.Name, public: rsa.RSAPublicKey, *, authority: bool) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder().subject_name(name).issuer_name(root_name).public_key(public)
            .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        if not authority:
            stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(stamping, critical=True)
        return builder.sign(root_key, hashes.SHA256())

    root = certificate(root_name, root_key.public_key(), authority=True)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "时间戳服务")])
    own = certificate(name, key.public_key(), authority=False)
    (folder / "root.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    stamper = DummyTimeStamper(
        asn1_x509.Certificate.load(own.public_bytes(serialization.Encoding.DER)), keys.PrivateKeyInfo.load(secret)
    )
    server = Stamps(stamper)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server, folder / "root.pem"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_time_stamp_proves_the_time(
    sign: Sign, document: Path, office: Path, sandbox: Sandbox, stamps: tuple[Stamps, Path]
) -> None:
    server, _ = stamps
    assert sign(document, tsa=server.address).level == "B-T"
    (one,) = verify(sandbox, document, office).signatures
    assert (one["level"], one["stamped_by"], one["stamp_trusted"]) == ("B-T", "时间戳服务", False)
    assert "但本机尚未信任它" in said(verify(sandbox, document, office))


def test_with_proof_kept_for_later_it_reaches_the_long_term_level(
    sign: Sign, document: Path, office: Path, sandbox: Sandbox, stamps: tuple[Stamps, Path], tmp_path: Path
) -> None:
    server, root = stamps
    profile = Path(shutil.copytree(office, tmp_path / "profile"))
    trust = Trust(profile)
    trust.add(root)
    options = {"roots": tuple(one.der for one in trust.roots()), "revocations": tuple(trust.revocations())}
    signed = sign(document, tsa=server.address, **options)
    assert (signed.level, signed.notes) == ("B-LT", ())
    verified = verify(sandbox, document, profile)
    (one,) = verified.signatures
    assert (one["level"], one["stamp_trusted"], one["changed"]) == ("B-LT", True, "proof")
    assert verified.holds and "由时间戳服务“时间戳服务”证明" in said(verified)
    with pikepdf.open(document) as pdf:
        assert len(pdf.Root.DSS.CRLs) == 1


def test_without_the_servers_root_it_stays_a_level_lower_and_says_so(
    sign: Sign, document: Path, office: Path, stamps: tuple[Stamps, Path]
) -> None:
    trust = Trust(office)
    options = {"roots": tuple(one.der for one in trust.roots()), "revocations": tuple(trust.revocations())}
    signed = sign(document, tsa=stamps[0].address, **options)
    assert signed.level == "B-T"
    assert [note.code for note in signed.notes] == ["signature.no_long_term"]
