"""Blocks and lines of a letter → the data that `letter.typ` makes content of: dictionaries, lists, texts.

A text stays a string from the cell to the page: JSON carries it, and Typst's `text()` prints it, so nothing
in it is markup or code. Every key and every kind is ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, TypeAlias

from letterforge.model import (
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
from letterforge.typeset.plan.breaks import AT_LETTER, AT_SYLLABLE, BEHIND_SIGN, BETWEEN_JOINED
from letterforge.typeset.plan.columns import ColumnPlanner
from letterforge.typeset.plan.faces import BorrowedFace, WordFaces
from letterforge.typeset.plan.families import LetterFaces
from letterforge.typeset.plan.flow import leads_in, trim_page_breaks
from letterforge.typeset.plan.hyphenation import LONG_WORD, find_stubs, split_last_line
from letterforge.typeset.plan.lines import split_first_paragraph, split_whole_words
from letterforge.typeset.plan.marks import NUMBERS, choose_bullet, find_level
from letterforge.typeset.plan.measures import INDENT
from letterforge.typeset.plan.parts import LetterPart, join_runs
from letterforge.typeset.plan.ranks import Ranks, choose_look

Data: TypeAlias = dict[str, Any]
"""A block or a part as data; `kind` says which block."""
Words: TypeAlias = list[Any]
"""A line as data: texts, None for a line break, dictionaries for all else."""

BLANKS = re.compile(r"[ \t]+")
BROKEN = re.compile(r" ?\n ?")
NARROW = re.compile("[\u2007\u202f]")
"""Narrow spaces that hold words together: a common no-break space is set. Most typefaces have no narrow one,
Typst then sets half a common one, and readers of PDF that use PDFium see nothing there."""
ODD = re.compile("[\u2000-\u2006\u2008-\u200a\u205f\u3000]")
"""Other spaces of unusual width: a common one is set."""
ISOLATES = {"ltr": "\u2066", "rtl": "\u2067"}
POP = "\u2069"
"""Ends what an isolate began. Both are invisible."""
BREAKABLE = re.compile(f"([^ ]*[{BEHIND_SIGN}{AT_LETTER}][^ ]*)")
BREAK = re.compile(f"{BEHIND_SIGN}|{AT_LETTER}(?!{AT_SYLLABLE[1:]})")
HELD = ("held", True)
"""The mark of text that is not hyphenated."""
FEWEST_PARTED = 3.1
"""Lines of a paragraph from which on it may go over two pages, with two lines on each: about."""
STYLES = ("struck", "strong", "emphasis", "link", "rise")


class DataWriter:
    """Turns blocks into data; knows the letter's footnotes and how deep it is in headings and lists."""

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
        self._foreign = foreign
        self._faces = faces
        self._ranks = Ranks(has_subject=has_subject)
        self._depth = {False: 0, True: 0}

    def blocks(self, blocks: Sequence[Block]) -> list[Data]:
        """Blocks, one after the other."""
        blocks = trim_page_breaks(blocks)
        written = [self._block(block) for block in blocks]
        for data, block, following in zip(written, blocks, blocks[1:], strict=False):
            if "lead" in data and isinstance(following, ListBlock) and not any(self._depth.values()):
                data.update(self._tie_to_list(block, following))
        return written

    def _tie_to_list(self, lead: Block, following: ListBlock) -> Data:
        """How a paragraph of so many lines that it may be parted leads to a list: as `tied` lines of the
        list's first entry have room below it. Typst would keep the whole paragraph with the list.
        """
        if self._count_lines(lead, 0) < FEWEST_PARTED:
            return {}
        lines = self._count_lines(following.entries[0][0], INDENT) if following.entries[0] else 1
        return {"tied": 1 if lines < 0.9 else 3 if 2 < lines < FEWEST_PARTED else 2}

    def _count_lines(self, block: Block, indent: float) -> float:
        """About how many lines a paragraph has; none for other blocks."""
        if not isinstance(block, Paragraph):
            return 0.0
        return self._planner.measure(join_runs(block.content)) / (self._room - indent)

    def annex(self, annex: LetterPart) -> Data:
        """An annex under its label, which is a heading: those in the annex rank below it."""
        rank = self._ranks.annex()
        return {"rank": rank, "label": self.line(annex.line), "of": self.blocks(annex.blocks)}

    def _block(self, block: Block) -> Data:
        match block:
            case Paragraph(content):
                return {"kind": "text", "of": self._hyphenated(content)} | (
                    {"lead": True} if leads_in(block) else {}
                )
            case Heading(level, content):
                rank = self._ranks.heading(level)
                return {
                    "kind": "heading",
                    "rank": rank,
                    "level": choose_look(level),
                    "of": self.line(content),
                }
            case ListBlock():
                return self._list(block)
            case Quote(inner):
                self._room -= 2 * INDENT
                quoted = self.blocks(inner)
                self._room += 2 * INDENT
                return {"kind": "quote", "of": quoted}
            case Table():
                return self._table(block)
            case Rule():
                return {"kind": "rule"}
            case PageBreak():
                return {"kind": "break"}

    def _list(self, block: ListBlock) -> Data:
        depth, inner = self._depth[block.ordered], any(self._depth.values())
        self._depth[block.ordered] += 1
        self._room -= INDENT
        entries = [self._entry(entry) for entry in block.entries]
        self._depth[block.ordered] -= 1
        self._room += INDENT
        return {
            "kind": "list",
            "ordered": block.ordered,
            "numbers": block.counted,
            "sign": block.sign,
            "mark": NUMBERS[find_level(depth)] if block.ordered else choose_bullet(depth),
            "level": find_level(depth),
            "inner": inner,
            "entries": entries,
        }

    def _entry(self, entry: Sequence[Block]) -> Data:
        first, rest = split_first_paragraph(entry)
        return {"of": self._hyphenated(first), "rest": self.blocks(rest)}

    def _table(self, block: Table) -> Data:
        return {
            "kind": "table",
            "head": [self.line(cell) for cell in block.head],
            "rows": [[self.line(cell) for cell in row] for row in block.rows],
            "align": list(block.align),
            "columns": self._planner.plan(block, self._room),
        }

    def _hyphenated(self, content: Line) -> Words:
        """A paragraph's runs, in a style that hyphenates, without hyphens before the last line."""
        if not self._last_letters:
            return self.line(content)
        content, last = split_last_line(content, self._last_letters)
        return [*self.line(content), {"held": True, "of": self.line(last)}]

    def line(self, content: Line) -> Words:
        """Runs of a line, and the notes that they are marks of."""
        language = self._foreign.own["lang"] if self._last_letters else ""
        if any(run.note for run in content):
            return list(_words_of(content, self._foreign, self._faces, self._note, language))
        return _without_notes(content, self._foreign, self._faces, language)

    def _note(self, number: int) -> Data:
        note = self._notes.pop(number, None)
        if note is None:  # marked before: the note is at its first mark
            return {"mark": str(number)}
        first, rest = split_first_paragraph(note.blocks)
        return {"note": str(number), "of": self.line(first), "rest": self.blocks(rest)}


@lru_cache(maxsize=1024)
def _without_notes(content: Line, foreign: ForeignText, faces: LetterFaces, hyphenated: Language) -> Words:
    """A line that marks no note. Most lines of a letter are in all the others too: the last ones are kept."""
    return list(_words_of(content, foreign, faces, lambda number: {"mark": str(number)}, hyphenated))


def _words_of(
    content: Line, foreign: ForeignText, faces: LetterFaces, note: Callable[[int], Data], hyphenated: Language
) -> Iterator[Any]:
    if not foreign.found_in(content):
        yield from _runs(content, faces.text, note, hyphenated)
        return
    for language, runs in foreign.phrases(content):
        if language:
            yield _foreign_phrase(language, list(_runs(runs, faces.foreign, note, "")), foreign)
        else:
            yield from _runs(runs, faces.text, note, hyphenated)


def _foreign_phrase(language: Language, words: Words, foreign: ForeignText) -> Data:
    # A phrase that runs against the letter keeps its own order, whatever is next to it (UAX 9, isolates).
    opening = ISOLATES.get(foreign.direction(language))
    return {"lang": language, "of": [opening, *words, POP] if opening else words}


def _runs(
    content: Line, faces: WordFaces, note: Callable[[int], Data], hyphenated: Language
) -> Iterator[Any]:
    for style, runs in groupby(faces.cut(content), key=_held_style if hyphenated else _style):
        if isinstance(style, int):
            yield from (note(style) for _ in runs)  # the same note may be marked twice in a row
            continue
        is_held = bool(style) and style[-1] == HELD
        words = list(write_words("".join(run.text for run, _ in runs), "" if is_held else hyphenated))
        if style:
            yield dict(style) | {"of": words}
        else:
            yield from words


def _style(piece: tuple[Run, BorrowedFace | None]) -> int | tuple[tuple[str, Any], ...]:
    """What runs have in common that are set as one: the number of a note, or style and face."""
    run, face = piece
    if run.note:
        return run.note
    borrowed = (("face", (face.family, face.scale)),) if face else ()
    if not (run.struck or run.strong or run.emphasis or run.link or run.rise):
        return borrowed
    return (*((name, getattr(run, name)) for name in STYLES if getattr(run, name)), *borrowed)


def _held_style(piece: tuple[Run, BorrowedFace | None]) -> int | tuple[tuple[str, Any], ...]:
    """The same in a letter that hyphenates: what came from the list is not hyphenated."""
    style = _style(piece)
    return style if isinstance(style, int) or not piece[0].personal else (*style, HELD)


def write_words(text: str, hyphenated: Language = "") -> Iterator[Any]:
    """A text, split at line feeds and around words that are not broken.

    Several blanks are one, as in HTML.
    """
    plain = NARROW.sub("\u00a0", ODD.sub(" ", text))
    for at, line in enumerate(BROKEN.split(BLANKS.sub(" ", plain))):
        if at:
            yield None
        for piece in _split_hyphened(line):
            if hyphenated and isinstance(piece, str):
                yield from _hold_stubs(piece, hyphenated)
            else:
                yield piece


def _split_hyphened(text: str) -> Iterator[Any]:
    """A text, with each word that has hyphens by itself: it is not broken."""
    for index, piece in enumerate(split_whole_words(text)):
        if not piece:
            continue
        if index % 2:
            yield {"whole": piece}
        elif BEHIND_SIGN in piece or AT_LETTER in piece:
            yield from _split_breakable(piece)
        else:
            yield piece


def _hold_stubs(text: str, language: Language) -> Iterator[Any]:
    """A text in which no word is broken so that fewer than three letters are on one side: Typst has no such
    limit.
    """
    at = 0
    for word in LONG_WORD.finditer(text):
        for start, end in find_stubs(word[0], language):
            yield text[at : word.start() + start]
            yield {"held": True, "of": [text[word.start() + start : word.start() + end]]}
            at = word.start() + end
    yield text[at:]


def _split_breakable(text: str) -> Iterator[Any]:
    """A text, with the words by themselves that may be broken anywhere or behind a sign."""
    for index, piece in enumerate(BREAKABLE.split(text)):
        if index % 2:
            yield {"parts": list(map(_part, BREAK.split(_keep_joined(piece))))}
        elif piece:
            yield piece


def _part(text: str) -> Any:
    """A part of a word: as it is, or hyphenated by Typst."""
    return {"hyphened": text.replace(AT_SYLLABLE, "")} if AT_SYLLABLE in text else text


def _keep_joined(word: str) -> str:
    """A word whose letters keep their forms where it is broken between two that are joined, as in Arabic."""
    return BETWEEN_JOINED.sub(f"\u200d{AT_LETTER}\u200d", word)
