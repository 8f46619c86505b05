"""Electronic data: clocks compared, acquisitions recorded, the recording looked through, logs read by their clocks."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from modules.edata import operations
from modules.edata.importers.image_store import extract, list_folder, look_into, verify
from modules.edata.importers.log_store import preview, take_log
from modules.edata.importers.media_store import find_light, take_frame
from modules.edata.operations import media
from modules.edata.operations.images import describe_image
from modules.edata.operations.logs import make_events
from modules.edata.queries.logs import open_index, usual_marks
from modules.edata.records import Carrier, ClockCheck, DiskImage, Log, LogKind, Method, Recording, WriteBlock
from modules.edata.rules.log_lines import format_of
from sample_cases.qingxi_workshop.folders import VIDEO_FILE
from sample_cases.qingxi_workshop.work.working import Working, moment, place_id, wording
from workstation.api import Clock, StoredFile


def work(case: Working) -> None:
    """Two officers secure the data on site; one of them looks through it afterwards."""
    said = wording("edata")
    officers = tuple(case.sign_in(key) for key in ("zhou", "lin"))
    clocks = {item["device"]: _clock(case, item, officers) for item in said["clocks"]}
    for item in said["acquisitions"]:
        _acquire(case, item, officers, clocks)
    _look_through(case, said["recording"], clocks["NVR-1"])
    _open_image(case, said["image"])
    for item in said["logs"]:
        _read_log(case, item, clocks)


def _clock(case: Working, item: dict[str, Any], officers: tuple[str, ...]) -> Clock:
    device = case.scenario.device(item["device"])
    clock = case.do("edata.put_clock", operations.put_clock, None, name=device.name, device=device.code)
    times = [device.measured_at]
    if "again_min" in item:
        times.append(device.measured_at + timedelta(minutes=item["again_min"]))
    for true in times:
        shown = case.scenario.shown(true, device.code).replace(tzinfo=None)
        clock = case.do("edata.check_clock", operations.check_clock, ClockCheck(
            clock_id=clock.id, shown=shown.isoformat(), at=moment(true), reference=item["reference"],
            uncertainty_s=device.uncertainty_s, checked_by=officers, photos=case.evidence(["设备校时记录.txt"]),
        ))
    return clock


def _acquire(case: Working, item: dict[str, Any], officers: tuple[str, ...], clocks: dict[str, Clock]) -> None:
    clock = clocks.get(item["device_key"])
    made = case.do(
        "edata.register", operations.register, title=item["title"], carrier=Carrier(item["carrier"]),
        method=Method(item["method"]), device=item["device"], source=item["source"], holder=item["holder"],
        officers=officers, place_id=place_id(item["place"]) if item["place"] else None,
        begun=moment(item["begun"]), ended=moment(item["ended"]),
        reason_not_seized=item["reason"], write_block=WriteBlock(item["write_block"]), tool=item["tool"],
        tool_version=item["tool_version"], process=item["process"], exhibits=case.evidence(item["exhibits"]),
        clock_id=clock.id if clock else None, serial=item.get("serial", ""),
        write_blocker=item.get("write_blocker", ""),
    )
    files = [case.read().where(StoredFile, name=name)[0] for name in item["files"]]
    listed = case.do("edata.add_files", operations.add_files, made.id, [file.id for file in files], item["category"])
    if item.get("stated"):  # the hash that the copying tool printed, as the officers wrote it down
        for line, file in zip(listed, files, strict=True):
            case.do("edata.describe_item", operations.describe_item, line.id, category=item["category"],
                    stated_algorithm="sha256", stated_hash=file.sha256)


def _look_through(case: Working, said: dict[str, Any], clock: Clock) -> None:
    """The clock in the picture, the changes of light, the first of them confirmed, its frame kept."""
    file = case.read().where(StoredFile, name=VIDEO_FILE)[0]
    (recording,) = case.read().where(Recording, file_id=file.id)
    begin = case.scenario.when("flicker") - timedelta(seconds=6)
    shown = case.scenario.shown(begin, "NVR-1").replace(tzinfo=None)
    recording = case.do(
        "edata.describe_recording", media.describe_recording, recording.id, camera=said["camera"], clock_id=clock.id,
        anchor_ms=0.0, anchor_shown=shown.isoformat(),
    )
    job = case.desk.job()
    found = find_light(job, recording)
    if found:  # a clip made small ends before the fire is seen
        first = min(found, key=lambda candidate: candidate.at_ms)
        case.do("edata.confirm", media.confirm, first.id, said["confirm"]["title"])
        take_frame(job, recording, first.at_ms)


def _open_image(case: Working, said: dict[str, Any]) -> None:
    """The image is looked into, its content hashed, and what matters taken out, a deleted file among it."""
    job, file = case.desk.job(), case.read().where(StoredFile, name=said["file"])[0]
    (image,) = case.read().where(DiskImage, file_id=file.id)
    image = case.do("edata.describe_image", describe_image, image.id, title=said["title"], note=said["note"])
    image = verify(job, look_into(job, image))
    volume = next(one for one in image.volumes if one.filesystem)
    entries = {entry["name"]: entry for entry in list_folder(job, image, volume)}
    for name in said["take"]:
        extract(job, image, volume, f"/{name}", entries[name]["inode"])


def _read_log(case: Working, item: dict[str, Any], clocks: dict[str, Clock]) -> None:
    """One log, read as it is guessed; the rows that matter put on the time line."""
    read, job = case.read(), case.desk.job()
    file = read.where(StoredFile, name=item["file"])[0]
    told = preview(job, read.vault.path(file.sha256), file.name)
    kind, form = LogKind(item["kind"]), format_of(told["format"])
    titles = told["rows"][form.skip - 1] if 0 < form.skip <= len(told["rows"]) and len(told["rows"][0]) > 1 else ()
    clock = clocks.get(item["device_key"])
    log = take_log(job, file, Log(
        file_id=file.id, title=item["title"], kind=kind, format=replace(form, marks=usual_marks(read, kind)),
        titles=tuple(titles), clock_id=clock.id if clock else None,
    ))
    index = open_index(case.read(), log)
    if index is not None:
        numbers = sorted({int(row) for text in item["events"] for row in index.containing(text, lambda *_: None)})
        rows = [row for row in index.rows(numbers) if row.shown and row.shown.month == 3 and row.shown.day == 17]
        if rows:
            case.do("edata.make_events", make_events, log.id, rows)
