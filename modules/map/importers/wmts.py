"""What a WMTS server offers, read in the sandbox: layers whose tiles are those of the web's plane (EPSG:3857).

Source: OGC 07-057r7, OpenGIS Web Map Tile Service, §7.1 (capabilities) and annex E (well-known scale sets).
"""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from modules.map.rules.sources import Offer
from workstation.api import Parsed, UserError

_FIRST_SCALE = 559_082_264.0287178  # of zoom 0 with pixels of 0.28 mm: GoogleMapsCompatible
_PLANES = ("3857", "900913")
_HREF = "{http://www.w3.org/1999/xlink}href"
_PICTURES = ("image/png", "image/jpeg", "image/webp", "tiles")
Element = ElementTree.Element


def parse_capabilities(path: str, *, address: str = "", name: str = "", **_: Any) -> Parsed:
    """The layers as ``offers`` (see ``Offer``). Raises ``UserError``: ``map.not_capabilities``, ``map.no_offers``."""
    try:
        root = ElementTree.fromstring(Path(path).read_bytes())
    except (ElementTree.ParseError, OSError, ValueError) as error:
        raise UserError("map.not_capabilities", name=name, reason=str(error)[:200]) from error
    sets = {matrix[0]: matrix[1:] for matrix in map(_matrix_set, _all(root, "TileMatrixSet")) if matrix is not None}
    asked = _asked(root) or address.split("?", 1)[0]
    offers = [offer for layer in _all(root, "Layer") for offer in _offers(layer, sets, asked)]
    if not offers:
        raise UserError("map.no_offers", name=name)
    return Parsed({"offers": [vars(offer) for offer in offers]})


def _all(element: Element, name: str) -> Iterator[Element]:
    """Whatever the prefix of its namespace."""
    return (one for one in element.iter() if isinstance(one.tag, str) and one.tag.rpartition("}")[2] == name)


def _text(element: Element, name: str) -> str:
    """Of its own child, not of one deeper down."""
    found = (one.text or "" for one in element if isinstance(one.tag, str) and one.tag.rpartition("}")[2] == name)
    return next(found, "").strip()


def _matrix_set(element: Element) -> tuple[str, int, int] | None:
    """Its name and zooms, if it is the web's plane and its matrices are named by their zoom."""
    if not _text(element, "SupportedCRS").endswith(_PLANES):
        return None
    zooms = []
    for matrix in _all(element, "TileMatrix"):
        try:
            scale, zoom = float(_text(matrix, "ScaleDenominator")), int(_text(matrix, "Identifier"))
        except ValueError:
            return None
        if abs(math.log2(_FIRST_SCALE / scale) - zoom) > 0.01:
            return None
        zooms.append(zoom)
    return (_text(element, "Identifier"), min(zooms), min(max(zooms), 24)) if zooms else None


def _asked(root: Element) -> str:
    """Where tiles are asked for by parameters."""
    for operation in _all(root, "Operation"):
        if operation.get("name") == "GetTile":
            return next((one.get(_HREF, "") for one in _all(operation, "Get")), "")
    return ""


def _offers(layer: Element, sets: dict[str, tuple[int, int]], asked: str) -> Iterator[Offer]:
    name, title = _text(layer, "Identifier"), _text(layer, "Title")
    styles = [_text(style, "Identifier") for style in _all(layer, "Style")]
    style = styles[0] if styles else "default"
    pictures = [text for one in _all(layer, "Format") if (text := (one.text or "").strip()) in _PICTURES]
    for link in _all(layer, "TileMatrixSetLink"):
        matrix = _text(link, "TileMatrixSet")
        if matrix not in sets:
            continue
        template = next((one.get("template", "") for one in _all(layer, "ResourceURL")
                         if one.get("resourceType") == "tile"), "")  # fmt: skip
        if template:
            template = template.replace("{Style}", style).replace("{style}", style)
            template = template.replace("{TileMatrixSet}", matrix)
        elif asked and pictures:
            values = {"SERVICE": "WMTS", "REQUEST": "GetTile", "VERSION": "1.0.0", "LAYER": name, "STYLE": style,
                      "TILEMATRIXSET": matrix, "FORMAT": pictures[0]}  # fmt: skip
            join = "" if asked.endswith(("?", "&")) else "&" if "?" in asked else "?"
            template = f"{asked}{join}{urlencode(values)}&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}"
        if template:
            yield Offer(title or name, template, *sets[matrix])
