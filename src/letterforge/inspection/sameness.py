"""Whether a sheet says what the letter says: every word once, in order, and nothing else."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from itertools import chain
from operator import contains
from typing import Any

from letterforge.errors import counted
from letterforge.inspection.reading import Reading
from letterforge.inspection.wording import OPEN, SheetWording, marked
from letterforge.inspection.words import HYPHEN, letters_of, words
from letterforge.protocol.direction import RTL

HYPHENS = frozenset({HYPHEN, "-", "\u2010"})
BREAKS = frozenset("/.:_@&?=#~-\u2010")
"""Signs of addresses and of words put together: behind these, or before them, a line may end without a hyphen."""
ADDRESS = re.compile("://|@|^www\\.")
REACH = 120
"""Words in which the second part of a broken word is sought: footnotes and margins may stand between."""
SHOWN = 6
"""Words that a message quotes."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The words of a sheet in one row, and where each page begins."""

    words: tuple[str, ...]
    starts: tuple[int, ...]

    def page(self, index: int) -> int:
        """The page, from 1, that a word stands on."""
        return bisect_right(self.starts, index)


def pages_of(reading: Reading) -> Pages:
    """The words of a sheet's pages."""
    found: list[str] = []
    starts = []
    for page in reading.pages:
        starts.append(len(found))
        found += words(page)
    return Pages(tuple(found), tuple(starts))


def mended(said: Pages, wanted: SheetWording) -> Pages:
    """The same with the parts of each broken word joined, where that makes a word of the letter.

    Between the parts of a word that is broken at a page's end stand the margins of both pages. A web address may have
    more parts than two.
    """
    known = {*wanted.text, *chain(*wanted.beside)}
    if wanted.has_marks:
        known |= {part for word in known if OPEN in word for way in marked(word) for part in way}
    words_: list[str] = list(said.words)
    for index in [index for index, word in enumerate(said.words) if word not in known]:
        if words_[index]:
            _join(words_, index, known)
    gaps = [index for index, word in enumerate(words_) if not word]
    if not gaps:
        return said
    starts = tuple(start - bisect_left(gaps, start) for start in said.starts)
    return Pages(tuple(filter(None, words_)), starts)


def _join(words_: list[str], index: int, known: set[str]) -> None:
    """Put a word together from its first part, which stands at an index, and from those that follow."""
    first = words_[index]
    starts = (first[:-1], f"{first[:-1]}-", first) if first[-1] in HYPHENS else (first,)
    for start in starts:
        # The longest first, and always in one order: what is told of a letter is not left to chance.
        for word in sorted(
            (word for word in known if word.startswith(start)), key=lambda word: (-len(word), word)
        ):
            joined, used = start, [index]
            for at in range(index + 1, min(index + 1 + REACH, len(words_))):
                part = words_[at]
                is_parted = joined == first[:-1] or joined[-1:] in BREAKS or part[:1] in BREAKS
                # Torn anywhere else, it is a fault; but an address that is longer than a line must break somewhere.
                if part and (is_parted or ADDRESS.search(word)) and word.startswith(joined + part):
                    joined += part
                    used.append(at)
                if joined == word:
                    for each in used:
                        words_[each] = ""
                    words_[index] = word
                    return


def difference(said: Pages, wanted: SheetWording, *, is_exact: bool, is_open: bool) -> str:
    """How a sheet parts from its letter, or an empty text.

    `is_exact`: words are in order; else they are compared one by one, by their letters, in any order, as is all that
    can be said of lines in which pdfium met two directions. `is_open`: more words may stand on the pages than the
    letter has, and in other cases, because a style sheet of the campaign's own put them there.
    """
    if said.words == wanted.text and not any(wanted.beside):
        return ""
    text, besides = resolved(said, wanted)
    read = list(said.words)
    if not is_exact:
        text, read = _by_letters(text), _by_letters(read)
        besides = [_by_letters(each) for each in besides]
    elif is_open:
        text, read = [word.casefold() for word in text], [word.casefold() for word in read]
        besides = [[word.casefold() for word in each] for each in besides]
    elif RTL.search(" ".join((*text, *read))):
        if told := _turned([*text, *chain(*besides)], read):
            return told
        text, read, besides = _without(text), _without(read), [_without(each) for each in besides]
    expected = [*text, *chain(*besides)]
    missing, more = _apart(Counter(expected), Counter(read))
    if more:
        more = _unrepeated(more, wanted, len(said.starts), is_exact=is_exact)
    if not is_exact and _same_letters(missing, more):
        return ""
    if missing or (more and not is_open):
        return _told(missing, more, expected, read) if is_exact else _counted(missing, more)
    if is_exact and not all(in_order(each, read) for each in (text, *besides)):
        return _moved(text, read)
    return ""


def resolved(said: Pages, wanted: SheetWording) -> tuple[list[str], list[list[str]]]:
    """The words wanted, with the marks of footnotes as they were read."""
    if not wanted.has_marks:
        return list(wanted.text), [list(each) for each in wanted.beside]
    known = set(said.words)
    return list(_resolved(wanted.text, known)), [list(_resolved(each, known)) for each in wanted.beside]


def _resolved(wanted: Sequence[str], known: set[str]) -> Iterator[str]:
    for word in wanted:
        if OPEN in word:
            ways = list(marked(word))
            yield from next((way for way in ways if known.issuperset(way)), ways[-1])
        else:
            yield word


def _same_letters(missing: Counter[str], more: Counter[str]) -> bool:
    """Whether words differ in nothing but where they were torn: pdfium sets a space beside a vowel sign of Arabic."""
    one, other = (Counter("".join(words.elements())) for words in (missing, more))
    return one == other and missing.total() <= more.total()


def in_order(wanted: Sequence[str], read: Sequence[str]) -> bool:
    """Whether words stand in a text one after the other, whatever stands between them."""
    rest: Any = iter(read)  # in which each word is sought from where the one before was found
    return all(map(partial(contains, rest), wanted))


def _apart(expected: Counter[str], read: Counter[str]) -> tuple[Counter[str], Counter[str]]:
    # As dictionaries: two counters are compared word by word, in Python.
    alike = dict.__eq__(expected, read)
    return (Counter(), Counter()) if alike else (expected - read, read - expected)


def _unrepeated(more: Counter[str], wanted: SheetWording, pages: int, *, is_exact: bool) -> Counter[str]:
    """Words too many, without the heads that tables have again on each page that they go on to."""
    for head in wanted.repeated:
        again = Counter(head if is_exact else _by_letters(head))
        for _ in range(pages - 1):
            if again <= more:
                more = more - again
    return more


def _turned(expected: Sequence[str], read: Sequence[str]) -> str:
    """What is amiss with words from right to left in a letter from left to right: pdfium turns each phrase round."""
    here, there = ([word for word in each if RTL.search(word)] for each in (expected, read))
    if Counter(_by_letters(here)) == Counter(_by_letters(there)):
        return ""
    return f'does not have "{" ".join((here or there)[:SHOWN])}" as the letter has it'


def _without(read: Sequence[str]) -> list[str]:
    """The words that do not run from right to left."""
    return [word for word in read if not RTL.search(word)]


def _by_letters(read: Sequence[str]) -> list[str]:
    return [key for key in map(letters_of, read) if key]


def _told(missing: Counter[str], more: Counter[str], expected: Sequence[str], read: Sequence[str]) -> str:
    """The first missing or unknown words, with what stands beside them."""
    parts = []
    for what, words_, where in (("lacks", missing, expected), ("also has", more, read)):
        at = next((index for index, word in enumerate(where) if word in words_), None)
        if at is not None:
            end = at + 1
            while end < len(where) and end < at + SHOWN and where[end] in words_:
                end += 1
            parts.append(f'{what} "{" ".join(where[at:end])}"')
    return " and ".join(parts)


def _counted(missing: Counter[str], more: Counter[str]) -> str:
    both = (("lacks", missing), ("also has", more))
    return " and ".join(f"{verb} {counted(found.total(), 'word')}" for verb, found in both if found)


def _moved(expected: Sequence[str], read: Sequence[str]) -> str:
    changes = SequenceMatcher(None, expected, read, autojunk=False).get_opcodes()
    for kind, start, end, _, _ in changes:
        if kind in {"delete", "replace"}:
            return f'has "{" ".join(expected[start : min(end, start + SHOWN)])}" in another place'
    return "has its footnotes in another order"
