"""From the cloud to the drawing: slices as underlays with proposed walls, plans and elevations at true scale."""

from dataclasses import replace

import numpy as np

from modules.clouds.importers.slicing import (
    Facing,
    Ortho,
    OrthoWanted,
    SliceWanted,
    keep_slice,
    slice_cloud,
    write_ortho,
)
from modules.clouds.records import Cloud, Projection
from modules.clouds.rules.camera import overview
from modules.clouds.rules.clipping import along_wall
from modules.clouds.rules.georeference import rigid_of
from modules.clouds.rules.scene import triple
from modules.clouds.ui.bench import Bench, BenchTool
from modules.clouds.ui.picking import Picking, Spots
from workstation.api import N_, PlanImage, UserError
from workstation.api.widgets import Field, ask_form

_FACINGS = (
    (Facing.PLAN, N_("Plan")), (Facing.SOUTH, N_("South elevation")), (Facing.NORTH, N_("North elevation")),
    (Facing.EAST, N_("East elevation")), (Facing.WEST, N_("West elevation")),
)


class Slicing(BenchTool):
    """The menu of what drawings are made from."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        words = bench.shell.words
        bench.bar.menu(words("For drawings"), [
            (words("Slice as underlay with proposed walls …"), self.slice),
            (words("Elevation along a wall …"), self.at_wall),
            (words("Plan or elevation at true scale (GeoTIFF, PNG) …"), self.ortho),
        ], icon_name="draw-underlay")

    def _cloud(self) -> Cloud | None:
        """The leading cloud, if its unit is known."""
        cloud, shell = self.bench.cloud, self.bench.shell
        if cloud is None or not self.bench.writable:
            return None
        if cloud.metres is None:
            shell.notify(shell.words.error(UserError("clouds.unit_unknown", name=cloud.name)), "warning")
            return None
        return cloud

    def slice(self) -> None:
        """Cut a slice and hand it over to the drawings."""
        cloud, shell = self._cloud(), self.bench.shell
        if cloud is None:
            return
        low = self._floor(cloud)
        fields = (
            Field("title", N_("Name of the underlay"), required=True),
            Field("height", N_("Height of the cut"), "float", required=True, unit="m",
                  help=N_("In the frame of the cloud; about 1.2 m above the floor cuts doors and windows.")),
            Field("thickness", N_("Thickness"), "float", required=True, unit="m", minimum=0.005),
            Field("pixel", N_("Size of a pixel"), "float", required=True, unit="m", minimum=0.001),
        )
        name = shell.words("{name}, slice", name=cloud.note or cloud.name)
        said = ask_form(shell, shell.words("Slice as underlay with proposed walls …"), fields, {
            "title": name, "height": round(low + 1.2, 2), "thickness": 0.1, "pixel": 0.01,
        }, accept_text=shell.words("Cut"))
        if said is None:
            return
        wanted = SliceWanted(cloud.id, said["title"], said["height"], said["thickness"], said["pixel"])
        shell.run(shell.words("Cutting {name}", name=cloud.name), lambda job: keep_slice(job, slice_cloud(job, wanted)),
                  self._sliced)

    def _floor(self, cloud: Cloud) -> float:
        """The height of the lowest points, in metres of the frame in which slices are told."""
        scene, metres = self.bench.view.scene, cloud.metres or 1.0
        part = scene.part_of(cloud.id) if scene is not None else None
        if part is None:
            return 0.0
        lower = part.pyramid.bounds()[0] * metres
        fits = self.bench.data.fits.get(cloud.id)
        return float(rigid_of(fits[0]).apply(lower)[2]) if fits else float(lower[2])

    def _sliced(self, image: PlanImage) -> None:
        words = self.bench.shell.words
        self.bench.shell.notify(words(
            "{title}: {count} walls are proposed. Put it under a drawing and accept them there one by one.",
            title=image.title, count=len(image.walls),
        ), "success")

    def at_wall(self) -> None:
        """Look straight at a wall between two picks; the clipping box takes it out of the room."""
        self.bench.shell.notify(self.bench.shell.words("Click two points along the wall."), "info")
        self.bench.take(Picking(2, 2, self._at_wall))

    def _at_wall(self, spots: Spots) -> None:
        view, cloud = self.bench.view, self.bench.cloud
        self.bench.take(None)
        if view.scene is None or cloud is None:
            return
        lower, upper = view.scene.bounds()
        origin = view.scene.origin
        seen_from = (lower + upper) / 2 if view.camera.parallel else view.camera.eye() + origin
        start, end = (spot.here for spot in spots)
        heights = float(lower[2]), float(upper[2])
        clip = along_wall(start, end, triple(seen_from), heights, 1.0 / (cloud.metres or 1.0))
        low, high = (np.array(corner) - origin for corner in clip.around())
        camera = overview(low, high, Projection.WALL, view.width() / max(1, view.height()), clip.turn_deg)
        self.bench.look_as(camera, replace(view.look, clip=clip.box, clip_turn_deg=clip.turn_deg))

    def ortho(self) -> None:
        """Save a picture at true scale; the clipping box leaves out what hides the rest."""
        cloud, shell = self._cloud(), self.bench.shell
        if cloud is None:
            return
        at_wall = self.bench.view.camera.projection is Projection.WALL
        facings = (((Facing.WALL, N_("Elevation of a wall")),) if at_wall else ()) + _FACINGS
        fields = (
            Field("facing", N_("Kind of view"), "choice", required=True, choices=facings),
            Field("pixel", N_("Size of a pixel"), "float", required=True, unit="m", minimum=0.0005),
        )
        said = ask_form(shell, shell.words("Plan or elevation at true scale (GeoTIFF, PNG) …"), fields,
                        {"facing": facings[0][0], "pixel": 0.005})
        if said is None:
            return
        facing = Facing(said["facing"])
        filters = "GeoTIFF (*.tif);;PNG (*.png)"
        target = shell.save_file(shell.words("Save the picture …"), f"{cloud.note or cloud.name}-{facing}.tif", filters)
        if target is None:
            return
        wanted = OrthoWanted(cloud.id, facing, said["pixel"], self.bench.view.look.kept, self.bench.view.camera.yaw_deg)
        shell.run(shell.words("Saving {name}", name=target.name), lambda job: write_ortho(job, wanted, target),
                  self._saved)

    def _saved(self, ortho: Ortho) -> None:
        size = f"{ortho.width} × {ortho.height}"
        words = self.bench.shell.words
        self.bench.shell.notify(words(
            "Saved: {size} pixels of {pixel} mm, frame {frame}.", size=size, pixel=f"{ortho.metres_per_px * 1000:g}",
            frame=ortho.frame,
        ), "success")
