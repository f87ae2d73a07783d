"""Which way a text runs, and how one keeps its own way among text that runs the other (Unicode, UAX 9)."""

from __future__ import annotations

import re

RTL_BLOCKS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
"""Blocks of Unicode 16 whose scripts run from right to left, in the basic plane."""
RTL = re.compile(f"[{RTL_BLOCKS}]")
"""A letter of a script that runs from right to left."""
LETTER = re.compile(r"[^\W\d_]")
MARK = "\u200e"
"""Left-to-right mark: a letter that nobody sees."""


def kept_in_order(text: str, *, rtl: bool) -> str:
    """A line of its own in a letter: in one from right to left, Latin keeps its order.

    Between two marks numbers and points at its ends stay where they are: `2514 AB The Hague` would be turned
    round.
    """
    if not rtl or RTL.search(text) or not LETTER.search(text):
        return text
    return f"{MARK}{text}{MARK}"
