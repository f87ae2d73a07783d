"""What may not stand alone at the foot of a page, whatever the format."""

from __future__ import annotations

from letterforge.model import Block, Paragraph

LEAD_INS = (":", "\uff1a")
"""What a paragraph ends with that leads to what follows."""


def leads_in(block: Block) -> bool:
    """Whether a paragraph leads to the next block, and is kept on its page."""
    if not isinstance(block, Paragraph):
        return False
    return "".join(run.text for run in block.content).rstrip().endswith(LEAD_INS)
