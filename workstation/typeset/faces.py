"""The shipped type faces: widths, glyphs, and what happens to a character that none of them has.

Text is written with the glyph numbers of the face itself (two bytes, Identity-H). So a face is subset once for
the whole document, over the glyphs of all its parts, and a part carries no font data at all.
"""

from functools import lru_cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFontFile

from workstation.domain.resources import ROOT
from workstation.typeset.style import BOLD, SANS, SERIF

FILES = {name: ROOT / "fonts" / f"{name}.ttf" for name in (SERIF, SANS, BOLD)}
FALLBACK = {SERIF: (SANS,), SANS: (SERIF,), BOLD: (SANS, SERIF)}
RESOURCE = {SERIF: "Serif", SANS: "Sans", BOLD: "Bold"}
"""The name of each face in the resources of every page."""

_TO_SPACE = {0x09: "  ", 0xA0: " ", 0x0B: "\n", 0x0C: "\n", 0x2028: "\n", 0x2029: "\n", 0x85: "\n"}
_DROPPED = (
    *range(0x0A), *range(0x0D, 0x20), *range(0x7F, 0xA0), 0xAD, *range(0x200B, 0x2010),
    *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0),
)  # fmt: skip
_CLEAN: dict[int, str | None] = {**dict.fromkeys(_DROPPED), 0x0D: "\n", **_TO_SPACE}


class Face:
    """One type face, as the page canvas of reportlab expects a font to behave."""

    _dynamicFont = 1  # noqa: N815 - reportlab's name: asks splitString for the bytes of a text
    _multiByte = 1  # noqa: N815 - reportlab's name: stringWidth is ours
    shapable = False

    def __init__(self, name: str) -> None:
        self.fontName = name
        self.face = TTFontFile(str(FILES[name]))
        self.glyphs: dict[int, int] = {code: glyph for code, glyph in self.face.charToGlyph.items() if glyph}
        self.widths: dict[int, float] = self.face.charWidths
        self.default_width: float = self.face.defaultWidth

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:  # noqa: N802, ARG002 - reportlab
        return self.width(text) * size

    def width(self, text: str) -> float:
        """Width in ems."""
        widths, default = self.widths, self.default_width
        return sum(widths.get(code, default) for code in map(ord, text)) * 0.001

    def splitString(self, text: str, doc: object) -> list[tuple[int, bytes]]:  # noqa: N802, ARG002 - reportlab
        glyphs = self.glyphs
        return [(0, b"".join(glyphs.get(code, 0).to_bytes(2, "big") for code in map(ord, text)))]

    def getSubsetInternalName(self, subset: int, doc: object) -> str:  # noqa: N802, ARG002 - reportlab
        return f"/{RESOURCE[self.fontName]}"


@lru_cache(maxsize=len(FILES))
def face(name: str) -> Face:
    """The face of that name, read once in a process (about 0.06 s and 40 MB each)."""
    loaded = Face(name)
    pdfmetrics.registerFont(loaded)
    return loaded


def clean(text: str) -> str:
    """Without control characters, direction marks and variation selectors; line ends are ``\\n``."""
    return text.replace("\r\n", "\n").translate(_CLEAN)


def face_for(character: str, wanted: str) -> str:
    """The wanted face or the first fallback that has the character; "" when no face has it."""
    code = ord(character)
    for name in (wanted, *FALLBACK[wanted]):
        if code in face(name).glyphs:
            return name
    return ""


def substitute(character: str) -> str:
    """What is printed for a character that no face has: its number in Unicode, never an empty box."""
    return f"〔U+{ord(character):04X}〕"
