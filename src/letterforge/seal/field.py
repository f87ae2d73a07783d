"""The field of a signature on a PDF's page, over the picture that is its visible part, and tagged.

The picture is found by its alternative text in the structure tree, for every typesetter. The field is an
annotation without its own drawing, in an element `Form` next to the picture's `Figure` (ISO 14289-1, 7.18.1
and 7.18.4), with a text for people who cannot see it.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeAlias

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from pikepdf import Array, Dictionary, Name, NumberTree, String

Box: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, right, top, in points from the page's lower left corner."""
PRINTED_AND_LOCKED = 4 | 128
"""Flags of the annotation (ISO 32000-1, 12.5.3)."""
NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)
"""A field without a size is not seen (ISO 32000-1, 12.7.4.5)."""
DEEPEST = 200
"""Levels of a structure tree that are followed: the tree may contain circles."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture in the structure tree."""

    element: Any
    page: Any
    marks: frozenset[int]
    """The numbers of the page's marked content that draws it."""


@dataclass(frozen=True, slots=True)
class Visible:
    """The visible part of a document's signature."""

    pictures: Collection[str] = ()
    """The alternative texts of pictures on one page."""
    text: str = ""
    """If there are no pictures: a text; its last occurrence counts. Without both, the field is invisible."""
    name: str = ""
    """The name of the field in readers; by default the name of the pictures."""


def add_field(pdf: pikepdf.Pdf, content: bytes, visible: Visible) -> Any:
    """Add a signature field over its visible part, and return it. `content`: the bytes of `pdf`."""
    figures = [figure for figure in _figures(pdf, frozenset(visible.pictures)) if figure.marks]
    figures = [figure for figure in figures if figure.page == figures[0].page]
    with closing(pypdfium2.PdfDocument(io.BytesIO(content))) as document:
        if figures:
            page = figures[0].page
            box = _around(
                document[_number(pdf, page)], frozenset(chain(*(figure.marks for figure in figures)))
            )
        else:
            number, box = _around_text(document, visible.text)
            page = pdf.pages[number].obj
    name = visible.name or next(iter(visible.pictures), "") or "Digital signature"
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String("Seal"),
            TU=String(name),
            Contents=String(name),
            F=PRINTED_AND_LOCKED,
            P=page,
            Rect=Array([round(edge, 2) for edge in box]),
            AP=Dictionary(N=_nothing(pdf, box)),
        )
    )
    _put_on_page(page, field)
    _tag(pdf, page, field, figures[0].element if figures else None)
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)
    return field


def _nothing(pdf: pikepdf.Pdf, box: Box) -> Any:
    """An empty drawing: PDF/A requires a drawing for every annotation (ISO 19005-2, 6.3.3)."""
    size = Array([0, 0, round(box[2] - box[0], 2), round(box[3] - box[1], 2)])
    return pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=size, Resources=Dictionary())


def _put_on_page(page: Any, field: Any) -> None:
    if Name.Annots not in page:
        page.Annots = Array()
    page.Annots.append(field)
    page.Tabs = Name.S  # in the order of the structure (ISO 14289-1, 7.18.3)


# --- the structure tree ------------------------------------------------------------------------------


def _tag(pdf: pikepdf.Pdf, page: Any, field: Any, neighbour: Any) -> None:
    """Add an element for the field, after the picture's element, or at the end of the document."""
    tree = pdf.Root.get(Name.StructTreeRoot)
    if tree is None:
        return
    parent = neighbour.P if neighbour is not None else _document(tree)
    element = pdf.make_indirect(
        Dictionary(
            Type=Name.StructElem,
            S=Name.Form,
            P=parent,
            Pg=page,
            K=Dictionary(Type=Name.OBJR, Obj=field, Pg=page),
        )
    )
    kids = _kids(parent)
    place = next(
        (n for n, kid in enumerate(kids, 1) if neighbour is not None and kid == neighbour), len(kids)
    )
    parent.K = Array([*kids[:place], element, *kids[place:]])
    if Name.ParentTree not in tree:
        tree.ParentTree = pdf.make_indirect(Dictionary(Nums=Array()))
    parents = NumberTree(tree.ParentTree)
    key = max((*(number + 1 for number in parents), int(tree.get(Name.ParentTreeNextKey, 0))))
    parents[key] = element
    tree.ParentTreeNextKey = key + 1
    field.StructParent = key


def _document(tree: Any) -> Any:
    kids = _kids(tree)
    return kids[0] if len(kids) == 1 else tree


def _figures(pdf: pikepdf.Pdf, texts: frozenset[str]) -> Iterator[Figure]:
    """The figures with these alternative texts, from the document's end, where letters are signed."""
    tree = pdf.Root.get(Name.StructTreeRoot)
    if tree is None or not texts:
        return
    remaining = set(texts)
    waiting: list[tuple[Any, Any, int]] = [(kid, None, 0) for kid in _kids(tree)]
    while waiting and remaining:
        element, page, depth = waiting.pop()
        if not isinstance(element, Dictionary):
            continue
        page = element.get(Name.Pg, page)
        if element.get(Name.S) == Name.Figure and str(element.get(Name.Alt, "")) in remaining:
            remaining.discard(str(element.Alt))
            yield Figure(element, page, frozenset(_marks(element)))
        elif depth < DEEPEST:
            waiting += [(kid, page, depth + 1) for kid in _kids(element)]


def _kids(element: Any) -> list[Any]:
    kids = element.get(Name.K)
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def _marks(element: Any) -> Iterator[int]:
    for kid in _kids(element):
        if isinstance(kid, int):
            yield kid
        elif isinstance(kid, Dictionary) and Name.MCID in kid:
            yield int(kid.MCID)


# --- the page ----------------------------------------------------------------------------------------


def _number(pdf: pikepdf.Pdf, page: Any) -> int:
    return next((number for number, candidate in enumerate(pdf.pages) if candidate.obj == page), 0)


def _around(page: pypdfium2.PdfPage, marks: frozenset[int]) -> Box:
    """The area of a page with these marks. The tree's own area (BBox) is not reliable."""
    shown = (drawing for drawing in page.get_objects(max_depth=1) if _mark(drawing.raw) in marks)
    return _joined([drawing.get_bounds() for drawing in shown])


def _around_text(document: pypdfium2.PdfDocument, text: str) -> tuple[int, Box]:
    """The page number and area of a text's last occurrence; if there is none, no area on the last page."""
    for number in range(len(document) - 1, -1, -1) if text else ():
        page = document[number].get_textpage()
        found = list(iter(page.search(text, match_case=True).get_next, None))
        if found:
            start, length = found[-1]
            return number, _joined([page.get_rect(n) for n in range(page.count_rects(start, length))])
    return len(document) - 1, NOWHERE


def _joined(boxes: Sequence[Box]) -> Box:
    if not boxes:
        return NOWHERE
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left), min(bottom), max(right), max(top)


def _mark(thing: Any) -> int:
    """The number of an object's marked content; -1: it has none."""
    number = ctypes.c_int(-1)
    for index in range(pdfium.FPDFPageObj_CountMarks(thing)):
        mark = pdfium.FPDFPageObj_GetMark(thing, index)
        if pdfium.FPDFPageObjMark_GetParamIntValue(mark, b"MCID", number):
            break
    return number.value
