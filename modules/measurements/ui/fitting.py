"""Fitting the scene's own frame: which points are the same, and how well they agree."""

from collections.abc import Sequence

from modules.measurements import operations
from modules.measurements.records import SurveyPoint
from workstation.api import N_, frames
from workstation.api.survey import SiteFit
from workstation.api.widgets import Field, Shell, ask_form

_MOST = 12
_SITE = "site:"


def ask_fit(shell: Shell, points: Sequence[SurveyPoint]) -> None:
    """Ask for the pairs; points whose names begin alike are proposed."""
    words = shell.words
    own = [point for point in points if point.point is not None and point.point.frame.startswith(_SITE)]
    on_earth = [point for point in points if point.point is not None and frames.is_metric(point.point.frame)]
    if not own or not on_earth:
        shell.notify(words("Two kinds of points are needed: some in a frame site:NAME, and the same ones in a frame in "
                           "metres, such as EPSG:4547."), "warning")
        return
    proposed = {point.id: next((o.id for o in on_earth if o.name.startswith(point.name)), None) for point in own}
    shown = sorted(own, key=lambda point: proposed[point.id] is None)[:_MOST]
    choices = ((None, N_("(not used)")), *((point.id, point.name) for point in on_earth))
    names = tuple(sorted({point.point.frame for point in own if point.point is not None}))
    fields = [Field("frame", N_("Local frame"), "choice", choices=tuple((name, name) for name in names), wide=True)]
    fields += [Field(point.id, point.name, "choice", choices=choices) for point in shown]
    values = {"frame": names[0], **{point.id: proposed[point.id] for point in shown}}
    told = ask_form(shell, words("Which points are the same?"), fields, values, columns=2,
                    accept_text=words("Fit the frame"))
    if told is None:
        return
    name = told.pop("frame")
    pairs = [(site, target) for site, target in told.items() if target is not None]
    shell.do("measurements.fit_frame", lambda work: operations.fit_frame(work, name, pairs),
             lambda found: shell.notify(*sentence(shell, found)))


def sentence(shell: Shell, found: SiteFit) -> tuple[str, str]:
    """How well the points agree, and how much that is worth."""
    words, fit = shell.words, found.fit
    text = words("{name}: scale {scale}, turned by {turn}°.", name=found.frame.name, scale=f"{fit.scale:.6f}",
                 turn=f"{fit.rotation_deg:.3f}")
    if found.scale_off_ppm is not None:
        text += " " + words("The scale is off by {ppm} ppm: check units, points and frame.",
                            ppm=f"{found.scale_off_ppm:+.0f}")
    if not fit.checked:
        return text + " " + words("Two points fit exactly: nothing checks them. Add a third."), "warning"
    worst = max(fit.residuals, key=lambda residual: residual.length_m)
    text += " " + words("Mean square residual {rms} mm, largest {worst} mm at {point}.", rms=f"{fit.rms_m * 1000:.1f}",
                        worst=f"{worst.length_m * 1000:.1f}", point=worst.name)
    if not fit.blunders:
        return text, "success" if found.scale_off_ppm is None else "warning"
    suspects = ", ".join(fit.points[blunder.index].name for blunder in fit.blunders)
    return text + " " + words("Suspected blunder: {points}.", points=suspects), "error"
