"""Point clouds in the dossier: facts, measures and pictures of the views, from a real pyramid."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from modules.clouds import operations
from modules.clouds.checks import measurability, wholeness
from modules.clouds.importers import CLOUD_IMPORTER
from modules.clouds.importers.building import build_pyramid
from modules.clouds.importers.comparing import Wanted, compare, keep_compared
from modules.clouds.module import MODULE
from modules.clouds.queries import valid_clouds
from modules.clouds.records import (
    Cloud,
    Colouring,
    DeviationKind,
    Measure,
    MeasureKind,
    NamedView,
    Pin,
    PlaneSource,
    Projection,
)
from modules.clouds.sections import build_clouds
from tests.modules.clouds import files
from workstation.api import Block, Heading, KeyValues, Line, Notice, PhotoGrid, Rect, Table, Text, UserError, Words
from workstation.api.testing import import_files, job_of, temporary_case
from workstation.services.job import Job


@pytest.fixture
def work(tmp_path: Path) -> Iterator[tuple[Job, Cloud]]:
    path = files.xyz(tmp_path / "房间 1.xyz")
    with temporary_case(tmp_path, [MODULE]) as case:
        import_files(case, [path], [CLOUD_IMPORTER])
        (cloud,) = valid_clouds(case.read())
        with job_of(case) as job:
            yield job, cloud


def blocks(job: Job, language: str = "zh") -> list[Block]:
    return list(build_clouds(job.read(), Words(language), ""))


def keep(job: Job, cloud: Cloud) -> None:
    measure = Measure(
        cloud_id=cloud.id, kind=MeasureKind.DISTANCE, points=((0.0, 0.0, 0.0), (4.0, 0.0, 0.0)), value=4.0,
        uncertainty=0.002, unit="m",
    )
    view = NamedView(
        cloud_id=cloud.id, name="一层平面", projection=Projection.PLAN, target=(2.0, 2.5, 0.0), distance=6.0,
    )
    job.write("clouds.measure", lambda work: operations.keep_measure(work, measure))
    job.write("clouds.keep_view", lambda work: operations.keep_view(work, view))


def test_pins_and_distances_from_them_are_printed(work: tuple[Job, Cloud]) -> None:
    job, cloud = work
    keep(job, cloud)
    pin = Pin(cloud_id=cloud.id, point=(1.0, 1.0, 0.0), name="南门东侧门框")
    told = Measure(
        cloud_id=cloud.id, kind=MeasureKind.DISTANCE, points=(pin.point, (2.0, 1.0, 0.0)), value=1.0, uncertainty=0.001,
        unit="m", datum=pin.id, datum_name=pin.name,
    )
    job.write("clouds.keep_pin", lambda work: operations.keep_pin(work, pin))
    job.write("clouds.measure", lambda work: operations.keep_measure(work, told))
    build_pyramid(job, cloud.id)
    made = blocks(job)
    (table,) = (block for block in made if isinstance(block, Table))
    assert table.rows[1][2] == "距南门东侧门框 1.000 ± 0.002 m (k = 2)"
    (grid,) = (block for block in made if isinstance(block, PhotoGrid))
    texts = [mark.text for mark in grid.photos[0].marks if isinstance(mark, Text)]
    assert "南门东侧门框" in texts and "M2  距南门东侧门框 1.000 ± 0.002 m" in texts
    with pytest.raises(UserError):
        Pin(cloud_id=cloud.id, point=(0.0, 0.0, 0.0), name=" ")


def test_a_view_is_printed_with_scale_north_and_measures(work: tuple[Job, Cloud]) -> None:
    job, cloud = work
    keep(job, cloud)
    build_pyramid(job, cloud.id)
    made = blocks(job)
    assert isinstance(made[1], Heading) and made[1].text == "点云：房间 1.xyz"
    (table,) = (block for block in made if isinstance(block, Table))
    assert table.rows[0][:3] == ("M1", "距离", "4.000 ± 0.004 m (k = 2)")
    (grid,) = (block for block in made if isinstance(block, PhotoGrid))
    (photo,) = grid.photos
    assert "平面图" in photo.facts and "画幅高 6.00 u" in photo.facts and "SHA-256" in photo.facts
    with Image.open(photo.path) as picture:
        shown = np.asarray(picture.convert("L"))
    assert shown.shape == (1200, 1800) and shown[0, 0] == 255 and (shown < 250).mean() > 0.01
    texts = [mark.text for mark in photo.marks if isinstance(mark, Text)]
    assert texts[0].startswith("M1  4.000") and "Y" in texts and any(text.endswith(" u") for text in texts)
    line = next(mark for mark in photo.marks if isinstance(mark, Line))
    assert (line.x2 - line.x1) == pytest.approx(100 / 9 * 4, abs=0.1)  # 4 of the 9 units that are seen across 100 mm


def test_a_view_of_a_deviation_map_is_printed_with_its_scale_and_histogram(work: tuple[Job, Cloud]) -> None:
    job, cloud = work
    job.write("clouds.describe", lambda work: operations.describe(
        work, cloud.id, unit="metre", frame="", accuracy_m=0.002, captured=None, note="",
    ))
    kept = keep_compared(job, compare(job, Wanted(
        cloud.id, DeviationKind.PLANE, "地面平整度", plane=PlaneSource.LEVEL, scale_m=0.25,
    )))
    for colouring in (Colouring.DEVIATION, Colouring.HEIGHT, Colouring.RGB):
        view = NamedView(
            cloud_id=cloud.id, name=colouring, projection=Projection.PLAN, target=(2.0, 2.5, 0.0), distance=6.0,
            colouring=colouring, deviation_id=kept.id if colouring is Colouring.DEVIATION else "",
        )
        job.write("clouds.keep_view", lambda work, view=view: operations.keep_view(work, view))
    grid = next(block for block in blocks(job) if isinstance(block, PhotoGrid) and len(block.photos) == 3)
    photos = {photo.caption: photo for photo in grid.photos}
    texts = {name: [mark.text for mark in photo.marks if isinstance(mark, Text)] for name, photo in photos.items()}
    bars = {name: sum(isinstance(mark, Rect) for mark in photo.marks) for name, photo in photos.items()}
    assert "−250 mm" in texts["deviation"] and "+250 mm" in texts["deviation"]
    occupied = sum(count > 0 for count in kept.statistics.counts)
    assert bars["deviation"] == bars["height"] + occupied > bars["height"] > bars["rgb"] == 0
    with Image.open(photos["deviation"].path) as one, Image.open(photos["rgb"].path) as other:
        assert np.asarray(one).shape == np.asarray(other).shape and (np.asarray(one) != np.asarray(other)).any()


def test_without_a_pyramid_it_is_said_what_to_do(work: tuple[Job, Cloud]) -> None:
    job, cloud = work
    keep(job, cloud)
    notices = [block for block in blocks(job, "en") if isinstance(block, Notice)]
    assert any("export again" in str(notice.text) for notice in notices)


def test_facts_say_what_is_known(work: tuple[Job, Cloud]) -> None:
    job, cloud = work
    job.write("clouds.describe", lambda work: operations.describe(
        work, cloud.id, unit="metre", frame="EPSG:4547", accuracy_m=0.002, captured=None, note="一层",
    ))
    made = blocks(job, "en")
    (facts,) = (block for block in made if isinstance(block, KeyValues))
    rows = dict(facts.rows)
    assert (rows["Unit"], rows["Frame"], rows["Accuracy of a point"]) == ("metre", "EPSG:4547", "2 mm")
    assert rows["Points"] == "5\u00a0000 points, all read"
    assert not [block for block in made if isinstance(block, Notice)]


def test_checks_ask_for_what_is_missing(work: tuple[Job, Cloud]) -> None:
    job, cloud = work
    assert not list(measurability(job.read()))
    keep(job, cloud)
    assert {finding.code for finding in measurability(job.read())} == {"clouds.unit_unknown", "clouds.accuracy_unknown"}
    short = Cloud(**{**vars(cloud), "expected": 9000})
    job.write("clouds.describe", lambda work: work.put(short))
    (finding,) = wholeness(job.read())
    assert finding.values == {"name": cloud.name, "expected": "9000", "received": "5000"}


def test_words_that_mean_nothing_are_refused(work: tuple[Job, Cloud]) -> None:
    job, cloud = work
    with pytest.raises(UserError, match="unknown_unit"):
        job.write("clouds.describe", lambda work: operations.describe(
            work, cloud.id, unit="尺", frame="", accuracy_m=None, captured=None, note="",
        ))
    with pytest.raises(UserError, match="view_name_empty"):
        NamedView(cloud_id=cloud.id, name=" ")
    with pytest.raises(UserError, match="reason_empty"):
        job.write("clouds.withdraw", lambda work: operations.withdraw(work, cloud.id, " "))
