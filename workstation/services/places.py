"""Everything with a place as GeoJSON (RFC 7946), for any map program."""

import json
from pathlib import Path
from typing import Any

from workstation.domain.contributed import LayerItem, Ring
from workstation.domain.errors import UserError
from workstation.domain.place import WGS84
from workstation.domain.record import Plain
from workstation.services.catalogue import Catalogue
from workstation.storage.durable import write_durably
from workstation.storage.read import Read

# CGCS2000 and WGS-84 agree within decimetres; every other frame would be a lie on a GeoJSON map
_GEOGRAPHIC = (WGS84, "EPSG:4490")


def write_geojson(read: Read, catalogue: Catalogue, output: Path) -> int:
    """Write what lies in a geographic frame; returns how many. Raises ``UserError("export.cannot_write")``."""
    features = [_feature(item) for item in catalogue.places(read) if item.point.frame in _GEOGRAPHIC]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        write_durably(output, (text + "\n").encode())
    except OSError as error:
        raise UserError("export.cannot_write", path=output, reason=error.strerror or error) from error
    return len(features)


def _feature(item: LayerItem) -> Plain:
    position = [item.point.x, item.point.y]
    if item.point.height_m is not None:
        position.append(item.point.height_m)
    return {
        "type": "Feature", "id": f"{item.ref.kind}/{item.ref.id}",
        "geometry": _geometry(item, {"type": "Point", "coordinates": position}),
        "properties": {
            "label": item.label, "frame": item.point.frame, "accuracy_m": item.point.accuracy_m,
            "basis": item.point.basis, "bearing_deg": item.bearing_deg, "view_angle_deg": item.view_angle_deg,
            "reach_m": item.reach_m,
            "at": item.at.isoformat() if item.at else None,
        },
    }


def _geometry(item: LayerItem, point: Plain) -> Plain:
    """The point alone, or with its lines and areas (rings of areas are closed)."""
    if not item.outlines:
        return point
    lines = [_positions(one.rings[0]) for one in item.outlines if not one.closed]
    areas = [
        [_positions((*ring, ring[0])) for ring in one.rings] for one in item.outlines if one.closed
    ]
    parts: list[dict[str, Any]] = [point]
    if lines:
        parts.append({"type": "MultiLineString", "coordinates": lines})
    if areas:
        parts.append({"type": "MultiPolygon", "coordinates": areas})
    return {"type": "GeometryCollection", "geometries": parts}


def _positions(ring: Ring) -> list[list[float]]:
    return [[x, y] for x, y in ring]
