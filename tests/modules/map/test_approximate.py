"""Approximate places: a circle on screen and paper, told in words, their doubt in every distance from them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from modules.incident import operations as incident
from modules.incident.module import MODULE as INCIDENT
from modules.incident.queries import incident as the_incident
from modules.map import operations, queries
from modules.map.checks import frames_known
from modules.map.module import MODULE
from modules.map.records import MapSheet, MapSite, SiteKind
from modules.map.rules.distances import between, radius_text
from modules.map.rules.items import Item, items_on_plane
from modules.map.rules.mercator import degrees_at
from modules.map.ui import finding
from modules.map.ui.model import Shelf
from tests.ui.hands import click, named, settle, write
from workstation.api import WGS84, GeoPoint, LayerItem, Place, Ref, Severity, UserError, Words, drawing, geodesy
from workstation.api.testing import temporary_case
from workstation.ui.kit.form import Form
from workstation.ui.window import MainWindow

ABOUT = GeoPoint(x=116.26, y=39.89, frame=WGS84, accuracy_m=1000.0, basis="据公布地址推定，待核")
ZH = Words("zh")


def on_plane(point: GeoPoint, key: str = "a", kind: str = "places") -> Item:
    (item,), _ = items_on_plane([LayerItem(Ref(kind, key), key, point)], {}, {})
    return item


@pytest.mark.parametrize(("accuracy", "within"), [(None, 0), (10.0, 0), (49.9, 0), (50.0, 100), (1000.0, 2000)])
def test_what_is_known_to_a_hundred_metres_or_worse_is_approximate(accuracy: float | None, within: float) -> None:
    assert on_plane(replace(ABOUT, accuracy_m=accuracy)).within_m == within


def test_distances_from_it_carry_all_its_doubt() -> None:
    about, exact = on_plane(ABOUT), on_plane(GeoPoint(x=116.27, y=39.89, frame=WGS84))
    assert between(about, exact) == between(exact, about) == 1000.0, "though nobody said how sure the other is"
    assert between(exact, exact) is None
    sure = on_plane(replace(ABOUT, accuracy_m=2.0))
    assert between(sure, sure) == pytest.approx(2.0)
    assert [radius_text(metres) for metres in (150.0, 2000.0, 12_340.0)] == ["150 m", "2 km", "12.3 km"]


def test_it_is_a_circle_on_paper_with_words_and_in_what_is_found(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [INCIDENT, MODULE]) as case:
        with case.work("map.lay_out") as work:
            incident.record_incident(work, name="医院火灾", point=ABOUT)
            operations.put_sites(work, [MapSite(id="h", kind=SiteKind.HYDRANT, name="栓",
                                                point=GeoPoint(x=116.265, y=39.89, frame=WGS84))])  # fmt: skip
            sheet = MapSheet(title="图", longitude=ABOUT.x, latitude=ABOUT.y, scale=50_000)
            operations.put_sheet(work, sheet)
        read = case.read()
        plane, paper = queries.composed(read, sheet, ZH).views
        (circle,) = [mark for mark in plane.marks if isinstance(mark, drawing.Path) and mark.closed]
        away = [geodesy.leg((ABOUT.x, ABOUT.y), degrees_at(*point)).length_m for point in circle.rings[0]]
        assert min(away) == pytest.approx(2000, abs=0.5) and max(away) == pytest.approx(2000, abs=0.5)
        texts = " ".join(mark.text for view in (plane, paper) for mark in view.marks if isinstance(mark, drawing.Label))
        for wanted in ("概略位置 ±2 km", "概略位置：医院火灾（据公布地址推定，待核，±2 km）", "概略位置的可能范围"):
            assert wanted in texts, wanted
        (told,) = frames_known(read)
        assert (told.code, told.severity, told.values["within"]) == ("map.place_approximate", Severity.INFO, "2 km")
        loaded = Shelf(tmp_path).load(read)
        assert loaded.fire is not None
        facts = dict(finding.of_item(loaded.fire, "", ZH).facts)
        assert facts["WGS-84 坐标"] == "116.260, 39.890 ± 2 km" and facts["坐标依据"] == ABOUT.basis
        (hydrant,) = finding.nearest(loaded, loaded.fire.x, loaded.fire.y, ZH)
        assert dict(hydrant.facts)["直线距离"] == "428 ± 2000 m"


def test_a_place_in_another_frame_keeps_what_is_known_of_it() -> None:
    from workstation.api import frames

    there = frames.converted(ABOUT, frames.GCJ02)
    assert there.basis == ABOUT.basis and there.accuracy_m == pytest.approx(1000, abs=1)


@pytest.mark.parametrize("accuracy", [-1.0, float("nan"), float("inf")])
def test_an_accuracy_that_makes_no_sense_is_refused(accuracy: float) -> None:
    with pytest.raises(UserError, match="bad_accuracy"):
        GeoPoint(x=116.0, y=39.0, frame=WGS84, accuracy_m=accuracy)


def test_forms_keep_and_change_how_sure_a_place_is(signed_window: MainWindow, qtbot: QtBot) -> None:
    shell = signed_window.shell
    high = replace(ABOUT, height_m=45.0)
    shell.do("incident.record", lambda work: incident.record_incident(work, name="医院火灾", point=high))
    shell.do("incident.place", lambda work: incident.put_place(work, Place(id="p", name="东楼", point=high)))
    shell.show("incident.call")
    settle(signed_window, qtbot)
    form = next(form for form in signed_window.page.findChildren(Form) if "within_m" in form.raw())
    assert form.raw()["within_m"] == "2000" and form.raw()["basis"] == ABOUT.basis
    field = form.editor("within_m").focus_widget()
    assert isinstance(field, QLineEdit)
    field.clear()
    write(qtbot, field, "500")
    click(qtbot, named(signed_window, "保存"))
    settle(signed_window, qtbot)
    kept = the_incident(shell.read()).point
    assert kept == replace(high, accuracy_m=250.0), "height and basis stay"
    assert np.isclose(kept.x, ABOUT.x)
