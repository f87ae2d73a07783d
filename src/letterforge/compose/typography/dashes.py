"""Hyphens → dashes: between words, as the language sets them, and in ranges of numbers and dates.

References, telephone numbers, postal codes and dates in figures keep their hyphens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from letterforge.compose.typography.draft import SPACES, Edit, LineDraft
from letterforge.compose.typography.rules import LetterRules

NUMBER = r"[0-9]{1,4}(?:[.,][0-9]{1,3})?"
BETWEEN_WORDS = re.compile(
    rf"(?<=[^\s–—\u2011-])(?:{SPACES}(?:-{{1,3}}|[–—]){SPACES}|-{{2,3}})(?=[^\s–—\u2011-])"
)
RANGE = re.compile(rf"(?<![\w.,:/+–−-])({NUMBER})(?P<at>-)({NUMBER})(?![\w/:–-]|[.,][0-9])")
TIMES = re.compile(r"(?<![\w:.-])[0-9]{1,2}[:.h][0-9]{2}(?P<at>-)[0-9]{1,2}[:.h][0-9]{2}(?![\w:-])")
ORDINALS = re.compile(r"(?<![\w-])[0-9]{1,3}(?:st|nd|rd|th)(?P<at>-)[0-9]{1,3}(?:st|nd|rd|th)(?![\w-])")
CAPITALISED = re.compile(rf"([^\W\d_][\w.]*){SPACES}\Z")
FIGURE_BEFORE = re.compile(rf"[0-9+]{SPACES}\Z")
WORD_AFTER = re.compile(rf"{SPACES}(\w+)")


def set_dashes(draft: LineDraft, rules: LetterRules) -> None:
    """Set the dashes of a line."""
    if not rules.has("dashes") or not any(sign in draft.text for sign in "-–—"):
        return
    if rules.range_sign and "-" in draft.text:
        draft.replace(sorted(_ranges(draft.text, rules)))
    draft.replace(_between_words(draft.text, rules))


def _between_words(text: str, rules: LetterRules) -> Iterator[Edit]:
    """Dashes between words; a typed dash keeps its length. Opening and closing ones take turns."""
    first, last = rules.dash
    count = 0
    for found in BETWEEN_WORDS.finditer(text):
        typed = found[0].strip(" \u00a0\u202f")
        if text[found.start() - 1].isdigit() and text[found.end()].isdigit():
            if typed == found[0] == "--" and rules.range_sign:
                yield found.start(), found.end(), rules.range_sign
            continue
        count = 0 if re.search(r"[.!?]", text[: found.start()][-1:]) else count
        new = last if count % 2 else first
        if first and typed in {"-", "--", "---"}:
            count += 1
            yield found.start(), found.end(), new
        elif first and typed == first.strip(" \u00a0") and first == last:
            yield found.start(), found.end(), new


def _ranges(text: str, rules: LetterRules) -> Iterator[Edit]:
    for pattern in (TIMES, ORDINALS):
        for found in pattern.finditer(text):
            yield *found.span("at"), rules.range_sign
    for found in RANGE.finditer(text):
        if _is_range(found, text, rules):
            yield *found.span("at"), rules.range_sign
    if rules.months:
        date = rf"(?:[0-9]{{1,2}}{SPACES})?{rules.months}(?!\w)"
        day = rf"[0-9]{{1,2}}\.?{SPACES}(?:de{SPACES})?{rules.months}(?!\w)"
        of_days = rf"(?<![\w.,:/+–−-])[0-9]{{1,2}}(?P<at>{SPACES}-{SPACES})(?={day})"
        for pattern_of in (of_days, rf"(?<!\w){rules.months}(?P<at>-)(?={date})"):
            for found in re.finditer(pattern_of, text):
                yield *found.span("at"), rules.range_sign


def _is_range(found: re.Match[str], text: str, rules: LetterRules) -> bool:
    """Whether two numbers with a hyphen between are a range, not a name, a code or a telephone number."""
    before, after = text[: found.start()], text[found.end() :]
    if rules.before_range and rules.before_range.search(before[-40:]):
        return True
    if rules.before_reference and rules.before_reference.search(before[-40:]):
        return False
    if FIGURE_BEFORE.search(before) or re.match(rf"{SPACES}[0-9]{{2,3}}(?![0-9])", after):
        return False
    return _is_dated(before, after, rules) or (
        _go_up(found[1], found[3]) and not _is_named(before) and not _begins_name(after)
    )


def _is_dated(before: str, after: str, rules: LetterRules) -> bool:
    """Whether the name of a month is before or after two numbers."""
    if not rules.months:
        return False
    follows = re.match(rf"{SPACES}(?:de{SPACES})?{rules.months}(?!\w)", after)
    return bool(follows or re.search(rf"(?<!\w){rules.months}{SPACES}\Z", before))


def _is_named(before: str) -> bool:
    """Whether a word with a capital is before two numbers, within a sentence: Room 14-16."""
    named = CAPITALISED.search(before)
    return bool(named and named[1][0].isupper() and _is_within_sentence(before[: named.start()]))


def _begins_name(after: str) -> bool:
    """Whether a word with a capital follows, as a town follows its code."""
    follows = WORD_AFTER.match(after)
    return bool(follows and follows[1][0].isupper())


def _go_up(low: str, high: str) -> bool:
    """Whether two numbers may be those of a range: the second is larger, neither is a code."""
    if low.startswith("0") or high.startswith("0"):
        return False
    if len(low) == 4 and low.isdigit():
        return _are_years(low, high)
    if len(high) == 4 and high.isdigit():
        return False  # Decree 10-2012
    return float(low.replace(",", ".")) < float(high.replace(",", "."))


def _are_years(low: str, high: str) -> bool:
    """1998-2002, 2019-20; not 2020-12, which is a month, nor a code."""
    if not high.isdigit() or not 1000 <= int(low) <= 2999:
        return False
    if len(high) == 2:
        is_next = int(high) == (int(low) + 1) % 100
        return is_next or (int(high) > 12 and int(high) > int(low) % 100)
    return len(high) == 4 and int(low) < int(high) <= 2999


def _is_within_sentence(before: str) -> bool:
    """Whether a capital after this text is not there because a sentence begins."""
    return bool(before.strip()) and not re.search(r"[.!?:]\s*\Z", before)
