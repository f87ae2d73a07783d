"""The rules of a language that are on: `[typography]` in its `writing.toml`, made into patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from letterforge.compose.typography.draft import SPACES
from letterforge.languages import OURS, Languages, PackPart
from letterforge.model import SLOT_START, Language
from letterforge.protocol.dates import is_rtl, month_names

ALL = frozenset({"quotes", "apostrophes", "dashes", "ordinals", "spaces", "hyphens", "quotations", "cells"})
"""Every rule, and where else than in the text it holds: see `campaign.typography`."""
ROMAN = "[IVX]+"
NUMBER = "[0-9]+"
UNITS = (
    *("%", "‰", "°C", "°F", "°", "km", "m", "cm", "mm", "µm", "km²", "m²", "km2", "m2", "m³", "m3", "ha"),
    *("kg", "g", "mg", "t", "l", "L", "ml", "s", "min", "h", "Hz", "kHz", "MHz", "GHz", "V", "W", "kW", "MW"),
    *("GW", "kWh", "MWh", "GWh", "K", "Pa", "kPa", "dB", "Mbit/s", "kB", "MB", "GB", "TB", "pt"),
    *("€", "£", "$", "¥", "EUR", "USD", "GBP", "CHF", "JPY", "CAD", "AUD", "US$", "km/h"),
)
"""Signs of units and currencies, the same in all languages (ISO 80000-1, 7.1; ISO 4217)."""
CURRENCIES = ("€", "£", "$", "¥", "US$", "EUR", "USD", "GBP", "CHF", "JPY", "CAD", "AUD")


@dataclass(frozen=True, slots=True, eq=False)
class LetterRules:
    """What a language does with the characters of a typewriter, in the letters of a campaign.

    Compared by identity: the same rules are made once.
    """

    chosen: frozenset[str] = frozenset()
    """The rules that are on."""
    language: Language = ""
    quotes: tuple[str, str] = ("“", "”")
    """What straight double quotes become, with their inner spaces."""
    inner: tuple[str, str] = ("‘", "’")
    """The same within the others."""
    elided: frozenset[str] = frozenset()
    """Words that begin with an apostrophe: `tis`."""
    dash: tuple[str, str] = ("", "")
    """What a hyphen between spaces becomes: before an insertion and after it; empty: it stays."""
    range_sign: str = ""
    """Between the numbers of a range; empty: the hyphen stays."""
    before_range: re.Pattern[str] | None = None
    """What a range of numbers may follow, whatever they are: `pp.`"""
    before_reference: re.Pattern[str] | None = None
    """What a number with a hyphen follows that is no range: `resolution`."""
    months: str = ""
    """The names of months, as an alternative in a pattern."""
    before_high: str = ""
    """The space before ; : ! ? and a closing guillemet, and after an opening one; empty: none is wanted."""
    bound: tuple[re.Pattern[str], ...] = ()
    """Spaces, in the group `at`, at which no line may end."""
    groups: str = ""
    """The space between groups of three figures."""
    superiors: re.Pattern[str] | None = None
    """Letters that are raised: each group of the pattern."""

    def within_quotation(self) -> LetterRules:
        """The rules in a block quotation."""
        return self if "quotations" in self.chosen else NO_RULES

    def has(self, rule: str) -> bool:
        """Whether a rule is on."""
        return rule in self.chosen


NO_RULES = LetterRules()


@lru_cache(maxsize=64)
def letter_rules(
    language: Language, languages: Languages = OURS, chosen: frozenset[str] = ALL
) -> LetterRules:
    """The rules of a language that are on. `chosen`: their names, as `TypographySettings.chosen` has them."""
    rules = languages.document(language, PackPart.WRITING).get("typography", {})
    months = _any_of(month_names(language, languages))
    first, last = rules.get("quotes", ("“", "”"))
    dash = rules.get("dash", "")
    ranges, references = (_any_of(rules.get(key, ())) for key in ("before_range", "before_reference"))
    return LetterRules(
        chosen=chosen,
        language=language,
        quotes=(first, last),
        inner=tuple(rules.get("inner_quotes", ("‘", "’"))),
        elided=frozenset(rules.get("elided", ())),
        dash=(dash, rules.get("closing_dash", dash)),
        range_sign=rules.get("range", ""),
        before_range=_end_of(ranges),
        before_reference=_end_of(references),
        months=months,
        before_high=rules.get("before_high", ""),
        # Between a number and a word that runs to the left, PDFium loses a no-break space: both would be
        # copied as one word.
        bound=() if is_rtl(language, languages) else tuple(_bound_spaces(rules, months)),
        groups=rules.get("groups", ""),
        superiors=_superiors(rules.get("superiors", ())),
    )


def _bound_spaces(rules: Mapping[str, Any], months: str) -> Iterable[re.Pattern[str]]:
    """The spaces at which no line may end; a lookahead leaves the next word to the next match."""
    space = f"(?P<at>{SPACES})"
    if words := _any_of(rules.get("bound", ())):
        yield re.compile(rf"(?<!\w){words}{space}(?=[\w{SLOT_START}])")
    if words := _any_of(rules.get("bound_to_number", ())):
        yield re.compile(rf"(?<!\w){words}{space}(?=[0-9]|{ROMAN}\b)")
    units = _any_of((*UNITS, *rules.get("units", ())))
    yield re.compile(rf"[0-9]{space}{units}(?!\w)")
    yield re.compile(rf"(?<![\w$]){_any_of(CURRENCIES)}{space}(?=[0-9])")
    yield re.compile(rf"(?<![\w.])[^\W\d_a-z]\.{space}(?=[^\W\d_])")  # J. R. X
    yield re.compile(rf"[^\W\d_]{space}(?=[IVX]{{2,5}}(?!\w))")
    yield re.compile(rf"(?<![\w.])[0-9]{{1,2}}{space}h{SPACES}?(?=[0-9]{{2}}(?!\w))")
    yield re.compile(rf"(?<![\w.])[0-9]{{1,2}}{SPACES}?h{space}(?=[0-9]{{2}}(?!\w))")
    if months:
        day = r"(?<![\w.,])[0-9]{1,2}(?:st|nd|rd|th|er|re|\.?º|\.?ª|\.)?"
        yield re.compile(rf"{day}{space}(?=(?:de{SPACES})?{months}(?!\w))")
        yield re.compile(rf"{day}{SPACES}de{space}(?={months}(?!\w))")
        yield re.compile(rf"(?<!\w){months}{space}(?=[0-9]{{1,2}}(?:st|nd|rd|th)?(?![\w.:/-]))")
        if words := _any_of(rules.get("before_date", ())):
            yield re.compile(rf"(?<!\w){words}{space}(?={day}{SPACES}{months}(?!\w))")
    if rules.get("figure_and_noun"):
        yield re.compile(rf"(?<![\w.,/:\u2011-])[0-9]+(?:[.,{SPACES[1:-1]}][0-9]+)*{space}(?=[^\W\d_])")


def _end_of(words: str) -> re.Pattern[str] | None:
    """A pattern for one of these words at the end of a text, with a space after it, whatever its case."""
    return re.compile(rf"(?<!\w){words}{SPACES}?\Z", re.IGNORECASE) if words else None


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first; empty: there are none."""
    found = sorted(set(words), key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, found))})" if found else ""


def _superiors(patterns: Iterable[str]) -> re.Pattern[str] | None:
    """Patterns such as `{number}^er^`: what is between carets is raised."""
    ways = [_superior(pattern) for pattern in patterns]
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)") if ways else None


def _superior(pattern: str) -> str:
    pieces = pattern.split("^")
    written = [f"({_plain(piece)})" if at % 2 else _plain(piece) for at, piece in enumerate(pieces)]
    # What follows the last raised letters is only looked at.
    after = f"(?={written[-1]})" if written[-1] else ""
    return "".join(written[:-1]) + after


def _plain(piece: str) -> str:
    escaped = re.escape(piece).replace(r"\{number\}", NUMBER).replace(r"\{roman\}", ROMAN)
    return escaped.replace(r"\ ", SPACES)
