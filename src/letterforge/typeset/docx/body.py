"""A letter's blocks → the paragraphs and tables of word/document.xml, and its footnotes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest
from typing import TypeAlias

from letterforge.campaign import Stationery
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
    Table,
)
from letterforge.typeset.docx.numbering import DEPTH, LetterList
from letterforge.typeset.docx.paragraphs import Indentation, Numbering, ParagraphShape
from letterforge.typeset.docx.scripts import find_word_faces
from letterforge.typeset.docx.style_names import (
    BULLET_LIST,
    HYPHENATED,
    NUMBER_LIST,
    TABLE_STYLES,
    list_style_name,
    style_id,
)
from letterforge.typeset.docx.wml import (
    NoteMarks,
    RunWriter,
    is_table,
    keep_with_next,
    make_paragraph,
    make_root,
    set_spacing,
    twips,
    w,
)
from letterforge.typeset.plan.columns import ColumnPlanner
from letterforge.typeset.plan.flow import find_tied_rows, leads_in, trim_page_breaks
from letterforge.typeset.plan.marks import LEVELS
from letterforge.typeset.plan.measures import INDENT
from letterforge.typeset.plan.ranks import choose_look
from letterforge.word.markup import Element

SPACED_ABOVE = frozenset(
    {"Heading1", "Heading2", "Heading3", "Closing", "CosignerHeading", "Contact", "Enclosure", "Copies"}
)
"""Styles with space above them. Others need some below a table, which has none of its own."""

HYPHENATED_IDS = tuple(map(style_id, HYPHENATED))
"""How the ids of styles begin whose text is hyphenated in justified letters."""
JUSTIFIED = {Align.START: "", Align.CENTRE: "center", Align.END: "right"}
"""`right` means the end of a line, in paragraphs of either direction (17.3.1.13)."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The blocks around a block, as far as they affect its looks."""

    text: str = "BodyText"
    """Style of a paragraph with nothing around it."""
    start: float = 0.0
    """Indentation from the start of the line, in points."""
    end: float = 0.0
    """Indentation from its end, in points."""
    bullets: int = 0
    numbers: int = 0
    """Lists of either kind around it."""
    is_quoted: bool = False
    innermost: type[Quote | ListBlock] | None = None

    @property
    def lists(self) -> int:
        """Lists around it."""
        return self.bullets + self.numbers

    @property
    def style(self) -> str:
        """Style of a paragraph here."""
        if self.innermost is None or self.text != "BodyText":
            return self.text
        return "Quote" if self.innermost is Quote else style_id(list_style_name("Continue", self.lists - 1))

    def in_quote(self) -> Surroundings:
        """Of a block in a quotation here."""
        return replace(
            self, start=self.start + INDENT, end=self.end + INDENT, is_quoted=True, innermost=Quote
        )

    def in_list(self, block: ListBlock) -> Surroundings:
        """Of a block in an entry of a list here."""
        numbers = self.numbers + block.ordered
        bullets = self.bullets + (not block.ordered)
        return replace(self, start=self.start + INDENT, numbers=numbers, bullets=bullets, innermost=ListBlock)


Marked: TypeAlias = tuple[Numbering | None, Indentation | None]
"""Numbering of a paragraph, and its indentation; None: its style's."""


@dataclass(frozen=True, slots=True)
class ListMark:
    """The bullet or number that the next paragraph gets."""

    style: str
    level: int
    number: int
    around: Surroundings

    def properties(self, at: Surroundings) -> Marked:
        """Numbering of a paragraph, and its indentation where that is not the level's own."""
        numbering = self.level, self.number
        if (at.start, at.end) == (INDENT * (self.level + 1), 0):
            return numbering, None
        return numbering, (at.start, at.end, INDENT + at.start - self.around.start)


class WordWriter:
    """Writes one letter's blocks, front to back, and then its footnotes."""

    def __init__(
        self, stationery: Stationery, notes: Iterable[Footnote], planner: ColumnPlanner, *, rtl: bool
    ) -> None:
        """`planner`: of the letter's language."""
        self._planner = planner
        self._spacing = stationery.spacing
        self._table_style = style_id(TABLE_STYLES[stationery.tables])
        self._is_justified = stationery.align == "justify"
        self._rtl = rtl
        self._marks = NoteMarks(notes)
        self._faces = find_word_faces(stationery.face, stationery.heading_face)
        self._runs = RunWriter(self._faces, rtl=rtl, marks=self._marks)
        self._mark: ListMark | None = None
        self._new_page = False
        self._below_table = False
        self._lists: list[LetterList] = []

    @property
    def lists(self) -> tuple[LetterList, ...]:
        """The lists so far that need a number of their own."""
        return tuple(self._lists)

    def blocks(self, blocks: Sequence[Block], around: Surroundings = Surroundings()) -> list[Element]:
        """Blocks one after the other."""
        written: list[Element] = []
        blocks = trim_page_breaks(blocks)
        for block, following in zip_longest(blocks, blocks[1:]):
            elements = self._block(block, around)
            # Word makes one table of two that touch.
            if written and elements and is_table(written[-1]) and is_table(elements[0]):
                written.append(make_paragraph("TableText"))
            # A rule ends what is above it, and must not begin a page.
            if written and isinstance(block, Rule):
                keep_with_next(written[-1])
            if following is not None and leads_in(block):
                keep_with_next(elements[-1])
            written += elements
        return written

    def _block(self, block: Block, around: Surroundings) -> list[Element]:
        match block:
            case Paragraph(content):
                return [self._text(around.style, content, around)]
            case Heading(level, content):
                return [self._text(f"Heading{choose_look(level)}", content, around)]
            case ListBlock():
                return self._list(block, around)
            case Quote(blocks):
                return self.blocks(blocks, around.in_quote())
            case Table():
                return [*self._marked_line(around), self._table(block, around)]
            case Rule():
                return [*self._marked_line(around), self._text("HorizontalRule", (), around)]
            case PageBreak():
                self._new_page = True
                return []

    # --- paragraphs ------------------------------------------------------------------------------

    def paragraph(
        self, style: str, content: Line, before: float = 0.0, frame: Element | None = None
    ) -> Element:
        """A paragraph with nothing around it; with some space before it, in points, or in a place of its
        own.
        """
        written = self._paragraph(style, content, before=before)
        if frame is not None:
            written[0][0].addnext(frame)
        return written

    def _text(self, style: str, content: Line, around: Surroundings) -> Element:
        """A paragraph among its surroundings; the first of a list's entry takes its mark."""
        mark, self._mark = self._mark, None
        if mark:
            marked = mark.properties(around)
            style = mark.style if style == around.style else style
        else:
            indented = (around.start, around.end)
            marked = None, None if indented == find_indent(style) else (*indented, 0.0)
        italic = around.is_quoted and style != "Quote"
        return self._paragraph(style, content, marked=marked, italic=italic)

    def _paragraph(
        self,
        style: str,
        content: Line,
        *,
        marked: Marked = (None, None),
        justified: str = "",
        before: float = 0.0,
        italic: bool = False,
    ) -> Element:
        """A paragraph; the first after a page break begins its page."""
        if self._below_table and style not in SPACED_ABOVE:
            before = max(before, self._spacing)
        hyphenates = self._is_justified and style.startswith(HYPHENATED_IDS)
        shape = ParagraphShape(
            style, self._rtl, self._new_page, marked[0], before, marked[1], justified, hyphenates
        )
        self._new_page = self._below_table = False
        return shape.paragraph(content, self._runs, emphasis=italic)

    # --- lists -----------------------------------------------------------------------------------

    def _list(self, block: ListBlock, around: Surroundings) -> list[Element]:
        inner = around.in_list(block)
        level = min(around.lists, DEPTH - 1)
        kind = "Number" if block.ordered else "Bullet"
        style = around.text if around.text != "BodyText" else style_id(list_style_name(kind, level))
        mark = ListMark(style, level, self._number(block, around, level), inner)
        # A list that begins an entry leaves that entry's mark on a line of its own.
        written = self._marked_line(around)
        next_number = block.start
        for number, entry in zip(block.counted, block.entries, strict=True):
            if number != next_number:  # Word counts by itself: from here on it is another list in Word
                mark = replace(mark, number=self._number(replace(block, start=number), around, level))
            next_number = number + 1
            self._mark = mark
            written += self.blocks(entry, inner)
            written += self._marked_line(inner)  # of an empty entry
        if not around.lists:
            _space_below(written, self._spacing)
        return written

    def _number(self, block: ListBlock, around: Surroundings, level: int) -> int:
        """The number of a list in numbering.xml: bulleted lists with the marks of their level share one."""
        depth = min(around.numbers if block.ordered else around.bullets, DEPTH - 1)
        if not block.ordered and depth == level:
            return BULLET_LIST
        self._lists.append(LetterList(level, depth, block.ordered, block.start, block.sign))
        return NUMBER_LIST + len(self._lists)

    def _marked_line(self, around: Surroundings) -> list[Element]:
        """An empty line with the mark that waits for a paragraph; nothing where none waits."""
        return [self._text(around.style, (), around)] if self._mark else []

    # --- tables ----------------------------------------------------------------------------------

    def _table(self, block: Table, around: Surroundings) -> Element:
        def write(style: str, content: Line, justified: str) -> Element:
            return self._paragraph(style, content, justified=justified, italic=around.is_quoted)

        self._below_table = False
        widths = self._planner.plan(block, self._planner.width - around.start - around.end)
        written = make_table(block, widths, around.start, write, self._table_style, rtl=self._rtl)
        self._below_table = True
        return written

    # --- footnotes -------------------------------------------------------------------------------

    def footnotes(self) -> Element | None:
        """The root of word/footnotes.xml: two separators, and the notes; None if the letter has no mark."""
        self._marks.bookmark()
        if not self._marks.notes:
            return None
        element = make_root(
            "footnotes",
            *(
                self._separator(number, kind)
                for number, kind in enumerate(("separator", "continuationSeparator"))
            ),
        )
        self._runs = RunWriter(self._faces, rtl=self._rtl)
        for number, note in self._marks.notes:
            element.append(w("footnote", *self._note(note), id=str(number)))
        return element

    def _separator(self, number: int, kind: str) -> Element:
        direction = [w("bidi")] if self._rtl else []
        spacing = w("spacing", after="0", line="240", lineRule="auto")
        return w(
            "footnote", w("p", w("pPr", *direction, spacing), w("r", w(kind))), type=kind, id=str(number)
        )

    def _note(self, note: Footnote) -> list[Element]:
        self._below_table = self._new_page = False
        written = self.blocks(note.blocks, Surroundings("FootnoteText"))
        # A note begins and ends with a paragraph, never a table (17.11.10).
        if not written or is_table(written[0]):
            written.insert(0, self._paragraph("FootnoteText", ()))
        if is_table(written[-1]):
            written.append(self._paragraph("FootnoteText", ()))
        reference = w("r", w("rPr", w("rStyle", val="FootnoteReference")), w("footnoteRef"))
        written[0][0].addnext(reference)
        reference.addnext(self._runs.plain(" ")[0])
        return written


def make_table(
    block: Table,
    widths: Sequence[float],
    indent: float,
    write: Callable[[str, Line, str], Element],
    style: str = "TableGrid",
    *,
    rtl: bool,
) -> Element:
    """The table; the columns' widths and `indent` in points, `style` by its id.

    `write` makes a cell's paragraph of style, line, alignment.
    """
    direction = [w("bidiVisual")] if rtl else []
    shifted = [w("tblInd", w=twips(indent), type="dxa")] if indent else []
    properties = (
        w("tblStyle", val=style),
        *direction,
        w("tblW", w=twips(sum(widths)), type="dxa"),
        *shifted,
        # Word would make a column as wide as its longest word, and the table wider than the page.
        w("tblLayout", type="fixed"),
        w(
            "tblLook",
            val="0020",
            firstRow="1",
            lastRow="0",
            firstColumn="0",
            lastColumn="0",
            noHBand="0",
            noVBand="0",
        ),
    )
    element = w(
        "tbl", w("tblPr", *properties), w("tblGrid", *(w("gridCol", w=twips(wide)) for wide in widths))
    )
    tied = find_tied_rows(len(block.rows))
    for index, cells in enumerate((block.head, *block.rows)):
        text, repeated = ("TableText", []) if index else ("TableHeading", [w("tblHeader")])
        row = w("tr", w("trPr", w("cantSplit"), *repeated))
        for content, side, wide in zip(cells, block.align, widths, strict=True):
            size = w("tcPr", w("tcW", w=twips(wide), type="dxa"))
            row.append(w("tc", size, write(text, content, JUSTIFIED[side])))
        if index - 1 in tied:
            keep_with_next(row)
        element.append(row)
    return element


@cache
def find_indent(style: str) -> tuple[float, float]:
    """How far a style without marks is indented by itself, from start and end, in points."""
    if style == "Quote":
        return INDENT, INDENT
    for level in range(LEVELS):
        if style == style_id(list_style_name("Continue", level)):
            return INDENT * (level + 1), 0.0
    return 0.0, 0.0


def _space_below(written: Sequence[Element], spacing: float) -> None:
    """Give a list's last paragraph the space that any paragraph has below it."""
    if not written or is_table(written[-1]):
        return
    set_spacing(written[-1], "after", spacing)
