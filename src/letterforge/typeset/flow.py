"""What stands where, whatever the format: what may not stand alone at the foot of a page, what is side by side."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from letterforge.model import Block, Paragraph

LEAD_INS = (":", "\uff1a")
"""What a paragraph ends with that leads to what follows."""
SIDE_BY_SIDE: Mapping[int, int] = MappingProxyType({1: 1, 2: 2, 3: 3, 4: 2, 5: 3, 6: 3})
"""Signatories → how many stand in a row."""
IN_WINDOW = frozenset({"delivery", "confidentiality", "inside_address"})
"""Parts that the window of an envelope shows."""


def leads_in(block: Block) -> bool:
    """Whether a paragraph leads to the next block, and is kept on its page."""
    if not isinstance(block, Paragraph):
        return False
    return "".join(run.text for run in block.content).rstrip().endswith(LEAD_INS)
