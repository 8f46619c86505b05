"""The register of materials."""

from typing import Any

from modules.materials import operations, queries
from modules.materials.records import Material, MaterialKind
from workstation.api import N_, Read, UserError, Work
from workstation.api.widgets import Field, RecordPage, TableColumn, button

KIND_CHOICES = (
    (MaterialKind.DOCUMENT, N_("Document")), (MaterialKind.STATEMENT, N_("Statement")),
    (MaterialKind.ELECTRONIC, N_("Electronic data")), (MaterialKind.RECORDING, N_("Recording")),
    (MaterialKind.SCAN, N_("Scan")), (MaterialKind.DRAWING, N_("Drawing")),
    (MaterialKind.OPINION, N_("Expert opinion")), (MaterialKind.OTHER, N_("Other")),
)


class MaterialsPage(RecordPage[Material]):
    """Documents, statements, logs, recordings and scans that came with the case."""

    kinds = ("materials",)
    title = N_("Materials")
    subtitle = N_("Documents, statements, logs, recordings and scans; the originals are sealed in the vault.")
    icon = "files"
    empty_text = N_("No materials yet. Take in a folder or drop files on the window.")
    new_text = N_("Take files in …")
    operation = "materials.describe"
    form_columns = 1

    def start_new(self) -> None:
        paths = self.shell.open_files(self.words("Take files in"))
        if paths:
            self.shell.import_files(paths)

    def columns(self) -> list[TableColumn[Material]]:
        words, kinds = self.words, dict(KIND_CHOICES)
        return [
            TableColumn(words("Number"), lambda m: m.number, 80),
            TableColumn(words("Name of the material"), lambda m: m.title, 300),
            TableColumn(words("Kind"), lambda m: words(kinds[m.kind]), 110),
            TableColumn(words("Pages"), lambda m: str(m.pages or ""), 70, sort=lambda m: m.pages or 0, right=True),
            TableColumn(words("State"), lambda m: words("withdrawn") if m.withdrawn else "", 90,
                        level=lambda m: "warning" if m.withdrawn else ""),
            TableColumn(words("Source"), lambda m: m.source, 260),
        ]

    def fields(self) -> list[Field]:
        return [
            Field("title", N_("Name of the material"), required=True),
            Field("kind", N_("Kind"), "choice", choices=KIND_CHOICES),
            Field("source", N_("Source")),
            Field("note", N_("Note"), "multiline"),
            Field("excerpt", N_("Text of the original (read only)"), "multiline"),
        ]

    def record_actions(self) -> list[Any]:
        return [button(self.shell, self.words("Withdraw …"), self._withdraw, role="danger", icon_name="archive")]

    def record_chosen(self, _: Material | None) -> None:
        self.form.editor("excerpt").widget.setEnabled(False)

    def load(self, read: Read) -> list[Material]:
        return queries.all_materials(read)

    def store(self, work: Work, record: Material | None, values: dict[str, Any]) -> Material:
        if record is None:
            raise UserError("materials.title_empty")
        operations.describe(
            work, record.id, title=values["title"], kind=values["kind"], source=values["source"], note=values["note"]
        )
        return work.get(Material, record.id)

    def _withdraw(self) -> None:
        chosen = [record.id for record in self.table.selection()]
        if not chosen:
            return
        reason = self.shell.ask_text(self.words("Withdraw"), self.words("Reason for the withdrawal"))
        if reason is not None:
            self.shell.do("materials.withdraw", lambda work: operations.withdraw(work, chosen, reason), reason=reason)
