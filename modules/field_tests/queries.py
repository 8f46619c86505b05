"""Reading field tests and commissions."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from modules.field_tests.records import Commission, FieldTest, Method
from modules.field_tests.rules import CommissionState, Evaluated, evaluate, method_of
from workstation.api import BEIJING, N_, Instrument, Officer, Place, Read, today, zone

METHOD_WORDS: dict[Method, str] = {
    Method.MAGNETISM: N_("Residual magnetism"), Method.LIQUID: N_("Combustible liquid detection"),
    Method.CHAR: N_("Char depth"), Method.REBOUND: N_("Rebound of concrete"),
    Method.INSULATION: N_("Insulation resistance"), Method.MELT_MARK: N_("Melt mark, first look"),
    Method.THERMAL: N_("Thermal imaging"),
}
STATE_WORDS: dict[CommissionState, str] = {
    CommissionState.DRAFT: N_("not sent yet"), CommissionState.AWAITED: N_("result awaited"),
    CommissionState.OVERDUE: N_("result overdue"), CommissionState.DONE: N_("result received"),
    CommissionState.WITHDRAWN: N_("withdrawn"),
}
FIRST_CHECK = N_("A first check at the scene; it does not replace a laboratory's opinion.")


def all_tests(read: Read) -> list[FieldTest]:
    """Every test by number, withdrawn ones too."""
    return read.all(FieldTest, order=("number",))


def valid_tests(read: Read) -> list[FieldTest]:
    """Every test that counts."""
    return read.where(FieldTest, order=("number",), withdrawn="")


def all_commissions(read: Read) -> list[Commission]:
    """Every commission by number, withdrawn ones too."""
    return read.all(Commission, order=("number",))


def valid_commissions(read: Read) -> list[Commission]:
    """Every commission that counts."""
    return read.where(Commission, order=("number",), withdrawn="")


def day_of(read: Read, test: FieldTest) -> date:
    """The day of a test in Beijing; without its time the day on which the case was begun."""
    if test.at is not None:
        return test.at.local.date()
    return datetime.fromisoformat(read.case.created_at).astimezone(zone(BEIJING)).date()


def methods(read: Read, day: date | None = None) -> Sequence[Mapping[str, Any]]:
    """The forms of the methods in force on a day. Raises ``UserError("rules.none_in_force")``."""
    found: Sequence[Mapping[str, Any]] = read.rules.on("field_tests", day or today()).data["methods"]
    return found


def judged(read: Read, test: FieldTest) -> Evaluated:
    """What a test's readings amount to, by the rules of its day."""
    return evaluate(test, method_of(methods(read, day_of(read, test)), test.method))


def instruments(read: Read) -> dict[str, Instrument]:
    """The instruments by id."""
    return {one.id: one for one in read.all(Instrument, order=("name",))}


def place_names(read: Read) -> dict[str, str]:
    """The names of places by id."""
    return {place.id: place.name for place in read.all(Place, order=("name",))}


def officer_names(read: Read) -> dict[str, str]:
    """The officers by id, without the stand-in of a machine at which nobody had signed in."""
    officers = read.all(Officer, order=("name",))
    return {one.id: one.name for one in officers if not one.stand_in}
