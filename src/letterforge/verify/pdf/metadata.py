"""Two revisions of a PDF → the properties of the document that were changed, in its Info and its XMP.

A program that adds to a file may record the time and its own name (ISO 32000-1, 14.3.3; ISO 16684-1, 8). All
other properties that programs show, such as the title in the window's frame, must be as they were sealed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import pikepdf
from lxml import etree
from pikepdf import Dictionary, Stream

INFO_MAY_CHANGE = frozenset({"/ModDate", "/Producer"})
RDF, XML = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}", "{http://www.w3.org/XML/1998/namespace}"
_XMP, _MM = "{http://ns.adobe.com/xap/1.0/}", "{http://ns.adobe.com/xap/1.0/mm/}"
XMP_MAY_CHANGE = frozenset(
    {
        f"{_XMP}ModifyDate",
        f"{_XMP}MetadataDate",
        f"{_MM}InstanceID",
        "{http://ns.adobe.com/pdf/1.3/}Producer",
    }
)
PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    _XMP[1:-1]: "xmp",
    _MM[1:-1]: "xmpMM",
    "http://ns.adobe.com/pdf/1.3/": "pdf",
}
"""As people know these names."""
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
LARGEST = 4 * 1024 * 1024
"""Largest XMP that is read, in bytes."""
DEEPEST = 20
Value: TypeAlias = Any
"""A property's value: a text, or pairs of its parts."""


def changed_properties(before: pikepdf.Pdf, now: pikepdf.Pdf) -> Iterator[str]:
    """The properties of the document that differ in the later revision."""
    old, new = (_info(pdf) for pdf in (before, now))
    for key in sorted({*old, *new} - INFO_MAY_CHANGE):
        if old.get(key) != new.get(key):
            yield f"the document's {key[1:]}, which was changed (Info)"
    old_xmp, new_xmp = (pdf.Root.get("/Metadata") for pdf in (before, now))
    if not _same_bytes(old_xmp, new_xmp):
        yield from _changed_xmp(old_xmp, new_xmp)


def _info(pdf: pikepdf.Pdf) -> dict[str, str]:
    found = pdf.trailer.get("/Info")
    return {key: _text(found.get(key)) for key in found.keys()} if isinstance(found, Dictionary) else {}  # noqa: SIM118 - pikepdf iterates over nothing else


def _text(value: object) -> str:
    return value.unparse().decode("latin-1") if isinstance(value, Dictionary | pikepdf.Array) else str(value)


def _same_bytes(old: object, new: object) -> bool:
    if isinstance(old, Stream) and isinstance(new, Stream):
        return old.read_bytes() == new.read_bytes()
    return old is None and new is None


def _changed_xmp(old: object, new: object) -> Iterator[str]:
    try:
        before, now = properties_of(old), properties_of(new)
    except (ValueError, etree.XMLSyntaxError, pikepdf.PdfError):
        yield "the document's metadata, which was changed and cannot be read (XMP)"
        return
    for name in sorted({*before, *now} - XMP_MAY_CHANGE):
        if before.get(name) != now.get(name):
            qualified = etree.QName(name)
            prefix = PREFIXES.get(str(qualified.namespace), "")
            shown = f"{prefix}:{qualified.localname}" if prefix else qualified.localname
            yield f"the document's {shown}, which was changed (XMP)"


def properties_of(stream: object) -> dict[str, Value]:
    """The properties in an XMP packet by name, however they are written. Raises ValueError, XMLSyntaxError.

    A property may be an element or an attribute, a structure may be written in two ways (ISO 16684-1, 7).
    """
    if not isinstance(stream, Stream):
        return {}
    packet = stream.read_bytes()
    if len(packet) > LARGEST or b"<!DOCTYPE" in packet or b"<!ENTITY" in packet:
        raise ValueError("the metadata is too large, or has entities")
    root = etree.fromstring(packet, PARSER)
    found: dict[str, Value] = {}
    for described in root.iter(f"{RDF}Description"):
        parent = described.getparent()
        if parent is None or parent.tag == f"{RDF}RDF":
            for name, value in _fields(described, 0):
                found[name] = (found[name], value) if name in found else value
    return found


def _fields(element: etree._Element, depth: int) -> Iterator[tuple[str, Value]]:
    for name, text in element.attrib.items():
        if not str(name).startswith((RDF, XML)):
            yield str(name), str(text).strip()
    for child in element.iterchildren(etree.Element):
        yield str(child.tag), _value(child, depth + 1)


def _value(element: etree._Element, depth: int) -> Value:
    if depth > DEEPEST:
        raise ValueError("the metadata is nested too deeply")
    kids = list(element.iterchildren(etree.Element))
    if len(kids) == 1 and kids[0].tag in {f"{RDF}Alt", f"{RDF}Seq", f"{RDF}Bag"}:
        items = tuple((item.get(f"{XML}lang", ""), _value(item, depth + 1)) for item in kids[0])
        return (str(kids[0].tag), items)
    inner = kids[0] if len(kids) == 1 and kids[0].tag == f"{RDF}Description" else element
    fields = tuple(sorted(_fields(inner, depth + 1), key=repr))
    if fields:
        return fields
    return element.get(f"{RDF}resource") or "".join(map(str, element.itertext())).strip()
