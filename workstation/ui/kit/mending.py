"""The way from a finding to where it is mended: the one way for every list of findings."""

from workstation.domain.finding import Finding
from workstation.ui.shell import Shell


def mending_page(shell: Shell, finding: Finding, fallback: str = "") -> str:
    """The page that a finding names, or for one without a record ``fallback`` or the first page of its module."""
    if finding.page or finding.ref is not None:
        return finding.page
    module = finding.code.partition(".")[0]
    return fallback or next((page.id for owner, page in shell.catalogue.pages() if owner.id == module), "")


def mend(shell: Shell, finding: Finding, fallback: str = "") -> None:
    """Go to where a finding is mended: to the page that it names, to its record, or else to ``fallback``."""
    page = mending_page(shell, finding, fallback)
    if page:
        shell.show(page, finding.ref)
    elif finding.ref is not None:
        shell.reveal(finding.ref, finding.code.partition(".")[0])
    else:
        shell.show("review.readiness")
