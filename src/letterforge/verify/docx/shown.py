"""A Word file with sealed parts → what its pages show from other places that no seal covers.

Fields and content controls show the document's properties, which Word leaves out of its signatures; others
show the file's name, or content outside the file (ECMA-376-1, 17.16 and 17.5.2.6).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from letterforge.verify.docx.coverage import Covered
from letterforge.verify.docx.package import ExaminedPackage, relationships_part_of
from letterforge.verify.docx.properties import CUSTOM_XML_PROPERTIES, items_of
from letterforge.verify.docx.xml import parse

W = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
WORD_TYPES = ("application/vnd.openxmlformats-officedocument.wordprocessingml.", "application/vnd.ms-word.")
UNSEEN = ("fontTable", "glossary", "numbering", "settings", "styles", "stylesWithEffects", "webSettings")
"""Names, in their types, of parts without fields; the glossary has building blocks that no page shows."""
PROPERTIES, STORES = "-properties+xml", ("-properties+xml", ".customXmlProperties+xml")
"""Ends of the types of parts whose content is shown by fields, and by content controls."""
MARKS = (b"fldChar", b"fldSimple", b"instrText", b"dataBinding")
"""Names of elements: a part with fields or bound controls has at least one of them."""
PROPERTY_FIELDS = frozenset(
    {"AUTHOR", "COMMENTS", "DOCPROPERTY", "INFO", "KEYWORDS", "LASTSAVEDBY", "SUBJECT", "TEMPLATE", "TITLE"}
) | {"CREATEDATE", "EDITTIME", "NUMCHARS", "NUMWORDS", "PRINTDATE", "REVNUM", "SAVEDATE"}
"""Fields that show the document's properties (ECMA-376-1, 17.16.5)."""
FILE_FIELDS = frozenset({"FILENAME", "FILESIZE"})
OUTSIDE_FIELDS = frozenset(
    {"DATABASE", "DDE", "DDEAUTO", "IMPORT", "INCLUDE", "INCLUDEPICTURE", "INCLUDETEXT", "LINK"}
)
READER_FIELDS = frozenset({"DATE", "TIME", "USERADDRESS", "USERINITIALS", "USERNAME"})
"""Fields that show the reader's own clock or name: nobody can forge it, and no seal covers it."""
OUTSIDE_LINKS = (
    "image",
    "oleObject",
    "package",
    "subDocument",
    "frame",
    "aFChunk",
    "video",
    "audio",
    "media",
)
"""Ends of the types of relationships whose targets are shown in the document."""
BUILT = "\N{OBJECT REPLACEMENT CHARACTER}"
"""In a field's code, it replaces the result of an inner field."""
NAME = re.compile(rf"[^A-Za-z={BUILT}]*([A-Za-z]*)({BUILT}?)")


@dataclass(slots=True)
class Shown:
    """What a document shows without a seal, and what the reader's own computer adds."""

    uncovered: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def shown_uncovered(package: ExaminedPackage, covered: Covered, left_out: Collection[str]) -> Shown:
    """What the sealed parts show that no seal covers. `left_out`: the parts that the seal need not cover.

    Raises Refused.
    """
    shown, stores = Shown(), _sealed_stores(package, covered)
    open_ = [name for name in left_out if package.type_of(name).endswith(STORES)]
    for name in package.parts:
        if _may_show(package.parts[name], package.type_of(name)):
            root = parse(package.parts[name], name)
            properties = [part for part in open_ if package.type_of(part).endswith(PROPERTIES)]
            _check_fields(root, name, ", ".join(sorted(properties)), shown)
            _check_controls(root, name, ", ".join(sorted(open_)), stores, shown)
    shown.uncovered += _links_out(package)
    shown.uncovered, shown.notes = list(dict.fromkeys(shown.uncovered)), list(dict.fromkeys(shown.notes))
    return shown


def _may_show(part: bytes, type_: str) -> bool:
    """Whether a part can have fields.

    In UTF-16, which has a mark or zeros at its start, names are not searched.
    """
    if not type_.startswith(WORD_TYPES) or type_.rpartition(".")[2].removesuffix("+xml") in UNSEEN:
        return False
    return b"\0" in part[:4] or part[:2] in {b"\xff\xfe", b"\xfe\xff"} or any(mark in part for mark in MARKS)


def _check_fields(root: etree._Element, name: str, properties: str, shown: Shown) -> None:
    for code in codes_of(root):
        kind = kind_of_field(code)
        if kind in PROPERTY_FIELDS and properties:
            shown.uncovered.append(f"what the field {kind} in {name} shows ({properties})")
        elif kind in FILE_FIELDS:
            shown.uncovered.append(f"what the field {kind} in {name} shows (the name or size of the file)")
        elif kind in OUTSIDE_FIELDS:
            shown.uncovered.append(f"what the field {kind} in {name} shows (it is outside the file)")
        elif kind == BUILT and properties:
            shown.uncovered.append(f"what a field in {name} shows (another field decides its kind)")
        elif kind in READER_FIELDS:
            shown.notes.append(
                f"the field {kind} in {name} shows the clock or name of the person who opens the file"
            )


def _check_controls(
    root: etree._Element, name: str, open_: str, stores: Mapping[str, int], shown: Shown
) -> None:
    for binding in root.iter("{*}dataBinding") if open_ else ():
        id_ = next(
            (str(text) for key, text in binding.attrib.items() if str(key).endswith("storeItemID")), ""
        )
        if stores.get(id_.strip("{}").lower(), 0) != 1:
            shown.uncovered.append(f"what a content control in {name} shows ({open_})")


def _sealed_stores(package: ExaminedPackage, covered: Covered) -> dict[str, int]:
    """The identities of custom XML, and how often each is there; 1 means once, and sealed."""
    found: dict[str, int] = {}
    for item in items_of(package):
        lists = covered.relationships.get(package.find(relationships_part_of(item)) or "", frozenset())
        for relationship in package.relationships_of(item):
            target = package.target(item, relationship)
            if relationship.type not in CUSTOM_XML_PROPERTIES or target is None:
                continue
            root = parse(package.parts[target], target)
            id_ = next((str(text) for key, text in root.attrib.items() if str(key).endswith("itemID")), "")
            is_sealed = {item, target} <= covered.parts and relationship.id in lists
            key = id_.strip("{}").lower()
            found[key] = found.get(key, 0) + (1 if is_sealed else 2)
    return found


def _links_out(package: ExaminedPackage) -> Iterator[str]:
    for source, relationship in package.links():
        if relationship.external and relationship.type.rpartition("/")[2] in OUTSIDE_LINKS:
            target = "".join(character for character in relationship.target if character.isprintable())[:80]
            yield f"what {source or 'the package'} shows from outside the file ({target})"


# --- fields --------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Open:
    """A field that is being read."""

    code: str = ""
    is_code: bool = True
    """Whether its code goes on, and its result has not begun."""


def codes_of(root: etree._Element) -> Iterator[str]:
    """The codes of all fields of a part, one by one, with `BUILT` for a field inside a code.

    A code can be split over runs, in elements `instrText` or as plain text, and fields can be nested.
    """
    waiting: list[_Open] = []
    names = {
        space + name for space in W for name in ("fldChar", "fldSimple", "instrText", "t", "delInstrText")
    }
    for element in root.iter(*names):
        name = etree.QName(element).localname
        if name == "fldSimple":
            yield _attribute(element, "instr")
            _put(waiting, BUILT)
        elif name == "fldChar":
            yield from _turn(waiting, _attribute(element, "fldCharType"))
        elif waiting and waiting[-1].is_code:
            _put(waiting, str(element.text or ""))
        elif name != "t":  # a code without a field: the result depends on the program
            yield str(element.text or "")
    yield from (field.code for field in waiting)


def _turn(waiting: list[_Open], type_: str) -> Iterator[str]:
    """A field begins, reaches its result, or ends."""
    if type_ == "begin":
        waiting.append(_Open())
    elif type_ == "separate" and waiting:
        waiting[-1].is_code = False
    elif type_ == "end" and waiting:
        yield waiting.pop().code
        _put(waiting, BUILT)


def _put(waiting: list[_Open], text: str) -> None:
    if waiting and waiting[-1].is_code:
        waiting[-1].code += text


def kind_of_field(code: str) -> str:
    """The name of a field in capitals; `BUILT` if an inner field makes the name; empty: it has none."""
    found = NAME.match(code)
    if found is None:
        return ""
    return BUILT if found[2] else found[1].upper()


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(element.get(space + name)) for space in W if element.get(space + name) is not None), "")
