"""A TrueType file that holds only some glyphs, under their old numbers, and the PDF font made of it.

Keeping the numbers lets pages that were written before the subset existed stay as they are; the empty entries
compress to almost nothing. Sources: OpenType specification (glyf, loca, hmtx), ISO 32000-1 9.7.4 and 9.10.3.
"""

import hashlib
import struct
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from workstation.typeset.faces import FILES, face

_KEPT = ("cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep")
_ARGS_ARE_WORDS, _HAS_SCALE, _MORE, _HAS_XY, _HAS_2X2 = 0x1, 0x8, 0x20, 0x40, 0x80


def add_font(pdf: Pdf, name: str, glyphs: dict[int, int]) -> Object:
    """Embed the glyphs {number: character} of a shipped face as one composite font."""
    data = subset(FILES[name], set(glyphs))
    loaded = face(name).face
    tag = _tag(hashlib.sha256(data).digest())
    base = Name(f"/{tag}+{name}")
    file = Stream(pdf, data, {"/Length1": len(data)})
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=base,
        Flags=4,
        FontBBox=Array([round(float(value)) for value in loaded.bbox]),
        ItalicAngle=0,
        Ascent=round(float(loaded.ascent)),
        Descent=round(float(loaded.descent)),
        CapHeight=round(float(loaded.capHeight or loaded.ascent)),
        StemV=round(float(loaded.stemV)),
        FontFile2=pdf.make_indirect(file),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=base,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        CIDToGIDMap=Name.Identity,
        DW=1000,
        W=_widths(data, set(glyphs)),
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=base,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
        ToUnicode=pdf.make_indirect(Stream(pdf, _to_unicode(glyphs))),
    )
    return pdf.make_indirect(font)


def subset(path: Path, wanted: set[int]) -> bytes:
    """The font file with the outlines and widths of ``wanted`` (and what they are composed of) only."""
    source = path.read_bytes()
    tables = _tables(source)
    long_loca = struct.unpack_from(">h", tables["head"], 50)[0] == 1
    count = struct.unpack_from(">H", tables["maxp"], 4)[0]
    loca = _loca(tables["loca"], count, long_loca)
    keep = _with_components(tables["glyf"], loca, {0} | {glyph for glyph in wanted if glyph < count})
    outlines, places = bytearray(), [0]
    for glyph in range(count):
        if glyph in keep:
            outlines += tables["glyf"][loca[glyph] : loca[glyph + 1]]
            outlines += b"\0" * (-len(outlines) % 4)
        places.append(len(outlines))
    made = {tag: tables[tag] for tag in _KEPT if tag in tables}
    made["glyf"] = bytes(outlines)
    made["loca"] = struct.pack(f">{count + 1}I", *places)
    made["hmtx"] = _metrics(tables, count, keep)
    head, hhea = bytearray(tables["head"]), bytearray(tables["hhea"])
    struct.pack_into(">I", head, 8, 0)
    struct.pack_into(">h", head, 50, 1)
    struct.pack_into(">H", hhea, 34, count)
    made["head"], made["hhea"] = bytes(head), bytes(hhea)
    return _file(made)


def _tables(source: bytes) -> dict[str, bytes]:
    (count,) = struct.unpack_from(">H", source, 4)
    found = {}
    for number in range(count):
        tag, _, offset, length = struct.unpack_from(">4sIII", source, 12 + 16 * number)
        found[tag.decode("latin-1")] = source[offset : offset + length]
    return found


def _loca(table: bytes, count: int, long_loca: bool) -> list[int]:
    if long_loca:
        return list(struct.unpack_from(f">{count + 1}I", table))
    return [2 * value for value in struct.unpack_from(f">{count + 1}H", table)]


def _with_components(glyf: bytes, loca: list[int], wanted: set[int]) -> set[int]:
    keep, queue = set(wanted), list(wanted)
    while queue:
        glyph = queue.pop()
        at, end = loca[glyph], loca[glyph + 1]
        if end - at < 10 or struct.unpack_from(">h", glyf, at)[0] >= 0:
            continue
        at += 10
        flags = _MORE
        while flags & _MORE:
            flags, part = struct.unpack_from(">HH", glyf, at)
            if part not in keep:
                keep.add(part)
                queue.append(part)
            at += 4 + (4 if flags & _ARGS_ARE_WORDS else 2)
            at += 2 if flags & _HAS_SCALE else 4 if flags & _HAS_XY else 8 if flags & _HAS_2X2 else 0
    return keep


def _metrics(tables: dict[str, bytes], count: int, keep: set[int]) -> bytes:
    (long_count,) = struct.unpack_from(">H", tables["hhea"], 34)
    made = bytearray(4 * count)
    for glyph in sorted(keep):
        (advance,) = struct.unpack_from(">H", tables["hmtx"], 4 * min(glyph, long_count - 1))
        bearing_at = 4 * glyph + 2 if glyph < long_count else 4 * long_count + 2 * (glyph - long_count)
        (bearing,) = struct.unpack_from(">h", tables["hmtx"], bearing_at)
        struct.pack_into(">Hh", made, 4 * glyph, advance, bearing)
    return bytes(made)


def _file(tables: dict[str, bytes]) -> bytes:
    """A font file with directory and check sums."""
    count = len(tables)
    power = count.bit_length() - 1
    header = struct.pack(">IHHHH", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))
    offset = 12 + 16 * count
    directory, body = b"", b""
    head_at = 0
    for tag in sorted(tables):
        data = tables[tag]
        if tag == "head":
            head_at = offset + len(body)
        directory += struct.pack(">4sIII", tag.encode("latin-1"), _sum(data), offset + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    whole = bytearray(header + directory + body)
    struct.pack_into(">I", whole, head_at + 8, (0xB1B0AFBA - _sum(bytes(whole))) & 0xFFFFFFFF)
    return bytes(whole)


def _sum(data: bytes) -> int:
    padded = data + b"\0" * (-len(data) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF


def _widths(data: bytes, glyphs: set[int]) -> Array:
    """The /W array in thousandths of an em, runs of neighbouring glyphs together, as in the embedded hmtx."""
    tables = _tables(data)
    (em,) = struct.unpack_from(">H", tables["head"], 18)
    made: list[Object | int] = []
    run: list[int] = []
    first = last = -2
    for glyph in [*sorted(glyphs), -1]:
        if glyph != last + 1 and run:
            made += [first, Array(run)]
            run = []
        if glyph < 0:
            break
        if not run:
            first = glyph
        (advance,) = struct.unpack_from(">H", tables["hmtx"], 4 * glyph)
        run.append(round(advance * 1000 / em))
        last = glyph
    return Array(made)


def _to_unicode(glyphs: dict[int, int]) -> bytes:
    pairs = [f"<{glyph:04X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for glyph, code in sorted(glyphs.items())]
    blocks = [pairs[first : first + 100] for first in range(0, len(pairs), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


def _tag(digest: bytes) -> str:
    return "".join(chr(65 + value % 26) for value in digest[:6])
