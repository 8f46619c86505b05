"""Disk images: their volumes and folders, deleted files too; files are taken out with their hash."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from modules.edata.importers.image_store import extract, list_folder, look_into, preview_file, verify
from modules.edata.operations.images import describe_image
from modules.edata.queries.images import FACT_WORDS, segment_files, valid_images
from modules.edata.records import Derived, DiskImage, Volume
from modules.edata.rules.preview import preview
from workstation.api import N_, Read, Ref
from workstation.api.widgets import (
    EmptyState,
    Field,
    Header,
    PageBase,
    RecordTableView,
    Shell,
    Split,
    TableColumn,
    ask_form,
    button,
    label,
    on_key,
)

Entry = dict[str, Any]
_SEEN = 8192


def _written(modified: str) -> str:
    """As it is kept: in UTC, or as a clock without a zone showed it."""
    at = modified[:19].replace("T", " ")
    return f"{at} UTC" if modified.endswith("+00:00") else at


@dataclass(frozen=True)
class _View:
    images: list[DiskImage]
    segments: dict[str, str]


class ImagesPage(PageBase):
    """Every disk image, and what is in the chosen one."""

    kinds = ("disk_images", "files")

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        words = self.words
        self._view = _View([], {})
        self._image: DiskImage | None = None
        self._wanted = ""
        self._way: list[tuple[str, str]] = []
        take = button(shell, words("Take images in …"), self._take_in, icon_name="file-import", role="primary")
        take.setEnabled(self.writable)
        self.body.addWidget(Header(
            words("Disk images"), words(
                "Raw and E01. Nothing is written; every chunk is checked when it is taken in. Enter opens a folder or "
                "shows the first bytes of a file."),
            take,
        ))
        self.table: RecordTableView[DiskImage] = RecordTableView(
            shell, "edata-images", (
                TableColumn(words("Number"), lambda one: one.number, 70),
                TableColumn(words("Name of the image"), lambda one: one.title, 150),
                TableColumn(words("State"), self._state, 80, level=self._level),
                TableColumn(words("Bytes"), lambda one: f"{one.size:,}", 110, sort=lambda one: one.size, right=True),
            ), key=lambda one: one.id, filterable=False,
            empty=EmptyState(shell, "database", words("No images yet. Take in all segments of one at once.")),
        )
        self.table.selected.connect(self._choose)
        split = Split(shell, "edata-images", [380, 900])
        split.setHandleWidth(12)
        split.addWidget(self.table)
        split.addWidget(self._make_inside())
        split.settle()
        self.body.addWidget(split, 1)
        self.refresh()

    def _make_inside(self) -> QWidget:
        words, panel = self.words, QWidget()
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.facts = label("", "muted", wrap=True, selectable=True)
        layout.addWidget(self.facts)
        line = QHBoxLayout()
        self.volumes = QComboBox()
        self.volumes.setAccessibleName(words("Volume"))
        self.volumes.activated.connect(lambda _: self._enter([]))
        line.addWidget(self.volumes, 1)
        self.up_button = button(self.shell, words("Folder above"), self.up, icon_name="arrow-back-up", tip="Alt+Up")
        line.addWidget(self.up_button)
        layout.addLayout(line)
        self.place = label("", "small", wrap=True, selectable=True)
        layout.addWidget(self.place)
        self.entries: RecordTableView[Entry] = RecordTableView(
            self.shell, "edata-entries", (
                TableColumn(words("File or folder"), lambda one: ("▸ " if one["folder"] else "") + one["name"], 260,
                            sort=lambda one: (not one["folder"], one["name"])),
                TableColumn(words("Bytes"), lambda one: "" if one["folder"] else f"{one['size']:,}", 110,
                            sort=lambda one: one["size"], right=True),
                TableColumn(words("Written at"), lambda one: _written(one["modified"]), 190),
                TableColumn(words("State"), lambda one: words("deleted") if one["deleted"] else "", 90,
                            level=lambda one: "warning" if one["deleted"] else ""),
            ), key=lambda one: f"{one['inode']} {one['name']}",
        )
        self.entries.activated.connect(self.open_entry)
        self.entries.selected.connect(lambda _: self._enable())
        layout.addWidget(self.entries, 2)
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setAccessibleName(words("First bytes of the file"))
        self.preview.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.preview.setMinimumHeight(round(120 * self.shell.tokens.scale))
        self.preview.hide()
        layout.addWidget(self.preview, 1)
        acts = QHBoxLayout()
        self.describe_button = button(self.shell, words("Describe …"), self.describe, icon_name="pencil", tip="F2")
        acts.addWidget(self.describe_button)
        acts.addStretch(1)
        self.verify_button = button(self.shell, words("Verify the content"), self.verify, icon_name="shield-check",
                                    tip=words("Hash the whole content and compare it with what its maker stated"))
        self.extract_button = button(self.shell, words("Take these files out"), self.extract, icon_name="download",
                                     role="primary", tip="Ctrl+E")
        acts.addWidget(self.verify_button)
        acts.addWidget(self.extract_button)
        layout.addLayout(acts)
        on_key(self, "Alt+Up", self.up)
        on_key(self, "Ctrl+E", self.extract)
        on_key(self, "F2", self.describe)
        self._enable()
        return panel

    def load(self, read: Read) -> _View:
        images = valid_images(read)
        return _View(images, {one.id: "  ".join(file.name for file in segment_files(read, one)) for one in images})

    def show_data(self, data: _View) -> None:
        self._view = data
        self.table.set_records(data.images)
        wanted = self._wanted or (self._image.id if self._image else "") or (data.images[0].id if data.images else "")
        image = next((one for one in data.images if one.id == wanted), None)
        self._wanted = ""
        if image is not None:
            self.table.select({image.id})
            if image != self._image:
                self._take_up(image)
        self._enable()

    def show_ref(self, ref: Ref) -> None:
        self._wanted = ref.id
        self.refresh()

    def _state(self, one: DiskImage) -> str:
        if not one.media_md5:
            return self.words("not verified")
        if not one.stated_md5:
            return self.words("hashed")
        return self.words("as stated") if one.media_md5 == one.stated_md5 else self.words("not as stated")

    def _level(self, one: DiskImage) -> str:
        if not one.media_md5 or not one.stated_md5:
            return "warning" if not one.media_md5 else "neutral"
        return "success" if one.media_md5 == one.stated_md5 else "error"

    def _choose(self, images: list[DiskImage]) -> None:
        if len(images) == 1:
            self.shell.inspect(Ref("disk_images", images[0].id))
            if self._image is None or images[0].id != self._image.id:
                self._take_up(images[0])

    def _take_up(self, image: DiskImage) -> None:
        same = self._image is not None and self._image.id == image.id and bool(self._image.volumes)
        self._image = image
        parts = [self._view.segments.get(image.id, ""), *(
            f"{self.words(FACT_WORDS.get(key, key))} {value}" for key, value in image.facts.items())]
        if image.stated_md5:
            parts.append(f"MD5 {image.stated_md5}")
        self.facts.setText("  ·  ".join(filter(None, parts)))
        if same:
            return
        self._way = []
        self.entries.set_records([])
        self.volumes.clear()
        if image.volumes:
            self._show_volumes(image)
        elif self.writable:
            self.shell.run(self.words("Looking into {name}", name=image.title), lambda job: look_into(job, image))

    def _show_volumes(self, image: DiskImage) -> None:
        for one in image.volumes:
            text = f"@{one.start:,}  {one.description} {one.filesystem}  {one.length:,} B"
            self.volumes.addItem(" ".join(text.split()))
        readable = next((at for at, one in enumerate(image.volumes) if one.filesystem), 0)
        self.volumes.setCurrentIndex(readable)
        self._enter([])

    def _volume(self) -> Volume | None:
        at = self.volumes.currentIndex()
        return self._image.volumes[at] if self._image is not None and 0 <= at < len(self._image.volumes) else None

    def _enter(self, way: list[tuple[str, str]]) -> None:
        """Show a folder: ``way`` holds the names and inodes from the root on."""
        image, volume = self._image, self._volume()
        if image is None or volume is None:
            return
        self._way = way
        place = "/" + "/".join(name for name, _ in way)
        clock = self.words("FAT keeps times as the clock of the device showed them, without a zone.")
        self.place.setText(f"{place}    {clock}" if "FAT" in volume.filesystem else place)
        if not volume.filesystem:
            self.place.setText(self.words(
                "No file system that is known here: it may be encrypted, or a recorder’s own. Nothing is lost: the "
                "content can be hashed, and the image examined by the maker or a laboratory."))
            self._show_entries([])
            return
        folder = way[-1][1] if way else ""
        self.shell.run(self.words("Looking into {name}", name=image.title),
                       lambda job: list_folder(job, image, volume, folder), self._show_entries)

    def _show_entries(self, entries: list[Entry]) -> None:
        self.preview.hide()
        self.entries.set_records(sorted(entries, key=lambda one: (not one["folder"], one["name"])))
        self._enable()

    def open_entry(self, entry: Entry) -> None:
        """Go into a folder, or look at the first bytes of a file."""
        image, volume = self._image, self._volume()
        if entry["folder"]:
            self._enter([*self._way, (entry["name"], str(entry["inode"]))])
        elif image is not None and volume is not None:
            self.shell.run(self.words("Looking into {name}", name=entry["name"]),
                           lambda job: preview_file(job, image, volume, entry["inode"], _SEEN), self._show_preview)

    def _show_preview(self, content: bytes) -> None:
        self.preview.setPlainText(preview(content) or self.words("The file is empty."))
        self.preview.show()

    def up(self) -> None:
        """Go to the folder above."""
        if self._way:
            self._enter(self._way[:-1])

    def _enable(self) -> None:
        there = self._image is not None and self.writable
        self.describe_button.setEnabled(there)
        self.verify_button.setEnabled(there)
        self.extract_button.setEnabled(there and any(not one["folder"] for one in self.entries.selection()))
        self.up_button.setEnabled(bool(self._way))

    def _take_in(self) -> None:
        self.shell.import_files(self.shell.open_files(self.words("Take images in …")))

    def describe(self) -> None:
        """Say what the image is called, and what is to be known of it."""
        image = self._image
        if image is None or not self.writable:
            return
        values = ask_form(self.shell, f"{self.words('Disk image')} {image.number}", (
            Field("title", N_("Name of the image"), required=True), Field("note", N_("Note"), "multiline"),
        ), {"title": image.title, "note": image.note})
        if values is not None:
            self.shell.do("edata.describe_image", partial(describe_image, image_id=image.id, **values))

    def verify(self) -> None:
        """Hash the whole content."""
        image = self._image
        if image is not None:
            self.shell.run(self.words("Verify the content"), lambda job: verify(job, image), self._verified)

    def _verified(self, image: DiskImage) -> None:
        good = image.media_md5 == image.stated_md5
        if not image.stated_md5:
            self.shell.notify(self.words("{name}: MD5 {md5}; its maker stated none.", name=image.title,
                                         md5=image.media_md5), "info")
        else:
            self.shell.notify(self.words("{name}: as stated by its maker.", name=image.title) if good else self.words(
                "{name}: the content is not what its maker stated.", name=image.title), "success" if good else "error")

    def extract(self) -> None:
        """Take the chosen files out."""
        image, volume = self._image, self._volume()
        if image is None or volume is None or not self.extract_button.isEnabled():
            return
        place = "/".join(("", *(name for name, _ in self._way)))
        for entry in self.entries.selection():
            if not entry["folder"]:
                where = f"{place}/{entry['name']}"
                self.shell.run(self.words("Taking out {name}", name=entry["name"]),
                               partial(extract, image=image, volume=volume, where=where, inode=entry["inode"]),
                               self._extracted)

    def _extracted(self, item: Derived) -> None:
        self.shell.notify(self.words("{number} {title} is in the vault.", number=item.number, title=item.title),
                          "success")
