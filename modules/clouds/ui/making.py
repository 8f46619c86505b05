"""Saving what is made from clouds: a surface mesh, a part of the points, a film; each with its note of provenance."""

from pathlib import Path

from modules.clouds.importers.space.saving import FilmWanted, MeshWanted, save_film, save_mesh, save_part
from modules.clouds.records import NamedView, Product, Projection
from modules.clouds.rules.spacewords import METHODS, product_text
from modules.clouds.ui.bench import Bench
from workstation.api import N_
from workstation.api.widgets import Field, ask_form

_POINTS, _TRIANGLES = 400_000, 200_000


def save_mesh_of(bench: Bench) -> None:
    """Ask for the method and the size, and save a mesh of what the clipping box holds, or of the whole."""
    cloud, words = bench.cloud, bench.shell.words
    if cloud is None or not bench.writable:
        return
    said = ask_form(bench.shell, words("Save a surface mesh …"), (
        Field("method", N_("Method"), "choice", required=True, choices=(
            ("poisson", METHODS["poisson"]), ("balls", METHODS["balls"]),
        ), help=N_("Poisson closes small gaps; ball pivoting leaves open what was not scanned.")),
        Field("points", N_("Points at most"), "int", required=True, minimum=1000, help=N_(
            "Of a large cloud only the coarser levels are used; how many points went in is written into the file."
        )),
        Field("triangles", N_("Triangles at most"), "int", required=True, minimum=0,
              help=N_("0: as many as there are.")),
    ), {"method": "poisson", "points": _POINTS, "triangles": _TRIANGLES})
    target = _target(bench, said is not None, "mesh.glb", "GLB (*.glb);;PLY (*.ply);;OBJ (*.obj)", ".glb")
    if said is None or target is None:
        return
    wanted = MeshWanted(
        cloud.id, target, str(said["method"]), int(said["points"]), int(said["triangles"]), bench.view.look.kept,
        bench.shown(),
    )
    title = words("Saving {name}", name=target.name)
    bench.shell.run(title, lambda job: save_mesh(job, wanted), lambda product: _saved(bench, product))


def save_part_of(bench: Bench) -> None:
    """Save the points of the leading cloud that the clipping box holds, or all of them."""
    cloud, words = bench.cloud, bench.shell.words
    if cloud is None or not bench.writable:
        return
    target = _target(bench, True, "part.laz", "LAZ (*.laz);;PLY (*.ply)", ".laz")
    if target is None:
        return
    clip, cloud_id = bench.view.look.kept, cloud.id
    title = words("Saving {name}", name=target.name)
    bench.shell.run(title, lambda job: save_part(job, cloud_id, target, clip), lambda product: _saved(bench, product))


def save_film_of(bench: Bench) -> None:
    """Ask for once around or from view to view, and save a film with a caption burned in."""
    cloud, words = bench.cloud, bench.shell.words
    if cloud is None or not bench.writable:
        return
    views = [view for view in bench.data.views.get(cloud.id, ()) if view.projection is Projection.PERSPECTIVE]
    if not views:
        bench.shell.notify(words("Keep a perspective view first (B): a film goes around it, or from one to the next."),
                           "info")
        return
    ways = (("turntable", METHODS["turntable"]), ("path", METHODS["path"]))
    said = ask_form(bench.shell, words("Save a film …"), (
        Field("way", N_("Way"), "choice", required=True, choices=ways if len(views) > 1 else ways[:1],
              help=N_("From view to view: through all perspective views in the order of their names.")),
        Field("view", N_("Around the view"), "choice", choices=tuple((view.id, view.name) for view in views)),
        Field("seconds", N_("Length"), "float", unit="s", required=True, minimum=1),
        Field("caption", N_("Caption"), wide=True, required=True, help=N_("It is burned into every frame.")),
    ), {"way": "turntable", "view": views[0].id, "seconds": 12.0, "caption": _caption(bench)})
    target = _target(bench, said is not None, "film.mp4", "MP4 (*.mp4)", ".mp4")
    if said is None or target is None:
        return
    turntable = said["way"] == "turntable"
    wanted = FilmWanted(_order(views, str(said["view"]), turntable), target, turntable, str(said["caption"]),
                        float(said["seconds"]))
    title = words("Saving {name}", name=target.name)
    bench.shell.run(title, lambda job: save_film(job, wanted), lambda product: _saved(bench, product))


def _order(views: list[NamedView], chosen: str, turntable: bool) -> tuple[NamedView, ...]:
    if not turntable:
        return tuple(views)
    return tuple(view for view in views if view.id == chosen) or (views[0],)


def _caption(bench: Bench) -> str:
    """Case, cloud, time of the scan, and the beginning of the source's SHA-256."""
    cloud = bench.cloud
    assert cloud is not None
    case = bench.shell.case
    parts = [case.info.name if case is not None else "", cloud.note or cloud.name,
             cloud.captured.text() if cloud.captured is not None else "",
             f"SHA-256 {bench.data.files[cloud.id].sha256[:16]}"]
    return "  ".join(part for part in parts if part)


def _target(bench: Bench, wanted: bool, suggestion: str, filters: str, suffix: str) -> Path | None:
    target = bench.shell.save_file(bench.shell.words("Save"), suggestion, filters) if wanted else None
    return target.with_suffix(suffix) if target is not None and not target.suffix else target


def _saved(bench: Bench, product: Product) -> None:
    bench.shell.notify(f"{product.file_name}\n{product_text(bench.shell.words, product)}", "success")
