"""The far side of signing: pyHanko puts one signature into the copy."""

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import crl, tsp, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfReadError, PdfWriteError
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext

from workstation.domain.errors import UserError
from workstation.domain.time import BEIJING, zone
from workstation.domain.words import N_, Words
from workstation.services.signatures.certificates import in_order, number, person, revoked_on, unit
from workstation.services.signatures.keys import open_key
from workstation.services.signatures.request import SignRequest
from workstation.typeset.seal import draw_seal

_TSA_TIMEOUT_S = 15
_DIGEST = "sha256"
_STRIP = (79.0, 14.0, 205.0, 46.0)  # left, bottom, width, height: below the text of the last page
_MANY = 99
_FULL = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID)


class _Stamper(RequestsHTTPTimeStamper):
    """A time stamp server whose answer may be anything, though it calls itself a time stamp."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        try:
            answer = await super().async_request_tsa_response(req)
            str(answer["status"].native)  # what is no time stamp may show only when it is read
        except ValueError:
            raise TimestampRequestError("Timestamp server response is malformed.") from None
        return answer


# the library forgot the types of its own arguments
_Server: Callable[..., TimeStamper] = _Stamper


@dataclass(frozen=True)
class _Place:
    """A field to sign; ``new`` describes one that is not there yet."""

    name: str
    width: float
    height: float
    new: SigFieldSpec | None = None


def embed(request: SignRequest, copy: Path, now: datetime) -> dict[str, Any]:
    """Sign ``copy`` in place; the answer is JSON. Without revocation data B-LT gives way to B-T, with a note."""
    notes: list[dict[str, Any]] = []
    with open_key(request.key) as signer:
        _require_not_revoked(request, _certificate(signer))
        stamper = _time_stamper(request.tsa)
        if stamper is not None and request.revocations:
            with tempfile.NamedTemporaryFile(dir=copy.parent, suffix=".pdf") as trial:
                shutil.copyfile(copy, trial.name)
                try:
                    field = _sign(request, Path(trial.name), signer, stamper, now, long_term=True)
                except (UserError, OSError):
                    raise
                except Exception as problem:  # the validator raises a dozen kinds; all mean that proof is missing
                    notes.append(_note("signature.no_long_term", reason=_short(problem)))
                else:
                    shutil.copyfile(trial.name, copy)
                    return _answer(signer, field, "B-LT", notes)
        field = _sign(request, copy, signer, stamper, now, long_term=False)
    return _answer(signer, field, "B-T" if stamper else "B-B", notes)


def _answer(signer: Signer, field: str, level: str, notes: list[dict[str, Any]]) -> dict[str, Any]:
    certificate = signer.signing_cert
    assert certificate is not None
    return {"name": person(certificate), "serial": f"{certificate.serial_number:x}", "field": field, "level": level,
            "notes": notes}


def _note(code: str, **values: str) -> dict[str, Any]:
    return {"code": code, "values": values}


def _short(problem: BaseException) -> str:
    return (str(problem) or type(problem).__name__)[:200]


def _root(problem: BaseException) -> str:
    """What went wrong at the bottom of a chain of errors, such as ``Connection refused``."""
    while deeper := problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__):
        problem = deeper
    return next((one for one in problem.args if isinstance(one, str) and one), _short(problem))[:200]


def _time_stamper(address: str) -> TimeStamper | None:
    if not address:
        return None
    if not address.startswith(("http://", "https://")):
        raise UserError("signature.tsa_address", address=address)
    return _Server(address, timeout=_TSA_TIMEOUT_S)


def _sign(
    request: SignRequest, copy: Path, signer: Signer, stamper: TimeStamper | None, now: datetime, *, long_term: bool
) -> str:
    with copy.open("rb+") as stream:
        try:
            writer = IncrementalPdfFileWriter(stream, strict=False)
            if writer.prev.encrypted:
                raise UserError("signature.encrypted", name=request.source.name)
            place = _place(writer, request)
        except (PdfReadError, PdfWriteError) as problem:
            raise UserError("signature.not_a_pdf", name=request.source.name, reason=_short(problem)) from problem
        meta = PdfSignatureMetadata(
            field_name=place.name, md_algorithm=_DIGEST, reason=request.reason or None,
            location=request.location or None, name=person(_certificate(signer)),
            subfilter=SigSeedSubFilter.PADES, embed_validation_info=long_term,
            validation_context=_context(request) if long_term else None,  # room is left: signatures differ in length
        )
        look = _look(request, signer, place, now, copy.parent, stamped=stamper is not None)
        pdf_signer = PdfSigner(meta, signer, timestamper=stamper, stamp_style=look, new_field_spec=place.new)
        try:
            pdf_signer.sign_pdf(writer, in_place=True)
        except (TimestampRequestError, ConnectionError) as problem:
            raise UserError("signature.tsa_dead", address=request.tsa, reason=_root(problem)) from problem
    return place.name


def _require_not_revoked(request: SignRequest, certificate: x509.Certificate) -> None:
    on = revoked_on(certificate, request.revocations, request.roots)
    if on is not None:
        raise UserError("signature.certificate_revoked", name=person(certificate), day=f"{on:%Y-%m-%d}")


def _certificate(signer: Signer) -> x509.Certificate:
    certificate = signer.signing_cert
    assert certificate is not None
    return certificate


def _context(request: SignRequest) -> ValidationContext:
    return ValidationContext(
        trust_roots=[x509.Certificate.load(root) for root in request.roots],
        crls=[crl.CertificateList.load(listed) for listed in request.revocations], allow_fetching=False,
    )


def _place(writer: IncrementalPdfFileWriter, request: SignRequest) -> _Place:
    """The field that was asked for, or the next free one, or a new one at the foot of the last page."""
    fields = list(enumerate_sig_fields(writer.prev))
    free = {name: reference for name, value, reference in fields if value is None}
    if request.field and request.field not in free:
        taken = any(name == request.field for name, _, _ in fields)
        code = "signature.field_taken" if taken else "signature.no_such_field"
        raise UserError(code, field=request.field, free="、".join(free))
    name = request.field or next(iter(in_order(free)), "")
    if name:
        left, bottom, right, top = (float(edge) for edge in free[name].get_object()["/Rect"])
        return _Place(name, right - left, top - bottom)
    names = {name for name, _, _ in fields}
    count = next(count for count in range(len(names) + 1, len(names) + _MANY) if f"signature{count}" not in names)
    left, bottom, width, height = _STRIP
    left += (count - 1) % 2 * (width + 12)
    box = (round(left), round(bottom), round(left + width), round(bottom + height))
    return _Place(f"signature{count}", width, height, SigFieldSpec(f"signature{count}", on_page=-1, box=box))


def _look(
    request: SignRequest, signer: Signer, place: _Place, now: datetime, folder: Path, *, stamped: bool
) -> StaticStampStyle:
    """The appearance, set with the shipped faces and embedded like every other text of the document."""
    words, certificate = Words(request.language), _certificate(signer)
    local = now.astimezone(zone(BEIJING))
    facts = [
        words(N_("Electronic signature")) + f"  {local:%Y-%m-%d %H:%M:%S} +08:00",
        "  ".join(filter(None, (unit(certificate), number(certificate)))),
        words(N_("Reason: {reason}"), reason=request.reason) if request.reason else "",
        words(N_("Certificate {serial}, issued by {issuer}"), serial=f"{certificate.serial_number:x}"[:16],
              issuer=certificate.issuer.native.get("common_name", "")),
        words(N_("With a time stamp of {server}"), server=request.tsa.split("/")[2]) if stamped else "",
    ]
    output = folder / "seal.pdf"
    with suppress(FileNotFoundError):
        output.unlink()
    draw_seal(person(certificate), [fact for fact in facts if fact], place.width, place.height, output)
    return StaticStampStyle.from_pdf_file(str(output), border_width=0, background_layout=_FULL)
