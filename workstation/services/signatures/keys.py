"""Where the key to sign with lies: a PKCS#12 file (RFC 7292) or a token behind a PKCS#11 library.

Opened in the signing process only; every way in which that fails is a sentence.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pkcs11
from asn1crypto import keys, x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pkcs11.exceptions import NoSuchToken, PinIncorrect, PinInvalid, PinLenRange, PinLocked, PKCS11Error
from pyhanko.sign.pkcs11 import PKCS11Signer
from pyhanko.sign.signers import Signer, SimpleSigner
from pyhanko_certvalidator.registry import CertificateStore, SimpleCertificateStore

from workstation.domain.errors import UserError
from workstation.services.signatures.certificates import person, require_usable
from workstation.services.signatures.request import KeyFile, KeySource, Token

# the library forgot the types of its own arguments
_store: Callable[[list[x509.Certificate]], CertificateStore] = SimpleCertificateStore.from_certs


@contextmanager
def open_key(source: KeySource) -> Iterator[Signer]:
    """The signer of a key. Raises ``UserError``, see ``open_key_file`` and ``open_token``; an expired certificate and
    one that is not made for signing are refused."""
    if isinstance(source, KeyFile):
        signer = open_key_file(source)
        require_usable(signer.signing_cert)
        yield signer
        return
    with open_token(source) as token_signer:
        require_usable(token_signer.signing_cert)
        yield token_signer


def open_key_file(source: KeyFile) -> SimpleSigner:
    """Raises ``signature.key_file_unreadable``, ``signature.wrong_passphrase``, ``signature.no_key``,
    ``signature.key_kind``."""
    try:
        content = source.path.read_bytes()
    except OSError as error:
        raise UserError("signature.key_file_unreadable", path=source.path, reason=error.strerror or error) from error
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(content, source.passphrase.encode() or None)
    except ValueError as error:
        if "password" in str(error).lower():
            raise UserError("signature.wrong_passphrase", path=source.path) from error
        raise UserError("signature.key_file_unreadable", path=source.path, reason=error) from error
    if key is None or certificate is None:
        raise UserError("signature.no_key", path=source.path)
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise UserError("signature.key_kind", path=source.path, kind=type(key).__name__)
    secret = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SimpleSigner(
        signing_cert=_asn1(certificate), signing_key=keys.PrivateKeyInfo.load(secret),
        cert_registry=_store([_asn1(other) for other in others]),
    )


def _asn1(certificate: Any) -> x509.Certificate:
    return x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


@contextmanager
def open_token(source: Token) -> Iterator[PKCS11Signer]:
    """Raises ``signature.token_library``, ``signature.token_absent``, ``signature.wrong_pin``,
    ``signature.pin_locked``, ``signature.token_no_certificate``, ``signature.token_failed``."""
    session = _log_in(source, _find_token(source))
    try:
        certificate, key_id, others = _signing_certificate(source, session)
        yield PKCS11Signer(session, signing_cert=certificate, ca_chain=others, key_id=key_id)
    except PKCS11Error as error:
        raise UserError("signature.token_failed", token=source.label, reason=_reason(error)) from error
    finally:
        session.close()


def _find_token(source: Token) -> Any:
    if not source.library.is_file():
        raise UserError("signature.token_library", path=source.library, reason="")
    try:
        library = pkcs11.lib(str(source.library))
    except (PKCS11Error, RuntimeError, OSError) as error:
        raise UserError("signature.token_library", path=source.library, reason=_reason(error)) from error
    try:
        tokens = [slot.get_token() for slot in library.get_slots(token_present=True)]
    except PKCS11Error as error:
        raise UserError("signature.token_absent", label=source.label) from error
    found = [token for token in tokens if _initialised(token) and source.label in ("", token.label)]
    if len(found) != 1:
        labels = "、".join(token.label for token in tokens if _initialised(token))
        code = "signature.token_unclear" if len(found) > 1 else "signature.token_absent"
        raise UserError(code, label=source.label or labels)
    return found[0]


def _initialised(token: Any) -> bool:
    return bool(token.flags & pkcs11.TokenFlag.TOKEN_INITIALIZED)


def _log_in(source: Token, token: Any) -> Any:
    try:
        return token.open(user_pin=source.pin or None)
    except (PinIncorrect, PinInvalid, PinLenRange) as error:
        raise UserError("signature.wrong_pin", label=token.label) from error
    except PinLocked as error:
        raise UserError("signature.pin_locked", label=token.label) from error
    except NoSuchToken as error:
        raise UserError("signature.token_absent", label=token.label) from error
    except PKCS11Error as error:
        raise UserError("signature.token_failed", token=token.label, reason=_reason(error)) from error


def _signing_certificate(source: Token, session: Any) -> tuple[x509.Certificate, bytes, list[x509.Certificate]]:
    """The certificate to sign with, the id of its key, and all other certificates of the token."""
    kind, name, value = pkcs11.Attribute.CLASS, pkcs11.Attribute.ID, pkcs11.Attribute.VALUE
    with_key = {key[name] for key in session.get_objects({kind: pkcs11.ObjectClass.PRIVATE_KEY})}
    held = [
        (x509.Certificate.load(found[value]), bytes(found[name]))
        for found in session.get_objects({kind: pkcs11.ObjectClass.CERTIFICATE})
    ]
    own = [(certificate, key) for certificate, key in held if key in with_key]
    fitting = [one for one in own if source.certificate in ("", person(one[0]))]
    if len(fitting) != 1:
        names = "、".join(person(certificate) for certificate, _ in own)
        raise UserError("signature.token_no_certificate", name=source.certificate, names=names)
    certificate, key_id = fitting[0]
    return certificate, key_id, [other for other, _ in held if other is not certificate]


def _reason(error: BaseException) -> str:
    return str(error) or type(error).__name__
