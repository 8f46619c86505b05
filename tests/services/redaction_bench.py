"""A workbench whose one module prints people, numbers, addresses and photographs; child processes build it by name."""

from collections.abc import Iterator

from workstation.api import (
    Block,
    Column,
    CoverFacts,
    Entry,
    Event,
    Figure,
    Heading,
    KeyValues,
    Module,
    Notice,
    Paragraph,
    Photo,
    PhotoGrid,
    Read,
    Section,
    SignaturePlace,
    Signatures,
    Span,
    Stage,
    StoredFile,
    Table,
    Text,
    Words,
)
from workstation.domain.rules import RulePacks
from workstation.services.catalogue import Catalogue
from workstation.services.workbench import Workbench

BENCH = "tests.services.redaction_bench:bench"
NAME, TWIN, ID, PHONE, ADDRESS = "张建国", "张卫民", "44012319900307771X", "13812345678", "清溪镇花园路12号3栋502室"


def cover(_: Read, __: Words, ___: str) -> Iterator[Block]:
    yield CoverFacts(f"{NAME}家火灾", "清溪消防救援大队", "general", (("当事人", NAME), ("页数", "{pages}")))


def statement(read: Read, _: Words, __: str) -> Iterator[Block]:
    yield Entry(f"询问笔录（{NAME}）", author=NAME)
    yield Heading(1, f"{NAME}的询问笔录", "statement")
    yield KeyValues((("被询问人", NAME), ("证件号码", ID), ("电话", "138 1234 5678"), ("住址", ADDRESS)), columns=2)
    yield Paragraph(f"问：你叫什么？答：我叫张 建\n国，住在{ADDRESS}，手机{PHONE}，妻子{TWIN}。" * 20)
    yield Table((Column("姓名"), Column("事由")), ((Span(TWIN, bold=True), "证人"), (f"{NAME}、{TWIN}", "在场")), TWIN)
    yield Notice(f"{NAME}拒签", title=TWIN)
    yield Figure(60, 20, (Text(5, 10, f"甲方{NAME[:2]}"), Text(5, 14, NAME[2:]), Text(5, 18, TWIN)))
    yield Signatures((SignaturePlace("被询问人", NAME, ID, PHONE),))
    for event in read.all(Event):
        yield Paragraph(event.title)


def photos(read: Read, _: Words, __: str) -> Iterator[Block]:
    yield Heading(1, "照片")
    yield PhotoGrid(tuple(
        Photo(str(read.vault.path(file.sha256)), f"{NAME}门前", file.name)
        for file in read.all(StoredFile, order=("name",))
    ))


def broken(_: Read, __: Words, ___: str) -> Iterator[Block]:
    yield Heading(1, "坏")
    raise ValueError(f"{NAME} {PHONE}")


MODULE = Module(
    id="redacted", title="Redacted", stage=Stage.CASE,
    sections=(
        Section("redacted.cover", "Cover of the test", "cover", cover),
        Section("redacted.statement", "询问", "interviews", statement),
        Section("redacted.photos", "照片", "photos", photos),
        Section("redacted.broken", "坏", "others", broken),
    ),
)


def bench() -> Workbench:
    return Workbench(Catalogue((MODULE,)), RulePacks(()))
