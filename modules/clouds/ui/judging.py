"""What a person has to know before a registration is kept, and the question whether it is."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtWidgets import QMessageBox

from modules.clouds.importers.aligning import Aligned, Network
from modules.clouds.records import Cloud, PointPair, Registration
from modules.clouds.rules.georeference import pair_residuals
from workstation.api import Words
from workstation.api.widgets import Shell

_PAIRS, _REFINED = "pairs", "pairs_refined"


def _length(value: float, metres: float | None) -> str:
    return f"{value * metres * 1000:.1f} mm" if metres else f"{value:.4f} u"


def judgement(
    words: Words, cloud: Cloud, reference: Cloud, aligned: Aligned, residuals: Sequence[float] = ()
) -> str:
    """Of one cloud onto another."""
    lines = [
        words("{name} onto {other}", name=cloud.name, other=reference.name),
        words("Distance from the surfaces (RMS): {rms}", rms=_length(aligned.rms, cloud.metres)),
        words("Overlap: {share} %", share=f"{aligned.overlap * 100:.0f}"),
        words("Turned by {degrees}°", degrees=f"{aligned.rigid.angle_deg():.2f}"),
    ]
    if residuals:
        lines.append(words("Largest residual of a pair: {value}", value=_length(max(residuals), cloud.metres)))
    lines += warnings(words, aligned)
    lines.append(words("Look at both clouds behind this question: do they fit? Keep this registration?"))
    return "\n".join(lines)


def warnings(words: Words, aligned: Aligned) -> list[str]:
    """What speaks against an alignment."""
    lines = []
    if aligned.firmness.slides:
        x, y, z = (f"{value:.2f}" for value in aligned.firmness.direction)
        if aligned.firmness.turns:
            lines.append(words(
                "Warning: nothing holds the scan about the axis ({x}, {y}, {z}); it may have turned. Check it by "
                "targets.", x=x, y=y, z=z,
            ))
        else:
            lines.append(words(
                "Warning: nothing holds the scan along ({x}, {y}, {z}); it may have slid, as in a corridor. Check it "
                "by targets.", x=x, y=y, z=z,
            ))
    if not aligned.converged:
        lines.append(words("Warning: the calculation had not come to rest."))
    if aligned.overlap < 0.3:
        lines.append(words("Warning: little overlaps. The result may be wrong altogether."))
    return lines


def network_judgement(words: Words, clouds: Sequence[Cloud], network: Network) -> str:
    """Of all scans together: every pair with its overlap, its distance and how far it lies from the network."""
    metres = clouds[0].metres
    names = [cloud.note or cloud.name for cloud in clouds]
    lines = []
    settled = network.settled
    for (moving, fixed, one), misfit, used in zip(network.aligned, settled.misfits, settled.used, strict=True):
        told = words(
            "{name} – {other}: RMS {rms}, overlap {share} %, off the network {misfit}", name=names[moving],
            other=names[fixed], rms=_length(one.rms, metres), share=f"{one.overlap * 100:.0f}",
            misfit=_length(misfit[0], metres),
        )
        lines.append(told if used else f"✕ {told}  {words('left out: it contradicts the others or hardly overlaps')}")
        lines += warnings(words, one) if used else []
    if sum(settled.used) < len(clouds):
        lines.append(words("No loop closes: nothing checks the network as a whole."))
    lines.append(words("Look at the clouds behind this question: do they fit? Keep these registrations?"))
    return "\n".join(lines)


def ask_which(
    shell: Shell, cloud: Cloud, reference: Cloud, pairs: tuple[PointPair, ...], alone: Aligned, refined: Aligned | None,
) -> Registration | None:
    """The registration that a person keeps of what pairs gave: refined on the surfaces, by the pairs alone, or none."""
    words, title = shell.words, shell.words("Register")
    residuals = pair_residuals(pairs, alone.rigid)
    if refined is None:
        kept = shell.confirm(title, judgement(words, cloud, reference, alone, residuals))
        return registration_of(cloud, reference, _PAIRS, alone, pairs) if kept else None
    box = QMessageBox(
        QMessageBox.Icon.Question, title, refinement(words, cloud, reference, pairs, alone, refined),
        QMessageBox.StandardButton.NoButton, shell.window,
    )
    finer = box.addButton(words("Keep refined"), QMessageBox.ButtonRole.AcceptRole)
    plain = box.addButton(words("Keep the pairs alone"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(words("Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
    if box.clickedButton() is finer:
        return registration_of(cloud, reference, _REFINED, refined, pairs, alone.rms)
    return registration_of(cloud, reference, _PAIRS, alone, pairs) if box.clickedButton() is plain else None


def refinement(
    words: Words, cloud: Cloud, reference: Cloud, pairs: Sequence[PointPair], alone: Aligned, refined: Aligned
) -> str:
    """What refining changed, line by line."""
    def told(aligned: Aligned) -> str:
        worst = max(pair_residuals([pair for pair in pairs if pair.used], aligned.rigid))
        return words(
            "surfaces {rms} apart (RMS), overlap {share} %, worst pair {worst}", rms=_length(aligned.rms, cloud.metres),
            share=f"{aligned.overlap * 100:.0f}", worst=_length(worst, cloud.metres),
        )

    middle = np.mean([pair.moving for pair in pairs], axis=0)
    shift = float(np.linalg.norm(refined.rigid.apply(middle) - alone.rigid.apply(middle)))
    turn = refined.rigid.after(alone.rigid.inverse()).angle_deg()
    lines = [
        words("{name} onto {other}", name=cloud.name, other=reference.name),
        words("By the pairs alone: {facts}", facts=told(alone)), words("Refined: {facts}", facts=told(refined)),
        words("Refining moved the scan by {shift} and turned it by {degrees}°.", shift=_length(shift, cloud.metres),
              degrees=f"{turn:.3f}"),
        *warnings(words, refined),
    ]
    if refined.rms > alone.rms or refined.overlap < alone.overlap - 0.02:
        lines.append(words("Warning: refining made it no better. Keep the pairs alone, or pick others."))
    lines.append(words("Behind this question the refined one is shown. Which is kept?"))
    return "\n".join(lines)


def registration_of(
    cloud: Cloud, reference: Cloud, method: str, aligned: Aligned, pairs: tuple[PointPair, ...] = (),
    rms_before: float | None = None,
) -> Registration:
    """The record of an alignment."""
    x, y, z = (float(value) for value in aligned.rigid.translation)
    return Registration(
        cloud_id=cloud.id, reference_id=reference.id, method=method, rotation=aligned.rigid.quaternion(),
        translation=(x, y, z), rms=aligned.rms, overlap=aligned.overlap, weak_direction=aligned.firmness.direction,
        weak_share=aligned.firmness.share, weak_turn=aligned.firmness.turns, pairs=pairs,
        residuals=pair_residuals(pairs, aligned.rigid) if pairs else (), rms_before=rms_before,
    )
