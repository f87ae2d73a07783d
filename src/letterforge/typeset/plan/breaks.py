"""A word wider than its place → the same word with marks where it may be broken.

First behind a sign that divides it (`/ . - @ _ & ? =`); a long word of a text at its syllables, where its
language is known; and anywhere as the last resort. The marks are invisible, and each output does with them
what it can.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import TypeAlias

from letterforge.model import Language
from letterforge.typeset.plan.scripts import UNSPACED

BEHIND_SIGN = "\u200b"
"""A zero width space: Word's own optional break without width. WeasyPrint writes nothing for it. Typst would
write it, and gets a tiny space instead."""
AT_LETTER = "\u2063"
"""Between two letters. Word breaks there without it, and does not get it."""
AT_SYLLABLE = AT_LETTER + "\u00ad"
"""A soft hyphen. Typst would write it into what is copied: it hyphenates the word by itself."""
MARKS = re.compile(f"{AT_SYLLABLE}|[{BEHIND_SIGN}{AT_LETTER}]")

ARABIC = "[\u0620-\u065f\u066e-\u06ff\u0750-\u077f\u08a0-\u08ff]"
BETWEEN_JOINED = re.compile(f"(?<={ARABIC}){AT_LETTER}(?={ARABIC})")
"""The mark between letters that are joined: nothing may part them unless a line ends there."""

DIVIDING_SIGNS = "/.-@_&?=,;:|+#%~\\\u2010\u2011\u2013\u2014\u00a0"
"""Signs of addresses and of words put together: behind these a line may end without a hyphen."""
_SIGNS = re.escape(DIVIDING_SIGNS)
DIVIDED = re.compile(rf"(?<=[{_SIGNS}])(?=[^{_SIGNS})\]}}])")
"""Behind one of these signs, or several in a row."""
ADDRESS = re.compile(r"[@/\\_=&?#|\d]|[.:]\w")
"""What only an address or a reference has in it: such a word gets no hyphen."""
LETTERS = re.compile(r"[^\W\d_]+")
HYPHENATED = frozenset(
    {"af", "be", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fr", "gl", "hr", "hu", "is", "it"}
    | {"lt", "mn", "nb", "nl", "nn", "pl", "pt", "ru", "sk", "sl", "sq", "sv", "uk"}
)
"""Languages whose words both Pyphen and Typst hyphenate (tried with a long word of each)."""
FEWEST = 3
"""Letters of a syllable at either end of a word."""

Measure: TypeAlias = Callable[[str], float]
"""A text → its width in points."""


def mark_word(word: str, room: float, measure: Measure, language: Language = "") -> str:
    """A word with marks where it may be broken, or as it is where it fits into so many points.

    `language`: where it may be hyphenated; empty: a name, or an address, is not.
    """
    if measure(word) <= room or UNSPACED.search(word):
        return word
    spoken = language if not ADDRESS.search(word) else ""
    return BEHIND_SIGN.join(_mark_piece(piece, room, measure, spoken) for piece in DIVIDED.split(word))


def measure_pieces(word: str, measure: Measure, language: Language = "") -> float:
    """The width of the widest piece that a word is broken into, other than anywhere, in points."""
    if UNSPACED.search(word):
        return max(map(measure, word))
    spoken = language if not ADDRESS.search(word) else ""
    divided = [_split_syllables(piece, spoken) if spoken else (piece,) for piece in DIVIDED.split(word)]
    return max(
        max(chain((measure(f"{part}-") for part in parts[:-1]), map(measure, parts[-1:])))
        for parts in divided
    )


def _mark_piece(piece: str, room: float, measure: Measure, language: Language) -> str:
    if measure(piece) <= room:
        return piece
    parts = _split_syllables(piece, language) if language else (piece,)
    if len(parts) > 1 and all(measure(f"{part}-") <= room for part in parts):
        return AT_SYLLABLE.join(parts)
    return AT_LETTER.join(_split_letters(piece))


def _split_letters(piece: str) -> Iterator[str]:
    """The letters of a word, each with the marks above and below it."""
    start = 0
    for at, sign in enumerate(piece):
        if at and unicodedata.category(sign) not in {"Mn", "Mc", "Me", "Cf"}:
            yield piece[start:at]
            start = at
    yield piece[start:]


@cache
def _split_syllables(piece: str, language: Language) -> Sequence[str]:
    """The syllables of a word with the signs around it; one where its language is not known."""
    found = max(LETTERS.finditer(piece), key=lambda letters: len(letters[0]), default=None)
    places = _find_syllables(found[0], language) if found else ()
    cuts = [found.start() + place for place in places] if found else []
    return tuple(piece[start:end] for start, end in zip((0, *cuts), (*cuts, len(piece)), strict=True))


def _find_syllables(letters: str, language: Language) -> Sequence[int]:
    import pyphen

    known = pyphen.language_fallback(language)
    if known is None or language not in HYPHENATED:
        return ()
    return tuple(map(int, pyphen.Pyphen(lang=known, left=FEWEST, right=FEWEST).positions(letters)))
