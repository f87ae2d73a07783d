"""Which way a text runs, and how one keeps its own way among text that runs the other (Unicode, UAX 9)."""

from __future__ import annotations

import re

RTL_SCRIPTS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
"""Every block of Unicode 16 whose script runs from right to left."""
RTL = re.compile(f"[{RTL_SCRIPTS}]")
"""A letter of a script that runs from right to left."""
LETTER = re.compile(r"[^\W\d_]")
MARK = "\u200e"
"""Left-to-right mark: a letter that nobody sees."""
RTL_MARK = "\u200f"
"""The same from right to left."""


def kept_in_order(text: str, *, rtl: bool) -> str:
    """A line of its own in a letter: in one from right to left, Latin keeps its order.

    Between two marks numbers and points at its ends stay where they are: `2514 AB The Hague` would be turned
    round.
    """
    if not rtl or RTL.search(text) or not LETTER.search(text):
        return text
    return f"{MARK}{text}{MARK}"


def set_apart(text: str, *, rtl: bool) -> str:
    """A text next to others on a line: it keeps its own order, and they keep theirs.

    Without marks, the figure that follows a name in the other direction would be taken into that name: a day
    would jump before it. Marks and not isolates (UAX 9, 2.4), which Word does not know.
    """
    first = LETTER.search(text)
    is_rtl = bool(RTL.match(first[0])) if first else rtl
    if (not rtl and not RTL.search(text)) or (rtl and _is_rtl_throughout(text)):
        return text
    outer, inner = (RTL_MARK if way else MARK for way in (rtl, is_rtl))
    around = inner if is_rtl == rtl else f"{outer}{inner}"
    return f"{around}{text}{around[::-1]}"


def _is_rtl_throughout(text: str) -> bool:
    """Whether a text begins and ends with letters from right to left."""
    return not text or bool(RTL.match(text[0]) and RTL.match(text[-1]))
