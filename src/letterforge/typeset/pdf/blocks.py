"""Blocks of a letter's body → HTML elements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement

from letterforge.model import (
    Align,
    Block,
    Footnote,
    Heading,
    Language,
    Line,
    ListBlock,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
)
from letterforge.typeset.foreign import ForeignText
from letterforge.typeset.pdf.css import write_face
from letterforge.typeset.plan.breaks import AT_LETTER, AT_SYLLABLE, BEHIND_SIGN, BETWEEN_JOINED
from letterforge.typeset.plan.columns import ColumnPlanner
from letterforge.typeset.plan.faces import WordFaces
from letterforge.typeset.plan.families import LetterFaces
from letterforge.typeset.plan.flow import find_tied_rows, leads_in, trim_page_breaks
from letterforge.typeset.plan.hyphenation import split_last_line
from letterforge.typeset.plan.lines import split_first_paragraph, split_whole_words
from letterforge.typeset.plan.marks import find_level
from letterforge.typeset.plan.measures import INDENT
from letterforge.typeset.plan.parts import LetterPart
from letterforge.typeset.plan.ranks import Ranks, choose_look

CELL_CLASSES = {Align.CENTRE: "centre", Align.END: "end"}
SPACED = frozenset({"p", "ul", "ol", "li", "div", "blockquote", "table", "hr"})
"""Elements that have space below them."""
SOFT = "\u00ad"
BOUND_BEFORE = re.compile("(?:[^\\s\u200b\u2063]{1,20}[\u00a0\u202f]){1,3}$")
BOUND_AFTER = re.compile("(?:[\u00a0\u202f][^\\s\u200b\u2063]{1,20}){1,3}")
"""Short words that no-break spaces bind to a word after, and to one before."""
FOREIGN = "article"
"""The element around text in another language: nothing else in a letter is one."""


class HtmlWriter:
    """Writes blocks into elements; knows the letter's footnotes and how deep it is in headings and lists."""

    def __init__(
        self,
        notes: Iterable[Footnote],
        foreign: ForeignText,
        faces: LetterFaces,
        planner: ColumnPlanner,
        *,
        has_subject: bool,
        last_letters: int = 0,
    ) -> None:
        """`has_subject`: a subject is above all headings. `last_letters`: see `count_last_letters`."""
        self._last_letters = last_letters
        self._planner = planner
        self._room = planner.width
        self._notes = {note.number: note for note in notes}
        self._foreign_text = foreign
        self._faces = faces
        self.borrowed: dict[str, None] = {}
        """The families, besides the letter's own, of words so far."""
        self._ranks = Ranks(has_subject=has_subject)
        self._depth = {"ul": 0, "ol": 0}

    def blocks(self, parent: Element, blocks: Sequence[Block]) -> None:
        """Blocks, one after the other."""
        for block in trim_page_breaks(blocks):
            self._block(parent, block)

    def _block(self, parent: Element, block: Block) -> None:
        match block:
            case Paragraph(content):
                kind = {"class": "lead"} if leads_in(block) else {}
                self._hyphenated(SubElement(parent, "p", kind), content)
            case Heading(level, content):
                looks = {"class": f"level{choose_look(level)}"}
                self.line(SubElement(parent, f"h{self._ranks.heading(level)}", looks), content)
            case ListBlock():
                self._list(parent, block)
            case Quote(inner):
                self._room -= 2 * INDENT
                self.blocks(SubElement(parent, "blockquote"), inner)
                self._room += 2 * INDENT
            case Table():
                self._table(parent, block)
            case Rule():
                SubElement(parent, "hr")
            case PageBreak():
                SubElement(parent, "div", {"class": "break"})

    def annex(self, parent: Element, annex: LetterPart) -> None:
        """An annex under its label, which is a heading: those in the annex rank below it."""
        self.line(SubElement(parent, f"h{self._ranks.annex()}", {"class": "annex"}), annex.line)
        self.blocks(parent, annex.blocks)

    def _list(self, parent: Element, block: ListBlock) -> None:
        tag, kind = ("ol", "number") if block.ordered else ("ul", "bullet")
        level = find_level(self._depth[tag])
        closed = " closed" if block.ordered and block.sign == ")" else ""
        element = SubElement(parent, tag, {"class": f"{kind}{level}{closed}"})
        if block.ordered and block.start != 1:
            # WeasyPrint does not read the attribute `start`, nor `value`.
            element.set("style", f"counter-reset: list-item {block.start - 1}")
        self._depth[tag] += 1
        self._room -= INDENT
        before = block.start - 1
        for number, entry in zip(block.counted, block.entries, strict=True):
            own = {} if number == before + 1 else {"style": f"counter-increment: list-item {number - before}"}
            self._entry(SubElement(element, "li", own), entry)
            before = number
        self._depth[tag] -= 1
        self._room += INDENT

    def _entry(self, element: Element, entry: Sequence[Block]) -> None:
        # The first paragraph is the entry's own text: the marker is in its first line.
        first, rest = split_first_paragraph(entry)
        self._hyphenated(element, first)
        if rest:
            self.blocks(SubElement(element, "div"), rest)

    def _table(self, parent: Element, block: Table) -> None:
        table = SubElement(parent, "table")
        columns = SubElement(table, "colgroup")
        for width in self._planner.plan(block, self._room):
            SubElement(columns, "col", {"style": f"width: {width:.2f}pt"})
        self._row(SubElement(table, "thead"), "th", block.head, block.align)
        body = SubElement(table, "tbody")
        tied = find_tied_rows(len(block.rows))
        for index, row in enumerate(block.rows):
            self._row(body, "td", row, block.align, {"class": "tied"} if index in tied else {})

    def _row(
        self,
        parent: Element,
        tag: str,
        cells: Sequence[Line],
        align: Sequence[Align],
        attributes: dict[str, str] | None = None,
    ) -> None:
        row = SubElement(parent, "tr", attributes or {})
        for cell, side in zip(cells, align, strict=True):
            element = SubElement(row, tag, {"scope": "col"} if tag == "th" else {})
            if side in CELL_CLASSES:
                element.set("class", CELL_CLASSES[side])
            self.line(element, cell)

    def _hyphenated(self, parent: Element, content: Line) -> None:
        """A paragraph's runs, in a style that hyphenates, without hyphens before the last line."""
        if self._last_letters:
            content, last = split_last_line(content, self._last_letters)
            self.line(parent, content)
            self.line(SubElement(parent, "span", {"class": "held"}), last)
        else:
            self.line(parent, content)

    def line(self, parent: Element, content: Line) -> None:
        """Runs within an element, and the notes that they are marks of."""
        if not self._foreign_text.found_in(content):
            self._runs(parent, content, self._faces.text)
            return
        for language, runs in self._foreign_text.phrases(content):
            if language:
                self._runs(self._foreign(parent, language), runs, self._faces.foreign)
            else:
                self._runs(parent, runs, self._faces.text)

    def put(self, parent: Element, line: Line, kind: str, tag: str = "p") -> None:
        """A line as an element of a class (empty: none); nothing for an empty line."""
        if line:
            self.line(SubElement(parent, tag, {"class": kind} if kind else {}), line)

    def _runs(self, parent: Element, content: Line, faces: WordFaces) -> None:
        for run, face in faces.cut(content):
            if run.note:
                self._note(parent, run.note)
                continue
            is_held = run.personal and self._last_letters
            held = SubElement(parent, "span", {"class": "held"}) if is_held else parent
            element = _nest_styles(held, run)
            if face:
                self.borrowed[face.family] = None
                element = SubElement(element, "span", {"style": write_face(face)})
            _write_text(element, run.text)

    def _foreign(self, parent: Element, language: Language) -> Element:
        # WeasyPrint has no language for a part of a text: `structure` knows these by an element of their own.
        element = SubElement(parent, FOREIGN, {"lang": language})
        if direction := self._foreign_text.direction(language):
            element.set("dir", direction)
        return element

    def _note(self, parent: Element, number: int) -> None:
        note = self._notes.pop(number, None)
        if note is None:  # marked before: the note is at its first mark
            SubElement(parent, "span", {"class": "mark"}).text = str(number)
            return
        # A note is in the letter's language, even if its mark is in a phrase of another language.
        own = self._foreign_text.own if parent.tag == FOREIGN else {}
        element = SubElement(parent, "div", {"class": "note", "data-number": str(number), **own})
        first, rest = split_first_paragraph(note.blocks)
        self.line(element, first)
        self.blocks(element, rest)
        if rest:
            _end_without_space(element)


def _end_without_space(element: Element) -> None:
    """Leave no space below the last words of a note: at the foot of a page there is nothing below them."""
    while len(element) and element[-1].tag in SPACED:
        element = element[-1]
        element.set("style", "; ".join(filter(None, (element.get("style"), "margin-bottom: 0"))))


def _write_text(element: Element, text: str) -> None:
    if AT_LETTER in text:
        text = _show_marks(text)
    for index, piece in enumerate(_bind(split_whole_words(text))):
        if index % 2:
            SubElement(element, "span", {"class": "whole"}).text = piece
        elif piece:
            _append(element, piece)


def _bind(pieces: Sequence[str]) -> Sequence[str]:
    """Pieces of a text, of which every second is not broken, with what no-break spaces bind to those.

    WeasyPrint counts a no-break space before another element as part of the line before it, and ends that
    line many words too early.
    """
    bound = list(pieces)
    for at in range(1, len(bound), 2):
        before, after = BOUND_BEFORE.search(bound[at - 1]), BOUND_AFTER.match(bound[at + 1])
        bound[at] = f"{before[0] if before else ''}{bound[at]}{after[0] if after else ''}"
        bound[at - 1] = bound[at - 1][: before.start()] if before else bound[at - 1]
        bound[at + 1] = bound[at + 1][after.end() :] if after else bound[at + 1]
    return bound


def _show_marks(text: str) -> str:
    """A text with the marks of `breaks` as WeasyPrint knows them; of joined letters it breaks by itself."""
    return BETWEEN_JOINED.sub("", text.replace(AT_SYLLABLE, SOFT)).replace(AT_LETTER, BEHIND_SIGN)


def _append(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _nest_styles(parent: Element, run: Run) -> Element:
    """The innermost element for a run's style; the parent itself for plain text."""
    if run.link:
        parent = SubElement(parent, "a", {"href": run.link})
    if run.strong:
        parent = SubElement(parent, "strong")
    if run.emphasis:
        parent = SubElement(parent, "em")
    if run.struck:
        parent = SubElement(parent, "s")
    if run.rise:
        parent = SubElement(parent, "sup" if run.rise > 0 else "sub")
    return parent
