"""What a signature proves by itself, before its certificate is checked for trust."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from cryptography import x509


def certificate_of(der: bytes) -> x509.Certificate:
    """A certificate of which every part can be read. Parts are parsed when they are used.

    Raises ValueError.
    """
    certificate = x509.load_der_x509_certificate(der)
    try:
        _ = certificate.subject, certificate.issuer, certificate.serial_number, certificate.extensions
        _ = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    except (x509.DuplicateExtension, x509.UnsupportedGeneralNameType) as error:
        raise ValueError(str(error)) from None
    return certificate


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """A time stamp over a signature value, with its own signature verified (RFC 3161)."""

    at: datetime
    proof: Proof


@dataclass(frozen=True, slots=True)
class Proof:
    """A signature that was verified against what it covers."""

    certificate: x509.Certificate | None = None
    others: tuple[bytes, ...] = ()
    """Other certificates in the signature, DER."""
    claimed: datetime | None = None
    token: TimeStamp | None = None
    faults: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def with_faults(self, *faults: str) -> Proof:
        """The same, with more faults."""
        return replace(self, faults=(*self.faults, *(fault for fault in faults if fault)))
