"""Letters that a language raises: of ordinals, and of some abbreviations."""

from __future__ import annotations

from letterforge.compose.typography.draft import LineDraft
from letterforge.compose.typography.rules import LetterRules


def set_superiors(draft: LineDraft, rules: LetterRules) -> None:
    """Mark what is raised. Text must not be changed after it."""
    if rules.superiors is None or not rules.has("ordinals"):
        return
    for found in rules.superiors.finditer(draft.text):
        for group in range(1, rules.superiors.groups + 1):
            start, end = found.span(group)
            if start >= 0 and (rules.has("cells") or not draft.is_cell(start)):
                draft.raise_letters(start, end)
