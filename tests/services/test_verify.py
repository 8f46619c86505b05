"""Whatever is done to a case behind the program's back is found and named."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workstation.api import Party, PartyKind, Place, StoredFile, beijing
from workstation.api.testing import temporary_case
from workstation.services.job import Job, direct_write
from workstation.services.merkle import MerkleTree
from workstation.services.verify import Verification, verify_case
from workstation.services.witness import Witness, parse_witness, read_witness
from workstation.storage.case import Case

SHOP = Place(id="shop", name="车间")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    source = tmp_path / "照片 1.jpg"
    source.write_bytes(b"photograph")
    with temporary_case(tmp_path) as made:
        ((_, stored),) = made.vault.take_in([source])
        with made.work("files.import", undoable=False) as work:
            work.put(StoredFile(
                id="f1", sha256=stored.sha256, sm3=stored.sm3, size=stored.size, name=source.name,
                source_path=str(source), media_type="image/jpeg", taken_in=beijing("2026-01-01"), importer="photos",
            ))
        for name in ("车间", "仓库", "阁楼"):
            with made.work("places.put") as work:
                work.put(replace(SHOP, name=name))
        with made.work("parties.put") as work:
            work.put(Party(id="p1", kind=PartyKind.PERSON, name="张三"))
        yield made


def verify(case: Case, *witnesses: Witness) -> Verification:
    return verify_case(Job(case, direct_write(case), lambda *_, **__: pytest.fail(), lambda _: None), witnesses)


def codes(result: Verification) -> set[str]:
    return {finding.code for finding in result.findings}


def tamper(case: Case, *statements: str) -> None:
    """What somebody with a plain SQLite tool can do."""
    with sqlite3.connect(case.info.folder / "case.sqlite") as raw:
        for table in ("ledger", "ledger_touch"):
            raw.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
            raw.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete")
        for statement in statements:
            assert raw.execute(statement).rowcount != 0


def signed(case: Case) -> Witness:
    tree = MerkleTree()
    entries = list(reversed(case.read().newest_entries(100)))
    for entry in entries:
        tree.append(entry.hash.encode())
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex()
    witness = Witness(case.info.id, len(entries), entries[-1].hash, tree.root().hex(), public)
    return replace(witness, signature=key.sign(witness.payload().encode()).hex())


def test_an_untouched_case_holds(case: Case) -> None:
    result = verify(case, signed(case))
    assert result.holds and not result.findings
    assert (result.rows, result.files) == (6, 1)
    assert result.head == case.chain_head()


@pytest.mark.parametrize(("statement", "code"), [
    ("UPDATE ledger SET entry = replace(entry, '仓库', '门卫') WHERE seq = 4", "verify.entry_changed"),
    ("UPDATE ledger SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 3", "verify.columns_differ"),
    ("UPDATE ledger SET officer_id = 'x' WHERE seq = 3", "verify.columns_differ"),
    ("DELETE FROM ledger WHERE seq = 4", "verify.rows_missing"),
    ("DELETE FROM ledger WHERE seq = 1", "verify.rows_missing"),
    ("DELETE FROM ledger_touch WHERE seq = 4", "verify.index_differs"),
    ("UPDATE places SET name = '办公室' WHERE id = 'shop'", "verify.row_changed"),
    ("DELETE FROM places WHERE id = 'shop'", "verify.row_deleted"),
    ("INSERT INTO places (id, name, level, note) VALUES ('x', '假', 'room', '')", "verify.row_inserted"),
    ("UPDATE parties SET name = '李四'", "verify.row_changed"),
    ("UPDATE officers SET verified = 0", "verify.row_changed"),
    ("UPDATE files SET sha256 = 'ab' WHERE id = 'f1'", "verify.row_changed"),
])
def test_every_edit_with_a_plain_tool_is_found(case: Case, statement: str, code: str) -> None:
    tamper(case, statement)
    result = verify(case)
    assert not result.holds and code in codes(result)


def test_a_changed_row_is_named_with_its_fields(case: Case) -> None:
    tamper(case, "UPDATE places SET name = '办公室', note = 'x' WHERE id = 'shop'")
    (finding,) = verify(case).findings
    assert finding.values == {"table": "places", "id": "shop", "fields": "name, note"}


def test_swapped_rows_are_found(case: Case) -> None:
    tamper(
        case, "UPDATE ledger SET seq = 100 WHERE seq = 3", "UPDATE ledger SET seq = 3 WHERE seq = 4",
        "UPDATE ledger SET seq = 4 WHERE seq = 100",
    )
    assert {"verify.columns_differ", "verify.chain_broken"} <= codes(verify(case))


def test_a_truncated_chain_is_found_against_a_witness(case: Case) -> None:
    witness = signed(case)
    tamper(case, "DELETE FROM ledger WHERE seq = 6", "DELETE FROM ledger_touch WHERE seq = 6", "DELETE FROM parties")
    assert verify(case).holds, "without a witness a clean cut at the end cannot be seen"
    assert codes(verify(case, witness)) == {"verify.truncated"}


def test_a_chain_rewritten_from_the_middle_is_found_against_a_witness(case: Case) -> None:
    witness = signed(case)
    with sqlite3.connect(case.info.folder / "case.sqlite") as raw:
        raw.execute("DROP TRIGGER ledger_no_update")
        prev = raw.execute("SELECT hash FROM ledger WHERE seq = 5").fetchone()[0]
        entry = orjson.loads(raw.execute("SELECT entry FROM ledger WHERE seq = 6").fetchone()[0])
        entry["changes"][0]["after"]["name"], entry["prev"] = "李四", prev
        text = orjson.dumps(entry, option=orjson.OPT_SORT_KEYS)
        raw.execute("UPDATE ledger SET entry = ?, hash = ? WHERE seq = 6",
                    (text.decode(), hashlib.sha256(text).hexdigest()))
        raw.execute("UPDATE parties SET name = '李四'")
    assert verify(case).holds
    assert codes(verify(case, witness)) == {"verify.witness_differs"}


def test_a_forged_witness_is_refused(case: Case) -> None:
    witness = signed(case)
    assert "verify.witness_not_signed" in codes(verify(case, replace(witness, size=3)))
    assert "verify.witness_of_other_case" in codes(verify(case, replace(witness, case_id="other")))
    assert read_witness(witness.text()) == parse_witness(witness.text()) == witness


@pytest.mark.parametrize(("harm", "code"), [
    (lambda path: path.write_bytes(b"photograpH"), "verify.original_changed"),
    (lambda path: path.write_bytes(b"short"), "verify.original_size"),
    (lambda path: path.unlink(), "verify.original_missing"),
])
def test_a_harmed_original_is_named(case: Case, harm: Callable[[Path], object], code: str) -> None:
    path = case.vault.path(case.read().all(StoredFile)[0].sha256)
    path.chmod(0o644)
    harm(path)
    (finding,) = verify(case).findings
    assert finding.code == code and finding.values["name"] == "照片 1.jpg"


def test_an_unlisted_original_is_only_a_notice(case: Case) -> None:
    (case.vault.root / "ab").mkdir(exist_ok=True)
    (case.vault.root / "ab" / "abc").write_bytes(b"x")
    result = verify(case)
    assert result.holds and codes(result) == {"verify.original_unlisted"}


@pytest.mark.parametrize(
    ("old", "new"),
    [('"after"', '"afuer"'), ('"note"', '"nope"'), ('"changes":[{', '"changes":[[{'), ('"kind"', '"kinc"'), ("{", "["),
     ('"id"', '"ie"'), ('"case_id"', '"case_ie"')],
)
def test_an_entry_of_another_shape_is_named(case: Case, old: str, new: str) -> None:
    with sqlite3.connect(case.info.folder / "case.sqlite") as raw:
        raw.execute("DROP TRIGGER IF EXISTS ledger_no_update")
        raw.execute("UPDATE ledger SET entry = replace(entry, ?, ?)", (old, new))
    assert "verify.entry_changed" in codes(verify(case))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_flipped_character_of_the_ledger_is_found(case: Case, data: st.DataObject) -> None:
    with sqlite3.connect(case.info.folder / "case.sqlite") as raw:
        raw.execute("DROP TRIGGER IF EXISTS ledger_no_update")
        seq = data.draw(st.integers(1, 6))
        column = data.draw(st.sampled_from(["entry", "hash"]))
        before = raw.execute(f"SELECT {column} FROM ledger WHERE seq = ?", (seq,)).fetchone()[0]
        at = data.draw(st.integers(0, len(before) - 1))
        after = before[:at] + chr(ord(before[at]) ^ 1) + before[at + 1 :]
        raw.execute(f"UPDATE ledger SET {column} = ? WHERE seq = ?", (after, seq))
        raw.commit()
        assert not verify(case).holds
        raw.execute(f"UPDATE ledger SET {column} = ? WHERE seq = ?", (before, seq))
    assert verify(case).holds


def test_the_merkle_root_is_that_of_rfc_6962() -> None:
    leaves = [b"", b"\x00", b"\x10", b" !", b"01", b"@ABC", b"PQRSTUVW", b"`abcdefghijklmno"]
    tree = MerkleTree()
    assert tree.root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for leaf in leaves:
        tree.append(leaf)
    assert tree.root().hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
