"""The steps in the order of an investigation, and walking through them."""

from collections.abc import Callable
from pathlib import Path

from sample_cases.qingxi_workshop.scenario import load
from sample_cases.qingxi_workshop.work import (
    cause,
    cooperation,
    drawing,
    edata,
    events,
    exhibits,
    field_tests,
    harm,
    incident,
    intake,
    interviews,
    losses,
    marks,
    materials,
    papers,
    people,
    photographs,
    places,
    rectification,
    redaction,
    responsibility,
    scans,
    sheets,
    space,
    surroundings,
    survey,
    times,
)
from sample_cases.qingxi_workshop.work.working import Working
from workstation.api import N_
from workstation.desk import Desk

STEPS: tuple[tuple[str, Callable[[Working], None]], ...] = (
    (N_("Officers sign in and take their roles"), people.officers),
    (N_("The call and the opening of the case"), incident.work),
    (N_("Parties"), people.parties),
    (N_("Places"), places.work),
    (N_("Taking the files in"), intake.work),
    (N_("Questioning: records, signatures, statements"), interviews.work),
    (N_("Course of events"), events.work),
    (N_("Witnesses and devices set against each other"), interviews.contrast),
    (N_("Photographs: clocks, classes, captions"), photographs.work),
    (N_("Marks on photographs"), marks.work),
    (N_("Materials"), materials.work),
    (N_("Exhibits: register and custody"), exhibits.work),
    (N_("Electronic data: clocks, recordings, logs"), edata.work),
    (N_("Survey of the ground floor: measured, adjusted, fitted"), survey.work),
    (N_("Field tests and the laboratory"), field_tests.work),
    (N_("Scene drawings: measured, drawn"), drawing.work),
    (N_("Laser scans: registered, fitted to the survey, floor map, slice"), scans.work),
    (N_("Elevation, section, plan of the site; slice and photograph below; sheets signed"), sheets.work),
    (N_("Scans: evidence pinned, views kept, what a witness could see"), space.work),
    (N_("Surroundings: hydrants, station, orientation map"), surroundings.work),
    (N_("Losses: declared, counted, adopted"), losses.work),
    (N_("Casualties, losses, grade"), harm.work),
    (N_("The time of ignition, bounded by all sources"), times.work),
    (N_("Cause"), cause.work),
    (N_("Responsibility over the six links"), responsibility.work),
    (N_("Papers of the procedure: issued and served"), papers.work),
    (N_("Police, prosecutor, transfer of the case"), cooperation.work),
    (N_("What a redacted copy leaves out"), redaction.work),
    (N_("Rectification and its evaluation"), rectification.work),
)


def work(desk: Desk, raw: Path) -> None:
    """Work the case from its raw files, step by step. Raises ``Cancelled`` when asked to stop."""
    case = Working(desk, load(), raw)
    for done, (title, step) in enumerate(STEPS):
        desk.task.progress(done, len(STEPS), desk.words(title))
        step(case)
    desk.task.progress(len(STEPS), len(STEPS))
