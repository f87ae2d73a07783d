"""Whether a key may seal: its certificate's days and purposes (RFC 5280)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from letterforge.seal.faults import KeyFault
from letterforge.seal.keys import Key

FOR_MACHINES = frozenset(
    {
        ExtendedKeyUsageOID.SERVER_AUTH,
        ExtendedKeyUsageOID.OCSP_SIGNING,
        ExtendedKeyUsageOID.TIME_STAMPING,
    }
)
"""Purposes (RFC 5280, 4.2.1.12) that do not include signing a document."""
RENEW = "use a valid certificate, or renew this one"


def faults(key: Key, now: datetime, until: date) -> Iterator[KeyFault]:
    """Why a key may not seal a document with this date now: too early, too late, or not for signing."""
    certificate = key.certificate
    who = certificate.subject.rfc4514_string()
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now < begin:
        yield KeyFault(f"the certificate of {who} is not valid before {begin:%Y-%m-%d %H:%M} UTC", RENEW)
    if now > end:
        yield KeyFault(f"the certificate of {who} expired on {end:%Y-%m-%d}", RENEW)
    elif end < datetime.combine(until, time(), UTC):
        message = f"the certificate of {who} expires on {end:%Y-%m-%d}, before the date {until.isoformat()}"
        yield KeyFault(message, RENEW)
    if not _may_sign(certificate):
        message = f"the certificate of {who} is not for signing documents, according to its key usage"
        yield KeyFault(message, "get a certificate with the key usage digitalSignature or nonRepudiation")


def is_valid_at(key: Key, moment: datetime) -> bool:
    """Whether a time is in the certificate's period of validity."""
    return key.certificate.not_valid_before_utc <= moment <= key.certificate.not_valid_after_utc


def _may_sign(certificate: x509.Certificate) -> bool:
    extensions = certificate.extensions
    try:
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        usage = None
    try:
        purposes = set(extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound:
        purposes = set()
    is_for_machines = bool(purposes) and purposes <= FOR_MACHINES
    return (usage is None or usage.digital_signature or usage.content_commitment) and not is_for_machines
