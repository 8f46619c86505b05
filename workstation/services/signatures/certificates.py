"""What a certificate says of its holder, and whether one may sign with it now."""

from collections.abc import Iterable
from datetime import UTC, datetime

from asn1crypto import x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from workstation.domain.errors import UserError

_FIRST = ("investigator", "reviewer", "filed_by", "checked_by")
_SIGNING = {"digital_signature", "non_repudiation"}


def require_usable(certificate: x509.Certificate) -> None:
    """Raises ``signature.certificate_expired``, ``signature.certificate_early``, ``signature.not_for_signing``."""
    validity, now = certificate["tbs_certificate"]["validity"], datetime.now(UTC)
    begin, end = validity["not_before"].native, validity["not_after"].native
    if now > end:
        raise UserError("signature.certificate_expired", name=person(certificate), until=f"{end:%Y-%m-%d}")
    if now < begin:
        raise UserError("signature.certificate_early", name=person(certificate), since=f"{begin:%Y-%m-%d}")
    usage = certificate.key_usage_value
    if usage is not None and not _SIGNING & set(usage.native):
        raise UserError("signature.not_for_signing", name=person(certificate))


def revoked_on(certificate: x509.Certificate, lists: Iterable[bytes], roots: Iterable[bytes]) -> datetime | None:
    """When the issuer took a certificate back, by the DER ``lists`` that it signed itself; none if it did not."""
    issuer = certificate.issuer.dump()
    keys = [root.public_key() for root in map(pyca.load_der_x509_certificate, roots)
            if root.subject.public_bytes() == issuer]
    for listed in map(pyca.load_der_x509_crl, lists):
        entry = listed.get_revoked_certificate_by_serial_number(certificate.serial_number)
        own = listed.issuer.public_bytes() == issuer and any(_signed_by(listed, key) for key in keys)
        if entry is not None and own:
            return entry.revocation_date_utc
    return None


def in_order(fields: Iterable[str]) -> list[str]:
    """Signature fields in the order in which people sign; others follow as they come."""
    return sorted(fields, key=lambda field: next((n for n, one in enumerate(_FIRST) if field.startswith(one)), 9))


def _signed_by(listed: pyca.CertificateRevocationList, key: object) -> bool:
    return isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey) and listed.is_signature_valid(key)


def person(certificate: x509.Certificate) -> str:
    """Who a certificate is for."""
    return _first(certificate.subject, "common_name") or str(certificate.subject.human_friendly)


def unit(certificate: x509.Certificate) -> str:
    """The organisation a certificate names."""
    return _first(certificate.subject, "organization_name")


def number(certificate: x509.Certificate) -> str:
    """The number of the person (执法证号) that a certificate names."""
    return _first(certificate.subject, "user_id")


def _first(name: x509.Name, kind: str) -> str:
    found = name.native.get(kind, "")
    return str(found[0] if isinstance(found, list) else found)
