"""The look of the paper: page, type sizes, inks. Points, unless a name ends in ``_MM``.

Page: A4, head margin 天头 37 mm, binding margin 订口 28 mm, type area 版心 156 × 225 mm (domain reference: rules
for printing forms).
"""

from dataclasses import dataclass

MM = 72 / 25.4

PAGE_WIDTH, PAGE_HEIGHT = 595.2756, 841.8898
LEFT = 28 * MM
TOP = PAGE_HEIGHT - 37 * MM
WIDTH = 156 * MM
HEIGHT = 225 * MM
BOTTOM = TOP - HEIGHT
BACK_SHIFT = 2 * MM
"""How far a back page (even number) moves to the left, so that its binding margin stands on the right."""

SERIF, SANS, BOLD = "NotoSerifSC-Regular", "NotoSansSC-Regular", "NotoSansSC-Bold"

INK = "#1b1d20"
SOFT = "#5b6168"
RULE = "#a9adb2"
FRAME = "#4a4f55"
SHADE = "#f3f3f0"
LINK = "#1d4f80"
EMBER = "#8f2d16"
AMBER = "#8a5a00"
GREEN = "#2f6b3c"
SEAL = "#b5776b"


@dataclass(frozen=True)
class Type:
    """One kind of type: face, size, distance of base lines, ink, indent of the first line in ems."""

    face: str
    size: float
    leading: float
    colour: str = INK
    bold_face: str = BOLD
    first_indent: float = 0.0
    align: str = "left"
    justify: bool = False


BODY = Type(SERIF, 11, 19, first_indent=2, justify=True)
PLAIN = Type(SERIF, 11, 19, justify=True)
PARAGRAPHS = {
    "title": Type(BOLD, 20, 30, align="center"),
    "body": BODY,
    "plain": PLAIN,
    "small": Type(SERIF, 9, 14, justify=True),
    "note": Type(SANS, 8.5, 13, colour=SOFT),
    "quote": Type(SERIF, 10.5, 17.5, justify=True),
    "center": Type(SERIF, 11, 19, align="center"),
    "right": Type(SERIF, 11, 19, align="right"),
    "mono": Type(SANS, 8.5, 13),
}
HEADINGS = {
    1: Type(BOLD, 17, 25),
    2: Type(BOLD, 12.5, 19),
    3: Type(BOLD, 11, 17, colour="#33383d"),
}
LABEL = Type(SANS, 9, 14, colour="#3b4046")
VALUE = Type(SERIF, 10, 15)
CELL = Type(SERIF, 9.5, 14)
HEAD_CELL = Type(BOLD, 9, 13.5, align="center")
CAPTION = Type(BOLD, 9.5, 14)
CAPTION_CENTER = Type(BOLD, 9.5, 14, align="center")
FACTS = Type(SANS, 8, 12, colour=SOFT)
PLATE = Type(BOLD, 9, 12, colour="#ffffff")
NOTICE_TITLE = Type(BOLD, 9.5, 15)
NOTICE = Type(SERIF, 9.5, 15)
RUNNING = Type(SANS, 8, 10, colour=SOFT)
PAGE_NUMBER = Type(SANS, 10.5, 12)
