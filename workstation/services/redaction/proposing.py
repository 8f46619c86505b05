"""What a redacted copy might leave out: proposed from the case's records and from patterns in what would be printed.

The machine only proposes; each proposal counts from the moment that an officer ticks it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from workstation.domain.drawing import Picture
from workstation.domain.identifiers import is_resident_id
from workstation.domain.party import Officer, Party, PartyKind
from workstation.domain.redaction import RedactionKind
from workstation.domain.words import N_, Words
from workstation.services.catalogue import Catalogue
from workstation.services.job import Job
from workstation.services.redaction.replacing import any_of, original_of, squeezed
from workstation.storage.read import Read
from workstation.typeset.blocks import Block, Drawing, KeyValues, Photo, Span, Table

_NAME_FIELDS = {"representative", "guardian", "interpreter", "witness", "holder", "reporter", "who", "by"}
_NAMED_TABLES = {"interviews"}
_ADDRESS_FIELDS = {"address", "household"}
_LABELS = re.compile(
    "姓名|被询问人|报警人|见证人|持有人|当事人|证人|申报人|监护人|代理人|联系人|死者|伤者|户主|翻译|"
    "name|witness|holder|reporter|interviewee|guardian", re.IGNORECASE
)
_PERSON = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,8}·[\u3400-\u9fff]{1,8}|[A-Z][a-z]+(?: [A-Z][a-z]+){1,3}")
_SPLIT = re.compile(r"[、,，;；/|()（）\s]+")
_ID = re.compile(r"(?<![0-9A-Za-z])\d{6}[ -]?\d{8}[ -]?\d{3}[0-9Xx](?![0-9A-Za-z])")
_PHONES = re.compile(r"(?<![0-9A-Za-z.])(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}-\d{7,8})(?![0-9A-Za-z])")
_ADDRESSES = re.compile(
    r"[\u3400-\u9fff]{2,24}?(?:路|街|巷|道|村|里|弄|园|区|坊)[\u3400-\u9fff\d ]{0,10}?\d+ ?(?:号|栋|幢|座|单元|室|房)"
    r"(?:[\u3400-\u9fff\d ]{0,6}\d+ ?(?:号|栋|幢|座|单元|楼|室|房))*"
)
_LEADING = re.compile(r".*(?:住在|住址|位于|地址|现住|家住|在|于|到|往|从|是|对|和|日|月)")
_SURNAMES = set(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤"
    "滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江"
    "童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊惠甄曲家封芮储靳焦巴弓牧山谷"
    "车侯全班仰秋仲伊宫宁仇栾甘祖武符刘景詹束龙叶幸司黎薄印白怀蒲台从鄂索咸籍赖卓蔺屠蒙池乔阴能苍双闻莘党翟谭贡劳姬申扶堵冉宰雍桑桂牛寿通边扈燕冀"
    "浦尚农温别庄晏柴瞿阎充慕连茹习艾鱼容向古易慎戈廖庾终居衡步都耿满弘匡国文寇广禄东欧沃利蔚越隆师巩聂晁敖冷辛阚那简饶曾关红游竺权逯盖益桓公肖涂"
)


@dataclass(frozen=True)
class Proposal:
    """A text that may identify somebody; ``where`` counts it per section, ``source`` tells how it was found."""

    kind: RedactionKind
    text: str
    where: dict[str, int] = field(default_factory=dict)
    source: str = ""

    @property
    def count(self) -> int:
        """How often it would be printed."""
        return sum(self.where.values())


@dataclass(frozen=True)
class PrintedPicture:
    """An original that would be printed, first with this number and caption."""

    sha256: str
    number: str
    caption: str
    section: str


@dataclass(frozen=True)
class Proposals:
    """Everything that was found in what would be printed."""

    texts: tuple[Proposal, ...]
    pictures: tuple[PrintedPicture, ...]


def propose(job: Job, catalogue: Catalogue, document: str, words: Words) -> Proposals:
    """Read through all that the document would print. Raises ``Cancelled``."""
    read = job.read()
    sections = list(catalogue.sections(document, read))
    printed: dict[str, list[str]] = {}
    labelled: list[str] = []
    pictures: dict[str, PrintedPicture] = {}
    for done, section in enumerate(sections):
        title = words(section.title)
        job.progress(done, len(sections) + 1, title)
        texts = printed.setdefault(title, [])
        for part in section.parts(read):
            for block in _quietly(section.build, read, words, part):
                job.check()
                texts += texts_of(block)
                labelled += _labelled(block)
                for path, number, caption in _pictures(block):
                    digest = original_of(path)
                    if digest:
                        pictures.setdefault(digest, PrintedPicture(digest, number, caption, title))
    job.progress(len(sections), len(sections) + 1, words(N_("Comparing with the records")))
    return Proposals(tuple(_counted(_found(read, printed, labelled), printed)), tuple(pictures.values()))


def _quietly(build: Any, read: Read, words: Words, part: str) -> Iterator[Block]:
    """A section that fails is a page that says so in the document; here it has nothing to say."""
    try:
        yield from build(read, words, part)
    except Exception:  # of a module or plugin: what it would print is not known
        return


def texts_of(value: Any) -> Iterator[str]:
    """Every text within a block."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from texts_of(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            if part.name not in ("path", "anchor", "anchors", "target"):
                yield from texts_of(getattr(value, part.name))


def _pictures(value: Any) -> Iterator[tuple[str, str, str]]:
    """Path, number and caption of each photograph, and of what lies below a drawing."""
    if isinstance(value, Photo):
        yield value.path, value.number, value.caption
    elif isinstance(value, Drawing):
        for view in value.sheet.views:
            yield from ((mark.path, "", value.caption) for mark in view.marks if isinstance(mark, Picture))
    elif isinstance(value, tuple):
        for one in value:
            yield from _pictures(one)
    elif is_dataclass(value) and not isinstance(value, type) and hasattr(value, "photos"):
        yield from _pictures(value.photos)


def _labelled(block: Block) -> Iterator[str]:
    """What stands beside or below a label that asks for a name."""
    if isinstance(block, KeyValues):
        for label, value in block.rows:
            if _LABELS.search(label):
                yield _plain(value)
    elif isinstance(block, Table):
        for place, column in enumerate(block.columns):
            if _LABELS.search(column.title):
                yield from (_plain(row[place]) for row in block.rows if place < len(row))


def _plain(inline: Any) -> str:
    if isinstance(inline, Span):
        return inline.text
    return inline if isinstance(inline, str) else "".join(_plain(part) for part in inline)


Found = dict[str, tuple[RedactionKind, str, str]]  # squeezed → kind, text, source


def _found(read: Read, printed: dict[str, list[str]], labelled: Iterable[str]) -> Found:
    found: Found = {}

    def add(kind: RedactionKind, text: str, source: str) -> None:
        text = text.strip()
        if len(squeezed(text)) >= 2:
            found.setdefault(squeezed(text), (kind, text, source))

    for officer in read.all(Officer):
        if officer.verified:
            add(RedactionKind.OFFICER, officer.name, "records")
    for kind, text in _of_records(read):
        add(kind, text, "records")
    for text in labelled:
        for name in _names(text):
            add(RedactionKind.NAME, name, "labels")
    for texts in printed.values():
        for text in texts:
            for number in _ID.findall(text):
                if is_resident_id(squeezed(number)):
                    add(RedactionKind.ID_NUMBER, number, "pattern")
            for phone in _PHONES.findall(text):
                add(RedactionKind.PHONE, phone, "pattern")
            for address in _ADDRESSES.findall(text):
                add(RedactionKind.ADDRESS, _LEADING.sub("", address), "pattern")
    return found


def _of_records(read: Read) -> Iterator[tuple[RedactionKind, str]]:
    for party in read.all(Party):
        yield (RedactionKind.NAME if party.kind is PartyKind.PERSON else RedactionKind.ORGANISATION), party.name
        yield RedactionKind.ID_NUMBER, party.id_number
    for table in read.registry:
        names = {part.name for part in fields(table.record)}
        wanted = names & (_NAME_FIELDS | _ADDRESS_FIELDS | {"id_number", "phone", "reporter_phone"})
        if table.name in _NAMED_TABLES:
            wanted.add("name")
        if table.name in ("incident", "map_layers"):
            wanted -= _ADDRESS_FIELDS  # where the fire was is no secret
        for record in read.all(table.record) if wanted else ():
            for name in sorted(wanted):
                yield from _of_field(name, getattr(record, name))


def _of_field(name: str, value: Any) -> Iterator[tuple[RedactionKind, str]]:
    if not isinstance(value, str) or not value.strip():
        return
    if name in _ADDRESS_FIELDS:
        yield RedactionKind.ADDRESS, value
    elif name == "id_number":
        yield RedactionKind.ID_NUMBER, value
    elif name.endswith("phone"):
        for phone in _PHONES.findall(value) or [value]:
            yield RedactionKind.PHONE, phone
    else:
        for person in _names(value):
            yield RedactionKind.NAME, person


def _names(text: str) -> Iterator[str]:
    for part in _SPLIT.split(text) if not _PERSON.fullmatch(text.strip()) else [text.strip()]:
        if _PERSON.fullmatch(part) and (part[0].isascii() or part[0] in _SURNAMES or "·" in part):
            yield part


def _counted(found: Found, printed: dict[str, list[str]]) -> Iterator[Proposal]:
    """Only what would be printed, with how often and where."""
    pattern = any_of([text for _, text, _ in found.values()])
    if pattern is None:
        return
    where: dict[str, Counter[str]] = {}
    for title, texts in printed.items():
        for text in texts:
            for match in pattern.findall(text):
                where.setdefault(squeezed(match), Counter())[title] += 1
    made = [
        Proposal(kind, text, dict(where[key]), source) for key, (kind, text, source) in found.items() if key in where
    ]
    order = list(RedactionKind)
    yield from sorted(made, key=lambda one: (order.index(one.kind), -one.count, one.text))
