"""The parts that Word leaves out of its signatures → those that may be left out.

They may be left out because no page shows them: the document's properties, a small picture of it, the names
of custom XML. So each must contain only that, only one relationship may lead to it, and it must be there
once.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from letterforge.verify.docx.package import ExaminedPackage, PackageRelationship
from letterforge.verify.docx.xml import parse
from letterforge.verify.kinds import PDF_START
from letterforge.verify.verdict import Refused

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument"
_TYPE = "application/vnd.openxmlformats-"
THUMBNAIL = f"{_PACKAGE}/relationships/metadata/thumbnail"
CUSTOM_XML = (f"{_OFFICE}/relationships/customXml", f"{_STRICT}/relationships/customXml")
CUSTOM_XML_PROPERTIES = (
    f"{_OFFICE}/relationships/customXmlProps",
    f"{_STRICT}/relationships/customXmlProps",
)
"""The relationship of custom XML to the part that names its schema and its identity (ECMA-376-1, 15.2.6)."""


@dataclass(frozen=True, slots=True)
class PartForm:
    """The form of a part with properties."""

    type: str
    """Its content type."""
    root: str
    namespaces: tuple[str, ...]
    """The namespaces that its elements may have."""


def _form(type_: str, root: str, *namespaces: str) -> PartForm:
    return PartForm(_TYPE + type_, f"{{{namespaces[0]}}}{root}", namespaces)


_CORE = _form(
    "package.core-properties+xml",
    "coreProperties",
    f"{_PACKAGE}/metadata/core-properties",
    "http://purl.org/dc/elements/1.1/",
    "http://purl.org/dc/terms/",
    "http://purl.org/dc/dcmitype/",
)
_VALUES, _STRICT_VALUES = f"{_OFFICE}/docPropsVTypes", f"{_STRICT}/docPropsVTypes"
_APP, _CUSTOM = "officedocument.extended-properties+xml", "officedocument.custom-properties+xml"
FORMS: Mapping[str, PartForm] = {
    f"{_PACKAGE}/relationships/metadata/core-properties": _CORE,
    f"{_OFFICE}/relationships/extended-properties": _form(
        _APP, "Properties", f"{_OFFICE}/extended-properties", _VALUES
    ),
    f"{_OFFICE}/relationships/custom-properties": _form(
        _CUSTOM, "Properties", f"{_OFFICE}/custom-properties", _VALUES
    ),
    f"{_STRICT}/relationships/extendedProperties": _form(
        _APP, "Properties", f"{_STRICT}/extendedProperties", _STRICT_VALUES
    ),
    f"{_STRICT}/relationships/customProperties": _form(
        _CUSTOM, "Properties", f"{_STRICT}/customProperties", _STRICT_VALUES
    ),
}
"""Properties of a document, by the relationship that leads to them from the package (ECMA-376-2, 8; -1,
15.2.12)."""
LEFT_OUT = (*FORMS, THUMBNAIL)
"""Relationships of the package that Word leaves out of its signatures, with their parts: it often rewrites
them."""
_ITEM = "officedocument.customXmlProperties+xml"
ITEM_FORMS = (
    _form(_ITEM, "datastoreItem", f"{_OFFICE}/customXml"),
    _form(_ITEM, "datastoreItem", f"{_STRICT}/customXml"),
)


def _emf(picture: bytes) -> bool:
    fits = len(picture) >= 88 and picture[40:44] == b" EMF"
    return fits and struct.unpack_from("<L", picture, 48)[0] == len(picture)


def _jpeg(picture: bytes) -> bool:
    return picture.startswith(b"\xff\xd8\xff") and picture.rstrip(b"\0").endswith(b"\xff\xd9")


PICTURES: Mapping[str, Callable[[bytes], bool]] = {
    "image/jpeg": _jpeg,
    "image/jpg": _jpeg,
    "image/png": lambda picture: (
        picture.startswith(b"\x89PNG\r\n\x1a\n") and picture.endswith(b"IEND\xaeB`\x82")
    ),
    "image/gif": lambda picture: picture[:6] in {b"GIF87a", b"GIF89a"} and picture.endswith(b";"),
    "image/x-emf": _emf,
    "image/x-wmf": lambda picture: picture.startswith((b"\xd7\xcd\xc6\x9a\0\0", b"\1\0\x09\0\0")),
}
"""Checks of a picture's start and end, by type: nothing may follow it."""


@dataclass(frozen=True, slots=True)
class Free:
    """What a signature may leave out of a package."""

    parts: Mapping[str, PackageRelationship]
    """By name, each with the only relationship that leads to it."""
    links: frozenset[tuple[str, str]]
    """These relationships: the part that each starts from, and its id."""


def free_of(package: ExaminedPackage) -> Free:
    """What a signature may leave out. Raises Refused if it is there twice."""
    found = list(_links(package))
    parts = {
        name: relationship for source, relationship in found if (name := package.target(source, relationship))
    }
    links = frozenset((source, relationship.id) for source, relationship in found)
    for source, relationship in package.links():
        if (source, relationship.id) not in links:  # it may show uncovered content elsewhere
            parts.pop(package.target(source, relationship) or "", None)
    return Free(parts, links)


def _links(package: ExaminedPackage) -> Iterator[tuple[str, PackageRelationship]]:
    seen: set[str] = set()
    for relationship in package.relationships_of(""):
        if relationship.type in LEFT_OUT and not relationship.external:
            kind = FORMS[relationship.type].root if relationship.type in FORMS else relationship.type
            if kind in seen:
                raise Refused(
                    "it has the same kind of properties twice, so different programs show different ones"
                )
            seen.add(kind)
            yield "", relationship
    for item in items_of(package):
        named = [
            relationship
            for relationship in package.relationships_of(item)
            if relationship.type in CUSTOM_XML_PROPERTIES
        ]
        if len(named) == 1 and not named[0].external:
            yield item, named[0]


def items_of(package: ExaminedPackage) -> list[str]:
    """The parts of custom XML that documents lead to (ECMA-376-1, 15.2.5)."""
    found = (
        package.target(source, relationship)
        for source, relationship in package.links()
        if source and relationship.type in CUSTOM_XML
    )
    return list(dict.fromkeys(filter(None, found)))


def check_left_out(package: ExaminedPackage, free: Free, name: str) -> None:
    """Compare a part that no seal covers with its type. Raises Refused."""
    relationship = free.parts[name]
    part, type_ = package.parts[name], package.type_of(name)
    if relationship.type == THUMBNAIL:
        fits = type_ in PICTURES and PICTURES[type_](part) and PDF_START not in part
    elif relationship.type in FORMS:
        fits = _has_form(part, name, type_, FORMS[relationship.type])
    else:
        fits = any(_has_form(part, name, type_, form) for form in ITEM_FORMS)
    if not fits:
        raise Refused(f"no seal covers {name}, and its content does not match its type")


def _has_form(part: bytes, name: str, type_: str, form: PartForm) -> bool:
    if type_ != form.type:
        return False
    root = parse(part, name)
    # A style sheet can be named there, for example.
    around = (
        *root.itersiblings(etree.ProcessingInstruction),
        *root.itersiblings(etree.ProcessingInstruction, preceding=True),
    )
    return root.tag == form.root and all(
        isinstance(node.tag, str) and etree.QName(node).namespace in form.namespaces
        for node in (*around, *root.iter(etree.Element, etree.ProcessingInstruction, etree.Entity))
    )
