"""CMS SignedData (RFC 5652) and time stamps in it (RFC 3161) → what they prove.

Small and strict: one signer, signed attributes, each attribute once. The certificate is bound by ESSCertID
(RFC 5035) if it is named.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeAlias

from asn1crypto import cms, core, parser, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.exceptions import UnsupportedAlgorithm

from letterforge.verify.crypto.algorithms import HASHES, Scheme, fault_of, weak_hashes, weaknesses
from letterforge.verify.crypto.proof import Proof, TimeStamp, certificate_of

DigestOf: TypeAlias = Callable[[str], bytes]
"""The digest of what is signed, by the name of a hash."""

MOST_CERTIFICATES = 50
KINDS: Mapping[str, str] = {
    "rsassa_pkcs1v15": "rsa",
    "rsassa_pss": "pss",
    "ecdsa": "ecdsa",
    "ed25519": "eddsa",
}
UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
"""What asn1crypto and cryptography raise for invalid DER."""


class Unreadable(Exception):
    """The bytes are not a signature."""


def digests_of(*pieces: bytes | memoryview) -> DigestOf:
    """The digests of pieces of bytes, one after the other."""

    def digest(name: str) -> bytes:
        total = hashlib.new(name)
        for piece in pieces:
            total.update(piece)
        return total.digest()

    return digest


def read_signed_data(der: bytes) -> cms.SignedData:
    """A signature as in a PDF: one DER value, followed only by zeros. Raises Unreadable."""
    try:
        length = parser.peek(der)
        if any(der[length:]):
            raise Unreadable("there are bytes after the signature that nothing covers")
        info = cms.ContentInfo.load(der[:length])
        if info["content_type"].native != "signed_data":
            raise Unreadable("the signature is not CMS SignedData")
        return info["content"]
    except UNREADABLE as error:
        raise Unreadable(f"the signature is not a CMS structure ({error})") from None


def prove(
    signed: cms.SignedData, digest_of: DigestOf, content_type: str = "data", *, bound: bool = False
) -> Proof:
    """What a SignedData proves about content with these digests.

    `bound`: the signed attributes must name the certificate, as CAdES requires (ETSI EN 319 122-1, 5.2.2).
    """
    try:
        return _prove(signed, digest_of, content_type, bound=bound)
    except UNREADABLE as error:
        return Proof(faults=(f"the signature is damaged ({error})",))


def enclosed_content(signed: cms.SignedData) -> bytes | None:
    """The bytes in a SignedData, or None if it is detached."""
    content = signed["encap_content_info"]["content"]
    return None if isinstance(content, core.Void) or content.contents is None else bytes(content)


def _prove(signed: cms.SignedData, digest_of: DigestOf, content_type: str, *, bound: bool) -> Proof:
    signers = signed["signer_infos"]
    if len(signers) != 1:
        return Proof(faults=(f"the signature has {len(signers)} signers instead of one",))
    signer = signers[0]
    certificates = [choice.chosen for choice in signed["certificates"] or () if choice.name == "certificate"]
    if len(certificates) > MOST_CERTIFICATES:
        return Proof(faults=(f"the signature contains {len(certificates)} certificates, which is too many",))
    chosen = next((certificate for certificate in certificates if _is_of(certificate, signer["sid"])), None)
    if chosen is None:
        return Proof(faults=("the signer's certificate is not in the signature",))
    der = chosen.dump()
    others = tuple(certificate.dump() for certificate in certificates if certificate is not chosen)
    proof = Proof(certificate_of(der), others, token=_token(signer))
    return _examined(proof, der, signer, digest_of, (content_type, bound))


def _is_of(certificate: asn1_x509.Certificate, sid: cms.SignerIdentifier) -> bool:
    if sid.name == "subject_key_identifier":
        return bool(certificate.key_identifier == sid.chosen.native)
    named = sid.chosen
    same_issuer = certificate.issuer.dump() == named["issuer"].dump()
    return bool(same_issuer and certificate.serial_number == named["serial_number"].native)


def _examined(
    proof: Proof, der: bytes, signer: cms.SignerInfo, digest_of: DigestOf, wanted: tuple[str, bool]
) -> Proof:
    assert proof.certificate is not None  # noqa: S101 - the caller has found it
    raw = signer["signed_attrs"].dump()  # before they are read: asn1crypto would encode them again, in 2 ms
    attributes, faults = _attributes(signer)
    hash_ = signer["digest_algorithm"]["algorithm"].native
    if hash_ not in HASHES:
        return proof.with_faults(f"the algorithm {hash_} is not supported")
    try:
        key = proof.certificate.public_key()
    except (UnsupportedAlgorithm, ValueError) as error:
        return proof.with_faults(f"the key of the certificate cannot be read ({error})")
    scheme = _scheme(signer["signature_algorithm"], hash_)
    faults += _attribute_faults(attributes, hash_, digest_of, wanted[0])
    faults += _binding_faults(attributes, der, wanted[1])
    # What is signed is the SET OF, not the implicitly tagged field that is stored (RFC 5652, 5.4).
    faults += [fault_of(key, signer["signature"].native, b"\x31" + raw[1:], scheme)]
    return replace(
        proof,
        claimed=_time(attributes),
        faults=tuple(fault for fault in faults if fault),
        weak=weaknesses(key, hash_, scheme.hash),
    )


def _attributes(signer: cms.SignerInfo) -> tuple[dict[str, core.Asn1Value], list[str]]:
    """Signed attributes by name, and what is wrong with them: each must be there once, with one value."""
    found: dict[str, core.Asn1Value] = {}
    if isinstance(signer["signed_attrs"], core.Void) or not len(signer["signed_attrs"]):
        raise ValueError("it has no signed attributes")
    faults = []
    for attribute in signer["signed_attrs"]:
        name = attribute["type"].native
        if name in found or len(attribute["values"]) != 1:
            faults.append(f"the attribute {name} is missing, or is there more than once")
        found[name] = attribute["values"][0]
    return found, faults


def _attribute_faults(
    attributes: Mapping[str, core.Asn1Value], hash_: str, digest_of: DigestOf, content_type: str
) -> list[str]:
    faults = []
    if "content_type" not in attributes or attributes["content_type"].native != content_type:
        faults.append("the signature is for another kind of content")
    if "message_digest" not in attributes:
        faults.append("the signature has no digest of what it covers")
    elif attributes["message_digest"].native != digest_of(hash_):
        faults.append("the sealed content was changed after it was sealed")
    return faults


def _binding_faults(attributes: Mapping[str, core.Asn1Value], der: bytes, bound: bool) -> list[str]:
    """The certificate must be the one that the signer named: another with the same key is refused."""
    named = attributes.get("signing_certificate_v2") or attributes.get("signing_certificate")
    if named is None:
        return ["the signature does not name its certificate"] if bound else []
    first = named["certs"][0]
    hash_ = first["hash_algorithm"]["algorithm"].native if isinstance(first, tsp.ESSCertIDv2) else "sha1"
    if hash_ not in HASHES or first["cert_hash"].native != hashlib.new(hash_, der).digest():
        return ["the signature names another certificate than the one it contains"]
    return []


def _scheme(algorithm: cms.SignedDigestAlgorithm, hash_: str) -> Scheme:
    name = algorithm.signature_algo
    if name not in KINDS:
        raise ValueError(f"the algorithm {name} is not supported")
    kind = KINDS[name]
    if kind == "eddsa":
        return Scheme("eddsa", "sha512")
    if kind == "pss":
        values = algorithm["parameters"]
        mask = values["mask_gen_algorithm"]["parameters"]["algorithm"].native
        own, salt = values["hash_algorithm"]["algorithm"].native, values["salt_length"].native
        return Scheme("pss", own, mask if mask in HASHES else "", salt)
    try:
        own = algorithm.hash_algo
    except ValueError:  # only the OID of the key: the hash is the one of the digest
        own = hash_
    return Scheme("rsa" if kind == "rsa" else "ecdsa", own)


def _time(attributes: Mapping[str, core.Asn1Value]) -> datetime | None:
    found = attributes["signing_time"].native if "signing_time" in attributes else None
    return found.astimezone(UTC) if isinstance(found, datetime) else None


# --- time stamps ---------------------------------------------------------------------------------


def _token(signer: cms.SignerInfo) -> TimeStamp | None:
    unsigned = signer["unsigned_attrs"]
    if isinstance(unsigned, core.Void):
        return None
    for attribute in unsigned:
        if attribute["type"].native == "signature_time_stamp_token":
            return token(attribute["values"][0]["content"], digests_of(signer["signature"].native))
    return None


def token(signed: cms.SignedData, digest_of: DigestOf) -> TimeStamp:
    """A time stamp, verified with the digests of its content.

    Raises ValueError and others if it is damaged.
    """
    inner = enclosed_content(signed)
    if signed["encap_content_info"]["content_type"].native != "tst_info" or inner is None:
        raise ValueError("the time stamp has no time")
    info = tsp.TSTInfo.load(inner)
    imprint = info["message_imprint"]
    hash_ = imprint["hash_algorithm"]["algorithm"].native
    proof = prove(signed, digests_of(inner), "tst_info")
    if hash_ not in HASHES:
        proof = proof.with_faults(f"the algorithm {hash_} is not supported")
    elif imprint["hashed_message"].native != digest_of(hash_):
        proof = proof.with_faults("the time stamp is for other bytes")
    proof = replace(proof, weak=tuple(dict.fromkeys((*proof.weak, *weak_hashes(hash_)))))
    return TimeStamp(info["gen_time"].native.astimezone(UTC), proof)
