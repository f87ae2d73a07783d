"""Word files sealed for tests: a small signer of packages, whose every part a test can bend.

Shaped after what Word writes (MS-OFFCRYPTO 2.5.2), or with `like="libreoffice"` after what LibreOffice does.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree

from verify import authority

DS = "http://www.w3.org/2000/09/xmldsig#"
MDSSI = "http://schemas.openxmlformats.org/package/2006/digital-signature"
XD = "http://uri.etsi.org/01903/v1.3.2#"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
TYPES_NS = "http://schemas.openxmlformats.org/package/2006/content-types"
RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
SIG_TYPE = "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"
LEFT_OUT = ("core-properties", "extended-properties", "digital-signature/origin")
HASH_URIS = {
    "sha1": DS + "sha1",
    "sha256": "http://www.w3.org/2001/04/xmlenc#sha256",
    "sha512": "http://www.w3.org/2001/04/xmlenc#sha512",
}
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
METHODS = {
    ("rsa", "sha1"): DS + "rsa-sha1",
    ("rsa", "sha256"): MORE + "rsa-sha256",
    ("rsa", "sha512"): MORE + "rsa-sha512",
    ("pss", "sha256"): "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
    ("ec", "sha256"): MORE + "ecdsa-sha256",
    ("ec", "sha512"): MORE + "ecdsa-sha512",
}


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def package(parts):
    """A zip file of parts, in their order, with a fixed date."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def changed(content, **changes):
    """A package with other parts: by name, a function from the old bytes, new bytes, or None to drop it."""
    parts = parts_of(content)
    for name, change in changes.items():
        new = change(parts[name]) if callable(change) else change
        if new is None:
            del parts[name]
        else:
            parts[name] = new
    return package(parts)


@dataclass
class WordSigner:
    """How a package is signed; a test bends what it needs."""

    identity: object = field(default_factory=authority.signer)
    kind: str = "ec"
    hash: str = "sha256"
    like: str = "word"
    omit: tuple[str, ...] = ()
    """Names of parts that the manifest leaves out."""
    groups: bool = False
    """Whether relationships are chosen by their types instead of their ids."""
    xades: bool = True
    stamp: object = None
    """A function from the bytes to stamp to a time stamp's DER (XAdES-T)."""
    along: tuple[object, ...] = ()
    bend_manifest: object = staticmethod(lambda xml: xml)
    bend: object = staticmethod(lambda xml: xml)
    """What is done to the finished signature part."""
    name: str = "sig1.xml"
    form: str = C14N
    """The canonical form of what SignedInfo names, its own and a time stamp's."""
    when: str = "2026-11-01T09:00:00Z"

    @property
    def suffix(self):
        return "_{0A1B2C3D-0000-0000-0000-000000000001}" if self.like == "libreoffice" else ""

    def sign(self, content):
        """The signed package."""
        parts = parts_of(content)
        signature = self.bend(self._signature(parts))
        return package(with_signature(parts, self.name, signature))

    def digest(self, content):
        return base64.b64encode(hashlib.new(self.hash, content).digest()).decode()

    def _reference(self, uri, content, transforms="", type_=""):
        kind = f' Type="{type_}"' if type_ else ""
        inside = f"<Transforms>{transforms}</Transforms>" if transforms else ""
        return (
            f"<Reference URI={quoteattr(uri)}{kind}>{inside}<DigestMethod "
            f'Algorithm="{HASH_URIS[self.hash]}"/>'
            f"<DigestValue>{self.digest(content)}</DigestValue></Reference>"
        )

    def _manifest(self, parts):
        types = ContentTypes(parts)
        found = []
        for name in sorted(parts):
            if name in self.omit or name.startswith("_xmlsignatures/") or name == "[Content_Types].xml":
                continue
            if name.endswith(".rels"):
                found += self._relationships(name, parts[name])
            elif name not in {"docProps/core.xml", "docProps/app.xml"}:
                found.append(self._reference(f"/{name}?ContentType={types.of(name)}", parts[name]))
        return "".join(found)

    def _relationships(self, name, content):
        root = etree.fromstring(content)
        chosen = [each for each in root if not each.get("Type").endswith(LEFT_OUT)]
        spaces = sum(bool(text) for text in (root.text, *(each.tail for each in root)))
        texts = "<text/>" * spaces if self.like == "libreoffice" else ""
        if not chosen:
            return []
        if self.groups:
            kinds = sorted({each.get("Type") for each in chosen})
            choice = "".join(
                f'<RelationshipsGroupReference xmlns="{MDSSI}" SourceType="{each}"/>' for each in kinds
            )
        else:
            ids = sorted(each.get("Id") for each in chosen)
            choice = "".join(f'<RelationshipReference xmlns="{MDSSI}" SourceId="{each}"/>' for each in ids)
        transforms = (
            "<Transform "
            f'Algorithm="http://schemas.openxmlformats.org/package/2006/RelationshipTransform">{choice}'
            f'</Transform><Transform Algorithm="{C14N}"/>'
        )
        body = "".join(
            f"<Relationship Id={quoteattr(each.get('Id'))} Target={quoteattr(each.get('Target'))}"
            f" TargetMode={quoteattr(each.get('TargetMode', 'Internal'))} "
            f"Type={quoteattr(each.get('Type'))}/>"
            for each in sorted(chosen, key=lambda each: each.get("Id"))
        )
        whole = c14n(f'<Relationships xmlns="{RELS}">{texts}{body}</Relationships>')
        return [self._reference(f"/{name}?ContentType={RELS_TYPE}", whole, transforms)]

    def _signature(self, parts):
        package_id, office_id = f"idPackageObject{self.suffix}", f"idOfficeObject{self.suffix}"
        manifest = self.bend_manifest(self._manifest(parts))
        objects = [self._package_object(package_id, manifest), self._office_object(office_id)]
        references = [
            self._reference(f"#{id_}", c14n(_within(each)), type_=DS + "Object")
            for id_, each in zip((package_id, office_id), objects, strict=True)
        ]
        if self.xades:
            properties = self._properties()
            objects.append(
                f'<Object><xd:QualifyingProperties xmlns:xd="{XD}" Target="#idPackageSignature">{properties}'
                f"</xd:QualifyingProperties></Object>"
            )
            signed = c14n(_within(properties, f' xmlns:xd="{XD}"'), self.form)
            transform = f'<Transform Algorithm="{self.form}"/>'
            references.append(
                self._reference(
                    f"#idSignedProperties{self.suffix}", signed, transform, XD[:-7] + "#SignedProperties"
                )
            )
        info = (
            f'<SignedInfo><CanonicalizationMethod Algorithm="{self.form}"/>'
            "<SignatureMethod "
            f'Algorithm="{METHODS[self.kind, self.hash]}"/>{"".join(references)}</SignedInfo>'
        )
        value = self._sign(c14n(_within(info), self.form))
        if self.stamp:
            self._add_stamp(objects, f"<SignatureValue>{base64.b64encode(value).decode()}</SignatureValue>")
        certificates = "".join(
            f"<X509Certificate>{base64.b64encode(each.der).decode()}</X509Certificate>"
            for each in (self.identity, *self.along)
        )
        return (
            f'<Signature xmlns="{DS}" Id="idPackageSignature">{info}'
            f"<SignatureValue>{base64.b64encode(value).decode()}</SignatureValue>"
            f"<KeyInfo><X509Data>{certificates}</X509Data></KeyInfo>{''.join(objects)}</Signature>"
        )

    def _package_object(self, id_, manifest):
        return (
            f'<Object Id="{id_}"><Manifest>{manifest}</Manifest><SignatureProperties><SignatureProperty'
            f' Id="idSignatureTime{self.suffix}" Target="#idPackageSignature">'
            f'<mdssi:SignatureTime xmlns:mdssi="{MDSSI}"><mdssi:Format>YYYY-MM-DDThh:mm:ssTZD</mdssi:Format>'
            f"<mdssi:Value>{self.when}</mdssi:Value></mdssi:SignatureTime></SignatureProperty>"
            f"</SignatureProperties></Object>"
        )

    def _office_object(self, id_):
        return (
            f'<Object Id="{id_}"><SignatureProperties><SignatureProperty Id="idOfficeV1Details{self.suffix}"'
            ' Target="#idPackageSignature"><SignatureInfoV1 '
            'xmlns="http://schemas.microsoft.com/office/2006/digsig">'
            f"<SetupID/><SignatureText/><SignatureImage/><SignatureComments>Approved</SignatureComments>"
            f"</SignatureInfoV1></SignatureProperty></SignatureProperties></Object>"
        )

    def _add_stamp(self, objects, value):
        token = base64.b64encode(self.stamp(c14n(_within(value), self.form))).decode()
        unsigned = (
            f"<xd:UnsignedProperties><xd:UnsignedSignatureProperties><xd:SignatureTimeStamp>"
            f'<CanonicalizationMethod Algorithm="{self.form}"/>'
            f"<xd:EncapsulatedTimeStamp>{token}</xd:EncapsulatedTimeStamp></xd:SignatureTimeStamp>"
            f"</xd:UnsignedSignatureProperties></xd:UnsignedProperties></xd:QualifyingProperties>"
        )
        objects[-1] = objects[-1].replace("</xd:QualifyingProperties>", unsigned)

    def _properties(self):
        return (
            f'<xd:SignedProperties Id="idSignedProperties{self.suffix}"><xd:SignedSignatureProperties>'
            f"<xd:SigningTime>{self.when}</xd:SigningTime><xd:SigningCertificate><xd:Cert><xd:CertDigest>"
            f'<DigestMethod Algorithm="{HASH_URIS[self.hash]}"/>'
            f"<DigestValue>{self.digest(self.identity.der)}</DigestValue></xd:CertDigest></xd:Cert>"
            f"</xd:SigningCertificate></xd:SignedSignatureProperties></xd:SignedProperties>"
        )

    def _sign(self, content):
        digest, key = getattr(hashes, self.hash.upper())(), self.identity.key
        if self.kind == "rsa":
            return key.sign(content, padding.PKCS1v15(), digest)
        if self.kind == "pss":
            return key.sign(content, padding.PSS(padding.MGF1(digest), digest.digest_size), digest)
        numbers = decode_dss_signature(key.sign(content, ec.ECDSA(digest)))
        return b"".join(number.to_bytes(32, "big") for number in numbers)


def with_signature(parts, name, signature):
    """The parts of a package and a signature, with all that leads to it. A second one joins the first."""
    parts = dict(parts)
    types = parts["[Content_Types].xml"].decode()
    lists = parts.get("_xmlsignatures/_rels/origin.sigs.rels", b"").decode()
    entry = f'<Relationship Id="r{name}" Type="{RELS}/digital-signature/signature" Target="{name}"/>'
    if not lists:
        lists = f'<Relationships xmlns="{RELS}"></Relationships>'
        types = types.replace(
            "<Default",
            '<Default Extension="sigs" ContentType='
            '"application/vnd.openxmlformats-package.digital-signature-origin"/><Default',
            1,
        )
        type_ = f"{RELS}/digital-signature/origin"
        origin = f'<Relationship Id="rOrigin" Type="{type_}" Target="_xmlsignatures/origin.sigs"/>'
        parts["_rels/.rels"] = parts["_rels/.rels"].replace(
            b"</Relationships>", f"{origin}</Relationships>".encode()
        )
        parts["_xmlsignatures/origin.sigs"] = b""
    override = f'<Override PartName="/_xmlsignatures/{name}" ContentType="{SIG_TYPE}"/></Types>'
    parts["[Content_Types].xml"] = types.replace("</Types>", override).encode()
    parts["_xmlsignatures/_rels/origin.sigs.rels"] = lists.replace(
        "</Relationships>", f"{entry}</Relationships>"
    ).encode()
    parts[f"_xmlsignatures/{name}"] = signature.encode()
    return parts


class ContentTypes:
    """The types of parts, as a package tells them."""

    def __init__(self, parts):
        text = parts["[Content_Types].xml"].decode()
        self.defaults = dict(re.findall(r'<Default Extension="([^"]+)" ContentType="([^"]+)"', text))
        self.overrides = dict(re.findall(r'<Override PartName="/([^"]+)" ContentType="([^"]+)"', text))

    def of(self, name):
        return self.overrides.get(name) or self.defaults[name.rpartition(".")[2]]


def _within(xml, more=""):
    """An element with the namespace that the whole signature gives it."""
    return re.sub(r"^<([\w:]+)", rf'<\1 xmlns="{DS}"{more}', xml, count=1)


def c14n(xml, form=C14N):
    return etree.tostring(etree.fromstring(xml), method="c14n", exclusive=form == EXCLUSIVE)
