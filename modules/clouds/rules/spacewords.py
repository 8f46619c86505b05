"""How placed photographs, lines of sight and products are put into words."""

import math

from modules.clouds.records import Blocker, Cloud, FocalSource, LineOfSight, PhotoPose, Product, ProductKind, Slant
from workstation.api import N_, Words

FOCALS = {
    FocalSource.EXIF: N_("by EXIF"), FocalSource.SOLVED: N_("solved with the place"),
    FocalSource.GIVEN: N_("given by hand"),
}
SLANTS = {Slant.UPRIGHT: N_("upright surface"), Slant.LEVEL: N_("level surface"), Slant.SLOPING: N_("sloping surface")}
PRODUCTS = {
    ProductKind.MESH: N_("Surface mesh"), ProductKind.PART: N_("Part of the points"), ProductKind.FILM: N_("Film"),
}
METHODS = {
    "poisson": N_("Poisson surface"), "balls": N_("ball pivoting"), "laz": "LAZ", "ply": "PLY",
    "turntable": N_("once around"), "path": N_("from view to view"),
}
_COVERAGE = 2.0


def bearings(pose: PhotoPose) -> tuple[float, float]:
    """Where a placed photograph looks: clockwise from the y axis, and up, in degrees."""
    w, x, y, z = pose.rotation
    east, north, up = 2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)
    return math.degrees(math.atan2(east, north)) % 360, math.degrees(math.asin(max(-1.0, min(1.0, up))))


def place_text(cloud: Cloud, pose: PhotoPose) -> str:
    """The position with its expanded uncertainty."""
    x, y, z = pose.position
    text = f"({x:.3f}, {y:.3f}, {z:.3f})"
    if pose.position_u is None:
        return text
    return f"{text} ± {pose.position_u * _COVERAGE:.3f} {'m' if cloud.metres == 1.0 else 'u'} (k = 2)"


def direction_text(words: Words, pose: PhotoPose) -> str:
    """Direction and inclination with their expanded uncertainty."""
    yaw, pitch = bearings(pose)
    across = words("direction {degrees}°", degrees=f"{yaw:.1f}")
    text = f"{across}  {words('inclination {degrees}°', degrees=f'{pitch:.1f}')}"
    return text if pose.direction_u_deg is None else f"{text} ± {max(0.01, pose.direction_u_deg * _COVERAGE):.2f}°"


def fit_text(words: Words, pose: PhotoPose) -> str:
    """Pairs, residual, focal length, and a warning where three pairs leave a choice."""
    used = sum(pair.used for pair in pose.pairs)
    text = words("{pairs} pairs, RMS {rms} px", pairs=str(used), rms=f"{pose.rms_px:.1f}")
    source = words(FOCALS[pose.focal_source])
    focal = words("focal length {focal} px ({source})", focal=f"{pose.focal_px:.0f}", source=source)
    parts = [text, focal]
    if pose.candidates > 1:
        parts.append(words("three pairs fit {count} places; one was chosen by hand", count=str(pose.candidates)))
    return words.joined(parts)


def visible_text(sight: LineOfSight) -> str:
    """The visible share with its expanded uncertainty."""
    return f"{sight.visible * 100:.0f} ± {max(1.0, sight.uncertainty * 100):.0f} % (k = 2)"


def blocker_text(words: Words, blocker: Blocker) -> str:
    """What stands in the way."""
    x, y, z = blocker.middle
    parts = [words(SLANTS[blocker.slant])]
    if blocker.name:
        parts.insert(0, words("{name} ({away} m away)", name=blocker.name, away=f"{blocker.name_m or 0:.2f}"))
    if blocker.kind is not None:
        parts.append(words("class {number}", number=str(blocker.kind)))
    if blocker.region:
        parts.append(blocker.region)
    parts.append(f"({x:.2f}, {y:.2f}, {z:.2f})")
    return "  ".join(parts)


def product_text(words: Words, product: Product) -> str:
    """What a product is, how it was made, and of how many points."""
    method = words(METHODS[product.method]) if product.method in METHODS else product.method
    return words(
        "{kind}, {method}: {points} of {total} points", kind=words(PRODUCTS[product.kind]), method=method,
        points=str(product.points), total=str(product.of_points),
    )
