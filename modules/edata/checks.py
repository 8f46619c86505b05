"""What the rules ask of electronic data (法发〔2016〕22号; R1, R13, R17)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from modules.edata.queries import checks_of, items, newest_checks, valid_acquisitions
from modules.edata.queries.logs import valid_logs
from modules.edata.queries.media import candidates, valid_recordings
from modules.edata.records import Acquisition, Carrier, Method, Verdict, WriteBlock
from workstation.api import BEIJING, N_, Check, Finding, Read, Ref, Severity, StoredFile, zone

_WITH_CLOCK = (Carrier.RECORDER, Carrier.PANEL)
_ON_DEVICES = (Carrier.IMAGE, Carrier.PHONE, Carrier.FOLDER)


def _told(one: Acquisition) -> tuple[Ref, dict[str, str]]:
    return Ref("acquisitions", one.id), {"number": one.number, "title": one.title}


def people(read: Read) -> Iterator[Finding]:
    """第七条: two officers do it; R1."""
    for one in valid_acquisitions(read):
        ref, values = _told(one)
        if len(set(one.officers)) < 2:
            yield Finding("edata.too_few_officers", values, ref, Severity.ERROR)


def record(read: Read) -> Iterator[Finding]:
    """第十四条、第十五条: the record says when and how, the list holds the files, holder or witness sign."""
    lists = items(read)
    for one in valid_acquisitions(read):
        ref, values = _told(one)
        if one.begun is None or not one.process.strip():
            yield Finding("edata.no_record", values, ref)
        if not lists.get(one.id) and one.method is not Method.FROZEN:
            yield Finding("edata.empty_list", values, ref)
        if (one.holder_refused or not one.holder) and not one.witness:
            yield Finding("edata.no_signature", values, ref, Severity.ERROR)
        if one.holder_refused and not one.filmed:
            yield Finding("edata.not_filmed", values, ref, Severity.INFO)


def carrier(read: Read) -> Iterator[Finding]:
    """第八条、第九条: the original carrier is sealed and photographed, or it is said why it was not taken."""
    for one in valid_acquisitions(read):
        ref, values = _told(one)
        if one.method is Method.SEIZED:
            if not one.seal_number:
                yield Finding("edata.no_seal", values, ref)
            if not (one.photos_before and one.photos_after):
                yield Finding("edata.no_seal_photos", values, ref)
        elif one.method in (Method.EXTRACTED, Method.ONLINE, Method.PRINTED) and not one.reason_not_seized.strip():
            yield Finding("edata.not_seized", values, ref)


def handling(read: Read) -> Iterator[Finding]:
    """第十六条: read-only, with a tool that is named, and cut off from the network."""
    for one in valid_acquisitions(read):
        ref, values = _told(one)
        if one.carrier in _ON_DEVICES and one.write_block in (WriteBlock.UNKNOWN, WriteBlock.NONE):
            yield Finding("edata.no_write_block", values, ref)
        if one.method in (Method.EXTRACTED, Method.ONLINE) and not (one.tool and one.tool_version):
            yield Finding("edata.no_tool", values, ref)
        if one.carrier is Carrier.PHONE and not one.isolated:
            yield Finding("edata.not_isolated", values, ref)


def integrity(read: Read) -> Iterator[Finding]:
    """R13: every file is what it was when it was taken in, and what its holder said it was; never by MD5 alone."""
    for one in valid_acquisitions(read):
        for item in items(read).get(one.id, ()):
            ref, values = _told(one)
            values["name"] = item.file.name if item.file else item.item.file_id
            if item.file is None:
                yield Finding("edata.file_gone", values, ref, Severity.ERROR)
            elif item.agrees is False:
                yield Finding("edata.hash_differs", values, ref, Severity.ERROR)
            elif item.item.stated_hash and item.agrees is None:
                yield Finding("edata.weak_hash", {**values, "algorithm": item.item.stated_algorithm.upper()}, ref)
    newest = newest_checks(read)
    files = {file.id: file for file in read.get_many(StoredFile, list(newest))}
    for file_id, check in newest.items():
        if not check.holds:
            name = files[file_id].name if file_id in files else file_id
            values = {"name": name, "at": check.at.text(), "reason": check.reason or check.found[:16]}
            yield Finding("edata.original_changed", values, Ref("files", file_id), Severity.ERROR)


def clocks(read: Read) -> Iterator[Finding]:
    """R17: what has a clock was compared with Beijing time, at the start and the end, with a photograph of both."""
    known = checks_of(read)
    for one in valid_acquisitions(read):
        if one.carrier not in _WITH_CLOCK:
            continue
        ref, values = _told(one)
        checks = known.get(one.clock_id or "", [])
        if not checks:
            yield Finding("edata.no_clock_check", values, ref)
        elif len(checks) == 1:
            yield Finding("edata.one_clock_check", values, ref, Severity.INFO)
        if any(not check.photos for check in checks):
            yield Finding("edata.no_clock_photo", values, ref)


def logs(read: Read) -> Iterator[Finding]:
    """R17: a log is read by a clock, tells no time after it was taken in, and bad lines are looked at."""
    for log in valid_logs(read):
        ref, values = Ref("logs", log.id), {"number": log.number, "title": log.title, "last": log.last}
        if log.clock_id is None:
            yield Finding("edata.log_no_clock", values, ref)
        file = read.find(StoredFile, log.file_id)
        if file is not None and log.last:
            last = datetime.fromisoformat(log.last).replace(tzinfo=zone(BEIJING))
            if last > file.taken_in.utc + timedelta(days=1):
                yield Finding("edata.log_future", values, ref)


def recordings(read: Read) -> Iterator[Finding]:
    """R17: every video has its time, by a clock that was compared; what the program proposed was judged."""
    proposed = candidates(read)
    for one in valid_recordings(read):
        ref, values = Ref("recordings", one.id), {"number": one.number, "title": one.title}
        if not one.anchor_shown or one.clock_id is None:
            yield Finding("edata.recording_no_time", values, ref)
        count = sum(candidate.verdict is Verdict.OPEN for candidate in proposed.get(one.id, ()))
        if count:
            yield Finding("edata.open_candidates", {**values, "count": str(count)}, ref, Severity.INFO)


CHECKS = (
    Check("edata.people", N_("Electronic data: people"), "法发〔2016〕22号第七条", people),
    Check("edata.record", N_("Electronic data: record and list"), "法发〔2016〕22号第十四条、第十五条", record,
          "verified"),
    Check("edata.carrier", N_("Electronic data: original carrier"), "法发〔2016〕22号第八条、第九条", carrier),
    Check("edata.handling", N_("Electronic data: handling"), "法发〔2016〕22号第十六条", handling),
    Check("edata.integrity", N_("Electronic data: integrity"), "法发〔2016〕22号第五条；R13", integrity),
    Check("edata.clocks", N_("Electronic data: clocks"), "R17", clocks),
    Check("edata.recordings", N_("Video recordings"), "R17", recordings),
    Check("edata.logs", N_("Logs"), "R17", logs),
)
