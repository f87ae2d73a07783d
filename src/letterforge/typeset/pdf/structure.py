"""WeasyPrint's tags → tags as PDF/UA requires them, in the finished document's objects.

A list entry may hold its label and its body, and nothing else (ISO 32000-1, table 336). WeasyPrint writes
that for markers outside the text, which it draws after all else on the page, out of reading order; for
markers inside the text it leaves label and words side by side. Here the words get a body. Text in another
language gets the name of its language, which WeasyPrint does not write.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pydyf

from letterforge.typeset.pdf.blocks import FOREIGN
from letterforge.typeset.pdf.engine import TextBox

FOREIGN_KIND = "/Art"
"""WeasyPrint's tag for the element `FOREIGN`."""
SIGN = "/NonStruct"
"""Its tag for a list's sign that a style sheet puts in front of an entry."""


def fix_structure(document: Any, pdf: Any) -> None:
    """Correct the tags of a document that WeasyPrint has drawn."""
    by_kind: Mapping[str, list[Any]] = _by_kind(pdf)
    for entry in by_kind["/LI"]:
        _fix_entry(entry, pdf)
    for element in by_kind["/L"]:
        _join_columns(element, pdf)
    if by_kind[FOREIGN_KIND]:
        _name_languages(by_kind[FOREIGN_KIND], document)


def _by_kind(pdf: Any) -> Mapping[str, list[Any]]:
    elements: dict[str, list[Any]] = defaultdict(list)
    for thing in pdf.objects:
        if kind := _kind(thing):
            elements[kind].append(thing)
    return elements


def _fix_entry(entry: Any, pdf: Any) -> None:
    labels: list[Any] = []
    words: list[Any] = []
    kids = list(_elements(entry, pdf))
    for kid in kids:
        if _kind(kid) == "/LBody":
            taken = _take_labels(kid, pdf)
            if len(kids) == 1 and not taken:
                return  # an entry without a sign, as in the list of co-signers
            # A body for the first paragraph alone, with the label in it. It stays, because an object that is
            # set free makes pydyf's cross-reference stream point to wrong places.
            kid["S"] = "/Div"
            labels += taken
        (labels if _is_label(kid, first=not (labels or words)) else words).append(kid)
    for label in labels:
        label["S"] = "/Lbl"
    body = pydyf.Dictionary({"Type": "/StructElem", "S": "/LBody", "Pg": entry["Pg"], "P": entry.reference})
    pdf.add_object(body)
    _set_children(labels, entry)
    _set_children(words, body)
    entry["K"].append(body.reference)


def _is_label(element: Any, *, first: bool) -> bool:
    kind = _kind(element)
    # A sign without words only moves the first line of a name.
    return kind == "/Lbl" or (first and kind == SIGN and bool(element.get("K")))


def _take_labels(element: Any, pdf: Any) -> list[Any]:
    """The labels right within an element, which it loses; and those within its first paragraph."""
    labels: list[Any] = []
    words: list[Any] = []
    for kid in _elements(element, pdf):
        first = not (labels or words)
        if first and _kind(kid) == "/Div":
            labels += _take_labels(kid, pdf)
        (labels if _is_label(kid, first=first) else words).append(kid)
    if labels:
        _set_children(words, element)
    return labels


def _join_columns(element: Any, pdf: Any) -> None:
    """Make the columns of a list, each a list to WeasyPrint, one again."""
    kids = list(_elements(element, pdf))
    if kids and all(_kind(kid) == "/L" for kid in kids):
        _set_children([entry for kid in kids for entry in _elements(kid, pdf)], element)


def _name_languages(elements: Sequence[Any], document: Any) -> None:
    """Give text in another language its language: tags and boxes come in the same order."""
    boxes = [box for page in document.pages for box in _foreign_boxes(page._page_box)]  # noqa: SLF001 - the one way
    for element, box in zip(elements, boxes, strict=True):
        element["S"] = "/Span"
        element["Lang"] = pydyf.String(box.element.get("lang"))


def _foreign_boxes(box: Any) -> Iterator[Any]:
    for child in box.descendants(placeholders=True):
        if child.element_tag == FOREIGN and not isinstance(child, TextBox):
            yield child


def _set_children(kids: list[Any], parent: Any) -> None:
    """Make elements the only children of another."""
    parent["K"] = pydyf.Array(kid.reference for kid in kids)
    for kid in kids:
        kid["P"] = parent.reference


def _elements(parent: Any, pdf: Any) -> Iterator[Any]:
    """The structure elements in an element; not its words, nor its links."""
    return (pdf.objects[int(reference.split()[0])] for reference in parent["K"])


def _kind(thing: Any) -> str:
    """The structure type of an object of the PDF; empty for objects that are not structure elements."""
    is_element = isinstance(thing, pydyf.Dictionary) and thing.get("Type") == "/StructElem"
    return str(thing["S"]) if is_element else ""
