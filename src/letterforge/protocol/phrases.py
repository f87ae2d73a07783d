"""Text → the phrases that are in it as whole words, and the parts between its signs.

Compared without regard to case, composed and decomposed letters, invisible characters and the shape of
apostrophes.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\u0640\u064b-\u0652\ufeff]")
"""Soft hyphens, marks of direction, and what Arabic writes between or above its letters."""
WORD = re.compile(r"\w+")
BETWEEN = re.compile(r"[^\w,;:!?،؛؟\n]{1,4}")
"""What may part two words of a phrase: not a sign that ends a part of a sentence."""
AND = "و"
"""Arabic writes "and" as a letter before the next word."""
SIGNS = re.compile(r"[,:;!?¡¿…—–\n،؛؟]|(?<=\w{4})\.|\.$")
"""What parts a sentence; a full stop after fewer letters may be that of an abbreviation."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    """One phrase as it is compared."""

    kind: str
    phrase: str
    words: tuple[str, ...]

    @property
    def has_stop(self) -> bool:
        """Whether it is an abbreviation, which a full stop must follow."""
        return self.phrase.endswith(".")

    def end(self, text: str, spans: Sequence[tuple[int, int]]) -> int:
        """Where the phrase ends in a text whose words from its first one on have these spans.

        0: it is not there.

        Of the first word only the end counts: the caller has compared it.
        """
        if len(spans) < len(self.words):
            return 0
        for word, (_, before), (start, end) in zip(self.words[1:], spans, spans[1:], strict=False):
            if text[start:end] != word or not BETWEEN.fullmatch(text, before, start):
                return 0
        end = spans[len(self.words) - 1][1]
        return (end + 1 if text[end : end + 1] == "." else 0) if self.has_stop else end


class Phrases:
    """Phrases by kind, to be found in texts."""

    def __init__(self, kinds: Mapping[str, Iterable[str]]) -> None:
        """Raises ValueError where one phrase has two kinds, or is no phrase."""
        self._entries: dict[str, _Phrase] = {}
        for kind, phrases in kinds.items():
            for phrase in phrases:
                words = key(phrase)
                known = self._entries.setdefault(words, _Phrase(kind, phrase, tuple(words.split())))
                if known.kind != kind or not words:
                    raise ValueError(f'"{phrase}" means two things: {known.kind} and {kind}')
        self._begun: dict[str, list[_Phrase]] = defaultdict(list)
        """By their first word, the longest first: "Prime Minister" is not to be found as "Minister"."""
        for entry in sorted(self._entries.values(), key=lambda entry: len(entry.words), reverse=True):
            self._begun[entry.words[0]].append(entry)

    def __contains__(self, text: str) -> bool:
        """Whether a text is one of the phrases, from end to end."""
        return key(text) in self._entries

    def found(self, text: str) -> Iterator[tuple[str, str]]:
        """Kind and phrase of each that is in a text, in order; of those that overlap the longest."""
        return ((entry.kind, entry.phrase) for _, entry in self._found(folded(text)))

    def beginning(self, text: str) -> str:
        """The phrase that a text begins with, or an empty string."""
        start, entry = next(self._found(folded(text).lstrip()), (-1, None))
        return entry.phrase if entry and start == 0 else ""

    def _found(self, text: str) -> Iterator[tuple[int, _Phrase]]:
        """Where each phrase begins in a folded text, and the phrase."""
        spans = [match.span() for match in WORD.finditer(text)]
        reached = 0
        for at, (start, end) in enumerate(spans):
            # The M. of "S.M." is no monsieur.
            if start < reached or (start > 1 and text[start - 1] == "." and text[start - 2].isalnum()):
                continue
            word = text[start:end]
            for entry in (*self._begun.get(word.removeprefix(AND), ()), *self._begun.get(word, ())):
                if end := entry.end(text, spans[at : at + len(entry.words)]):
                    reached = end
                    yield start, entry
                    break


def folded(text: str) -> str:
    """A text as it is compared."""
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return UNSEEN.sub("", composed)


def key(text: str) -> str:
    """The words of a text alone, as they are compared, with a space between them."""
    return " ".join(WORD.findall(folded(text)))


def within(part: str, whole: str) -> bool:
    """Whether the words of one text are in another, next to each other."""
    return f" {key(part)} " in f" {key(whole)} "


def segments(text: str) -> list[str]:
    """The parts between the signs of a text: vocatives are alone there."""
    return [segment.strip() for segment in SIGNS.split(text) if segment.strip()]
