"""The signature of a PDF: detached CMS SignedData (RFC 5652) with the attributes of CAdES (EN 319 122-1).

Parts that do not depend on the document are encoded once for each key. A letter's digest, signature and token
are added as DER: asn1crypto takes 8 ms to encode everything again, and seconds if the token of an authority
is in it.
"""

from __future__ import annotations

from hashlib import sha256

from asn1crypto import algos, cms, tsp, x509
from asn1crypto.core import ObjectIdentifier, OctetString
from asn1crypto.parser import emit
from cryptography.hazmat.primitives.serialization import Encoding

from letterforge.seal.keys import Key
from letterforge.seal.timestamps import Authority

VERSION = bytes((2, 1, 1))
"""INTEGER 1, of SignedData and of SignerInfo (RFC 5652, 5.1 and 5.3)."""
SLACK = 16
"""Bytes by which an ECDSA signature may be longer than another one of the same key, with a margin."""


class Signer:
    """Signs digests of documents with one key."""

    def __init__(self, key: Key, authority: Authority | None = None) -> None:
        """`authority`: gives a time stamp for each signature (PAdES B-T); None: no time stamp (B-B)."""
        self._key = key
        self._authority = authority
        own, *others = (
            x509.Certificate.load(certificate.public_bytes(Encoding.DER))
            for certificate in (key.certificate, *key.chain)
        )
        digest = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()
        kind = "sha256_rsa" if key.is_rsa else "sha256_ecdsa"
        self._algorithm = algos.SignedDigestAlgorithm({"algorithm": kind}).dump()
        signer = {"issuer": own.issuer, "serial_number": own.serial_number}
        self._signer = VERSION + cms.IssuerAndSerialNumber(signer).dump() + digest
        self._attributes = (
            _attribute("content_type", _identifier("data")),
            _attribute("signing_certificate_v2", _certificate_id(own)),
        )
        certificates = b"".join(sorted(certificate.dump() for certificate in (own, *others)))
        self._head = VERSION + _set(digest) + _sequence(_identifier("data")) + _tagged(0, certificates)
        self._bare = len(self._signed_data(bytes(32), b"")) + SLACK

    @property
    def room(self) -> int:
        """Largest size of a signature in bytes, as far as the authority's tokens are known."""
        return self._bare + (self._authority.room if self._authority else 0)

    def sign(self, digest: bytes) -> bytes:
        """The ContentInfo for the SHA-256 of a document, in DER. Raises NoTimestamp, KeyFault."""
        return self._signed_data(digest, None)

    def _signed_data(self, digest: bytes, token: bytes | None) -> bytes:
        """`token`: empty for none; None: the authority gives it."""
        attributes = b"".join(
            sorted((*self._attributes, _attribute("message_digest", OctetString(digest).dump())))
        )
        signature = self._key.sign(_set(attributes))
        if token is None:
            token = self._authority.token(sha256(signature).digest()) if self._authority else b""
        stamped = _tagged(1, _attribute("signature_time_stamp_token", token)) if token else b""
        signed = _tagged(0, attributes) + self._algorithm + OctetString(signature).dump() + stamped
        content = _sequence(self._head + _set(_sequence(self._signer + signed)))
        return _sequence(_identifier("signed_data") + _tagged(0, content))


def _certificate_id(certificate: x509.Certificate) -> bytes:
    """SigningCertificateV2 (RFC 5035, 3): SHA-256 is its default, which DER leaves out."""
    issuer = [x509.GeneralName("directory_name", certificate.issuer)]
    serial = {"issuer": issuer, "serial_number": certificate.serial_number}
    identifier = {"cert_hash": sha256(certificate.dump()).digest(), "issuer_serial": serial}
    encoded: bytes = tsp.SigningCertificateV2({"certs": [identifier]}).dump()
    return encoded


def _identifier(name: str) -> bytes:
    encoded: bytes = cms.ContentType(name).dump()
    return encoded


def _attribute(name: str, value: bytes) -> bytes:
    kind: ObjectIdentifier = cms.CMSAttributeType(name)
    return _sequence(kind.dump() + _set(value))


def _sequence(content: bytes) -> bytes:
    return _emitted(0, 16, content)


def _set(content: bytes) -> bytes:
    return _emitted(0, 17, content)


def _tagged(tag: int, content: bytes) -> bytes:
    return _emitted(2, tag, content)


def _emitted(kind: int, tag: int, content: bytes) -> bytes:
    encoded: bytes = emit(kind, 1, tag, content)
    return encoded
