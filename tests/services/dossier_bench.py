"""A workbench with three small modules, for the tests of the dossier; child processes build it by name."""

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from workstation.api import (
    Block,
    Check,
    Column,
    CoverFacts,
    Event,
    Finding,
    Heading,
    Module,
    Paragraph,
    Photo,
    PhotoGrid,
    Read,
    Section,
    Severity,
    Span,
    Stage,
    StoredFile,
    Table,
    Words,
    anchor_of,
)
from workstation.domain.rules import RulePacks
from workstation.services.catalogue import Catalogue
from workstation.services.workbench import Workbench

BENCH = "tests.services.dossier_bench:bench"
TROUBLE = "EMBERCASE_TEST_TROUBLE"


def cover(read: Read, _: Words, __: str) -> Iterator[Block]:
    yield CoverFacts("清溪“1·23”火灾", "清溪消防救援大队", "simple", (("起火地点", "清溪镇"), ("页数", "{pages}")))
    del read


def photo_parts(read: Read) -> Sequence[str]:
    return [str(start) for start in range(0, read.count(StoredFile), 4)]


def photos(read: Read, words: Words, part: str) -> Iterator[Block]:
    files = read.all(StoredFile, order=("name",))[int(part) : int(part) + 4]
    if part == "0":
        yield Heading(1, words("Photographs of the test"))
    yield PhotoGrid(tuple(
        Photo(str(read.vault.path(file.sha256)), file.name, file.name, anchor=anchor_of(read.ref(file)))
        for file in files
    ))


def statements(read: Read, _: Words, __: str) -> Iterator[Block]:
    trouble = os.environ.get(TROUBLE, "")
    yield Heading(1, "报警记录")
    if trouble == "raise":
        raise ValueError("no such thing")
    if trouble == "die":
        os._exit(9)
    if trouble == "hang":
        for _ in range(600):
            time.sleep(0.1)
            yield Paragraph("等待")
    rows = tuple(
        (event.title, Span("照片", target=anchor_of(read.ref(file))))
        for event, file in zip(read.all(Event), read.all(StoredFile), strict=False)
    )
    yield Table((Column("事项", 3), Column("依据")), rows)


def silent(_: Read, __: Words, ___: str) -> Iterator[Block]:
    yield from ()


def check(read: Read) -> Iterator[Finding]:
    for file in read.all(StoredFile):
        yield Finding("test.no_scale", {"name": file.name}, read.ref(file), Severity.WARNING)


def bench() -> Workbench:
    early = Module("early", "Early", Stage.SCENE, sections=(
        Section("photos.all", "Photographs of the test", "photos", photos, parts=photo_parts),
        Section("quiet", "Quiet", "losses", silent),
        Section("rectification.only", "Measures", "rectification", statements, document="rectification"),
    ))
    late = Module("late", "Late", Stage.CASE, sections=(
        Section("late.cover", "Cover of the test", "cover", cover),
        Section("late.alarm", "报警记录", "alarm", statements),
        Section("late.odd", "不知名", "no_such_slot", statements),
    ), checks=(Check("late.scale", "Scale", "XF/T 812 6.2.3.4", check),))
    return Workbench(Catalogue([early, late]), RulePacks(()))


def picture_folder(folder: Path) -> Path:
    return folder / "照片 副本"
