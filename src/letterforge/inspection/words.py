"""Text → the words that are compared: what is set and read back differs in spaces, line ends and invisible signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

HYPHEN = "\u0002"
BROKEN = re.compile("[\u0002\ufffe]\\s*")
"""What pdfium gives for the hyphen of a word that the typesetter broke, and the line's end."""
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Soft hyphens and marks of direction."""
WORD = re.compile(r"\w+")
REMEMBERED = 2048
"""Lines whose words a process keeps in mind: most of what a letter says, the letter before has said too."""


def as_read(text: str) -> str:
    """A text without what nobody sees, its ligatures and presentation forms taken apart (NFKC), broken words joined."""
    return _seen(BROKEN.sub("", text))


def _seen(text: str) -> str:
    return unicodedata.normalize("NFKC", UNSEEN.sub("", text))


def words(text: str) -> list[str]:
    """What stands between the white space of a text; the first part of a broken word ends with `HYPHEN`."""
    return list(chain.from_iterable(map(_words_of, lines(text, f"{HYPHEN} "))))


@lru_cache(REMEMBERED)
def _words_of(line: str) -> tuple[str, ...]:
    return tuple(_seen(line).split())


def lines(text: str, joint: str = "") -> list[str]:
    """The lines of a text as they are, but with broken words joined, by nothing or by a joint."""
    return BROKEN.sub(joint, text).split("\n")


def letters_of(each: str) -> str:
    """Letters and digits of a word in the order of the alphabet: alike whichever way it was read."""
    return "".join(sorted(sign for sign in each if sign.isalnum()))


def joined(read: Iterable[str], most: int = 6) -> set[str]:
    """The letters of each word that was read, and of those that stand side by side, torn apart by signs."""
    pieces = [piece for piece in map(letters_of, read) if piece]
    return {
        letters_of("".join(pieces[start : start + count]))
        for start in range(len(pieces))
        for count in range(1, most + 1)
    }


def spoken(text: str) -> list[str]:
    """The words of a text without signs between them and without regard to case."""
    return list(chain.from_iterable(map(_spoken_in, lines(text))))


@lru_cache(REMEMBERED)
def _spoken_in(line: str) -> tuple[str, ...]:
    return tuple(WORD.findall(_seen(line).casefold()))
