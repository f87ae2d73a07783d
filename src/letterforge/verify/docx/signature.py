"""A signature part → what it proves of its own objects (XML-DSig core, ECMA-376-2 clause 10, MS-OFFCRYPTO 2.5.2).

Only what stands where the standard puts it is read: SignedInfo first, then the value, the key and the objects; each
reference of SignedInfo leads to one of these objects, or to the signed properties in one. So nothing that was moved
elsewhere in the part, or stands there twice, is taken for signed.
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
from letterforge.verify.crypto.proof import Proof, Token, certificate_of
from letterforge.verify.docx.xml import C14N, FORMS, canonical, parse, text_of

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


class Unsound(Exception):
    """The signature is not built as the standard says."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a signature says of one thing that it covers."""

    uri: str
    hash: str
    digest: bytes
    transforms: tuple[etree._Element, ...]

    def fits(self, content: bytes) -> bool:
        """Whether these bytes are what was signed."""
        return hashlib.new(self.hash, content).digest() == self.digest


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature part, read: what it proves of itself, and what its manifest says of the package."""

    proof: Proof
    manifest: tuple[Reference, ...] = ()
    comment: str = ""
    """Why it was signed, as the signer wrote it."""


def read_signature(content: bytes, name: str) -> Signed:
    """A signature part. Raises Refused where it is no XML."""
    root = parse(content, name)
    try:
        return _read(root)
    except Unsound as error:
        return Signed(Proof(faults=(str(error),)))
    except (ValueError, KeyError, TypeError, binascii.Error, UnsupportedAlgorithm) as error:
        return Signed(Proof(faults=(f"the signature is torn ({error})",)))


def _read(root: etree._Element) -> Signed:
    info, value, key_info, objects = _shape(root)
    by_id = _ids(root)
    faults, hashes = [], []
    signed: list[etree._Element] = []
    own = list(references(info))
    if len(own) > MOST_OBJECTS or len(objects) > MOST_OBJECTS:
        raise Unsound("the signature has more objects than any honest one")
    for reference in own:
        target = _target(reference, by_id, objects)
        hashes.append(reference.hash)
        signed.append(target)
        if not reference.fits(canonical(target, _canonical_form(reference))):
            faults.append("the signature itself was changed after it was set")
    package = [each for each in signed if each.find(DS + "Manifest") is not None]
    if len(package) != 1 or package[0].tag != DS + "Object":
        raise Unsound("the signature does not sign exactly one manifest of the package")
    if any(not _is_signed(each, signed) for each in objects):
        raise Unsound("the signature has an object in it that it does not sign")
    manifest = tuple(references(package[0].find(DS + "Manifest")))
    properties = next((each for each in signed if each.tag == XADES + "SignedProperties"), None)
    certificate, others, fault = _signer(info, value, key_info)
    faults += [fault, _binding_fault(properties, certificate)]
    proof = Proof(
        certificate,
        (*others, *_along(root)),
        _time(package[0], properties),
        _token(root, value),
        tuple(dict.fromkeys(each for each in faults if each)),
        weaknesses(certificate.public_key(), _method(info).hash, *hashes, *(each.hash for each in manifest)),
    )
    return Signed(proof, manifest, _comment(signed))


def _shape(
    root: etree._Element,
) -> tuple[etree._Element, etree._Element, etree._Element, list[etree._Element]]:
    """SignedInfo, SignatureValue, KeyInfo and the objects, where they belong (XML-DSig core, 4.2)."""
    if any(not isinstance(each.tag, str) for each in root.iter()):
        raise Unsound("the signature has comments or instructions in it, which nothing covers")
    containers = (
        root,
        *root.findall(DS + "Object"),
        *root.findall(f"{DS}Object/{XADES}QualifyingProperties"),
    )
    if any(str(key).startswith(XML) for each in containers for key in each.attrib):
        # Canonical XML hands xml:base and its like down to what is signed (C14N 1.0, 2.4), and readers differ in it.
        raise Unsound("the signature has attributes of XML around what it signs")
    tags = [each.tag for each in root]
    head = [DS + "SignedInfo", DS + "SignatureValue", DS + "KeyInfo"]
    if root.tag != DS + "Signature" or tags[:3] != head or set(tags[3:]) - {DS + "Object"}:
        raise Unsound("the signature is not built as the standard says, or has no certificate")
    return root[0], root[1], root[2], list(root)[3:]


def _ids(root: etree._Element) -> dict[str, etree._Element]:
    """All elements by their Id, by whatever name; an Id that is there twice is how a signature is moved."""
    found: dict[str, etree._Element] = {}
    for element in root.iter():
        for attribute, value in element.attrib.items():
            if etree.QName(attribute).localname.lower() != "id":
                continue
            if str(value) in found:
                raise Unsound(f"two elements of the signature have the Id {value!s}")
            found[str(value)] = element
    return found


def references(parent: etree._Element | None) -> Iterator[Reference]:
    """The references that are children of SignedInfo or a manifest. Raises Unsound."""
    found = [] if parent is None else parent.findall(DS + "Reference")
    if not 0 < len(found) <= MOST_REFERENCES:
        raise Unsound("the signature covers nothing, or too many things")
    for each in found:
        method = each.find(DS + "DigestMethod")
        hash_ = DIGESTS.get(method.get("Algorithm", "") if method is not None else "")
        digest = text_of(each.find(DS + "DigestValue"))
        if (
            hash_ is None
            or len(each.findall(DS + "DigestValue")) != 1
            or len(each.findall(DS + "Transforms")) > 1
        ):
            raise Unsound("a reference of the signature has no digest, or one that is not read")
        transforms = tuple(each.findall(f"{DS}Transforms/{DS}Transform"))
        yield Reference(
            each.get("URI", ""), hash_, base64.b64decode("".join(digest.split()), validate=True), transforms
        )


def _target(
    reference: Reference, by_id: Mapping[str, etree._Element], objects: list[etree._Element]
) -> etree._Element:
    """The element that SignedInfo means: an object of this signature, or the signed properties in one."""
    target = by_id.get(reference.uri[1:]) if reference.uri.startswith("#") else None
    if target is None or target.get("Id") != reference.uri[1:]:
        raise Unsound("the signature signs something outside of itself, or nothing")
    if any(target is each for each in objects):
        return target
    path = [each.tag for each in target.iterancestors()]
    if target.tag == XADES + "SignedProperties" and path == [
        XADES + "QualifyingProperties",
        DS + "Object",
        DS + "Signature",
    ]:
        return target
    raise Unsound("the signature signs an element that stands where it does not belong")


def _is_signed(container: etree._Element, signed: list[etree._Element]) -> bool:
    """Whether an object is signed, or holds nothing but the properties of XAdES, whose unsigned ones are known."""
    properties_alone = [each.tag for each in container] == [XADES + "QualifyingProperties"]
    return properties_alone or any(container is each for each in signed)


def _canonical_form(reference: Reference) -> str:
    if len(reference.transforms) > 1:
        raise Unsound("the signature transforms what it signs in a way that is not read")
    return _form_of(reference.transforms[0]) if reference.transforms else C14N


def _form_of(element: etree._Element | None) -> str:
    """The canonical form that an element names, without parameters."""
    form = "" if element is None or len(element) else element.get("Algorithm", "")
    if form not in FORMS:
        raise Unsound("the signature transforms what it signs in a way that is not read")
    return form


def _method(info: etree._Element) -> Scheme:
    method = info.find(DS + "SignatureMethod")
    named = "" if method is None else method.get("Algorithm", "")
    if named not in METHODS:
        raise Unsound(f"the algorithm {named or 'of nothing'} is not read")
    return METHODS[named]


def _signer(
    info: etree._Element, value: etree._Element, key_info: etree._Element
) -> tuple[x509.Certificate, tuple[bytes, ...], str]:
    """The certificate whose key made the signature, the others, and why the signature does not verify."""
    texts = [text_of(each) for each in key_info.findall(f"{DS}X509Data/{DS}X509Certificate")]
    if not 0 < len(texts) <= MOST_CERTIFICATES:
        raise Unsound("the signature has no certificate, or too many")
    ders = [base64.b64decode("".join(text.split()), validate=True) for text in texts]
    scheme, raw = _method(info), base64.b64decode("".join(text_of(value).split()), validate=True)
    content = canonical(info, _form_of(info.find(DS + "CanonicalizationMethod")))
    certificates = [certificate_of(der) for der in ders]
    signature = _as_der(raw) if scheme.kind == "ecdsa" else raw
    told = [fault_of(each.public_key(), signature, content, scheme) for each in certificates]
    chosen = told.index("") if "" in told else 0
    others = tuple(der for index, der in enumerate(ders) if index != chosen)
    return certificates[chosen], others, told[chosen]


def _as_der(raw: bytes) -> bytes:
    """An ECDSA signature: XML-DSig writes the two numbers one after the other, each as long as the other."""
    half = len(raw) // 2
    if not half or len(raw) % 2 or half > 72:
        raise Unsound("the signature value has a length that it cannot have")
    return encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))


def _binding_fault(properties: etree._Element | None, certificate: x509.Certificate) -> str:
    """XAdES names the certificate by its digest: another with the same key is refused (EN 319 132-1, 5.2.2)."""
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
    told = base64.b64decode("".join(text_of(named.find(DS + "DigestValue")).split()))
    der = certificate.public_bytes(Encoding.DER)
    fits = hash_ is not None and hashlib.new(hash_, der).digest() == told
    return "" if fits else "the signature means another certificate than it brings along"


def _time(package: etree._Element, properties: etree._Element | None) -> datetime | None:
    """When it was signed, by the signer's word: the package's own time, else that of XAdES."""
    found = package.find(f"{DS}SignatureProperties/{DS}SignatureProperty/{MDSSI}SignatureTime/{MDSSI}Value")
    if found is None and properties is not None:
        found = properties.find(f"{XADES}SignedSignatureProperties/{XADES}SigningTime")
    try:
        told = datetime.fromisoformat(text_of(found).replace("Z", "+00:00"))
    except ValueError:
        return None
    return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)


def _unsigned(root: etree._Element, path: str) -> list[etree._Element]:
    place = f"{DS}Object/{XADES}QualifyingProperties/{XADES}UnsignedProperties/{XADES}UnsignedSignatureProperties/"
    return root.findall(place + path)


def _along(root: etree._Element) -> Iterator[bytes]:
    """Certificates that XAdES-X-L brings along."""
    for each in _unsigned(root, f"{XADES}CertificateValues/{XADES}EncapsulatedX509Certificate")[
        :MOST_CERTIFICATES
    ]:
        yield base64.b64decode("".join(text_of(each).split()))


def _token(root: etree._Element, value: etree._Element) -> Token | None:
    """The time stamp over the signature value (EN 319 132-1, 5.3)."""
    for stamp in _unsigned(root, f"{XADES}SignatureTimeStamp")[:1]:
        named = stamp.find(DS + "CanonicalizationMethod")
        form = C14N if named is None else _form_of(named)
        der = base64.b64decode("".join(text_of(stamp.find(XADES + "EncapsulatedTimeStamp")).split()))
        try:
            return cms.token(cms.read(der), cms.digests_of(canonical(value, form)))
        except (cms.Unreadable, *cms.UNREADABLE) as error:
            raise Unsound(f"the time stamp is torn ({error})") from None
    return None


def _comment(signed: list[etree._Element]) -> str:
    path = f"{DS}SignatureProperties/{DS}SignatureProperty/{OFFICE}SignatureInfoV1/{OFFICE}SignatureComments"
    found = next((found for each in signed if (found := each.find(path)) is not None), None)
    return "".join(character for character in text_of(found) if character.isprintable())[:255]
