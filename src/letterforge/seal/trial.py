"""A key with a self-signed certificate, for trials: it proves that nothing changed, but not who sealed."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from letterforge.seal.secret import Secret

BITS = 3072
"""Size of the RSA key: strong enough beyond 2030 (ETSI TS 119 312)."""
VALID = timedelta(days=3 * 365)


def new_key(path: Path, name: str, passphrase: Secret, now: datetime | None = None) -> None:
    """Write a new key and its certificate as PKCS#12, in a file that only its owner can read.

    Raises FileExistsError, other OSErrors, and ValueError for a name that no certificate can contain.
    """
    begin = now or datetime.now(UTC)
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin - timedelta(hours=1))  # clocks differ
        .not_valid_after(begin + VALID)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_signing(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    locked = BestAvailableEncryption(passphrase.reveal())
    content = pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, None, locked)
    # The mode is set when the file is created: if it were set later, others could open it before.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def _signing() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
