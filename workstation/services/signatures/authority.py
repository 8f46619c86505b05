"""A certificate authority for one office (RFC 5280): a root made here, officers' certificates issued by it.

Its state is one file in the profile. The root's key is sealed under a passphrase of its own; the root certificate is
handed out, so that a prosecutor's office can tell who vouches for the signatures. A list of revoked certificates is
renewed at each use of the key.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from workstation.domain.errors import UserError
from workstation.services.sealed import KeyCost, WrongPassphraseError, require_long, seal, unseal
from workstation.storage.durable import write_durably

_FORMAT = 1
_ROOT_YEARS, _OFFICER_YEARS, _LIST_DAYS = 15, 3, 366
_CLOCKS_DIFFER = timedelta(minutes=10)
_KEYS = {"id", "certificate", "revocations", "issued", "kdf", "key"}
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


@dataclass(frozen=True)
class Issued:
    """A certificate that this authority issued; ``certificate`` is PEM, times are ISO 8601 in UTC."""

    serial: str
    name: str
    unit: str
    certificate_no: str
    until: str
    certificate: str
    revoked_at: str = ""
    reason: str = ""


class Authority:
    """The authority in one profile; ``bits`` is the length of its RSA keys."""

    def __init__(self, profile: Path, cost: KeyCost | None = None, bits: int = 3072) -> None:
        self._file = profile / "authority" / "authority.json"
        self.keys = profile / "certificates"
        self._cost, self._bits = cost or KeyCost(), bits

    @property
    def exists(self) -> bool:
        """Whether an authority was made in this profile."""
        return self._file.is_file()

    @property
    def root(self) -> x509.Certificate:
        """The root certificate. Raises ``authority.absent``, ``authority.broken``."""
        return x509.load_pem_x509_certificate(str(self._load()["certificate"]).encode())

    @property
    def revocations(self) -> bytes:
        """The newest list of revoked certificates, DER."""
        listed = x509.load_pem_x509_crl(str(self._load()["revocations"]).encode())
        return listed.public_bytes(serialization.Encoding.DER)

    def issued(self) -> list[Issued]:
        """Every certificate, the newest first."""
        return [Issued(**one) for one in reversed(self._load()["issued"])]

    def create(self, unit: str, passphrase: str) -> x509.Certificate:
        """A new root for ``unit``.

        Raises ``authority.exists``, ``authority.unit_empty``, ``identity.passphrase_short``.
        """
        if self.exists:
            raise UserError("authority.exists", name=common_name(self.root.subject))
        if not unit.strip():
            raise UserError("authority.unit_empty")
        require_long(passphrase)
        key = self._new_key()
        name = _name(f"{unit.strip()} 签名根证书", unit.strip())
        builder = self._builder(name, name, key.public_key(), _ROOT_YEARS)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        root = builder.add_extension(_usage(authority=True), critical=True).sign(key, hashes.SHA256())
        body = {
            "format": _FORMAT, "id": f"{root.serial_number:x}", "certificate": _pem(root), "issued": [],
            "revocations": self._list(root, key, []),
            **seal(_der(key), passphrase, f"{root.serial_number:x}", self._cost),
        }
        self._save(body)
        return root

    def issue(self, name: str, unit: str, certificate_no: str, passphrase: str, key_passphrase: str) -> Path:
        """Issue an officer's certificate; returns the PKCS#12 file (RFC 7292) with key and chain.

        Raises ``authority.wrong_passphrase``, ``authority.absent``, ``identity.name_empty``,
        ``identity.passphrase_short``.
        """
        if not name.strip():
            raise UserError("identity.name_empty")
        require_long(key_passphrase)
        body = self._load()
        root, root_key = self.root, self._unlock(body, passphrase)
        key = self._new_key()
        subject = _name(name.strip(), unit.strip(), certificate_no.strip())
        builder = self._builder(subject, root.subject, key.public_key(), _OFFICER_YEARS)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_usage(authority=False), critical=True).add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False
        )
        certificate = builder.sign(root_key, hashes.SHA256())
        issued = Issued(
            f"{certificate.serial_number:x}", name.strip(), unit.strip(), certificate_no.strip(),
            certificate.not_valid_after_utc.isoformat(timespec="seconds"), _pem(certificate),
        )
        target = self._key_file(issued)
        write_durably(target, _bundle(issued.name, key, certificate, root, key_passphrase))
        everyone = [*(Issued(**one) for one in body["issued"]), issued]
        self._save({**body, "issued": [asdict(one) for one in everyone],
                    "revocations": self._list(root, root_key, everyone)})
        return target

    def revoke(self, serial: str, reason: str, passphrase: str) -> Issued:
        """Take a certificate back; the list says so from now on. Raises ``authority.unknown_certificate``."""
        body = self._load()
        everyone = [Issued(**one) for one in body["issued"]]
        place = next((place for place, one in enumerate(everyone) if one.serial == serial), None)
        if place is None:
            raise UserError("authority.unknown_certificate", serial=serial)
        root_key = self._unlock(body, passphrase)
        if not everyone[place].revoked_at:
            everyone[place] = replace(everyone[place], revoked_at=_now().isoformat(timespec="seconds"), reason=reason)
        self._save({**body, "issued": [asdict(one) for one in everyone],
                    "revocations": self._list(self.root, root_key, everyone)})
        return everyone[place]

    def export_root(self, target: Path) -> None:
        """Write the root certificate as PEM, for whoever has to check signatures. Raises ``export.cannot_write``."""
        _write(target, _pem(self.root).encode())

    def export_revocations(self, target: Path) -> None:
        """Write the list of revoked certificates, DER. Raises ``export.cannot_write``."""
        _write(target, self.revocations)

    def key_files(self) -> list[Path]:
        """The PKCS#12 files of this profile, by name."""
        return sorted(self.keys.glob("*.p12"))

    def _builder(
        self, subject: x509.Name, issuer: x509.Name, key: rsa.RSAPublicKey, years: int
    ) -> x509.CertificateBuilder:
        now = _now()
        return (
            x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
            .serial_number(x509.random_serial_number()).not_valid_before(now - _CLOCKS_DIFFER)
            .not_valid_after(now + timedelta(days=365 * years))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        )

    def _list(self, root: x509.Certificate, key: rsa.RSAPrivateKey, everyone: Sequence[Issued]) -> str:
        now = _now()
        builder = x509.CertificateRevocationListBuilder().issuer_name(root.subject)
        builder = builder.last_update(now - _CLOCKS_DIFFER).next_update(now + timedelta(days=_LIST_DAYS))
        builder = builder.add_extension(x509.CRLNumber(int(now.timestamp() * 1000)), critical=False).add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
        )
        for one in everyone:
            if one.revoked_at:
                entry = x509.RevokedCertificateBuilder().serial_number(int(one.serial, 16))
                builder = builder.add_revoked_certificate(
                    entry.revocation_date(datetime.fromisoformat(one.revoked_at)).build()
                )
        return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()

    def _new_key(self) -> rsa.RSAPrivateKey:
        # RSA: the one kind of key that every reader of PDF files, old and new, can check
        return rsa.generate_private_key(65537, self._bits)

    def _unlock(self, body: dict[str, Any], passphrase: str) -> rsa.RSAPrivateKey:
        try:
            secret = unseal(body, passphrase, str(body["id"]))
        except WrongPassphraseError as error:
            raise UserError("authority.wrong_passphrase", name=common_name(self.root.subject)) from error
        key = serialization.load_der_private_key(secret, None)
        assert isinstance(key, rsa.RSAPrivateKey)
        return key

    def _key_file(self, issued: Issued) -> Path:
        self.keys.mkdir(parents=True, exist_ok=True)
        stem = _UNSAFE.sub("_", f"{issued.name} {issued.certificate_no}".strip())[:80]
        return self.keys / f"{stem} {issued.serial[:8]}.p12"

    def _load(self) -> dict[str, Any]:
        try:
            body: dict[str, Any] = json.loads(self._file.read_bytes())
            if body["format"] != _FORMAT or not body.keys() >= _KEYS:
                raise ValueError("not an authority")
        except FileNotFoundError as error:
            raise UserError("authority.absent") from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UserError("authority.broken", path=self._file, reason=error) from error
        return body

    def _save(self, body: dict[str, Any]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        _write(self._file, json.dumps(body, ensure_ascii=False, indent=1).encode())


def common_name(name: x509.Name) -> str:
    """What a certificate's subject or issuer is called."""
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME) or list(name)
    return str(found[0].value) if found else ""


def _name(common: str, unit: str, number: str = "") -> x509.Name:
    parts = [(NameOID.COUNTRY_NAME, "CN"), (NameOID.ORGANIZATION_NAME, unit), (NameOID.USER_ID, number),
             (NameOID.COMMON_NAME, common)]
    return x509.Name([x509.NameAttribute(kind, value[:64]) for kind, value in parts if value])


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=authority, crl_sign=authority,
        encipher_only=False, decipher_only=False,
    )


def _bundle(
    name: str, key: PrivateKeyTypes, certificate: x509.Certificate, root: x509.Certificate, passphrase: str
) -> bytes:
    assert isinstance(key, rsa.RSAPrivateKey)
    encryption = (
        serialization.PrivateFormat.PKCS12.encryption_builder().kdf_rounds(200_000)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC).hmac_hash(hashes.SHA256())
        .build(passphrase.encode())
    )
    return pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, [root], encryption)


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _der(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _write(target: Path, content: bytes) -> None:
    try:
        write_durably(target, content)
    except OSError as error:
        raise UserError("export.cannot_write", path=target, reason=error.strerror or error) from error
