"""Whether a sheet has the words of its letter: every word once, in order, and nothing else."""

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
from letterforge.inspection.wording import OPEN, SheetWording, read_marks
from letterforge.inspection.words import HYPHEN, sort_letters, split_words
from letterforge.protocol.direction import RTL

HYPHENS = frozenset({HYPHEN, "-", "\u2010"})
BREAKS = frozenset("/.:_@&?=#~-\u2010")
"""Signs of addresses and of words put together: behind these, or before them, a line may end without a
hyphen."""
ADDRESS = re.compile("://|@|^www\\.")
REACH = 120
"""Words in which the second part of a broken word is sought: footnotes and margins may be between."""
SHOWN = 6
"""Words that a message quotes."""


@dataclass(frozen=True, slots=True)
class WordPages:
    """The words of a sheet in one row, and where each page begins."""

    words: tuple[str, ...]
    starts: tuple[int, ...]

    def page(self, index: int) -> int:
        """The page, from 1, that a word is on."""
        return bisect_right(self.starts, index)


def make_word_pages(reading: Reading) -> WordPages:
    """The words of a sheet's pages."""
    found: list[str] = []
    starts = []
    for page in reading.pages:
        starts.append(len(found))
        found += split_words(page)
    return WordPages(tuple(found), tuple(starts))


def join_broken_words(read_pages: WordPages, wanted: SheetWording) -> WordPages:
    """The same with the parts of each broken word joined, where that makes a word of the letter.

    Between the parts of a word that is broken at a page's end are the margins of both pages. A web address
    may have more than two parts.
    """
    known = {*wanted.text, *chain(*wanted.beside)}
    if wanted.has_marks:
        known |= {part for word in known if OPEN in word for way in read_marks(word) for part in way}
    words_: list[str] = list(read_pages.words)
    for index in [index for index, word in enumerate(read_pages.words) if word not in known]:
        if words_[index]:
            _join(words_, index, known)
    gaps = [index for index, word in enumerate(words_) if not word]
    if not gaps:
        return read_pages
    starts = tuple(start - bisect_left(gaps, start) for start in read_pages.starts)
    return WordPages(tuple(filter(None, words_)), starts)


def _join(words_: list[str], index: int, known: set[str]) -> None:
    """Join a word from its first part, at an index, and those that follow."""
    first = words_[index]
    starts = (first[:-1], f"{first[:-1]}-", first) if first[-1] in HYPHENS else (first,)
    for start in starts:
        # The longest first, and always in one order: reports about a letter must not depend on chance.
        for word in sorted(
            (word for word in known if word.startswith(start)), key=lambda word: (-len(word), word)
        ):
            joined, used = start, [index]
            for at in range(index + 1, min(index + 1 + REACH, len(words_))):
                part = words_[at]
                is_parted = joined == first[:-1] or joined[-1:] in BREAKS or part[:1] in BREAKS
                # Broken anywhere else is an error; but an address longer than a line must break somewhere.
                if part and (is_parted or ADDRESS.search(word)) and word.startswith(joined + part):
                    joined += part
                    used.append(at)
                if joined == word:
                    for part_at in used:
                        words_[part_at] = ""
                    words_[index] = word
                    return


def describe_difference(read_pages: WordPages, wanted: SheetWording, *, is_exact: bool, is_open: bool) -> str:
    """How a sheet differs from its letter, or an empty text.

    `is_exact`: words must be in order; else they are compared one by one, by their letters, in any order,
    because pdfium reorders lines with two directions. `is_open`: the pages may have more words than the
    letter, and in another case, because a style sheet of the campaign can add and change them.
    """
    if read_pages.words == wanted.text and not any(wanted.beside):
        return ""
    text, besides = resolve_marks(read_pages, wanted)
    read = list(read_pages.words)
    if not is_exact:
        text, read = _by_letters(text), _by_letters(read)
        besides = [_by_letters(beside) for beside in besides]
    elif is_open:
        text, read = [word.casefold() for word in text], [word.casefold() for word in read]
        besides = [[word.casefold() for word in beside] for beside in besides]
    elif RTL.search(" ".join((*text, *read))):
        if found := _compare_reversed([*text, *chain(*besides)], read):
            return found
        text, read, besides = _drop_rtl(text), _drop_rtl(read), [_drop_rtl(beside) for beside in besides]
    expected = [*text, *chain(*besides)]
    missing, more = _subtract(Counter(expected), Counter(read))
    if more:
        more = _subtract_repeated(more, wanted, len(read_pages.starts), is_exact=is_exact)
    if not is_exact and _have_same_letters(missing, more):
        return ""
    if missing or (more and not is_open):
        return (
            _first_differences(missing, more, expected, read)
            if is_exact
            else _count_differences(missing, more)
        )
    if is_exact and not all(are_in_order(sequence, read) for sequence in (text, *besides)):
        return _find_moved(text, read)
    return ""


def resolve_marks(read_pages: WordPages, wanted: SheetWording) -> tuple[list[str], list[list[str]]]:
    """The expected words, with the marks of footnotes as they were read."""
    if not wanted.has_marks:
        return list(wanted.text), [list(beside) for beside in wanted.beside]
    known = set(read_pages.words)
    return list(_resolve(wanted.text, known)), [list(_resolve(beside, known)) for beside in wanted.beside]


def _resolve(wanted: Sequence[str], known: set[str]) -> Iterator[str]:
    for word in wanted:
        if OPEN in word:
            ways = list(read_marks(word))
            yield from next((way for way in ways if known.issuperset(way)), ways[-1])
        else:
            yield word


def _have_same_letters(missing: Counter[str], more: Counter[str]) -> bool:
    """Whether words differ only in where they are split: pdfium adds spaces next to vowel signs of Arabic."""
    one, other = (Counter("".join(words.elements())) for words in (missing, more))
    return one == other and missing.total() <= more.total()


def are_in_order(wanted: Sequence[str], read: Sequence[str]) -> bool:
    """Whether words are in a text one after the other, whatever is between them."""
    rest: Any = iter(read)  # in which each word is sought from where the one before was found
    return all(map(partial(contains, rest), wanted))


def _subtract(expected: Counter[str], read: Counter[str]) -> tuple[Counter[str], Counter[str]]:
    # As dictionaries: two counters are compared word by word, in Python.
    alike = dict.__eq__(expected, read)
    return (Counter(), Counter()) if alike else (expected - read, read - expected)


def _subtract_repeated(
    more: Counter[str], wanted: SheetWording, pages: int, *, is_exact: bool
) -> Counter[str]:
    """Words too many, without the heads that tables repeat on each further page."""
    for head in wanted.repeated:
        again = Counter(head if is_exact else _by_letters(head))
        for _ in range(pages - 1):
            if again <= more:
                more = more - again
    return more


def _compare_reversed(expected: Sequence[str], read: Sequence[str]) -> str:
    """What is wrong with words from right to left in a letter from left to right: pdfium reverses them."""
    here, there = ([word for word in sequence if RTL.search(word)] for sequence in (expected, read))
    if Counter(_by_letters(here)) == Counter(_by_letters(there)):
        return ""
    return f'does not have "{" ".join((here or there)[:SHOWN])}" as the letter has it'


def _drop_rtl(read: Sequence[str]) -> list[str]:
    """The words that do not run from right to left."""
    return [word for word in read if not RTL.search(word)]


def _by_letters(read: Sequence[str]) -> list[str]:
    return [key for key in map(sort_letters, read) if key]


def _first_differences(
    missing: Counter[str], more: Counter[str], expected: Sequence[str], read: Sequence[str]
) -> str:
    """The first missing or unknown words, with those next to them."""
    parts = []
    for what, words_, where in (("does not have", missing, expected), ("also has", more, read)):
        at = next((index for index, word in enumerate(where) if word in words_), None)
        if at is not None:
            end = at + 1
            while end < len(where) and end < at + SHOWN and where[end] in words_:
                end += 1
            parts.append(f'{what} "{" ".join(where[at:end])}"')
    return ", and it ".join(parts)


def _count_differences(missing: Counter[str], more: Counter[str]) -> str:
    both = (("does not have", missing, "word of the letter"), ("also has", more, "other word"))
    return ", and it ".join(
        f"{verb} {counted(found.total(), noun, noun.replace('word', 'words'))}"
        for verb, found, noun in both
        if found
    )


def _find_moved(expected: Sequence[str], read: Sequence[str]) -> str:
    changes = SequenceMatcher(None, expected, read, autojunk=False).get_opcodes()
    for kind, start, end, _, _ in changes:
        if kind in {"delete", "replace"}:
            return f'has "{" ".join(expected[start : min(end, start + SHOWN)])}" in another place'
    return "has its footnotes in another order"
