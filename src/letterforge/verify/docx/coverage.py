"""A package and a signature's manifest → what was changed, and what the signature leaves out."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from letterforge.verify.docx.package import (
    DOCUMENT,
    TYPES_PART,
    Package,
    Relationship,
    is_relationships,
    relationships_part_of,
    transformed,
)
from letterforge.verify.docx.properties import Free, check_left_out, free_of
from letterforge.verify.docx.signature import Reference
from letterforge.verify.docx.xml import C14N, FORMS, canonical, parse

TRANSFORM = "http://schemas.openxmlformats.org/package/2006/RelationshipTransform"
MDSSI = "{http://schemas.openxmlformats.org/package/2006/digital-signature}"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ORIGIN = f"{_PACKAGE}/digital-signature/origin"
SIGNATURE = f"{_PACKAGE}/digital-signature/signature"
CERTIFICATE = f"{_PACKAGE}/digital-signature/certificate"


@dataclass(slots=True)
class Covered:
    """What a manifest covers in a package, and what it says that is not so."""

    parts: set[str] = field(default_factory=set)
    relationships: dict[str, frozenset[str]] = field(default_factory=dict)
    """Ids of relationships by the part that lists them."""
    faults: list[str] = field(default_factory=list)


def compare(package: Package, manifest: tuple[Reference, ...]) -> Covered:
    """Hold each part and relationship that a manifest names against the package."""
    covered = Covered()
    for reference in manifest:
        path, _, query = reference.uri.partition("?")
        name = package.find(path[1:]) if path.startswith("/") and not path.startswith("//") else None
        told = query.removeprefix("ContentType=")
        if name is None:
            covered.faults.append(f"what the seal covers is not there: {_shown(path)}")
        elif not query.startswith("ContentType=") or package.type_of(name) not in {told, unquote(told)}:
            covered.faults.append(f"{name} has another type than when it was sealed")
        elif name in covered.parts or name in covered.relationships:
            covered.faults.append(f"the seal names {name} twice")
        else:
            _hold(package, name, reference, covered)
    return covered


def _hold(package: Package, name: str, reference: Reference, covered: Covered) -> None:
    forms, ids = _forms(package, name, reference)
    if not forms:
        covered.faults.append(f"the seal transforms {name} in a way that is not read")
    elif not any(reference.fits(form) for form in forms):
        covered.faults.append(f"changed after it was sealed: {name}")
    if is_relationships(name):
        covered.relationships[name] = ids
    else:
        covered.parts.add(name)


def _forms(package: Package, name: str, reference: Reference) -> tuple[tuple[bytes, ...], frozenset[str]]:
    """The bytes that a reference may mean (none: it is not read), and the ids of the relationships among them."""
    content = package.parts[name]
    first, *more = [each.get("Algorithm", "") for each in reference.transforms] or [""]
    if first == TRANSFORM and is_relationships(name) and set(more) <= {C14N}:
        return transformed(content, name, *_choice(reference))
    relationships = package.relationships_in(name) if is_relationships(name) else ()
    ids = frozenset(each.id for each in relationships)
    if not reference.transforms:
        return (content,), ids
    if first in FORMS and not more and not len(reference.transforms[0]):
        return (canonical(parse(content, name), first),), ids
    return (), frozenset()


def _choice(reference: Reference) -> tuple[list[str], list[str]]:
    """The ids and types of relationships that a transform chooses (ECMA-376-2, 10.5.11.2)."""
    transform = reference.transforms[0]
    ids = [each.get("SourceId", "") for each in transform.findall(MDSSI + "RelationshipReference")]
    types = [each.get("SourceType", "") for each in transform.findall(MDSSI + "RelationshipsGroupReference")]
    return ids, types


@dataclass(frozen=True, slots=True)
class Signatures:
    """The parts that make up the signatures of a package."""

    parts: tuple[str, ...] = ()
    machinery: frozenset[str] = frozenset()
    """All parts that signatures need and cannot sign: the origin, the signatures, certificates."""


def find_signatures(package: Package) -> Signatures:
    """The signatures that the package's relationships lead to (ECMA-376-2, 10.3). Raises Refused."""
    origins = package.targets("", ORIGIN)
    parts = tuple(dict.fromkeys(part for origin in origins for part in package.targets(origin, SIGNATURE)))
    certificates = [found for part in parts for found in package.targets(part, CERTIFICATE)]
    return Signatures(parts, frozenset([*origins, *parts, *certificates]))


def left_open(package: Package, covered: Covered, signatures: Signatures) -> tuple[list[str], list[str]]:
    """What a signature does not cover: what it should, and what it need not. Raises Refused."""
    free = free_of(package)
    uncovered = [
        f"relationship {_shown(each.id)} in {package.find(relationships_part_of(source))}"
        for source, each in package.links()
        if not _may_be_open(source, each, signatures, free)
        and not _is_covered(package, covered, source, each)
    ]
    left_out: list[str] = []
    for name in package.parts:
        if name == TYPES_PART or name in signatures.machinery or name in covered.parts:
            continue  # the types of what is covered are covered with it
        if is_relationships(name):
            uncovered += _astray(package, name, covered)
        elif name in free.parts:
            check_left_out(package, free, name)
            left_out.append(name)
        else:
            uncovered.append(name)
    return uncovered, left_out


def _is_covered(package: Package, covered: Covered, source: str, relationship: Relationship) -> bool:
    name = package.find(relationships_part_of(source)) or ""
    return relationship.id in covered.relationships.get(name, frozenset())


def _may_be_open(source: str, relationship: Relationship, signatures: Signatures, free: Free) -> bool:
    """Whether a seal need not cover a relationship."""
    if relationship.external:
        return False
    if (source, relationship.id) in free.links:
        return True
    if not source:
        return relationship.type == ORIGIN
    return source in signatures.machinery and relationship.type in {SIGNATURE, CERTIFICATE}


def _astray(package: Package, name: str, covered: Covered) -> list[str]:
    """The relationships that a part lists of one that is not there, and that no seal covers."""
    folder, _, file = name.rpartition("/")
    source = posixpath.join(posixpath.dirname(folder), file.lower().removesuffix(".rels"))
    if not source or package.find(source):
        return []
    known = covered.relationships.get(name, frozenset())
    astray = (each.id for each in package.relationships_in(name) if each.id not in known)
    return [f"relationship {_shown(id_)} in {name}" for id_ in astray]


def document_faults(package: Package, covered: Covered) -> Iterator[str]:
    """The package must say what its document is, once, under the seal."""
    found = [each for each in package.relationships_of("") if each.type in DOCUMENT]
    if len(found) != 1:
        yield "it names no document, or several"
        return
    main = package.targets("", *DOCUMENT)[0]
    root = package.find("_rels/.rels") or ""
    if main not in covered.parts or found[0].id not in covered.relationships.get(root, frozenset()):
        yield "the seal does not cover the document"


def _shown(text: str) -> str:
    return "".join(character for character in text if character.isprintable())[:120]
