"""A template before any row: what no letter can hold, and what nobody has finished, each with its line and place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from letterforge.compose.forbidden import offences, place_left
from letterforge.compose.markdown import tokens_of
from letterforge.compose.masking import masked
from letterforge.compose.numbering import lists_in, unordered_points
from letterforge.compose.offence import Offence, placed
from letterforge.compose.unfilled import is_ellipsis, is_no_name, unfilled
from letterforge.errors import Code, Problem
from letterforge.model import Language

OF_PIECES = frozenset({Code.UNFILLED_PLACE, Code.PASTED_LIST})
"""What is looked for in a file that a template takes in: it need not be a whole text."""


def check_markdown(
    source: str,
    shown: str,
    *,
    language: Language = "en",
    allow: Sequence[str] = (),
    lines: Sequence[str] | None = None,
    is_piece: bool = False,
) -> tuple[Problem, ...]:
    """What no letter can hold in a template, whatever the rows: with its line, excerpt and place in it.

    `source` is the template's body, its front matter replaced by empty lines; `shown` its path for messages; `lines`
    those of the file, where the source is only a part of it. `allow`: see `unfilled`. `is_piece`: it is a file that
    another takes in.
    """
    markdown, numbers = masked(source)
    lines = source.splitlines() if lines is None else lines
    found = [
        placed(offence, lines, numbers, shown)
        for offence in (*offences(markdown, language, allow), *_unordered(markdown, numbers, lines))
        if not is_piece or offence.code in OF_PIECES or offence.words.startswith("![")
    ]
    # What is not in the file itself came about where a tag was taken out of it: "Dear {% include … %},".
    real = (each for each in found if each.code is not Code.UNFILLED_PLACE or each.place.span)
    return tuple(dict.fromkeys(real))


def _unordered(markdown: str, numbers: Sequence[int], lines: Sequence[str]) -> Iterator[Offence]:
    """Numbers out of order in lists without a condition: of the others only a letter shows which points it has."""
    tokens = tokens_of(markdown)[0]
    for points in lists_in(tokens):
        ends = [point.map for point in points if point.map]
        first, last = numbers[ends[0][0]], numbers[min(ends[-1][1], len(numbers) - 1)]
        if not any("{%" in line for line in lines[first - 1 : last]):
            yield from unordered_points(points)


def check_words(
    text: str, shown: str, lines: Sequence[str], *, language: Language, allow: Sequence[str], line: int = 1
) -> tuple[Problem, ...]:
    """The places left unfilled in a text that is no Markdown, such as a setting: looked for from a line of its file."""
    numbers = range(line, len(lines) + 1)
    left = (
        [text.strip()] if is_ellipsis(text) and text.strip() not in allow else unfilled(text, language, allow)
    )
    return tuple(placed(place_left(words), lines, numbers, shown) for words in left)


def check_name(
    name: str, shown: str, lines: Sequence[str], *, allow: Sequence[str], line: int = 1
) -> tuple[Problem, ...]:
    """The same for what is in the place of a signatory's name."""
    if not is_no_name(name) or name in allow:
        return ()
    return (placed(place_left(name), lines, range(line, len(lines) + 1), shown),)
