"""What people say of photographs: classes, clocks, order, marks, checks, and the album on paper."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.photos import operations
from modules.photos.checks import camera_clocks, completeness, exposures
from modules.photos.importers import PHOTO_IMPORTER
from modules.photos.importers.rebuild import full_picture, make_previews, without_thumbnail
from modules.photos.layers import items as layer_items
from modules.photos.module import MODULE
from modules.photos.queries import annotations, derived_path, valid_photos
from modules.photos.records import Annotation, Kind, Photo, Shape
from modules.photos.rules import MELT_MARK, in_order, printed_marks, turned
from modules.photos.sections import build_album, build_overview
from modules.photos.timeline import items as timeline_items
from tests.modules.photos.pictures import exif_block, picture
from workstation.api import Line, Moment, PhotoGrid, Place, Rect, RulePacks, StoredFile, Table, UserError, Words
from workstation.api.testing import import_files, job_of, temporary_case
from workstation.services.history import undo
from workstation.services.rules import load_rules


def moment(text: str) -> Moment:
    return Moment(utc=datetime.fromisoformat(text).replace(tzinfo=UTC), raw=text)


def photo(name: str, **values: object) -> Photo:
    return Photo(id=name, file_id=name, name=name, width=400, height=300, **values)  # type: ignore[arg-type]


@given(st.lists(st.builds(
    photo, st.text("甲乙ab12", min_size=1, max_size=4), kind=st.sampled_from(list(Kind)),
    taken=st.one_of(st.none(), st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)).map(
        lambda when: Moment(utc=when.replace(tzinfo=UTC))
    )),
), max_size=12))
def test_the_album_goes_by_class_then_time(photos: list[Photo]) -> None:
    ordered = in_order(photos)
    order = list(Kind)
    assert sorted(map(id, ordered)) == sorted(map(id, photos))
    for first, second in pairwise(ordered):
        assert order.index(first.kind) <= order.index(second.kind)
        if first.kind is second.kind and first.taken and second.taken:
            assert first.taken.utc <= second.taken.utc


def test_a_camera_clock_corrects_times_and_keeps_the_raw_ones(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        with case.work("photos.edit") as work:
            work.put(photo("a", camera="E-1", serial="A1", taken=moment("2026-01-22T18:20:10")))
            operations.set_camera_offset(work, "E-1 A1", 460.0, 1.0, "拍钟校时")
        (item,) = timeline_items(case.read())
        assert item.moment.utc == datetime(2026, 1, 22, 18, 12, 30, tzinfo=UTC)
        assert item.moment.raw == "2026-01-22T18:20:10"
        assert not list(camera_clocks(case.read()))


def test_checks_name_what_the_standards_ask_for(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE], rules=load_rules()) as case:
        taken = moment("2026-01-22T18:20:10")
        with case.work("photos.edit") as work:
            work.put_many([
                photo("a", kind=Kind.DETAIL, f_number=2.8, exposure_s=1 / 60, subject=MELT_MARK, taken=taken),
                photo("b", kind=Kind.OVERVIEW, f_number=8.0, exposure_s=1 / 15, taken=taken, camera="E-1"),
                photo("c", kind=Kind.OVERVIEW, f_number=8.0, exposure_s=1 / 15, tripod=True, taken=taken),
                photo("d", kind=Kind.DETAIL, f_number=5.6, exposure_s=1 / 30, subject=MELT_MARK, has_scale=True,
                      taken=taken, place_id="p"),
                photo("e", taken=taken),
            ])
            work.put(Place(id="p", name="配电箱"))
        read = case.read()
        found = [(finding.code, finding.ref.id if finding.ref else "") for finding in exposures(read)]
        assert sorted(found) == [("photos.aperture", "a"), ("photos.no_scale", "a"), ("photos.slow", "b")]
        assert sorted(finding.code for finding in completeness(read)) == [
            "photos.no_key", "photos.no_orientation", "photos.place_no_key", "photos.unclassified",
        ]
        assert [finding.code for finding in camera_clocks(read)] == ["photos.clock_unknown"]
        words = Words("zh")
        assert all(words.finding(finding) != finding.code for finding in completeness(read))


def test_a_typed_place_is_found_or_made(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        with case.work("photos.edit") as work:
            work.put_many([photo("a"), photo("b")])
            work.put(Place(id="p", name="二层宿舍"))
            operations.put_at(work, ["a"], " 二层宿舍 ")
            operations.put_at(work, ["b"], "楼梯间")
        read = case.read()
        places = {place.id: place.name for place in read.all(Place)}
        assert {photo.id: places[photo.place_id or ""] for photo in valid_photos(read)} == {
            "a": "二层宿舍", "b": "楼梯间",
        }
        undo(case)
        assert not case.read().all(Place)


def test_withdrawn_photographs_stay_but_do_not_count(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        with case.work("photos.edit") as work:
            work.put_many([photo("a"), photo("b")])
        with pytest.raises(UserError, match=r"photos.reason_empty"), case.work("photos.withdraw") as work:
            operations.withdraw(work, ["a"], "  ")
        with case.work("photos.withdraw") as work:
            operations.withdraw(work, ["a"], "与本案无关")
        assert [photo.id for photo in valid_photos(case.read())] == ["b"]
        assert case.read().get(Photo, "a").withdrawn == "与本案无关"


@pytest.mark.parametrize(
    ("rotation", "there"), [(0, (0.2, 0.1)), (90, (0.9, 0.2)), (180, (0.8, 0.9)), (270, (0.1, 0.8))]
)
def test_marks_turn_with_the_picture(rotation: int, there: tuple[float, float]) -> None:
    assert turned(0.2, 0.1, rotation) == pytest.approx(there)
    shown = replace(photo("a"), rotation=rotation)
    mark = Annotation(photo_id="a", shape=Shape.ARROW, x1=0.2, y1=0.1, x2=0.2, y2=0.1)
    (line,) = printed_marks(shown, [mark])
    aspect = 0.75 if rotation % 180 == 0 else 4 / 3
    assert isinstance(line, Line) and (line.x1, line.y1) == pytest.approx((100 * there[0], 100 * aspect * there[1]))


def test_the_album_prints_photographs_with_marks_in_parts(tmp_path: Path) -> None:
    source = [picture(tmp_path / f"{number}.jpg", colour=(number, 20, 30), exif=exif_block()) for number in range(4)]
    with temporary_case(tmp_path, [MODULE]) as case:
        files = import_files(case, source, [PHOTO_IMPORTER]).imported
        with case.work("photos.edit") as work:
            ids = [file.id for file in files]
            operations.classify(work, ids[:2], Kind.DETAIL)
            operations.edit(work, ids[:1], caption="熔痕")
            operations.annotate(work, Annotation(
                photo_id=ids[0], shape=Shape.BOX, x1=0.1, y1=0.2, x2=0.5, y2=0.6, text="熔珠"
            ))
            assert operations.renumber(work) == 4
        read = case.read()
        blocks = list(build_album(read, Words("zh"), "0"))
        grids = [block for block in blocks if isinstance(block, PhotoGrid)]
        assert [len(grid.photos) for grid in grids] == [2, 2]
        printed = {shown.caption: shown for grid in grids for shown in grid.photos}["熔痕"]
        assert Path(printed.path).read_bytes() == (tmp_path / "0.jpg").read_bytes()
        assert isinstance(printed.marks[0], Rect) and printed.number.startswith("P-")
        (table,) = [block for block in build_overview(read, Words("zh"), "") if isinstance(block, Table)]
        assert len(table.rows) == 4


def test_previews_can_be_made_again(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE]) as case:
        (file,) = import_files(case, [picture(tmp_path / "a.jpg")], [PHOTO_IMPORTER]).imported
        derived_path(case.read(), "thumbnail", file.sha256).unlink()
        assert [photo.id for photo in without_thumbnail(case.read())] == [file.id]
        with job_of(case) as job:
            assert make_previews(job) == 0
            whole = full_picture(job, case.read().get(Photo, file.id))
        assert not without_thumbnail(case.read()) and whole.is_file()


def test_positions_become_a_layer(tmp_path: Path) -> None:
    path = picture(tmp_path / "a.jpg", exif=exif_block(gps=(27.3, 113.5), direction=90))
    with temporary_case(tmp_path, [MODULE]) as case:
        import_files(case, [path], [PHOTO_IMPORTER])
        (item,) = layer_items(case.read())
        assert item.bearing_deg == pytest.approx(90)
        assert case.read().count(StoredFile) == 1


def test_erasing_a_mark_and_undo(tmp_path: Path) -> None:
    with temporary_case(tmp_path, [MODULE], rules=RulePacks(())) as case:
        with case.work("photos.edit") as work:
            work.put(photo("a"))
        with case.work("photos.annotate") as work:
            operations.annotate(work, Annotation(
                id="m", photo_id="a", shape=Shape.CIRCLE, x1=0.1, y1=0.1, x2=0.2, y2=0.2
            ))
        with case.work("photos.erase") as work:
            operations.erase(work, "m")
        assert annotations(case.read(), "a") == []
        undo(case)
        assert [mark.id for mark in annotations(case.read(), "a")] == ["m"]
