"""A certificate → why its extensions do not allow a use (RFC 5280, 4.2.1; RFC 3161, 2.3)."""

from __future__ import annotations

from typing import TypeVar

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

E = TypeVar("E", bound=x509.ExtensionType)

ANY = ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE.dotted_string
SIGNING_PURPOSES = frozenset(
    {
        ExtendedKeyUsageOID.EMAIL_PROTECTION.dotted_string,
        ANY,
        "1.3.6.1.5.5.7.3.36",  # document signing (RFC 9336)
        "1.3.6.1.4.1.311.10.3.12",  # document signing, as Microsoft names it
        "1.2.840.113583.1.1.5",  # authentic documents, as Adobe names it
    }
)
"""Extended key usages that may sign a document. A web server's certificate may not: anybody can get one."""
STAMPING_PURPOSES = frozenset({ExtendedKeyUsageOID.TIME_STAMPING.dotted_string})


def unfit(certificate: x509.Certificate, *, stamps: bool) -> str:
    """Why a certificate may not sign documents or (`stamps`) time stamps; empty: it may."""
    usage = _extension(certificate, x509.KeyUsage)
    purposes = _purposes(certificate)
    if usage and not (usage.digital_signature or usage.content_commitment):
        return "the certificate is not for signing"
    if stamps:
        # The only purpose that it may have (RFC 3161, 2.3).
        return "" if purposes == STAMPING_PURPOSES else "the certificate is not for time stamps"
    if purposes is not None and not purposes & SIGNING_PURPOSES:
        return "the certificate is not for signing documents"
    return ""


def unfit_issuer(certificate: x509.Certificate, *, stamps: bool) -> str:
    """Why an authority's certificate may not issue one that signs; empty: it may.

    An authority's purposes limit the certificates that it issues, as in Microsoft, Mozilla and OpenSSL.
    Otherwise an authority for web servers could confirm letters.
    """
    purposes = _purposes(certificate)
    wanted = STAMPING_PURPOSES | {ANY} if stamps else SIGNING_PURPOSES
    if purposes is None or purposes & wanted:
        return ""
    return f"an authority of the chain is not for {'time stamps' if stamps else 'signing documents'}"


def may_issue(certificate: x509.Certificate) -> bool:
    """Whether a trusted certificate may issue others (RFC 5280, 4.2.1.3 and 4.2.1.9).

    X.509 version 1 cannot express this; such a certificate is accepted, because it is a given root.
    """
    usage = _extension(certificate, x509.KeyUsage)
    if usage and not usage.key_cert_sign:
        return False
    constraints = _extension(certificate, x509.BasicConstraints)
    return constraints.ca if constraints else certificate.version is x509.Version.v1


def _purposes(certificate: x509.Certificate) -> frozenset[str] | None:
    found = _extension(certificate, x509.ExtendedKeyUsage)
    return None if found is None else frozenset(purpose.dotted_string for purpose in found)


def _extension(certificate: x509.Certificate, kind: type[E]) -> E | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
