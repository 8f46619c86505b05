"""Reads the signatures of a PDF that may come from anywhere. Runs in the sandbox; answers in plain data.

Of a file whose last revision was cut off, the signatures that are left still hold: that is seen only by whoever has
the hash of the whole file, which the signature file beside a document holds.
"""

import base64
import logging
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import crl, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from workstation.domain.errors import UserError
from workstation.domain.parsed import Parsed
from workstation.services.signatures.certificates import in_order, number, person, revoked_on, unit

_MOST_SIGNATURES = 50
_CHANGES = {
    ModificationLevel.NONE: "none", ModificationLevel.LTA_UPDATES: "proof", ModificationLevel.FORM_FILLING: "signing",
    ModificationLevel.ANNOTATIONS: "annotations", ModificationLevel.OTHER: "other",
}


def check(path: str, *, roots: Sequence[str] = (), revocations: Sequence[str] = ()) -> Parsed:
    """Every signature of the file, in the order in which they were made; ``roots`` and ``revocations`` are DER in
    base64. Raises ``signature.not_a_pdf``, ``signature.encrypted``."""
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what it finds is in the answer
    trusted = [x509.Certificate.load(base64.b64decode(root)) for root in roots]
    listed = [crl.CertificateList.load(base64.b64decode(one)) for one in revocations]
    with Path(path).open("rb") as stream:
        try:
            reader = PdfFileReader(stream, strict=False)
            if reader.encrypted:
                raise UserError("signature.encrypted")
            pages = int(reader.root["/Pages"]["/Count"])
            fields = [(name, value is None) for name, value, _ in enumerate_sig_fields(reader)]
            embedded = reader.embedded_regular_signatures[:_MOST_SIGNATURES]
        except UserError:
            raise
        except Exception as problem:  # a reader may raise anything on a file that nobody here made
            raise UserError("signature.not_a_pdf", reason=_short(problem)) from problem
        proof, kept = _kept_proof(reader)
        signatures = [_signature(one, trusted, [*listed, *proof], kept=kept) for one in embedded]
    return Parsed({"pages": pages, "free": in_order(name for name, free in fields if free), "signatures": signatures})


def _kept_proof(reader: PdfFileReader) -> tuple[list[crl.CertificateList], bool]:
    """The revocation lists in the document itself, and whether it keeps any proof for later."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return [], False
    lists = [crl.CertificateList.load(one.get_object().data) for one in store.crls]
    return lists, bool(lists or store.ocsps)


def _signature(
    one: EmbeddedPdfSignature, roots: list[x509.Certificate], lists: list[crl.CertificateList], *, kept: bool
) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "field": one.field_name, "name": "", "unit": "", "number": "", "serial": "", "issuer": "",
        "reason": str(one.sig_object.get("/Reason", "")), "location": str(one.sig_object.get("/Location", "")),
        "claimed_at": "", "stamped_at": "", "stamped_by": "", "stamp_trusted": False, "intact": False, "valid": False,
        "whole": False, "changed": "unknown", "trusted": False, "root": "", "root_fingerprint": "", "until": "",
        "expired": False, "revoked": False, "trust_problem": "", "level": "", "problem": "", "sound": False,
    }
    certificate = one.signer_cert
    facts |= _of_certificate(certificate)
    try:
        status = _validate(one, roots, lists)
        facts |= _of_status(status)
        facts |= _revocation(certificate, facts, lists, roots)
        facts["level"] = _level(one, status, kept=kept)
    except Exception as problem:  # a signature that cannot even be read: said of this one, the others are read on
        facts["problem"] = _short(problem)
    return facts


def _validate(
    one: EmbeddedPdfSignature, roots: list[x509.Certificate], lists: list[crl.CertificateList],
    moment: datetime | None = None,
) -> PdfSignatureStatus:
    def context() -> ValidationContext:
        return ValidationContext(
            trust_roots=roots, crls=lists, allow_fetching=False, moment=moment, revocation_mode="soft-fail"
        )

    status = _run(async_validate_pdf_signature(one, context(), context()))
    stamp = status.timestamp_validity
    if moment is None and stamp is not None and stamp.valid and stamp.trusted and not status.trusted:
        # expired since: what counts is the day that the time stamp proves
        return _validate(one, roots, lists, stamp.timestamp)
    return status


def _run(validation: Coroutine[Any, Any, PdfSignatureStatus]) -> PdfSignatureStatus:
    """Run what waits for nothing, since nothing is fetched: an event loop needs sockets, which the sandbox forbids."""
    try:
        validation.send(None)
    except StopIteration as done:
        status: PdfSignatureStatus = done.value
        return status
    raise RuntimeError("the validation waits for something")


def _of_certificate(certificate: x509.Certificate) -> dict[str, Any]:
    end = certificate["tbs_certificate"]["validity"]["not_after"].native
    return {
        "name": person(certificate), "unit": unit(certificate), "number": number(certificate),
        "serial": f"{certificate.serial_number:x}", "until": end.isoformat(),
        "issuer": str(certificate.issuer.native.get("common_name", "")),
    }


def _of_status(status: PdfSignatureStatus) -> dict[str, Any]:
    stamp = status.timestamp_validity
    path = status.validation_path if status.trusted else None
    root = next(iter(path.iter_certs(include_root=True)), None) if path is not None else None
    indication = str(status.trust_problem_indic or "").rpartition(".")[2]
    facts: dict[str, Any] = {
        "intact": status.intact, "valid": status.valid, "trusted": status.trusted,
        "whole": status.coverage in (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION),
        "sound": status.bottom_line, "changed": _change(status),
        "claimed_at": status.signer_reported_dt.isoformat() if status.signer_reported_dt else "",
        "expired": "EXPIRED" in indication or "OUT_OF_BOUNDS" in indication, "trust_problem": indication,
            }
    if root is not None:
        facts |= {"root": person(root), "root_fingerprint": root.sha256.hex()}
    if stamp is not None:
        facts |= {
            "stamped_at": stamp.timestamp.isoformat(), "stamped_by": person(stamp.signing_cert),
            "stamp_trusted": bool(stamp.valid and stamp.intact and stamp.trusted),
        }
    return facts


def _revocation(
    certificate: x509.Certificate, facts: dict[str, Any], lists: list[crl.CertificateList],
    roots: list[x509.Certificate],
) -> dict[str, Any]:
    """A revoked certificate: only a trusted time stamp proves that a signature is older than that."""
    on = revoked_on(certificate, [one.dump() for one in lists], [root.dump() for root in roots])
    if on is None or (facts["stamp_trusted"] and datetime.fromisoformat(facts["stamped_at"]) < on):
        return {}
    return {"revoked": True, "sound": False}


def _change(status: PdfSignatureStatus) -> str:
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return "none"
    level = status.modification_level
    return "unknown" if level is None else _CHANGES[level]


def _level(one: EmbeddedPdfSignature, status: PdfSignatureStatus, *, kept: bool) -> str:
    """The PAdES baseline level, or empty for another kind of signature."""
    if str(one.sig_object.get("/SubFilter", "")) != "/ETSI.CAdES.detached":
        return ""
    if status.timestamp_validity is None:
        return "B-B"
    return "B-LT" if kept else "B-T"


def _short(problem: BaseException) -> str:
    with suppress(Exception):
        return (str(problem) or type(problem).__name__)[:200]
    return type(problem).__name__
