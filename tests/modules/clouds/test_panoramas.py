"""Pictures inside E57 files: shown at a bounded size, and harmless when they are damaged."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pye57 import E57, libe57

from modules.clouds.importers.panoramas import parse_panoramas
from tests.modules.clouds import files
from workstation.api import UserError


def with_pictures(path: Path, *pictures: bytes) -> Path:
    """An E57 file with pictures only."""
    with E57(str(path), "w") as file:
        image_file, images = file.image_file, file.root["images2D"]
        for number, raw in enumerate(pictures):
            node, view = libe57.StructureNode(image_file), libe57.StructureNode(image_file)
            images.append(node)
            node.set("name", libe57.StringNode(image_file, f"全景 {number + 1}"))
            node.set("sphericalRepresentation", view)
            blob = libe57.BlobNode(image_file, len(raw))
            view.set("jpegImage", blob)
            blob.write(bytearray(raw), 0, len(raw))
    return path


def jpeg(width: int, height: int) -> bytes:
    into = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (height, width, 3), np.uint8)).save(into, "JPEG")
    return into.getvalue()


def test_a_panorama_is_shown_and_a_damaged_one_is_told(tmp_path: Path) -> None:
    good = jpeg(5000, 100)
    found = parse_panoramas(str(with_pictures(tmp_path / "现场 副本.e57", good, good[:300], b"no picture")), "a.e57")
    first, cut, none = found.data["pictures"]
    assert (first["title"], first["kind"], first["width"]) == ("全景 1", "spherical", 5000)
    assert none["blob"] == "" and cut["blob"] == "" and set(found.blobs) == {first["blob"]}
    with Image.open(io.BytesIO(found.blobs[first["blob"]])) as shown:
        assert shown.size == (4096, 82)


def test_a_file_without_pictures_and_one_that_is_no_e57(tmp_path: Path) -> None:
    assert parse_panoramas(str(files.e57(tmp_path / "a.e57", 50)), "a.e57").data == {"pictures": [], "count": 0}
    (tmp_path / "b.e57").write_bytes(b"ASTM-E57" + bytes(300))
    with pytest.raises(UserError):
        parse_panoramas(str(tmp_path / "b.e57"), "b.e57")
