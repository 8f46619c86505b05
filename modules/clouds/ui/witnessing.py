"""Asking what a witness could see: where the witness stood, how high the eyes were, what is said to have been seen."""

from dataclasses import replace
from typing import Any

from modules.clouds import operations
from modules.clouds.importers.space.making import SightWanted, look
from modules.clouds.records import LineOfSight, TargetKind
from modules.clouds.rules.clipping import Clip
from modules.clouds.rules.spacewords import blocker_text, visible_text
from modules.clouds.ui.bench import Bench
from modules.clouds.ui.picking import Picking, Spots
from workstation.api import N_
from workstation.api.widgets import Field, ask_form

_BOX, _POINTS = "box", "points"
_EYE_HEIGHT_M, _EYE_U_M = 1.55, 0.1


class Witnessing:
    """From a question to a result that a person keeps, or not."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._wanted: SightWanted | None = None

    def ask(self) -> None:
        """Ask whose sight it is and what the target is; then the ground under the witness is picked."""
        bench, words = self._bench, self._bench.shell.words
        cloud = bench.cloud
        if cloud is None or not bench.writable:
            return
        clip = bench.view.look.kept
        targets: tuple[tuple[str, str], ...] = ((_POINTS, N_("points that are picked")),)
        if clip is not None:
            targets = ((_BOX, N_("what is in the clipping box")), *targets)
        said = ask_form(bench.shell, words("What a witness could see …"), (
            Field("name", N_("Name"), required=True, help=N_("As in: Wang at the shutter, 20:14.")),
            Field("witness", N_("Witness"), "choice", choices=(("", "—"), *bench.data.people)),
            Field("height", N_("Height of the eyes"), "float", unit="m", required=True, minimum=0),
            Field("u", N_("Uncertainty of the place"), "float", unit="m", minimum=0),
            Field("target", N_("Target looked at"), "choice", required=True, choices=targets,
                  help=N_("Switch the clipping box on around the target to ask for a whole object.")),
            Field("what", N_("What the target is")),
        ), {"height": _EYE_HEIGHT_M, "u": _EYE_U_M, "target": targets[0][0], "witness": ""}, columns=2)
        if said is not None:
            self._begin(cloud.id, said, clip)

    def _begin(self, cloud_id: str, said: dict[str, Any], clip: Clip | None) -> None:
        box = said["target"] == _BOX and clip is not None
        self._wanted = SightWanted(
            cloud_id, str(said["name"]), (0.0, 0.0, 0.0), float(said["height"]),
            TargetKind.BOX if box else TargetKind.POINTS, clip.box if box and clip is not None else (),
            str(said["what"] or ""), said["witness"] or None, float(said["u"] or 0.0), self._bench.shown(),
            target_turn_deg=clip.turn_deg if box and clip is not None else 0.0,
        )
        self._bench.shell.notify(self._bench.shell.words("Click the ground where the witness stood."), "info")
        self._bench.take(Picking(1, 1, self._stood))

    def _stood(self, spots: Spots) -> None:
        cloud, wanted, words = self._bench.cloud, self._wanted, self._bench.shell.words
        self._bench.take(None)
        if cloud is None or wanted is None:
            return
        x, y, z = spots[0].here
        self._wanted = replace(wanted, eye=(x, y, z + wanted.eye_height_m / (cloud.metres or 1.0)))
        if wanted.target:
            self._run()
            return
        self._bench.shell.notify(words("Now click points of the target; Enter ends."), "info")
        self._bench.take(Picking(1, 0, self._targets))

    def _targets(self, spots: Spots) -> None:
        self._bench.take(None)
        if self._wanted is not None:
            self._wanted = replace(self._wanted, target=tuple(spot.here for spot in spots))
            self._run()

    def _run(self) -> None:
        wanted = self._wanted
        if wanted is not None:
            title = self._bench.shell.words("Line of sight: {name}", name=wanted.name)
            self._bench.shell.run(title, lambda job: look(job, wanted), self._looked)

    def _looked(self, sight: LineOfSight) -> None:
        words = self._bench.shell.words
        lines = [f"{words('Visible')}: {visible_text(sight)}",
                 f"{words('Resolution of the scan there')}: {sight.resolution_m * 1000:.0f} mm"]
        lines += [
            f"{words('Hidden by')}: {blocker_text(words, one)}, {one.distance_m:.2f} m, {one.share * 100:.0f} %"
            for one in sight.blockers
        ]
        lines.append(words("What was not scanned, or has been moved since, hides nothing here. Keep this result?"))
        if self._bench.shell.confirm(words("Line of sight: {name}", name=sight.name), "\n".join(lines)):
            self._bench.shell.do("clouds.keep_sight", lambda work: operations.keep_sight(work, sight), self._done)

    def _done(self, sight: LineOfSight) -> None:
        del sight
        self._bench.workspace.show_panel("space")
