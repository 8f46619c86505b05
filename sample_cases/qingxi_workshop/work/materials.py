"""Materials: titles, kinds and where each came from."""

from modules.materials import operations
from modules.materials.records import Material, MaterialKind
from sample_cases.qingxi_workshop.work.working import Working, wording
from workstation.api import StoredFile


def work(case: Working) -> None:
    """The clerk puts the register of materials in order."""
    case.sign_in("chen")
    said = wording("materials")
    titles = {paper.file: paper.title for paper in case.scenario.papers}
    for statement in case.scenario.statements:
        party = case.scenario.party(statement.party)
        titles[statement.file] = f"{party.name}询问笔录（第1次）"
    read = case.read()
    for material in read.all(Material, order=("number",)):
        file = read.get(StoredFile, material.file_id).name
        item = said["files"].get(file, {})
        case.do(
            "materials.describe", operations.describe, material.id,
            title=item.get("title") or titles.get(file) or material.title,
            kind=MaterialKind(item["kind"]) if "kind" in item else material.kind,
            source=item.get("source") or said["source"], note=item.get("note", ""),
        )
