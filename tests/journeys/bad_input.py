"""A folder of everything that goes wrong with files, and what must be said of each: used by both surfaces."""

import os
import struct
import zlib
from pathlib import Path

from tests.modules.photos.pictures import exif_block, picture

EXPECTED = {
    "空 1.jpg": "import.empty", "断.jpg": "photos.truncated", "炸弹.png": "photos.too_many_pixels",
    "文字.jpg": "photos.not_an_image", "管道": "import.not_a_file", "断链.jpg": "import.broken_link",
    "圈": "import.unreadable", "什么.xyz123": "import.unknown_kind",
}
GOOD, SAME = 4, 1  # 照片 twice by name with other content, 怪日期, and a name that is no UTF-8; 副本 has been seen


def bad_folder(parent: Path) -> Path:
    """Make it, in a folder with a space and Chinese in its name."""
    folder = parent / "现场 副本"
    picture(folder / "照片 1.jpg", colour=(200, 40, 30), exif=exif_block())
    picture(folder / "子 夹" / "照片 1.jpg", colour=(20, 40, 130), exif=exif_block())
    picture(folder / "怪日期.jpg", colour=(1, 2, 3), exif=exif_block(taken="9999:99:99 99:99:99"))
    odd = picture(folder / "x.jpg", colour=(9, 90, 9), exif=exif_block())
    odd.rename(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe \xa1.jpg"))
    (folder / "副本.jpg").write_bytes((folder / "照片 1.jpg").read_bytes())
    (folder / "空 1.jpg").touch()
    (folder / "断.jpg").write_bytes((folder / "照片 1.jpg").read_bytes()[:700])
    (folder / "炸弹.png").write_bytes(_bomb(20_000, 10_000))
    (folder / "文字.jpg").write_text("这不是照片,是文字", "utf-8")
    (folder / "什么.xyz123").write_bytes(bytes(range(256)))
    os.mkfifo(folder / "管道")
    (folder / "断链.jpg").symlink_to(folder / "没有.jpg")
    (folder / "圈").symlink_to(folder / "圈")
    return folder


def _bomb(width: int, height: int) -> bytes:
    """A PNG of 200 megapixels in a few hundred kilobytes."""
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    packer = zlib.compressobj(9)
    row = bytes(width + 1)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
