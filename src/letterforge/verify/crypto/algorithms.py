"""A key, a signature and its content → whether it is valid, and which methods are too weak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

HASHES: Mapping[str, type[hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1,
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
    "sha3_256": hashes.SHA3_256,
    "sha3_384": hashes.SHA3_384,
    "sha3_512": hashes.SHA3_512,
}
"""By the names that hashlib and asn1crypto share. MD5 and older are not supported."""
WEAK_HASHES = frozenset({"sha1"})
SHORTEST_RSA, SHORTEST_EC = 2048, 256
"""Bits below which a key is called weak (NIST SP 800-131A, revision 2; of curves, ETSI TS 119 312,
6.2.2.2)."""
LONGEST_RSA = 16384
"""Largest key in bits: to verify with a larger one would take seconds."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a signature was made."""

    kind: Literal["rsa", "pss", "ecdsa", "eddsa"]
    hash: str
    mask_hash: str = ""
    """Only for PSS: the hash of its mask generation; empty: the same."""
    salt: int | None = None
    """Only for PSS: bytes of salt; None: any number."""


def fault_of(key: CertificatePublicKeyTypes, signature: bytes, content: bytes, scheme: Scheme) -> str:
    """Why the signature of `content` is not valid for the key; empty: it is valid. ECDSA is read as DER."""
    if scheme.hash not in HASHES:
        return f"the algorithm {scheme.hash} is not supported"
    if isinstance(key, rsa.RSAPublicKey) and key.key_size > LONGEST_RSA:
        return f"an RSA key of {key.key_size} bits is refused"
    try:
        fits = _verify(key, signature, content, scheme)
    except InvalidSignature:
        return "the signature is not valid"
    except (UnsupportedAlgorithm, ValueError, TypeError) as error:
        return f"the signature cannot be verified ({error})"
    return "" if fits else f"the key of the certificate cannot make {scheme.kind} signatures"


def _verify(key: CertificatePublicKeyTypes, signature: bytes, content: bytes, scheme: Scheme) -> bool:
    """Whether key and scheme fit. Raises InvalidSignature."""
    digest = HASHES[scheme.hash]()
    if scheme.kind == "rsa" and isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, content, padding.PKCS1v15(), digest)
    elif scheme.kind == "pss" and isinstance(key, rsa.RSAPublicKey):
        mask = padding.MGF1(HASHES[scheme.mask_hash or scheme.hash]())
        salt = padding.PSS.AUTO if scheme.salt is None else scheme.salt
        key.verify(signature, content, padding.PSS(mask, salt), digest)
    elif scheme.kind == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, content, ec.ECDSA(digest))
    elif scheme.kind == "eddsa" and isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
        key.verify(signature, content)
    else:
        return False
    return True


def weak_hashes(*names: str) -> tuple[str, ...]:
    """The hashes among these that can be forged today, as people call them: `SHA-1`."""
    return tuple(f"{name.upper()[:3]}-{name[3:]}" for name in dict.fromkeys(names) if name in WEAK_HASHES)


def weaknesses(key: CertificatePublicKeyTypes, *names: str) -> tuple[str, ...]:
    """Why a signature with this key and these hashes can be forged today: `SHA-1`, `a key of 1024 bits`."""
    weak = weak_hashes(*names)
    short_rsa = isinstance(key, rsa.RSAPublicKey) and key.key_size < SHORTEST_RSA
    short_ec = isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < SHORTEST_EC
    if isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey) and (short_rsa or short_ec):
        return (*weak, f"a key of {key.key_size} bits")
    return weak
