"""Writing surfaces: GLB 2.0, PLY 1.0 (little-endian) and OBJ, each with where it comes from written into the file."""

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from modules.clouds.importers.points import Array

_FLOAT, _UINT, _UBYTE = 5126, 5125, 5121
_POSITIONS, _INDICES = 34962, 34963
_ROWS = 50_000


@dataclass(frozen=True)
class Surface:
    """``vertices`` (n, 3) relative to ``origin``, z up; ``triangles`` (m, 3); ``colours`` (n, 3) bytes or none at all;
    ``facts`` say what it was made from."""

    vertices: Array
    triangles: Array
    colours: Array
    origin: Array
    facts: dict[str, str]


def write_surface(surface: Surface, path: Path, kind: str) -> None:
    """Write a file of a kind: glb, ply, obj. Raises ``OSError``."""
    with path.open("wb") as stream:
        {"glb": _glb, "ply": _ply, "obj": _obj}[kind](surface, stream)


def comment_lines(facts: dict[str, str]) -> list[str]:
    """The facts as single lines of text."""
    return [f"{name}: {' '.join(value.split())}" for name, value in facts.items()]


def _glb(surface: Surface, stream: BinaryIO) -> None:
    """glTF has y up and single precision: the vertices stay near zero, a note says where zero is in the cloud's
    frame."""
    local = surface.vertices
    turned = np.stack([local[:, 0], local[:, 2], -local[:, 1]], axis=1).astype("<f4")
    parts: list[bytes] = [turned.tobytes(), surface.triangles.astype("<u4").tobytes()]
    accessors: list[dict[str, Any]] = [
        {"bufferView": 0, "componentType": _FLOAT, "count": len(turned), "type": "VEC3",
         "min": turned.min(axis=0).tolist(), "max": turned.max(axis=0).tolist()},
        {"bufferView": 1, "componentType": _UINT, "count": surface.triangles.size, "type": "SCALAR"},
    ]
    attributes = {"POSITION": 0}
    if len(surface.colours):
        whole = np.concatenate([surface.colours, np.full((len(surface.colours), 1), 255, np.uint8)], axis=1)
        parts.append(whole.tobytes())
        accessors.append({
            "bufferView": 2, "componentType": _UBYTE, "normalized": True, "count": len(whole), "type": "VEC4",
        })
        attributes["COLOR_0"] = 2
    views, at = [], 0
    for number, part in enumerate(parts):
        target = _INDICES if number == 1 else _POSITIONS
        views.append({"buffer": 0, "byteOffset": at, "byteLength": len(part), "target": target})
        at += len(part)
    x, y, z = (float(value) for value in surface.origin)
    said = {
        "asset": {"version": "2.0", "generator": surface.facts.get("generator", ""),
                  "extras": surface.facts | {"origin": [x, y, z], "axes": "x, -z, y of glTF are x, y, z of the cloud"}},
        "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}],
        "materials": [{"doubleSided": True, "pbrMetallicRoughness": {"metallicFactor": 0, "roughnessFactor": 1}}],
        "meshes": [{"primitives": [{"attributes": attributes, "indices": 1, "material": 0}]}],
        "accessors": accessors, "bufferViews": views, "buffers": [{"byteLength": at}],
    }
    text = json.dumps(said, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 4)
    stream.write(b"glTF" + struct.pack("<II", 2, 12 + 8 + len(text) + 8 + at))
    stream.write(struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", at, b"BIN\0"))
    for part in parts:
        stream.write(part)


def _ply(surface: Surface, stream: BinaryIO) -> None:
    coloured = len(surface.colours) > 0
    head = ["ply", "format binary_little_endian 1.0", *(f"comment {line}" for line in comment_lines(surface.facts))]
    head += [f"element vertex {len(surface.vertices)}", *(f"property double {axis}" for axis in "xyz")]
    head += [f"property uchar {name}" for name in ("red", "green", "blue")] if coloured else []
    head += [f"element face {len(surface.triangles)}", "property list uchar uint vertex_indices", "end_header"]
    stream.write(("\n".join(head) + "\n").encode())
    table = np.zeros(len(surface.vertices), [("p", "<f8", 3)] + ([("c", "u1", 3)] if coloured else []))
    table["p"] = surface.vertices + surface.origin
    if coloured:
        table["c"] = surface.colours
    stream.write(table.tobytes())
    faces = np.zeros(len(surface.triangles), [("n", "u1"), ("v", "<u4", 3)])
    faces["n"], faces["v"] = 3, surface.triangles
    stream.write(faces.tobytes())


def _obj(surface: Surface, stream: BinaryIO) -> None:
    stream.write("".join(f"# {line}\n" for line in comment_lines(surface.facts)).encode())
    vertices = surface.vertices + surface.origin
    coloured = len(surface.colours) > 0
    for start in range(0, len(vertices), _ROWS):
        part = slice(start, start + _ROWS)
        if coloured:
            rows = zip(vertices[part].tolist(), (surface.colours[part] / 255).tolist(), strict=True)
            text = "".join(f"v {x:.4f} {y:.4f} {z:.4f} {r:.3f} {g:.3f} {b:.3f}\n" for (x, y, z), (r, g, b) in rows)
        else:
            text = "".join(f"v {x:.4f} {y:.4f} {z:.4f}\n" for x, y, z in vertices[part].tolist())
        stream.write(text.encode())
    for start in range(0, len(surface.triangles), _ROWS):
        rows = (surface.triangles[start : start + _ROWS] + 1).tolist()
        stream.write("".join(f"f {a} {b} {c}\n" for a, b, c in rows).encode())
