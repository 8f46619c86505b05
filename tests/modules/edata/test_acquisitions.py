"""Acquisitions: registered, listed with hashes, hashed again, held against the rules, printed as a form."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from modules.edata import operations
from modules.edata.checks import CHECKS
from modules.edata.importers.hashes import check_hashes
from modules.edata.module import MODULE
from modules.edata.queries import frozen_files, items
from modules.edata.records import AcquiredItem, Carrier, ClockCheck, HashCheck, Method, WriteBlock
from modules.edata.sections.acquisitions import build_form, build_list
from modules.materials.module import MODULE as MATERIALS
from workstation.api import Officer, Read, Ref, Signatures, StoredFile, Table, UserError, Words, beijing
from workstation.api.testing import TEST_OFFICER, import_files, job_of, temporary_case
from workstation.services.rules import load_rules
from workstation.storage.case import Case

SECOND = Officer(id="officer-two", name="王晓明", unit="清溪大队", verified=True)
WHOLE = {
    "title": "便利店录像机", "carrier": Carrier.RECORDER, "method": Method.EXTRACTED, "holder": "钟家明",
    "officers": (TEST_OFFICER.id, SECOND.id), "begun": beijing("2026-03-17T10:40:00"),
    "ended": beijing("2026-03-17T11:05:00"), "reason_not_seized": "店铺仍在营业，录像机需持续录像",
    "tool": "录像机自带导出", "tool_version": "V4.2", "process": "现场导出至专用U盘，计算SHA-256",
    "write_block": WriteBlock.DEVICE_EXPORT,
}


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with temporary_case(tmp_path, [MODULE, MATERIALS], rules=load_rules()) as made:
        with made.work("edata.register") as work:
            work.put_many((TEST_OFFICER, SECOND))
        source = tmp_path / "导出 U盘"
        source.mkdir()
        (source / "通话 清单.txt").write_text("02:19 119\n", "gb18030")
        assert len(import_files(made, [source], MATERIALS.importers).imported) == 1
        yield made


def codes(read: Read) -> set[str]:
    return {finding.code.removeprefix("edata.") for check in CHECKS for finding in check.run(read)}


def test_an_acquisition_gets_a_number_and_keeps_it(case: Case) -> None:
    with case.work("edata.register") as work:
        first = operations.register(work, title="录像机")
        second = operations.register(work, title="手机", carrier=Carrier.PHONE)
        again = operations.register(work, first.id, title="便利店录像机")
        with pytest.raises(UserError, match="number_taken"):
            operations.register(work, second.id, number="E-001")
        with pytest.raises(UserError, match="title_empty"):
            operations.register(work, title=" ")
        with pytest.raises(UserError, match="ends_before_begin"):
            operations.register(work, title="x", begun=WHOLE["ended"], ended=WHOLE["begun"])
    assert (first.number, second.number, again.number, again.title) == ("E-001", "E-002", "E-001", "便利店录像机")


def test_what_the_rules_ask_for_is_found_missing_and_then_not(case: Case) -> None:
    with case.work("edata.register") as work:
        made = operations.register(work, title="录像机", carrier=Carrier.RECORDER, holder_refused=True)
    assert codes(case.read()) == {
        "too_few_officers", "no_record", "empty_list", "no_signature", "not_filmed", "not_seized", "no_tool",
        "no_clock_check",
    }
    with case.work("edata.register") as work:
        clock = operations.put_clock(work, None, name="录像机", device="NVR")
        for minute, shown in ((42, "2026-03-17T10:46:12"), (58, "2026-03-17T11:02:12")):
            operations.check_clock(work, ClockCheck(
                clock_id=clock.id, shown=shown, at=beijing(f"2026-03-17T10:{minute}:00"), photos=(Ref("photos", "p"),),
            ))
        operations.register(work, made.id, **{**WHOLE, "holder_refused": False}, clock_id=clock.id)
        operations.add_files(work, made.id, [work.all(StoredFile)[0].id])
    assert codes(case.read()) == set()
    with case.work("edata.register") as work:
        operations.register(work, made.id, method=Method.SEIZED, carrier=Carrier.PHONE, write_block=WriteBlock.NONE)
    assert codes(case.read()) == {"no_seal", "no_seal_photos", "no_write_block", "not_isolated"}
    with case.work("edata.withdraw") as work:
        operations.withdraw(work, [made.id], "与本案无关")
    assert codes(case.read()) == set(), "what was withdrawn is asked nothing"


def test_stated_hashes_are_compared(case: Case) -> None:
    with case.work("edata.register") as work:
        made = operations.register(work, **WHOLE)
        file = work.all(StoredFile)[0]
        (item,) = operations.add_files(work, made.id, [file.id, file.id])
        assert operations.add_files(work, made.id, [file.id]) == [], "a file stands on a list once"
        spaced = ":".join(file.sha256[at : at + 8].upper() for at in range(0, 64, 8))
        operations.describe_item(work, item.id, stated_algorithm="sha256", stated_hash=spaced)
        assert items(work)[made.id][0].agrees is True
        operations.describe_item(work, item.id, stated_algorithm="md5", stated_hash="0" * 32)
        assert items(work)[made.id][0].agrees is None
        assert "weak_hash" in codes(work)
        operations.describe_item(work, item.id, stated_algorithm="sha256", stated_hash="0" * 64)
        assert "hash_differs" in codes(work)
        for algorithm, value in (("sha256", "12"), ("", "0" * 64), ("md5", "x" * 32)):
            with pytest.raises(UserError, match="bad_hash"):
                operations.describe_item(work, item.id, stated_algorithm=algorithm, stated_hash=value)


def test_an_original_that_changed_is_frozen_and_stays(case: Case) -> None:
    with case.work("edata.register") as work:
        made = operations.register(work, **WHOLE)
        file = work.all(StoredFile)[0]
        operations.add_files(work, made.id, [file.id])
    with job_of(case) as job:
        (check,) = check_hashes(job, [file.id])
        assert check.holds and not frozen_files(case.read())
        path = case.vault.path(file.sha256)
        path.chmod(0o600)
        path.write_bytes(b"tampered")
        (check,) = check_hashes(job, [file.id])
        assert not check.holds and frozen_files(case.read()) == {file.id}
        path.unlink()
        (check,) = check_hashes(job, [file.id])
        assert check.found == "" and check.reason
    assert codes(case.read()) >= {"original_changed"}
    assert case.read().count(HashCheck) == 3 and case.read().count(AcquiredItem) == 1


def test_the_form_has_everything_that_is_signed(case: Case) -> None:
    with case.work("edata.register") as work:
        made = operations.register(work, **{**WHOLE, "holder_refused": True, "witness": "许桂兰"})
        operations.add_files(work, made.id, [work.all(StoredFile)[0].id], "日志")
        sha256 = work.all(StoredFile)[0].sha256
    blocks = list(build_form(case.read(), Words("zh"), ""))
    (table,) = (block for block in blocks if isinstance(block, Table))
    assert table.rows[0][1:4] == ("通话 清单.txt", "日志", "TXT") and table.rows[0][5] == sha256
    assert table.min_rows > 1, "rows that are not used are crossed out"
    (signed,) = (block for block in blocks if isinstance(block, Signatures))
    assert [(place.name, place.detail) for place in signed.places] == [
        ("测试员", ""), ("王晓明", ""), ("钟家明", "拒绝签名"), ("许桂兰", ""),
    ]


def test_an_empty_form_can_be_printed(case: Case) -> None:
    (signed,) = (block for block in build_list(case.read(), Words("zh"), "") if isinstance(block, Signatures))
    assert len(signed.places) == 4
    assert not list(build_form(case.read(), Words("zh"), "")), "in the dossier it leaves no empty page"


