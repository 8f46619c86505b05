"""Marks on a layer above photographs, put where the scenario's points appear in the picture."""

import numpy as np

from modules.photos import operations
from modules.photos.records import Annotation, Photo, Shape
from sample_cases.qingxi_workshop.scenario import Photograph, Point
from sample_cases.qingxi_workshop.work.working import Working, wording

_ASPECT = 0.75  # of a picture that is not turned: height by width


def work(case: Working) -> None:
    """The inspector circles what a reader has to find."""
    case.sign_in("lin")
    for item in wording("marks")["marks"]:
        photo = case.read().where(Photo, name=item["photo"])[0]
        photograph = case.scenario.photograph(item["photo"])
        x, y = seen_at(photograph, item["at"])
        corner = item["size"]
        if item["shape"] == "arrow":
            x1, y1, x2, y2 = x + corner[0], y + corner[1], x, y
        else:
            x1, y1, x2, y2 = x - corner[0], y - corner[1], x + corner[0], y + corner[1]
        mark = Annotation(photo_id=photo.id, shape=Shape(item["shape"]), x1=x1, y1=y1, x2=x2, y2=y2, text=item["text"])
        case.do("photos.annotate", operations.annotate, mark)


def seen_at(photograph: Photograph, point: Point) -> tuple[float, float]:
    """Where a point of the scene is in the picture, as shares from the left and the top (pinhole camera)."""
    ahead = np.subtract(photograph.target, photograph.eye)
    ahead = ahead / np.linalg.norm(ahead)
    right = np.cross(ahead, (0.0, 0.0, 1.0))
    right /= np.linalg.norm(right)
    up = np.cross(right, ahead)
    way = np.subtract(point, photograph.eye)
    scale = photograph.focal_mm / 36.0 / float(way @ ahead)
    return 0.5 + float(way @ right) * scale, 0.5 - float(way @ up) * scale / _ASPECT
