"""What is kept together on a page, and what is set side by side, in every output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from letterforge.model import Block, PageBreak, Paragraph

LEAD_INS = (":", "\uff1a")
"""The end of a paragraph that leads to the next block."""
SIDE_BY_SIDE: Mapping[int, int] = MappingProxyType({1: 1, 2: 2, 3: 3, 4: 2, 5: 3, 6: 3})
"""Number of signatories → how many of them are in a row."""
MANY_COLUMNS = 4
"""From this number of columns on, the names of co-signers are set in small type."""


def find_tied_rows(rows: int) -> frozenset[int]:
    """Rows below a table's head, from 0, that stay on the page of the row after them.

    So no page begins or ends with a single row of a longer table.
    """
    return frozenset({0, rows - 2}) if rows > 1 else frozenset()


def trim_page_breaks(blocks: Sequence[Block]) -> Sequence[Block]:
    """Blocks without the page breaks at their end: what follows keeps its place."""
    last = len(blocks)
    while last and isinstance(blocks[last - 1], PageBreak):
        last -= 1
    return blocks[:last]


def leads_in(block: Block) -> bool:
    """Whether a paragraph leads to the next block, and is kept on its page."""
    if not isinstance(block, Paragraph):
        return False
    return "".join(run.text for run in block.content).rstrip().endswith(LEAD_INS)
