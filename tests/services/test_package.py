"""A package is a valid bag, checks itself without this program, and shows every tampering."""

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import bagit
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workstation.api import Place, StoredFile, UserError, Words, beijing
from workstation.api.testing import temporary_case
from workstation.app import MODULES
from workstation.domain.resources import ROOT
from workstation.services.identity import Identities
from workstation.services.job import Job, direct_write
from workstation.services.package import safe_name, write_package
from workstation.services.rules import load_rules
from workstation.storage.case import Case

PROGRAM = ROOT / "package" / "verify.py"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("package")
    sources = []
    for number, name in enumerate(("照片 1%.jpg", "CON.txt", "照片 1.jpg")):
        sources.append(folder / name)
        sources[-1].write_bytes(f"original {number}".encode())
    with temporary_case(folder, MODULES, rules=load_rules()) as made:
        for source, stored in made.vault.take_in(sources):
            with made.work("files.import", undoable=False) as work:
                work.put(StoredFile(
                    id=stored.sha256[:32], sha256=stored.sha256, sm3=stored.sm3, size=stored.size, name=source.name,
                    source_path=str(source), media_type="image/jpeg", taken_in=beijing("2026-01-01"), importer="x",
                ))
        with made.work("incident.place") as work:
            work.put(Place(name="车间"))
        yield made


@pytest.fixture(scope="module")
def sealed(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out") / "移送 包"
    signer = Identities(folder.parent / "profile").machine()
    case.act_as(signer.officer)
    job = Job(case, direct_write(case), lambda *_, **__: pytest.fail(), lambda _: None)
    packaged = write_package(job, folder, signer, Words("zh"))
    assert packaged.files == sum(path.is_file() for path in folder.rglob("*"))
    return folder


@pytest.fixture
def bag(sealed: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "bag"
    shutil.copytree(sealed, copy)
    return copy


def check(bag: Path, *options: str) -> tuple[int, str]:
    ran = subprocess.run([sys.executable, "-I", bag / "verify.py", "--lang", "en", *options, bag],
                         capture_output=True, encoding="utf-8", check=False)
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran.returncode, ran.stdout


def test_it_is_a_valid_bag_and_checks_itself(bag: Path) -> None:
    bagit.Bag(str(bag)).validate()
    code, said = check(bag)
    assert code == 0 and said.startswith("Intact:") and "3 originals" in said
    names = {path.name for path in (bag / "data" / "originals").iterdir()}
    assert len(names) == 3 and any("_CON" in name for name in names) and any("照片 1_" in name for name in names)
    assert json.loads((bag / "data" / "case-facts.json").read_text("utf-8"))["places"][0]["name"] == "车间"


def rewrite(path: Path, content: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


def first_original(bag: Path) -> Path:
    return min((bag / "data" / "originals").iterdir())


def remanifest(bag: Path) -> None:
    """What an attacker without the key can do: make every manifest fit again."""
    for manifest, root in (("manifest-sha256.txt", bag / "data"), ("tagmanifest-sha256.txt", None)):
        named = [line.split("  ", 1)[1] for line in (bag / manifest).read_text("utf-8").splitlines()]
        if root is not None:
            named = [path.relative_to(bag).as_posix() for path in sorted(root.rglob("*")) if path.is_file()]
        lines = []
        for name in named:
            content = (bag / name).read_bytes()
            lines.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
        (bag / manifest).write_text("".join(lines), "utf-8")


def edit_ledger(bag: Path) -> None:
    path = bag / "data" / "ledger.jsonl"
    rewrite(path, path.read_bytes().replace("车间".encode(), "仓库".encode()))


@pytest.mark.parametrize(("harm", "says"), [
    (lambda bag: rewrite(first_original(bag), b"original X"), "A file was changed"),
    (lambda bag: first_original(bag).unlink(), "A file is missing"),
    (lambda bag: first_original(bag).rename(first_original(bag).with_name("x")), "A file was added"),
    (lambda bag: (bag / "data" / "extra.txt").write_text("x"), "A file was added"),
    (lambda bag: (bag / "extra.txt").write_text("x"), "A file was added"),
    (lambda bag: (bag / "data" / "link").symlink_to("/etc/hostname"), "A link is not allowed"),
    (lambda bag: rewrite(bag / "data" / "dossier.pdf", b"%PDF-1.7"), "A file was changed: data/dossier.pdf"),
    (lambda bag: (bag / "signature.json").unlink(), "signature file"),
    (edit_ledger, "A file was changed: data/ledger.jsonl"),
    (lambda bag: (edit_ledger(bag), remanifest(bag)), "signature of the manifests is not valid"),
    (lambda bag: (edit_ledger(bag), remanifest(bag)), "Ledger row"),
    (lambda bag: (rewrite(first_original(bag), b"forged 1!!"), remanifest(bag)), "does not know an original"),
    (lambda bag: (first_original(bag).unlink(), remanifest(bag)), "An original is absent"),
    (lambda bag: rewrite(bag / "manifest-sha256.txt", b"0" * 64 + b"  ../outside\n"), "unsafe path"),
    (lambda bag: rewrite(bag / "manifest-sha256.txt", b"nonsense\n"), "bad line"),
])
def test_every_tampering_is_found(bag: Path, harm: Callable[[Path], object], says: str) -> None:
    harm(bag)
    code, said = check(bag)
    assert code == 1 and says in said and "NOT intact" in said


def test_another_key_is_noticed(bag: Path) -> None:
    assert check(bag, "--key", "ab" * 32)[0] == 1
    key = json.loads((bag / "signature.json").read_text("utf-8"))["public_key"]
    assert check(bag, "--key", key)[0] == 0


def resign(bag: Path, *, witness: bool) -> None:
    """What an attacker with a key of their own can do: sign again under the name of the other."""
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw().hex()
    body = json.loads((bag / "signature.json").read_text("utf-8"))
    message = (bag / "tagmanifest-sha256.txt").read_bytes()
    body.update(public_key=public, signature=key.sign(message).hex())
    if witness:
        payload = ".".join([*body["witness"].split(".")[:5], public])
        body["witness"] = f"{payload}.{key.sign(payload.encode()).hex()}"
    rewrite(bag / "signature.json", json.dumps(body).encode())


def test_a_package_signed_again_by_somebody_else_is_told(bag: Path) -> None:
    rewrite(bag / "data" / "dossier.pdf", b"%PDF-1.7 forged")
    remanifest(bag)
    resign(bag, witness=False)
    assert check(bag)[0] == 1
    resign(bag, witness=True)
    code, said = check(bag)
    assert code == 1 and "is not the key by which the ledger knows" in said, said


def test_entries_out_of_their_time_are_told(bag: Path) -> None:
    path, prev, made = bag / "data" / "ledger.jsonl", "0" * 64, []
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        entry = {**json.loads(line), "prev": prev, "at": "2026-01-01T00:00Z" if number else "2999-01-01T00:00:00.000Z"}
        made.append(json.dumps(entry, ensure_ascii=False))
        prev = hashlib.sha256(made[-1].encode()).hexdigest()
    rewrite(path, "\n".join(made).encode())
    _, said = check(bag)
    assert "row 1 is later than now" in said and "row 2 is earlier than rows before it" in said


@pytest.mark.parametrize("content", [b"[" * 100_000, b"[]", b"\xff", b'{"at": 1}'])
def test_nonsense_in_place_of_json_is_told_not_thrown(bag: Path, content: bytes) -> None:
    rewrite(bag / "data" / "ledger.jsonl", content)
    assert check(bag)[0] == 1
    rewrite(bag / "signature.json", content)
    assert check(bag)[0] == 1


def test_no_package_is_told_apart(tmp_path: Path) -> None:
    command = [sys.executable, "-I", PROGRAM, "--lang", "zh", tmp_path]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 2 and "不是移送包" in ran.stdout


def test_a_zip_holds_the_same_and_a_taken_target_is_refused(case: Case, tmp_path: Path) -> None:
    signer = Identities(tmp_path / "profile").machine()
    case.act_as(signer.officer)
    job = Job(case, direct_write(case), lambda *_, **__: pytest.fail(), lambda _: None)
    write_package(job, tmp_path / "包.zip", signer, Words("en"))
    with zipfile.ZipFile(tmp_path / "包.zip") as archive:
        archive.extractall(tmp_path / "x")
    assert check(tmp_path / "x" / "包")[0] == 0
    with pytest.raises(UserError, match="target_taken"):
        write_package(job, tmp_path / "包.zip", signer, Words("en"))


def test_the_signature_check_agrees_with_the_library() -> None:
    scope: dict[str, object] = {"__name__": "verify"}
    exec(compile(PROGRAM.read_text("utf-8"), str(PROGRAM), "exec"), scope)
    is_signed = scope["is_signed"]
    assert callable(is_signed)
    # RFC 8032, 7.1, TEST 2
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert is_signed(public, b"\x72", signature) and not is_signed(public, b"\x73", signature)
    for number in range(4):
        key = Ed25519PrivateKey.generate()
        message = bytes([number]) * 50
        good = key.sign(message)
        assert is_signed(key.public_key().public_bytes_raw(), message, good)
        assert not is_signed(key.public_key().public_bytes_raw(), message + b"x", good)
        assert not is_signed(key.public_key().public_bytes_raw(), message, good[:63] + bytes([good[63] ^ 1]))


@pytest.mark.parametrize(("name", "safe"), [
    ("照片 1.jpg", "照片 1.jpg"), ("a/b:c?.txt", "a_b_c_.txt"), ("con", "_con"), ("LPT1.txt", "_LPT1.txt"),
    ("x" * 300 + ".jpg", "x" * 110 + ".jpg"), (" .. ", "file"),
])
def test_names_are_safe_on_every_system(name: str, safe: str) -> None:
    assert safe_name(name) == safe
