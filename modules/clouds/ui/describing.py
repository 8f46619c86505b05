"""Asking what a file of points does not say of itself."""

from modules.clouds import operations
from modules.clouds.records import UNITS, Cloud
from modules.clouds.rules.wording import UNIT_WORDS
from workstation.api import N_
from workstation.api.widgets import Field, Shell, ask_form


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
