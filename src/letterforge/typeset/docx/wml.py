"""Elements of WordprocessingML: names, units, and the runs and paragraphs that all parts share."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from lxml import etree

from letterforge.model import Line, Run

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
NAMESPACES = {"w": W, "r": R, "wp": WP, "a": A, "pic": PIC}
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

Element = etree._Element  # noqa: SLF001 - lxml has no public name for the type

RIGHT_TO_LEFT = frozenset({"R", "AL"})
"""Bidirectional classes (Unicode Standard Annex 9) of letters that run from right to left."""


def twips(points: float) -> str:
    """A length in twentieths of a point."""
    return str(round(points * 20))


def half_points(points: float) -> str:
    """A type size in half points."""
    return str(round(points * 2))


def emu(points: float) -> str:
    """A length in English Metric Units, 12,700 to the point."""
    return str(round(points * 12_700))


def w(tag: str, *children: Element, **attributes: str) -> Element:
    """An element of the main namespace, with its attributes in that namespace."""
    element = etree.Element(
        f"{{{W}}}{tag}", {f"{{{W}}}{name}": value for name, value in attributes.items()}, NAMESPACES
    )
    element.extend(children)
    return element


def part(root: Element) -> bytes:
    """A part's bytes."""
    etree.cleanup_namespaces(root, keep_ns_prefixes=["w"])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def paragraph(style: str, *runs: Element, properties: Iterable[Element] = ()) -> Element:
    """A paragraph in a named style. `properties` are in the order of the schema (17.3.1.26)."""
    return w("p", w("pPr", w("pStyle", val=style), *properties), *runs)


def text_runs(content: Line) -> list[Element]:
    """Runs of text, without notes (see `body`)."""
    return [element for run in content for element in (_linked(run) if run.link else [text_run(run)])]


def text_run(run: Run, style: str = "") -> Element:
    """One run; a line feed in its text is a line break.

    Strong and emphasised text have character styles, so that a secretary can change them all in one place.
    """
    named = style or ("Strong" if run.strong else "Emphasis" if run.emphasis else "")
    properties = w("rPr")
    if named:
        properties.append(w("rStyle", val=named))
    if run.strong and named != "Strong":
        properties.extend((w("b"), w("bCs")))
    if run.emphasis and named != "Emphasis":
        properties.extend((w("i"), w("iCs")))
    if run.struck:
        properties.append(w("strike"))
    if any(unicodedata.bidirectional(character) in RIGHT_TO_LEFT for character in run.text):
        properties.append(w("rtl"))
    element = w("r", *([properties] if len(properties) else []))
    for index, line in enumerate(run.text.split("\n")):
        if index:
            element.append(w("br"))
        if line:
            text = w("t")
            text.text = line
            text.set(SPACE, "preserve")
            element.append(text)
    return element


def field(instruction: str, *result: Element) -> list[Element]:
    """A complex field with its cached result (17.16.5): Word offers to repair a field that has none."""
    code = w("instrText")
    code.text = f" {instruction} "
    code.set(SPACE, "preserve")
    return [
        w("r", w("fldChar", fldCharType="begin")),
        w("r", code),
        w("r", w("fldChar", fldCharType="separate")),
        *result,
        w("r", w("fldChar", fldCharType="end")),
    ]


def _linked(run: Run) -> list[Element]:
    # A field, not a relationship: a link's target is then part of the text that a signature covers.
    target = run.link.replace("\\", "%5C").replace('"', "%22")
    return field(f'HYPERLINK "{target}"', text_run(run, "Hyperlink"))
