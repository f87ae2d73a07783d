"""The signature block: pictures over names, several side by side, never torn and never alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from letterforge.model import Line, Run, Signature
from letterforge.typeset.docx.wml import Element, keep_with_next, paragraph, stacked, twips, w

COLUMNS = {2: 2, 3: 3, 4: 2, 5: 3, 6: 3}
"""Signatures side by side, by how many there are."""
ROW_GAP = 12.0
"""Between two rows of signatures, in points."""
GUTTER = 9.0
"""Between two pictures, in points."""


def signature_block(
    signatures: Sequence[Signature],
    width: float,
    height: float,
    write: Callable[[str, Line, float], Element],
    draw: Callable[[Signature, float], Element],
    *,
    rtl: bool,
) -> list[Element]:
    """One signatory as paragraphs, several as a table without lines; it fills `width`, in points.

    `height` of a picture in points is left free over a name that has none, where others have. `write` makes a
    paragraph of a style, a line and space before it; `draw` the run of a picture, no wider than so many points.
    """
    room = height if any(signature.image for signature in signatures) else 0.0
    if len(signatures) == 1:
        return _signed(signatures[0], width, room, write, draw)
    columns = COLUMNS[len(signatures)]
    rows = [signatures[index : index + columns] for index in range(0, len(signatures), columns)]
    column = width / columns
    table = w(
        "tbl",
        _properties(width, rtl=rtl),
        w("tblGrid", *(w("gridCol", w=twips(column)) for _ in range(columns))),
    )
    for row in rows:
        gap = 0.0 if row is rows[0] else ROW_GAP
        cells = [
            _cell(_signed(signature, column - GUTTER, room, write, draw, gap), column) for signature in row
        ]
        cells += [_cell([paragraph("Signature")], column) for _ in range(columns - len(row))]
        table.append(w("tr", w("trPr", w("cantSplit")), *cells))
        if row is not rows[-1]:
            keep_with_next(table[-1])
    return [table]


def _properties(width: float, *, rtl: bool) -> Element:
    # LibreOffice gives cells margins where a table says nothing of them, whatever its style says.
    sides = ("top", "left", "bottom", "right")
    return w(
        "tblPr",
        *([w("bidiVisual")] if rtl else []),
        w("tblW", w=twips(width), type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblCellMar", *(w(side, w="0", type="dxa") for side in sides)),
    )


def _cell(content: Sequence[Element], width: float) -> Element:
    return w("tc", w("tcPr", w("tcW", w=twips(width), type="dxa"), w("vAlign", val="bottom")), *content)


def _signed(
    signature: Signature,
    width: float,
    room: float,
    write: Callable[[str, Line, float], Element],
    draw: Callable[[Signature, float], Element],
    gap: float = 0.0,
) -> list[Element]:
    lines = (Run(signature.name, strong=True), Run(signature.title), Run(signature.organisation))
    name = stacked((line,) for line in lines if line.text)
    if not signature.image:
        return [write("Signature", name, gap + room)]
    inked = write("Signature", (), gap)
    inked.append(draw(signature, width))
    keep_with_next(inked)
    return [inked, write("Signature", name, 0.0)]
