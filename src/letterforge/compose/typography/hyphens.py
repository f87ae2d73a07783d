"""Hyphens at which a break would mislead: next to a figure, or to a single letter."""

from __future__ import annotations

import re

from letterforge.compose.typography.draft import LineDraft
from letterforge.compose.typography.rules import LetterRules
from letterforge.model import NO_BREAK_HYPHEN

MISLEADING = re.compile(
    r"(?<=[0-9])(?P<at>-)(?=\w)|(?<=\w)(?P<before>-)(?=[0-9])|(?<![\w-])(?P<sign>-)(?=[0-9])"
    r"|(?:(?<=\b[^\W\d_])|(?<=\b[^\W\d_]\.))(?P<one>-)(?=[^\W\d_])|(?<=[^\W\d_])(?P<last>-)(?=[^\W\d_]\b)"
)
"""COVID-19, 14-16, 3-day, -5; e-mail, J.-P., a-t-il."""


def set_hyphens(draft: LineDraft, rules: LetterRules) -> None:
    """Put no-break hyphens in place of hyphens at which no line may end."""
    if rules.has("hyphens") and "-" in draft.text:
        found = (match.span() for match in MISLEADING.finditer(draft.text))
        draft.replace(((start, end, NO_BREAK_HYPHEN) for start, end in found), in_cells=rules.has("cells"))
