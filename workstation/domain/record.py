"""Records: frozen facts with an id, and their one plain form.

Every record is a frozen dataclass. Its plain form (``to_plain``) is what the database row, the ledger image,
the case-facts file and the package all hold, so that they can be compared byte for byte (``canonical``).
"""

import math
import re
import uuid
from dataclasses import MISSING, dataclass, field, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

import cattrs
import orjson
from cattrs.gen import make_dict_structure_fn

from workstation.domain.errors import UserError

Plain = dict[str, Any]
DECIMAL_TEXT = re.compile(r"-?\d{1,30}(\.\d{1,15})?")  # exact decimal numbers (money, rates) travel as text
R = TypeVar("R", bound="Record")


def new_id() -> str:
    """A fresh record id: 32 hexadecimal digits."""
    return uuid.uuid4().hex


@dataclass(frozen=True, kw_only=True)
class Record:
    """What a case holds: one frozen fact. Changing it means putting a new one with the same id."""

    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        if not self.id or len(self.id) > 64 or not self.id.isprintable():
            raise UserError("record.bad_id", kind=type(self).__name__, id=self.id[:80])


@dataclass(frozen=True)
class Ref:
    """Points at any record of the case: ``kind`` is the name of its table."""

    kind: str
    id: str


def _datetime_out(value: datetime) -> str:
    if value.tzinfo is None:
        raise UserError("record.time_without_zone", value=value.isoformat())
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _datetime_in(value: str, _: type) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(f"{value}: a time needs its zone, for example 2026-11-24T08:00:00+08:00")
    return moment.astimezone(UTC)


def _float_out(value: float) -> float:
    if not math.isfinite(value):
        raise UserError("record.not_a_number", value=value)
    return float(value) + 0.0  # a database keeps no negative zero


def _decimal_out(value: Decimal) -> str:
    text = f"{abs(value) if value.is_zero() else value:f}"
    if not DECIMAL_TEXT.fullmatch(text):
        raise UserError("record.not_a_number", value=value)
    return text


def _decimal_in(value: Any, _: type) -> Decimal:
    if type(value) is not str or not DECIMAL_TEXT.fullmatch(value):
        raise ValueError(f"{value!r} is not a decimal number in quotes, for example \"1234.50\"")
    return Decimal(value)


def _exact(kind: type) -> Any:
    """Structure text, whole numbers and truth values without silent conversion."""

    def structure(value: Any, _: type) -> Any:
        if type(value) is not kind:
            raise ValueError(f"{value!r} is not {kind.__name__}")
        return value

    return structure


def _float_in(value: Any, _: type) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is not a number")
    return float(value) + 0.0


_converter = cattrs.Converter(prefer_attrib_converters=False, forbid_extra_keys=True)
_converter.register_unstructure_hook(datetime, _datetime_out)
_converter.register_structure_hook(datetime, _datetime_in)
_converter.register_unstructure_hook(date, lambda value: value.isoformat())
_converter.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
_converter.register_unstructure_hook(float, _float_out)
_converter.register_structure_hook(float, _float_in)
_converter.register_unstructure_hook(Decimal, _decimal_out)
_converter.register_structure_hook(Decimal, _decimal_in)
for _kind in (str, int, bool):
    _converter.register_structure_hook(_kind, _exact(_kind))
_converter.register_unstructure_hook(StrEnum, lambda value: value.value)
_converter.register_structure_hook(StrEnum, lambda value, kind: kind(value))
_converter.register_structure_hook_factory(
    lambda kind: isinstance(kind, type) and issubclass(kind, Record),
    lambda kind: make_dict_structure_fn(kind, _converter, _cattrs_forbid_extra_keys=True),
)


def to_plain(record: object) -> Plain:
    """The record as JSON values; times in UTC with a trailing Z.

    Raises ``UserError("record.time_without_zone" | "record.not_a_number")``.
    """
    plain: Plain = _converter.unstructure(record)
    return plain


def default_plain(kind: type[Record]) -> Plain:
    """The plain form of every field of ``kind`` that has a default; the id has none of its own."""
    found: Plain = {}
    for part in fields(kind):
        if part.name == "id":
            continue
        if part.default is not MISSING:
            found[part.name] = _converter.unstructure(part.default)
        elif part.default_factory is not MISSING:
            found[part.name] = _converter.unstructure(part.default_factory())
    return found


def from_plain(kind: type[R], plain: Plain) -> R:
    """The record that ``to_plain`` was made of. Raises ``UserError("record.does_not_fit")`` with the reason."""
    try:
        return _converter.structure(plain, kind)
    except cattrs.BaseValidationError as error:
        reason = "; ".join(cattrs.transform_error(error, path=kind.__name__))
        raise UserError("record.does_not_fit", kind=kind.__name__, reason=reason) from error
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError) as error:
        raise UserError("record.does_not_fit", kind=kind.__name__, reason=str(error)) from error


def canonical(value: object) -> bytes:
    """One and only one UTF-8 text for a JSON value: keys sorted, no spaces."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise UserError("record.not_storable", reason=str(error)) from error
