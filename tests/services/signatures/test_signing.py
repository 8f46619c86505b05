"""Signatures in PDF files as we and as others read them."""

import hashlib
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from pyhanko.pdf_utils.generic import NameObject, StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.services.signatures.hands import (
    CHEAP,
    ROOT_SECRET,
    SECRET,
    Sign,
    byte_ranges,
    key_of,
    said,
    verify,
)
from workstation.api import UserError
from workstation.services.identity import SignedIn
from workstation.services.sandbox import Sandbox
from workstation.services.signature_file import signature_file, signature_path
from workstation.services.signatures.authority import Authority
from workstation.services.signatures.request import KeyFile
from workstation.services.signatures.trust import Trust
from workstation.services.witness import Witness

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
    # id-aa-signingCertificateV2 makes it PAdES; by its number, as its name is known only where time stamps are read
    assert "1.2.840.113549.1.9.16.2.47" in {one["type"].dotted for one in signer["signed_attrs"]}


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
