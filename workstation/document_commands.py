"""The commands ``document``, ``authority``, ``dossier``: signatures in PDF files, an office's root, versions."""

import os
from dataclasses import asdict, replace
from pathlib import Path

from workstation.commands import FINDINGS, OK, Call
from workstation.domain.errors import UserError
from workstation.services import archive
from workstation.services.job import Task
from workstation.services.signatures.authority import Authority, common_name
from workstation.services.signatures.document import sign_document, statements, verdict, verify_document
from workstation.services.signatures.request import KeyFile, KeySource, SignRequest, Token
from workstation.services.signatures.signing import Signed
from workstation.services.signatures.trust import Trust
from workstation.services.versions.comparing import compare
from workstation.services.versions.contents import contents_of
from workstation.services.versions.document import write_difference
from workstation.services.versions.wording import KINDS, record_name, summary

KEY_SECRET, ROOT_SECRET = "EMBERCASE_KEY_PASSPHRASE", "EMBERCASE_AUTHORITY_PASSPHRASE"


def verify(call: Call) -> int:
    """``embercase document verify``."""
    trust = Trust(call.app.profile)
    verified = verify_document(call.app.parse, call.options.file, trust)
    found, judged = statements(verified, call.words), verdict(verified, call.words)
    for one in found:
        call.console.say(f"  {one.text}")
    call.console.say(judged.text)
    call.console.answer({
        "file": str(verified.path), "holds": verified.holds, "sha256": verified.sha256, "pages": verified.pages,
        "signatures": list(verified.signatures), "free_fields": list(verified.free),
        "signature_file": verified.file and {"fits": verified.file_fits, "signer": verified.file.signer},
        "statements": [asdict(one) for one in [*found, judged]],
    })
    return OK if verified.holds else FINDINGS


def sign(call: Call) -> int:
    """``embercase document sign``."""
    options, trust = call.options, Trust(call.app.profile)
    request = SignRequest(
        options.file, options.output or options.file, _key(call), options.field, options.reason, options.location,
        options.tsa, call.words.language, tuple(root.der for root in trust.roots()), tuple(trust.revocations()),
    )
    signer = call.app.sign_in(options.officer)
    with call.console.progress(call.words("Signing")) as report:
        if options.case is None:
            signed = sign_document(Task(report), request, call.app.parse, signer)
        else:
            with call.case() as case:
                signed = sign_document(call.make_job(case, report), request, call.app.parse, signer)
    return _say_signed(call, signed)


def _key(call: Call) -> KeySource:
    secret = os.environ.get(KEY_SECRET, "")
    if call.options.token_library:
        return Token(call.options.token_library, call.options.token, secret, call.options.certificate_name)
    if call.options.key is None:
        raise UserError("signature.key_missing")
    return KeyFile(call.options.key, secret)


def _secret(variable: str) -> str:
    """What the environment keeps from the command line. Raises ``UserError("cli.secret_missing")``."""
    secret = os.environ.get(variable, "")
    if not secret:
        raise UserError("cli.secret_missing", variable=variable)
    return secret


def _say_signed(call: Call, signed: Signed) -> int:
    call.console.say(call.words(
        "{name} signed {path} in the field {field}: PAdES {level}", name=signed.name, path=signed.path,
        field=signed.field, level=signed.level,
    ))
    notes = [call.words.error(note) for note in signed.notes]
    for note in notes:
        call.console.say(f"  {note}")
    call.console.answer({**asdict(replace(signed, notes=())), "path": str(signed.path), "notes": notes})
    return OK


def trust(call: Call) -> int:
    """``embercase document trust``."""
    name = Trust(call.app.profile).add(call.options.file)
    call.console.say(call.words("“{name}” is trusted on this computer from now on.", name=name))
    call.console.answer({"trusted": name})
    return OK


def create_authority(call: Call) -> int:
    """``embercase authority create``."""
    root = Authority(call.app.profile).create(call.options.unit, _secret(ROOT_SECRET))
    call.console.say(call.words("Made the authority “{name}”.", name=common_name(root.subject)))
    call.console.answer({"name": common_name(root.subject), "serial": f"{root.serial_number:x}"})
    return OK


def issue(call: Call) -> int:
    """``embercase authority issue``."""
    options = call.options
    path = Authority(call.app.profile).issue(
        options.name, options.unit, options.certificate_no, _secret(ROOT_SECRET), _secret(KEY_SECRET),
    )
    return _say_path(call, path)


def revoke(call: Call) -> int:
    """``embercase authority revoke``."""
    gone = Authority(call.app.profile).revoke(
        call.options.serial, call.options.reason, _secret(ROOT_SECRET)
    )
    call.console.say(call.words("The certificate of {name} is revoked.", name=gone.name))
    call.console.answer({"serial": gone.serial, "name": gone.name, "revoked_at": gone.revoked_at})
    return OK


def list_certificates(call: Call) -> int:
    """``embercase authority list``."""
    issued = Authority(call.app.profile).issued()
    for one in issued:
        state = call.words("revoked") if one.revoked_at else call.words("until {day}", day=one.until[:10])
        call.console.say(f"{one.serial}  {one.name} {one.unit} {one.certificate_no}  {state}")
    call.console.answer({"issued": [asdict(one) for one in issued]})
    return OK


def export_root(call: Call) -> int:
    """``embercase authority export``."""
    authority = Authority(call.app.profile)
    authority.export_root(call.options.output)
    if call.options.revocations is not None:
        authority.export_revocations(call.options.revocations)
    return _say_path(call, call.options.output)


def _say_path(call: Call, path: Path) -> int:
    call.console.say(call.words("Wrote {path}", path=path))
    call.console.answer({"output": str(path)})
    return OK


def archive_dossier(call: Call) -> int:
    """``embercase dossier archive``."""
    signer, words = call.app.sign_in(call.options.officer), call.words
    catalogue = call.app.workbench.catalogue
    with call.case() as case, call.job(case, words("Archiving the dossier")) as job:
        missing = [words.finding(one.finding) for one in archive.blockers(catalogue, case.read())]
        for text in missing:
            call.console.say(f"  {text}")
        version = archive.archive(
            job, catalogue, signer, language=words.language, note=call.options.note,
            double_sided=call.options.double_sided,
        )
    call.console.say(words("Version {number} is archived", number=version.number))
    call.console.answer({"version": version.number, "sha256": version.sha256, "pages": version.pages})
    return OK


def reopen_dossier(call: Call) -> int:
    """``embercase dossier reopen``."""
    with call.case() as case:
        if case.archived is None:
            raise UserError("archive.nothing_archived")
        with case.work("dossier.reopen", undoable=False) as work:
            opened = archive.reopen(work, case.archived.id, call.options.reason)
    call.console.say(call.words("Version {number} is reopened", number=opened.number))
    call.console.answer({"version": opened.number, "reason": opened.reason})
    return OK


def diff(call: Call) -> int:
    """``embercase dossier diff``."""
    options, words = call.options, call.words
    cases = [options.case] if options.case else []
    old, new = (contents_of(path, call.app.parse, cases) for path in (options.old, options.new))
    difference = compare(old, new)
    for line in summary(difference, words):
        call.console.say(line)
    for change in difference.changes:
        about = f"[{change.section}] {words(KINDS[change.kind])} {record_name(change, words)}"
        call.console.say("\n".join(filter(None, (
            about, change.old and f"  - {_one_line(change.old)}", change.new and f"  + {_one_line(change.new)}"
        ))))
    if options.output is not None:
        write_difference(difference, (options.old.name, options.new.name), options.output, words)
        call.console.say(words("Wrote {path}", path=options.output))
    call.console.answer({
        "same": difference.empty, "summary": summary(difference, words),
        "sections_added": list(difference.sections_added), "sections_removed": list(difference.sections_removed),
        "changes": [{**asdict(change), "kind": change.kind.value} for change in difference.changes],
        "moved": [asdict(one) for one in difference.moved],
        "from_pdf": difference.old.from_pdf or difference.new.from_pdf,
    })
    return OK if difference.empty else FINDINGS


def _one_line(text: str) -> str:
    return " ".join(text.split())
