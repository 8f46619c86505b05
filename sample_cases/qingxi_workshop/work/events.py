"""What happened: each event with its source and, where a device told it, what the device's clock showed."""

from modules.incident import operations
from sample_cases.qingxi_workshop.scenario import Happening
from sample_cases.qingxi_workshop.work.working import Working, moment, place_id, wording
from workstation.api import Event, Moment


def work(case: Working) -> None:
    """The events of the scenario as devices recorded them, then what led up to them; what people tell is questioned."""
    case.sign_in("chen")
    said = wording("events")
    for happening in case.scenario.timeline:
        source = said["sources"].get(happening.source)
        if source is None or happening.key in said["milestones"]:
            continue
        event = Event(
            title=happening.title, moment=_moment(case, happening), source=source["name"],
            category=source["category"], place_id=place_id(source["place"]),
            refs=case.evidence([source["file"]]), note=_note(case, happening),
        )
        case.do("incident.event", operations.put_event, event)
    for item in said["events"]:
        event = Event(
            title=item["title"], moment=moment(item["at"], uncertainty_s=item.get("uncertainty_s", 0.0)),
            source=item["source"], category=item["category"], refs=case.evidence([item["file"]]),
        )
        case.do("incident.event", operations.put_event, event)


def _moment(case: Working, happening: Happening) -> Moment:
    device = next((device for device in case.scenario.devices if device.code == happening.source), None)
    if device is None:
        return moment(happening.at)
    shown = case.scenario.shown(happening.at, device.code)
    return moment(happening.at, raw=f"{shown:%Y-%m-%d %H:%M:%S}", uncertainty_s=device.uncertainty_s)


def _note(case: Working, happening: Happening) -> str:
    device = next((device for device in case.scenario.devices if device.code == happening.source), None)
    if device is None:
        return ""
    way = "快" if device.offset_s > 0 else "慢"
    return f"设备时钟{way} {abs(device.offset_s):g} s,已按校时记录修正"
