"""A workbench with a few sections and one check and the shipped rules; child processes build it by name."""

import os
from collections.abc import Iterator

from workstation.api import Block, Check, Entry, Finding, Heading, Module, Paragraph, Read, Section, Stage, Words
from workstation.services.catalogue import Catalogue
from workstation.services.rules import load_rules
from workstation.services.workbench import Workbench

BENCH = "tests.services.archive_bench:bench"


def alarm(_: Read, __: Words, ___: str) -> Iterator[Block]:
    if os.environ.get("EMBERCASE_TEST_TROUBLE") == "raise":
        raise ValueError("no such thing")
    yield Heading(1, "报警记录")
    yield Paragraph("2时19分接报。")


def losses(_: Read, __: Words, ___: str) -> Iterator[Block]:
    yield Heading(1, "损失")
    yield Paragraph("直接财产损失 862,400 元。")


def talks(_: Read, __: Words, ___: str) -> Iterator[Block]:
    for name in ("甲", "乙", "丙"):
        yield Entry(f"{name}询问笔录", key=name)
        yield Paragraph(f"{name}说：起火时在场。")


def nothing(_: Read) -> Iterator[Finding]:
    yield from ()


def bench() -> Workbench:
    module = Module(
        "test", "Test", Stage.CASE,
        sections=(
            Section("test.alarm", "报警记录", "alarm", alarm), Section("test.talks", "询问", "interviews", talks),
            Section("test.losses", "损失", "losses", losses),
        ),
        checks=(Check("test.scale", "Scale", "XF/T 812 6.2.3.4", nothing),),
    )
    return Workbench(Catalogue([module]), load_rules())
