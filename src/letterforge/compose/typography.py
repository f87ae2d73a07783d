"""The marks and spaces of a language's typography, in the text that a template's author typed.

Values from the table stay as they are: in a skeleton they are still slots. English keeps every character but
straight double quotes; no letter or digit is ever changed in any language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from letterforge.languages import OURS, Languages, PackPart
from letterforge.model import Language, Line, Run

NARROW = "\u202f"
"""Narrow no-break space."""
NO_BREAK = "\u00a0"

SPACES = f"[ {NO_BREAK}{NARROW}]"


@dataclass(frozen=True, slots=True)
class Typography:
    """What a language does with the characters of a typewriter."""

    quotes: tuple[str, str] = ("“", "”")
    """What straight double quotes become, with their inner spaces (CLDR, delimiters)."""
    before_high: str = ""
    """The space before ; : ! ? and a closing guillemet, and after an opening one; empty: none is wanted."""
    bound: re.Pattern[str] | None = None
    """A short word and the space after it, at which no line may end."""


@lru_cache(maxsize=64)
def typography(language: Language, languages: Languages = OURS) -> Typography:
    """The rules of a language: `[typography]` in its `writing.toml`."""
    rules = languages.document(language, PackPart.WRITING).get("typography", {})
    opening, closing = rules.get("quotes", ("“", "”"))
    bound = "|".join(map(re.escape, rules.get("bound", ())))
    pattern = re.compile(rf"(?<!\w)({bound}){SPACES}(?=[\w\ue000])") if bound else None
    return Typography((opening, closing), rules.get("before_high", ""), pattern)


WEB = re.compile(r"\b(?:https?://|www\.|mailto:)\S+|\S+@\S+")
"""Addresses, in which no mark is punctuation."""
HIGH = re.compile(rf"(?<=[\w)\]}}»”’'%.…\ue001]){SPACES}*([;!?»]|:(?=\s|$))(?!\w)")
AFTER_RUN = re.compile(rf"{SPACES}*([;!?»]|:(?=\s|$))(?!\w)")
OPENING = re.compile(rf"«{SPACES}*(?=\S)")
OPENS_BEFORE = frozenset(" \t\n(\u005b{—–-«“/" + NO_BREAK + NARROW)
"""After these, and at the start, a straight quote opens."""


def typeset_line(line: Line, language: Language, languages: Languages = OURS) -> Line:
    """A paragraph's runs, or a line of the front matter, by the language's rules.

    Done twice, it changes nothing.
    """
    rules = typography(language, languages)
    runs: list[Run] = []
    for run in line:
        before = _last_character(runs)
        text = _quoted(run.text, before, rules)
        runs.append(run.saying(_spaced(text, before, rules)) if text else run)
    return tuple(runs)


def _last_character(runs: Sequence[Run]) -> str:
    """The character that text stands after; empty at the start of a line."""
    return next((run.text[-1] for run in reversed(runs) if run.text), "")


def _quoted(text: str, before: str, rules: Typography) -> str:
    if '"' not in text:
        return text
    pieces: list[str] = []
    for character in text:
        if character == '"':
            opens = not before or before in OPENS_BEFORE
            pieces.append(rules.quotes[0 if opens else 1])
        else:
            pieces.append(character)
        before = character
    return "".join(pieces)


def _spaced(text: str, before: str, rules: Typography) -> str:
    if not (rules.before_high or rules.bound):
        return text
    pieces: list[str] = []
    at = 0
    for address in WEB.finditer(text):
        pieces += [_spaced_words(text[at : address.start()], before if at == 0 else " ", rules), address[0]]
        at = address.end()
    pieces.append(_spaced_words(text[at:], before if at == 0 else "x", rules))
    return "".join(pieces)


def _spaced_words(text: str, before: str, rules: Typography) -> str:
    space = rules.before_high
    if space:
        if before and not before.isspace():  # a mark that another style begins with: **bold** ;
            text = AFTER_RUN.sub(rf"{space}\1", text, count=1) if AFTER_RUN.match(text) else text
        text = HIGH.sub(rf"{space}\1", text)
        text = OPENING.sub(f"«{space}", text)
    return rules.bound.sub(rf"\1{NO_BREAK}", text) if rules.bound else text
