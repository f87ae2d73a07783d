"""Text → the phrases that stand in it as whole words, and the parts between its signs.

Compared without regard to case, composed and decomposed letters, invisible characters and the shape of apostrophes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\u0640\u064b-\u0652\ufeff]")
"""Soft hyphens, marks of direction, and what Arabic writes between or above its letters."""
BETWEEN = r"[^\w,;:!?،؛؟\n]{1,4}"
"""What may part two words of a phrase: not a sign that ends a part of a sentence."""
SIGNS = re.compile(r"[,:;!?¡¿…—–\n،؛؟]|(?<=\w{4})\.|\.$")
"""What parts a sentence; a full stop after fewer letters may be that of an abbreviation."""


class Phrases:
    """Phrases by kind, to be found in texts."""

    def __init__(self, kinds: Mapping[str, Iterable[str]]) -> None:
        """Raises ValueError where one phrase has two kinds, or is no phrase."""
        self._entries: dict[str, tuple[str, str]] = {}
        for kind, phrases in kinds.items():
            for phrase in phrases:
                known, _ = self._entries.setdefault(key(phrase), (kind, phrase))
                if known != kind or not key(phrase):
                    raise ValueError(f'"{phrase}" is {known} and {kind}')
        # The longest first: "Prime Minister" is not to be found as "Minister".
        shapes = sorted({_shape(phrase) for _, phrase in self._entries.values()}, key=len, reverse=True)
        # The M. of "S.M." is no monsieur. Arabic writes "and" as a letter before the next word.
        self._pattern = re.compile(rf"(?<!\w)(?<!\w\.)و?({'|'.join(shapes) or '(?!)'})")

    def __contains__(self, text: str) -> bool:
        """Whether a text is one of the phrases, from end to end."""
        return key(text) in self._entries

    def found(self, text: str) -> Iterator[tuple[str, str]]:
        """Kind and phrase of each that stands in a text, in order; of those that overlap the longest."""
        for match in self._pattern.finditer(folded(text)):
            yield self._entries[key(match[1])]

    def beginning(self, text: str) -> str:
        """The phrase that a text begins with, or an empty string."""
        match = self._pattern.match(folded(text).lstrip())
        return self._entries[key(match[1])][1] if match else ""


def folded(text: str) -> str:
    """A text as it is compared."""
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return UNSEEN.sub("", composed)


def key(text: str) -> str:
    """The words of a text alone, as they are compared, with a space between them."""
    return " ".join(re.findall(r"\w+", folded(text)))


def within(part: str, whole: str) -> bool:
    """Whether the words of one text stand in another, next to each other."""
    return f" {key(part)} " in f" {key(whole)} "


def segments(text: str) -> list[str]:
    """What stands between the signs of a text: vocatives stand alone there."""
    return [segment.strip() for segment in SIGNS.split(text) if segment.strip()]


def _shape(phrase: str) -> str:
    """A regular expression for a phrase as compared, with the boundary after it."""
    words = BETWEEN.join(re.findall(r"\w+", folded(phrase)))
    return words + (r"\." if phrase.endswith(".") else r"(?!\w)")
