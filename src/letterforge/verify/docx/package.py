"""A package of Office Open XML: parts with their types, and relationships (ECMA-376-2, clauses 6 to 8)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from letterforge.verify.docx.archive import read_archive
from letterforge.verify.docx.xml import canonical, parse
from letterforge.verify.verdict import Refused

TYPES_PART = "[Content_Types].xml"
TYPES_NS = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATIONSHIPS_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
MOST_RELATIONSHIPS = 20_000
ATTRIBUTES = frozenset({"Id", "Type", "Target", "TargetMode"})
"""The attributes of a relationship: no signature covers other attributes, or content inside it."""
_OFFICE, _STRICT = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
DOCUMENT = (f"{_OFFICE}/officeDocument", f"{_STRICT}/officeDocument")
"""The types of the relationship that leads to the main document (ECMA-376-1, 11.3.10)."""
KINDS: Mapping[str, str] = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.": "docx",
    "application/vnd.ms-word.": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.": "xlsx",
    "application/vnd.ms-excel.": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.": "pptx",
    "application/vnd.ms-powerpoint.": "pptx",
}
"""The format of a package, by the start of its document's type."""
FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\]|%(?:2f|5c|00)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PackageRelationship:
    """One relationship of a part or of the package."""

    id: str
    type: str
    target: str
    external: bool


class ExaminedPackage:
    """The parts of a package by name, without the leading slash.

    Raises Refused if no honest program builds it so.
    """

    def __init__(self, content: bytes) -> None:
        self.parts = read_archive(content)
        self._by_folded = _folded(self.parts)
        if TYPES_PART not in self.parts:
            raise Refused("it has no content types, so it is not a Word file")
        self._defaults, self._overrides = _content_types(self.parts[TYPES_PART])
        self._relationships: dict[str, tuple[PackageRelationship, ...]] = {}
        self._links: tuple[tuple[str, PackageRelationship], ...] | None = None

    @property
    def kind(self) -> str:
        """`docx`, `xlsx`, `pptx` or `package`, by its document's type; `docx` if it names none or several."""
        named = [relationship for relationship in self.relationships_of("") if relationship.type in DOCUMENT]
        if len(named) != 1:
            return "docx"
        type_ = self.type_of(self._resolve("", named[0]))
        return next((kind for start, kind in KINDS.items() if type_.startswith(start)), "package")

    def find(self, name: str) -> str | None:
        """The name of a part in this package; capitals do not matter (ECMA-376-2, 6.2.2.3)."""
        return self._by_folded.get(_fold(name))

    def type_of(self, name: str) -> str:
        """The content type of a part; empty: it has none."""
        if is_relationships(name):
            return RELATIONSHIPS_TYPE
        extension = name.rpartition("/")[2].rpartition(".")[2].lower()
        return self._overrides.get(_fold(name)) or self._defaults.get(extension, "")

    def relationships_in(self, name: str) -> tuple[PackageRelationship, ...]:
        """The relationships that a relationships part lists."""
        if name not in self._relationships:
            self._relationships[name] = _relationships(self.parts[name], name)
        return self._relationships[name]

    def relationships_of(self, source: str) -> tuple[PackageRelationship, ...]:
        """The relationships of a part, or (empty) of the package."""
        name = self.find(relationships_part_of(source))
        return self.relationships_in(name) if name else ()

    def targets(self, source: str, *types: str) -> list[str]:
        """The parts that relationships of these types lead to.

        Raises Refused if one leads out of the package.
        """
        chosen = [
            relationship for relationship in self.relationships_of(source) if relationship.type in types
        ]
        return [self._resolve(source, relationship) for relationship in chosen]

    def _resolve(self, source: str, relationship: PackageRelationship) -> str:
        found = self.target(source, relationship)
        if found is None:
            raise Refused(f"the relationship {relationship.id} refers to a part that is not in the file")
        return found

    def target(self, source: str, relationship: PackageRelationship) -> str | None:
        """The part that a relationship leads to; None: it leads out of the package, or to nothing."""
        target = unquote(relationship.target.partition("#")[0])
        path = posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target))
        outside = relationship.external or "://" in target or FORBIDDEN.search(target)
        return None if outside else self.find(path.lstrip("/"))

    def links(self) -> tuple[tuple[str, PackageRelationship], ...]:
        """All relationships, each with the part that it starts from (empty: the package)."""
        if self._links is None:
            self._links = tuple(
                (source, relationship)
                for source in ("", *self.parts)
                for relationship in self.relationships_of(source)
            )
        return self._links


def is_relationships(name: str) -> bool:
    """Whether a part is one that lists relationships (ECMA-376-2, 6.5.2.3)."""
    folder, _, file = name.lower().rpartition("/")
    return file.endswith(".rels") and (folder == "_rels" or folder.endswith("/_rels"))


def relationships_part_of(source: str) -> str:
    """The part with the relationships of a part, or (empty) of the package."""
    folder, _, file = source.rpartition("/")
    return posixpath.join(folder, "_rels", f"{file}.rels")


def transformed_forms(
    content: bytes, name: str, ids: Iterable[str], types: Iterable[str]
) -> tuple[tuple[bytes, ...], frozenset[str]]:
    """What a signature covers of a relationships part, and the chosen ids (ECMA-376-2, 10.5.11.3).

    The relationships transform removes white space. LibreOffice does not, and reads each piece of it as an
    element `text`: its signatures cover a second form with the same meaning.
    """
    ids, types = frozenset(ids), frozenset(types)
    chosen = sorted(
        (
            relationship
            for relationship in _relationships(content, name)
            if relationship.id in ids or relationship.type in types
        ),
        key=lambda relationship: relationship.id,
    )
    root = parse(content, name)
    spaces = sum(bool(text) for text in (root.text, *(child.tail for child in root)))
    forms = (_form(chosen, 0), _form(chosen, spaces)) if spaces else (_form(chosen, 0),)
    return forms, frozenset(relationship.id for relationship in chosen)


def _form(chosen: Iterable[PackageRelationship], spaces: int) -> bytes:
    names: dict[str | None, str] = {None: RELATIONSHIPS_NS}
    root = etree.Element(f"{{{RELATIONSHIPS_NS}}}Relationships", nsmap=names)  # type: ignore[arg-type]
    for _ in range(spaces):
        etree.SubElement(root, f"{{{RELATIONSHIPS_NS}}}text")
    for relationship in chosen:
        mode = "External" if relationship.external else "Internal"
        values = {
            "Id": relationship.id,
            "Target": relationship.target,
            "TargetMode": mode,
            "Type": relationship.type,
        }
        etree.SubElement(root, f"{{{RELATIONSHIPS_NS}}}Relationship", values)
    return canonical(root)


def _fold(name: str) -> str:
    return unquote(name).casefold()


def _folded(parts: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in parts:
        segments = name.split("/")
        if name.startswith("/") or FORBIDDEN.search(name) or {"", ".", ".."} & set(segments):
            raise Refused(f"the part {name} has an invalid name")
        if ".piece" in segments[-1] and segments[-1].startswith("["):
            raise Refused("a part is stored in pieces")
        if _fold(name) in found:
            raise Refused(f"two parts have the same name: {found[_fold(name)]} and {name}")
        found[_fold(name)] = name
    return found


def _content_types(content: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """Types by extension and by part; each may be given once (ECMA-376-2, 7.3.7)."""
    defaults: dict[str, str] = {}
    overrides: dict[str, str] = {}
    root = parse(content, TYPES_PART)
    if root.tag != TYPES_NS + "Types" or root.attrib or any(len(entry) for entry in root):
        raise Refused(f"{TYPES_PART} does not follow the standard")
    for entry in root.iterchildren(etree.Element):
        key, table = entry.get("Extension", "").lower(), defaults
        if entry.tag == TYPES_NS + "Override":
            key, table = _fold(entry.get("PartName", "").removeprefix("/")), overrides
        elif entry.tag != TYPES_NS + "Default":
            raise Refused(f"{TYPES_PART} contains something that does not belong there")
        if not key or key in table or not set(entry.attrib) <= {"Extension", "PartName", "ContentType"}:
            raise Refused(f"{TYPES_PART} gives the type of {key or 'nothing'} twice, or in a wrong way")
        table[key] = entry.get("ContentType", "")
    return defaults, overrides


def _relationships(content: bytes, name: str) -> tuple[PackageRelationship, ...]:
    root = parse(content, name)
    if root.tag != f"{{{RELATIONSHIPS_NS}}}Relationships" or len(root) > MOST_RELATIONSHIPS:
        raise Refused(f"{name} has no list of relationships, or too many")
    if root.attrib:  # xml:base would move all targets, but the transform of a signature removes it
        raise Refused(f"{name} has attributes that no seal covers: {', '.join(map(str, root.attrib))[:100]}")
    found = {}
    for element in root.iterchildren(etree.Element):
        id_, mode = element.get("Id", ""), element.get("TargetMode", "Internal")
        known = element.tag == f"{{{RELATIONSHIPS_NS}}}Relationship" and mode in {"Internal", "External"}
        known = known and set(element.attrib) <= ATTRIBUTES and not len(element)
        if not known or not id_ or id_ in found:
            raise Refused(f"{name} has an invalid relationship, or the same id twice")
        found[id_] = PackageRelationship(
            id_, element.get("Type", ""), element.get("Target", ""), mode == "External"
        )
    return tuple(found.values())
