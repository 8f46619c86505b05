"""In the dossier: photographs that were placed in clouds, what witnesses could see, and which files were made."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from modules.clouds.queries import poses_of, products_of, sights_of, valid_clouds
from modules.clouds.records import Cloud, LineOfSight, PhotoPose, Product, Registration
from modules.clouds.rules.spacewords import (
    blocker_text,
    direction_text,
    fit_text,
    place_text,
    product_text,
    visible_text,
)
from modules.clouds.sections.clouds import folder_of, scene_of
from workstation.api import (
    Block,
    Column,
    Entry,
    Heading,
    KeyValues,
    Notice,
    Paragraph,
    Party,
    Photo,
    PhotoGrid,
    Read,
    Ref,
    Span,
    Table,
    Words,
    anchor_of,
    canonical,
    to_plain,
)

if TYPE_CHECKING:
    from modules.clouds.rules.scene import Scene


def build_space(read: Read, words: Words, _: str) -> Iterator[Block]:
    """One chapter a cloud; nothing for clouds in which nobody placed, looked or made anything."""
    clouds = [cloud for cloud in valid_clouds(read) if _held(read, cloud)]
    if clouds:
        yield Entry(words("Photographs and lines of sight in point clouds"))
    for cloud in clouds:
        name = cloud.note or cloud.name
        yield Heading(1, words("Photographs and lines of sight: {name}", name=name))
        poses, products = poses_of(read, cloud.id), products_of(read, cloud.id)
        if poses:
            yield _poses(words, cloud, poses)
        for sight in sights_of(read, cloud.id):
            yield from _sight(read, words, cloud, sight)
        if products:
            yield _products(words, products)


def _held(read: Read, cloud: Cloud) -> bool:
    return bool(poses_of(read, cloud.id) or sights_of(read, cloud.id) or products_of(read, cloud.id))


def _poses(words: Words, cloud: Cloud, poses: list[PhotoPose]) -> Table:
    return Table(
        (Column(words("Photograph"), 1.2), Column(words("Taken from"), 1.5), Column(words("Looking"), 1.2),
         Column(words("Fit"), 1.7), Column(words("Placed by"), 1.0)),
        tuple((
            Span(pose.name, target=anchor_of(pose.photo)), place_text(cloud, pose), direction_text(words, pose),
            fit_text(words, pose), _by(pose.author, pose),
        ) for pose in poses),
        caption=words("Photographs placed in the cloud by point pairs"),
        anchors=tuple(anchor_of(Ref("cloud_photo_poses", pose.id)) for pose in poses),
    )


def _by(author: str, record: PhotoPose | LineOfSight | Product) -> str:
    return f"{author}\n{record.at.text()}" if record.at is not None else author


def _sight(read: Read, words: Words, cloud: Cloud, sight: LineOfSight) -> Iterator[Block]:
    title = words("Line of sight S{number}: {name}", number=str(sight.number), name=sight.name)
    yield Heading(2, title, anchor_of(Ref("cloud_sights", sight.id)))
    yield KeyValues(tuple(_facts(read, words, sight)))
    if sight.blockers:
        yield Table(
            (Column(words("Hidden by"), 4.0), Column(words("Distance from the eye"), 1.2), Column(words("Hides"), 0.8)),
            tuple((
                blocker_text(words, one), f"{one.distance_m:.2f} m", f"{one.share * 100:.0f} %",
            ) for one in sight.blockers),
        )
    yield from _picture(read, words, cloud, sight)
    yield Paragraph(words(
        "Visible is the share of the target's apparent size that no surface of the scan hides. ± comes from the "
        "spacing of the points and the stated uncertainty of the eye's place. What was not scanned, or was moved "
        "between the fire and the scan, as well as smoke and darkness, are not in it."
    ), "small")


def _facts(read: Read, words: Words, sight: LineOfSight) -> Iterator[tuple[str, str]]:
    witness = read.find(Party, sight.witness_id) if sight.witness_id else None
    if witness is not None:
        yield words("Witness"), "  ".join(part for part in (witness.name, witness.role) if part)
    x, y, z = sight.eye
    height = words("{height} m above the ground", height=f"{sight.eye_height_m:.2f}")
    yield words("Eye"), f"({x:.2f}, {y:.2f}, {z:.2f})  {height}  ± {sight.eye_u_m:.2f} m"
    yield words("Target looked at"), sight.target_name or sight.name
    yield words("Visible"), visible_text(sight)
    yield words("Resolution of the scan there"), f"{sight.resolution_m * 1000:.0f} mm"
    yield words("Rays"), str(sight.rays)
    yield words("Calculated by"), _by(sight.author, sight).replace("\n", "  ")
    if sight.note:
        yield words("Note"), sight.note


def _picture(read: Read, words: Words, cloud: Cloud, sight: LineOfSight) -> Iterator[Block]:
    from modules.clouds.rules.placing import placements  # here: numba would slow every start of the program
    from modules.clouds.rules.witness import camera_of, marks_of_sight

    known = {one.id: one for one in valid_clouds(read)}
    shown = [known[one] for one in sight.clouds or (cloud.id,) if one in known]
    try:
        scene = scene_of(read, shown, placements(cloud.id, read.all(Registration)))
    except (OSError, ValueError):
        yield Notice(words(
            "The picture of this line of sight is missing: open the page of point clouds once, so that the cloud is "
            "prepared, and export again."
        ), "warning")
        return
    camera = camera_of(sight, scene.origin)
    facts = "  ".join((
        words("direction {degrees}°", degrees=f"{camera.yaw_deg:.0f}"),
        words("inclination {degrees}°", degrees=f"{camera.pitch_deg:.0f}"),
        words("angle of view {degrees}°", degrees=f"{camera.field_deg:.0f}"),
    ))
    yield PhotoGrid((Photo(
        path=str(_drawn(read, cloud, sight, scene)), caption=words("From where {name} stood", name=sight.name),
        number=f"S{sight.number}", facts=facts, marks=marks_of_sight(sight, cloud, scene),
    ),), 2)


def _drawn(read: Read, cloud: Cloud, sight: LineOfSight, scene: "Scene") -> Path:
    """Made once for each state of the record and of where its clouds lie."""
    from modules.clouds.rules.portrait import save
    from modules.clouds.rules.witness import portray_sight

    state = {"sight": to_plain(sight), "places": [part.rigid.matrix.round(9).tolist() for part in scene.parts]}
    path = folder_of(read, cloud) / "views" / f"{hashlib.sha256(canonical(state)).hexdigest()[:32]}.png"
    if not path.exists():
        save(portray_sight(sight, scene), path)
    return path


def _products(words: Words, products: list[Product]) -> Table:
    return Table(
        (Column(words("File"), 1.3), Column(words("What it is"), 2.0), Column("SHA-256", 2.2),
         Column(words("Made by"), 1.0)),
        tuple((
            product.file_name, product_text(words, product), product.sha256, _by(product.author, product),
        ) for product in products),
        caption=words("Files that were made from the cloud"),
        anchors=tuple(anchor_of(Ref("cloud_products", product.id)) for product in products),
    )
