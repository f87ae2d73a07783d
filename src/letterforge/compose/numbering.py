"""The numbers of a list: they stay as they were typed, and what they cannot be is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from markdown_it.token import Token

from letterforge.compose.markdown import tokens_of
from letterforge.compose.masking import masked
from letterforge.compose.offence import Offence
from letterforge.errors import Code, Place, Problem, Severity
from letterforge.model import Block, ListBlock, Quote

COUNTED = 'write "1. " before every point to have them counted, or give each its own number, in order'


def counted(typed: Sequence[int]) -> tuple[int, ...]:
    """The numbers of a list as they were typed; none where every point is typed as 1: these are counted."""
    return () if set(typed) == {1} else tuple(typed)


def in_a_row(numbers: Sequence[int]) -> bool:
    """Whether each number is by one higher than the one before."""
    return all(after == before + 1 for before, after in pairwise(numbers))


def padded(tokens: Sequence[Token]) -> Iterator[Offence]:
    """Numbers that would lose their zeros: 01."""
    for token in tokens:
        if token.type == "list_item_open" and re.fullmatch("0[0-9]+", token.info):
            said = token.info + token.markup
            printed = f"{int(token.info)}{token.markup}"
            message = f'the number "{said}" would be printed as "{printed}"'
            hint = f'write "{printed}", or "{token.info}\\{token.markup}" for text that is no list'
            yield Offence(Code.LIST_NUMBERS, message, hint, said, token.map[0] if token.map else 0)


def unordered(tokens: Sequence[Token]) -> Iterator[Offence]:
    """Numbers that do not go up: 1, 2, 2, or 3, 1."""
    for points in lists_in(tokens):
        yield from unordered_points(points)


def unordered_points(points: Sequence[Token]) -> Iterator[Offence]:
    """The first number of a list that is not higher than the one before."""
    numbers = counted([int(point.info) for point in points])
    for point, (before, after) in zip(points[1:], pairwise(numbers), strict=False):
        if after <= before:
            message = f'"{after}{point.markup}" comes after "{before}{point.markup}" in a numbered list'
            words, line = point.info + point.markup, point.map[0] if point.map else 0
            yield Offence(Code.LIST_NUMBERS, message, COUNTED, words, line)
            return


def lists_in(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The points of each numbered list: the tokens that open them."""
    around: list[list[Token] | None] = []
    for token in tokens:
        if token.type == "ordered_list_open":
            around.append([])
        elif token.type == "bullet_list_open":
            around.append(None)
        elif token.type == "list_item_open" and (points := around[-1]) is not None:
            points.append(token)
        elif token.type in {"ordered_list_close", "bullet_list_close"} and (points := around.pop()):
            yield points


# --- points that a condition leaves out ------------------------------------------------------------


def left_out(blocks: Iterable[Block], source: str, shown: str) -> Iterator[Problem]:
    """Where the numbers of a letter's list leave one out that the template has: a condition took the point away.

    `source` is the template's body as `check_markdown` takes it. A warning for each such list of the template.
    """
    for before, after in _gaps(blocks):
        found = _line_of_gap(source, before, after)
        if found:
            message = (
                f"a condition leaves points out: the numbers of some letters go from {before} to {after}"
            )
            hint = 'write "1. " before every point of the list to have them counted'
            yield Problem(Code.LIST_NUMBERS, message, hint, Place(shown, line=found), Severity.WARNING)


def _gaps(blocks: Iterable[Block]) -> Iterator[tuple[int, int]]:
    for block in blocks:
        if isinstance(block, ListBlock):
            yield from ((one, two) for one, two in pairwise(block.numbers) if two > one + 1)
            for entry in block.entries:
                yield from _gaps(entry)
        elif isinstance(block, Quote):
            yield from _gaps(block.blocks)


@lru_cache(64)
def _line_of_gap(source: str, before: int, after: int) -> int:
    """The line of the template's list in which a point was between two; 0: they were typed side by side."""
    markdown, lines = masked(source)
    line = 0
    for points in lists_in(tokens_of(markdown)[0]):
        numbers = [int(point.info) for point in points]
        if (before, after) in pairwise(numbers):
            return 0
        if not line and before in numbers and after in numbers:
            at = points[numbers.index(before)].map
            line = lines[at[0]] if at else 0
    return line
