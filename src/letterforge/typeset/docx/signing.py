"""The signature block: pictures over names, several side by side, never split and never alone on a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import TypeAlias

from letterforge.model import Line, Signature
from letterforge.typeset.docx.wml import keep_with_next, make_paragraph, twips, w
from letterforge.typeset.plan.flow import SIDE_BY_SIDE
from letterforge.typeset.plan.lines import list_signature_lines, stack_lines
from letterforge.typeset.plan.measures import Measures
from letterforge.word.markup import Element

Inked: TypeAlias = Element | float
"""The run of an inked signature; in a draft, which shows none, the height that it would take, in points."""


def make_signature_block(
    signatures: Sequence[Signature],
    width: float,
    m: Measures,
    write: Callable[[str, Line, float], Element],
    draw: Callable[[Signature, float], Inked],
    *,
    rtl: bool,
) -> list[Element]:
    """One signatory as paragraphs, several as a table without lines; it fills `width`, in points.

    The height of a picture is left free over a name that has none, to sign by hand. `write` makes a paragraph
    of a style, a line and space before it; `draw` makes what is shown for a picture, no wider than so many
    points.
    """
    if len(signatures) == 1:
        above = _make_picture_line(signatures[0], width, m.signature_height, write, draw)
        return [above, _make_name_lines(signatures[0], write)]
    columns = SIDE_BY_SIDE[len(signatures)]
    # Half of the space between two signatories is on each side of every cell, and at the table's sides
    # outside the text.
    gutter = m.between_signatories
    column = (width + gutter) / columns
    table = w(
        "tbl",
        _properties(width, gutter, rtl=rtl),
        w("tblGrid", *(w("gridCol", w=twips(column)) for _ in range(columns))),
    )
    for start in range(0, len(signatures), columns):
        in_row = signatures[start : start + columns]
        room = m.signature_height + (m.between_signatures if start else 0.0)
        pictures = [_make_picture_line(signature, column - gutter, 0.0, write, draw) for signature in in_row]
        table.append(_row(pictures, column, columns, "bottom", room))
        names = [_make_name_lines(signature, write) for signature in in_row]
        table.append(_row(names, column, columns, "top"))
    for row in table.findall(w("tr").tag)[:-1]:
        keep_with_next(row)
    return [table]


def _properties(width: float, gutter: float, *, rtl: bool) -> Element:
    # LibreOffice gives cells margins where a table does not set them, whatever its style has.
    margins = {"top": 0.0, "left": gutter / 2, "bottom": 0.0, "right": gutter / 2}
    return w(
        "tblPr",
        *([w("bidiVisual")] if rtl else []),
        w("tblW", w=twips(width + gutter), type="dxa"),
        w("tblInd", w=twips(-gutter / 2), type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblCellMar", *(w(side, w=twips(margins[side]), type="dxa") for side in margins)),
    )


def _row(written: Sequence[Element], width: float, columns: int, side: str, height: float = 0.0) -> Element:
    """A row of paragraphs, at least so high; pictures are at its bottom and names at its top."""
    least = [w("trHeight", val=twips(height), hRule="atLeast")] if height else []
    filled = [*written, *(make_paragraph("Signature") for _ in range(columns - len(written)))]
    properties = w("tcW", w=twips(width), type="dxa"), w("vAlign", val=side)
    cells = (w("tc", w("tcPr", *deepcopy(properties)), paragraph) for paragraph in filled)
    return w("tr", w("trPr", w("cantSplit"), *least), *cells)


def _make_picture_line(
    signature: Signature,
    width: float,
    height: float,
    write: Callable[[str, Line, float], Element],
    draw: Callable[[Signature, float], Inked],
) -> Element:
    """The paragraph of a picture.

    Empty, and so many points high, for a signature by hand (0: the table's row is high enough); as high as
    the picture in a draft.
    """
    inked = write("Signature", (), 0.0)
    drawn = draw(signature, width) if signature.image else height
    if not isinstance(drawn, float):
        inked.append(drawn)
    elif drawn:
        inked[0].append(w("spacing", before="0", after="0", line=twips(drawn), lineRule="exact"))
    keep_with_next(inked)
    return inked


def _make_name_lines(signature: Signature, write: Callable[[str, Line, float], Element]) -> Element:
    return write("Signature", stack_lines(list_signature_lines(signature)), 0.0)
