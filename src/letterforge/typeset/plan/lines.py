"""Lines of a letter, put together for the page, for every output."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from letterforge.model import NO_BREAK_HYPHEN, Block, Line, Paragraph, Run, Signature

HYPHENED = re.compile(
    "((?<![^\\s(])[^\\s\u200b\u2063-]{1,20}(?:-[^\\s\u200b\u2063-]{1,20}){1,3}(?!\\S)"
    rf"|[\w.]*{NO_BREAK_HYPHEN}[\w{NO_BREAK_HYPHEN}-]*|(?<![\w.,])[0-9][0-9.,:]*–[0-9]+)"
)
"""A word with hyphens of its own. In PDF it is not broken: a hyphen that ends a line is lost, as if it were
the typesetter's, when text is copied or read out. And a word with no-break hyphens, or a range of numbers."""


def split_whole_words(text: str) -> Sequence[str]:
    """A text split around the words that are not broken: every second piece is one. Their hyphens are
    common ones.
    """
    if "-" not in text and NO_BREAK_HYPHEN not in text and "–" not in text:
        return (text,)
    return [piece.replace(NO_BREAK_HYPHEN, "-") for piece in HYPHENED.split(text)]


def stack_lines(lines: Iterable[Line]) -> Line:
    """Lines one under the other, in one paragraph; an empty line is left out."""
    runs: list[Run] = []
    for line in lines:
        if line:
            runs += [Run("\n"), *line] if runs else line
    return tuple(runs)


def list_signature_lines(signature: Signature) -> tuple[Line, ...]:
    """The lines under a signature: name, title, organisation, without those that are empty."""
    lines = ((Run(signature.name, strong=True),), (Run(signature.title),), (Run(signature.organisation),))
    return tuple(line for line in lines if line[0].text)


def split_first_paragraph(blocks: Sequence[Block]) -> tuple[Line, Sequence[Block]]:
    """The content of the paragraph that blocks begin with (empty: none), and the other blocks."""
    match blocks:
        case [Paragraph(content), *rest]:
            return content, rest
    return (), blocks
