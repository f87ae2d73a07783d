"""WeasyPrint's tags → tags as PDF/UA wants them, in the finished document's objects.

A list entry may hold its label and its body, and nothing else (ISO 32000-1, table 336). WeasyPrint writes that
for markers outside the text, which it draws after all else on the page, out of reading order; for markers inside
the text it leaves label and words side by side. Here the words get their body.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf


def mend_lists(_document: object, pdf: Any) -> None:
    """Give each list entry one body. A `finisher` of WeasyPrint's `write_pdf`."""
    for entry in [each for each in pdf.objects if _kind(each) == "/LI"]:
        _mend(entry, pdf)


def _mend(entry: Any, pdf: Any) -> None:
    labels: list[Any] = []
    words: list[Any] = []
    for kid in _elements(entry, pdf):
        if _kind(kid) == "/LBody":
            # A body for the first paragraph alone, with the label in it. It stays, because an object that is
            # set free makes pydyf's cross-reference stream point to wrong places.
            kid["S"] = "/Div"
            labels += _taken_out(kid, pdf)
        (labels if _kind(kid) == "/Lbl" else words).append(kid)
    body = pydyf.Dictionary({"Type": "/StructElem", "S": "/LBody", "Pg": entry["Pg"], "P": entry.reference})
    pdf.add_object(body)
    _hang(labels, entry)
    _hang(words, body)
    entry["K"].append(body.reference)


def _taken_out(element: Any, pdf: Any) -> list[Any]:
    """The labels right within an element, which it loses."""
    kids = list(_elements(element, pdf))
    _hang([kid for kid in kids if _kind(kid) != "/Lbl"], element)
    return [kid for kid in kids if _kind(kid) == "/Lbl"]


def _hang(kids: list[Any], parent: Any) -> None:
    """Make elements the only children of another."""
    parent["K"] = pydyf.Array(kid.reference for kid in kids)
    for kid in kids:
        kid["P"] = parent.reference


def _elements(parent: Any, pdf: Any) -> Iterator[Any]:
    return (pdf.objects[int(reference.split()[0])] for reference in parent["K"])


def _kind(thing: Any) -> str:
    """The structure type of an object of the PDF; empty for objects that are no structure elements."""
    is_element = isinstance(thing, pydyf.Dictionary) and thing.get("Type") == "/StructElem"
    return str(thing["S"]) if is_element else ""
