"""Photographs: clocks of the cameras, classes, captions, places, exhibits, numbers."""

from collections import defaultdict

from modules.photos import operations
from modules.photos.queries import cameras
from modules.photos.records import Kind, Photo
from sample_cases.qingxi_workshop.scenario import Photograph
from sample_cases.qingxi_workshop.work.working import Working, exhibit_id, moment, place_id, wording
from workstation.api import Ref


def work(case: Working) -> None:
    """The photographer goes through the photographs, camera by camera, class by class."""
    case.sign_in("lin")
    _clocks(case)
    copies = {case.scenario.slips.duplicate: case.scenario.slips.duplicate_of}  # whichever came first was taken in
    ids = {copies.get(photo.name, photo.name): photo.id for photo in case.read().all(Photo)}
    known = [photograph for photograph in case.scenario.photographs if photograph.file in ids]
    by_kind: dict[Kind, list[str]] = defaultdict(list)
    for photograph in known:
        by_kind[Kind(photograph.kind)].append(ids[photograph.file])
    for kind, chosen in by_kind.items():
        if kind is not Kind.UNCLASSIFIED:
            case.do("photos.classify", operations.classify, chosen, kind)
    rated = wording("photographs")
    for photograph in known:
        _describe(case, photograph, ids[photograph.file], rated["ratings"].get(photograph.file, 0))
    out = rated["withdrawn"]
    case.do("photos.withdraw", operations.withdraw, [ids[out["file"]]], out["reason"])
    case.do("photos.renumber", operations.renumber)


def _clocks(case: Working) -> None:
    """校时: how far each camera's clock was ahead, from the check at the scene."""
    for camera, photos in cameras(case.read()).items():
        model = next(known for known in case.scenario.cameras if known.model in camera)
        device = case.scenario.device(model.code)
        case.do(
            "photos.clock", operations.set_camera_offset, camera, device.offset_s, device.uncertainty_s,
            f"{device.name},对照国家授时中心标准时间,见《电子设备校时记录》;适用于本机照片{len(photos)}张",
            measured_at=moment(device.measured_at),
        )


def _describe(case: Working, photograph: Photograph, photo_id: str, rating: int) -> None:
    place = place_id(photograph.room) if photograph.room else None
    if place is None and photograph.scene == "street":
        place = place_id("alley" if photograph.eye[1] > case.scenario.building.depth_m else "street")
    case.do(
        "photos.edit", operations.edit, [photo_id], caption=photograph.caption, place_id=place,
        subject=photograph.subject, rating=rating, has_scale=photograph.has_scale, tripod=photograph.tripod,
        exhibits=tuple(Ref("exhibits", exhibit_id(number)) for number in photograph.exhibits),
    )
