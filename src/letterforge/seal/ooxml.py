"""Word, Excel and PowerPoint files → the same, sealed: a package signature (ECMA-376-2).

The signature follows clause 12 of the 1st edition. Every part is signed except those that Office leaves out:
content types (each reference names the type of its part), the properties of the document, and the signatures
themselves. The same package, key and time give the same bytes, with RSA and no time stamp.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from letterforge.seal import relationships
from letterforge.seal.faults import Unsealable
from letterforge.seal.keys import Key
from letterforge.seal.opc import (
    CONTENT_TYPES,
    DEFAULT,
    OVERRIDE,
    Package,
    content_types,
    parse_part,
    read_package,
    serialise_part,
    write_package,
)
from letterforge.seal.statement import Statement
from letterforge.seal.timestamps import Authority
from letterforge.seal.xmldsig import Reference, digest, signature, stamp, stamped_digest

FOLDER = "_xmlsignatures"
ORIGIN, ORIGIN_RELATIONSHIPS = f"{FOLDER}/origin.sigs", f"{FOLDER}/_rels/origin.sigs.rels"
SIGNATURE = f"{FOLDER}/sig1.xml"
PACKAGE_RELATIONSHIPS = "_rels/.rels"
ORIGIN_TYPE = "application/vnd.openxmlformats-package.digital-signature-origin"
SIGNATURE_TYPE = "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"
SIGNATURE_RELATION = f"{relationships.NAMESPACE}/digital-signature/signature"
UNSIGNED = (CONTENT_TYPES, "docProps/app.xml", "docProps/core.xml", f"{FOLDER}/")
"""Start of the names of parts that no signature of Office covers."""


def seal_ooxml(content: bytes, key: Key, statement: Statement, authority: Authority | None = None) -> bytes:
    """A package with a signature over its parts. Raises Unsealable, NoTimestamp, KeyFault.

    `authority`: gives a time stamp; None: no time stamp.
    """
    package = _compact(read_package(content))
    root = signature(_references(package), key, statement)
    if authority is not None:
        stamp(root, authority.token(stamped_digest(root)))
    return write_package(_with_signature(package, serialise_part(root)))


def _compact(package: Package) -> Package:
    """The package with its relationships as all programs read them. Raises Unsealable."""
    if any(name.startswith(f"{FOLDER}/") for name in package.parts):
        raise Unsealable("the file is already sealed")
    if PACKAGE_RELATIONSHIPS not in package.parts:
        raise Unsealable("the file is not a Word file: it has no relationships")
    parts = {
        name: relationships.compact(part) if name.endswith(".rels") else part
        for name, part in package.parts.items()
    }
    return replace(package, parts=parts)


def _references(package: Package) -> Iterator[Reference]:
    """References to each part with its content type, or to the signed relationships (12.2.4.6).

    Raises Unsealable.
    """
    by_name, by_suffix = content_types(package.types())
    for name in sorted(name for name in package.parts if not name.startswith(UNSIGNED)):
        part = package.parts[name]
        if name.endswith(".rels"):
            chosen = relationships.signed_relationships(part)
            if chosen:
                ids = [relationship.get("Id", "") for relationship in chosen]
                uri = f"/{name}?ContentType={relationships.CONTENT_TYPE}"
                yield Reference(uri, digest(relationships.transformed(chosen)), relationships=ids)
            continue
        suffix = posixpath.splitext(name)[1].lstrip(".")
        kind = by_name.get(f"/{name}".lower()) or by_suffix.get(suffix.lower())
        if kind is None:
            raise Unsealable(f"the Word file does not give the type of its part {name}")
        yield Reference(f"/{name}?ContentType={kind}", digest(part))


def _with_signature(package: Package, signed: bytes) -> Package:
    """The package with the parts of a signature (12.2.1, 12.2.2), their content types and relationships."""
    types = package.types()
    types.insert(0, etree.Element(DEFAULT, {"Extension": "sigs", "ContentType": ORIGIN_TYPE}))
    etree.SubElement(types, OVERRIDE, {"PartName": f"/{SIGNATURE}", "ContentType": SIGNATURE_TYPE})
    own = parse_part(package.parts[PACKAGE_RELATIONSHIPS])
    taken = {relationship.get("Id") for relationship in own}
    free = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    _relate(own, free, relationships.ORIGIN, ORIGIN)
    theirs = relationships.empty_root()
    _relate(theirs, "rId1", SIGNATURE_RELATION, posixpath.basename(SIGNATURE))
    added: Mapping[str, bytes] = {
        CONTENT_TYPES: serialise_part(types),
        PACKAGE_RELATIONSHIPS: serialise_part(own),
        ORIGIN: b"",
        ORIGIN_RELATIONSHIPS: serialise_part(theirs),
        SIGNATURE: signed,
    }
    return replace(package, parts={**package.parts, **added})


def _relate(root: etree._Element, id_: str, kind: str, target: str) -> None:
    etree.SubElement(root, relationships.RELATIONSHIP, {"Id": id_, "Type": kind, "Target": target})
