"""A signed document as a whole: the signatures in the PDF and the signature file beside it, made and read together."""

import base64
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from workstation.domain.errors import UserError
from workstation.domain.time import BEIJING, zone
from workstation.domain.words import N_, Words
from workstation.services.identity import SignedIn
from workstation.services.job import Job, Parse, Task
from workstation.services.signature_file import SignatureFile, read_signature_file, signature_file, signature_path
from workstation.services.signatures.request import SignRequest
from workstation.services.signatures.signing import CHECK, Signed, digest_of, sign_pdf
from workstation.services.signatures.trust import Trust
from workstation.services.witness import parse_witness
from workstation.storage.durable import write_durably


@dataclass(frozen=True)
class Statement:
    """One thing that was found, as a sentence. Levels: success, info, warning, error."""

    level: str
    text: str


@dataclass(frozen=True)
class Verified:
    """What a document's signatures are worth."""

    path: Path
    pages: int
    signatures: tuple[dict[str, Any], ...]
    free: tuple[str, ...]
    file: SignatureFile | None
    file_fits: bool
    sha256: str

    @property
    def holds(self) -> bool:
        """Whether it is signed, and nothing is broken, changed, revoked or vouched for by nobody known here."""
        signed = bool(self.signatures) or self.file is not None
        return signed and all(one["sound"] for one in self.signatures) and (self.file is None or self.file_fits)


def verify_document(parse: Parse, path: Path, trust: Trust) -> Verified:
    """Check every signature of a PDF, in the sandbox, and the signature file beside it.

    Raises ``UserError``: ``signature.cannot_read`` and what ``checking.check`` raises.
    """
    try:
        sha256, size = digest_of(path), path.stat().st_size
    except OSError as error:
        raise UserError("signature.cannot_read", path=path, reason=error.strerror or error) from error
    found = parse(CHECK, path, roots=[_text(root.der) for root in trust.roots()],
                  revocations=[_text(one) for one in trust.revocations()]).data
    beside = read_signature_file(path)
    fits = beside is not None and beside.holds and (beside.sha256, beside.size) == (sha256, size)
    return Verified(path, found["pages"], tuple(found["signatures"]), tuple(found["free"]), beside, fits, sha256)


def sign_document(task: Task, request: SignRequest, parse: Parse, signer: SignedIn) -> Signed:
    """Sign the PDF and renew its signature file, if it has one; a job on a case tells the ledger.

    Raises what ``sign_pdf`` raises, and ``signature.file_stale`` if the signature file is not of this file.
    """
    beside = read_signature_file(request.source)
    if beside is not None and not (beside.holds and beside.sha256 == digest_of(request.source)):
        raise UserError("signature.file_stale", name=request.source.name)
    signed = sign_pdf(task, request, parse)
    if beside is not None:
        version = {"sha256": beside.sha256, "then_signed_by": signed.name, "certificate": signed.serial}
        content = signature_file(
            request.output.name, signed.sha256, signed.size, beside.pages, parse_witness(beside.witness), signer,
            (*beside.versions, version),
        )
        try:
            write_durably(signature_path(request.output), content)
        except OSError as error:  # the PDF is signed and whole; only its companion is of the file as it was
            path = signature_path(request.output)
            raise UserError("signature.file_not_renewed", path=path, reason=error.strerror or error) from error
    if isinstance(task, Job) and not task.case.read_only:
        task.write(
            "dossier.sign",
            lambda work: work.note(
                file=request.output.name, sha256=signed.sha256, before=signed.before, signed_by=signed.name,
                certificate=signed.serial, field=signed.field, level=signed.level,
            ),
            undoable=False, witness=True,
        )
    return signed


def statements(verified: Verified, words: Words) -> list[Statement]:
    """Everything that was found, in sentences: who, when, the whole document or not, changed since, trusted by whom."""
    said: list[Statement] = []
    if not verified.signatures:
        said.append(Statement("warning", words(N_("There is no signature in this PDF."))))
    for number, one in enumerate(verified.signatures, 1):
        said += _of_signature(number, one, words)
    said += _of_file(verified, words)
    return said


def verdict(verified: Verified, words: Words) -> Statement:
    """The one sentence above all others."""
    count = len(verified.signatures)
    if verified.holds:
        return Statement("success", words(N_("All holds: {count} signatures in the PDF."), count=count))
    if any(_is_broken(one) for one in verified.signatures) or (verified.file is not None and not verified.file_fits):
        return Statement("error", words(N_("Do not rely on this document as it is: read below why.")))
    return Statement("warning", words(N_("Nothing is broken, but not everything is vouched for: read below.")))


def _is_broken(one: dict[str, Any]) -> bool:
    return not one["intact"] or not one["valid"] or one["revoked"] or one["changed"] in ("other", "unknown")


def _of_signature(number: int, one: dict[str, Any], words: Words) -> list[Statement]:
    if one["problem"]:
        text = words(N_("Signature {number} ({field}) cannot be read: {reason}"), number=number, field=one["field"],
                     reason=one["problem"])
        return [Statement("error", text)]
    who = " ".join(filter(None, (one["name"], one["unit"], one["number"])))
    sound = one["intact"] and one["valid"]
    text = words(
        N_("Signature {number}: {who}, {reason}") if one["reason"] else N_("Signature {number}: {who}"),
        number=number, who=who, reason=one["reason"],
    )
    said = [Statement("info" if sound else "error", text)]
    if not sound:
        said.append(Statement("error", words(N_("The signed bytes were changed, or the signature is forged."))))
    return [*said, _when(one, words), _extent(one, words), _chain(one, words)]


def _when(one: dict[str, Any], words: Words) -> Statement:
    if one["stamped_at"]:
        code = (
            N_("Time: before {time}, proven by the time stamp server {server}.") if one["stamp_trusted"] else
            N_("Time: before {time} by the time stamp server {server}, whom nobody here has trusted.")
        )
        text = words(code, time=_local(one["stamped_at"]), server=one["stamped_by"])
        return Statement("success" if one["stamp_trusted"] else "warning", text)
    text = words(N_("Time: {time}, told by the signer's computer only; no time stamp proves it."),
                 time=_local(one["claimed_at"]) if one["claimed_at"] else "—")
    return Statement("info", text)


def _extent(one: dict[str, Any], words: Words) -> Statement:
    if not one["whole"]:
        return Statement("error", words(N_("It covers only a part of the document.")))
    said = {
        "none": ("success", N_("It covers the whole document, and nothing was changed since.")),
        "signing": ("success", N_("It covers the whole document as it was; since then only signatures were added.")),
        "proof": ("success", N_("It covers the whole document as it was; since then only proof was added.")),
        "annotations": ("warning", N_("It covers the whole document as it was; notes were added since.")),
    }
    otherwise = ("error", N_("The document was changed after this signature."))
    level, text = said.get(one["changed"], otherwise)
    return Statement(level, words(text))


def _chain(one: dict[str, Any], words: Words) -> Statement:
    values = {"root": one["root"], "issuer": one["issuer"], "name": one["name"], "day": one["until"][:10],
              "print": one["root_fingerprint"][:16]}
    if one["revoked"]:
        text = words(N_("The certificate of {name} was revoked by {issuer}."), **_only(values, "name", "issuer"))
        return Statement("error", text)
    if one["trusted"]:
        text = words(N_("The certificate was issued by {issuer}; trusted here through the root “{root}” ({print}…)."),
                     **_only(values, "issuer", "root", "print"))
        return Statement("success", text)
    if one["expired"]:
        return Statement("warning", words(
            N_("The certificate of {name} was valid until {day}; no trusted time stamp proves that it was signed "
               "before."), **_only(values, "name", "day"),
        ))
    return Statement("warning", words(
        N_("Nobody on this computer has trusted the issuer “{issuer}”: compare its root certificate with the one that "
           "the office hands out, then trust it here."), **_only(values, "issuer"),
    ))


def _only(values: dict[str, str], *names: str) -> dict[str, str]:
    return {name: values[name] for name in names}


def _of_file(verified: Verified, words: Words) -> list[Statement]:
    beside = verified.file
    if beside is None:
        text = N_("There is no signature file beside it: a last signature that was cut off would not be noticed.")
        return [Statement("info", words(text))]
    if not beside.holds:
        return [Statement("error", words(N_("The signature file beside it is forged or damaged.")))]
    if not verified.file_fits:
        older = verified.sha256 in {version.get("sha256") for version in beside.versions}
        text = (
            N_("The signature file beside it is of a later state of this document: signatures at its end are missing.")
            if older else N_("The signature file beside it belongs to a file with other content.")
        )
        return [Statement("error", words(text))]
    witness = parse_witness(beside.witness)
    text = words(
        N_("The signature file of {name} fits the whole file: row {size} of the ledger of case {case}, head {head}…"),
        name=beside.signer, size=witness.size, case=witness.case_id, head=witness.head[:16],
    )
    return [Statement("success" if beside.verified else "info", text)]


def _local(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(zone(BEIJING)):%Y-%m-%d %H:%M:%S}"


def _text(der: bytes) -> str:
    return base64.b64encode(der).decode()
