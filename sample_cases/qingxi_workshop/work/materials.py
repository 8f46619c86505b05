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
    # their text stands in the records of questioning, and is not told twice
    texts = {item.file: case.scenario.party(item.party).name for item in case.scenario.statements}
    titles |= {file: f"{name}询问笔录（第1次）原始文本" for file, name in texts.items()}
    read = case.read()
    for material in read.all(Material, order=("number",)):
        file = read.get(StoredFile, material.file_id).name
        item = said["files"].get(file, {})
        case.do(
            "materials.describe", operations.describe, material.id,
            title=item.get("title") or titles.get(file) or material.title,
            kind=MaterialKind.DOCUMENT if file in texts else MaterialKind(item.get("kind", material.kind)),
            source=item.get("source") or said["source"], note=item.get("note", ""),
        )
