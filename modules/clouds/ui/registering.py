"""Registering the cloud that is shown to another one: calculated, looked at, and kept only if a person says so."""

from collections.abc import Callable, Sequence
from pathlib import Path

from modules.clouds import operations
from modules.clouds.importers.aligning import Aligned, align_clouds
from modules.clouds.importers.building import build_pyramid
from modules.clouds.records import Cloud, Registration
from modules.clouds.rules.palette import SCANS
from modules.clouds.rules.pyramid import open_pyramid
from modules.clouds.rules.registration import Rigid
from modules.clouds.rules.scene import Part, Scene
from modules.clouds.ui.bench import Bench, BenchTool
from workstation.api import N_, Job
from workstation.api.widgets import Field, Shell, ask_form

_FEATURES, _POSES = "features", "poses"
Compared = tuple[Aligned, Scene]


class Registering(BenchTool):
    """The button that brings the leading cloud into the frame of another one."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        bench.bar.act(bench.shell.words("Register to another cloud …"), self.register, icon_name="layers-intersect")

    def register(self) -> None:
        """Ask for the reference and the start."""
        bench = self.bench
        if bench.cloud is not None and bench.writable:
            cloud = bench.cloud
            others = [other for other in bench.data.clouds if other.id != cloud.id]
            register(bench.shell, cloud, others, bench.compare)


def register(shell: Shell, cloud: Cloud, others: Sequence[Cloud], show: Callable[[Scene | None], object]) -> None:
    """Ask for the reference and the start, align as a job, show both clouds, and keep the result if it is accepted.

    ``show`` gets the two clouds together, and none when the first is to be shown again.
    """
    words = shell.words
    if not others:
        shell.notify(words("There is no other point cloud in the case to register this one to."), "info")
        return
    said = ask_form(shell, words("Register to another cloud …"), (
        Field("reference", N_("Reference"), "choice", required=True,
              choices=tuple((other.id, other.note or other.name) for other in others)),
        Field("start", N_("Begin with"), "choice", required=True, choices=(
            (_FEATURES, N_("what both have in common (automatic)")), (_POSES, N_("where both lie now")),
        )),
    ), {"reference": others[0].id, "start": _FEATURES})
    if said is None:
        return
    reference = next(other for other in others if other.id == said["reference"])
    initial = None if said["start"] == _FEATURES else Rigid.identity()

    def work(job: Job) -> Compared:
        moving, fixed = build_pyramid(job, cloud.id), build_pyramid(job, reference.id)
        aligned = align_clouds(job, moving, fixed, initial=initial)
        return aligned, together(fixed, moving, aligned)

    def done(compared: Compared) -> None:
        aligned, scene = compared
        show(scene)
        if shell.confirm(words("Register to another cloud …"), judgement(shell, cloud, reference, aligned)):
            _keep(shell, cloud, reference, aligned, str(said["start"]))
        show(None)

    shell.run(words("Registering {name}", name=cloud.name), work, done)


def together(fixed: Path, moving: Path, aligned: Aligned) -> Scene:
    """Both clouds as the calculation puts them, each in its own colour."""
    return Scene((
        Part("fixed", open_pyramid(fixed), tint=int(SCANS[0])),
        Part("moving", open_pyramid(moving), aligned.rigid, tint=int(SCANS[1])),
    ))


def judgement(shell: Shell, cloud: Cloud, reference: Cloud, aligned: Aligned) -> str:
    """What a person has to know before saying yes."""
    words, factor = shell.words, cloud.metres
    rms = f"{aligned.rms * factor * 1000:.1f} mm" if factor else f"{aligned.rms:.4f} u"
    lines = [
        words("{name} onto {other}", name=cloud.name, other=reference.name),
        words("Distance from the surfaces (RMS): {rms}", rms=rms),
        words("Overlap: {share} %", share=f"{aligned.overlap * 100:.0f}"),
        words("Turned by {degrees}°", degrees=f"{aligned.rigid.angle_deg():.2f}"),
    ]
    if aligned.firmness.slides:
        x, y, z = aligned.firmness.direction
        lines.append(words(
            "Warning: nothing holds the scan along ({x}, {y}, {z}); it may have slid, as in a corridor. Check it by "
            "targets.", x=f"{x:.2f}", y=f"{y:.2f}", z=f"{z:.2f}",
        ))
    if not aligned.converged:
        lines.append(words("Warning: the calculation had not come to rest."))
    if aligned.overlap < 0.3:
        lines.append(words("Warning: little overlaps. The result may be wrong altogether."))
    lines.append(words("Look at both clouds behind this question: do they fit? Keep this registration?"))
    return "\n".join(lines)


def _keep(shell: Shell, cloud: Cloud, reference: Cloud, aligned: Aligned, method: str) -> None:
    x, y, z = (float(value) for value in aligned.rigid.translation)
    registration = Registration(
        cloud_id=cloud.id, reference_id=reference.id, method=method, rotation=aligned.rigid.quaternion(),
        translation=(x, y, z), rms=aligned.rms, overlap=aligned.overlap, weak_direction=aligned.firmness.direction,
        weak_share=aligned.firmness.share,
    )
    shell.do("clouds.register", lambda work: operations.keep_registration(work, registration))
