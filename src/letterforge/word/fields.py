"""The fields in a part of a Word file: kept, made into their text, or refused, each by itself (ECMA-376-1, 17.16).

A field is judged by its own code: that of a field within it, or beside it, is another's. What is not known to be
harmless is refused. Fields that show properties of a file become the text that they show: a seal covers the text of a
letter, and the properties are changed after it without a trace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from letterforge.word.markup import Element, local
from letterforge.word.refused import BadWordFileError, is_plain_address

KEPT = frozenset(
    {"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "STYLEREF", "HYPERLINK", "IF", "COMPARE", "=", "QUOTE"}
    | {"SYMBOL", "SEQ", "LISTNUM", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "EQ", "ADVANCE", "BIDIOUTLINE"}
    | {"DISPLAYBARCODE"}
)
"""What is worked out from the letter itself."""
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
"""What shows the day on which a letter is opened; its frozen text would be a day long past."""
NAME = re.compile(r"\s*(=|[A-Za-z]+(?=[\s\\\"]|$))")
WORD = re.compile(r'"[^"]*"|\S+')
NESTED = "\ufffc"
"""Stands in a code for a field within it."""
CODES = frozenset({"instrText", "delInstrText"})
TEXTS = frozenset({"t", "delText"})
SIGNS = frozenset({"sym", "br", "cr", "ptab", "noBreakHyphen", "softHyphen", "drawing", "pict"})
MET = CODES | TEXTS | SIGNS | {"fldChar", "fldSimple"}


@dataclass(frozen=True, slots=True)
class Frozen:
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


def settle(tree: Element) -> list[Frozen]:
    """Make the fields of a part what letters may have. Raises BadWordFileError for one that they may not."""
    settler = _Settler()
    for element in list(tree.iter(etree.Element)):
        settler.meet(element)
    if settler.open:
        raise BadWordFileError("is damaged: a field in it has no end")
    return settler.frozen


class _Settler:
    """Goes through a part in its order; fields that are open are within each other."""

    def __init__(self) -> None:
        self.open: list[_Field] = []
        self.frozen: list[Frozen] = []

    def meet(self, element: Element) -> None:
        name = local(element.tag)
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
        shown = "".join(_shown(element))
        code = _attribute(element, "instr")
        if not self._judge(code, shown, []):
            _unwrap(element)

    def _note_nested(self) -> None:
        if self.open and not self.open[-1].has_result:
            self.open[-1].code.append(NESTED)

    def _judge(self, code: str, shown: str, marks: list[Element]) -> bool:
        """Whether a field stays a field. What frozen fields are made of is taken out of the tree."""
        name = _name(code)
        if name in KEPT:
            if name == "HYPERLINK":
                _require_plain_link(code)
            return True
        if name and name not in FROZEN:
            _refuse(name)
        if self.open and not self.open[-1].has_result:
            raise BadWordFileError(f"has a field within a field that letters cannot have ({name})", TAKE_OUT)
        for mark in marks:
            remove(mark)
        if name:
            self.frozen.append(Frozen(name, " ".join(shown.split())))
        return False


TAKE_OUT = (
    "take it out of the header or footer, or select it in Word and press Ctrl+Shift+F9: it becomes text"
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
"""For the words of the refusal alone: all that is not known is refused."""


def _refuse(name: str) -> None:
    if name in CLOCKS:
        hint = "take it out: letters have their own date"
        raise BadWordFileError(f"has a field that shows the day on which a letter is opened ({name})", hint)
    what = "fetches or runs something" if name in RUNNING else "letters cannot have"
    raise BadWordFileError(f"has a field that {what} ({name[:30]})", TAKE_OUT)


def _name(code: str) -> str:
    """The name of a field, in capitals; empty where it has no code at all."""
    if not code.strip():
        return ""
    found = NAME.match(code)
    if found is None:  # put together by another field, or an implied reference to a bookmark
        shown = " ".join(code.replace(NESTED, "…").split())[:40]
        raise BadWordFileError(f"has a field that letters cannot have ({shown})", TAKE_OUT)
    return found[1].upper()


def _require_plain_link(code: str) -> None:
    words = WORD.findall(code)[1:]
    target = words[0].strip('"') if words and not words[0].startswith("\\") else ""
    if NESTED in code or not (target == "" or is_plain_address(target)):
        hint = "write an address that begins with https://, http:// or mailto:"
        raise BadWordFileError(f"has a link that is not to an address ({target[:60]})", hint)


def _attribute(element: Element, name: str) -> str:
    return next((str(value) for key, value in element.items() if local(str(key)) == name), "")


def _shown(element: Element) -> Iterator[str]:
    return (text.text or "" for text in element.iter(etree.Element) if local(text.tag) in TEXTS)


def remove(element: Element) -> None:
    """Take an element out of its tree, with all that is in it."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: Element) -> None:
    """Put what is in an element in its place."""
    parent = element.getparent()
    if parent is None:
        raise BadWordFileError("is damaged")
    for child in list(element.iterchildren(etree.Element)):
        if local(child.tag) != "fldData":
            element.addprevious(child)
    parent.remove(element)
