"""A difference in words: lines for the window and the command line, blocks for a document."""

from collections import Counter
from collections.abc import Iterator

from workstation.domain.words import N_, Words
from workstation.services.versions.comparing import Change, ChangeKind, Difference, Moved
from workstation.typeset.blocks import Block, Column, Heading, Notice, Paragraph, Table

KINDS = {ChangeKind.ADDED: N_("New here"), ChangeKind.CHANGED: N_("Reworded"), ChangeKind.REMOVED: N_("No longer here")}


def summary(difference: Difference, words: Words) -> list[str]:
    """What happened, in a few sentences."""
    if difference.empty:
        return [words(N_("Both versions say the same, on the same pages."))]
    said = [words(N_("Pages: {old} before, {new} now."), old=difference.old.pages, new=difference.new.pages)]
    for titles, text in ((difference.sections_added, N_("New sections: {titles}")),
                         (difference.sections_removed, N_("Sections no longer there: {titles}"))):
        if titles:
            said.append(words(text, titles="、".join(titles)))
    counts = Counter((record_name(change, words), change.kind) for change in difference.changes)
    said += [
        words(
            N_("{name}: {added} added, {changed} changed, {removed} removed"), name=name,
            added=counts[name, ChangeKind.ADDED], changed=counts[name, ChangeKind.CHANGED],
            removed=counts[name, ChangeKind.REMOVED],
        )
        for name in dict.fromkeys(name for name, _ in counts)
    ]
    said += [moved_text(one, words) for one in difference.moved]
    if difference.old.from_pdf or difference.new.from_pdf:
        said.append(words(N_(
            "Compared by the text of the pages, since the contents of one version were not kept: records cannot be "
            "told apart, nor page numbers."
        )))
    return said


def record_name(change: Change, words: Words) -> str:
    """What kind of record a change is about, or that it is other text."""
    code = f"kind.{change.record}"
    name = words(code) if change.record else code
    return words(N_("Other text of the pages")) if name == code else name


def moved_text(moved: Moved, words: Words) -> str:
    """Where something stands now."""
    return words(
        N_("{section}: {count} places moved, the first from volume {old_volume}, page {old} to volume {volume}, page "
           "{new}"),
        section=moved.section, count=moved.count, old_volume=moved.old[0], old=moved.old[1], volume=moved.new[0],
        new=moved.new[1],
    )


def blocks(difference: Difference, names: tuple[str, str], words: Words) -> Iterator[Block]:
    """The difference as a document."""
    yield Heading(1, words(N_("Comparison of two versions")))
    yield Paragraph(words(N_("Earlier version: {name}, SHA-256 {digest}"), name=names[0], digest=difference.old.sha256),
                    "small")
    yield Paragraph(words(N_("Later version: {name}, SHA-256 {digest}"), name=names[1], digest=difference.new.sha256),
                    "small")
    for number, sentence in enumerate(summary(difference, words)):
        yield Notice(sentence, "info") if number == 0 else Paragraph(sentence, "plain")
    columns = (
        Column(words(N_("Change")), 1.2, "center"), Column(words(N_("What it is about")), 1.8),
        Column(words(N_("Earlier text")), 4.5), Column(words(N_("Later text")), 4.5),
    )
    for section in dict.fromkeys(change.section for change in difference.changes):
        yield Heading(2, section)
        yield Table(columns, tuple(
            (words(KINDS[change.kind]), record_name(change, words), change.old, change.new)
            for change in difference.changes if change.section == section
        ))
