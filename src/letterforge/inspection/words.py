"""Text → the words that are compared: what is set and read back differs in spaces, line ends and invisible signs."""

from __future__ import annotations

import re
import unicodedata

HYPHEN = "\u0002"
BROKEN = re.compile("[\u0002\ufffe]\\s*")
"""What pdfium gives for the hyphen of a word that the typesetter broke, and the line's end."""
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Soft hyphens and marks of direction."""
WORD = re.compile(r"\w+")


def as_read(text: str, joint: str = "") -> str:
    """A text without what nobody sees, its ligatures and presentation forms taken apart (NFKC), broken words joined."""
    return unicodedata.normalize("NFKC", UNSEEN.sub("", BROKEN.sub(joint, text)))


def words(text: str) -> list[str]:
    """What stands between the white space of a text; the first part of a broken word ends with `HYPHEN`."""
    return as_read(text, f"{HYPHEN} ").split()


def letters_of(each: str) -> str:
    """Letters and digits of a word in the order of the alphabet: alike whichever way it was read."""
    return "".join(sorted(sign for sign in each if sign.isalnum()))


def spoken(text: str) -> list[str]:
    """The words of a text without signs between them and without regard to case."""
    return WORD.findall(as_read(text).casefold())
