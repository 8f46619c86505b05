"""Small clouds of every format, made here: the same points each time."""

import json
import struct
from pathlib import Path

import laspy
import numpy as np
from numpy.typing import NDArray
from pye57 import E57

Floats = NDArray[np.float64]


def cloud(count: int = 5000, *, seed: int = 7) -> tuple[Floats, NDArray[np.uint8], NDArray[np.uint16]]:
    """Points on the floor and a wall of a room of 4 × 5 × 3 m, in whole millimetres, with colour and intensity."""
    rng = np.random.default_rng(seed)
    xyz = rng.uniform(0, 1, (count, 3)) * (4, 5, 3)
    xyz[: count // 2, 2] = 0
    xyz[count // 2 :, 0] = 0
    return np.round(xyz, 3), rng.integers(0, 256, (count, 3), np.uint8), rng.integers(0, 65536, count, np.uint16)


def las(path: Path, count: int = 5000, *, shift: float = 0.0, kind: int = 7) -> Path:
    """LAS or LAZ by the suffix."""
    xyz, colour, intensity = cloud(count)
    header = laspy.LasHeader(version="1.4", point_format=kind)
    header.scales, header.offsets = [0.001] * 3, [shift, shift, 0]
    data = laspy.LasData(header)
    data.x, data.y, data.z = xyz[:, 0] + shift, xyz[:, 1] + shift, xyz[:, 2]
    data.red, data.green, data.blue = (colour[:, channel].astype(np.uint16) << 8 for channel in range(3))
    data.intensity = intensity
    data.classification = (np.arange(count) % 5).astype(np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    data.write(path, laz_backend=laspy.LazBackend.Lazrs if path.suffix == ".laz" else None)
    return path


def ply(path: Path, count: int = 5000, *, kind: str = "binary_little_endian") -> Path:
    xyz, colour, _ = cloud(count)
    head = [f"ply\nformat {kind} 1.0\nelement vertex {count}", *(f"property double {axis}" for axis in "xyz")]
    head += [f"property uchar {name}" for name in ("red", "green", "blue")]
    head += ["element face 0\nproperty list uchar int vertex_indices\nend_header\n"]
    text = "\n".join(head).encode()
    if kind == "ascii":
        rows = (f"{x} {y} {z} {r} {g} {b}\n" for (x, y, z), (r, g, b) in zip(xyz, colour, strict=True))
        path.write_bytes(text + "".join(rows).encode())
        return path
    order = "<" if "little" in kind else ">"
    table = np.zeros(count, [(axis, order + "f8") for axis in "xyz"] + [(name, "u1") for name in "rgb"])
    for number, axis in enumerate("xyz"):
        table[axis] = xyz[:, number]
    for number, name in enumerate("rgb"):
        table[name] = colour[:, number]
    path.write_bytes(text + table.tobytes())
    return path


def pcd(path: Path, count: int = 5000, *, kind: str = "binary") -> Path:
    xyz, colour, _ = cloud(count)
    packed = (colour[:, 0].astype("<u4") << 16) | (colour[:, 1].astype("<u4") << 8) | colour[:, 2]
    head = (
        "# .PCD v0.7 - Point Cloud Data file format\nVERSION 0.7\nFIELDS x y z rgb\nSIZE 4 4 4 4\nTYPE F F F U\n"
        f"COUNT 1 1 1 1\nWIDTH {count}\nHEIGHT 1\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS {count}\nDATA {kind}\n"
    ).encode()
    columns = [xyz[:, axis].astype("<f4") for axis in range(3)]
    if kind == "ascii":
        rows = (f"{x} {y} {z} {c}\n" for x, y, z, c in zip(*columns, packed, strict=True))
        path.write_bytes(head + "".join(rows).encode())
    elif kind == "binary":
        table = np.zeros(count, [("x", "<f4"), ("y", "<f4"), ("z", "<f4"), ("rgb", "<u4")])
        for name, values in zip(("x", "y", "z", "rgb"), (*columns, packed), strict=True):
            table[name] = values
        path.write_bytes(head + table.tobytes())
    else:
        plain = b"".join(values.tobytes() for values in (*columns, packed))
        block = b"".join(  # LZF allows what is not compressed: runs of up to 32 literal bytes
            bytes([len(plain[at : at + 32]) - 1]) + plain[at : at + 32] for at in range(0, len(plain), 32)
        )
        path.write_bytes(head + struct.pack("<II", len(block), len(plain)) + block)
    return path


def pts(path: Path, count: int = 5000) -> Path:
    xyz, colour, _ = cloud(count)
    rows = (f"{x} {y} {z} {i % 4096 - 2048} {r} {g} {b}\n"
            for i, ((x, y, z), (r, g, b)) in enumerate(zip(xyz, colour, strict=True)))
    path.write_text(f"{count}\n" + "".join(rows), "ascii")
    return path


def ptx(path: Path, count: int = 5000) -> Path:
    """Two standpoints, the second 10 m east and turned by 90°; each with one direction without an echo."""
    xyz, colour, _ = cloud(count)
    blocks = []
    for matrix in ("1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 1\n", "0 1 0 0\n-1 0 0 0\n0 0 1 0\n10 0 0 1\n"):
        rows = "".join(f"{x} {y} {z} 0.5 {r} {g} {b}\n" for (x, y, z), (r, g, b) in zip(xyz, colour, strict=True))
        poses = "0 0 0\n1 0 0\n0 1 0\n0 0 1\n"
        blocks.append(f"{count + 1}\n1\n{poses}{matrix}0 0 0 0.5 0 0 0\n{rows}")
    path.write_text("".join(blocks), "ascii")
    return path


def xyz(path: Path, count: int = 5000) -> Path:
    points, colour, _ = cloud(count)
    rows = (f"{x} {y} {z} {r} {g} {b}\n" for (x, y, z), (r, g, b) in zip(points, colour, strict=True))
    path.write_text("".join(rows), "ascii")
    return path


def csv(path: Path, count: int = 5000) -> Path:
    points, _, intensity = cloud(count)
    rows = (f"{i},{z},{x},{y}\r\n" for (x, y, z), i in zip(points, intensity, strict=True))
    path.write_text("intensity,z,x,y\r\n" + "".join(rows), "ascii")
    return path


def obj(path: Path, count: int = 5000) -> Path:
    points, colour, _ = cloud(count)
    rows = (f"v {x} {y} {z} {r / 255} {g / 255} {b / 255}\n"
            for (x, y, z), (r, g, b) in zip(points, colour, strict=True))
    path.write_text("# made here\n" + "".join(rows) , "ascii")
    return path


def glb(path: Path, count: int = 5000) -> Path:
    """Points as glTF has them: y up, moved by a node."""
    points, _, _ = cloud(count)
    flat = np.stack([points[:, 0], points[:, 2], -points[:, 1]], axis=1).astype("<f4").tobytes()
    said = {
        "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0, "translation": [1, 0, 0]}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "mode": 0}]}],
        "accessors": [{"bufferView": 0, "componentType": 5126, "count": count, "type": "VEC3"}],
        "bufferViews": [{"buffer": 0, "byteLength": len(flat)}], "buffers": [{"byteLength": len(flat)}],
    }
    text = json.dumps(said).encode()
    text += b" " * (-len(text) % 4)
    body = struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(flat), b"BIN\0") + flat
    path.write_bytes(b"glTF" + struct.pack("<II", 2, 12 + len(body)) + body)
    return path


def e57(path: Path, count: int = 5000) -> Path:
    """Two scans, the second turned by 90° about the vertical and moved by 10 m."""
    points, colour, intensity = cloud(count)
    with E57(str(path), "w") as file:
        for rotation, translation in (((1, 0, 0, 0), (0, 0, 0)), ((0.5**0.5, 0, 0, 0.5**0.5), (10, 0, 0))):
            file.write_scan_raw(
                {
                    **{f"cartesian{axis}": points[:, number] for number, axis in enumerate("XYZ")},
                    **{f"color{name}": colour[:, number] for number, name in enumerate(("Red", "Green", "Blue"))},
                    "intensity": intensity.astype(np.float32) / 65535,
                },
                rotation=np.array(rotation, float), translation=np.array(translation, float),
            )
    return path


MAKERS = {
    "las": lambda path: las(path.with_suffix(".las")), "laz": lambda path: las(path.with_suffix(".laz")),
    "las2": lambda path: las(path.with_suffix(".las"), kind=3),
    "ply": lambda path: ply(path.with_suffix(".ply")),
    "ply big": lambda path: ply(path.with_suffix(".ply"), kind="binary_big_endian"),
    "ply text": lambda path: ply(path.with_suffix(".ply"), kind="ascii"),
    "pcd": lambda path: pcd(path.with_suffix(".pcd")),
    "pcd text": lambda path: pcd(path.with_suffix(".pcd"), kind="ascii"),
    "pcd packed": lambda path: pcd(path.with_suffix(".pcd"), kind="binary_compressed"),
    "pts": lambda path: pts(path.with_suffix(".pts")), "xyz": lambda path: xyz(path.with_suffix(".xyz")),
    "csv": lambda path: csv(path.with_suffix(".csv")), "obj": lambda path: obj(path.with_suffix(".obj")),
}
