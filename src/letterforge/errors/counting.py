"""Numbers and their nouns, as people write them: `1 letter`, `2 letters`."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number and its noun. `plural`: where it is not the noun with an s, as in `2 entries`."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"
