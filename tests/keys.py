"""Throw-away keys for the tests: an authority's, and those that it has certified."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from letterforge.seal.keys import FileKey

PASSPHRASE = "correct horse: battery & staple"
VARIABLE = "TRIAL_PASSPHRASE"
NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)


def private(kind: str = "rsa", number: int = 0):
    """A private key of a kind, always the same one for the same number: to make one takes a while."""
    return _private(kind, number)


@cache
def _private(kind: str, number: int):
    match kind:
        case "rsa":
            return rsa.generate_private_key(65537, 2048)
        case "weak":
            return rsa.generate_private_key(65537, 1024)
        case "p256":
            return ec.generate_private_key(ec.SECP256R1())
        case "p384":
            return ec.generate_private_key(ec.SECP384R1())
        case "k256":
            return ec.generate_private_key(ec.SECP256K1())
        case _:
            return ed25519.Ed25519PrivateKey.generate()


def name(text: str) -> x509.Name:
    country = x509.NameAttribute(NameOID.COUNTRY_NAME, "NL")
    return x509.Name([country, x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certificate(
    key,
    text: str = "Office of Trials & Co",
    begin: datetime = NOW - DAY,
    end: datetime = NOW + 30 * DAY,
    *extensions: x509.ExtensionType,
    is_authority: bool = False,
) -> x509.Certificate:
    """A certificate by the authority; its own one by itself."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(text))
        .issuer_name(name("Authority of Trials"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
    )
    for each in extensions:
        builder = builder.add_extension(each, critical=True)
    return builder.sign(private("rsa", 1), SHA256())


@cache
def authority() -> x509.Certificate:
    return certificate(
        private("rsa", 1), "Authority of Trials", NOW - 900 * DAY, NOW + 900 * DAY, is_authority=True
    )


def key(kind: str = "rsa") -> FileKey:
    """A key that may seal, always the same one."""
    return _key(kind)


@cache
def _key(kind: str) -> FileKey:
    return FileKey(private(kind), signing(kind), (authority(),))


def signing(kind: str = "rsa", **changes: object) -> x509.Certificate:
    """A certificate for signing documents."""
    begin, end = NOW - DAY, NOW + 30 * DAY
    arguments = {"begin": begin, "end": end, "text": "Office of Trials & Co", **changes}
    return certificate(
        private(kind),
        arguments["text"],
        arguments["begin"],
        arguments["end"],
        usage("digital_signature", "content_commitment"),
    )


def usage(*names: str) -> x509.KeyUsage:
    known = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
    )
    known += ("key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{each: each in names for each in known})


TLS = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
STAMPING = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])


# --- as files ----------------------------------------------------------------------------------------


def write_p12(
    path: Path,
    own: x509.Certificate | None = None,
    kind: str = "rsa",
    passphrase: str = PASSPHRASE,
    others: Sequence[x509.Certificate] | None = None,
) -> Path:
    locked = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    chain = [authority()] if others is None else others
    own = own or certificate(private(kind))
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"trial", private(kind), own, chain, locked))
    path.chmod(0o600)
    return path


def pem(private_key, passphrase: str = "") -> bytes:
    locked = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    return private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked)


def pem_of(*certificates: x509.Certificate) -> bytes:
    return b"".join(each.public_bytes(Encoding.PEM) for each in certificates)
