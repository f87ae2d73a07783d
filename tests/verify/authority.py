"""Throw-away keys and certificates: a root, those it signs for, and some that nobody does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = timedelta(days=1)
USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


@dataclass(frozen=True)
class Identity:
    """A key and the certificate that goes with it."""

    key: Any
    certificate: x509.Certificate

    @property
    def der(self):
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self):
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def key_der(self):
        return self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


@cache
def key(kind="ec", size=2048):
    match kind:
        case "ec":
            return ec.generate_private_key(ec.SECP256R1())
        case "p192":
            return ec.generate_private_key(ec.SECP192R1())
        case "p224":
            return ec.generate_private_key(ec.SECP224R1())
        case "ed25519":
            return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(65537, size)


def issue(
    name,
    own_key,
    issuer=None,
    *,
    since=-DAY,
    until=365 * DAY,
    purposes=(),
    usage="sign",
    serial=None,
    length=None,
    more=(),
    is_authority=None,
):
    """A certificate for a key, by an issuer or by itself; `since` and `until` count from now.

    `length`: of the path below an authority. `more`: further extensions, with whether each is critical.
    """
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Trial Organisation"),
        ]
    )
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(own_key.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(now + since)
        .not_valid_after(now + until)
        .add_extension(
            x509.BasicConstraints(
                ca=usage == "ca" if is_authority is None else is_authority, path_length=length
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own_key.public_key()), critical=False)
    )
    bits = dict.fromkeys(USAGES, False)
    wanted = {"sign": "digital_signature", "ca": "key_cert_sign", "encipher": "data_encipherment"}[usage]
    builder = builder.add_extension(x509.KeyUsage(**(bits | {wanted: True})), critical=True)
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    for extension, critical in more:
        builder = builder.add_extension(extension, critical=critical)
    signed_with = issuer.key if issuer else own_key
    return Identity(own_key, builder.sign(signed_with, hashes.SHA256()))


@cache
def root():
    return issue("Trial Root", ec.generate_private_key(ec.SECP256R1()), usage="ca", until=3650 * DAY)


@cache
def signer(kind="ec"):
    """Somebody whom the root vouches for; `kind`: ec, ed25519 or rsa."""
    return issue(f"Trial Signer {kind.upper()}", key(kind), root())


@cache
def stranger():
    """Somebody whom nobody vouches for, and who calls himself like the signer."""
    return issue("Trial Signer EC", ec.generate_private_key(ec.SECP256R1()))


@cache
def time_authority():
    return issue("Trial Time", key("rsa"), root(), purposes=[ExtendedKeyUsageOID.TIME_STAMPING])
