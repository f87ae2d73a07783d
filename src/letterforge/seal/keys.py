"""A private key and its certificate, from a PKCS#12 file (RFC 7292) or from PEM files.

Parsed once, because it takes 30 ms.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    pkcs12,
)

from letterforge.intake import given
from letterforge.seal.faults import KeyFault, WrongPassphrase
from letterforge.seal.secret import Secret

MOST_BYTES = 16 << 20
"""Largest file with a key, in bytes."""
LEAST_BITS = 2048
"""Smallest RSA key that may seal, in bits (ETSI TS 119 312, clause 8)."""
CURVES = ("secp256r1", "secp384r1", "secp521r1")
"""Curves that readers of PDF and of Word files know."""
PEM = b"-----BEGIN"
Parts: TypeAlias = tuple[PrivateKeyTypes, Sequence[x509.Certificate]]
PublicKey: TypeAlias = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


class Key(ABC):
    """A private key for sealing, wherever it is kept, with its certificate."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    """The certificates of its issuers, as far as they are available."""

    @abstractmethod
    def sign(self, content: bytes) -> bytes:
        """The signature over the SHA-256 of some content: RSA with PKCS#1 v1.5, or ECDSA in DER.

        Raises KeyFault if a token is no longer there.
        """

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of the certificate."""
        return self.certificate.fingerprint(SHA256())

    @property
    def public(self) -> PublicKey:
        """The public key. Raises KeyFault if it is of a kind that cannot seal."""
        return checked_key(self.certificate.public_key())

    @property
    def is_rsa(self) -> bool:
        """Whether it is RSA; otherwise it is an elliptic curve."""
        return isinstance(self.public, rsa.RSAPublicKey)


@dataclass(frozen=True, slots=True)
class FileKey(Key):
    """A key that was read from a file."""

    private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    def sign(self, content: bytes) -> bytes:
        """The signature over the SHA-256 of some content."""
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(content, padding.PKCS1v15(), SHA256())
        return self.private.sign(content, ec.ECDSA(SHA256()))

    def __repr__(self) -> str:
        return f"FileKey({self.certificate.subject.rfc4514_string()!r})"


def open_key(path: Path, certificates: Iterable[Path] = (), passphrase: Secret | None = None) -> FileKey:
    """The key in a file, with certificates from it and from other PEM files. Raises KeyFault."""
    content = _content(path)
    read = _from_pem if content.lstrip().startswith(PEM) else _from_pkcs12
    private, found = read(content, path, passphrase)
    found = [
        *found,
        *(certificate for other in certificates for certificate in _certificates(_content(other), other)),
    ]
    public = checked_key(private.public_key())
    if not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise _unfit_kind()
    own = next((certificate for certificate in found if _is_of(certificate, public)), None)
    if own is None:
        raise KeyFault(f"the key in {path.name} does not match its certificate", _hint_for(found))
    return FileKey(private, own, chain_of(own, found))


def checked_key(public: object) -> PublicKey:
    """The same public key, if it is of a kind that can seal. Raises KeyFault for others."""
    if isinstance(public, rsa.RSAPublicKey):
        if public.key_size < LEAST_BITS:
            message = f"the key has only {public.key_size} bits, so signatures can be forged"
            raise KeyFault(
                message, f"use an RSA key of at least {LEAST_BITS} bits, or a key on the curve P-256"
            )
        return public
    if isinstance(public, ec.EllipticCurvePublicKey) and public.curve.name in CURVES:
        return public
    raise _unfit_kind()


def _unfit_kind() -> KeyFault:
    message = "programs that open PDF and Word files do not know this kind of key"
    return KeyFault(message, "use an RSA key, or a key on the curve P-256, P-384 or P-521")


def _content(path: Path) -> bytes:
    try:
        return given.content(path, MOST_BYTES)
    except OSError as error:
        raise KeyFault(f"{path.name} cannot be read: {given.why(error)}") from None


def _from_pkcs12(content: bytes, path: Path, passphrase: Secret | None) -> Parts:
    # No passphrase and an empty one are different (RFC 7292, appendix B.1).
    trials = [passphrase.reveal()] if passphrase else [None, b""]
    for trial in trials:
        try:
            found = pkcs12.load_pkcs12(content, trial)
        except ValueError:
            continue
        except UnsupportedAlgorithm as error:
            raise KeyFault(f"{path.name} is locked with an unknown method: {error}") from None
        if found.key is None:
            raise KeyFault(f"there is no private key in {path.name}", "export it together with its key")
        own = [found.cert.certificate] if found.cert else []
        return found.key, [*own, *(additional.certificate for additional in found.additional_certs)]
    _refuse_other_files(content, path)
    raise _wrong_passphrase(path, passphrase)


def _refuse_other_files(content: bytes, path: Path) -> None:
    from asn1crypto.pkcs12 import Pfx

    try:
        Pfx.load(content, strict=True)["auth_safe"]["content"]
    except (ValueError, TypeError, KeyError):
        hint = "name a .p12 or .pfx file, or a key in PEM format"
        raise KeyFault(f"{path.name} is not a PKCS#12 file, or it is damaged", hint) from None


def _from_pem(content: bytes, path: Path, passphrase: Secret | None) -> Parts:
    try:
        private = _private_pem(content, passphrase)
    except TypeError:  # locked, but no passphrase was given
        raise _wrong_passphrase(path, passphrase) from None
    except ValueError as error:
        if passphrase and b"ENCRYPTED" in content:
            raise _wrong_passphrase(path, passphrase) from None
        raise KeyFault(f"there is no readable private key in {path.name}: {error}") from None
    except UnsupportedAlgorithm:
        raise _unfit_kind() from None
    return private, _certificates(content, path) if b"CERTIFICATE-----" in content else ()


def _private_pem(content: bytes, passphrase: Secret | None) -> PrivateKeyTypes:
    is_locked = b"ENCRYPTED" in content
    return load_pem_private_key(content, passphrase.reveal() if passphrase and is_locked else None)


def _certificates(content: bytes, path: Path) -> Sequence[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(content)
    except ValueError:
        raise KeyFault(f"there is no readable certificate in {path.name}", "save it as PEM") from None


def _wrong_passphrase(path: Path, passphrase: Secret | None) -> WrongPassphrase:
    if passphrase is None:
        return WrongPassphrase(f"{path.name} is locked, but no passphrase was given")
    return WrongPassphrase(f"the passphrase does not open {path.name}")


def _is_of(certificate: x509.Certificate, public: PublicKey) -> bool:
    form = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    try:
        return certificate.public_key().public_bytes(*form) == public.public_bytes(*form)
    except (ValueError, UnsupportedAlgorithm):
        return False


def _hint_for(certificates: Sequence[x509.Certificate]) -> str:
    if not certificates:
        return "also name the file of its certificate"
    return f"the certificate that was found is of: {certificates[0].subject.rfc4514_string()}"


def chain_of(own: x509.Certificate, others: Iterable[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The issuers, from the certificate's own issuer upwards.

    Certificates that do not belong to it are left out.
    """
    by_name = {certificate.subject.public_bytes(): certificate for certificate in others}
    chain: list[x509.Certificate] = []
    current = own
    while current.issuer != current.subject:
        issuer = by_name.get(current.issuer.public_bytes())
        if issuer is None or issuer in chain:
            break
        chain.append(issuer)
        current = issuer
    return tuple(chain)
