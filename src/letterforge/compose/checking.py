"""Checks a template before any row: finds what no letter can contain, and what is unfinished."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from letterforge.compose.forbidden import offences, place_left
from letterforge.compose.markdown import tokens_of
from letterforge.compose.masking import masked
from letterforge.compose.numbering import lists_in, unordered_points
from letterforge.compose.offence import Offence, placed
from letterforge.compose.unfilled import is_ellipsis, is_placeholder_name, unfilled_places
from letterforge.errors import Code, Problem
from letterforge.model import Language

OF_PIECES = frozenset({Code.UNFILLED_PLACE, Code.PASTED_LIST})
"""The problems that are searched for in an included file, which need not be a whole text."""


def check_markdown(
    source: str,
    shown: str,
    *,
    language: Language = "en",
    allow: Sequence[str] = (),
    lines: Sequence[str] | None = None,
    is_piece: bool = False,
) -> tuple[Problem, ...]:
    """What no letter can contain in a template, in any row: each with its line, excerpt and place.

    `source`: the template's body, with its front matter replaced by empty lines. `shown`: its path for
    messages. `lines`: those of the file, if the source is only a part of it. `allow`: see `unfilled_places`.
    `is_piece`: it is an included file.
    """
    markdown, numbers = masked(source)
    lines = source.splitlines() if lines is None else lines
    found = [
        placed(offence, lines, numbers, shown)
        for offence in (*offences(markdown, language, allow), *_unordered(markdown, numbers, lines))
        if not is_piece or offence.code in OF_PIECES or offence.words.startswith("![")
    ]
    # A place that is not in the file itself appeared where a tag was removed: "Dear {% include … %},".
    real = (problem for problem in found if problem.code is not Code.UNFILLED_PLACE or problem.place.span)
    return tuple(dict.fromkeys(real))


def _unordered(markdown: str, numbers: Sequence[int], lines: Sequence[str]) -> Iterator[Offence]:
    """Numbers out of order in lists without a condition.

    For other lists, only a letter shows which points remain.
    """
    tokens = tokens_of(markdown)[0]
    for points in lists_in(tokens):
        ends = [point.map for point in points if point.map]
        first, last = numbers[ends[0][0]], numbers[min(ends[-1][1], len(numbers) - 1)]
        if not any("{%" in line for line in lines[first - 1 : last]):
            yield from unordered_points(points)


def check_words(
    text: str, shown: str, lines: Sequence[str], *, language: Language, allow: Sequence[str], line: int = 1
) -> tuple[Problem, ...]:
    """The unfilled places in a text that is not Markdown, such as a setting.

    The search starts at a line of its file.
    """
    numbers = range(line, len(lines) + 1)
    left = (
        [text.strip()]
        if is_ellipsis(text) and text.strip() not in allow
        else unfilled_places(text, language, allow)
    )
    return tuple(placed(place_left(words), lines, numbers, shown) for words in left)


def check_name(
    name: str, shown: str, lines: Sequence[str], *, allow: Sequence[str], line: int = 1
) -> tuple[Problem, ...]:
    """The same for a signatory's name."""
    if not is_placeholder_name(name) or name in allow:
        return ()
    return (placed(place_left(name), lines, range(line, len(lines) + 1), shown),)
