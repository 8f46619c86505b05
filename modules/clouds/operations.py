"""Writing what people say of point clouds; the points themselves are never changed."""

from collections.abc import Sequence
from dataclasses import replace

from modules.clouds.records import (
    UNITS,
    Cloud,
    Deviation,
    FrameFit,
    LineOfSight,
    Measure,
    NamedView,
    PhotoPose,
    Pin,
    Product,
    Registration,
    Scan,
)
from workstation.api import Moment, Party, PlanImage, StoredFile, UserError, Work


def register(work: Work, cloud: Cloud, scans: Sequence[Scan]) -> None:
    """Enter a cloud and its standpoints; one that is registered keeps what was said of it."""
    if work.find(Cloud, cloud.id) is None:
        work.put(cloud)
        work.put_many(scans)


def describe(
    work: Work, cloud_id: str, *, unit: str, frame: str, accuracy_m: float | None, captured: Moment | None, note: str
) -> None:
    """Say what the file does not: unit, frame, accuracy, when it was scanned. Raises ``clouds.unknown_unit``."""
    if unit not in UNITS:
        raise UserError("clouds.unknown_unit", unit=unit)
    cloud = work.get(Cloud, cloud_id)
    work.put(replace(
        cloud, unit=unit, frame=frame.strip(), accuracy_m=accuracy_m, captured=captured, note=note.strip()
    ))


def remap(work: Work, cloud: Cloud) -> None:
    """Read a table of numbers in another way: what was counted and measured with the old columns does not hold.

    Raises ``UserError("clouds.measured_already")`` while there are measures.
    """
    if work.count(Measure, cloud_id=cloud.id):
        raise UserError("clouds.measured_already", name=cloud.name)
    known = work.get(Cloud, cloud.id)
    work.put(replace(
        cloud, unit=known.unit, frame=known.frame, accuracy_m=known.accuracy_m, captured=known.captured,
        note=known.note,
    ))


def counted(work: Work, cloud_id: str, *, received: int, dropped: int) -> None:
    """Write down what building the pyramid, which reads every point, has counted."""
    cloud = work.get(Cloud, cloud_id)
    work.put(replace(cloud, received=received, dropped=dropped, verified=True))


def withdraw(work: Work, cloud_id: str, reason: str) -> None:
    """Take a cloud out of the evidence; original and history stay."""
    if not reason.strip():
        raise UserError("clouds.reason_empty")
    work.put(replace(work.get(Cloud, cloud_id), withdrawn=reason.strip()))


def keep_registration(work: Work, registration: Registration) -> Registration:
    """Keep how a cloud lies in another one's frame; one to the same reference is replaced. The officer is its author.

    Raises ``UserError("clouds.units_differ")``.
    """
    cloud, reference = (work.get(Cloud, one) for one in (registration.cloud_id, registration.reference_id))
    if cloud.unit != reference.unit:
        raise UserError("clouds.units_differ", name=cloud.name, other=reference.name)
    known = work.where(Registration, cloud_id=cloud.id, reference_id=reference.id)
    kept = replace(registration, author=work.officer.name, id=known[0].id if known else registration.id)
    work.put(kept)
    return kept


def keep_network(work: Work, registrations: Sequence[Registration]) -> None:
    """Keep how the scans of a network lie to their reference, in one step."""
    for registration in registrations:
        keep_registration(work, registration)


def remove_registration(work: Work, registration_id: str) -> None:
    """Take a registration back; the history keeps it."""
    work.remove(Registration, registration_id)


def keep_frame_fit(work: Work, fit: FrameFit) -> FrameFit:
    """Keep how a cloud lies in the frame of surveyed points; the officer is its author. One fit a cloud.

    Raises ``UserError("clouds.unit_unknown")``.
    """
    cloud = work.get(Cloud, fit.cloud_id)
    if cloud.metres is None:
        raise UserError("clouds.unit_unknown", name=cloud.name)
    known = work.where(FrameFit, cloud_id=cloud.id)
    kept = replace(fit, author=work.officer.name, id=known[0].id if known else fit.id)
    work.put(kept)
    return kept


def keep_deviation(work: Work, deviation: Deviation) -> Deviation:
    """Keep a deviation map; it gets the next number of the case. The officer is its author."""
    work.get(Cloud, deviation.cloud_id)
    taken = [other.number for other in work.all(Deviation)]
    kept = replace(deviation, number=max(taken, default=0) + 1, author=work.officer.name)
    work.put(kept)
    return kept


def remove_deviation(work: Work, deviation_id: str) -> None:
    """Take a deviation map out; the history keeps it, and its picture stays in the vault."""
    work.remove(Deviation, deviation_id)


def keep_slice(work: Work, image: PlanImage) -> PlanImage:
    """Hand a slice over to the drawings; its walls are proposals that a person accepts there one by one."""
    work.get(StoredFile, image.file_id)
    work.put(image)
    return image


def place_photo(work: Work, pose: PhotoPose) -> PhotoPose:
    """Keep where a photograph was taken from; one of the same photograph in the same cloud is replaced.

    Raises ``UserError("clouds.photo_missing")`` when the photograph is no file of the case.
    """
    work.get(Cloud, pose.cloud_id)
    if work.find(StoredFile, pose.file_id) is None:
        raise UserError("clouds.photo_missing", name=pose.name)
    known = work.where(PhotoPose, cloud_id=pose.cloud_id, file_id=pose.file_id)
    kept = replace(pose, author=work.officer.name, at=Moment(utc=work.at), id=known[0].id if known else pose.id)
    work.put(kept)
    return kept


def keep_sight(work: Work, sight: LineOfSight) -> LineOfSight:
    """Keep a line of sight; a new one gets the next number of the case. Raises ``UserError("record.missing")``."""
    work.get(Cloud, sight.cloud_id)
    if sight.witness_id is not None:
        work.get(Party, sight.witness_id)
    number = sight.number or max((other.number for other in work.all(LineOfSight)), default=0) + 1
    kept = replace(sight, number=number, author=work.officer.name, at=Moment(utc=work.at))
    work.put(kept)
    return kept


def keep_product(work: Work, product: Product) -> Product:
    """Note which file was made from a cloud."""
    work.get(Cloud, product.cloud_id)
    work.note(file=product.file_name, sha256=product.sha256)
    kept = replace(product, author=work.officer.name, at=Moment(utc=work.at))
    work.put(kept)
    return kept


def remove_space(work: Work, record: PhotoPose | LineOfSight) -> None:
    """Take a placed photograph or a line of sight out; the history keeps it."""
    work.remove(type(record), record.id)


def keep_view(work: Work, view: NamedView) -> None:
    """Keep a view under its name."""
    work.get(Cloud, view.cloud_id)
    work.put(view)


def remove_view(work: Work, view_id: str) -> None:
    """Forget a named view."""
    work.remove(NamedView, view_id)


def keep_measure(work: Work, measure: Measure) -> Measure:
    """Keep a measure; it gets the next number of its cloud."""
    work.get(Cloud, measure.cloud_id)
    taken = [other.number for other in work.where(Measure, cloud_id=measure.cloud_id)]
    numbered = replace(measure, number=max(taken, default=0) + 1)
    work.put(numbered)
    return numbered


def remove_measure(work: Work, measure_id: str) -> None:
    """Take a measure out; the history keeps it."""
    work.remove(Measure, measure_id)


def keep_pin(work: Work, pin: Pin) -> None:
    """Pin something to a cloud."""
    work.get(Cloud, pin.cloud_id)
    work.put(pin)


def remove_pin(work: Work, pin_id: str) -> None:
    """Take a pin out; measures told from it keep its name and place."""
    work.remove(Pin, pin_id)


def rename(work: Work, kind: str, record_id: str, name: str) -> None:
    """Give a view or a measure (``kind``: view, measure) another name."""
    if kind == "view":
        work.put(replace(work.get(NamedView, record_id), name=name.strip()))
    else:
        work.put(replace(work.get(Measure, record_id), name=name.strip()))
