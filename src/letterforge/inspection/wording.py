"""Letter → the words that a sheet of it must have, in reading order, and those around the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from letterforge.campaign import Campaign
from letterforge.campaign.stationery import Letterhead
from letterforge.inspection.words import split_words
from letterforge.model import (
    Block,
    Format,
    Heading,
    Letter,
    Line,
    ListBlock,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
)
from letterforge.typeset.plan.marks import BETWEEN, choose_bullet, format_number
from letterforge.typeset.plan.parts import (
    IN_WINDOW,
    LetterPart,
    list_footer_lines,
    list_parts,
    make_letterhead,
)
from letterforge.typeset.plan.running import list_running

OPEN, CLOSE = "\ue000", "\ue001"
"""Around the mark of a footnote, or raised or lowered text: no letter has these."""


@dataclass(frozen=True, slots=True)
class SheetWording:
    """The words that a sheet must have."""

    text: tuple[str, ...]
    """Words in the order in which they are read."""
    beside: tuple[tuple[str, ...], ...]
    """Footnotes, page numbers, headers and footers: words in order within each."""
    repeated: tuple[tuple[str, ...], ...]
    """Heads of tables: each page that a table goes on to may have its head once more."""
    body_end: int
    """Place in `text` after the last word of the body."""
    signatures: int
    """Place in `text` of the first word of the signature block."""
    has_marks: bool
    """Whether it has marks of footnotes, or raised and lowered text, between `OPEN` and `CLOSE`."""


def list_wording(letter: Letter, campaign: Campaign, chosen: Format, pages: int) -> SheetWording:
    """The words that a sheet of a letter must have; `pages`: how many pages it has."""
    is_pdf = chosen.has_pages
    flow = _Flow(letter, is_pdf=is_pdf)
    # In PDF the window of an envelope has a place of its own on the page, and in the order of reading.
    in_window = IN_WINDOW if is_pdf and campaign.stationery.address != "flow" else frozenset()
    head = make_letterhead(letter, campaign) if is_pdf else None
    text = _words(_letterhead(head, campaign.letterhead(letter.language)) if head else ())
    window: list[str] = []
    notes: list[str] = []
    body_end = signatures = 0
    for part in list_parts(letter, campaign):
        if part.role == "note":
            notes += flow.note(part)
        elif part.role in in_window:
            window += flow.part(part)
        else:
            before = len(text)
            text += _words(flow.part(part))
            if part.role == "body":
                body_end = len(text) if len(text) > before else 0
                signatures = len(text)
            elif part.role == "closing":
                signatures = len(text)
    beside = ["\n".join(window), *notes, *(_list_margin_texts(letter, campaign, pages) if is_pdf else ())]
    heads = flow.heads if is_pdf and pages > 1 else ()
    return SheetWording(
        tuple(text), _split_texts(beside), _split_texts(heads), body_end, signatures, flow.has_marks
    )


def _split_texts(texts: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(split_words(text)) for text in texts)


def _words(texts: Iterable[str]) -> list[str]:
    return split_words("\n".join(texts))


def _letterhead(part: LetterPart, choice: Letterhead) -> Iterator[str]:
    """The text of a letterhead: its pictures are not read."""
    if not isinstance(choice, tuple):
        yield part.label
    yield from (line[0].text for line in part.lines)


def _list_margin_texts(letter: Letter, campaign: Campaign, pages: int) -> Iterator[str]:
    """The text in the margins of a PDF's pages."""
    yield from [letter.draft] * pages
    stationery = campaign.stationery
    yield from list_footer_lines(campaign, letter.language)
    if stationery.page_numbers == "none":
        return
    running = list_running(letter, stationery) if stationery.page_numbers == "header" else ()
    for page in range(2, pages + 1):
        label = letter.labels.page.format(page=page, pages=pages)
        yield BETWEEN.join((*running, label))


class _Flow:
    """A letter's parts as texts, front to back. In PDF the marks of lists and notes are text too."""

    def __init__(self, letter: Letter, *, is_pdf: bool) -> None:
        self._letter = letter
        self._is_pdf = is_pdf
        self._marked: dict[int, None] = {}
        self.heads: list[str] = []
        """Of the tables so far."""
        self.has_marks = is_pdf and bool(letter.notes)
        """Whether there are marks of notes so far, or raised and lowered text."""

    def part(self, part: LetterPart) -> Iterator[str]:
        """The texts of a part."""
        yield from map(self.line, part.labelled)
        yield from self.blocks(part.blocks)

    def note(self, note: LetterPart) -> Iterator[str]:
        """The text of a footnote, where its mark has been read."""
        if int(note.label) in self._marked:
            mark = f"{OPEN}{note.label}{CLOSE} " if self._is_pdf else ""
            yield mark + "\n".join(self.blocks(note.blocks))

    def blocks(self, blocks: Sequence[Block], bullets: int = 0, numbers: int = 0) -> Iterator[str]:
        for block in blocks:
            match block:
                case Paragraph(content) | Heading(_, content):
                    yield self.line(content)
                case ListBlock():
                    yield from self._list(block, bullets, numbers)
                case Quote(inner):
                    yield from self.blocks(inner, bullets, numbers)
                case Table():
                    head = "\n".join(map(self.line, block.head))
                    self.heads.append(head)
                    yield head
                    yield from (self.line(cell) for row in block.rows for cell in row)
                case Rule() | PageBreak():
                    pass

    def _list(self, block: ListBlock, bullets: int, numbers: int) -> Iterator[str]:
        inner = (bullets, numbers + 1) if block.ordered else (bullets + 1, numbers)
        for count, entry in zip(block.counted, block.entries, strict=True):
            if self._is_pdf:
                yield format_number(count, numbers) + block.sign if block.ordered else choose_bullet(bullets)
            yield from self.blocks(entry, *inner)

    def line(self, content: Line) -> str:
        return "".join(map(self._run, content))

    def _run(self, run: Run) -> str:
        if run.note:
            return self._mark(run.note)
        if run.rise and self._is_pdf:  # read like the mark of a note: pdfium may take it for another line
            self.has_marks = True
            return f"{OPEN}{run.text}{CLOSE}"
        return run.text

    def _mark(self, note: int) -> str:
        """In a Word file only a note's further marks are text: the first is computed when it is opened."""
        is_first = note not in self._marked
        self._marked[note] = None
        if self._is_pdf:
            return f"{OPEN}{note}{CLOSE}"
        return "" if is_first else str([*self._marked].index(note) + 1)


def read_marks(word: str) -> Iterator[list[str]]:
    """The ways to read a word with marks of footnotes: each figure by itself, or with its neighbours."""
    pieces = word.replace(CLOSE, OPEN).split(OPEN)
    for gaps in product(("", " "), repeat=len(pieces) - 1):
        yield "".join(a + b for a, b in zip(pieces, (*gaps, ""), strict=True)).split()
