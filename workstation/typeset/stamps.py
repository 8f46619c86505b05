"""What is written on a page after its number is known: running head, page number, foot."""

from workstation.typeset.faces import RESOURCE, face
from workstation.typeset.lines import SetLine, set_lines
from workstation.typeset.pages import Mention, ink, plainer
from workstation.typeset.style import BACK_SHIFT, LEFT, LINK, MM, PAGE_HEIGHT, PAGE_NUMBER, RUNNING, SANS, WIDTH, Type

HEAD_Y = PAGE_HEIGHT - 27 * MM
FOOT_Y = 23 * MM


class Stamper:
    """Makes content streams with the document's shared fonts and remembers which glyphs they use."""

    def __init__(self, head: str, foot: str) -> None:
        self.glyphs: dict[str, dict[int, int]] = {}
        self.missing: dict[str, int] = {}
        self._head = self._first_line(head, RUNNING, WIDTH * 0.8)
        self._foot = self._first_line(foot, RUNNING, WIDTH)

    def stamp(self, number: int, back: bool) -> bytes:
        """The stream for page ``number`` (0: a page that is not numbered), on the front or the back of a sheet."""
        parts = [f"q 0.66 0.68 0.70 RG 0.4 w {LEFT:.2f} {HEAD_Y - 5:.2f} m {LEFT + WIDTH:.2f} {HEAD_Y - 5:.2f} l S"]
        head_x = LEFT + WIDTH - _width(self._head) if back else LEFT
        parts.append(draw_text(self._head, head_x, HEAD_Y, self.glyphs))
        parts.append(draw_text(self._foot, LEFT, FOOT_Y, self.glyphs))
        if number:
            shown = self._first_line(str(number), PAGE_NUMBER, WIDTH)
            parts.append(draw_text(shown, LEFT if back else LEFT + WIDTH - _width(shown), HEAD_Y, self.glyphs))
        return "\n".join([*parts, "Q\n"]).encode("ascii")

    def mention(self, mention: Mention, text: str) -> bytes:
        """The stream that writes the page of a record where it is mentioned, in the middle of its room."""
        line = self._first_line(text, Type(SANS, mention.size * 0.95, mention.size, LINK), 1000)
        x = mention.x + max(0.0, mention.width - _width(line)) / 2
        return f"q {draw_text(line, x, mention.y, self.glyphs)}\nQ\n".encode("ascii")

    def shift(self, back: bool) -> float:
        """How far the visible page starts to the right of the origin (back pages: binding on the right)."""
        return BACK_SHIFT if back else 0.0

    def _first_line(self, text: str, kind: Type, limit: float) -> SetLine:
        return set_lines(text.replace("\n", " "), kind, limit, self.missing)[0]


def draw_text(line: SetLine, x: float, y: float, glyphs: dict[str, dict[int, int]]) -> str:
    """Operators that show one line with its base at ``y``; the glyphs they use are added to ``glyphs``."""
    parts = []
    for run in line.runs:
        used = glyphs.setdefault(run.face, {})
        font = face(run.face)
        codes = ""
        for code in map(ord, run.text):
            glyph = font.glyphs[code]
            if glyph not in used or plainer(code, used[glyph]):
                used[glyph] = code
            codes += f"{glyph:04X}"
        red, green, blue = ink(run.colour).rgb()
        parts.append(
            f"BT {red:.3f} {green:.3f} {blue:.3f} rg /{RESOURCE[run.face]} {run.size} Tf"
            f" {x + run.x:.2f} {y:.2f} Td <{codes}> Tj ET"
        )
    return "\n".join(parts)


def _width(line: SetLine) -> float:
    return sum(run.width for run in line.runs)
