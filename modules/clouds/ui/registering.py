"""Registering: automatically, by pairs, all scans together, to surveyed points; kept only if a person says so."""

from collections.abc import Sequence
from pathlib import Path

from modules.clouds import operations
from modules.clouds.importers.aligning import (
    Aligned,
    Network,
    align_clouds,
    align_many,
    refine_pairs,
    registrations_of_network,
)
from modules.clouds.importers.building import build_pyramid
from modules.clouds.records import Cloud
from modules.clouds.rules.georeference import frame_fit
from modules.clouds.rules.palette import SCANS
from modules.clouds.rules.placing import placements
from modules.clouds.rules.pyramid import Pyramid, open_pyramid
from modules.clouds.rules.registration import Rigid
from modules.clouds.rules.scene import Part, Scene
from modules.clouds.ui.bench import Bench, BenchTool
from modules.clouds.ui.judging import ask_which, judgement, network_judgement, registration_of
from modules.clouds.ui.pairing import PairingDialog, Picked
from modules.clouds.ui.pairs import CloudSide, ControlSide, TargetChoice
from workstation.api import N_, Job, LayerItem, Read, UserError, frames
from workstation.api.widgets import Field, ask_form

_FEATURES, _POSES = "features", "poses"
Compared = tuple[Aligned, Scene]


class Registering(BenchTool):
    """The menu of ways to bring clouds into one frame."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        words = bench.shell.words
        bench.bar.menu(words("Register"), [
            (words("Automatically to another cloud …"), self.register),
            (words("By picked pairs or targets …"), self.by_pairs),
            (words("All scans together …"), self.together),
            (words("To surveyed points …"), self.to_control),
            (words("Take a registration back …"), self.take_back),
        ], icon_name="layers-intersect")
        self.dialog: PairingDialog | None = None

    def _ready(self, needed: int) -> Cloud | None:
        bench = self.bench
        if bench.cloud is None or not bench.writable:
            return None
        if len(bench.data.clouds) < needed:
            text = bench.shell.words("There is no other point cloud in the case to register this one to.")
            bench.shell.notify(text, "info")
            return None
        return bench.cloud

    def _ask_reference(self, cloud: Cloud, title: str, more: Sequence[Field] = ()) -> tuple[Cloud, str] | None:
        others = [other for other in self.bench.data.clouds if other.id != cloud.id]
        choices = tuple((other.id, other.note or other.name) for other in others)
        fields = (Field("reference", N_("Reference"), "choice", required=True, choices=choices), *more)
        said = ask_form(self.bench.shell, title, fields, {"reference": others[0].id, "start": _FEATURES},
                        accept_text=self.bench.shell.words("Go on"))
        if said is None:
            return None
        return next(other for other in others if other.id == said["reference"]), str(said.get("start", ""))

    def register(self) -> None:
        """Align the leading cloud to another one, from nothing or from where both lie."""
        cloud, words = self._ready(2), self.bench.shell.words
        start = Field("start", N_("Begin with"), "choice", required=True, choices=(
            (_FEATURES, N_("what both have in common (automatic)")), (_POSES, N_("where both lie now")),
        ))
        if cloud is None:
            return
        asked = self._ask_reference(cloud, words("Automatically to another cloud …"), (start,))
        if asked is not None:
            reference, begin = asked
            initial = None
            if begin == _POSES:
                kept = [one for several in self.bench.data.registrations.values() for one in several]
                place = placements(reference.id, kept).get(cloud.id)
                initial = place.rigid if place is not None else Rigid.identity()
            self._align(cloud, reference, begin, initial)

    def _align(self, cloud: Cloud, reference: Cloud, method: str, initial: Rigid | None) -> None:
        """Align, show both clouds, and ask."""
        bench, shell = self.bench, self.bench.shell

        def work(job: Job) -> Compared:
            moving, fixed = build_pyramid(job, cloud.id), build_pyramid(job, reference.id)
            aligned = align_clouds(job, moving, fixed, initial=initial, item=cloud.name)
            return aligned, both(fixed, moving, aligned)

        def done(compared: Compared) -> None:
            aligned, scene = compared
            bench.compare(scene)
            if shell.confirm(shell.words("Register"), judgement(shell.words, cloud, reference, aligned)):
                made = registration_of(cloud, reference, method, aligned)
                shell.do("clouds.register", lambda work: operations.keep_registration(work, made))
            bench.compare(None)

        shell.run(shell.words("Registering {name}", name=cloud.name), work, done)

    def _judge_pairs(self, cloud: Cloud, reference: Cloud, picked: Picked) -> None:
        """What the pairs gave, judged by the surfaces and perhaps refined on them; a person chooses."""
        bench, shell = self.bench, self.bench.shell

        def work(job: Job) -> tuple[Aligned, Aligned | None, Scene]:
            moving, fixed = build_pyramid(job, cloud.id), build_pyramid(job, reference.id)
            refined = None
            if picked.refine:
                alone, refined = refine_pairs(job, moving, fixed, picked.fit, cloud.name)
            else:
                alone = align_clouds(job, moving, fixed, initial=picked.fit.rigid, refine=False, item=cloud.name)
            return alone, refined, both(fixed, moving, refined or alone)

        def done(found: tuple[Aligned, Aligned | None, Scene]) -> None:
            alone, refined, scene = found
            bench.compare(scene)
            made = ask_which(shell, cloud, reference, picked.pairs, alone, refined)
            if made is not None:
                shell.do("clouds.register", lambda work: operations.keep_registration(work, made))
            bench.compare(None)

        shell.run(shell.words("Registering {name}", name=cloud.name), work, done)

    def by_pairs(self) -> None:
        """Pick pairs in two views side by side."""
        cloud = self._ready(2)
        asked = self._ask_reference(cloud, self.bench.shell.words("By picked pairs or targets …")) if cloud else None
        if cloud is None or asked is None:
            return
        reference, shell = asked[0], self.bench.shell

        def work(job: Job) -> tuple[Pyramid, Pyramid]:
            moving, fixed = (open_pyramid(build_pyramid(job, one.id)) for one in (cloud, reference))
            return moving, fixed

        def opened(pyramids: tuple[Pyramid, Pyramid]) -> None:
            targets = TargetChoice(shell)
            left, right = (
                CloudSide(shell, one, pyramid, targets)
                for one, pyramid in zip((cloud, reference), pyramids, strict=True)
            )
            self._open(PairingDialog(shell, cloud, left, right, targets, keep, parent=shell.window))

        def keep(picked: Picked) -> None:
            self._judge_pairs(cloud, reference, picked)

        shell.run(shell.words("Opening {name}", name=reference.name), work, opened)

    def _open(self, dialog: PairingDialog) -> None:
        self.dialog = dialog
        dialog.resize(self.bench.workspace.size() * 0.95)
        dialog.finished.connect(lambda _: setattr(self, "dialog", None))
        dialog.open()

    def together(self) -> None:
        """Align every pair of the clouds with the leading one's unit and adjust all; the leading one stays."""
        cloud, bench, shell = self._ready(2), self.bench, self.bench.shell
        if cloud is None:
            return
        others = [other for other in bench.data.clouds if other.id != cloud.id and other.unit == cloud.unit]
        clouds = [cloud, *others]
        names = [one.note or one.name for one in clouds]
        kept = [one for several in bench.data.registrations.values() for one in several]
        starts = {
            (a, b): place.rigid
            for b, fixed in enumerate(clouds) for a, moving in enumerate(clouds)
            if a > b and (place := placements(fixed.id, kept).get(moving.id)) is not None
        }

        def work(job: Job) -> tuple[Network, list[Pyramid]]:
            paths = [build_pyramid(job, one.id) for one in clouds]
            return align_many(job, paths, names, starts), [open_pyramid(path) for path in paths]

        def done(found: tuple[Network, list[Pyramid]]) -> None:
            network, pyramids = found
            bench.compare(Scene([
                Part(one.id, pyramid, pose, tint=int(SCANS[number % len(SCANS)]))
                for number, (one, pyramid, pose)
                in enumerate(zip(clouds, pyramids, network.settled.poses, strict=True))
            ]))
            if shell.confirm(shell.words("All scans together"), network_judgement(shell.words, clouds, network)):
                made = registrations_of_network(network, [one.id for one in clouds])
                shell.do("clouds.register", lambda work: operations.keep_network(work, made))
            bench.compare(None)

        shell.run(shell.words("Registering all scans"), work, done)

    def to_control(self) -> None:
        """Fit the leading cloud to surveyed points."""
        cloud, shell = self._ready(1), self.bench.shell
        if cloud is None:
            return
        if cloud.metres is None:
            error = UserError("clouds.unit_unknown", name=cloud.name)
            shell.notify(shell.words.error(error), "warning")
            return

        def work(job: Job) -> tuple[Pyramid, list[LayerItem]]:
            return open_pyramid(build_pyramid(job, cloud.id)), control_points(job.read())

        def opened(found: tuple[Pyramid, list[LayerItem]]) -> None:
            pyramid, points = found
            if len(points) < 2:
                shell.notify(shell.words(
                    "There are no surveyed points with heights in a plane frame. Enter them under Measurements first."
                ), "info")
                return
            targets = TargetChoice(shell)
            left, right = CloudSide(shell, cloud, pyramid, targets), ControlSide(shell, points)
            self._open(PairingDialog(
                shell, cloud, left, right, targets, keep, metres=cloud.metres or 1.0, parent=shell.window,
            ))

        def keep(picked: Picked) -> None:
            known = {item.ref: item.point.frame for item in control_points(shell.read())}
            named = {known[pair.ref] for pair in picked.pairs if pair.ref in known}
            if len(named) != 1:
                error = UserError("clouds.frames_differ", frames=", ".join(sorted(named)))
                shell.notify(shell.words.error(error), "error")
                return
            made = frame_fit(cloud, named.pop(), picked.pairs, levelled=picked.levelled)
            shell.do("clouds.fit_frame", lambda work: operations.keep_frame_fit(work, made))

        shell.run(shell.words("Opening {name}", name=cloud.name), work, opened)

    def take_back(self) -> None:
        """Remove a registration of the leading cloud."""
        cloud, shell = self._ready(1), self.bench.shell
        kept = self.bench.data.registrations.get(cloud.id, []) if cloud else []
        if not kept:
            shell.notify(shell.words("The leading cloud is registered to nothing."), "info")
            return
        names = {one.id: one.note or one.name for one in self.bench.data.clouds}
        choices = tuple((one.id, names.get(one.reference_id, one.reference_id)) for one in kept)
        field = Field("which", N_("Reference"), "choice", required=True, choices=choices)
        said = ask_form(shell, shell.words("Take a registration back …"), (field,), {"which": kept[0].id},
                        accept_text=shell.words("Take back"))
        if said is not None:
            shell.do("clouds.unregister", lambda work: operations.remove_registration(work, str(said["which"])))


def control_points(read: Read) -> list[LayerItem]:
    """The surveyed points of the case that have a height and lie in a plane frame, by their names."""
    plane = [
        item for item in read.places()
        if item.ref.kind == "survey_points" and item.point.height_m is not None
        and (frames.is_metric(item.point.frame) or item.point.frame.startswith(frames.SITE))
    ]
    return sorted(plane, key=lambda item: item.label)


def both(fixed: Path, moving: Path, aligned: Aligned) -> Scene:
    """Two clouds as the calculation puts them, each in its own colour."""
    return Scene((
        Part("fixed", open_pyramid(fixed), tint=int(SCANS[0])),
        Part("moving", open_pyramid(moving), aligned.rigid, tint=int(SCANS[1])),
    ))
