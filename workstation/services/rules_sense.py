"""What no schema can say of a pack: thresholds that contradict one another, time limits that lead nowhere."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from workstation.domain.errors import UserError
from workstation.services.rules_text import Place

Fault = tuple[Place, UserError]

_SATURDAY = 5
_FACTS = ("fire", "reported", "extinguished", "determined", "served")
_CRITERIA = ("deaths", "serious", "loss_yuan", "households")


def senseless(kind: str, data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every place at which a pack of a known kind contradicts itself; ``data`` has its right shape already."""
    if kind in ("grades", "grades-493"):
        yield from _falling(data["grades"], ("grades",))
    elif kind == "jurisdiction":
        yield from _falling(data["levels"], ("levels",))
    elif kind == "clocks":
        yield from _clocks(data)
    elif kind == "holidays":
        yield from _holidays(data["years"])


def _falling(grades: list[dict[str, Any]], place: Place) -> Iterator[Fault]:
    """From the worst grade on every threshold is lower than the one before, and the last takes everything."""
    for name in _CRITERIA:
        last: float | None = None
        for number, grade in enumerate(grades):
            value = grade.get(name)
            if value is None:
                continue
            if last is not None and value >= last:
                yield (*place, number, name), UserError("rules.fault.order", value=value, above=last)
            last = value
        if last:
            yield (*place, len(grades) - 1, name), UserError("rules.fault.lowest", value=last)


def _clocks(data: Mapping[str, Any]) -> Iterator[Fault]:
    acts = {act["code"] for act in data["acts"]}
    known = {f"act:{code}" for code in acts} | set(_FACTS)
    codes: set[str] = set()
    for number, clock in enumerate(data["clocks"]):
        place: Place = ("clocks", number)
        if clock["code"] in codes:
            yield (*place, "code"), UserError("rules.fault.twice", value=clock["code"])
        codes.add(clock["code"])
        if clock["start"] not in known:
            yield (*place, "start"), UserError("rules.fault.unknown_act", value=clock["start"])
        for key in ("ended_by", "needs"):
            for code in clock.get(key, ()):
                if code not in acts:
                    yield (*place, key), UserError("rules.fault.unknown_act", value=code)
        if clock["length"] < 1:
            yield (*place, "length"), UserError("rules.fault.minimum", value=clock["length"], least=1)
    for code in data["extensions"]:
        if code not in codes:
            yield ("extensions", code), UserError("rules.fault.unknown_clock", value=code)


def _holidays(years: Mapping[str, Any]) -> Iterator[Fault]:
    for year, table in years.items():
        for key, weekend in (("days_off", False), ("working_weekends", True)):
            for number, text in enumerate(table[key]):
                place: Place = ("years", year, key, number)
                day = date.fromisoformat(text)
                if str(day.year) != year:
                    yield place, UserError("rules.fault.other_year", value=text, year=year)
                elif (day.weekday() >= _SATURDAY) is not weekend:
                    yield place, UserError("rules.fault.weekend" if weekend else "rules.fault.weekday", value=text)
