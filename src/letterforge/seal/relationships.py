"""The relationships transform: the relationships of a part that a signature covers, as bytes to hash.

ECMA-376-2, 12.2.4.26 (in the 1st edition; 10.6 in the 5th).
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from letterforge.seal.faults import Unsealable
from letterforge.seal.opc import parse_part

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
"""Types that Word and LibreOffice leave out: properties change when a file is opened, and the origin of
signatures changes with each new signature."""


def signed_relationships(part: bytes) -> list[etree._Element]:
    """The relationships of a part that must be signed, in the order of their ids. Raises Unsealable.

    libxmlsec, and so LibreOffice, does not escape an `&` in a signed target, and would call the signature
    broken.
    """
    found = [
        relationship
        for relationship in parse_part(part).iter(RELATIONSHIP)
        if relationship.get("Type") not in UNSIGNED
    ]
    for relationship in found:
        if "&" in relationship.get("Target", ""):
            target = relationship.get("Target")
            message = f'a link has "&" in its address; LibreOffice would refuse the seal: {target}'
            raise Unsealable(message, "write the link as a field, or use another address")
    return sorted(found, key=lambda relationship: relationship.get("Id", ""))


def transformed(relationships: Iterable[etree._Element]) -> bytes:
    """These relationships, which must be in order, in canonical form."""
    root = empty_root()
    for relationship in relationships:
        attributes = {key: relationship.get(key, "") for key in ("Id", "Target", "Type")}
        mode = relationship.get("TargetMode", "Internal")
        etree.SubElement(root, RELATIONSHIP, attributes | {"TargetMode": mode})
    return etree.tostring(root, method="c14n", exclusive=False, with_comments=False)


def empty_root() -> etree._Element:
    """An empty part of relationships: its root."""
    # The stubs know no default namespace.
    return etree.Element(f"{{{NAMESPACE}}}Relationships", nsmap={None: NAMESPACE})  # type: ignore[dict-item]


def compact(part: bytes) -> bytes:
    """A part of relationships without white space between them, because libxmlsec does not ignore it."""
    root = parse_part(part)
    spaced = [element for element in root.iter() if element.text or element.tail]
    if not spaced:
        return part
    for element in spaced:
        element.text = element.tail = None
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
