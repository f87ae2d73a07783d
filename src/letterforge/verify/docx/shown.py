"""A Word file whose parts are sealed → what its pages show that is elsewhere, under no seal.

Fields and content controls show the document's properties, which Word leaves out of its signatures; others show the
file's name, or what is outside of it (ECMA-376-1, 17.16 and 17.5.2.6).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from letterforge.verify.docx.coverage import Covered
from letterforge.verify.docx.package import Package, relationships_part_of
from letterforge.verify.docx.properties import CUSTOM_XML_PROPERTIES, items_of
from letterforge.verify.docx.xml import parse

W = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
WORD_TYPES = ("application/vnd.openxmlformats-officedocument.wordprocessingml.", "application/vnd.ms-word.")
UNSEEN = ("fontTable", "glossary", "numbering", "settings", "styles", "stylesWithEffects", "webSettings")
"""What parts without fields are called in their types; the glossary has building blocks that no page shows."""
PROPERTIES, STORES = "-properties+xml", ("-properties+xml", ".customXmlProperties+xml")
"""Ends of the types of parts with what fields show, and content controls."""
MARKS = (b"fldChar", b"fldSimple", b"instrText", b"dataBinding")
"""Names of elements, of which a part has at least one if it has fields or bound controls."""
PROPERTY_FIELDS = frozenset(
    {"AUTHOR", "COMMENTS", "DOCPROPERTY", "INFO", "KEYWORDS", "LASTSAVEDBY", "SUBJECT", "TEMPLATE", "TITLE"}
) | {"CREATEDATE", "EDITTIME", "NUMCHARS", "NUMWORDS", "PRINTDATE", "REVNUM", "SAVEDATE"}
"""Fields that show the document's properties (ECMA-376-1, 17.16.5)."""
FILE_FIELDS = frozenset({"FILENAME", "FILESIZE"})
OUTSIDE_FIELDS = frozenset(
    {"DATABASE", "DDE", "DDEAUTO", "IMPORT", "INCLUDE", "INCLUDEPICTURE", "INCLUDETEXT", "LINK"}
)
READER_FIELDS = frozenset({"DATE", "TIME", "USERADDRESS", "USERINITIALS", "USERNAME"})
"""Fields that show the reader's own clock or name: nobody can forge it, and nobody has sealed it."""
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
"""Stands in a field's code for the result of a field in it."""
NAME = re.compile(rf"[^A-Za-z={BUILT}]*([A-Za-z]*)({BUILT}?)")


@dataclass(slots=True)
class Shown:
    """What a document shows that no seal covers, and what the reader's own machine adds."""

    uncovered: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def shown_uncovered(package: Package, covered: Covered, left_out: Collection[str]) -> Shown:
    """What the sealed parts show that is under no seal. `left_out`: the parts that the seal need not cover.

    Raises Refused.
    """
    shown, stores = Shown(), _sealed_stores(package, covered)
    open_ = [name for name in left_out if package.type_of(name).endswith(STORES)]
    for name in package.parts:
        if _may_show(package.parts[name], package.type_of(name)):
            root = parse(package.parts[name], name)
            properties = [each for each in open_ if package.type_of(each).endswith(PROPERTIES)]
            _look_at_fields(root, name, ", ".join(sorted(properties)), shown)
            _look_at_controls(root, name, ", ".join(sorted(open_)), stores, shown)
    shown.uncovered += _links_out(package)
    shown.uncovered, shown.notes = list(dict.fromkeys(shown.uncovered)), list(dict.fromkeys(shown.notes))
    return shown


def _may_show(part: bytes, type_: str) -> bool:
    """Whether a part can have fields. In UTF-16, which begins with a mark or has zeros, names are not looked for."""
    if not type_.startswith(WORD_TYPES) or type_.rpartition(".")[2].removesuffix("+xml") in UNSEEN:
        return False
    return b"\0" in part[:4] or part[:2] in {b"\xff\xfe", b"\xfe\xff"} or any(mark in part for mark in MARKS)


def _look_at_fields(root: etree._Element, name: str, properties: str, shown: Shown) -> None:
    for code in codes_of(root):
        kind = kind_of(code)
        if kind in PROPERTY_FIELDS and properties:
            shown.uncovered.append(f"what the field {kind} in {name} shows ({properties})")
        elif kind in FILE_FIELDS:
            shown.uncovered.append(f"what the field {kind} in {name} shows (the name or size of the file)")
        elif kind in OUTSIDE_FIELDS:
            shown.uncovered.append(f"what the field {kind} in {name} shows (it is outside of the file)")
        elif kind == BUILT and properties:
            shown.uncovered.append(f"what a field in {name} shows whose kind another field makes up")
        elif kind in READER_FIELDS:
            shown.notes.append(f"the field {kind} in {name} shows the clock or the name of whoever opens it")


def _look_at_controls(
    root: etree._Element, name: str, open_: str, stores: Mapping[str, int], shown: Shown
) -> None:
    for binding in root.iter("{*}dataBinding") if open_ else ():
        id_ = next(
            (str(text) for key, text in binding.attrib.items() if str(key).endswith("storeItemID")), ""
        )
        if stores.get(id_.strip("{}").lower(), 0) != 1:
            shown.uncovered.append(f"what a content control in {name} shows ({open_})")


def _sealed_stores(package: Package, covered: Covered) -> dict[str, int]:
    """The identities of custom XML under the seal, with all that says so, and how often each is there."""
    found: dict[str, int] = {}
    for item in items_of(package):
        lists = covered.relationships.get(package.find(relationships_part_of(item)) or "", frozenset())
        for each in package.relationships_of(item):
            target = package.target(item, each)
            if each.type not in CUSTOM_XML_PROPERTIES or target is None:
                continue
            root = parse(package.parts[target], target)
            id_ = next((str(text) for key, text in root.attrib.items() if str(key).endswith("itemID")), "")
            is_sealed = {item, target} <= covered.parts and each.id in lists
            key = id_.strip("{}").lower()
            found[key] = found.get(key, 0) + (1 if is_sealed else 2)
    return found


def _links_out(package: Package) -> Iterator[str]:
    for source, each in package.links():
        if each.external and each.type.rpartition("/")[2] in OUTSIDE_LINKS:
            target = "".join(character for character in each.target if character.isprintable())[:80]
            yield f"what {source or 'the package'} shows from outside of the file ({target})"


# --- fields --------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Open:
    """A field that is being read."""

    code: str = ""
    is_code: bool = True
    """Whether its code still goes on, before its result."""


def codes_of(root: etree._Element) -> Iterator[str]:
    """The codes of all fields of a part, each by itself, with `BUILT` for a field in a code.

    A code is split over runs at will, in elements `instrText` or as plain text, and fields are in each other's codes.
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
        elif name != "t":  # a code in no field: what becomes of it depends on the program
            yield str(element.text or "")
    yield from (each.code for each in waiting)


def _turn(waiting: list[_Open], type_: str) -> Iterator[str]:
    """A field begins, comes to its result, or ends."""
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


def kind_of(code: str) -> str:
    """The name of a field in capitals; `BUILT` where a field in it makes the name up; empty: it has none."""
    found = NAME.match(code)
    if found is None:
        return ""
    return BUILT if found[2] else found[1].upper()


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(element.get(space + name)) for space in W if element.get(space + name) is not None), "")
