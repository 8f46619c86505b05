"""What records are called can be asked for a few of them without reading the rest."""

from pathlib import Path

import pytest

from tests.ui.filled import fill
from workstation.api import Place, Ref
from workstation.api.testing import temporary_case
from workstation.app import MODULES
from workstation.storage.record_table import RecordTable


def test_each_record_has_the_same_title_alone_as_among_all(tmp_path: Path) -> None:
    with temporary_case(tmp_path, MODULES) as case:
        fill(case)
        read = case.read()
        everything = read.titles()
        assert len({ref.kind for ref in everything}) > 5
        assert {ref: read.titles([ref])[ref] for ref in everything} == everything
        assert read.titles(everything) == everything
        assert not read.titles([]) and not read.titles([Ref("places", "nothing of that id")])


def test_only_what_is_asked_for_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with temporary_case(tmp_path, MODULES) as case:
        fill(case)
        (place,) = case.read().all(Place)
        loaded: list[str] = []
        real = RecordTable.load
        monkeypatch.setattr(RecordTable, "load", lambda table, plain: loaded.append(table.name) or real(table, plain))
        assert case.read().titles([Ref("places", place.id)])[Ref("places", place.id)].title == place.name
        assert loaded == ["places"]
