"""Whom this computer believes: root certificates and lists of revoked ones, kept in the profile."""

from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from workstation.domain.errors import UserError
from workstation.services.signatures.authority import Authority, common_name
from workstation.storage.durable import write_durably

_MOST_BYTES = 4 << 20


@dataclass(frozen=True)
class Root:
    """A trusted root: ``own`` is the authority of this profile; ``fingerprint`` is SHA-256 of ``der`` in hex."""

    name: str
    fingerprint: str
    der: bytes
    own: bool = False


class Trust:
    """The trusted roots of a profile and the revocation lists that came with them."""

    def __init__(self, profile: Path) -> None:
        self._folder = profile / "trust"
        self._authority = Authority(profile)

    def roots(self) -> list[Root]:
        """The own authority first, then those that were brought in."""
        own = [_root(self._authority.root, own=True)] if self._authority.exists else []
        kept = [_root(_certificate(path)) for path in sorted(self._folder.glob("*.pem"))]
        return own + [root for root in kept if root.fingerprint not in {one.fingerprint for one in own}]

    def revocations(self) -> list[bytes]:
        """Every list of revoked certificates known here, DER."""
        own = [self._authority.revocations] if self._authority.exists else []
        return own + [path.read_bytes() for path in sorted(self._folder.glob("*.crl"))]

    def add(self, path: Path) -> str:
        """Believe a root certificate, or keep a revocation list; returns what it is called.

        Raises ``trust.unreadable`` for another file, ``trust.no_root`` for a certificate that is nobody's root.
        """
        content = _content(path)
        try:
            listed = _revocation_list(content)
        except ValueError:
            certificate = _certificate(path)
            if not _is_authority(certificate):
                raise UserError("trust.no_root", path=path, name=common_name(certificate.subject)) from None
            self._keep(f"{_root(certificate).fingerprint}.pem", certificate.public_bytes(serialization.Encoding.PEM))
            return common_name(certificate.subject)
        self._keep(f"{listed.fingerprint(hashes.SHA256()).hex()}.crl", listed.public_bytes(serialization.Encoding.DER))
        return common_name(listed.issuer)

    def remove(self, fingerprint: str) -> None:
        """Believe a root no longer; the own authority stays."""
        (self._folder / f"{fingerprint}.pem").unlink(missing_ok=True)

    def _keep(self, name: str, content: bytes) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_durably(self._folder / name, content)
        except OSError as error:
            raise UserError("export.cannot_write", path=self._folder / name, reason=error.strerror or error) from error


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_MOST_BYTES)
    except OSError as error:
        raise UserError("trust.unreadable", path=path, reason=error.strerror or error) from error


def _certificate(path: Path) -> x509.Certificate:
    content = _content(path)
    try:
        if content.lstrip().startswith(b"-----BEGIN"):
            return x509.load_pem_x509_certificate(content)
        return x509.load_der_x509_certificate(content)
    except ValueError as error:
        raise UserError("trust.unreadable", path=path, reason=error) from error


def _revocation_list(content: bytes) -> x509.CertificateRevocationList:
    if content.lstrip().startswith(b"-----BEGIN"):
        return x509.load_pem_x509_crl(content)
    return x509.load_der_x509_crl(content)


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except (x509.ExtensionNotFound, ValueError):
        return False
    return constraints.value.ca


def _root(certificate: x509.Certificate, *, own: bool = False) -> Root:
    return Root(
        common_name(certificate.subject), certificate.fingerprint(hashes.SHA256()).hex(),
        certificate.public_bytes(serialization.Encoding.DER), own,
    )
