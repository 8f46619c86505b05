"""Vector marks on paper: the same marks that a window draws, in millimetres from the upper left corner."""

import math

from reportlab.pdfgen.canvas import Canvas

from workstation.typeset.blocks import Ellipse, Figure, Line, Mark, Polygon, Rect, Text
from workstation.typeset.pages import Pages, heights, ink
from workstation.typeset.style import BOLD, CAPTION_CENTER, HEIGHT, LEFT, MM, SANS, WIDTH, Type

ARROW_MM = 2.6


def draw_figure(pages: Pages, figure: Figure) -> None:
    caption = pages.lines(figure.caption, CAPTION_CENTER, WIDTH) if figure.caption else []
    room = HEIGHT - heights(caption) - 10
    full_width, full_height = max(figure.width, 1) * MM, max(figure.height, 1) * MM
    scale = min(1.0, WIDTH / full_width, room / full_height)
    height = full_height * scale
    pages.gap(6)
    pages.need(height + heights(caption) + 6)
    pages.anchor(figure.anchor)
    top = pages.y
    bottom = pages.take(height)
    left = LEFT + (WIDTH - full_width * scale) / 2
    plan = Plan(pages, left, top, scale * MM)
    with pages.kept() as canvas:
        path = canvas.beginPath()
        path.rect(left - 1, bottom - 1, full_width * scale + 2, height + 2)
        canvas.clipPath(path, stroke=0, fill=0)
        for mark in figure.marks:
            plan.draw(canvas, mark)
    pages.take(4)
    for line in caption:
        above = pages.y
        pages.take(line.height)
        pages.draw_line(line, LEFT, above)
    pages.gap(8)


class Plan:
    """Draws marks: turns millimetres of the figure into points of the page."""

    def __init__(self, pages: Pages, left: float, top: float, unit: float) -> None:
        self.pages, self.left, self.top, self.unit = pages, left, top, unit

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self.left + x * self.unit, self.top - y * self.unit

    def draw(self, canvas: Canvas, mark: Mark) -> None:
        match mark:
            case Line():
                self._line(canvas, mark)
            case Rect():
                self._rect(canvas, mark)
            case Ellipse():
                self._pen(canvas, mark.colour, mark.line, ())
                x1, y1 = self.at(mark.x, mark.y + mark.height)
                x2, y2 = self.at(mark.x + mark.width, mark.y)
                self._fill(canvas, mark.fill)
                canvas.ellipse(x1, y1, x2, y2, stroke=int(mark.line > 0), fill=int(bool(mark.fill)))
            case Polygon():
                self._polygon(canvas, mark)
            case Text():
                self._text(canvas, mark)

    def _pen(self, canvas: Canvas, colour: str, width: float, dash: tuple[float, ...]) -> None:
        canvas.setStrokeColor(ink(colour))
        canvas.setLineWidth(width * self.unit)
        canvas.setDash([part * self.unit for part in dash])

    def _fill(self, canvas: Canvas, colour: str) -> None:
        if colour:
            canvas.setFillColor(ink(colour))

    def _line(self, canvas: Canvas, mark: Line) -> None:
        self._pen(canvas, mark.colour, mark.width, mark.dash)
        x1, y1 = self.at(mark.x1, mark.y1)
        x2, y2 = self.at(mark.x2, mark.y2)
        length = math.hypot(x2 - x1, y2 - y1)
        if not mark.arrow or length < 0.01:
            canvas.line(x1, y1, x2, y2)
            return
        head = min(ARROW_MM * self.unit, length)
        right, down = (x2 - x1) / length, (y2 - y1) / length
        bx, by = x2 - right * head, y2 - down * head
        canvas.line(x1, y1, bx, by)
        canvas.setDash([])
        canvas.setFillColor(ink(mark.colour))
        side = head * 0.38
        self._path(canvas, [(x2, y2), (bx - down * side, by + right * side), (bx + down * side, by - right * side)],
                   closed=True, stroke=False, fill=True)  # fmt: skip

    def _rect(self, canvas: Canvas, mark: Rect) -> None:
        self._pen(canvas, mark.colour, mark.line, ())
        self._fill(canvas, mark.fill)
        x, y = self.at(mark.x, mark.y + mark.height)
        width, height, radius = mark.width * self.unit, mark.height * self.unit, mark.radius * self.unit
        stroke, fill = int(mark.line > 0), int(bool(mark.fill))
        if radius > 0:
            canvas.roundRect(x, y, width, height, radius, stroke=stroke, fill=fill)
        else:
            canvas.rect(x, y, width, height, stroke=stroke, fill=fill)
        self.pages.link(x, y, width, height, mark.target)

    def _polygon(self, canvas: Canvas, mark: Polygon) -> None:
        if len(mark.points) < 2:
            return
        self._pen(canvas, mark.colour, mark.line, mark.dash)
        self._fill(canvas, mark.fill)
        corners = [self.at(x, y) for x, y in mark.points]
        self._path(canvas, corners, mark.closed, stroke=mark.line > 0, fill=bool(mark.fill) and mark.closed)

    def _path(self, canvas: Canvas, corners: list[tuple[float, float]], closed: bool, stroke: bool, fill: bool) -> None:
        path = canvas.beginPath()
        path.moveTo(*corners[0])
        for corner in corners[1:]:
            path.lineTo(*corner)
        if closed:
            path.close()
        canvas.drawPath(path, stroke=int(stroke), fill=int(fill))

    def _text(self, canvas: Canvas, mark: Text) -> None:
        size = mark.size * self.unit
        x, y = self.at(mark.x, mark.y)
        align = "center" if mark.width else mark.align
        kind = Type(BOLD if mark.bold else SANS, size, size * 1.35, colour=mark.colour, align="left")
        limit = mark.width * self.unit if mark.width else 1e6
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(-mark.angle)
        down = 0.0
        for line in self.pages.lines(mark.text, kind, limit):
            width = sum(run.width for run in line.runs)
            shift = {"left": 0.0, "center": -width / 2, "right": -width}[align] + (limit / 2 if mark.width else 0.0)
            for run in line.runs:
                self.pages.trace(run.trace)
                self.pages.string(run.text, shift + run.x, down, run.face, run.size, run.colour)
            down -= line.height
        canvas.restoreState()
