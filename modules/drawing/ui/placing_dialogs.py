"""Placing by the way things are measured at a scene: baseline and offset, two distances, polar, rooms by lengths."""

import re
from typing import TYPE_CHECKING, Any

from modules.drawing.records import Entity, Kind, Point
from modules.drawing.rules import typed
from modules.drawing.rules.geometry import add, left, meeting, times, turned, unit
from modules.drawing.rules.model import Edit
from workstation.api import N_, UserError
from workstation.api import survey as s
from workstation.api.widgets import Field, ask_form

if TYPE_CHECKING:
    from modules.drawing.ui.page import DrawingPage

_METHODS = (("baseline", N_("Baseline and offset")), ("distances", N_("Two distances")),
            ("polar", N_("Angle and distance from a station")))  # fmt: skip
_SIDES = ((s.Side.LEFT.value, N_("To the left")), (s.Side.RIGHT.value, N_("To the right")))
_LENGTH = re.compile(r"(\d+)\s*-\s*(\d+)\s*[:=\s]\s*([\d.]+\s*(?:mm|cm|m)?)")


def _fields() -> tuple[Field, ...]:
    return (
        Field("method", N_("Way of measuring"), "choice", choices=_METHODS),
        Field("a", N_("First known point (x,y in mm)"), required=True,
              help=N_("Start of the baseline, first known point, or station")),
        Field("b", N_("Second known point (x,y in mm)"), required=True,
              help=N_("End of the baseline, second known point, or backsight")),
        Field("one", N_("First measure (mm, or ° for the angle)"), required=True,
              help=N_("Along the baseline; distance from the first point; angle clockwise from the backsight")),
        Field("two", N_("Second measure (mm)"), required=True,
              help=N_("Offset; distance from the second point; distance from the station")),
        Field("side", N_("Side, looking from the first to the second point"), "choice", choices=_SIDES),
    )


def place_point(page: "DrawingPage") -> None:
    """Ask for the measures and give the point to the tool in hand; with the pointer in hand a control point is set."""
    known = _known_points(page)
    values = ask_form(page.shell, page.words("Place by measure"), _fields(), {
        "method": "baseline", "a": known[0], "b": known[1], "one": "", "two": "", "side": s.Side.LEFT.value,
    }, accept_text=page.words("Place the point"), check=_check)
    if values is None:
        return
    placed = computed(values)
    text = page.words("Placed at X {x}, Y {y} mm, point error ± {error} mm", x=f"{placed.x * 1000:.0f}",
                      y=f"{placed.y * 1000:.0f}", error=f"{placed.sigma_m * 1000:.0f}")  # fmt: skip
    page.shell.notify(text, "success")
    if page.group.current == "select":
        page.board.edit(Edit(put=(page.board.new(Kind.SYMBOL, (placed.at,), style="fire/control-point"),)), choose=True)
    else:
        page.tool.guarded(placed.at)


def _known_points(page: "DrawingPage") -> tuple[str, str]:
    """The ends of the line or wall that is chosen, as a proposal."""
    chosen = page.board.selection()
    if len(chosen) == 1 and len(chosen[0].points) >= 2:
        return _text(chosen[0].points[0]), _text(chosen[0].points[-1])
    return "0,0", ""


def _text(point: Point) -> str:
    return f"{point[0] * 1000:.0f},{point[1] * 1000:.0f}"


def _check(values: dict[str, Any]) -> None:
    computed(values)


def computed(values: dict[str, Any]) -> s.Placed:
    """The point of the measures, with its uncertainty. Raises ``UserError`` with what is wrong."""
    first, second = (s.Placed(*typed.place(typed.read(f"={values[name]}"), None, (0.0, 0.0))) for name in ("a", "b"))
    two = typed.read_length(values["two"])
    side = s.Side(values["side"])
    if values["method"] == "baseline":
        along = typed.read_length(values["one"])
        return s.baseline_offset(first, second, s.BaselineReading(along, abs(two), side))
    if values["method"] == "distances":
        found = s.two_distances(first, second, typed.read_length(values["one"]), two)
        return found.on(side)
    angle = typed.read_angle(values["one"])
    return s.polar(first, s.PolarReading(angle, two), second)


def room(page: "DrawingPage") -> None:
    """Ask for the lengths of walls and diagonals, adjust them, draw the walls, say the residuals."""
    words = page.words
    help_text = N_("One line each: corner-corner length in mm. Corners are numbered from 0, counter-clockwise inside. "
                   "For example 0-1 6402 / 1-2 13997 / 2-3 6398 / 3-0 14004 / 0-2 15395")
    values = ask_form(page.shell, words("Room by wall lengths and diagonals"), (
        Field("lengths", N_("Lengths"), "multiline", required=True, help=help_text),
        Field("at", N_("Corner 0 (x,y in mm)"), required=True),
        Field("turn", N_("Direction of the first wall"), "float", unit="°"),
        Field("wall", N_("Thickness of the walls"), "float", unit="mm", minimum=1.0),
    ), {"lengths": "", "at": "0,0", "turn": 0.0, "wall": page.wall_m * 1000},
        accept_text=words("Draw"), check=_check_room)  # fmt: skip
    if values is None:
        return
    made = _adjusted(values["lengths"])
    origin = typed.place(typed.read(f"={values['at']}"), None, (0.0, 0.0))
    walls = room_walls(page, made, origin, values["turn"] or 0.0, (values["wall"] or 240.0) / 1000)
    page.board.edit(Edit(put=tuple(walls)), "drawing.draw", choose=True)
    page.canvas.fit()
    _tell(page, made)


def _check_room(values: dict[str, Any]) -> None:
    _adjusted(values["lengths"])


def _adjusted(text: str) -> s.Room:
    lengths = [
        s.RoomLength(int(first), int(second), typed.read_length(length))
        for first, second, length in _LENGTH.findall(text)
    ]
    if not lengths:
        raise UserError("drawing.not_a_length", text=text[:40])
    return s.room_by_lengths(lengths)


def room_walls(page: "DrawingPage", made: s.Room, origin: Point, turn_deg: float, thick_m: float) -> list[Entity]:
    """Walls half a thickness outside of the adjusted corners."""
    corners = [add(origin, turned(corner.at, (0.0, 0.0), turn_deg)) for corner in made.corners]
    sides = []
    for number, corner in enumerate(corners):
        after = corners[(number + 1) % len(corners)]
        out = times(left(unit(corner, after)), -thick_m / 2)
        sides.append((add(corner, out), add(after, out)))
    nodes = [meeting(*sides[number - 1], *side) or side[0] for number, side in enumerate(sides)]
    return [
        page.board.new(Kind.WALL, (nodes[number], nodes[(number + 1) % len(nodes)]), size_m=thick_m, high_m=3.0)
        for number in range(len(nodes))
    ]


def _tell(page: "DrawingPage", made: s.Room) -> None:
    words = page.words
    residuals = ", ".join(
        f"{one.first}-{one.second}: {residual * 1000:+.0f}"
        for one, residual in zip(made.lengths, made.adjusted.residuals, strict=True)
    )
    text = words("Area {area}. Residuals in mm: {residuals}.", area=made.area.text(), residuals=residuals)
    if made.blunders:
        names = ", ".join(
            f"{made.lengths[one.index].first}-{made.lengths[one.index].second}" for one in made.blunders
        )
        text += " " + words("These lengths do not fit the others: {names}. Measure them again.", names=names)
    page.shell.notify(text, "warning" if made.blunders else "success")
