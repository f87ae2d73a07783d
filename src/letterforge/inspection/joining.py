"""The words of a sheet's pages, with the parts of those joined that a line's end broke."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from letterforge.inspection.reading import Reading
from letterforge.inspection.wording import OPEN, SheetWording, read_marks
from letterforge.inspection.words import HYPHEN, LOOSE, make_key, split_line, split_lines
from letterforge.typeset.plan.breaks import DIVIDING_SIGNS
from letterforge.typeset.plan.scripts import UNSPACED, is_clustered, is_turned

HYPHENS = frozenset({HYPHEN, "-", "\u2010"})
BREAKS = frozenset(DIVIDING_SIGNS)
"""Behind these, or before them, a line may end without a hyphen."""
ADDRESS = re.compile("://|@|^www\\.")
MOST_BEFORE = 2
"""Parts of a word before the first that is none of the letter."""
REACH = 120
"""Words in which the second part of a broken word is sought: footnotes and margins may be between."""


@dataclass(frozen=True, slots=True)
class WordPages:
    """The words of a sheet in one row, and where each page begins."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: frozenset[int] = frozenset()
    """Places of the words that end a line."""

    def page(self, index: int) -> int:
        """The page, from 1, that a word is on."""
        return bisect_right(self.starts, index)


def make_word_pages(reading: Reading) -> WordPages:
    """The words of a sheet's pages."""
    found: list[str] = []
    starts = []
    ends = set()
    for page in reading.pages:
        starts.append(len(found))
        for line in split_lines(page, f"{HYPHEN} "):
            found += split_line(line)
            ends.add(len(found) - 1)
    return WordPages(tuple(found), tuple(starts), frozenset(ends))


def join_broken_words(read_pages: WordPages, wanted: SheetWording) -> WordPages:
    """The same with the parts of each broken word joined, where that makes a word of the letter.

    Between the parts of a word that is broken at a page's end are the margins of both pages. A web address
    may have more than two parts. Words of turned lines become those of the letter with the same key.
    """
    expected = [*wanted.text, *chain(*wanted.beside)]
    known = set(expected)
    if wanted.has_marks:
        known |= {part for word in known if OPEN in word for way in read_marks(word) for part in way}
    words_: list[str] = list(read_pages.words)
    if wanted.has_marks:
        _join_marks(words_, expected)
    unknown = [index for index, word in enumerate(words_) if word and word not in known]
    if any(words_[index][0] == LOOSE for index in unknown):
        _settle(words_, expected)
    for index in unknown:
        _join_signs(words_, index, known)
    for index in unknown:
        if words_[index] and words_[index] not in known:
            _join(words_, index, known, read_pages.ends)
            # The parts before it may be words of the letter themselves.
            for before in range(index - 1, max(index - 1 - MOST_BEFORE, -1), -1):
                if words_[index] and words_[before] and words_[index] not in known:
                    _join(words_, before, known, read_pages.ends)
    gaps = [index for index, word in enumerate(words_) if not word]
    if not gaps:
        return WordPages(tuple(words_), read_pages.starts, read_pages.ends) if unknown else read_pages
    starts = tuple(start - bisect_left(gaps, start) for start in read_pages.starts)
    ends = frozenset(end - bisect_left(gaps, end) for end in read_pages.ends if words_[end])
    return WordPages(tuple(filter(None, words_)), starts, ends)


# --- words that a line's end broke -----------------------------------------------------------------------


def _join(words_: list[str], index: int, known: set[str], ends: frozenset[int]) -> None:
    """Join a word from its first part, at an index, and those that follow."""
    first = words_[index].removeprefix(LOOSE)
    if not first or (index not in ends and first[-1] != HYPHEN):
        return
    # Always in one order: reports about a letter must not depend on chance.
    found = [
        (used[-1], -len(word), word, used)
        for start in _list_readings(first)
        for word in sorted(word for word in known if word.startswith(start) and word != start)
        if (used := _find_parts(words_, index, word, start, ends))
    ]
    if found:
        # The parts that are nearest: another word of the letter may begin alike, and end elsewhere.
        _, _, word, used = min(found)
        for at in (index, *used):
            words_[at] = ""
        # Where it ends: a word on two pages is text on the second of them too.
        words_[used[-1]] = word


def _join_marks(words_: list[str], expected: Sequence[str]) -> None:
    """Join a word and what is raised behind it, where PDFium reads them apart here and as one word there."""
    read = set(words_)
    ways = (way for word in expected if OPEN in word for way in read_marks(word))
    apart = {tuple(way) for way in ways if len(way) > 1 and "".join(way) in read}
    for way in apart:
        for at in range(len(words_) - len(way) + 1):
            if tuple(words_[at : at + len(way)]) == way:
                words_[at : at + len(way)] = *[""] * (len(way) - 1), "".join(way)


def _join_signs(words_: list[str], index: int, known: set[str]) -> None:
    """Join what follows a word of many glyphs: PDFium measures the room between them from its first glyphs,
    and reads a space there.
    """
    for at in (index, index + 1):
        before, after = words_[at - 1] if at else "", words_[at] if at < len(words_) else ""
        is_near = before and after and is_clustered(before)
        is_edge = is_near and (not after[0].isalnum() or is_clustered(before[-1]))
        if is_edge and any(word.endswith(before + after) for word in known):
            words_[at - 1 : at + 1] = before + after, ""


def _list_readings(part: str) -> tuple[str, ...]:
    """What a part of a word may be in the letter: its last hyphen may be the typesetter's."""
    return (part[:-1], f"{part[:-1]}-", part) if part[-1] in HYPHENS else (part,)


def _find_parts(words_: Sequence[str], index: int, word: str, joined: str, ends: frozenset[int]) -> list[int]:
    """Places of the parts that complete a word whose beginning is at an index; none if they are missing."""
    before = words_[index]
    for at in range(index + 1, min(index + 1 + REACH, len(words_))):
        part = words_[at].removeprefix(LOOSE)
        if not part or not _begins_line(words_, at, ends):
            continue
        is_near = at == index + 1
        for reading in _list_readings(part) if joined + part != word else (part,):
            if not word.startswith(joined + reading) or not _may_part(before, part, word, is_near=is_near):
                continue
            if joined + reading == word:
                return [at]
            is_last = at in ends or part[-1] == HYPHEN
            if reading and is_last and (more := _find_parts(words_, at, word, joined + reading, ends)):
                return [at, *more]
    return []


def _begins_line(words_: Sequence[str], at: int, ends: frozenset[int]) -> bool:
    return at - 1 in ends or words_[at - 1][-1:] == HYPHEN


def _may_part(before: str, part: str, word: str, *, is_near: bool) -> bool:
    """Whether a line may end between two parts of a word. A word that is longer than a line is broken
    anywhere; then the rest is on the next line.
    """
    return (
        is_near
        or before[-1] in BREAKS
        or part[0] in BREAKS
        or before[-1] == HYPHEN
        or ADDRESS.search(word) is not None
        or UNSPACED.search(before[-1] + part[0]) is not None
    )


# --- words of lines that were turned ---------------------------------------------------------------------


def _settle(words_: list[str], expected: Sequence[str]) -> None:
    """Make words of turned lines those of the letter that they are: in order, where there are several.

    One with figures stays loose, because its place on the line is not known. So does one of a script that
    PDFium turns sometimes: N'Ko and later ones. Signs alone are left out.
    """
    exact = Counter(words_)
    waiting: dict[str, deque[str]] = defaultdict(deque)
    for word in expected:
        if exact[word]:
            exact[word] -= 1
        else:
            waiting[make_key(word)].append(word)
    for index, word in enumerate(words_):
        if word[:1] != LOOSE:
            continue
        key = make_key(word)
        if not key:
            words_[index] = ""
        elif waiting[key]:
            found = waiting[key].popleft()
            words_[index] = LOOSE + found if _has_figures(key) else found
        elif not is_turned(word) and (alike := _find_scrambled(key, waiting)):
            words_[index] = LOOSE + waiting[alike].popleft()


def has_loose_line(read: Sequence[str], line: Sequence[str]) -> bool:
    """Whether words are on a page with turned lines: letters in order, whatever the spaces, and figures."""
    if not any(word[0] == LOOSE for word in read):
        return False
    sought, there = ([make_key(word) for word in words] for words in (line, read))
    letters, all_letters = (
        "".join(filter(str.isalpha, "".join(key for key in keys if not _has_figures(key))))
        for keys in (sought, there)
    )
    return letters in all_letters and all(key in there for key in sought if _has_figures(key))


def _has_figures(key: str) -> bool:
    return any(map(str.isdigit, key))


def _find_scrambled(key: str, waiting: Mapping[str, Sequence[str]]) -> str:
    """The key of an expected word that has the same letters in another order; empty: there is none."""
    return next((other for other in waiting if waiting[other] and sorted(other) == sorted(key)), "")
