"""Make the raw files of the sample case, as an investigator would receive them; the same bytes on every run."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from pathlib import Path

from sample_cases.qingxi_workshop import aerial, folders, papers, records, stick, surroundings, zones
from sample_cases.qingxi_workshop.photographs import taken
from sample_cases.qingxi_workshop.recorder import clip
from sample_cases.qingxi_workshop.scans import scanned
from sample_cases.qingxi_workshop.scenario import Scenario, load
from sample_cases.qingxi_workshop.stage import Stage

Progress = Callable[[int, int, str], None]
_MOST_PROCESSES = 8


def generate(target: Path, progress: Progress, scale: float = 1.0) -> None:
    """Write all raw files below ``target`` (which is made if need be); files that are there already are replaced.

    ``progress`` hears how many of how many files are done and the name of the last; what it raises stops the work.
    ``scale`` below 1 makes pictures, scans and the clip smaller. Pictures are rendered in processes of their own
    (spawned, so a program that calls this guards its start with ``if __name__ == "__main__"``).
    """
    scenario = load()
    texts = _texts(scenario)
    heavy = _rendered(scenario)
    total = len(texts) + len(heavy) + 3
    done = 0

    def put(name: str, content: bytes) -> None:
        nonlocal done
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        done += 1
        progress(done, total, name)

    for name, content in texts.items():
        put(name, content)
    pictures: dict[str, bytes] = {}
    workers = max(1, min(_MOST_PROCESSES, os.cpu_count() or 1))
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_leave_stopping_to_parent)
    try:
        waiting: dict[str, Future[bytes]] = {name: pool.submit(_render, *order, scale) for name, order in heavy.items()}
        for name, future in waiting.items():
            content = future.result()
            pictures[name.rpartition("/")[2]] = content
            put(name, content)
    finally:
        pool.shutdown(cancel_futures=True)
    for name, content in _slips(scenario, pictures).items():
        put(photograph_path(scenario, name), content)


def photograph_path(scenario: Scenario, file: str) -> str:
    """Where a photograph lies among the raw files: in the folder of its camera."""
    camera = next(camera for camera in scenario.cameras if file.startswith(camera.prefix))
    return f"{folders.PHOTOGRAPHS}/{camera.model}/{file}"


def _texts(scenario: Scenario) -> dict[str, bytes]:
    """All files that need no rendering, by their names."""
    return {
        folders.NOTICE_FILE: papers.notice(scenario),
        **{f"{folders.STATEMENTS}/{item.file}": papers.statement(scenario, item) for item in scenario.statements},
        **{f"{item.folder}/{item.file}": papers.paper(scenario, item) for item in scenario.papers},
        f"{folders.EXHIBITS}/{folders.EXHIBIT_LIST_FILE}": papers.evidence_list(scenario),
        f"{folders.ELECTRONIC}/{folders.PANEL_FILE}": records.panel_log(scenario),
        f"{folders.ELECTRONIC}/{folders.METER_FILE}": records.meter_load(scenario),
        f"{folders.ELECTRONIC}/{folders.ACCESS_FILE}": records.access_log(scenario),
        f"{folders.ELECTRONIC}/{folders.STICK_FILE}": stick.stick(scenario),
        f"{folders.SIMULATION}/{folders.ZONES_FILE}": zones.compartments(scenario),
        f"{folders.SURVEY}/{folders.BUILDINGS_FILE}": surroundings.buildings(scenario),
        f"{folders.SURVEY}/{folders.AERIAL_FILE}": aerial.orthophoto(scenario),
    }


def _rendered(scenario: Scenario) -> dict[str, tuple[str, str]]:
    """What has to be rendered: the name of the file, and the kind and key by which a process knows what to do."""
    found = {f"{folders.VIDEO}/{folders.VIDEO_FILE}": ("clip", "")}
    found |= {photograph_path(scenario, item.file): ("photograph", item.file) for item in scenario.photographs}
    return found | {f"{folders.SCANS}/{station.name}.ply": ("scan", station.name) for station in scenario.scans}


def _render(kind: str, key: str, scale: float) -> bytes:
    """One file, in a process of its own; scenes are kept there for the next."""
    scenario, stage = load(), _stage(scale)
    match kind:
        case "photograph":
            return taken(scenario, stage, scenario.photograph(key), scale)
        case "scan":
            station = next(station for station in scenario.scans if station.name == key)
            return scanned(scenario, stage.house("dug"), station, scale)
    return clip(scenario, stage.house("before"), scale)


def _leave_stopping_to_parent() -> None:
    """Ctrl+C reaches every process of a terminal; the one that was started answers it for all."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@cache
def _stage(scale: float) -> Stage:
    return Stage(load(), max(0.25, scale))


def _slips(scenario: Scenario, pictures: dict[str, bytes]) -> dict[str, bytes]:
    """The files that went wrong on purpose."""
    slips = scenario.slips
    whole = pictures[slips.truncated_of]
    return {
        slips.duplicate: pictures[slips.duplicate_of],
        slips.truncated: whole[: int(len(whole) * slips.truncated_share)],
        slips.text: papers.not_a_picture(scenario),
    }
