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
"""Of a relationship: no signature covers any other, or what stands within it."""
_OFFICE, _STRICT = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
DOCUMENT = (f"{_OFFICE}/officeDocument", f"{_STRICT}/officeDocument")
"""The types of the relationship that leads to what is shown first (ECMA-376-1, 11.3.10)."""
KINDS: Mapping[str, str] = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.": "docx",
    "application/vnd.ms-word.": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.": "xlsx",
    "application/vnd.ms-excel.": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.": "pptx",
    "application/vnd.ms-powerpoint.": "pptx",
}
"""What opens a package, by the beginning of its document's type."""
FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\]|%(?:2f|5c|00)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship of a part or of the package."""

    id: str
    type: str
    target: str
    external: bool


class Package:
    """The parts of a package by name, without the leading slash. Raises Refused for what no honest program builds."""

    def __init__(self, content: bytes) -> None:
        self.parts = read_archive(content)
        self._by_folded = _folded(self.parts)
        if TYPES_PART not in self.parts:
            raise Refused("it has no content types, so it is no Word file")
        self._defaults, self._overrides = _content_types(self.parts[TYPES_PART])
        self._relationships: dict[str, tuple[Relationship, ...]] = {}
        self._links: tuple[tuple[str, Relationship], ...] | None = None

    @property
    def kind(self) -> str:
        """`docx`, `xlsx`, `pptx`, by the type of its document, or `package`; `docx` where it names none, or several."""
        named = [each for each in self.relationships_of("") if each.type in DOCUMENT]
        if len(named) != 1:
            return "docx"
        type_ = self.type_of(self._resolve("", named[0]))
        return next((kind for start, kind in KINDS.items() if type_.startswith(start)), "package")

    def find(self, name: str) -> str | None:
        """The name that a part has here; names are equal without regard to case (ECMA-376-2, 6.2.2.3)."""
        return self._by_folded.get(_fold(name))

    def type_of(self, name: str) -> str:
        """The content type of a part; empty where it has none."""
        if is_relationships(name):
            return RELATIONSHIPS_TYPE
        extension = name.rpartition("/")[2].rpartition(".")[2].lower()
        return self._overrides.get(_fold(name)) or self._defaults.get(extension, "")

    def relationships_in(self, name: str) -> tuple[Relationship, ...]:
        """The relationships that a relationships part lists."""
        if name not in self._relationships:
            self._relationships[name] = _relationships(self.parts[name], name)
        return self._relationships[name]

    def relationships_of(self, source: str) -> tuple[Relationship, ...]:
        """The relationships of a part, or (empty) of the package."""
        name = self.find(relationships_part_of(source))
        return self.relationships_in(name) if name else ()

    def targets(self, source: str, *types: str) -> list[str]:
        """The parts that relationships of these types lead to. Raises Refused where one leads out of the package."""
        wanted = [each for each in self.relationships_of(source) if each.type in types]
        return [self._resolve(source, each) for each in wanted]

    def _resolve(self, source: str, relationship: Relationship) -> str:
        found = self.target(source, relationship)
        if found is None:
            raise Refused(f"the relationship {relationship.id} leads to nothing in the package")
        return found

    def target(self, source: str, relationship: Relationship) -> str | None:
        """The part that a relationship leads to; None: it leads out of the package, or to nothing."""
        target = unquote(relationship.target.partition("#")[0])
        path = posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target))
        outside = relationship.external or "://" in target or FORBIDDEN.search(target)
        return None if outside else self.find(path.lstrip("/"))

    def links(self) -> tuple[tuple[str, Relationship], ...]:
        """All relationships, each with the part that it starts from (empty: the package)."""
        if self._links is None:
            self._links = tuple(
                (source, each) for source in ("", *self.parts) for each in self.relationships_of(source)
            )
        return self._links


def is_relationships(name: str) -> bool:
    """Whether a part is one that lists relationships (ECMA-376-2, 6.5.2.3)."""
    folder, _, file = name.lower().rpartition("/")
    return file.endswith(".rels") and (folder == "_rels" or folder.endswith("/_rels"))


def relationships_part_of(source: str) -> str:
    """Where the relationships of a part stand, or (empty) those of the package."""
    folder, _, file = source.rpartition("/")
    return posixpath.join(folder, "_rels", f"{file}.rels")


def transformed(
    content: bytes, name: str, ids: Iterable[str], types: Iterable[str]
) -> tuple[tuple[bytes, ...], frozenset[str]]:
    """What a signature covers of a relationships part, and the ids that are chosen (ECMA-376-2, 10.5.11.3).

    The relationships transform drops white space. LibreOffice does not, and takes each piece of it for an element
    `text`: in its signatures a second form is covered, which says the same.
    """
    ids, types = frozenset(ids), frozenset(types)
    chosen = sorted(
        (each for each in _relationships(content, name) if each.id in ids or each.type in types),
        key=lambda each: each.id,
    )
    root = parse(content, name)
    spaces = sum(bool(text) for text in (root.text, *(each.tail for each in root)))
    forms = (_form(chosen, 0), _form(chosen, spaces)) if spaces else (_form(chosen, 0),)
    return forms, frozenset(each.id for each in chosen)


def _form(chosen: Iterable[Relationship], spaces: int) -> bytes:
    names: dict[str | None, str] = {None: RELATIONSHIPS_NS}
    root = etree.Element(f"{{{RELATIONSHIPS_NS}}}Relationships", nsmap=names)  # type: ignore[arg-type]
    for _ in range(spaces):
        etree.SubElement(root, f"{{{RELATIONSHIPS_NS}}}text")
    for each in chosen:
        mode = "External" if each.external else "Internal"
        values = {"Id": each.id, "Target": each.target, "TargetMode": mode, "Type": each.type}
        etree.SubElement(root, f"{{{RELATIONSHIPS_NS}}}Relationship", values)
    return canonical(root)


def _fold(name: str) -> str:
    return unquote(name).casefold()


def _folded(parts: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in parts:
        segments = name.split("/")
        if name.startswith("/") or FORBIDDEN.search(name) or {"", ".", ".."} & set(segments):
            raise Refused(f"the part {name} has a name that no part may have")
        if ".piece" in segments[-1] and segments[-1].startswith("["):
            raise Refused("a part is stored in pieces")
        if _fold(name) in found:
            raise Refused(f"two parts have one name: {found[_fold(name)]} and {name}")
        found[_fold(name)] = name
    return found


def _content_types(content: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """Types by extension and by part; each may be told once (ECMA-376-2, 7.3.7)."""
    defaults: dict[str, str] = {}
    overrides: dict[str, str] = {}
    root = parse(content, TYPES_PART)
    if root.tag != TYPES_NS + "Types" or root.attrib or any(len(each) for each in root):
        raise Refused(f"{TYPES_PART} is not built as the standard says")
    for each in root.iterchildren(etree.Element):
        key, table = each.get("Extension", "").lower(), defaults
        if each.tag == TYPES_NS + "Override":
            key, table = _fold(each.get("PartName", "").removeprefix("/")), overrides
        elif each.tag != TYPES_NS + "Default":
            raise Refused(f"{TYPES_PART} has what does not belong there")
        if not key or key in table or not set(each.attrib) <= {"Extension", "PartName", "ContentType"}:
            raise Refused(f"{TYPES_PART} tells the type of {key or 'nothing'} twice, or badly")
        table[key] = each.get("ContentType", "")
    return defaults, overrides


def _relationships(content: bytes, name: str) -> tuple[Relationship, ...]:
    root = parse(content, name)
    if root.tag != f"{{{RELATIONSHIPS_NS}}}Relationships" or len(root) > MOST_RELATIONSHIPS:
        raise Refused(f"{name} lists no relationships, or too many")
    if root.attrib:  # xml:base would move all targets, and the transform of a signature drops it
        raise Refused(f"{name} has attributes that no seal covers: {', '.join(map(str, root.attrib))[:100]}")
    found = {}
    for each in root.iterchildren(etree.Element):
        id_, mode = each.get("Id", ""), each.get("TargetMode", "Internal")
        known = each.tag == f"{{{RELATIONSHIPS_NS}}}Relationship" and mode in {"Internal", "External"}
        known = known and set(each.attrib) <= ATTRIBUTES and not len(each)
        if not known or not id_ or id_ in found:
            raise Refused(f"{name} has a relationship that is none, or an id twice")
        found[id_] = Relationship(id_, each.get("Type", ""), each.get("Target", ""), mode == "External")
    return tuple(found.values())
