"""A certificate and those that came along → whether a trusted root vouches for it, and which (RFC 5280)."""

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
"""Bytes of a file of roots."""


@dataclass(frozen=True, slots=True)
class Chain:
    """What became of a certificate's chain."""

    trusted: bool
    told: str
    """The root that it ends at, or why it is not trusted."""
    weak: tuple[str, ...] = ()
    """By what the authorities of a trusted chain can be forged today."""


@dataclass(frozen=True, slots=True)
class Days:
    """When a chain must hold."""

    at: datetime
    """When the certificate was used: now, or the time that a trusted stamp proves."""
    today: datetime
    """When it is examined."""


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
        self, certificate: x509.Certificate, others: Sequence[bytes], days: Days, *, stamps: bool = False
    ) -> Chain:
        """Whether a root vouches for a certificate, for signing documents or (`stamps`) for stamping time."""
        told = unfit(certificate, stamps=stamps)
        if told:
            return Chain(False, told)
        try:
            leaf = _asn1(certificate.public_bytes(Encoding.DER))
            along = [_asn1(der) for der in others]
            near = list(self._near(leaf, along))
            late = [_late(root, days) for root in near]
        except Exception as error:  # hostile certificates make it raise anything; none is trusted
            return Chain(False, _why(error))
        path = asyncio.run(
            _path(leaf, along, [root for root, fault in zip(near, late, strict=True) if not fault], days.at)
        )
        if isinstance(path, str):
            return Chain(False, next(filter(None, late), path))
        return _judged(path, stamps=stamps)

    def _near(
        self, leaf: asn1_x509.Certificate, along: Sequence[asn1_x509.Certificate]
    ) -> Iterable[asn1_x509.Certificate]:
        """The roots that can end this chain: parsing all of a system's for each letter costs 10 ms."""
        names = {each.issuer.dump() for each in (leaf, *along)}
        for der in self.roots:
            root = _asn1(der)
            if root.subject.dump() in names:
                yield root


def _late(root: asn1_x509.Certificate, days: Days) -> str:
    """Why a root cannot be believed for its days: it must be valid today, and when the certificate was used.

    RFC 5280 (6.1.1, d) leaves it to us whether the days of a trust anchor count. They do: who has got hold of a key
    that its owner has given up could seal, and stamp any time, with it.
    """
    since, until = root.not_valid_before, root.not_valid_after
    who = name_of(x509.load_der_x509_certificate(root.dump()).subject)
    if until < max(days.at, days.today):
        return f"the trusted root {who} has expired on {until:%Y-%m-%d}"
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
    from pyhanko_certvalidator.errors import ExpiredError, NotYetValidError

    try:
        context = ValidationContext(
            trust_roots=[_anchor(root) for root in roots], moment=at, allow_fetching=False
        )
        path = await CertificateValidator(leaf, along, validation_context=context).async_validate_path()
        return [certificate_of(each.dump()) for each in path.iter_certs(include_root=True)]
    except ExpiredError:
        return f"a certificate of the chain had expired on {at:%Y-%m-%d}"
    except NotYetValidError:
        return f"a certificate of the chain was not valid yet on {at:%Y-%m-%d}"
    except Exception as error:  # hostile certificates make it raise anything; none is trusted
        return _why(error)


def _anchor(root: asn1_x509.Certificate) -> CertTrustAnchor:
    """A root, with its own limits on the chain: its length, and the names in it (RFC 5937, 3.2)."""
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
    told = None if names is None else limits
    # Of attribute certificates, which are not read here: without it, the library counts down from nothing.
    longest = root.max_path_length
    return CertTrustAnchor(root, TrustQualifiers(told, max_path_length=longest, max_aa_path_length=longest))


def _judged(path: Sequence[x509.Certificate], *, stamps: bool) -> Chain:
    """A chain that holds: whether its authorities may vouch for such certificates, and how strong their keys are."""
    root, *_ = path
    authorities = path[:-1]
    if authorities and not may_issue(root):
        return Chain(False, f"the trusted certificate {name_of(root.subject)} may not vouch for others")
    faults = [fault for each in authorities if (fault := unfit_issuer(each, stamps=stamps))]
    if faults:
        return Chain(False, faults[0])
    try:
        weak = [
            f"{fault} of {name_of(each.subject)}"
            for each in authorities
            for fault in weaknesses(each.public_key())
        ]
    except (UnsupportedAlgorithm, ValueError) as error:
        return Chain(False, f"the key of an authority is not read ({error})")
    return Chain(True, name_of(root.subject), tuple(weak))


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


def _why(error: Exception) -> str:
    text = str(error).lower()
    if "self-signed" in text:
        return "the certificate is self-signed, and not among the trusted roots"
    if "no issuer matching" in text or "unable to build" in text:
        return "the chain does not end at a trusted root"
    return "the chain is not valid: " + str(error).split("\n")[0][:160]


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
        hint = "give a certificate in PEM or DER: openssl x509 -in FILE -text shows what it is"
        raise UsageError(f"cannot read root certificates from {path}: {reason}", hint) from None
    return [each.public_bytes(Encoding.DER) for each in found]


def now() -> datetime:
    """The moment at which a chain must hold, where no time stamp proves an earlier one."""
    return datetime.now(UTC)
