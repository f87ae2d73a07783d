"""Letter → the same letter with marks in words that are wider than their place: see `breaks`.

What a letter is made from, and what it is compared with, is the letter without these marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from math import inf
from operator import is_

from letterforge.campaign import Stationery
from letterforge.model import (
    Annex,
    Block,
    CosignerGroup,
    CosignerList,
    Footnote,
    Heading,
    Language,
    Letter,
    Line,
    ListBlock,
    Paragraph,
    Quote,
    Run,
    Signature,
    Table,
)
from letterforge.typeset.plan.breaks import mark_word
from letterforge.typeset.plan.columns import ColumnPlanner
from letterforge.typeset.plan.flow import MANY_COLUMNS, SIDE_BY_SIDE
from letterforge.typeset.plan.measures import Measures, measure_stationery
from letterforge.typeset.plan.widths import measure_text
from letterforge.typeset.plan.windows import find_window

WIDEST = 1.0
"""Of all characters, as a part of the size: shorter words need not be measured."""
LONGEST = 100_000
"""A word of so many characters is wider than any place."""
CAREFUL = 1.02
"""A word counts as so much wider than it was measured, because each output measures for itself."""


@dataclass(frozen=True, slots=True)
class LineRoom:
    """How wide a line may be, and how its text is set."""

    width: float
    size: float
    language: Language = ""
    """In which words may be hyphenated; empty: they may not."""
    bold: bool = True
    """Bold words are wider; what is not all bold is measured as if it were."""


class WordFitter:
    """Marks the words of letters in one stationery."""

    def __init__(self, stationery: Stationery, *, width: float | None = None) -> None:
        """`width` of the text in points, where the campaign's own letterhead sets another."""
        self._measures = measure_stationery(stationery)
        self._width = self._measures.text_width if width is None else width
        self._has_window = find_window(stationery) is not None
        self._face = stationery.face
        self._planners: dict[Language, ColumnPlanner] = {}

    def planner(self, language: Language) -> ColumnPlanner:
        """What plans the columns of tables in a language."""
        if language not in self._planners:
            self._planners[language] = ColumnPlanner(self._face, self._measures, self._width, language)
        return self._planners[language]

    def fit_small(self, text: str) -> str:
        """A text in the letterhead or in a margin, with marks in its words wherever one is too wide."""
        return self.text(text, LineRoom(self._width, self._measures.size_small))

    def fit_letter(self, letter: Letter) -> Letter:
        """The letter, with marks in its words wherever one is too wide."""
        m = self._measures
        lines, language = LineRoom(self._width, m.size), letter.language
        blocks = BlockFitter(self, self.planner(language), m, LineRoom(self._width, m.size, language))
        # What is in a window is measured there: see `in_window`.
        shown = LineRoom(inf, m.size) if self._has_window else lines
        notes = replace(blocks, room=LineRoom(self._width - m.size, m.size_note, language))
        return replace(
            letter,
            reference=self.line(letter.reference, lines),
            subject=self.line(letter.subject, lines),
            salutation=self.line(letter.salutation, lines),
            closing=self.line(letter.closing, lines),
            contact=self.line(letter.contact, lines),
            dateline=self.line(letter.dateline, lines),
            delivery=self.line(letter.delivery, shown),
            confidentiality=self.line(letter.confidentiality, shown),
            inside_address=self._lines(letter.inside_address, shown),
            body=blocks.fit(letter.body),
            signatures=self._signatures(letter.signatures),
            cosigners=self._cosigners(letter.cosigners),
            enclosures=self._lines(letter.enclosures, lines),
            copies=self._lines(letter.copies, lines),
            annexes=tuple(Annex(annex.label, blocks.fit(annex.blocks)) for annex in letter.annexes),
            notes=tuple(Footnote(note.number, notes.fit(note.blocks)) for note in letter.notes),
        )

    def _lines(self, lines: Iterable[Line], room: LineRoom) -> tuple[Line, ...]:
        return tuple(self.line(line, room) for line in lines)

    def _signatures(self, signatures: Sequence[Signature]) -> tuple[Signature, ...]:
        m, columns = self._measures, SIDE_BY_SIDE.get(len(signatures), 1)
        room = LineRoom((self._width - m.between_signatories * (columns - 1)) / columns, m.size)
        return tuple(
            Signature(
                self.text(signature.name, room),
                self.text(signature.title, room),
                self.text(signature.organisation, room),
                signature.image,
                signature.description or signature.name,
            )
            for signature in signatures
        )

    def _cosigners(self, listed: CosignerList | None) -> CosignerList | None:
        if listed is None:
            return None
        m, columns = self._measures, listed.columns
        size = m.size_note if columns >= MANY_COLUMNS else m.size
        room = LineRoom((self._width - m.column_gap * (columns - 1)) / columns - m.hang, size)
        groups = tuple(
            CosignerGroup(
                self.text(group.heading, room), tuple([self.text(name, room) for name in group.names])
            )
            for group in listed.groups
        )
        return CosignerList(listed.heading, columns, groups)

    def text(self, text: str, room: LineRoom, seams: Sequence[int] = ()) -> str:
        """A text, with marks in its words wherever one is too wide.

        `seams`: where another style begins, or the mark of a note is. Typst hyphenates no word with a seam.
        """

        shortest = max(2, int(min(room.width / room.size / WIDEST, LONGEST)))
        if len(text) < shortest or not _has_long(text, shortest):
            return text

        def mark(word: re.Match[str]) -> str:
            is_seamed = any(word.start() < seam <= word.end() for seam in seams)
            return self._mark(word[0], replace(room, language="") if is_seamed else room)

        return _find_long(shortest).sub(mark, text)

    def line(self, line: Line, room: LineRoom) -> Line:
        """A line, with marks in its words wherever one is too wide; a word may go over several runs."""
        if len(line) == 1:
            text = self.text(line[0].text, room)
            return line if text == line[0].text else (line[0].saying(text),)
        text = "".join([run.text for run in line])
        seams = [*accumulate(len(run.text) for run in line[:-1])]
        marked = self.text(text, room, seams)
        return line if marked == text else tuple(_share_out(line, marked))

    def _mark(self, word: str, room: LineRoom) -> str:
        def measure(text: str) -> float:
            return measure_text(text, self._face, room.size * CAREFUL, bold=room.bold)

        return mark_word(word, room.width, measure, room.language)


@dataclass(frozen=True, slots=True)
class BlockFitter:
    """Marks the words in blocks."""

    fitter: WordFitter
    planner: ColumnPlanner
    measures: Measures
    room: LineRoom
    """Of a line with nothing around it."""

    def fit(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """Blocks, with marks in their words wherever one is too wide; the same ones where none is."""
        fitted = tuple(map(self._block, blocks))
        return blocks if all(map(is_, fitted, blocks)) else fitted

    def _block(self, block: Block) -> Block:
        match block:
            case Paragraph(content):
                line = self.fitter.line(content, self.room)
                return block if line is content else replace(block, content=line)
            case Heading(level, content):
                size = self.measures.size_heading if level == 1 else self.measures.size
                line = self.fitter.line(content, LineRoom(self.room.width, size, self.room.language))
                return block if line is content else replace(block, content=line)
            case ListBlock():
                entries = tuple(map(self._narrower(self.measures.indent).fit, block.entries))
                same = all(map(is_, entries, block.entries))
                return block if same else replace(block, entries=entries)
            case Quote(inner):
                quoted = self._narrower(2 * self.measures.indent).fit(inner)
                return block if quoted is inner else replace(block, blocks=quoted)
            case Table():
                return self._table(block)
        return block

    def _narrower(self, points: float) -> BlockFitter:
        # dataclasses.replace() takes three times as long.
        room = LineRoom(self.room.width - points, self.room.size, self.room.language)
        return BlockFitter(self.fitter, self.planner, self.measures, room)

    def _table(self, block: Table) -> Table:
        columns = self.planner.plan(block, self.room.width)
        rooms = [
            LineRoom(self.planner.inside(column), self.measures.size, self.room.language)
            for column in columns
        ]
        head, *rows = (
            tuple(self.fitter.line(cell, room) for cell, room in zip(row, rooms, strict=True))
            for row in (block.head, *block.rows)
        )
        return replace(block, head=head, rows=tuple(rows))


def _has_long(text: str, shortest: int) -> bool:
    """Whether a text has a word of so many characters; faster than a search for one."""
    apart = text.replace("\u00a0", "_") if "\u00a0" in text else text
    return any(len(word) >= shortest for word in apart.split())


@cache
def _find_long(shortest: int) -> re.Pattern[str]:
    """Words of so many characters at least; a no-break space is part of a word."""
    return re.compile(rf"[^ \t\n\u2000-\u2006\u2008-\u200a\u205f\u3000]{{{shortest},}}")


def _share_out(line: Line, marked: str) -> Iterator[Run]:
    """The runs of a line whose text has been marked. A mark belongs to the run of the letter after it."""
    at = 0
    for run in line:
        start = at
        for letter in run.text:
            at = marked.index(letter, at) + 1
        yield run.saying(marked[start:at])
