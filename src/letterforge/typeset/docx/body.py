"""Letter → word/document.xml's paragraphs, and its footnotes."""

from __future__ import annotations

from collections.abc import Sequence

from letterforge.model import (
    Align,
    Block,
    Footnote,
    Heading,
    Line,
    ListBlock,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
)
from letterforge.typeset.docx.numbering import BULLET_LIST, DEPTH, NUMBER_LIST, NumberedList
from letterforge.typeset.docx.styles import list_style_name, style_id
from letterforge.typeset.docx.wml import Element, paragraph, text_runs, twips, w

FIRST_NOTE = 2
"""Number of the first footnote: 0 and 1 are the lines that separate notes from text (17.11.2)."""
JUSTIFIED = {Align.START: "left", Align.CENTRE: "center", Align.END: "right"}


class Writer:
    """Writes blocks as paragraphs and tables, front to back."""

    def __init__(self, text_width: float, spacing: float) -> None:
        """Both in points: the width that tables fill, the space after a paragraph."""
        self._text_width = text_width
        self._spacing = spacing
        self._new_page = False
        self.lists: list[NumberedList] = []
        """The numbered lists so far, for numbering.xml."""

    def blocks(self, blocks: Sequence[Block], style: str = "BodyText") -> list[Element]:
        """Blocks one after the other."""
        written: list[Element] = []
        for block in blocks:
            elements = self._block(block, style)
            # Word makes one table of two that touch.
            if written and elements and written[-1].tag == elements[0].tag == w("tbl").tag:
                written.append(paragraph("TableText"))
            written += elements
        return written

    def _block(self, block: Block, style: str) -> list[Element]:
        match block:
            case Paragraph(content):
                return [self.paragraph(style, content)]
            case Heading(level, content):
                return [self.paragraph(f"Heading{level}", content)]
            case ListBlock():
                return _ended(self._list(block, 1 if style == "Quote" else 0), self._spacing)
            case Quote(blocks):
                return self.blocks(blocks, "Quote")
            case Table():
                return [self._table(block)]
            case Rule():
                return [self.paragraph("HorizontalRule", ())]
            case PageBreak():
                self._new_page = True
                return []

    def paragraph(self, style: str, content: Line, *properties: Element) -> Element:
        """A paragraph; the first after a page break begins its page."""
        breaks = [w("pageBreakBefore")] if self._new_page else []
        self._new_page = False
        return paragraph(style, *line_runs(content), properties=[*breaks, *properties])

    # --- lists -----------------------------------------------------------------------------------

    def _list(self, block: ListBlock, level: int) -> list[Element]:
        level = min(level, DEPTH - 1)
        kind = "Number" if block.ordered else "Bullet"
        number = BULLET_LIST
        if block.ordered:
            self.lists.append(NumberedList(level, block.start))
            number = NUMBER_LIST + len(self.lists)
        written: list[Element] = []
        for entry in block.entries:
            written += self._entry(entry, kind, number, level)
        return written

    def _entry(self, entry: Sequence[Block], kind: str, number: int, level: int) -> list[Element]:
        first, others = (entry[0], entry[1:]) if entry else (Paragraph(()), ())
        if not isinstance(first, Paragraph):
            first, others = Paragraph(()), tuple(entry)
        style = style_id(list_style_name(kind, level))
        mark = w("numPr", w("ilvl", val=str(level)), w("numId", val=str(number)))
        written = [self.paragraph(style, first.content, mark)]
        continued = style_id(list_style_name("Continue", level))
        for block in others:
            inner = (
                self._list(block, level + 1)
                if isinstance(block, ListBlock)
                else self._block(block, continued)
            )
            written += inner
        return written

    # --- tables ----------------------------------------------------------------------------------

    def _table(self, block: Table) -> Element:
        width = self._text_width / len(block.head)
        table = w(
            "tbl",
            w(
                "tblPr",
                w("tblStyle", val="TableGrid"),
                w("tblW", w="5000", type="pct"),
                w("tblLook", firstRow="1"),
            ),
            w("tblGrid", *(w("gridCol", w=twips(width)) for _ in block.head)),
        )
        heading = w("trPr", w("cantSplit"), w("tblHeader"))
        table.append(self._row(block.head, block.align, "TableHeading", heading, width))
        for row in block.rows:
            table.append(self._row(row, block.align, "TableText", w("trPr", w("cantSplit")), width))
        return table

    def _row(
        self, cells: Sequence[Line], align: Sequence[Align], style: str, properties: Element, width: float
    ) -> Element:
        row = w("tr", properties)
        for content, side in zip(cells, align, strict=True):
            justified = [] if side is Align.START else [w("jc", val=JUSTIFIED[side])]
            size = w("tcPr", w("tcW", w=twips(width), type="dxa"))
            row.append(w("tc", size, self.paragraph(style, content, *justified)))
        return row


def line_runs(content: Line) -> list[Element]:
    """Runs with the marks of footnotes among them."""
    runs: list[Element] = []
    for run in content:
        runs += [_mark(run)] if run.note else text_runs((run,))
    return runs


def _mark(run: Run) -> Element:
    number = str(run.note - 1 + FIRST_NOTE)
    return w("r", w("rPr", w("rStyle", val="FootnoteReference")), w("footnoteReference", id=number))


def _ended(entries: list[Element], spacing: float) -> list[Element]:
    """A list's paragraphs, the last with the space that stands after any paragraph."""
    properties = entries[-1].find(w("pPr").tag) if entries else None
    if properties is not None and properties.find(w("spacing").tag) is None:
        properties.append(w("spacing", after=twips(spacing)))
    return entries


def footnotes(notes: Sequence[Footnote], text_width: float) -> Element:
    """word/footnotes.xml: the two separators, and the notes."""
    root = w("footnotes", _separator("0", "separator"), _separator("1", "continuationSeparator"))
    for note in notes:
        written = Writer(text_width, 0).blocks(note.blocks, "FootnoteText")
        reference = w("r", w("rPr", w("rStyle", val="FootnoteReference")), w("footnoteRef"))
        space = text_runs((Run(" "),))
        if written and written[0].tag == w("p").tag:
            for offset, element in enumerate((reference, *space), start=1):
                written[0].insert(offset, element)
        root.append(w("footnote", *written, id=str(note.number - 1 + FIRST_NOTE)))
    return root


def _separator(number: str, kind: str) -> Element:
    spacing = w("spacing", after="0", line="240", lineRule="auto")
    return w("footnote", w("p", w("pPr", spacing), w("r", w(kind))), type=kind, id=number)


def keep_with_next(element: Element) -> None:
    """Let a paragraph, or every paragraph of a table, stay on the page of what follows."""
    for each in [element] if element.tag == w("p").tag else element.iter(w("p").tag):
        properties = each.find(w("pPr").tag)
        style = properties.find(w("pStyle").tag) if properties is not None else None
        if style is not None and properties is not None and properties.find(w("keepNext").tag) is None:
            style.addnext(w("keepNext"))
