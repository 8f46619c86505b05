"""Asking what a file of points does not say of itself."""

from collections.abc import Callable
from typing import Any

from modules.clouds import operations
from modules.clouds.importers.readers.text import COLUMN_NAMES
from modules.clouds.importers.store import remap_columns
from modules.clouds.records import UNITS, Cloud
from modules.clouds.rules.wording import UNIT_WORDS
from workstation.api import N_, UserError
from workstation.api.widgets import Field, Shell, ask_form


def ask_columns(shell: Shell, cloud: Cloud, done: Callable[[None], None]) -> None:
    """Ask what the columns of a table of numbers are, and read it again."""
    words = shell.words

    def check(said: dict[str, Any]) -> None:
        given = said["columns"].split()
        strange = [name for name in given if name not in COLUMN_NAMES]
        if strange or not {"x", "y", "z"} <= set(given):
            raise UserError("clouds.bad_columns", columns=" ".join(strange) or said["columns"])

    field = Field("columns", N_("Columns in their order"), required=True, wide=True, help=N_(
        "Out of: x y z red green blue intensity nx ny nz classification; skip for what is left out."
    ))
    title = words("What the columns are …")
    said = ask_form(shell, title, (field,), {"columns": " ".join(cloud.columns)}, check=check)
    if said is not None:
        columns = said["columns"].split()
        shell.run(words("Reading {name}", name=cloud.name), lambda job: remap_columns(job, cloud.id, columns), done)


def ask_description(shell: Shell, cloud: Cloud) -> None:
    """Ask for unit, frame, accuracy, time and name, and write them down."""
    fields = (
        Field("unit", N_("Unit"), "choice", required=True, choices=tuple((unit, UNIT_WORDS[unit]) for unit in UNITS)),
        Field("frame", N_("Frame"), help=N_("An EPSG code such as EPSG:4547, or the name of a site frame.")),
        Field("accuracy_mm", N_("Accuracy of a point"), "float", unit="mm", minimum=0,
              help=N_("One standard deviation, as the scanner's maker states it.")),
        Field("captured", N_("Scanned at"), "moment"), Field("note", N_("Name shown")),
    )
    values = {
        "unit": cloud.unit if cloud.unit in UNITS else "unknown", "frame": cloud.frame, "captured": cloud.captured,
        "accuracy_mm": cloud.accuracy_m * 1000 if cloud.accuracy_m is not None else None, "note": cloud.note,
    }
    said = ask_form(shell, shell.words("Add details …"), fields, values)
    if said is None:
        return
    accuracy_mm = said["accuracy_mm"]
    shell.do("clouds.describe", lambda work: operations.describe(
        work, cloud.id, unit=said["unit"], frame=said["frame"], captured=said["captured"], note=said["note"],
        accuracy_m=accuracy_mm / 1000 if accuracy_mm is not None else None,
    ))
