"""What is done with the drawing as a whole, and by dialogs."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QMenu, QScrollArea, QVBoxLayout, QWidget

from modules.drawing import operations, queries
from modules.drawing.records import Entity, Kind, Sheet
from modules.drawing.rules import derived, editing, moving, typed
from modules.drawing.ui import depth_grid, placing_dialogs, underlays
from workstation.api import N_, WGS84, GeoPoint, Read, UserError, Work, frames
from workstation.api.widgets import EmptyState, Field, ask_form, button, label, sheet_image

if TYPE_CHECKING:
    from modules.drawing.ui.page import DrawingPage

Entry = tuple[str, Callable[[], Any]]
_FRAMES = (
    (WGS84, N_("WGS-84 (longitude, latitude)")), ("EPSG:4490", N_("CGCS2000 (longitude, latitude)")),
    ("GCJ-02", N_("GCJ-02 (domestic maps)")), *frames.ZONES.items(),
    ("unknown", N_("Not known")),
)
_SIDES = (("left", N_("Left edges")), ("centre", N_("Middles, side by side")), ("right", N_("Right edges")),
          ("top", N_("Upper edges")), ("middle", N_("Middles, one above the other")), ("bottom", N_("Lower edges")))
_PREVIEW_DPI = 110.0


def drawing_menu(page: "DrawingPage") -> list[Entry]:
    """The menu of the drawing."""
    words = page.words
    return [
        (words("New drawing …"), partial(new_drawing, page)),
        (words("Name, place, north …"), partial(settings, page)),
        (words("Place by measure …"), partial(placing_dialogs.place_point, page)),
        (words("Room by wall lengths and diagonals …"), partial(placing_dialogs.room, page)),
        (words("Survey points onto the drawing"), partial(survey_points, page)),
        (words("Grid of depths …"), partial(depth_grid.ask, page)),
        (words("Unfold the walls of a room …"), partial(unfold, page)),
        (words("Axonometric view of the walls …"), partial(raise_walls, page)),
        (words("Underlay: photograph or scanned plan …"), partial(underlays.add, page)),
        (words("Underlay: slice at true scale …"), partial(underlays.add_plan_image, page)),
        (words("Fit the underlay by known points"), partial(underlays.begin_fit, page)),
        (words("Go through proposed walls"), partial(underlays.review_proposals, page)),
        (words("Take in a DXF …"), partial(take_in_dxf, page)),
        (words("A DXF of the case into this drawing …"), partial(underlays.add_dxf, page)),
        (words("Export as DXF …"), page.export_dxf),
        (words("Remove this drawing …"), partial(remove, page)),
    ]


def _fields(known: Sequence[str]) -> tuple[Field, ...]:
    named = (*_FRAMES[:-1], *((frame, frame) for frame in known if frame not in dict(_FRAMES)), _FRAMES[-1])
    return (
        Field("name", N_("Called"), required=True), Field("storey", N_("Storey")),
        Field("north_deg", N_("Azimuth of the drawing's y axis"), "float", unit="°",
              help=N_("Clockwise from north; 0 if up is north.")),
        Field("grid_mm", N_("Grid"), "float", unit="mm", minimum=1.0),
        Field("point_u_mm", N_("A drawn point is sure to (1σ)"), "float", unit="mm", minimum=0.1,
              help=N_("From how it was measured; lengths and areas then tell their ±.")),
        Field("frame", N_("Frame of the origin"), "choice", choices=named),
        Field("x", N_("Origin: longitude or x"), "float"), Field("y", N_("Origin: latitude or y"), "float"),
    )


def _values(values: dict[str, Any]) -> dict[str, Any]:
    origin = None
    if values["x"] is not None and values["y"] is not None:
        origin = GeoPoint(x=values["x"], y=values["y"], frame=values["frame"])
    return {"name": values["name"], "storey": values["storey"], "north_deg": values["north_deg"],
            "grid_m": (values["grid_mm"] or 100.0) / 1000, "origin": origin,
            "point_u_m": values["point_u_mm"] / 1000 if values["point_u_mm"] else None}  # fmt: skip


def new_drawing(page: "DrawingPage") -> None:
    """Ask for a name, north and place; begin with the usual layers."""
    page.shell.query(queries.known_frames, partial(_ask_new, page))


def _ask_new(page: "DrawingPage", known: list[str]) -> None:
    words = page.words
    values = ask_form(page.shell, words("New drawing"), _fields(known), {
        "name": words("Ground floor"), "storey": "", "north_deg": None, "grid_mm": 100.0, "frame": WGS84,
        "point_u_mm": None,
    })
    if values is None:
        return
    wanted = _values(values)

    def begin(work: Work) -> str:
        return operations.begin_drawing(work, **wanted).id

    page.shell.do("drawing.begin", begin, partial(_opened, page))


def _opened(page: "DrawingPage", drawing_id: str) -> None:
    page.board.drawing_id = drawing_id
    page.refresh()


def settings(page: "DrawingPage") -> None:
    """Change the drawing's name, north, place, grid, accuracy."""
    page.shell.query(queries.known_frames, partial(_ask_settings, page))


def _ask_settings(page: "DrawingPage", known: list[str]) -> None:
    model = page.board.model
    if model is None:
        return
    drawing = model.drawing
    origin = drawing.origin
    fields = _fields([*known, origin.frame] if origin else known)
    values = ask_form(page.shell, page.words("Name, place, north"), fields, {
        "name": drawing.name, "storey": drawing.storey, "north_deg": drawing.north_deg,
        "grid_mm": drawing.grid_m * 1000, "frame": origin.frame if origin else WGS84,
        "x": origin.x if origin else None, "y": origin.y if origin else None,
        "point_u_mm": drawing.point_u_m * 1000 if drawing.point_u_m else None,
    })
    if values is None:
        return
    try:
        wanted = _values(values)
    except UserError as error:
        page.shell.notify(page.words.error(error), "warning")
        return
    page.shell.do("drawing.settings", lambda work: operations.edit_drawing(work, drawing.id, **wanted))


def remove(page: "DrawingPage") -> None:
    """Take the drawing out, after a question."""
    model = page.board.model
    if model is not None and page.shell.confirm(page.words("Remove this drawing"), model.drawing.name):
        drawing_id = model.drawing.id
        page.board.drawing_id = ""
        page.shell.do("drawing.remove", lambda work: operations.remove_drawing(work, drawing_id))


def survey_points(page: "DrawingPage") -> None:
    """Put the survey points of the case onto the drawing, or move them to where they are now."""
    drawing_id = page.board.drawing_id
    page.shell.do("drawing.survey_points", lambda work: operations.place_survey_points(work, drawing_id),
                  lambda counts: _told_points(page, *counts))  # fmt: skip


def _told_points(page: "DrawingPage", count: int, lost: int) -> None:
    words = page.words
    if not count and not lost:
        page.shell.notify(words("There are no survey points with coordinates in the case yet."), "info")
        return
    text = words("{count} survey points are on the drawing.", count=count)
    if lost:
        text += " " + words("{lost} are in a frame that does not lead to this drawing.", lost=lost)
    page.shell.notify(text, "warning" if lost else "success")
    page.refresh()


def unfold(page: "DrawingPage") -> None:
    """Ask for a room and its height, and unfold its walls into a drawing of its own."""
    model, words = page.board.model, page.words
    rooms = model.of_kind(Kind.ROOM) if model is not None else []
    if model is None or not rooms:
        page.shell.notify(words("Name a room first (U): its walls are unfolded from its name's place."), "info")
        return
    chosen = next((one.id for one in page.board.selection() if one.kind is Kind.ROOM), rooms[0].id)
    values = ask_form(page.shell, words("Unfold the walls of a room"), (
        Field("room", N_("Room"), "choice", choices=tuple((one.id, one.text or "—") for one in rooms)),
        Field("height", N_("Height of the room"), "float", unit="mm", minimum=100.0),
    ), {"room": chosen, "height": 3000.0})
    if values is None:
        return
    room = next(one for one in rooms if one.id == values["room"])
    face = model.face_at(room.points[0])
    views = derived.walls_of(model, face) if face is not None else []
    titles = [view.title(number, words) for number, view in enumerate(views)]
    name = words("{room}, walls unfolded", room=room.text)
    height = (values["height"] or 3000.0) / 1000
    page.shell.do("drawing.derive", lambda work: operations.unfold_room(work, room.id, titles, name, height),
                  partial(_opened, page))  # fmt: skip


def raise_walls(page: "DrawingPage") -> None:
    """Ask for the height of the cut, and show the walls from above."""
    model, words = page.board.model, page.words
    if model is None:
        return
    fields = (Field("cut", N_("Cut at a height of"), "float", unit="mm", minimum=100.0),)
    values = ask_form(page.shell, words("Axonometric view of the walls"), fields, {"cut": 1500.0})
    if values is not None:
        name, cut = words("{name}, axonometric", name=model.drawing.name), (values["cut"] or 1500.0) / 1000
        drawing_id = model.drawing.id
        page.shell.do("drawing.derive", lambda work: operations.raise_walls(work, drawing_id, name, cut),
                      partial(_opened, page))  # fmt: skip


def take_in_dxf(page: "DrawingPage") -> None:
    """Take CAD files in; each becomes a drawing of its own."""
    title = page.words("Take in a DXF")
    paths = page.shell.open_files(title, "DXF (*.dxf *.DXF)")
    if paths:
        page.board.await_new()
        page.shell.import_files(paths)


def ask_array(page: "DrawingPage") -> None:
    """Ask for columns, rows and distances, or for a turn about a centre, and copy what is chosen."""
    fields = (Field("sort", N_("Kind"), "choice", choices=(("rows", N_("In columns and rows")),
                                                           ("turned", N_("Turned about a centre")))),
              Field("columns", N_("Columns"), "int", minimum=1), Field("rows", N_("Rows"), "int", minimum=1),
              Field("column_mm", N_("From column to column"), "float", unit="mm"),
              Field("row_mm", N_("From row to row"), "float", unit="mm"),
              Field("count", N_("Turned: how many in all"), "int", minimum=2),
              Field("sweep", N_("Turned: over an angle of"), "float", unit="°"),
              Field("centre", N_("Turned: centre (x,y in mm)")))  # fmt: skip
    values = ask_form(page.shell, page.words("Array"), fields, {
        "sort": "rows", "columns": 3, "rows": 1, "column_mm": 1000.0, "row_mm": 1000.0, "count": 6, "sweep": 360.0,
        "centre": "0,0",
    })
    model = page.board.model
    if values is not None and model is not None:
        chosen = page.board.selection()
        if values["sort"] == "turned":
            page.board.try_edit(lambda: moving.polar_array(
                model, chosen, typed.place(typed.read(f"={values['centre']}"), None, (0.0, 0.0)), values["count"] or 2,
                values["sweep"] or 360.0))  # fmt: skip
            return
        page.board.try_edit(lambda: moving.array(
            model, chosen, values["columns"] or 1, values["rows"] or 1, (values["column_mm"] or 0) / 1000,
            (values["row_mm"] or 0) / 1000))  # fmt: skip


def ask_scale(page: "DrawingPage") -> None:
    """Ask how long something is drawn and how long it is, and change what is chosen in size."""
    fields = (Field("drawn_mm", N_("A length as it is drawn"), "float", unit="mm", minimum=0.001, required=True),
              Field("true_mm", N_("The same length in truth"), "float", unit="mm", minimum=0.001, required=True,
                    help=N_("A drawing in metres that was taken for millimetres: 1 and 1000.")))  # fmt: skip
    values = ask_form(page.shell, page.words("Change in size"), fields, {"drawn_mm": 1000.0, "true_mm": 1000.0})
    model = page.board.model
    if values is not None and model is not None:
        chosen = page.board.selection()
        page.board.try_edit(lambda: moving.scale(
            model, chosen, (values["drawn_mm"] or 0.0) / 1000, (values["true_mm"] or 0.0) / 1000))  # fmt: skip


def ask_align(page: "DrawingPage") -> None:
    """Ask which sides shall be in line; groups move as one."""
    values = ask_form(page.shell, page.words("Align"), (Field("side", N_("In line"), "choice", choices=_SIDES),),
                      {"side": "left"})
    model = page.board.model
    if values is not None and model is not None:
        chosen = page.board.selection()
        page.board.try_edit(lambda: moving.align(model, chosen, values["side"]))


def context_entries(page: "DrawingPage") -> list[Entry]:
    """What the right button offers."""
    words = page.words
    entries: list[Entry] = []
    if page.board.chosen:
        entries += [
            (words("Move"), partial(page.take_tool, "move")), (words("Copy"), partial(page.take_tool, "copy")),
            (words("Rotate"), partial(page.take_tool, "rotate")), (words("Mirror"), partial(page.take_tool, "mirror")),
            (words("Align to two points"), partial(page.take_tool, "align")),
            (words("Change in size …"), partial(ask_scale, page)),
            (words("Bring to the front") + "\t]", partial(page.act, "front")),
            (words("Send to the back") + "\t[", partial(page.act, "back")),
            (words("Remove what is chosen"), page.erase),
        ]
    entries += [(words("Cut in two"), partial(page.take_tool, "split")), (words("Show all"), page.canvas.fit)]
    if page.sheets.sheet() is not None:
        view = page.canvas.view
        entries.append((words("Let the sheet show this place"), partial(page.sheets.look_here, (view.x, view.y))))
    return entries


def context_menu(page: "DrawingPage", at: QPoint) -> None:
    """Offer what can be done here."""
    menu = QMenu(page)
    for title, act in context_entries(page):
        menu.addAction(title).triggered.connect(lambda _, act=act: act())
    menu.exec(at)
    menu.deleteLater()


def edit_text(page: "DrawingPage", entity: Entity) -> None:
    """Ask for the text of something that has one."""
    text = page.shell.ask_text(page.words("Text"), page.words("Text"), entity.text)
    model = page.board.model
    if text is not None and model is not None:
        page.board.try_edit(lambda: editing.change(model, [entity], text=text))


def preview(page: "DrawingPage", sheet: Sheet) -> None:
    """Show a sheet as it will be on paper."""

    def picture(read: Read) -> Any:
        return sheet_image(queries.compose(read, sheet, page.words), _PREVIEW_DPI)

    page.shell.query(picture, partial(_show_preview, page, sheet))


def _show_preview(page: "DrawingPage", sheet: Sheet, image: Any) -> None:
    dialog = QDialog(page.shell.window)
    dialog.setWindowTitle(f"{sheet.number} {sheet.title}")
    dialog.resize(980, 820)
    paper = label("")
    paper.setPixmap(QPixmap.fromImage(image))
    paper.setAccessibleName(sheet.title)
    area = QScrollArea()
    area.setWidget(paper)
    area.setAlignment(Qt.AlignmentFlag.AlignCenter)
    layout = QVBoxLayout(dialog)
    layout.addWidget(area)
    dialog.exec()
    dialog.deleteLater()


def empty_state(page: "DrawingPage") -> QWidget:
    """What stands in place of the board while there is no drawing."""
    words, shell = page.words, page.shell
    new = button(shell, words("New drawing …"), partial(new_drawing, page), icon_name="plus", role="primary")
    take = button(shell, words("Take in a DXF …"), partial(take_in_dxf, page), icon_name="file-import")
    for one in (new, take):
        one.setEnabled(page.writable)
    text = words("No drawing yet. Begin one and draw walls by their lengths, or take in a plan as DXF.")
    return EmptyState(shell, "draw-wall", text, new, take)
