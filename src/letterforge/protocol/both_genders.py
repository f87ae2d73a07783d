"""A title for either gender in a list (`Embajador/a`, `Chef ou cheffe`) → one that a letter prints."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

SIGNS = ("/", "(", " o ", " ou ", " or ")
"""One of these is in every such title."""


def is_for_both(title: str) -> bool:
    """Whether a title may be one for either gender; quick."""
    return any(sign in title for sign in SIGNS)


def for_one(title: str, titles: Iterable[tuple[str, str]], *, is_woman: bool) -> str:
    """A title with one of the two words that it begins with, and the rest as it is.

    `titles`: what the office is called for a man and for a woman. Without a match the title is as it was.
    """
    for pair in dict.fromkeys(titles):
        for man, woman in (pair, (pair[0].partition(" ")[0], pair[1].partition(" ")[0])):
            if man != woman and (found := _pattern(man, woman).match(title)):
                return f"{woman if is_woman else man}{title[found.end() :]}"
    return title


@lru_cache(maxsize=256)
def _pattern(man: str, woman: str) -> re.Pattern[str]:
    """Both words in either order with a sign or an "or" between them, or the first with an ending."""
    one, other = re.escape(man), re.escape(woman)
    between = r"\s*(?:/|\(|\b(?:o|ou|or)\b)\s*"
    return re.compile(
        rf"(?:{one}{between}{other}|{other}{between}{one}|{one}(?:/|\()-?\w{{1,5}})\)?(?!\w)", re.IGNORECASE
    )
