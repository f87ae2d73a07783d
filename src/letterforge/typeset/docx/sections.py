"""Sections of a document: page, margins, columns, and which headers and footers they have (17.6)."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from letterforge.campaign import Stationery
from letterforge.typeset.docx.letterhead import header_distance
from letterforge.typeset.docx.wml import is_table, make_paragraph, twips, w
from letterforge.typeset.plan.measures import Measures
from letterforge.word.markup import Element, W

OF_FIRST = frozenset(
    f"{{{W}}}{name}" for name in ("headerReference", "footerReference", "titlePg", "pgNumType")
)
"""What the sections after the first inherit from it."""


def make_first_section(
    s: Stationery, references: Sequence[Element], footer: float, draft: str = "", *, rtl: bool
) -> Element:
    """The section of a letter: page size and margins, header and footer (17.6.17).

    `footer`: from the page's lower edge, in points. `draft`: see `Letter`.
    """
    width, height = s.page_size
    # The header begins where the text would: Word moves the text of the first page down below it.
    lengths = {
        "top": s.margin_top,
        "right": s.margin_right,
        "bottom": s.margin_bottom,
        "left": s.margin_left,
        "header": header_distance(s, draft),
        "footer": footer,
        "gutter": 0.0,
    }
    return w(
        "sectPr",
        *references,
        w("pgSz", w=twips(width), h=twips(height)),
        w("pgMar", **{name: twips(value) for name, value in lengths.items()}),
        w("titlePg"),
        *([w("bidi")] if rtl else []),
    )


def set_in_columns(
    before: list[Element],
    columned: Sequence[Element],
    after: list[Element],
    section: Element,
    m: Measures,
    columns: int,
) -> list[Element]:
    """Blocks, those in the middle in balanced columns; the last of these must be a paragraph.

    `section` becomes the section of what comes before; the last element returned is that of what follows.
    """
    if not before or is_table(before[-1]):
        before.append(make_last_paragraph(m.above_cosigners))
    continued = _continue_section(section)
    middle = deepcopy(continued)
    _set_columns(middle, columns, m.column_gap)
    before[-1][0].append(section)
    columned[-1][0].append(middle)
    # The columns of a document's last section are not balanced: another section follows, even if it is empty.
    return [*before, *columned, *(after or [make_last_paragraph()]), continued]


def _continue_section(section: Element) -> Element:
    """A section on the same page, with the same headers and footers."""
    continued = deepcopy(section)
    for element in list(continued):
        if element.tag in OF_FIRST or element.tag == f"{{{W}}}type":
            continued.remove(element)
    notes = [element for element in continued if element.tag in {f"{{{W}}}footnotePr", f"{{{W}}}endnotePr"}]
    continued.insert(len(notes), w("type", val="continuous"))
    return continued


def _set_columns(section: Element, columns: int, gap: float) -> None:
    for existing in section.findall(f"{{{W}}}cols"):
        section.remove(existing)
    earlier = (
        "type",
        "pgSz",
        "pgMar",
        "paperSrc",
        "pgBorders",
        "lnNumType",
        "pgNumType",
        "footnotePr",
        "endnotePr",
    )
    index = sum(element.tag in {f"{{{W}}}{name}" for name in earlier} for element in section)
    section.insert(index, w("cols", num=str(columns), space=twips(gap), equalWidth="1"))


def make_last_paragraph(before: float = 0.0) -> Element:
    """A paragraph without height, `before` points below the last: Word needs a paragraph at a document's
    end.
    """
    spacing = w("spacing", before=twips(before), after="0", line="20", lineRule="exact")
    return make_paragraph("Signature", properties=[spacing])
