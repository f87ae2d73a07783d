"""Text → the words that are compared, without differences in spaces, line ends and invisible signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from letterforge.model import NO_BREAK_HYPHEN

HYPHEN = "\u0002"
BROKEN = re.compile("[\u0002\ufffe]\\s*")
"""What pdfium gives for the hyphen of a word that the typesetter broke, and the line's end."""
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Soft hyphens and marks of direction."""
WORD = re.compile(r"\w+")
LOOSE = "\u0003"
"""Before each word of a line that PDFium turned: its signs may be in other places, and a space lost or added.
"""
REMEMBERED = 2048
"""Lines whose words a process remembers: most of them are the same in the next letter."""


def normalise(text: str) -> str:
    """A text without invisible signs, with ligatures resolved (NFKC) and broken words joined."""
    return _remove_invisible(BROKEN.sub("", text))


def _remove_invisible(text: str) -> str:
    return unicodedata.normalize("NFKC", UNSEEN.sub("", text.replace(NO_BREAK_HYPHEN, "-")))


def straighten(text: str) -> str:
    """A text with straight apostrophes: a letter has curved ones where a cell has those of a typewriter."""
    return text.replace("’", "'")


def split_words(text: str) -> list[str]:
    """The words of a text, split at white space; the first part of a broken word ends with `HYPHEN`."""
    return list(chain.from_iterable(map(split_line, split_lines(text, f"{HYPHEN} "))))


@lru_cache(REMEMBERED)
def split_line(line: str) -> tuple[str, ...]:
    """The words of a line, without invisible signs."""
    return tuple(_remove_invisible(line).split())


def split_lines(text: str, joint: str = "") -> list[str]:
    """The lines of a text as they are, but with broken words joined, by nothing or by a joint."""
    return BROKEN.sub(joint, text).split("\n")


@lru_cache(REMEMBERED)
def make_key(word: str) -> str:
    """What of a word does not depend on where a reader puts figures and punctuation: its letters in order,
    then the signs above and below them; of a word with figures all in the order of the alphabet.
    """
    parts = unicodedata.normalize("NFKD", word)
    letters = [sign for sign in parts if sign.isalnum()]
    if not all(map(str.isalpha, letters)):
        letters.sort()
    return "".join((*letters, *sorted(sign for sign in parts if unicodedata.category(sign) == "Mn")))


def sort_letters(word: str) -> str:
    """Letters and digits of a word in alphabetical order: the same in either direction of reading."""
    return "".join(sorted(sign for sign in word if sign.isalnum()))


def join_neighbours(read: Iterable[str], most: int = 6) -> set[str]:
    """The letters of each word that was read, and of neighbours joined, where signs split a word."""
    pieces = [piece for piece in map(sort_letters, read) if piece]
    return {
        sort_letters("".join(pieces[start : start + count]))
        for start in range(len(pieces))
        for count in range(1, most + 1)
    }


def split_spoken(text: str) -> list[str]:
    """The words of a text without signs between them and without regard to case."""
    return list(chain.from_iterable(map(_split_spoken_line, split_lines(text))))


@lru_cache(REMEMBERED)
def _split_spoken_line(line: str) -> tuple[str, ...]:
    return tuple(WORD.findall(_remove_invisible(line).casefold()))
