"""What a person has to know before a registration is kept."""

from collections.abc import Sequence

from modules.clouds.importers.aligning import Aligned, Network
from modules.clouds.records import Cloud
from workstation.api import Words


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
