"""The numbers of a list: they stay as they were typed; impossible numbers are reported."""

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

COUNTED = 'write "1. " before every point to number them automatically, or give each its own number, in order'


def typed_numbers(typed: Sequence[int]) -> tuple[int, ...]:
    """The numbers of a list as they were typed.

    None if all are 1: these points are numbered automatically.
    """
    return () if set(typed) == {1} else tuple(typed)


def in_a_row(numbers: Sequence[int]) -> bool:
    """Whether each number is one higher than the number before."""
    return all(after == before + 1 for before, after in pairwise(numbers))


def padded(tokens: Sequence[Token]) -> Iterator[Offence]:
    """Numbers that would lose a zero: 01."""
    for token in tokens:
        if token.type == "list_item_open" and re.fullmatch("0[0-9]+", token.info):
            typed = token.info + token.markup
            printed = f"{int(token.info)}{token.markup}"
            message = f'the number "{typed}" would be printed as "{printed}"'
            hint = f'write "{printed}", or "{token.info}\\{token.markup}" for text that is not a list'
            yield Offence(Code.LIST_NUMBERS, message, hint, typed, token.map[0] if token.map else 0)


def unordered(tokens: Sequence[Token]) -> Iterator[Offence]:
    """Numbers that do not go up: 1, 2, 2, or 3, 1."""
    for points in lists_in(tokens):
        yield from unordered_points(points)


def unordered_points(points: Sequence[Token]) -> Iterator[Offence]:
    """The first number of a list that is not higher than the number before."""
    numbers = typed_numbers([int(point.info) for point in points])
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


# --- points that a condition removes ------------------------------------------------------------


def skipped_numbers(blocks: Iterable[Block], source: str, shown: str) -> Iterator[Problem]:
    """Lists of a letter in which a number is missing, because a condition removed the point of the template.

    `source`: the template's body, as for `check_markdown`. Gives a warning for each such list of the
    template.
    """
    for before, after in _gaps(blocks):
        found = _line_of_gap(source, before, after)
        if found:
            message = f"a condition removes points: in some letters, the numbers go from {before} to {after}"
            hint = 'write "1. " before every point of the list to number them automatically'
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
    """The line of the template's list with a point between two numbers; 0: the template has them in a row."""
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
