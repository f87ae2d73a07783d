"""What is not hyphenated in justified text: the last line of a paragraph, and what came from the list.

All that is not justified (subject, headings, addresses, signatories, tables, notes) is never hyphenated.
"""

from __future__ import annotations

import re
from functools import lru_cache

from letterforge.campaign import Stationery
from letterforge.model import Language, Line, Run

NARROWEST = 0.4
"""Width of a letter of narrow text, as a part of the size: a line has no more letters than that gives."""
WORD_START = re.compile(r"\s(?=\S)")


LONG_WORD = re.compile(r"[^\W\d_]{5,}")
"""A word that may be broken."""
LEAST = 3
"""Letters of the parts of a broken word."""


def count_last_letters(stationery: Stationery) -> int:
    """How many letters a line has at most, if letters hyphenate at all; else 0."""
    if stationery.align != "justify":
        return 0
    return int(stationery.text_width / (stationery.size * NARROWEST))


def split_last_line(content: Line, letters: int) -> tuple[Line, Line]:
    """A paragraph's content in two: the second part has so many letters that no line ends in it but those
    around the last one.

    Without hyphens there, the last line does not begin within a word. All of a short paragraph is in it.
    """
    left = letters
    for at in range(len(content) - 1, -1, -1):
        run = content[at]
        if len(run.text) > left:
            start = _word_start(run, len(run.text) - left)
            head, tail = run.text[:start], run.text[start:]
            before = (*content[:at], *([run.saying(head)] if head else ()))
            return before, (*([run.saying(tail)] if tail else ()), *content[at + 1 :])
        left -= len(run.text)
    return (), content


def _word_start(run: Run, at: int) -> int:
    """The start of a word at or before a place in a run; if the run has none, its start."""
    found = [match.end() for match in WORD_START.finditer(run.text, 0, at + 1)]
    return found[-1] if found else 0


@lru_cache(maxsize=8192)
def find_stubs(word: str, language: Language) -> tuple[tuple[int, int], ...]:
    """The stretches of a word in which it must not be broken, where its language would: its first letters, so
    that one break more than `LEAST` is left, and its last.
    """
    import pyphen

    known = pyphen.language_fallback(language)
    places = pyphen.Pyphen(lang=known, left=1, right=1).positions(word) if known else []
    found = [(0, LEAST)] if any(place < LEAST for place in places) else []
    end = len(word) - LEAST + 1
    return (*found, *([(end, len(word))] if end >= LEAST and any(place >= end for place in places) else []))
