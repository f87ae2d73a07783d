"""Whether a sheet has the words of its letter: every word once, in order, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import partial
from itertools import chain
from operator import contains
from typing import Any

from letterforge.errors import counted
from letterforge.inspection.joining import WordPages
from letterforge.inspection.wording import OPEN, SheetWording, read_marks
from letterforge.inspection.words import LOOSE, make_key, sort_letters

SHOWN = 6
"""Words that a message quotes."""


def describe_difference(read_pages: WordPages, wanted: SheetWording, *, is_exact: bool, is_open: bool) -> str:
    """How a sheet differs from its letter, or an empty text.

    `is_exact`: words must be in order; else they are compared one by one, by their letters, in any order,
    because pdfium reorders lines with two directions. `is_open`: the pages may have more words than the
    letter, and in another case, because a style sheet of the campaign can add and change them.
    """
    if read_pages.words == wanted.text and not any(wanted.beside):
        return ""
    text, besides = resolve_marks(read_pages, wanted)
    read, loose = _take_loose(read_pages.words)
    if not is_exact:
        text, read = _by_letters(text), _by_letters(read)
        besides = [_by_letters(beside) for beside in besides]
    elif is_open:
        text, read, loose = ([word.casefold() for word in some] for some in (text, read, loose))
        besides = [[word.casefold() for word in beside] for beside in besides]
    expected = [*text, *chain(*besides)]
    missing, more = _subtract(Counter(expected), Counter((*read, *loose)))
    if more:
        more = _subtract_repeated(more, wanted, len(read_pages.starts), is_exact=is_exact)
    if not is_exact and _have_same_letters(missing, more):
        return ""
    apart: Sequence[str] = ()
    if loose and (missing or more) and _are_split_elsewhere(missing, more, loose):
        apart, missing, more = list(missing), Counter(), Counter()
    if missing or (more and not is_open):
        return (
            _first_differences(missing, more, expected, [*read, *loose])
            if is_exact
            else _count_differences(missing, more)
        )
    elsewhere = {*loose, *apart}
    sequences = [[word for word in some if word not in elsewhere] for some in (text, *besides)]
    if is_exact and not all(are_in_order(sequence, read) for sequence in sequences):
        return _find_moved(sequences[0], read)
    return ""


def _take_loose(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Words whose order counts, and those whose place on a turned line is not known."""
    loose = [word[1:] for word in words if word[0] == LOOSE]
    return [word for word in words if word[0] != LOOSE] if loose else list(words), loose


def _are_split_elsewhere(missing: Counter[str], more: Counter[str], loose: Sequence[str]) -> bool:
    """Whether words of turned lines differ only in their signs, and in where they begin and end."""
    return not (more - Counter(loose)) and Counter(_letters_of(missing)) == Counter(_letters_of(more))


def _letters_of(words: Counter[str]) -> Iterator[str]:
    for word in words.elements():
        yield from make_key(word)


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
