"""What was tested at the scene, with which instruments; what went to the laboratory, and what came back."""

from typing import Any

from modules.field_tests import operations
from modules.field_tests.records import Method
from modules.measurements.operations import enter_instrument
from sample_cases.qingxi_workshop.work.working import Working, exhibit_id, place_id, when, wording
from workstation.api import InstrumentKind, Ref


def work(case: Working) -> None:
    """Instruments, tests, the commission and its opinion."""
    said = wording("field_tests")
    testers = tuple(case.sign_in(key) for key in ("zhou", "lin"))
    instruments = {item["key"]: _instrument(case, item) for item in said["instruments"]}
    for item in said["tests"]:
        case.do(
            "field_tests.record", operations.record_test, number=item["number"], method=Method(item["method"]),
            subject=item["subject"], category=item["category"], unit=item["unit"],
            values=tuple(map(float, item["values"])), blanks=tuple(map(float, item.get("blanks", ()))),
            parameters=item["parameters"], observation=item["observation"],
            exhibits=_exhibits(item.get("exhibits", ())), place_id=place_id(item["room"]), position=item["position"],
            instrument_id=instruments[item["instrument"]], at=when(item["at"]), testers=testers,
            photos=case.evidence(item.get("files", ())),
        )
    for item in said["commissions"]:
        _commission(case, item)


def _instrument(case: Working, item: dict[str, Any]) -> str:
    values = {name: value for name, value in item.items() if name not in ("key", "kind")}
    return case.do("measurements.enter_instrument", enter_instrument, kind=InstrumentKind(item["kind"]), **values).id


def _commission(case: Working, item: dict[str, Any]) -> None:
    bringers = tuple(case.sign_in(key) for key in item["bringers"])
    plain = ("number", "laboratory", "qualification", "facts", "request", "approved_by", "accepted_by", "sent_on",
             "due_on", "kept_until")
    made = case.do(
        "field_tests.commission", operations.commission, samples=_exhibits(item["samples"]), sent_by=bringers,
        **{name: item[name] for name in plain},
    )
    case.do(
        "field_tests.result", operations.receive_result, made.id, item["received_on"], item["report_number"],
        item["result"], reports=case.evidence(item["reports"]),
    )


def _exhibits(numbers: list[str] | tuple[()]) -> tuple[Ref, ...]:
    return tuple(Ref("exhibits", exhibit_id(number)) for number in numbers)
