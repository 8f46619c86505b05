"""The ledger speaks of fields as the forms do."""

from dataclasses import fields
from pathlib import Path

from modules.incident.module import MODULE
from workstation.api import Party, PartyKind, Words
from workstation.api.testing import temporary_case
from workstation.app import workbench
from workstation.services.history_words import describe, field_words

UNSPOKEN = {  # set once by the program, or named as everywhere: nobody edits them
    "id", "body", "camera", "code", "collection", "encoding", "excerpt", "exhibit_id", "file_id", "height", "importer",
    "iso", "lines", "media_type", "officer_id", "pack_id", "pages", "path", "photo_id", "plugin", "public_key", "scale",
    "serial", "sha256", "shape", "size", "sm3", "source_path", "supersedes", "taken_in", "values", "verified", "width",
    "x1", "x2", "y1", "y2", "zone_known",
}


def test_every_field_that_people_change_has_words_in_both_languages() -> None:
    names = {field.name for table in workbench().catalogue.registry for field in fields(table.record)} - UNSPOKEN
    for language in ("zh", "en"):
        words = Words(language)
        silent = {name for name in names if words(f"field.{name}") == f"field.{name}"}
        assert not silent, f"add field.NAME to resources/locale/{language}/fields.po: {sorted(silent)}"


def test_a_change_is_told_in_the_readers_language(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        with case.work("incident.party") as work:
            work.put(Party(id="p", kind=PartyKind.PERSON, name="陈国强"))
        with case.work("incident.party") as work:
            work.put(Party(id="p", kind=PartyKind.PERSON, name="陈国强", phone="138"))
        entry = case.read().newest_entries(1)[0]
    told = [describe(entry, Words(language)).fields[0] for language in ("zh", "en")]
    assert [(field.field, field.before, field.after) for field in told] == [
        ("电话", "", "138"), ("telephone", "", "138"),
    ]
    assert field_words("wind_force", Words("zh")) == "wind force"
