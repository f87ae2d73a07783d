"""A package and a signature's manifest → what was changed, and what the signature does not cover."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from letterforge.verify.docx.package import (
    DOCUMENT,
    TYPES_PART,
    ExaminedPackage,
    PackageRelationship,
    is_relationships,
    relationships_part_of,
    transformed_forms,
)
from letterforge.verify.docx.properties import Free, check_left_out, free_of
from letterforge.verify.docx.signature import SignedReference
from letterforge.verify.docx.xml import C14N, FORMS, canonical, parse

TRANSFORM = "http://schemas.openxmlformats.org/package/2006/RelationshipTransform"
MDSSI = "{http://schemas.openxmlformats.org/package/2006/digital-signature}"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ORIGIN = f"{_PACKAGE}/digital-signature/origin"
SIGNATURE = f"{_PACKAGE}/digital-signature/signature"
CERTIFICATE = f"{_PACKAGE}/digital-signature/certificate"


@dataclass(slots=True)
class Covered:
    """What a manifest covers in a package, and what is wrong in it."""

    parts: set[str] = field(default_factory=set)
    relationships: dict[str, frozenset[str]] = field(default_factory=dict)
    """Ids of relationships, by the part that lists them."""
    faults: list[str] = field(default_factory=list)


def compare(package: ExaminedPackage, manifest: tuple[SignedReference, ...]) -> Covered:
    """Compare each part and relationship of a manifest with the package."""
    covered = Covered()
    for reference in manifest:
        path, _, query = reference.uri.partition("?")
        name = package.find(path[1:]) if path.startswith("/") and not path.startswith("//") else None
        type_ = query.removeprefix("ContentType=")
        if name is None:
            covered.faults.append(f"the seal covers a part that is not there: {_shown(path)}")
        elif not query.startswith("ContentType=") or package.type_of(name) not in {type_, unquote(type_)}:
            covered.faults.append(f"{name} has a different type than when it was sealed")
        elif name in covered.parts or name in covered.relationships:
            covered.faults.append(f"the seal names {name} twice")
        else:
            _compare_part(package, name, reference, covered)
    return covered


def _compare_part(package: ExaminedPackage, name: str, reference: SignedReference, covered: Covered) -> None:
    forms, ids = _forms(package, name, reference)
    if not forms:
        covered.faults.append(f"the seal uses a transform for {name} that is not supported")
    elif not any(reference.fits(form) for form in forms):
        covered.faults.append(f"changed after it was sealed: {name}")
    if is_relationships(name):
        covered.relationships[name] = ids
    else:
        covered.parts.add(name)


def _forms(
    package: ExaminedPackage, name: str, reference: SignedReference
) -> tuple[tuple[bytes, ...], frozenset[str]]:
    """The bytes that a reference may refer to (none: not supported), and the ids of their relationships."""
    content = package.parts[name]
    first, *more = [transform.get("Algorithm", "") for transform in reference.transforms] or [""]
    if first == TRANSFORM and is_relationships(name) and set(more) <= {C14N}:
        return transformed_forms(content, name, *_choice(reference))
    relationships = package.relationships_in(name) if is_relationships(name) else ()
    ids = frozenset(relationship.id for relationship in relationships)
    if not reference.transforms:
        return (content,), ids
    if first in FORMS and not more and not len(reference.transforms[0]):
        return (canonical(parse(content, name), first),), ids
    return (), frozenset()


def _choice(reference: SignedReference) -> tuple[list[str], list[str]]:
    """The ids and types of relationships that a transform chooses (ECMA-376-2, 10.5.11.2)."""
    transform = reference.transforms[0]
    ids = [chosen.get("SourceId", "") for chosen in transform.findall(MDSSI + "RelationshipReference")]
    types = [
        chosen.get("SourceType", "") for chosen in transform.findall(MDSSI + "RelationshipsGroupReference")
    ]
    return ids, types


@dataclass(frozen=True, slots=True)
class Signatures:
    """The parts that make up the signatures of a package."""

    parts: tuple[str, ...] = ()
    machinery: frozenset[str] = frozenset()
    """All parts that signatures need but cannot sign: the origin, the signatures, certificates."""


def find_signatures(package: ExaminedPackage) -> Signatures:
    """The signatures that the package's relationships lead to (ECMA-376-2, 10.3). Raises Refused."""
    origins = package.targets("", ORIGIN)
    parts = tuple(dict.fromkeys(part for origin in origins for part in package.targets(origin, SIGNATURE)))
    certificates = [found for part in parts for found in package.targets(part, CERTIFICATE)]
    return Signatures(parts, frozenset([*origins, *parts, *certificates]))


def left_open(
    package: ExaminedPackage, covered: Covered, signatures: Signatures
) -> tuple[list[str], list[str]]:
    """What a signature does not cover: what it should cover, and what it need not. Raises Refused."""
    free = free_of(package)
    uncovered = [
        f"relationship {_shown(relationship.id)} in {package.find(relationships_part_of(source))}"
        for source, relationship in package.links()
        if not _may_be_open(source, relationship, signatures, free)
        and not _is_covered(package, covered, source, relationship)
    ]
    left_out: list[str] = []
    for name in package.parts:
        if name == TYPES_PART or name in signatures.machinery or name in covered.parts:
            continue  # the types of covered parts are covered with them
        if is_relationships(name):
            uncovered += _orphans(package, name, covered)
        elif name in free.parts:
            check_left_out(package, free, name)
            left_out.append(name)
        else:
            uncovered.append(name)
    return uncovered, left_out


def _is_covered(
    package: ExaminedPackage, covered: Covered, source: str, relationship: PackageRelationship
) -> bool:
    name = package.find(relationships_part_of(source)) or ""
    return relationship.id in covered.relationships.get(name, frozenset())


def _may_be_open(source: str, relationship: PackageRelationship, signatures: Signatures, free: Free) -> bool:
    """Whether a seal need not cover a relationship."""
    if relationship.external:
        return False
    if (source, relationship.id) in free.links:
        return True
    if not source:
        return relationship.type == ORIGIN
    return source in signatures.machinery and relationship.type in {SIGNATURE, CERTIFICATE}


def _orphans(package: ExaminedPackage, name: str, covered: Covered) -> list[str]:
    """The uncovered relationships of a part that is not there."""
    folder, _, file = name.rpartition("/")
    source = posixpath.join(posixpath.dirname(folder), file.lower().removesuffix(".rels"))
    if not source or package.find(source):
        return []
    known = covered.relationships.get(name, frozenset())
    orphans = (
        relationship.id for relationship in package.relationships_in(name) if relationship.id not in known
    )
    return [f"relationship {_shown(id_)} in {name}" for id_ in orphans]


def document_faults(package: ExaminedPackage, covered: Covered) -> Iterator[str]:
    """Why the package does not name exactly one document that the seal covers."""
    found = [relationship for relationship in package.relationships_of("") if relationship.type in DOCUMENT]
    if len(found) != 1:
        yield "it names no document, or more than one"
        return
    main = package.targets("", *DOCUMENT)[0]
    root = package.find("_rels/.rels") or ""
    if main not in covered.parts or found[0].id not in covered.relationships.get(root, frozenset()):
        yield "the seal does not cover the document"


def _shown(text: str) -> str:
    return "".join(character for character in text if character.isprintable())[:120]
