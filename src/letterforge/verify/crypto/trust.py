"""A certificate and those that came along → whether a trusted root vouches for it, and which (RFC 5280)."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from letterforge.errors import UsageError

if TYPE_CHECKING:
    from asn1crypto import x509 as asn1_x509

E = TypeVar("E", bound=x509.ExtensionType)

SIGNING_PURPOSES = frozenset(
    {
        ExtendedKeyUsageOID.EMAIL_PROTECTION.dotted_string,
        ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE.dotted_string,
        "1.3.6.1.5.5.7.3.36",  # document signing (RFC 9336)
        "1.3.6.1.4.1.311.10.3.12",  # document signing, as Microsoft names it
        "1.2.840.113583.1.1.5",  # authentic documents, as Adobe names it
    }
)
"""Extended key usages that may sign a document. A web server's certificate must not: anybody can get one."""
STAMPING_PURPOSES = frozenset({ExtendedKeyUsageOID.TIME_STAMPING.dotted_string})
LARGEST_ROOTS = 16 * 1024 * 1024
"""Bytes of a file of roots."""


@dataclass(frozen=True, slots=True)
class Chain:
    """What became of a certificate's chain."""

    trusted: bool
    told: str
    """The root that it ends at, or why it is not trusted."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Who is believed: root certificates, DER. Nothing is fetched; whether a certificate was revoked is not asked."""

    roots: tuple[bytes, ...] = ()

    @classmethod
    def of_files(cls, paths: Iterable[Path]) -> Trust:
        """The roots in PEM or DER files, and no others. Raises UsageError."""
        return cls(tuple(der for path in paths for der in _read_roots(path)))

    @classmethod
    def of_system(cls) -> Trust:
        """The roots that this machine trusts; none where it has no store."""
        context = ssl.create_default_context()
        return cls(tuple(context.get_ca_certs(binary_form=True)))

    def chain_of(
        self, certificate: x509.Certificate, others: Sequence[bytes], at: datetime, *, stamps: bool = False
    ) -> Chain:
        """Whether a root vouches for a certificate at a time, for signing documents or (`stamps`) for stamping time."""
        unfit = _unfit(certificate, stamps=stamps)
        if unfit:
            return Chain(False, unfit)
        return asyncio.run(self._path(certificate, others, at))

    async def _path(self, certificate: x509.Certificate, others: Sequence[bytes], at: datetime) -> Chain:
        from pyhanko_certvalidator import CertificateValidator, ValidationContext
        from pyhanko_certvalidator.errors import ExpiredError, NotYetValidError

        try:
            leaf = _asn1(certificate.public_bytes(Encoding.DER))
            along = [_asn1(der) for der in others]
            context = ValidationContext(
                trust_roots=list(self._near(leaf, along)), moment=at, allow_fetching=False
            )
            path = await CertificateValidator(leaf, along, validation_context=context).async_validate_path()
        except ExpiredError:
            return Chain(False, f"a certificate of the chain had expired on {at:%Y-%m-%d}")
        except NotYetValidError:
            return Chain(False, f"a certificate of the chain was not valid yet on {at:%Y-%m-%d}")
        except Exception as error:  # hostile certificates make it raise anything; none is trusted
            return Chain(False, _why(error))
        return Chain(True, name_of(x509.load_der_x509_certificate(path.first.dump()).subject))

    def _near(
        self, leaf: asn1_x509.Certificate, along: Sequence[asn1_x509.Certificate]
    ) -> Iterable[asn1_x509.Certificate]:
        """The roots that can end this chain: parsing all of a system's for each letter costs 10 ms."""
        names = {each.issuer.dump() for each in (leaf, *along)}
        for der in self.roots:
            root = _asn1(der)
            if root.subject.dump() in names:
                yield root


def _asn1(der: bytes) -> asn1_x509.Certificate:
    from asn1crypto import x509 as asn1_x509

    return asn1_x509.Certificate.load(der)


def name_of(name: x509.Name) -> str:
    """A subject or issuer as people read it: its common name and organisation, else all of it."""
    told = [
        str(attribute.value)
        for oid in (x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME)
        for attribute in name.get_attributes_for_oid(oid)[:1]
    ]
    text = ", ".join(dict.fromkeys(told)) or name.rfc4514_string()
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )[:200]


def _unfit(certificate: x509.Certificate, *, stamps: bool) -> str:
    """Why a certificate may not be used so, by its own extensions (RFC 5280, 4.2.1.3 and 4.2.1.12)."""
    usage = _extension(certificate.extensions, x509.KeyUsage)
    purposes = _extension(certificate.extensions, x509.ExtendedKeyUsage)
    if usage and not (usage.digital_signature or usage.content_commitment):
        return "the certificate is not made for signing"
    wanted = STAMPING_PURPOSES if stamps else SIGNING_PURPOSES
    if purposes is None:
        return "the certificate is not made for time stamps" if stamps else ""
    if not wanted & {each.dotted_string for each in purposes}:
        return f"the certificate is not made for {'time stamps' if stamps else 'signing documents'}"
    return ""


def _extension(extensions: x509.Extensions, kind: type[E]) -> E | None:
    try:
        return extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _why(error: Exception) -> str:
    text = str(error).lower()
    if "self-signed" in text:
        return "the certificate is self-signed, and not among the trusted roots"
    if "no issuer matching" in text or "unable to build" in text:
        return "the chain does not end at a trusted root"
    return "the chain is not sound: " + str(error).split("\n")[0][:160]


def _read_roots(path: Path) -> list[bytes]:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_ROOTS)
        if b"-----BEGIN" in content:
            found = x509.load_pem_x509_certificates(content)
        else:
            found = [x509.load_der_x509_certificate(content)]
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        hint = "give a certificate in PEM or DER: openssl x509 -in FILE -text shows what it is"
        raise UsageError(f"cannot read root certificates from {path}: {reason}", hint) from None
    return [each.public_bytes(Encoding.DER) for each in found]


def now() -> datetime:
    """The moment at which a chain must hold, where no time stamp proves an earlier one."""
    return datetime.now(UTC)
