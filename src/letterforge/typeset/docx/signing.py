"""The signature block: pictures over names, several side by side, never torn and never alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from letterforge.campaign import Stationery
from letterforge.model import Run, Signature
from letterforge.typeset.docx.body import keep_with_next
from letterforge.typeset.docx.wml import Element, paragraph, text_runs, twips, w

COLUMNS = 3
"""Signatures side by side."""


def signature_block(
    signatures: Sequence[Signature], stationery: Stationery, draw: Callable[[Signature], Element]
) -> list[Element]:
    """One signatory as paragraphs, several as a table without lines. `draw` makes the run of a picture."""
    if len(signatures) == 1:
        return _signed(signatures[0], draw)
    rows = [signatures[index : index + COLUMNS] for index in range(0, len(signatures), COLUMNS)]
    columns = min(len(signatures), COLUMNS)
    width = twips(stationery.text_width / columns)
    table = w(
        "tbl",
        w("tblPr", w("tblW", w="5000", type="pct"), w("tblLayout", type="fixed"), _no_margins()),
        w("tblGrid", *(w("gridCol", w=width) for _ in range(columns))),
    )
    for row in rows:
        cells = [_cell(_signed(signature, draw), width) for signature in row]
        cells += [_cell([paragraph("Signature")], width) for _ in range(columns - len(row))]
        table.append(w("tr", w("trPr", w("cantSplit")), *cells))
    for row_element in table.findall(w("tr").tag)[:-1]:
        keep_with_next(row_element)
    return [table]


def _no_margins() -> Element:
    sides = ("top", "left", "bottom", "right")
    return w("tblCellMar", *(w(side, w="0", type="dxa") for side in sides))


def _cell(content: Sequence[Element], width: str) -> Element:
    return w("tc", w("tcPr", w("tcW", w=width, type="dxa"), w("vAlign", val="bottom")), *content)


def _signed(signature: Signature, draw: Callable[[Signature], Element]) -> list[Element]:
    lines = [(signature.name, True), (signature.title, False), (signature.organisation, False)]
    present = [(text, strong) for text, strong in lines if text]
    runs = [
        Run(text + ("\n" if index < len(present) else ""), strong=strong)
        for index, (text, strong) in enumerate(present, start=1)
    ]
    named = paragraph("Signature", *text_runs(tuple(runs)))
    if not signature.image:
        return [named]
    inked = paragraph("Signature", draw(signature))
    keep_with_next(inked)
    return [inked, named]
