"""Letter → the words that a sheet of it must hold, in the order in which they are read, and those around the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from letterforge.campaign import Campaign
from letterforge.inspection.words import words
from letterforge.model import (
    OPENING,
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
    Table,
)

OPEN, CLOSE = "\ue000", "\ue001"
"""Around the mark of a footnote: no letter holds these."""
IN_WINDOW = frozenset({"delivery", "confidentiality", "inside_address"})
"""Parts that the window of an envelope shows."""
BULLETS = ("•", "–", "·")
ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class Wording:
    """What a sheet must say."""

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
    """Whether marks of footnotes stand in it, between `OPEN` and `CLOSE`."""


def wording(letter: Letter, campaign: Campaign, chosen: Format, pages: int) -> Wording:
    """What a sheet of a letter must say, where it has so many pages."""
    is_pdf = chosen is Format.PDF
    flow = _Flow(letter, is_pdf=is_pdf)
    # In PDF the window of an envelope has a place of its own on the page, and in the order of reading.
    window = IN_WINDOW if is_pdf and campaign.stationery.address != "flow" else frozenset()
    head = [*(_letterhead(letter, campaign) if is_pdf else ()), *flow.opening(without=window)]
    text = _words(head)
    has_body = len(text)
    text += _words(flow.blocks(letter.body))
    body_end = len(text) if len(text) > has_body else 0
    text += _words([flow.line(letter.closing)])
    signatures = len(text)
    text += _words(flow.end())
    shown = "\n".join(flow.opening(without=frozenset(OPENING) - window))
    beside = [shown, *flow.notes(), *(_margins(letter, campaign, pages) if is_pdf else ())]
    heads = flow.heads if is_pdf and pages > 1 else ()
    has_marks = is_pdf and bool(letter.notes)
    return Wording(tuple(text), _each(beside), _each(heads), body_end, signatures, has_marks)


def _each(texts: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(words(each)) for each in texts)


def _words(texts: Iterable[str]) -> list[str]:
    return words("\n".join(texts))


def _letterhead(letter: Letter, campaign: Campaign) -> Iterator[str]:
    choice = campaign.stationery.letterhead
    if choice is False or campaign.stationery.letterhead_pdf:
        return
    if choice is True:
        yield letter.author
    yield from (campaign.text(line, letter.language) for line in campaign.sender.lines)


def _margins(letter: Letter, campaign: Campaign, pages: int) -> Iterator[str]:
    """What stands in the margins of a PDF's pages."""
    yield from [letter.draft] * pages
    stationery = campaign.stationery
    yield from (campaign.text(line, letter.language) for line in stationery.footer)
    if stationery.page_numbers == "none":
        return
    running = letter.running if stationery.page_numbers == "header" else ()
    for number in range(2, pages + 1):
        label = letter.labels.page.format(page=number, pages=pages)
        yield " — ".join((*running, label))


class _Flow:
    """A letter's parts as texts. In PDF the marks of lists and notes are text too."""

    def __init__(self, letter: Letter, *, is_pdf: bool) -> None:
        self._letter = letter
        self._is_pdf = is_pdf
        self._marked: dict[int, None] = {}
        self.heads: list[str] = []
        """Of the tables so far."""

    def opening(self, without: frozenset[str]) -> Iterator[str]:
        letter, labels = self._letter, self._letter.labels
        for part in labels.order:
            if part in without:
                continue
            content = getattr(letter, part)
            if part == "dateline":
                yield letter.dateline
            elif part == "inside_address":
                yield from map(self.line, content)
            elif content:
                yield getattr(labels, part, "") + self.line(content)

    def end(self) -> Iterator[str]:
        letter = self._letter
        for each in letter.signatures:
            yield from (each.name, each.title, each.organisation)
        if letter.cosigners:
            yield letter.cosigners.heading
            for group in letter.cosigners.groups:
                yield from (group.heading, *group.names)
        yield self.line(letter.contact)
        if letter.enclosures:
            yield from (letter.enclosures_label, *map(self.line, letter.enclosures))
        if letter.copies:
            yield from (letter.labels.copies, *map(self.line, letter.copies))
        for annex in letter.annexes:
            yield annex.label
            yield from self.blocks(annex.blocks)

    def notes(self) -> Iterator[str]:
        for note in self._letter.notes:
            if note.number in self._marked:
                mark = f"{OPEN}{note.number}{CLOSE} " if self._is_pdf else ""
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
        for number, entry in zip(block.counted, block.entries, strict=True):
            if self._is_pdf:
                yield _number(number, numbers) + block.sign if block.ordered else BULLETS[min(bullets, 2)]
            yield from self.blocks(entry, *inner)

    def line(self, content: Line) -> str:
        return "".join(self._mark(run.note) if run.note else run.text for run in content)

    def _mark(self, number: int) -> str:
        """In a Word file only a note's further marks are text: the first is counted when the page is shown."""
        is_first = number not in self._marked
        self._marked[number] = None
        if self._is_pdf:
            return f"{OPEN}{number}{CLOSE}"
        return "" if is_first else str([*self._marked].index(number) + 1)


def _number(number: int, depth: int) -> str:
    """As the style sheet numbers lists: 1 in the outermost, a within it, i below."""
    if depth == 0 or number < 1:
        return str(number)
    if depth == 1:
        letters = ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord("a") + rest) + letters
        return letters
    roman = ""
    for value, sign in ROMAN:
        count, number = divmod(number, value)
        roman += sign * count
    return roman


def marked(word: str) -> Iterator[list[str]]:
    """The ways in which a word with marks of footnotes can be read: each figure by itself, or with its neighbours."""
    pieces = word.replace(CLOSE, OPEN).split(OPEN)
    for gaps in product(("", " "), repeat=len(pieces) - 1):
        yield "".join(a + b for a, b in zip(pieces, (*gaps, ""), strict=True)).split()
