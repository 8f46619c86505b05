"""Which sample case to make, and where to."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog

from workstation.domain.errors import UserError
from workstation.domain.words import N_
from workstation.services.sample import Sample
from workstation.ui.kit.form import Field, FormDialog
from workstation.ui.shell import Shell


def ask_sample(shell: Shell) -> tuple[Sample, Path] | None:
    """The sample that a person chose and the empty folder for it; none if they thought better of it."""
    samples = {sample.id: sample for sample in shell.program.samples}
    words = shell.words
    parent = Path(shell.settings.last_folder or Path.home())
    dialog = FormDialog(shell, words("Open sample"), (
        Field("sample", N_("Sample case"), "choice", required=True,
              choices=tuple((sample.id, sample.title) for sample in samples.values())),
        Field("folder", N_("Folder for the sample"), "folder", required=True,
              help=N_("The case and its files are put into it. It has to be new or empty.")),
    ), accept_text=words("Make the sample"), check=_check)
    suggested: list[Path] = []

    def follow() -> None:
        """Say what the chosen sample is; its name goes into the suggested folder until a person writes another."""
        chosen = samples[dialog.form.editor("sample").value()]
        dialog.form.set_help("sample", words(chosen.about))
        folder = dialog.form.editor("folder")
        if not suggested or folder.value() == str(suggested[-1]):
            suggested.append(free_folder(parent, chosen.id))
            folder.set_value(str(suggested[-1]))

    dialog.form.set_values({"sample": next(iter(samples))})
    dialog.form.editor("sample").edited.connect(follow)
    follow()
    try:
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return None
        return samples[dialog.accepted_values["sample"]], Path(dialog.accepted_values["folder"])
    finally:
        dialog.deleteLater()


def free_folder(parent: Path, name: str) -> Path:
    """A folder of that name, with a number if there is one that holds something."""
    number, folder = 1, parent / name
    while _holds_something(folder):
        number += 1
        folder = parent / f"{name} {number}"
    return folder


def _check(values: dict[str, Any]) -> None:
    folder = Path(values["folder"]).expanduser()
    if not folder.is_absolute():
        raise UserError("sample.folder_relative", path=folder)
    if _holds_something(folder):
        raise UserError("sample.folder_taken", path=folder)


def _holds_something(folder: Path) -> bool:
    try:
        return folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError:
        return True
