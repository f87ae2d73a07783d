"""The fields in a part of a Word file: kept, made into their text, or refused (ECMA-376-1, 17.16).

A field is judged by its own code, not by that of a field within it or next to it. What is not known to be
harmless is refused. Fields that show properties of a file become the text that they show: a seal covers the
text of a letter, while properties can be changed later without a trace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from letterforge.word.markup import Element, local_name
from letterforge.word.refused import BadWordFileError, is_plain_address

KEPT = frozenset(
    {"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "STYLEREF", "HYPERLINK", "IF", "COMPARE", "=", "QUOTE"}
    | {"SYMBOL", "SEQ", "LISTNUM", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "EQ", "ADVANCE", "BIDIOUTLINE"}
    | {"DISPLAYBARCODE"}
)
"""Fields that are computed from the letter itself."""
FROZEN = frozenset(
    {
        "TITLE",
        "SUBJECT",
        "AUTHOR",
        "KEYWORDS",
        "COMMENTS",
        "LASTSAVEDBY",
        "INFO",
        "DOCPROPERTY",
        "DOCVARIABLE",
    }
    | {"FILENAME", "FILESIZE", "TEMPLATE", "REVNUM", "NUMWORDS", "NUMCHARS", "EDITTIME"}
    | {"CREATEDATE", "SAVEDATE", "PRINTDATE", "USERNAME", "USERINITIALS", "USERADDRESS"}
    | {"REF", "PAGEREF", "NOTEREF"}
)
"""What shows a property of the file, of who opens it, or a place in the text that letters leave out."""
CLOCKS = frozenset({"DATE", "TIME"})
"""What shows the day on which a letter is opened; its frozen text would be an old date."""
NAME = re.compile(r"\s*(=|[A-Za-z]+(?=[\s\\\"]|$))")
WORD = re.compile(r'"[^"]*"|\S+')
NESTED = "\ufffc"
"""The place of an inner field in a code."""
CODES = frozenset({"instrText", "delInstrText"})
TEXTS = frozenset({"t", "delText"})
SIGNS = frozenset({"sym", "br", "cr", "ptab", "noBreakHyphen", "softHyphen", "drawing", "pict"})
MET = CODES | TEXTS | SIGNS | {"fldChar", "fldSimple"}


@dataclass(frozen=True, slots=True)
class FrozenField:
    """A field that has become its text."""

    name: str
    text: str


@dataclass(slots=True)
class _Field:
    marks: list[Element]
    """Its `fldChar` elements, and those of its code."""
    code: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    has_result: bool = False


def settle_fields(tree: Element) -> list[FrozenField]:
    """Make the fields of a part safe for letters. Raises BadWordFileError for one that they cannot have."""
    settler = _FieldSettler()
    for element in list(tree.iter(etree.Element)):
        settler.meet(element)
    if settler.open:
        raise BadWordFileError("is damaged: a field in it has no end")
    return settler.frozen


class _FieldSettler:
    """Goes through a part in its order; fields that are open are within each other."""

    def __init__(self) -> None:
        self.open: list[_Field] = []
        self.frozen: list[FrozenField] = []

    def meet(self, element: Element) -> None:
        name = local_name(element.tag)
        if name not in MET:
            return
        inner = self.open[-1] if self.open else None
        in_code = inner is not None and not inner.has_result
        if name == "fldChar":
            self._mark(element, inner)
        elif name == "fldSimple":
            self._simple(element)
        elif name in CODES:
            if inner is None or not in_code:
                raise BadWordFileError("is damaged: it has the code of a field outside a field")
            inner.code.append(element.text or "")
            inner.marks.append(element)
        elif name in TEXTS:
            self._text(element)
        elif inner is not None and in_code and name in SIGNS:
            inner.code.append(NESTED)
            inner.marks.append(element)

    def _text(self, element: Element) -> None:
        for outer in self.open:
            if outer.has_result:
                outer.shown.append(element.text or "")
        inner = self.open[-1] if self.open else None
        if inner is not None and not inner.has_result:
            inner.code.append(element.text or "")
            inner.marks.append(element)

    def _mark(self, element: Element, inner: _Field | None) -> None:
        kind = _attribute(element, "fldCharType")
        if kind == "begin":
            self._note_nested()
            self.open.append(_Field([element]))
        elif inner is not None and kind == "separate" and not inner.has_result:
            inner.marks.append(element)
            inner.has_result = True
        elif inner is not None and kind == "end":
            inner.marks.append(element)
            self.open.pop()
            self._judge("".join(inner.code), "".join(inner.shown), inner.marks)
        else:
            raise BadWordFileError("is damaged: a field in it has no beginning")

    def _simple(self, element: Element) -> None:
        self._note_nested()
        shown = "".join(_list_shown(element))
        code = _attribute(element, "instr")
        if not self._judge(code, shown, []):
            _unwrap(element)

    def _note_nested(self) -> None:
        if self.open and not self.open[-1].has_result:
            self.open[-1].code.append(NESTED)

    def _judge(self, code: str, shown: str, marks: list[Element]) -> bool:
        """Whether a field stays a field. The marks of frozen fields are removed from the tree."""
        name = _name(code)
        if name in KEPT:
            if name == "HYPERLINK":
                _require_plain_link(code)
            return True
        if name and name not in FROZEN:
            _refuse(name)
        if self.open and not self.open[-1].has_result:
            raise BadWordFileError(
                f"has a field within a field that letters cannot have ({name})", REMOVE_FIELD
            )
        for mark in marks:
            remove_element(mark)
        if name:
            self.frozen.append(FrozenField(name, " ".join(shown.split())))
        return False


REMOVE_FIELD = (
    "remove it from the header or footer, or select it in Word and press Ctrl+Shift+F9: it becomes text"
)
RUNNING = frozenset(
    {
        "INCLUDEPICTURE",
        "INCLUDETEXT",
        "INCLUDE",
        "DDE",
        "DDEAUTO",
        "LINK",
        "EMBED",
        "IMPORT",
        "DATABASE",
        "RD",
    }
    | {
        "MACROBUTTON",
        "GOTOBUTTON",
        "PRINT",
        "ASK",
        "FILLIN",
        "SET",
        "CONTROL",
        "HTMLACTIVEX",
        "ADDIN",
        "PRIVATE",
    }
)
"""Used only in messages: all that is not known is refused."""


def _refuse(name: str) -> None:
    if name in CLOCKS:
        hint = "remove it: letters have their own date"
        raise BadWordFileError(f"has a field that shows the day on which a letter is opened ({name})", hint)
    what = "loads or runs something" if name in RUNNING else "letters cannot have"
    raise BadWordFileError(f"has a field that {what} ({name[:30]})", REMOVE_FIELD)


def _name(code: str) -> str:
    """The name of a field, in capitals; empty where it has no code at all."""
    if not code.strip():
        return ""
    found = NAME.match(code)
    if found is None:  # put together by another field, or an implied reference to a bookmark
        shown = " ".join(code.replace(NESTED, "…").split())[:40]
        raise BadWordFileError(f"has a field that letters cannot have ({shown})", REMOVE_FIELD)
    return found[1].upper()


def _require_plain_link(code: str) -> None:
    words = WORD.findall(code)[1:]
    target = words[0].strip('"') if words and not words[0].startswith("\\") else ""
    if NESTED in code or not (target == "" or is_plain_address(target)):
        hint = "write an address that begins with https://, http:// or mailto:"
        raise BadWordFileError(f"has a link that is not to an address ({target[:60]})", hint)


def _attribute(element: Element, name: str) -> str:
    return next((str(value) for key, value in element.items() if local_name(str(key)) == name), "")


def _list_shown(element: Element) -> Iterator[str]:
    return (text.text or "" for text in element.iter(etree.Element) if local_name(text.tag) in TEXTS)


def remove_element(element: Element) -> None:
    """Remove an element from its tree, with all that is in it."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: Element) -> None:
    """Replace an element by what is in it."""
    parent = element.getparent()
    if parent is None:
        raise BadWordFileError("is damaged")
    for child in list(element.iterchildren(etree.Element)):
        if local_name(child.tag) != "fldData":
            element.addprevious(child)
    parent.remove(element)
