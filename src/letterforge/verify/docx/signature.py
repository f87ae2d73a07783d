"""A signature part → what it proves of its own objects.

Sources: XML-DSig core, ECMA-376-2 clause 10, MS-OFFCRYPTO 2.5.2. Elements are read only where the standard
puts them: SignedInfo first, then the value, the key and the objects. Each reference of SignedInfo leads to
one of these objects, or to the signed properties in one. So elements that were moved, or are there twice, are
not accepted as signed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from letterforge.verify.crypto import cms
from letterforge.verify.crypto.algorithms import Scheme, fault_of, weaknesses
from letterforge.verify.crypto.proof import Proof, TimeStamp, certificate_of
from letterforge.verify.docx.xml import C14N, FORMS, canonical, element_text, parse

DS = "{http://www.w3.org/2000/09/xmldsig#}"
MDSSI = "{http://schemas.openxmlformats.org/package/2006/digital-signature}"
OFFICE = "{http://schemas.microsoft.com/office/2006/digsig}"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
XML = "{http://www.w3.org/XML/1998/namespace}"

_DSIG, _MORE, _ENC = DS[1:-1], "http://www.w3.org/2001/04/xmldsig-more#", "http://www.w3.org/2001/04/xmlenc#"
_MORE_2007 = "http://www.w3.org/2007/05/xmldsig-more#"
DIGESTS: Mapping[str, str] = {
    _DSIG + "sha1": "sha1",
    _ENC + "sha256": "sha256",
    _MORE + "sha384": "sha384",
    _ENC + "sha512": "sha512",
}
METHODS: Mapping[str, Scheme] = {
    _DSIG + "rsa-sha1": Scheme("rsa", "sha1"),
    _MORE + "ecdsa-sha1": Scheme("ecdsa", "sha1"),
    **{f"{_MORE}rsa-sha{bits}": Scheme("rsa", f"sha{bits}") for bits in (256, 384, 512)},
    **{f"{_MORE}ecdsa-sha{bits}": Scheme("ecdsa", f"sha{bits}") for bits in (256, 384, 512)},
    **{f"{_MORE_2007}sha{bits}-rsa-MGF1": Scheme("pss", f"sha{bits}") for bits in (256, 384, 512)},
}
"""Signature algorithms by their identifiers (RFC 9231)."""
MOST_CERTIFICATES = 20
MOST_REFERENCES, MOST_OBJECTS = 10_000, 64


class Malformed(Exception):
    """The signature is not built according to the standard."""


@dataclass(frozen=True, slots=True)
class SignedReference:
    """One thing that a signature covers, with its digest."""

    uri: str
    hash: str
    digest: bytes
    transforms: tuple[etree._Element, ...]

    def fits(self, content: bytes) -> bool:
        """Whether these bytes were signed."""
        return hashlib.new(self.hash, content).digest() == self.digest


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature part that was read: its proof, and its manifest of the package."""

    proof: Proof
    manifest: tuple[SignedReference, ...] = ()
    comment: str = ""
    """The reason for signing, as the signer wrote it."""


def read_signature(content: bytes, name: str) -> Signed:
    """Read a signature part. Raises Refused if it is not XML."""
    root = parse(content, name)
    try:
        return _read(root)
    except Malformed as error:
        return Signed(Proof(faults=(str(error),)))
    except (ValueError, KeyError, TypeError, binascii.Error, UnsupportedAlgorithm) as error:
        return Signed(Proof(faults=(f"the signature is damaged ({error})",)))


def _read(root: etree._Element) -> Signed:
    info, value, key_info, objects = _shape(root)
    by_id = _ids(root)
    faults, hashes = [], []
    signed: list[etree._Element] = []
    own = list(references(info))
    if len(own) > MOST_OBJECTS or len(objects) > MOST_OBJECTS:
        raise Malformed("the signature has too many objects")
    for reference in own:
        target = _target(reference, by_id, objects)
        hashes.append(reference.hash)
        signed.append(target)
        if not reference.fits(canonical(target, _canonical_form(reference))):
            faults.append("the signature itself was changed after it was set")
    package = [element for element in signed if element.find(DS + "Manifest") is not None]
    if len(package) != 1 or package[0].tag != DS + "Object":
        raise Malformed("the signature does not cover exactly one manifest of the package")
    if any(not _is_signed(element, signed) for element in objects):
        raise Malformed("the signature contains an object that it does not cover")
    manifest = tuple(references(package[0].find(DS + "Manifest")))
    properties = next((element for element in signed if element.tag == XADES + "SignedProperties"), None)
    certificate, others, fault = _signer(info, value, key_info)
    faults += [fault, _binding_fault(properties, certificate)]
    proof = Proof(
        certificate,
        (*others, *_along(root)),
        _time(package[0], properties),
        _token(root, value),
        tuple(dict.fromkeys(fault for fault in faults if fault)),
        weaknesses(
            certificate.public_key(), _method(info).hash, *hashes, *(reference.hash for reference in manifest)
        ),
    )
    return Signed(proof, manifest, _comment(signed))


def _shape(
    root: etree._Element,
) -> tuple[etree._Element, etree._Element, etree._Element, list[etree._Element]]:
    """SignedInfo, SignatureValue, KeyInfo and the objects, where they belong (XML-DSig core, 4.2)."""
    if any(not isinstance(element.tag, str) for element in root.iter()):
        raise Malformed("the signature contains comments or instructions, which nothing covers")
    containers = (
        root,
        *root.findall(DS + "Object"),
        *root.findall(f"{DS}Object/{XADES}QualifyingProperties"),
    )
    if any(str(key).startswith(XML) for element in containers for key in element.attrib):
        # Canonical XML adds xml:base and similar to signed elements (C14N 1.0, 2.4), but programs differ
        # here.
        raise Malformed("the signature has XML attributes around its signed elements")
    tags = [element.tag for element in root]
    head = [DS + "SignedInfo", DS + "SignatureValue", DS + "KeyInfo"]
    if root.tag != DS + "Signature" or tags[:3] != head or set(tags[3:]) - {DS + "Object"}:
        raise Malformed("the signature does not follow the standard, or it has no certificate")
    return root[0], root[1], root[2], list(root)[3:]


def _ids(root: etree._Element) -> dict[str, etree._Element]:
    """All elements by their Id, in any spelling. The same Id twice can be used to move a signature."""
    found: dict[str, etree._Element] = {}
    for element in root.iter():
        for attribute, value in element.attrib.items():
            if etree.QName(attribute).localname.lower() != "id":
                continue
            if str(value) in found:
                raise Malformed(f"two elements of the signature have the Id {value!s}")
            found[str(value)] = element
    return found


def references(parent: etree._Element | None) -> Iterator[SignedReference]:
    """The references that are children of SignedInfo or a manifest. Raises Malformed."""
    found = [] if parent is None else parent.findall(DS + "Reference")
    if not 0 < len(found) <= MOST_REFERENCES:
        raise Malformed("the signature covers nothing, or too many parts")
    for element in found:
        method = element.find(DS + "DigestMethod")
        hash_ = DIGESTS.get(method.get("Algorithm", "") if method is not None else "")
        digest = element_text(element.find(DS + "DigestValue"))
        if (
            hash_ is None
            or len(element.findall(DS + "DigestValue")) != 1
            or len(element.findall(DS + "Transforms")) > 1
        ):
            raise Malformed("a reference of the signature has no digest, or one that is not supported")
        transforms = tuple(element.findall(f"{DS}Transforms/{DS}Transform"))
        yield SignedReference(
            element.get("URI", ""),
            hash_,
            base64.b64decode("".join(digest.split()), validate=True),
            transforms,
        )


def _target(
    reference: SignedReference, by_id: Mapping[str, etree._Element], objects: list[etree._Element]
) -> etree._Element:
    """The element of a reference in SignedInfo: an object of this signature, or signed properties in one."""
    target = by_id.get(reference.uri[1:]) if reference.uri.startswith("#") else None
    if target is None or target.get("Id") != reference.uri[1:]:
        raise Malformed("the signature covers something outside itself, or nothing")
    if any(target is element for element in objects):
        return target
    path = [element.tag for element in target.iterancestors()]
    if target.tag == XADES + "SignedProperties" and path == [
        XADES + "QualifyingProperties",
        DS + "Object",
        DS + "Signature",
    ]:
        return target
    raise Malformed("the signature covers an element in the wrong place")


def _is_signed(container: etree._Element, signed: list[etree._Element]) -> bool:
    """Whether an object is signed, or contains only the properties of XAdES (the unsigned ones are known)."""
    properties_alone = [element.tag for element in container] == [XADES + "QualifyingProperties"]
    return properties_alone or any(container is element for element in signed)


def _canonical_form(reference: SignedReference) -> str:
    if len(reference.transforms) > 1:
        raise Malformed("the signature uses a transform that is not supported")
    return _form_of(reference.transforms[0]) if reference.transforms else C14N


def _form_of(element: etree._Element | None) -> str:
    """The canonical form that an element names, without parameters."""
    form = "" if element is None or len(element) else element.get("Algorithm", "")
    if form not in FORMS:
        raise Malformed("the signature uses a transform that is not supported")
    return form


def _method(info: etree._Element) -> Scheme:
    method = info.find(DS + "SignatureMethod")
    named = "" if method is None else method.get("Algorithm", "")
    if named not in METHODS:
        raise Malformed(f"the algorithm {named or '(none)'} is not supported")
    return METHODS[named]


def _signer(
    info: etree._Element, value: etree._Element, key_info: etree._Element
) -> tuple[x509.Certificate, tuple[bytes, ...], str]:
    """The certificate whose key made the signature, the others, and why the signature is not valid."""
    texts = [
        element_text(certificate) for certificate in key_info.findall(f"{DS}X509Data/{DS}X509Certificate")
    ]
    if not 0 < len(texts) <= MOST_CERTIFICATES:
        raise Malformed("the signature has no certificate, or too many")
    ders = [base64.b64decode("".join(text.split()), validate=True) for text in texts]
    scheme, raw = _method(info), base64.b64decode("".join(element_text(value).split()), validate=True)
    content = canonical(info, _form_of(info.find(DS + "CanonicalizationMethod")))
    certificates = [certificate_of(der) for der in ders]
    signature = _as_der(raw) if scheme.kind == "ecdsa" else raw
    faults = [fault_of(certificate.public_key(), signature, content, scheme) for certificate in certificates]
    chosen = faults.index("") if "" in faults else 0
    others = tuple(der for index, der in enumerate(ders) if index != chosen)
    return certificates[chosen], others, faults[chosen]


def _as_der(raw: bytes) -> bytes:
    """An ECDSA signature in DER: XML-DSig writes its two numbers in a row, with equal lengths."""
    half = len(raw) // 2
    if not half or len(raw) % 2 or half > 72:
        raise Malformed("the signature value has an impossible length")
    return encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))


def _binding_fault(properties: etree._Element | None, certificate: x509.Certificate) -> str:
    """Refuse another certificate than the one that XAdES names by its digest (EN 319 132-1, 5.2.2)."""
    if properties is None:
        return ""
    path = f"{XADES}SignedSignatureProperties/"
    named = properties.find(f"{path}{XADES}SigningCertificate/{XADES}Cert/{XADES}CertDigest")
    if named is None:
        named = properties.find(f"{path}{XADES}SigningCertificateV2/{XADES}Cert/{XADES}CertDigest")
    if named is None:
        return ""
    method = named.find(DS + "DigestMethod")
    hash_ = DIGESTS.get(method.get("Algorithm", "") if method is not None else "")
    digest = base64.b64decode("".join(element_text(named.find(DS + "DigestValue")).split()))
    der = certificate.public_bytes(Encoding.DER)
    fits = hash_ is not None and hashlib.new(hash_, der).digest() == digest
    return "" if fits else "the signature names another certificate than the one it contains"


def _time(package: etree._Element, properties: etree._Element | None) -> datetime | None:
    """When it was signed, according to the signer: the package's time, or the time of XAdES."""
    found = package.find(f"{DS}SignatureProperties/{DS}SignatureProperty/{MDSSI}SignatureTime/{MDSSI}Value")
    if found is None and properties is not None:
        found = properties.find(f"{XADES}SignedSignatureProperties/{XADES}SigningTime")
    try:
        moment = datetime.fromisoformat(element_text(found).replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _unsigned(root: etree._Element, path: str) -> list[etree._Element]:
    place = f"{DS}Object/{XADES}QualifyingProperties/{XADES}UnsignedProperties/"
    place += f"{XADES}UnsignedSignatureProperties/"
    return root.findall(place + path)


def _along(root: etree._Element) -> Iterator[bytes]:
    """The certificates that XAdES-X-L adds."""
    for encoded in _unsigned(root, f"{XADES}CertificateValues/{XADES}EncapsulatedX509Certificate")[
        :MOST_CERTIFICATES
    ]:
        yield base64.b64decode("".join(element_text(encoded).split()))


def _token(root: etree._Element, value: etree._Element) -> TimeStamp | None:
    """The time stamp over the signature value (EN 319 132-1, 5.3)."""
    for stamp in _unsigned(root, f"{XADES}SignatureTimeStamp")[:1]:
        named = stamp.find(DS + "CanonicalizationMethod")
        form = C14N if named is None else _form_of(named)
        der = base64.b64decode("".join(element_text(stamp.find(XADES + "EncapsulatedTimeStamp")).split()))
        try:
            return cms.token(cms.read_signed_data(der), cms.digests_of(canonical(value, form)))
        except (cms.Unreadable, *cms.UNREADABLE) as error:
            raise Malformed(f"the time stamp is damaged ({error})") from None
    return None


def _comment(signed: list[etree._Element]) -> str:
    path = f"{DS}SignatureProperties/{DS}SignatureProperty/{OFFICE}SignatureInfoV1/{OFFICE}SignatureComments"
    found = next((found for element in signed if (found := element.find(path)) is not None), None)
    return "".join(character for character in element_text(found) if character.isprintable())[:255]
