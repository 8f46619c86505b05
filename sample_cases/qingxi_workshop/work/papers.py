"""The papers of the procedure: filled from the case, completed, approved by another officer, issued, served."""

from typing import Any

from modules.forms import operations
from modules.forms.queries import templates
from modules.forms.records import FormPaper, FormService
from sample_cases.qingxi_workshop.work.working import Working, party_id, when, wording


def work(case: Working) -> None:
    """In the order in which they were issued; each gap that the case does not fill stands in the wording."""
    said = wording("papers")
    known = templates(case.read())
    for item in sorted(said["papers"], key=lambda one: str(one["at"])):
        case.sign_in(said["drafted_by"])
        party = party_id(item["party"]) if "party" in item else None
        paper: FormPaper = case.do("forms.draft", operations.draft, item["code"], party)
        case.do("forms.fill", operations.fill, paper.id, {**item.get("values", {}), "dated": _day(item)})
        case.sign_in(said["approved_by"])
        if known[item["code"]].approval:
            case.do("forms.approve", operations.approve, paper.id, said["opinion"], at=when(item["at"]))
        case.do("forms.issue", operations.issue, paper.id, at=when(item["at"]))
        if "service" in item:
            case.do("forms.serve", operations.serve, _service(paper, item["service"], party))


def _day(item: dict[str, Any]) -> str:
    return when(item["at"]).text("%Y年%m月%d日")


def _service(paper: FormPaper, item: dict[str, Any], party: str | None) -> FormService:
    return FormService(
        form_id=paper.id, party_id=party, receiver=item["receiver"], served_at=when(item["at"]), served_by=item["by"],
        place=item.get("place", ""),
    )
