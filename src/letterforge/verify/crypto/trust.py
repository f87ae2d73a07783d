"""A certificate and the others in the signature → which trusted root confirms it, if any (RFC 5280)."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from letterforge.errors import UsageError
from letterforge.intake import given
from letterforge.verify.crypto.algorithms import weaknesses
from letterforge.verify.crypto.proof import certificate_of
from letterforge.verify.crypto.purposes import may_issue, unfit, unfit_issuer

if TYPE_CHECKING:
    from asn1crypto import x509 as asn1_x509
    from pyhanko_certvalidator.authority import CertTrustAnchor
    from pyhanko_certvalidator.name_trees import PKIXSubtrees

LARGEST_ROOTS = 16 * 1024 * 1024
"""Largest file of roots, in bytes."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The result for a certificate's chain."""

    trusted: bool
    outcome: str
    """The root at its end, or why it is not trusted."""
    weak: tuple[str, ...] = ()
    """Why the authorities of a trusted chain can be forged today."""


@dataclass(frozen=True, slots=True)
class Days:
    """When a chain must be valid."""

    at: datetime
    """When the certificate was used: now, or the time that a trusted stamp proves."""
    today: datetime
    """When it is examined."""


@dataclass(frozen=True, slots=True)
class Trust:
    """The trusted root certificates, DER. Nothing is downloaded; revocation is not checked."""

    roots: tuple[bytes, ...] = ()

    @classmethod
    def of_files(cls, paths: Iterable[Path]) -> Trust:
        """Only the roots in these PEM or DER files. Raises UsageError."""
        return cls(tuple(der for path in paths for der in _read_roots(path)))

    @classmethod
    def of_system(cls) -> Trust:
        """The roots that this machine trusts; none if it has no store."""
        context = ssl.create_default_context()
        return cls(tuple(context.get_ca_certs(binary_form=True)))

    def chain_of(
        self, certificate: x509.Certificate, others: Sequence[bytes], days: Days, *, stamps: bool = False
    ) -> Chain:
        """Whether a root confirms a certificate, for signing documents or (`stamps`) for time stamps."""
        fault = unfit(certificate, stamps=stamps)
        if fault:
            return Chain(False, fault)
        try:
            leaf = _asn1(certificate.public_bytes(Encoding.DER))
            along = [_asn1(der) for der in others]
            near = list(self._near(leaf, along))
            late = [_late(root, days) for root in near]
        except Exception as error:  # a hostile certificate can raise anything; it is not trusted
            return Chain(False, _invalid(error))
        path = asyncio.run(
            _path(leaf, along, [root for root, fault in zip(near, late, strict=True) if not fault], days.at)
        )
        if isinstance(path, str):
            return Chain(False, next(filter(None, late), path))
        return _judged(path, stamps=stamps)

    def _near(
        self, leaf: asn1_x509.Certificate, along: Sequence[asn1_x509.Certificate]
    ) -> Iterable[asn1_x509.Certificate]:
        """The roots that can end this chain: to parse all roots for each letter would take 10 ms."""
        names = {certificate.issuer.dump() for certificate in (leaf, *along)}
        for der in self.roots:
            root = _asn1(der)
            if root.subject.dump() in names:
                yield root


def _late(root: asn1_x509.Certificate, days: Days) -> str:
    """Why a root is not trusted for its dates: it must be valid today and when the certificate was used.

    RFC 5280 (6.1.1, d) lets us decide whether the dates of a trust anchor count. They do: a person who finds
    an old key that its owner no longer uses could seal with it, and make a time stamp for any time.
    """
    since, until = root.not_valid_before, root.not_valid_after
    who = readable_name(x509.load_der_x509_certificate(root.dump()).subject)
    if until < max(days.at, days.today):
        return f"the trusted root {who} expired on {until:%Y-%m-%d}"
    if since > min(days.at, days.today):
        return f"the trusted root {who} is not valid before {since:%Y-%m-%d}"
    return ""


async def _path(
    leaf: asn1_x509.Certificate,
    along: Sequence[asn1_x509.Certificate],
    roots: Sequence[asn1_x509.Certificate],
    at: datetime,
) -> list[x509.Certificate] | str:
    """The certificates from a root to the leaf, or why there is no such chain."""
    from pyhanko_certvalidator import CertificateValidator, ValidationContext
    from pyhanko_certvalidator.errors import (
        ExpiredError,
        InvalidCertificateError,
        NotYetValidError,
        PathBuildingError,
    )

    try:
        context = ValidationContext(
            trust_roots=[_anchor(root) for root in roots], moment=at, allow_fetching=False
        )
        path = await CertificateValidator(leaf, along, validation_context=context).async_validate_path()
        return [certificate_of(certificate.dump()) for certificate in path.iter_certs(include_root=True)]
    except ExpiredError:
        return f"a certificate of the chain was no longer valid on {at:%Y-%m-%d}"
    except NotYetValidError:
        return f"a certificate of the chain was not yet valid on {at:%Y-%m-%d}"
    except PathBuildingError:
        return "the chain does not end at a trusted root"
    except Exception as error:  # a hostile certificate can raise anything; it is not trusted
        if isinstance(error, InvalidCertificateError) and isinstance(error.__context__, PathBuildingError):
            return "the certificate is self-signed, and it is not one of the trusted roots"
        return _invalid(error)


def _invalid(error: Exception) -> str:
    return "the chain is not valid: " + str(error).split("\n")[0][:160]


def _anchor(root: asn1_x509.Certificate) -> CertTrustAnchor:
    """A root with its own limits for the chain: its length, and the names in it (RFC 5937, 3.2)."""
    from pyhanko_certvalidator.authority import CertTrustAnchor, TrustQualifiers
    from pyhanko_certvalidator.name_trees import process_general_subtrees
    from pyhanko_certvalidator.policy_decl import PKIXValidationParams

    names = root.name_constraints_value

    def subtrees(key: str) -> PKIXSubtrees | None:
        found = None if names is None else names[key]
        return None if found is None or found.native is None else process_general_subtrees(found)

    limits = PKIXValidationParams(
        initial_permitted_subtrees=subtrees("permitted_subtrees"),
        initial_excluded_subtrees=subtrees("excluded_subtrees"),
    )
    qualifiers = None if names is None else limits
    # `max_aa_path_length` is for attribute certificates, which are not used here; the library needs a value.
    longest = root.max_path_length
    return CertTrustAnchor(
        root, TrustQualifiers(qualifiers, max_path_length=longest, max_aa_path_length=longest)
    )


def _judged(path: Sequence[x509.Certificate], *, stamps: bool) -> Chain:
    """A valid chain: whether its authorities may confirm such certificates, and how strong their keys are."""
    root, *_ = path
    authorities = path[:-1]
    if authorities and not may_issue(root):
        return Chain(
            False, f"the trusted certificate {readable_name(root.subject)} may not issue other certificates"
        )
    faults = [fault for authority in authorities if (fault := unfit_issuer(authority, stamps=stamps))]
    if faults:
        return Chain(False, faults[0])
    try:
        weak = [
            f"{fault} of {readable_name(authority.subject)}"
            for authority in authorities
            for fault in weaknesses(authority.public_key())
        ]
    except (UnsupportedAlgorithm, ValueError) as error:
        return Chain(False, f"the key of an authority cannot be read ({error})")
    return Chain(True, readable_name(root.subject), tuple(weak))


def _asn1(der: bytes) -> asn1_x509.Certificate:
    from asn1crypto import x509 as asn1_x509

    return asn1_x509.Certificate.load(der)


def readable_name(name: x509.Name) -> str:
    """A subject or issuer as people read it: its common name and organisation, or all of it."""
    parts = [
        str(attribute.value)
        for oid in (x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME)
        for attribute in name.get_attributes_for_oid(oid)[:1]
    ]
    text = ", ".join(dict.fromkeys(parts)) or name.rfc4514_string()
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )[:200]


def _read_roots(path: Path) -> list[bytes]:
    try:
        with given.opened(path) as file:
            content = file.read(LARGEST_ROOTS)
        if b"-----BEGIN" in content:
            found = x509.load_pem_x509_certificates(content)
        else:
            found = [x509.load_der_x509_certificate(content)]
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        hint = "give a certificate in PEM or DER format; openssl x509 -in FILE -text shows its content"
        raise UsageError(f"cannot read root certificates from {path}: {reason}", hint) from None
    return [certificate.public_bytes(Encoding.DER) for certificate in found]


def now() -> datetime:
    """The moment at which a chain must be valid, if no time stamp proves an earlier one."""
    return datetime.now(UTC)
