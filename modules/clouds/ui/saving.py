"""Saving what is seen as a picture, and the points of the leading cloud as COPC."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from modules.clouds.importers.building import is_built, write_copc
from modules.clouds.records import Cloud
from modules.clouds.rules.pyramid import POINTS
from modules.clouds.rules.wording import count_text
from modules.clouds.ui.bench import Bench, BenchTool
from workstation.api.widgets import Shell


class Saving(BenchTool):
    """The menu of what can be saved."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        words = bench.shell.words
        bench.bar.menu(words("Save"), [
            (words("Save the picture …"), lambda: save_picture(bench.shell, bench.view)),
            (words("Save the points as COPC …"), self.save_copc),
        ], icon_name="file-export")

    def save_copc(self) -> None:
        """Save the whole cloud as COPC."""
        cloud = self.bench.cloud
        if cloud is not None:
            folder = self.bench.data.folders[cloud.id]
            save_copc(self.bench.shell, cloud, folder if is_built(folder) else None)


def save_picture(shell: Shell, view: QWidget) -> None:
    """Save what is seen as a picture."""
    words = shell.words
    target = shell.save_file(words("Save the picture …"), "view.png", "PNG (*.png)")
    if target is not None and not view.grab().save(str(target.with_suffix(".png"))):
        shell.notify(words("The picture could not be written to {path}.", path=str(target)), "error")


def save_copc(shell: Shell, cloud: Cloud, folder: Path | None) -> None:
    """Save the whole cloud as COPC, which other programs open; ``folder`` is that of its pyramid once it is ready."""
    words = shell.words
    if folder is None:
        shell.notify(words("The points are still being prepared; save them when that is done."), "info")
        return
    target = shell.save_file(words("Save the points as COPC …"), "points.copc.laz", "COPC (*.copc.laz)")
    if target is None:
        return

    def saved(count: int) -> None:
        shell.notify(words("{count} points were saved.", count=count_text(count)), "success")

    title = words("Saving {name}", name=target.name)
    shell.run(title, lambda job: write_copc(job, folder / POINTS, target, cloud.name), saved)
