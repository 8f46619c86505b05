"""``embercase``: the same operations as the window's, without a window.

Exit codes: 0 done; 1 verification found something, or nothing could be taken in; 2 the command line itself is wrong;
3 a known error, said in a sentence; 4 stopped by the user; 70 a fault of the program.
"""

import argparse
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NoReturn

from workstation import __version__, commands, document_commands, rules_commands
from workstation.app import build
from workstation.commands import KNOWN_ERROR, Call
from workstation.console import Console
from workstation.domain.errors import Cancelled, UserError
from workstation.domain.words import LANGUAGES, Words
from workstation.storage.case_folder import refuse_inside

WRONG_CALL, _CANCELLED, _FAULT = 2, 4, 70

Run = Callable[[Call], int]


class _WrongCallError(Exception):
    """The command line itself is wrong; ``usage`` says how it should be."""

    def __init__(self, reason: str, usage: str) -> None:
        self.usage = usage
        super().__init__(reason)


class _Parser(argparse.ArgumentParser):
    """Tells a wrong call to whoever asked, as text or as JSON, instead of ending the program."""

    def error(self, message: str) -> NoReturn:
        raise _WrongCallError(message, self.format_usage())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        options = _parser().parse_args(given)
    except _WrongCallError as error:
        console = Console(Words(), as_json="--json" in given)
        console.error(f"{error.usage}embercase: {error}", code="usage")
        return WRONG_CALL
    words = Words(options.lang)
    console = Console(words, as_json=options.json)
    try:
        for written in ("output", "revocations"):
            if getattr(options, written, None) is not None:
                refuse_inside(getattr(options, written))
        with closing(build(options.profile)) as app:
            return int(options.run(Call(app, options, console, words)))
    except UserError as error:
        console.error(words.error(error), code=error.code, details=[words.error(detail) for detail in error.details])
        return KNOWN_ERROR
    except (Cancelled, KeyboardInterrupt):
        console.error(words("error.cancelled"), code="cancelled")
        return _CANCELLED
    except Exception:
        console.error(traceback.format_exc(), code="fault")
        return _FAULT


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="embercase", description="Embercase 烬察: fire investigation cases")
    parser.add_argument("--version", action="version", version=f"embercase {__version__}")
    actions = parser.add_subparsers(required=True, metavar="COMMAND")
    _case_commands(actions)
    _export_commands(actions)
    _facts_commands(actions)
    _signature_commands(actions)
    _rules_commands(actions)
    window = actions.add_parser("window", help="show the workstation")
    window.add_argument("case", nargs="?", type=Path, metavar="CASE_FOLDER")
    _common(window, commands.show_window)
    return parser


def _case_commands(actions: Any) -> None:
    new = _command(actions, "new", commands.new, "make a new case")
    new.add_argument("--name", required=True, help="what the case is called")
    new.add_argument("--fire-date", help="when the fire was, ISO 8601 (Beijing time unless a zone is given)")
    taking_in = _command(actions, "import", commands.import_files, "take files and folders into a case")
    taking_in.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    verify = _command(actions, "verify", commands.verify, "check ledger, originals and rows")
    verify.add_argument(
        "--witness", action="append", default=[], metavar="TEXT_OR_FILE",
        help="a ledger head from a signed paper: the text of its QR code, or a signature file",
    )
    _command(actions, "history", commands.history, "who did what, and when")
    _command(actions, "checks", commands.checks, "what the rules find in the case")
    _command(actions, "undo", commands.undo, "take the newest step back")
    _command(actions, "redo", commands.redo, "do the step again that was taken back last")


def _export_commands(actions: Any) -> None:
    export = actions.add_parser("export", help="write a document")
    documents = export.add_subparsers(required=True, metavar="DOCUMENT")
    for name, about in (
        ("dossier", "write the dossier (案卷)"), ("rectification", "write the report (整改评估报告)"),
        ("readiness", "write what the prosecutor would ask for (移送审查)"),
        ("technical", "write the technical report (技术调查报告)"),
        ("publication", "write the text for the public (公开稿)"),
        ("responsibility", "write the report on responsibility (责任调查报告)"),
        ("transfer", "write the lists of papers of all transfers (移送清单)"),
    ):
        document = _command(documents, name, commands.export_document, about)
        document.add_argument("--output", required=True, type=Path, metavar="FILE.pdf|FILE.docx")
        document.add_argument("--double-sided", action="store_true", help="page numbers outside, margins mirrored")
        document.set_defaults(document=name, redacted=False, volumes=False)
        if name == "dossier":
            _volumes(document)
    redacted = _command(documents, "redacted", commands.export_document, "write a redacted copy (脱敏副本) as decided")
    redacted.add_argument("--output", required=True, type=Path, metavar="FILE.pdf")
    redacted.add_argument("--show-unseen", action="store_true", help="also show pictures that nobody has looked at")
    redacted.set_defaults(document="dossier", double_sided=False, redacted=True)
    _volumes(redacted)
    pack = _command(documents, "transfer-pack", commands.export_transfer_pack,
                    "copy the originals of a transfer into a folder (移送材料包)")
    pack.add_argument("--output", required=True, type=Path, metavar="FOLDER")
    pack.add_argument("--number", type=int, metavar="N", help="which transfer, from 1 in order of time (the newest)")
    package = _command(actions, "package", commands.package, "write a sealed package that checks itself")
    package.add_argument("--output", required=True, type=Path, metavar="FOLDER")
    places = _command(documents, "places", commands.export_places, "write everything with a place as GeoJSON")
    places.add_argument("--output", required=True, type=Path, metavar="FILE.geojson")


def _volumes(document: argparse.ArgumentParser) -> None:
    document.add_argument("--volumes", action="store_true", help="each volume also as a file: FILE-1-正卷.pdf …")


def _facts_commands(actions: Any) -> None:
    facts = actions.add_parser("facts", help="exchange case facts as JSON")
    ways = facts.add_subparsers(required=True, metavar="WAY")
    taking_in = _command(ways, "import", commands.import_facts, "bring case facts in")
    taking_in.add_argument("file", type=Path, metavar="FILE.json")
    out = _command(ways, "export", commands.export_facts, "take case facts out")
    out.add_argument("--output", required=True, type=Path, metavar="FILE.json")
    about = "write the JSON Schema of case facts"
    published = ways.add_parser("schema", help=about, description=about)
    published.add_argument("--output", required=True, type=Path, metavar="FILE.json")
    _common(published, commands.export_schema)


def _signature_commands(actions: Any) -> None:
    document = actions.add_parser("document", help="sign PDF files and check their signatures")
    ways = document.add_subparsers(required=True, metavar="WAY")
    _on_file(ways, "verify", document_commands.verify, "say who signed, when, and what was changed since")
    _on_file(ways, "trust", document_commands.trust, "believe a root certificate, or take in a revocation list")
    sign = _on_file(ways, "sign", document_commands.sign, "sign; the secret is EMBERCASE_KEY_PASSPHRASE")
    sign.add_argument("--output", type=Path, metavar="FILE.pdf", help="default: the file itself")
    sign.add_argument("--key", type=Path, metavar="FILE.p12", help="PKCS#12 file with key and certificate")
    sign.add_argument("--token-library", type=Path, metavar="LIBRARY", help="PKCS#11 library, instead of --key")
    sign.add_argument("--token", default="", metavar="LABEL", help="which token, if there are several")
    sign.add_argument("--certificate-name", default="", metavar="NAME", help="which certificate of the token")
    sign.add_argument("--field", default="", help="signature field, for example investigator, reviewer")
    sign.add_argument("--reason", default="", help="why it is signed, shown in the signature")
    sign.add_argument("--location", default="", help="where it is signed")
    sign.add_argument("--tsa", default="", metavar="ADDRESS", help="time stamp server (RFC 3161)")
    sign.add_argument("--case", type=Path, metavar="CASE_FOLDER", help="case whose ledger tells of it")
    _authority_commands(actions)
    _dossier_commands(actions)


def _authority_commands(actions: Any) -> None:
    authority = actions.add_parser("authority", help="the office's own certificates")
    ways = authority.add_subparsers(required=True, metavar="WAY")
    create = _plain(ways, "create", document_commands.create_authority,
                    "make the root; its passphrase is EMBERCASE_AUTHORITY_PASSPHRASE")
    create.add_argument("--unit", required=True, help="the office")
    issue = _plain(ways, "issue", document_commands.issue, "issue an officer's certificate as a PKCS#12 file")
    issue.add_argument("--name", required=True)
    issue.add_argument("--unit", default="")
    issue.add_argument("--certificate-no", default="")
    revoke = _plain(ways, "revoke", document_commands.revoke, "take a certificate back")
    revoke.add_argument("serial")
    revoke.add_argument("--reason", default="")
    _plain(ways, "list", document_commands.list_certificates, "every certificate issued here")
    export = _plain(ways, "export", document_commands.export_root, "write the root certificate for others")
    export.add_argument("--output", required=True, type=Path, metavar="FILE.pem")
    export.add_argument("--revocations", type=Path, metavar="FILE.crl", help="also write the list of revoked ones")


def _dossier_commands(actions: Any) -> None:
    dossier = actions.add_parser("dossier", help="archive a dossier, reopen it, compare versions")
    ways = dossier.add_subparsers(required=True, metavar="WAY")
    shut = _command(ways, "archive", document_commands.archive_dossier, "archive (归档) if nothing is missing")
    shut.add_argument("--note", default="")
    shut.add_argument("--double-sided", action="store_true", help="page numbers outside, margins mirrored")
    again = _command(ways, "reopen", document_commands.reopen_dossier, "reopen the archived dossier")
    again.add_argument("--reason", required=True)
    diff = _plain(ways, "diff", document_commands.diff, "say in words what changed from one version to another")
    diff.add_argument("old", type=Path, metavar="EARLIER.pdf")
    diff.add_argument("new", type=Path, metavar="LATER.pdf")
    diff.add_argument("--case", type=Path, metavar="CASE_FOLDER", help="case from which they were exported")
    diff.add_argument("--output", type=Path, metavar="FILE.pdf", help="also write the comparison as a PDF")


def _on_file(actions: Any, name: str, run: Run, about: str) -> argparse.ArgumentParser:
    command = _plain(actions, name, run, about)
    command.add_argument("file", type=Path, metavar="FILE")
    return command


def _plain(actions: Any, name: str, run: Run, about: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = actions.add_parser(name, help=about, description=about)
    _common(command, run)
    return command


def _rules_commands(actions: Any) -> None:
    rules = actions.add_parser("rules", help="look at, check and approve rule packs (规则包)")
    ways = rules.add_subparsers(required=True, metavar="WAY")
    listed = _plain(ways, "list", rules_commands.list_packs, "every pack: shipped, of the office, drafts")
    listed.add_argument("--kind", default="", help="only packs of this kind")
    shown = _plain(ways, "show", rules_commands.show_pack, "a pack, or what is in force of a kind")
    shown.add_argument("pack", metavar="ID_OR_KIND")
    shown.add_argument("--on", default="", metavar="DATE", help="the day of the fire or the act (default: today)")
    shown.add_argument("--region", default="", help="province, or province and town")
    for name, run, about in (
        ("check", rules_commands.check_pack, "whether a file could be approved; if not, its line and the reason"),
        ("import", rules_commands.import_pack, "take a file in as a draft of the office"),
    ):
        _on_file(ways, name, run, about)
    out = _plain(ways, "export", rules_commands.export_pack, "write a pack to a file")
    out.add_argument("pack", metavar="ID")
    out.add_argument("--output", required=True, type=Path, metavar="FILE.json")
    approve = _plain(ways, "approve", rules_commands.approve_pack, "put a draft into force, as a named officer")
    approve.add_argument("pack", metavar="ID")
    approve.add_argument("--reason", required=True, help="why, and by which text")


def _command(actions: Any, name: str, run: Run, about: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = actions.add_parser(name, help=about, description=about)
    command.add_argument("case", type=Path, metavar="CASE_FOLDER")
    _common(command, run)
    return command


def _common(command: argparse.ArgumentParser, run: Run) -> None:
    command.add_argument("--json", action="store_true", help="answer with one JSON document")
    command.add_argument("--lang", choices=LANGUAGES, default="zh", help="language of sentences and documents")
    command.add_argument("--profile", type=Path, help="folder of officers' keys and settings (default: the user's own)")
    command.add_argument("--officer", help="id or name of the officer who acts; the passphrase is EMBERCASE_PASSPHRASE")
    command.set_defaults(run=run)
