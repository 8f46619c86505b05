"""The sealed package: a BagIt bag (RFC 8493) that can be checked on a machine that has nothing but Python.

It holds the documents with their signatures, every original under a readable name, the case facts with their
schema, and the whole ledger. A bag by itself detects accidents, not attackers: the tag manifest is signed
(Ed25519), and ``verify.py`` refuses anything that no manifest lists.
"""

import errno
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workstation import __version__
from workstation.domain.errors import UserError
from workstation.domain.evidence import StoredFile
from workstation.domain.resources import ROOT
from workstation.domain.words import Words
from workstation.services import facts
from workstation.services.dossier import WORKBENCH, Request, export_document, sign_head
from workstation.services.facts_schema import schema
from workstation.services.identity import SignedIn
from workstation.services.job import Job
from workstation.storage.durable import sync_folder
from workstation.storage.tables import LEDGER
from workstation.storage.vault import hash_file

# the percent sign too: bag programs disagree on how manifests write it
_UNSAFE = re.compile(r'[<>:"/\\|?*%\x00-\x1f]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_DOCUMENTS = ("dossier", "rectification")
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Packaged:
    """The finished package and how many files are in it; ``report`` is what its own ``verify.py`` said."""

    path: Path
    files: int
    report: str


def write_package(
    job: Job, output: Path, signer: SignedIn, words: Words, *, bench: str = WORKBENCH
) -> Packaged:
    """Write the package to a new folder, or to a file if ``output`` ends in ``.zip``.

    Raises ``UserError``: ``package.target_taken``, ``export.cannot_write``, ``package.disk_full``,
    ``package.original_missing``; then nothing is left at the target.
    """
    output = output.absolute()
    if output.exists() and (output.is_file() or any(output.iterdir())):
        raise UserError("package.target_taken", path=output)
    with _naming(output):
        output.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".embercase-package-", dir=output.parent))
    try:
        with _naming(output):
            bag = work / "bag"
            count = _fill(job, bag, signer, words, bench)
            report = check_package(bag, words.language)
            _publish(bag, output)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    job.write("package.export", lambda work: work.note(path=str(output), files=count), undoable=False, witness=True)
    return Packaged(output, count, report)


def check_package(bag: Path, language: str) -> str:
    """Run the package's own ``verify.py``, as a recipient would. Raises ``UserError("package.not_intact")``."""
    ran = subprocess.run(
        [sys.executable, "-I", str(bag / "verify.py"), "--lang", language, str(bag)],
        capture_output=True, encoding="utf-8", check=False,
    )
    if ran.returncode != 0:
        raise UserError("package.not_intact", reason=ran.stdout.strip()[:500])
    return ran.stdout.strip()


def _fill(job: Job, bag: Path, signer: SignedIn, words: Words, bench: str) -> int:
    data = bag / "data"
    (data / "originals").mkdir(parents=True)
    for document in _DOCUMENTS:
        export_document(job, Request(data / f"{document}.pdf", document, words.language, bench=bench), signer)
    hashes = _copy_originals(job, data / "originals")
    read = job.read()
    _write_json(data / "case-facts.json", facts.export_facts(read))
    _write_json(data / "case-facts.schema.json", schema(read.registry))
    _write_ledger(job, data / "ledger.jsonl")
    shutil.copyfile(ROOT / "package" / "verify.py", bag / "verify.py")
    (bag / "README.txt").write_text(_readme(job.case.info.name), "utf-8", newline="\n")
    return _seal(job, bag, hashes, signer)


def _copy_originals(job: Job, target: Path) -> dict[str, str]:
    """Copy every original under its number and name; returns hashes by path in the bag."""
    files = sorted(job.read().all(StoredFile), key=lambda file: (file.taken_in.utc, file.name, file.sha256))
    hashes: dict[str, str] = {}
    for number, file in enumerate(files, 1):
        job.progress(number, len(files), file.name)
        name = f"{number:05}-{safe_name(file.name)}"
        try:
            shutil.copyfile(job.case.vault.path(file.sha256), target / name)
        except FileNotFoundError as error:
            raise UserError("package.original_missing", name=file.name, sha256=file.sha256) from error
        if hash_file(target / name) != file.sha256:
            raise UserError("package.original_changed", name=file.name, sha256=file.sha256)
        hashes[f"data/originals/{name}"] = file.sha256
    return hashes


def safe_name(name: str) -> str:
    """A file name for every system: no reserved names or characters, at most 120 characters."""
    kept = _UNSAFE.sub("_", name).strip(" .") or "file"
    if _RESERVED.match(kept):
        kept = f"_{kept}"
    stem, dot, suffix = kept.rpartition(".")
    if dot and len(suffix) <= 12:
        return f"{stem[:110]}.{suffix}"
    return kept[:120]


def _write_ledger(job: Job, target: Path) -> None:
    connection = job.case.connection()
    with target.open("w", encoding="utf-8", newline="\n") as stream:
        for row in connection.execution_options(yield_per=2000).execute(LEDGER.select().order_by(LEDGER.c.seq)):
            stream.write(row.entry + "\n")


def _write_json(target: Path, content: object) -> None:
    target.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")


def _seal(job: Job, bag: Path, known: dict[str, str], signer: SignedIn) -> int:
    """Write manifests and signature; returns how many files the package has."""
    witness = sign_head(job.case, signer)
    (bag / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "utf-8", newline="\n")
    payload = sorted(path for path in (bag / "data").rglob("*") if path.is_file())
    size = sum(path.stat().st_size for path in payload)
    day = next(iter(job.read().newest_entries(1))).at[:10]
    info = (
        f"Bag-Software-Agent: embercase {__version__}\nBagging-Date: {day}\nExternal-Identifier: {job.case.info.id}\n"
        f"Payload-Oxum: {size}.{len(payload)}\n"
    )
    (bag / "bag-info.txt").write_text(info, "utf-8", newline="\n")
    _write_manifest(bag, "manifest-sha256.txt", payload, known)
    tags = [bag / name for name in ("README.txt", "bag-info.txt", "bagit.txt", "manifest-sha256.txt", "verify.py")]
    _write_manifest(bag, "tagmanifest-sha256.txt", tags, {})
    message = (bag / "tagmanifest-sha256.txt").read_bytes()
    _write_json(bag / "signature.json", {
        "format": "embercase-package-signature-1", "signer": signer.officer.name, "verified": signer.officer.verified,
        "public_key": signer.officer.public_key, "signature": signer.sign(message).hex(), "witness": witness.text(),
    })
    return len(payload) + len(tags) + 2


def _write_manifest(bag: Path, name: str, paths: list[Path], known: dict[str, str]) -> None:
    lines = []
    for path in paths:
        relative = path.relative_to(bag).as_posix()
        lines.append(f"{known.get(relative) or hash_file(path)}  {relative}\n")
    (bag / name).write_text("".join(lines), "utf-8", newline="\n")


def _readme(name: str) -> str:
    digest = hashlib.sha256((ROOT / "package" / "verify.py").read_bytes()).hexdigest()
    return (
        f"{name}\n\n"
        "本文件夹为火灾调查案件移送包。核验方法：在装有 Python 3.8 以上的任何电脑上执行\n"
        "    python3 verify.py --lang zh\n"
        "程序逐一核对全部文件、签名、账本与原件，并以中文说明结果。请将其显示的公钥和账本头与已签名文书核对。\n"
        "data/dossier.pdf 案卷；data/rectification.pdf 整改评估报告；data/originals 原件；\n"
        "data/case-facts.json 案件事实（格式见 case-facts.schema.json）；data/ledger.jsonl 账本。\n\n"
        "This folder is the package of a fire investigation case. To check it, on any computer with Python 3.8 or\n"
        "newer, run\n"
        "    python3 verify.py --lang en\n"
        "It checks every file, the signature, the ledger and the originals, and says what it found. Compare the key\n"
        "and the ledger head that it shows with the signed paper.\n\n"
        f"SHA-256 verify.py {digest}\n"
    )


def _publish(bag: Path, output: Path) -> None:
    if output.suffix.lower() != ".zip":
        if output.exists():
            output.rmdir()
        bag.rename(output)
        sync_folder(output.parent)
        return
    temporary = bag.parent / "package.zip"
    with zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED, strict_timestamps=False) as archive:
        for path in sorted(path for path in bag.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{output.stem}/{path.relative_to(bag).as_posix()}", _EPOCH)
            entry.external_attr = 0o644 << 16
            with archive.open(entry, "w", force_zip64=True) as target, path.open("rb") as source:
                shutil.copyfileobj(source, target, 1 << 20)
    temporary.replace(output)
    sync_folder(output.parent)


@contextmanager
def _naming(output: Path) -> Iterator[None]:
    try:
        yield
    except UserError as error:
        if error.code == "dossier.disk_full":  # it names a document within the unfinished package
            raise UserError("package.disk_full", path=output) from error
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise UserError("package.disk_full", path=output) from error
        raise UserError("export.cannot_write", path=output, reason=error.strerror or error) from error
