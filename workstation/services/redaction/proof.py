"""Reads the finished copy back and looks for what should be gone: pages, bookmarks, metadata, everything."""

from pathlib import Path

from workstation.services.redaction.plan import RedactionPlan
from workstation.services.redaction.replacing import any_of
from workstation.typeset.reading import all_strings, read_pages


def remains(path: str, plan: RedactionPlan) -> list[str]:
    """Where anything that was to be removed is still found: page numbers, or empty for places that are no page."""
    pattern = any_of([rule.text for rule in plan.terms])
    if pattern is None:
        return []
    found = [page.label for page in read_pages(Path(path)) if pattern.search("\n".join(page.lines))]
    if any(pattern.search(text) for text in all_strings(Path(path))):
        found.append("")
    return found
