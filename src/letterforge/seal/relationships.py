"""The relationships transform: which relationships of a part a signature covers, as bytes to be hashed.

ECMA-376-2, 12.2.4.26 (in the 1st edition; 10.6 in the 5th).
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from letterforge.seal.faults import Unsealable
from letterforge.seal.opc import parsed

NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
RELATIONSHIP = f"{{{NAMESPACE}}}Relationship"
CONTENT_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
ALGORITHM = "http://schemas.openxmlformats.org/package/2006/RelationshipTransform"
ORIGIN = f"{NAMESPACE}/digital-signature/origin"
UNSIGNED = frozenset(
    {
        ORIGIN,
        f"{NAMESPACE}/metadata/core-properties",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties",
    }
)
"""Types that Word and LibreOffice leave out: properties change when a file is looked at, and the origin of
signatures with each further one."""


def signed_relationships(part: bytes) -> list[etree._Element]:
    """The relationships of a part that are to be signed, by their ids. Raises Unsealable.

    libxmlsec, and with it LibreOffice, writes an `&` of a signed target without escaping it, and would call the
    signature broken.
    """
    found = [each for each in parsed(part).iter(RELATIONSHIP) if each.get("Type") not in UNSIGNED]
    for each in found:
        if "&" in each.get("Target", ""):
            message = f'a link has "&" in its address, so that LibreOffice would refuse the seal: {each.get("Target")}'
            raise Unsealable(message, "write the link as a field, or give it another address")
    return sorted(found, key=lambda each: each.get("Id", ""))


def transformed(relationships: Iterable[etree._Element]) -> bytes:
    """These relationships, which are in order, in canonical form."""
    root = none()
    for each in relationships:
        attributes = {key: each.get(key, "") for key in ("Id", "Target", "Type")}
        mode = each.get("TargetMode", "Internal")
        etree.SubElement(root, RELATIONSHIP, attributes | {"TargetMode": mode})
    return etree.tostring(root, method="c14n", exclusive=False, with_comments=False)


def none() -> etree._Element:
    """The root of a part of relationships."""
    return etree.Element(f"{{{NAMESPACE}}}Relationships", nsmap={None: NAMESPACE})  # type: ignore[dict-item] # the stubs know no default namespace


def compact(part: bytes) -> bytes:
    """A part of relationships without white space between them, which libxmlsec fails to drop."""
    root = parsed(part)
    spaced = [each for each in root.iter() if each.text or each.tail]
    if not spaced:
        return part
    for each in spaced:
        each.text = each.tail = None
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
