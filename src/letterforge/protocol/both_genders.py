"""A title for either gender in a list (`Embajador/a`, `Chef ou cheffe`) → one that a letter prints."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from letterforge.languages import OURS, Languages, PackPart
from letterforge.model import Language

SIGNS = ("/", "(")
KEY = "between_genders"
"""The words for "or" in `cells.toml` of a language. One of them, or of the signs, is in every such title."""


def is_for_both(title: str, language: Language, languages: Languages = OURS) -> bool:
    """Whether a title may be one for either gender; quick."""
    return any(sign in title for sign in SIGNS) or any(
        word in _words(language, languages) for word in title.casefold().split()[1:-1]
    )


def for_one(
    title: str,
    titles: Iterable[tuple[str, str]],
    language: Language,
    languages: Languages = OURS,
    *,
    is_woman: bool,
) -> str:
    """A title with one of the two words that it begins with, and the rest as it is.

    `titles`: what the office is called for a man and for a woman. Without a match the title is as it was.
    """
    words = _words(language, languages)
    for pair in dict.fromkeys(titles):
        for man, woman in (pair, (pair[0].partition(" ")[0], pair[1].partition(" ")[0])):
            if man != woman and (found := _pattern(man, woman, words).match(title)):
                return f"{woman if is_woman else man}{title[found.end() :]}"
    return title


@lru_cache(maxsize=64)
def _words(language: Language, languages: Languages) -> frozenset[str]:
    """Those of the letter's language alone: its titles are in it, and "of" is "or" in Dutch."""
    return frozenset(map(str.casefold, languages.document(language, PackPart.CELLS).get(KEY, ())))


@lru_cache(maxsize=256)
def _pattern(man: str, woman: str, words: frozenset[str]) -> re.Pattern[str]:
    """Both words in either order with a sign or an "or" between them, or the first with an ending."""
    one, other = re.escape(man), re.escape(woman)
    between = r"\s*[/(]\s*"
    if words:
        between = rf"(?:{between}|\s+(?:{'|'.join(map(re.escape, sorted(words)))})\s+)"
    return re.compile(
        rf"(?:{one}{between}{other}|{other}{between}{one}|{one}(?:/|\()-?\w{{1,5}})\)?(?!\w)", re.IGNORECASE
    )
