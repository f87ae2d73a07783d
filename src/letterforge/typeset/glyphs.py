"""Characters that no typeface has → problems, each with its part of the letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from letterforge.campaign import Campaign
from letterforge.errors import Code, Problem
from letterforge.model import Letter
from letterforge.typeset.passages import split_into_passages

MARK = re.compile(
    "[\u0300-\u036f"  # of Latin, Greek and Cyrillic
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"  # Arabic
    "\u0711\u0730-\u074a\u07a6-\u07b0\u08ca-\u08e1\u08e3-\u08ff\U0001e944-\U0001e94a]"  # Syriac to Adlam
)
"""Signs above or below a letter, such as the vowels of Arabic (Unicode 16, category Mn)."""
MOST_NAMED = 5
"""Characters that one message names."""


def find_missing_glyphs(characters: Iterable[str], letter: Letter, campaign: Campaign) -> Iterator[Problem]:
    """One problem for each passage that has characters of which no face has a glyph."""
    left = dict.fromkeys(characters)
    for where, text in split_into_passages(letter, campaign):
        here = [character for character in left if character in text]
        if here:
            yield _problem(here, where, text)
            left = {character: None for character in left if character not in here}
    if left:
        yield _problem(list(left))


def _problem(characters: Sequence[str], where: str = "", text: str = "") -> Problem:
    """The problem that no typeface here has these characters; `where`: their part of the letter."""
    named = ", ".join(f'"{character}" ({_name(character)})' for character in characters[:MOST_NAMED])
    more = f" and {len(characters) - MOST_NAMED} more" if len(characters) > MOST_NAMED else ""
    place = f" in {where}" if where else ""
    excerpt = f": {_around(text, characters[0])}" if text else ""
    message = f"no typeface on this machine has {named}{more}{place}{excerpt}"
    hint = "install a typeface for this script (letterforge doctor names them), "
    hint += "or write the text in another script"
    return Problem(Code.MISSING_GLYPH, message, hint)


def _name(character: str) -> str:
    name = unicodedata.name(character, "")
    number = f"{ord(character):04X}"
    # The name of a Chinese character repeats its number.
    return f"U+{number}" if name.endswith(number) or not name else f"U+{number}, {name}"


def _around(text: str, character: str, reach: int = 24) -> str:
    """A few words around a character, on one line."""
    at = text.index(character)
    excerpt = " ".join(text[max(at - reach, 0) : at + reach].split())
    return f"{'…' if at > reach else ''}{excerpt}{'…' if at + reach < len(text) else ''}"
