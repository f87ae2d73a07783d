"""Templates filled for one recipient, for tests: what the letter says, or why there is none."""

from __future__ import annotations

import pytest

from campaigns import campaign
from letterforge.errors import LetterFailed
from letterforge.model import SLOT, Recipient
from letterforge.personalise import Personaliser

HEAD = '---\nsalutation: "Excellency,"\n---\n'
"""The body begins in line 4."""
SENEGAL = Recipient(
    id="SEN-1",
    row=2,
    state="SN",
    office="foreign_minister",
    title="Minister",
    city="Dakar",
    language="en",
    who="Senegal",
)


def said(filled):
    """A filled text as its reader would read it, values in their slots."""
    return SLOT.sub(lambda match: filled.values[int(match[1])].text, filled.markdown).strip()


def filled(folder, body, recipient=SENEGAL, columns=(), **files):
    """The body of a letter as its reader would read it."""
    return said(Personaliser(campaign(folder, HEAD + body, **files), columns).fill(recipient).body)


def skeleton(folder, body, recipient=SENEGAL, **files):
    """The Markdown of a body, each value a dot: nothing of a cell may be in it."""
    return SLOT.sub(
        "·", Personaliser(campaign(folder, HEAD + body, **files)).fill(recipient).body.markdown
    ).strip()


def failures(folder, body, recipient=SENEGAL, **files):
    """Why a letter cannot be made."""
    with pytest.raises(LetterFailed) as caught:
        Personaliser(campaign(folder, HEAD + body, **files)).fill(recipient)
    return caught.value.problems
