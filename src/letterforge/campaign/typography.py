"""`[typography]`: what of a language's typography letters get, and what stays as it was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from pydantic import StrictBool
from pydantic.dataclasses import dataclass

from letterforge.campaign.kinds import STRICT, Tag
from letterforge.model import Language

RULES = ("quotes", "apostrophes", "dashes", "ordinals", "spaces", "hyphens")
"""The rules, each of which can be left out: in `[typography]`, or in a template's front matter."""
APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])(?![^\s@]*@)")
"""An apostrophe within a word, not in an e-mail address."""
Switch: TypeAlias = StrictBool | Mapping[Tag, StrictBool]
"""true or false, or one of them for each language; true for a language that is not there."""


@dataclass(frozen=True, slots=True, config=STRICT)
class TypographySettings:
    """`[typography]`: all is on unless it is switched off, for all languages or for some."""

    on: Switch = True
    """All of it; false: every character stays as it was typed."""
    quotes: Switch = True
    """Straight quotation marks become the language's, nested ones too."""
    apostrophes: Switch = True
    """Straight apostrophes become curved ones."""
    dashes: Switch = True
    """Hyphens become dashes between words, and in ranges of numbers and dates."""
    ordinals: Switch = True
    """Letters of ordinals and abbreviations are raised, where the language does so: 19e, Mme."""
    spaces: Switch = True
    """Spaces at which a line must not end; the spaces before and within marks, as in French."""
    hyphens: Switch = True
    """Hyphens at which a line must not end: COVID-19."""
    quotations: Switch = True
    """All this in block quotations too; false: they are quoted originals, and stay as they were typed."""
    cells: Switch = True
    """Apostrophes, spaces, hyphens and ordinals in text from the list too; nothing else ever changes
    there.
    """

    def chosen(self, language: Language) -> frozenset[str]:
        """The rules for letters in a language, and `quotations` and `cells` where these are on."""
        if not _is_on(self.on, language):
            return frozenset()
        names = (*RULES, "quotations", "cells")
        return frozenset(name for name in names if _is_on(getattr(self, name), language))

    def curved(self, text: str, language: Language) -> str:
        """A line of the sender's, at the head or foot of the page, with true apostrophes."""
        return APOSTROPHE.sub("’", text) if "'" in text and "apostrophes" in self.chosen(language) else text


def _is_on(switch: Switch, language: Language) -> bool:
    return switch if isinstance(switch, bool) else switch.get(language, True)
