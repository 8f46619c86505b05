"""Declarations of losses as workbooks or text tables: read in the sandbox, mapped by a person, entered as items."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from modules.losses import operations
from modules.losses.records import Category, LossDeclaration, LossItem, Method
from workstation.api import FileState, Job, Moment, Parsed, Ref, StoredFile, UserError, Work, read_table

PARSE = "modules.losses.importers:parse_declaration"
MOST_BYTES, MOST_ROWS, MOST_COLUMNS, MOST_TEXT = 30_000_000, 20_000, 60, 500
_DAYS_A_YEAR = Decimal("365.25")
ROLES: dict[str, tuple[str, ...]] = {
    "name": ("名称", "品名", "物品", "设备", "结构及装修", "项目", "item", "name"),
    "quantity": ("数量", "面积", "quantity", "qty", "area"),
    "unit": ("单位", "unit"),
    "price": ("单价", "购置价", "建造时价格", "重置价", "price"),
    "declared": ("申报", "损失额", "损失金额", "金额", "合计", "amount", "loss"),
    "date": ("购置时间", "购置日期", "购买时间", "建造时间", "启用", "date", "bought"),
    "years": ("已使用", "使用年", "年限", "years"),
    "note": ("备注", "note", "remark"),
}
_FIGURES = ("quantity", "price", "declared")
_TOTAL = re.compile(r"^\s*(合\s*计|总\s*计|小\s*计|total|sum)\s*[::]?\s*$", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2}))?")


def parse_declaration(path: str, *, name: str = "", **_: Any) -> Parsed:
    """The first sheet with rows as text: ``rows`` (lists of cells), ``head`` (its row of titles), ``roles`` (guessed).

    Raises ``UserError("losses.not_a_table" | "losses.table_too_large")``.
    """
    if Path(path).stat().st_size > MOST_BYTES:
        raise UserError("losses.table_too_large", name=name, most=MOST_BYTES // 1_000_000)
    try:
        rows = read_table(Path(path))
    except ValueError as error:
        raise UserError("losses.not_a_table", name=name) from error
    kept = [[cell.strip()[:MOST_TEXT] for cell in row[:MOST_COLUMNS]] for row in rows]
    while kept and not any(kept[-1]):  # empty rows between others stay, so that rows are told by their numbers
        kept.pop()
    if len(kept) > MOST_ROWS:
        raise UserError("losses.table_too_large", name=name, most=MOST_ROWS)
    titles = _head(kept)
    if titles is None or len(kept) < titles + 2:
        raise UserError("losses.not_a_table", name=name)
    return Parsed({"rows": kept, "head": titles, "roles": guess(kept[titles])})


def _head(rows: Sequence[Sequence[str]]) -> int | None:
    """The row of titles: of the first rows the one in which most roles are found; a name must be among them."""
    found = [(len(guess(row)), -number) for number, row in enumerate(rows[:15]) if "name" in guess(row)]
    return -max(found)[1] if found else None


def guess(titles: Sequence[str]) -> dict[str, int]:
    """Which column is likely what; each column has one role."""
    found: dict[str, int] = {}
    for role, words in ROLES.items():
        for word in words:
            hit = next((
                number for number, title in enumerate(titles)
                if word in title.lower() and len(title) <= 30 and number not in found.values()
            ), None)
            if hit is not None:
                found[role] = hit
                break
    return found


@dataclass(frozen=True)
class Declared:
    """A declaration as it was taken in: how many items, and the numbers of the rows (from 1) that were not read."""

    items: int
    bad: tuple[int, ...]


def take(
    job: Job, path: Path, roles: Mapping[str, int], head: int, party_id: str | None, fire: date | None
) -> Declared:
    """The file into the vault, its rows as items of a party, and the declaration itself; one step that can be undone.

    A declaration that was taken in before is refused with ``UserError("losses.declared_already")``.
    """
    ((_, stored),) = job.case.vault.take_in([path], step=lambda *_: job.check())
    if isinstance(stored, UserError):
        raise stored
    known = next(iter(job.read().where(StoredFile, sha256=stored.sha256)), None)
    if known is not None and any(Ref("files", known.id) in one.refs for one in job.read().all(LossDeclaration)):
        raise UserError("losses.declared_already", name=path.name)
    file = known or StoredFile(
        id=stored.sha256[:32], sha256=stored.sha256, sm3=stored.sm3, size=stored.size, name=path.name,
        source_path=str(path), media_type="text/csv" if path.suffix.lower() in (".csv", ".txt") else
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        taken_in=Moment(utc=datetime.now(UTC)), importer="losses.declaration", state=FileState.OK,
    )
    parsed = job.parse(PARSE, job.case.vault.path(stored.sha256), name=path.name)
    items, bad = items_of(parsed.data["rows"], head, roles, party_id, fire, file.id)
    declared = [item.declared_yuan for item in items if item.declared_yuan is not None]

    def enter(work: Work) -> int:
        work.put(file)
        work.put(LossDeclaration(
            id=file.id, party_id=party_id, refs=(Ref("files", file.id),),
            declared_yuan=sum(declared, Decimal(0)) if declared else None,
        ))
        return operations.put_items(work, items)

    return Declared(job.write("losses.declaration", enter), tuple(bad))


def items_of(
    rows: Sequence[Sequence[str]], head: int, roles: Mapping[str, int], party_id: str | None, fire: date | None,
    file_id: str,
) -> tuple[list[LossItem], list[int]]:
    """The items of the rows below the titles; sums are passed over, rows that make no sense are counted.

    So are rows with figures and no name, as merged cells leave them: whose figures they are, a person must say.
    """
    made: list[LossItem] = []
    bad: list[int] = []
    for number, row in enumerate(rows[head + 1 :], head + 2):
        cells = {role: row[column] if column < len(row) else "" for role, column in roles.items()}
        if any(_TOTAL.match(cell) for cell in row):
            continue
        if not cells.get("name"):
            bad += [number] if any(_is_number(cells.get(role, "")) for role in _FIGURES) else []
            continue
        try:
            made.append(_item(cells, party_id, fire, file_id, number))
        except (InvalidOperation, ValueError, UserError):
            bad.append(number)
    return made, bad


def _item(cells: Mapping[str, str], party_id: str | None, fire: date | None, file_id: str, row: int) -> LossItem:
    bought = _day(cells.get("date", ""))
    years = _number(cells.get("years", ""))
    if years is None and bought is not None and fire is not None and bought <= fire:
        years = (Decimal((fire - bought).days) / _DAYS_A_YEAR).quantize(Decimal("0.1"))
    quantity = _number(cells.get("quantity", ""))
    return LossItem(
        id=hashlib.sha256(f"{file_id} {row}".encode()).hexdigest()[:32], party_id=party_id, name=cells["name"],
        category=category_of(cells["name"]), method=Method.REPLACEMENT,
        quantity=Decimal(1) if quantity is None else quantity,
        unit=cells.get("unit", ""), unit_price_yuan=_number(cells.get("price", "")), age_years=years,
        declared_yuan=_number(cells.get("declared", "")), note=cells.get("note", ""),
        refs=(Ref("files", file_id),),
    )


_CATEGORIES = (
    (Category.BUILDING, ("房屋", "厂房", "仓库", "墙", "屋面", "钢结构", "砖混", "雨棚")),
    (Category.DECORATION, ("装修", "吊顶", "地板", "墙面", "隔断", "门窗")),
    (Category.VEHICLE, ("车",)),
    (Category.EQUIPMENT, ("机", "设备", "电脑", "空调", "电视", "冰箱", "泵", "柜机")),
    (Category.FURNITURE, ("桌", "椅", "床", "柜", "沙发", "家具")),
    (Category.GOODS, ("货", "成品", "原料", "面料", "布", "材料", "商品", "库存", "皮")),
)


def category_of(name: str) -> Category:
    """What kind of thing a name likely means; a person looks it over."""
    return next((kind for kind, words in _CATEGORIES if any(word in name for word in words)), Category.OTHER)


def _number(text: str) -> Decimal | None:
    """A number as people write it in a table; 1.2万 is 12,000."""
    text = re.sub(r"[,,\s¥¥元]", "", text)
    if not text or text in ("-", "—", "/"):
        return None
    times = Decimal(10_000) if text.endswith("万") else Decimal(1)
    value = Decimal(text.removesuffix("万")) * times
    if not value.is_finite() or abs(value) > Decimal(10) ** 13:
        raise InvalidOperation(text)
    return value


def _is_number(text: str) -> bool:
    try:
        return _number(text) is not None
    except InvalidOperation:
        return False


def _day(text: str) -> date | None:
    found = _DAY.search(text)
    if found is None:
        return None
    return date(int(found[1]), int(found[2]), int(found[3] or 1))
