"""A template → the outline of its text: its blocks and their lines, to compare languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from letterforge.compose.markdown import tokens_of
from letterforge.compose.masking import masked

KINDS: Mapping[str, str] = {
    "paragraph_open": "paragraph",
    "list_item_open": "list entry",
    "blockquote_open": "quotation",
    "tr_open": "row of a table",
    "footnote_open": "footnote",
    "hr": "rule",
}
"""The tokens that open a block, and its name in messages."""


@dataclass(frozen=True, slots=True)
class OutlineBlock:
    """A block of a template."""

    kind: str
    """`paragraph`, `list entry`, `heading of level 2`, …"""
    line: int
    """Line of the file on which it begins, from 1."""


def outline(source: str) -> tuple[OutlineBlock, ...]:
    """The blocks of a template's body, including both branches of each condition.

    `source`: the body, with its front matter replaced by empty lines. A list entry's own paragraph is not a
    block.
    """
    markdown, numbers = masked(source)
    return tuple(_parts(markdown, numbers))


def _parts(markdown: str, numbers: list[int]) -> Iterator[OutlineBlock]:
    tokens, _ = tokens_of(markdown)
    line = numbers[0] if numbers else 1
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.map:
            line = numbers[min(token.map[0], len(numbers) - 1)]
        if token.type == "heading_open":
            yield OutlineBlock(f"heading of level {token.tag[1:]}", line)
        elif token.type in KINDS and not (before and before.type in {"list_item_open", "footnote_open"}):
            yield OutlineBlock(KINDS[token.type], line)
