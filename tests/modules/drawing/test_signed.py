"""What a signature on a sheet holds: the same for what earlier versions of the program signed."""

from dataclasses import replace
from pathlib import Path

from modules.drawing import operations, queries
from modules.drawing.module import MODULE
from modules.drawing.records import Entity, Kind, Sheet
from workstation.api import GeoPoint
from workstation.api.testing import temporary_case

# What the program of November 2026 signed. A field that comes later must not change it while it says nothing new.
_SIGNED = "02a1d1a31c32546305206559cdcf59cb2e9f52750212c9399c9903363a12baa1"


def test_what_an_earlier_version_signed_stays_signed(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        sheet = Sheet(id="S", drawing_id="D", title="平面图")
        origin = GeoPoint(x=114.15873, y=22.84126, frame="EPSG:4326", height_m=31.4, accuracy_m=1.0)
        line = Entity(id="E", drawing_id="D", layer_id="D-existing", kind=Kind.LINE, points=((0.0, 0.0), (3.2, 0.0)))
        with case.work("drawing.begin") as work:
            operations.begin_drawing(work, "一层", "D")
            operations.edit_drawing(work, "D", origin=origin)
            work.put(line)
            work.put(sheet)
        assert queries.content_hash(sheet, queries.model(case.read(), "D")) == _SIGNED
        for changed in (replace(line, order=1), replace(line, points=((0.0, 0.0), (3.3, 0.0)))):
            with case.work("drawing.edit") as work:
                work.put(changed)
            assert queries.content_hash(sheet, queries.model(case.read(), "D")) != _SIGNED
        with case.work("drawing.settings") as work:
            work.put(line)
            operations.edit_drawing(work, "D", origin=replace(origin, basis="推定"))
        assert queries.content_hash(sheet, queries.model(case.read(), "D")) != _SIGNED


def test_what_is_signed_stays_signed_while_nobody_states_an_accuracy(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        sheet = Sheet(id="S", drawing_id="D", title="平面图")
        with case.work("drawing.begin") as work:
            operations.begin_drawing(work, "一层", "D")
            work.put(sheet)
        before = queries.content_hash(sheet, queries.model(case.read(), "D"))
        with case.work("drawing.settings") as work:
            operations.edit_drawing(work, "D", point_u_m=0.005)
        assert queries.content_hash(sheet, queries.model(case.read(), "D")) != before
        with case.work("drawing.settings") as work:
            operations.edit_drawing(work, "D", point_u_m=None)
        assert queries.content_hash(sheet, queries.model(case.read(), "D")) == before
        assert queries.content_hash(replace(sheet, to_scale=False), queries.model(case.read(), "D")) != before
