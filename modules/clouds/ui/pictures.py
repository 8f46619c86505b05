"""The pictures inside an E57 file, beside the points."""

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QLabel, QListWidget, QListWidgetItem, QSplitter, QVBoxLayout

from modules.clouds.queries import original
from modules.clouds.records import Cloud
from modules.clouds.ui.bench import Bench, BenchTool
from workstation.api import N_, Job, Parsed
from workstation.api.widgets import Shell, scrolled

_KINDS = {
    "spherical": N_("Panorama"), "cylindrical": N_("Cylindrical panorama"), "pinhole": N_("Picture of a camera"),
    "visualReference": N_("Picture for orientation"),
}
_PARSE = "modules.clouds.importers.panoramas:parse_panoramas"


class Pictures(BenchTool):
    """The button that shows them; it can be pressed while the leading cloud is an E57 file."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.action = bench.bar.act(bench.shell.words("Pictures in the file …"), self.open, icon_name="photo")

    def show(self) -> None:
        """Only E57 files hold pictures."""
        cloud = self.bench.cloud
        self.action.setEnabled(cloud is not None and cloud.format == "E57")

    def open(self) -> None:
        """Read the pictures, then show them."""
        cloud, shell = self.bench.cloud, self.bench.shell
        if cloud is None:
            return
        known = cloud

        def read(job: Job) -> Parsed:
            file, path = original(job.read(), known)
            found: Parsed = job.parse(_PARSE, path, name=file.name)
            return found

        shell.run(shell.words("Reading {name}", name=cloud.name), read, partial(self._show, cloud))

    def _show(self, cloud: Cloud, parsed: Parsed) -> None:
        shell = self.bench.shell
        if not parsed.data["pictures"]:
            shell.notify(shell.words("There are no pictures in {name}.", name=cloud.name), "info")
            return
        dialog = PictureDialog(shell, cloud, parsed)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


class PictureDialog(QDialog):
    """A list of pictures and the chosen one at its full size."""

    def __init__(self, shell: Shell, cloud: Cloud, parsed: Parsed) -> None:
        super().__init__(shell.window)
        self._shell, self._parsed = shell, parsed
        self.setWindowTitle(shell.words("Pictures in {name}", name=cloud.note or cloud.name))
        self.resize(QSize(1100, 720))
        self.list = QListWidget()
        self.list.setAccessibleName(shell.words("Pictures in the file …"))
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for told in parsed.data["pictures"]:
            item = QListWidgetItem(self._called(told))
            item.setData(Qt.ItemDataRole.UserRole, told["blob"])
            self.list.addItem(item)
        self.list.currentItemChanged.connect(lambda item, _: self._choose(item))
        parts = QSplitter()
        parts.addWidget(self.list)
        parts.addWidget(scrolled(self.picture))
        parts.setSizes([240, 860])
        layout = QVBoxLayout(self)
        layout.addWidget(parts)
        self.list.setCurrentRow(0)

    def _called(self, told: dict[str, object]) -> str:
        words = self._shell.words
        kind = words(_KINDS[str(told["kind"])]) if told["kind"] in _KINDS else ""
        size = f"{told['width']} × {told['height']}" if told["width"] else words("cannot be read")
        return f"{told['title']}\n{kind}  {size}".strip()

    def _choose(self, item: QListWidgetItem | None) -> None:
        pixmap = QPixmap()
        blob = self._parsed.blobs.get(item.data(Qt.ItemDataRole.UserRole), b"") if item is not None else b""
        if blob and pixmap.loadFromData(blob):
            self.picture.setPixmap(pixmap)
        else:
            self.picture.setText(self._shell.words("This picture cannot be read; the original in the vault is whole."))
