"""Signatures in PDF files: made by file and by token, with time stamps; read by us and by others; nothing half done."""

import hashlib
import http.server
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from asn1crypto import cms, keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.generic import NameObject, StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from tests.typeset.sample import build
from workstation.api import UserError, Words
from workstation.cli import main
from workstation.domain.errors import Cancelled
from workstation.services.identity import Identities, SignedIn
from workstation.services.job import Task
from workstation.services.sandbox import Sandbox
from workstation.services.sealed import KeyCost
from workstation.services.signature_file import signature_file, signature_path
from workstation.services.signatures.authority import Authority
from workstation.services.signatures.document import Verified, sign_document, statements, verdict, verify_document
from workstation.services.signatures.keys import open_key
from workstation.services.signatures.request import KeyFile, KeySource, SignRequest, Token
from workstation.services.signatures.signing import Signed
from workstation.services.signatures.trust import Trust
from workstation.services.witness import Witness
from workstation.typeset.blocks import Heading, Paragraph, SignaturePlace, Signatures

CHEAP = KeyCost(1, 8, 1)
ROOT_SECRET, SECRET = "root passphrase", "officer passphrase"
SOFTHSM = next((path for path in (
    Path("/usr/lib/softhsm/libsofthsm2.so"), Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
    Path("/usr/local/lib/softhsm/libsofthsm2.so"), Path("/opt/homebrew/lib/softhsm/libsofthsm2.so"),
) if path.is_file()), None)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with an authority and two officers' keys."""
    profile = tmp_path_factory.mktemp("签名 设置")
    authority = Authority(profile, CHEAP, 2048)
    authority.create("清溪消防救援大队", ROOT_SECRET)
    authority.issue("陈志远", "清溪消防救援大队", "粤440123", ROOT_SECRET, SECRET)
    authority.issue("林静", "清溪消防救援大队", "粤440124", ROOT_SECRET, SECRET)
    return profile


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(1)
    yield made
    made.close()


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    places = Signatures((SignaturePlace("承办人", field="investigator"), SignaturePlace("审核人", field="reviewer")))
    folder = tmp_path_factory.mktemp("文件 副本")
    return build(folder, [[Heading(1, "账本校验与签名"), Paragraph("一处烟头。"), places]], "案卷 副本.pdf")[0]


@pytest.fixture
def document(paper: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(paper, tmp_path / paper.name))


@pytest.fixture(scope="module")
def officer(tmp_path_factory: pytest.TempPathFactory) -> SignedIn:
    identities = Identities(tmp_path_factory.mktemp("profile"), CHEAP)
    return identities.sign_in(identities.create("陈志远", "清溪大队", "440123", "correct horse").id, "correct horse")


Sign = Callable[..., Signed]


@pytest.fixture(scope="module")
def sign(office: Path, sandbox: Sandbox, officer: SignedIn) -> Sign:
    def do(path: Path, key: KeySource | None = None, task: Task | None = None, **options: object) -> Signed:
        request = SignRequest(path, path, key or key_of(office, "陈志远"))
        return sign_document(
            task or Task(lambda _: None), replace(request, **options), sandbox.parse, officer,  # type: ignore[arg-type]
        )

    return do


@pytest.fixture(scope="module")
def once(sign: Sign, paper: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The paper with one signature."""
    path = Path(shutil.copy(paper, tmp_path_factory.mktemp("一次") / paper.name))
    sign(path, reason="承办")
    return path


@pytest.fixture(scope="module")
def twice(sign: Sign, once: Path, office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The paper with both signatures."""
    path = Path(shutil.copy(once, tmp_path_factory.mktemp("两次") / once.name))
    sign(path, key_of(office, "林静"), reason="审核")
    return path


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


# signing and what we say of it


def test_two_officers_sign_one_after_the_other_and_both_hold(
    paper: Path, once: Path, twice: Path, office: Path, sandbox: Sandbox
) -> None:
    assert once.read_bytes().startswith(paper.read_bytes()) and twice.read_bytes().startswith(once.read_bytes())
    verified = verify(sandbox, twice, office)
    assert verified.holds and not verified.free
    facts = ("name", "field", "reason", "level", "changed")
    assert [tuple(one[fact] for fact in facts) for one in verified.signatures] == [
        ("陈志远", "investigator", "承办", "B-B", "signing"), ("林静", "reviewer", "审核", "B-B", "none")]
    told = said(verified)
    assert "陈志远 清溪消防救援大队 粤440123，事由：承办" in told
    assert "此后只增加了签名" in told and "签名覆盖整个文件，此后没有改动" in told
    assert "清溪消防救援大队 签名根证书" in told and "全部成立：PDF 内有 2 个签名" in told
    assert "It covers the whole document, and nothing was changed since." in said(verified, "en")


def test_the_signature_is_seen_at_its_place_with_name_and_time(once: Path) -> None:
    with pypdfium2.PdfDocument(once) as pdf:
        pdf.init_forms()
        rendered = pdf[2].render(scale=2, may_draw_forms=True).to_pil().convert("L")
    with pikepdf.open(once) as pdf:
        field = pdf.Root.AcroForm.Fields[0]
        left, bottom, right, top = (float(edge) for edge in field.Rect)
        assert (str(field.V.Name), str(field.V.Reason)) == ("陈志远", "承办")
    high = rendered.height
    box = rendered.crop((int(left * 2), high - int(top * 2), int(right * 2), high - int(bottom * 2)))
    assert sum(count for shade, count in enumerate(box.histogram()) if shade < 128) > 600


def test_there_is_room_for_signatures_of_other_lengths(once: Path) -> None:
    """ECDSA's numbers and time stamps differ in length from one signing to the next: a place cut to measure is too
    small every few times."""
    held = once.read_bytes().rpartition(b"/Contents <")[2].partition(b">")[0]
    spare = len(held) - len(held.rstrip(b"0"))
    assert spare > 256, spare


def test_it_stays_pdf_a(twice: Path) -> None:
    with pikepdf.open(twice) as pdf:
        with pdf.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "B")
            changed = str(pdf.docinfo["/ModDate"])
            assert changed[2:16] == meta["xmp:ModifyDate"][:19].translate(str.maketrans("", "", "-T:"))
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        fonts = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary)
                 and thing.get("/Type") == "/FontDescriptor"]
        assert fonts and all("/FontFile2" in font for font in fonts)
        for field in pdf.Root.AcroForm.Fields:
            assert int(field.F) & 0b100110 == 0b000100 and "/N" in field.AP
        assert not [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary)
                    and thing.get("/S") == "/Transparency"]


def test_a_document_without_places_gets_one_at_the_foot_of_its_last_page(
    sign: Sign, tmp_path: Path, office: Path, sandbox: Sandbox
) -> None:
    other = tmp_path / "来函.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.add_blank_page()
        pdf.save(other)
    assert sign(other).field == "signature1"
    assert sign(other, key_of(office, "林静")).field == "signature2"
    assert verify(sandbox, other, office).holds
    with pikepdf.open(other) as pdf:
        assert len(pdf.pages[1].obj.Annots) == 2


def test_the_signature_file_is_renewed_and_notices_a_signature_that_was_cut_off(
    sign: Sign, document: Path, office: Path, sandbox: Sandbox, officer: SignedIn
) -> None:
    head = "ab" * 32
    bare = Witness("case", 7, head, head, officer.officer.public_key)
    witness = replace(bare, signature=officer.sign(bare.payload().encode()).hex())
    raw = document.read_bytes()
    beside = signature_path(document)
    beside.write_bytes(signature_file(document.name, hashlib.sha256(raw).hexdigest(), len(raw), 1, witness, officer))
    sign(document, reason="承办")
    once = document.read_bytes()
    sign(document, key_of(office, "林静"))
    verified = verify(sandbox, document, office)
    assert verified.holds and verified.file_fits
    versions = json.loads(beside.read_text("utf-8"))["versions"]
    assert [version["then_signed_by"] for version in versions] == ["陈志远", "林静"]
    assert "账本第 7 行" in said(verified)
    document.write_bytes(once)
    cut = verify(sandbox, document, office)
    assert all(one["sound"] for one in cut.signatures) and not cut.holds
    assert "文件末尾的签名缺失" in said(cut)
    with pytest.raises(UserError, match=r"signature\.file_stale"):
        sign(document)


# what others say of it


def test_plain_cryptography_finds_it_in_order(once: Path, office: Path) -> None:
    ((covered, content),) = byte_ranges(once.read_bytes())
    signed = cms.ContentInfo.load(content)["content"]
    (signer,) = signed["signer_infos"]
    attributes = {one["type"].native: one["values"][0].native for one in signer["signed_attrs"]}
    assert attributes["message_digest"] == hashlib.sha256(covered).digest()
    held = [x509.load_der_x509_certificate(one.chosen.dump()) for one in signed["certificates"]]
    own = next(one for one in held if one.serial_number == signer["sid"].chosen["serial_number"].native)
    message = signer["signed_attrs"].untag().dump()
    own.public_key().verify(signer["signature"].native, message, padding.PKCS1v15(), hashes.SHA256())
    own.verify_directly_issued_by(Authority(office).root)
    assert "signing_certificate_v2" in attributes  # what makes it PAdES


def test_openssl_finds_it_in_order(once: Path, office: Path, tmp_path: Path) -> None:
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    ((covered, content),) = byte_ranges(once.read_bytes())
    (tmp_path / "covered").write_bytes(covered)
    (tmp_path / "cms").write_bytes(content)
    Authority(office).export_root(tmp_path / "root.pem")
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "cms", "-content", "covered",
               "-CAfile", "root.pem", "-purpose", "any", "-out", "out"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    (tmp_path / "covered").write_bytes(covered[:-1] + b"x")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0


def test_pdfsig_finds_it_in_order(twice: Path) -> None:
    if not shutil.which("pdfsig"):
        pytest.skip("pdfsig (poppler) is not installed")
    told = subprocess.run(["pdfsig", str(twice)], capture_output=True, text=True, check=False).stdout
    if "Signature Validation" not in told:
        pytest.skip("pdfsig was built without NSS")
    assert told.count("Signature is Valid") == 2
    assert "陈志远" in told and "ETSI.CAdES.detached" in told


# tampering


def test_a_flipped_byte_is_seen(
    sign: Sign, once: Path, document: Path, office: Path, sandbox: Sandbox
) -> None:
    shutil.copy(once, document)
    data = bytearray(document.read_bytes())
    place = data.index(b"<dc:title>")  # metadata are not compressed
    data[place + 60] ^= 1
    document.write_bytes(data)
    verified = verify(sandbox, document, office)
    assert not verified.holds and not verified.signatures[0]["intact"]
    assert "已被改动" in said(verified) and "不可采信" in said(verified)
    with pytest.raises(UserError, match=r"signature\.broken_before"):
        sign(document)


def test_a_page_that_was_written_over_is_seen(once: Path, document: Path, office: Path, sandbox: Sandbox) -> None:
    shutil.copy(once, document)
    with document.open("rb+") as stream:
        writer = IncrementalPdfFileWriter(stream)
        page = writer.root["/Pages"]["/Kids"][2].get_object()
        page[NameObject("/Contents")] = writer.add_object(StreamObject(stream_data=b"0 0 300 300 re f"))
        writer.update_container(page)
        writer.write_in_place()
    verified = verify(sandbox, document, office)
    (one,) = verified.signatures
    assert one["intact"] and one["valid"] and one["changed"] == "other"
    assert not verified.holds and "签名之后，文件内容被改动过" in said(verified)


def test_whom_nobody_trusts_is_told(once: Path, office: Path, sandbox: Sandbox, tmp_path: Path) -> None:
    document = once
    stranger = tmp_path / "检察院 设置"
    verified = verify(sandbox, document, stranger)
    assert not verified.holds and "本机尚未信任签发者“清溪消防救援大队 签名根证书”" in said(verified)
    Authority(office).export_root(tmp_path / "root.pem")
    assert Trust(stranger).add(tmp_path / "root.pem") == "清溪消防救援大队 签名根证书"
    assert verify(sandbox, document, stranger).holds
    (tmp_path / "officer.pem").write_text(Authority(office).issued()[0].certificate)
    with pytest.raises(UserError, match=r"trust\.no_root"):
        Trust(stranger).add(tmp_path / "officer.pem")
    (root,) = Trust(stranger).roots()
    Trust(stranger).remove(root.fingerprint)
    assert not verify(sandbox, document, stranger).holds


def test_a_revoked_certificate_is_told(document: Path, sign: Sign, sandbox: Sandbox, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    authority = Authority(profile, CHEAP, 2048)
    authority.create("大队", ROOT_SECRET)
    key = KeyFile(authority.issue("张三", "大队", "1", ROOT_SECRET, SECRET), SECRET)
    sign(document, key)
    assert verify(sandbox, document, profile).holds
    with pytest.raises(UserError, match=r"authority\.wrong_passphrase"):
        authority.revoke(authority.issued()[0].serial, "丢失", "another passphrase")
    authority.revoke(authority.issued()[0].serial, "密钥丢失", ROOT_SECRET)
    lists = {"roots": tuple(one.der for one in Trust(profile).roots()), "revocations": (authority.revocations,)}
    with pytest.raises(UserError, match=r"signature\.certificate_revoked"):
        sign(document, key, **lists)
    verified = verify(sandbox, document, profile)
    assert not verified.holds and "张三 的证书已被“大队 签名根证书”吊销" in said(verified)


# what goes wrong on the way


def unchanged(document: Path, before: bytes) -> bool:
    names = {path.name for path in document.parent.iterdir()}
    return document.read_bytes() == before and not any(name.startswith(".embercase") for name in names)


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


# time stamps


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


# tokens


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
    code, signed = run("document", "sign", str(document), "--key", key, "--reason", "承办")
    assert (code, signed["name"], signed["level"]) == (0, "陈志远", "B-B")
    code, verified = run("document", "verify", str(document))
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
