"""An XML signature (XML-DSig 1.1) as Office writes it: the elements, their digests, their canonical form.

- SignedInfo, SignatureValue, KeyInfo: [MS-OFFCRYPTO] 2.5.2.1 to 2.5.2.3
- idPackageObject, a manifest of parts and the time: 2.5.2.4, and ECMA-376-2, 12.2.4 (in the 1st edition)
- idOfficeObject, details of a signature for Office: 2.5.2.5
- XAdES: 2.5.2.6, and ETSI TS 101 903, 7.2
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from letterforge.seal import relationships
from letterforge.seal.keys import Key
from letterforge.seal.statement import Statement

DS = "http://www.w3.org/2000/09/xmldsig#"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/digital-signature"
OFFICE = "http://schemas.microsoft.com/office/2006/digsig"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
CANONICAL = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
ECDSA = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
SIGNED_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"

SIGNATURE_ID, TARGET = "idPackageSignature", "#idPackageSignature"
TIME_FORMAT = "YYYY-MM-DDThh:mm:ssTZD"
LONGEST_COMMENT = 255
"""Characters ([MS-OFFCRYPTO] 2.5.2.5, ST_SignatureComments)."""
DETAILS: Mapping[str, str] = {
    "SetupID": "",
    "SignatureText": "",
    "SignatureImage": "",
    "SignatureComments": "",
    "WindowsVersion": "10.0",
    "OfficeVersion": "16.0",
    "ApplicationVersion": "16.0",
    "Monitors": "1",
    "HorizontalResolution": "1280",
    "VerticalResolution": "800",
    "ColorDepth": "32",
    "SignatureProviderId": "{00000000-0000-0000-0000-000000000000}",
    "SignatureProviderUrl": "",
    "SignatureProviderDetails": "9",
    "SignatureType": "1",
}
"""SignatureInfoV1, in the order of its schema. Office refuses a signature without them; they do not describe
this machine."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A thing that a signature covers, with its digest."""

    uri: str
    digest: bytes
    kind: str = ""
    """The kind of thing, as a URI; empty: not given."""
    relationships: Sequence[str] = ()
    """Ids, if the digest is of relationships."""
    is_canonical: bool = False
    """Whether it names the canonical form as the form of the digest."""


def canonical_xml(element: etree._Element) -> bytes:
    """Canonical XML 1.0 of an element of a tree.

    It is parsed again first: lxml adds a wrong `xmlns=""` to an inner element of a tree.
    """
    alone = etree.fromstring(etree.tostring(element, with_tail=False))
    return etree.tostring(alone, method="c14n", exclusive=False, with_comments=False)


def digest(content: bytes) -> bytes:
    """SHA-256."""
    return sha256(content).digest()


def signature(references: Iterable[Reference], key: Key, statement: Statement) -> etree._Element:
    """The element Signature over parts of a package. Raises KeyFault if a token is no longer there."""
    moment = statement.moment("%Y-%m-%dT%H:%M:%SZ")
    # The stubs know no default namespace.
    root = etree.Element(f"{{{DS}}}Signature", {"Id": SIGNATURE_ID}, nsmap={None: DS})  # type: ignore[dict-item]
    info, value = _put(root, "SignedInfo"), _put(root, "SignatureValue")
    described = _put(_put(root, "KeyInfo"), "X509Data")
    for certificate in (key.certificate, *key.chain):
        _put(described, "X509Certificate", _base64(certificate.public_bytes(Encoding.DER)))
    package = _package_object(root, references, moment)
    office = _office_object(root, statement.reason)
    properties = _xades_object(root, key.certificate, moment)
    _put(info, "CanonicalizationMethod", Algorithm=CANONICAL)
    _put(info, "SignatureMethod", Algorithm=RSA if key.is_rsa else ECDSA)
    for reference in (
        Reference("#idPackageObject", digest(canonical_xml(package)), f"{DS}Object"),
        Reference("#idOfficeObject", digest(canonical_xml(office)), f"{DS}Object"),
        Reference(
            "#idSignedProperties", digest(canonical_xml(properties)), SIGNED_PROPERTIES, is_canonical=True
        ),
    ):
        _put_reference(info, reference)
    value.text = _base64(_raw(key, key.sign(canonical_xml(info))))
    return root


def stamp(root: etree._Element, token: bytes) -> None:
    """Put a time stamp of the signature's value into its XAdES properties (ETSI TS 101 903, 7.3: XAdES-T)."""
    qualifying = next(root.iter(f"{{{XADES}}}QualifyingProperties"))
    unsigned = _put(qualifying, "UnsignedProperties", namespace=XADES)
    stamped = _put(
        _put(unsigned, "UnsignedSignatureProperties", namespace=XADES), "SignatureTimeStamp", namespace=XADES
    )
    _put(stamped, "CanonicalizationMethod", Algorithm=CANONICAL)
    _put(stamped, "EncapsulatedTimeStamp", _base64(token), namespace=XADES)


def stamped_digest(root: etree._Element) -> bytes:
    """The digest for a time stamp: of the element SignatureValue in canonical form."""
    return digest(canonical_xml(next(root.iter(f"{{{DS}}}SignatureValue"))))


# --- the three objects -------------------------------------------------------------------------------


def _package_object(root: etree._Element, references: Iterable[Reference], moment: str) -> etree._Element:
    package = _put(root, "Object", Id="idPackageObject")
    manifest = _put(package, "Manifest")
    for reference in references:
        _put_reference(manifest, reference)
    time = _put(_property(package, "idSignatureTime"), "SignatureTime", namespace=PACKAGE)
    _put(time, "Format", TIME_FORMAT, namespace=PACKAGE)
    _put(time, "Value", moment, namespace=PACKAGE)
    return package


def _office_object(root: etree._Element, comment: str) -> etree._Element:
    office = _put(root, "Object", Id="idOfficeObject")
    info = _put(_property(office, "idOfficeV1Details"), "SignatureInfoV1", namespace=OFFICE)
    for name, text in {**DETAILS, "SignatureComments": comment[:LONGEST_COMMENT]}.items():
        _put(info, name, text, namespace=OFFICE)
    return office


def _xades_object(root: etree._Element, certificate: x509.Certificate, moment: str) -> etree._Element:
    """The element SignedProperties, in its object."""
    place = _put(root, "Object")
    qualifying = _put(place, "QualifyingProperties", namespace=XADES, Target=TARGET)
    signed = _put(qualifying, "SignedProperties", namespace=XADES, Id="idSignedProperties")
    properties = _put(signed, "SignedSignatureProperties", namespace=XADES)
    _put(properties, "SigningTime", moment, namespace=XADES)
    one = _put(_put(properties, "SigningCertificate", namespace=XADES), "Cert", namespace=XADES)
    hashed = _put(one, "CertDigest", namespace=XADES)
    _put(hashed, "DigestMethod", Algorithm=SHA256)
    _put(hashed, "DigestValue", _base64(digest(certificate.public_bytes(Encoding.DER))))
    serial = _put(one, "IssuerSerial", namespace=XADES)
    _put(serial, "X509IssuerName", _name(certificate.issuer))
    _put(serial, "X509SerialNumber", str(certificate.serial_number))
    policy = _put(properties, "SignaturePolicyIdentifier", namespace=XADES)
    _put(policy, "SignaturePolicyImplied", namespace=XADES)
    return signed


def _property(parent: etree._Element, name: str) -> etree._Element:
    return _put(_put(parent, "SignatureProperties"), "SignatureProperty", Id=name, Target=TARGET)


def _name(name: x509.Name) -> str:
    """A name as Office writes it: its parts in the certificate's order, separated by a comma and a space."""
    return ", ".join(part.rfc4514_string() for part in reversed(name.rdns))


# --- elements ----------------------------------------------------------------------------------------


PREFIXES: Mapping[str, Mapping[str | None, str]] = {
    DS: {None: DS},
    PACKAGE: {"mdssi": PACKAGE},
    OFFICE: {None: OFFICE},
    XADES: {"xd": XADES},
}


def _put(
    parent: etree._Element, tag: str, text: str = "", namespace: str = DS, **attributes: str
) -> etree._Element:
    nsmap = None if parent.nsmap.get(_prefix(namespace)) == namespace else PREFIXES[namespace]
    element = etree.SubElement(parent, f"{{{namespace}}}{tag}", attributes, nsmap)  # type: ignore[arg-type] # as above
    element.text = text or None
    return element


def _prefix(namespace: str) -> str | None:
    return next(iter(PREFIXES[namespace]))


def _put_reference(parent: etree._Element, reference: Reference) -> None:
    kind = {"Type": reference.kind} if reference.kind else {}
    element = _put(parent, "Reference", "", DS, URI=reference.uri, **kind)
    if reference.relationships or reference.is_canonical:
        transforms = _put(element, "Transforms")
        if reference.relationships:
            chosen = _put(transforms, "Transform", Algorithm=relationships.ALGORITHM)
            for id_ in reference.relationships:
                _put(chosen, "RelationshipReference", namespace=PACKAGE, SourceId=id_)
        _put(transforms, "Transform", Algorithm=CANONICAL)
    _put(element, "DigestMethod", Algorithm=SHA256)
    _put(element, "DigestValue", _base64(reference.digest))


def _raw(key: Key, signed: bytes) -> bytes:
    """A signature as XML needs it (XML-DSig, 6.4.3): for ECDSA, two numbers in the curve's length."""
    public = key.public
    if not isinstance(public, EllipticCurvePublicKey):
        return signed
    length = (public.curve.key_size + 7) // 8
    return b"".join(number.to_bytes(length) for number in decode_dss_signature(signed))


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
