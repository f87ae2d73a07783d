"""Spaces at which no line may end, and the narrow ones of a language's punctuation."""

from __future__ import annotations

import re

from letterforge.compose.typography.draft import NARROW, NO_BREAK, SPACES, LineDraft
from letterforge.compose.typography.rules import LetterRules

HIGH = re.compile(rf"(?<=[\w)\]}}»”’'%.…°²³])(?P<at>{SPACES}*)(?=(?:[;!?»]|:(?=\s|$))(?!\w))")
OPENING = re.compile(rf"(?<=«)(?P<at>{SPACES}*)(?=\S)")
GROUPS = re.compile(
    rf"(?<![\w.,:/+\u2011-])(?<![0-9+]{SPACES})[1-9][0-9]{{0,2}}(?:{SPACES}[0-9]{{3}})+(?![\w]|[.,]?[0-9])"
)
DASHED = re.compile(rf"(?<=\S)(?P<at> )(?=[–—]{SPACES})")


def set_spaces(draft: LineDraft, rules: LetterRules) -> None:
    """Set the spaces of a line."""
    if not rules.has("spaces"):
        return
    if rules.before_high:
        draft.sub(HIGH, rules.before_high)
        draft.sub(OPENING, rules.before_high)
    in_cells = rules.has("cells")
    if rules.groups:
        _set_groups(draft, rules.groups, in_cells=in_cells)
    for pattern in rules.bound:
        found = (match.span("at") for match in pattern.finditer(draft.text))
        edits = [(start, end, NO_BREAK) for start, end in found if draft.text[start] != NARROW]
        if edits:
            draft.replace(edits, in_cells=in_cells)
    if rules.bound:
        draft.sub(DASHED, NO_BREAK, in_cells=in_cells)


def _set_groups(draft: LineDraft, space: str, *, in_cells: bool) -> None:
    edits = [
        (match.start() + gap.start(), match.start() + gap.end(), space)
        for match in GROUPS.finditer(draft.text)
        for gap in re.finditer(SPACES, match[0])
    ]
    draft.replace(edits, in_cells=in_cells)
