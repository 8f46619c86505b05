"""Documents made for the tests of this folder."""

import random
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PIL import Image

from workstation.typeset.assemble import Assembled, Document, assemble
from workstation.typeset.bind import Item, Kind, Volume, bind, papers_of
from workstation.typeset.blocks import Block, Entry
from workstation.typeset.front import Cover
from workstation.typeset.part import render_part
from workstation.typeset.pdfa import DocumentInfo

INFO = DocumentInfo("清溪火灾调查卷 <&>", "清溪大队", "火灾事故调查案卷", "zh", datetime(2026, 2, 20, 8, 30))
COVER = Cover(
    "清溪消防救援大队", "清溪“1·23”火灾调查卷", "一般程序", (("起火时间", "2026年1月23日"), ("页数", "共{pages}页"))
)


def papers_into(items: list[Item], kinds: tuple[Kind, ...]) -> tuple[Volume, ...]:
    """The volumes of these items."""
    return bind([paper for item in items for paper in papers_of(item)], kinds)


def jpeg(path: Path, width: int = 320, height: int = 240, seed: int = 1, **options: object) -> Path:
    """A small photograph that does not compress to nothing."""
    noise = random.Random(seed).randbytes(width // 8 * (height // 8) * 3)
    picture = Image.frombytes("RGB", (width // 8, height // 8), noise).resize((width, height))
    picture.save(path, "JPEG", quality=85, **options)
    return path


def build(
    folder: Path, parts: Sequence[Sequence[Block]], name: str = "document.pdf", language: str = "zh",
    kinds: Sequence[Kind] = (Kind(""),), **options: bool,
) -> tuple[Path, Assembled]:
    """Every list of blocks becomes one part and one item 「第N件」 (the last of several is not numbered)."""
    folder.mkdir(parents=True, exist_ok=True)
    items = []
    for number, blocks in enumerate(parts, 1):
        part = render_part(blocks, folder / f"part{number}.pdf", language)
        numbered = number == 1 or number < len(parts)
        items.append(Item(Entry(f"第{number}件", date="2026-02-20"), (part,), numbered))
    info = DocumentInfo(INFO.title, INFO.author, INFO.subject, language, INFO.made)
    document = Document(info, COVER, papers_into(items, kinds), "清溪火灾调查卷", "账本头 3f6a ab", **options)
    output = folder / name
    return output, assemble(document, output, folder)
