"""The compositor's pass: what a careful compositor of the letter's language does with typed characters.

`rules` has the rules of a language (`[typography]` in its `writing.toml`) that a campaign and a template
leave on. `draft` holds a line while each module changes its own kind of mark: `quotes`, `dashes`, `spaces`,
`hyphens`, `superiors`. No letter and no digit is ever changed; of a value from the list only apostrophes,
spaces, hyphens and what is raised. Done twice, the pass changes nothing.
"""

from __future__ import annotations

from functools import lru_cache

from letterforge.compose.typography.dashes import set_dashes
from letterforge.compose.typography.draft import KEPT, LineDraft, restore_kept
from letterforge.compose.typography.hyphens import set_hyphens
from letterforge.compose.typography.quotes import set_quotes
from letterforge.compose.typography.rules import NO_RULES, LetterRules, letter_rules
from letterforge.compose.typography.spaces import set_spaces
from letterforge.compose.typography.superiors import set_superiors
from letterforge.model import Line, Run

__all__ = ["KEPT", "NO_RULES", "LetterRules", "letter_rules", "typeset_cell", "typeset_line", "typeset_text"]

STEPS = (set_quotes, set_dashes, set_spaces, set_hyphens, set_superiors)
"""In this order: spaces are set beside new quotation marks and dashes."""


@lru_cache(maxsize=2048)
def typeset_line(line: Line, rules: LetterRules) -> Line:
    """A paragraph's runs, or a line of the front matter, by the rules. Kept: lines are much alike."""
    if rules.chosen:
        draft = LineDraft(line)
        for step in STEPS:
            step(draft, rules)
        line = draft.runs()
    return restore_kept(line)


def typeset_text(text: str, rules: LetterRules) -> str:
    """A text of the campaign that is one line without styles; nothing in it is raised."""
    return "".join(run.text for run in typeset_line((Run(text),), rules)) if text else text


def typeset_cell(text: str, rules: LetterRules) -> str:
    """A text of the list that is printed by itself, such as a line of an address: its apostrophes.

    All else stays as it is, because post reads addresses.
    """
    if "'" not in text or not {"apostrophes", "cells"} <= rules.chosen:
        return text
    draft = LineDraft((Run(text, personal=True),))
    set_quotes(draft, rules)
    return draft.text
