"""A number and its format in a workbook → what the sheet shows (ECMA-376 part 1, 18.8.30 and 18.8.31).

What would show otherwise on another machine is not made up: separators of thousands, fractions, scientific
numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

BUILT_IN: Mapping[int, str] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    **dict.fromkeys(range(14, 23), "yyyy-mm-dd"),
    **dict.fromkeys(range(27, 37), "yyyy-mm-dd"),
    37: "#,##0 ;(#,##0)",
    38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)",
    **dict.fromkeys(range(41, 45), "#,##0.00"),
    **dict.fromkeys(range(45, 48), "mm:ss"),
    48: "##0.0E+0",
    49: "@",
    **dict.fromkeys(range(50, 59), "yyyy-mm-dd"),
}
"""Formats that a file names by number alone (18.8.30); dates are all one here."""

PLAIN = frozenset({"", "general", "@", "standard"})
LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)(?:-[^\]]*)?\]|\[(?:[A-Za-z]+\d*)\]')
"""Text in quotation marks, a sign after a backslash, a space as wide as a sign, a filling, a currency, a
colour.
"""
DATE_SIGNS = re.compile(r"[dmyhs]", re.IGNORECASE)
DIGITS = re.compile(r"([#0,]*[#0])(?:\.([0#]+))?|\.([0#]+)")
SHOWN = 11
"""Characters of a number that a cell without a format shows (Excel; LibreOffice shows as many or fewer)."""
SIGNIFICANT = 15
"""Digits that a spreadsheet keeps."""
THOUSAND = 1000
TEXT_SECTION = 3


def general(number: float) -> str:
    """A number that is not whole, without a format: never with the noise of binary fractions."""
    text = f"{number:.{SIGNIFICANT}g}"
    if "e" in text:
        return text.replace("e", "E")
    if len(text.lstrip("-")) > SHOWN:
        whole = len(text.lstrip("-").partition(".")[0])
        text = f"{Decimal(text).quantize(Decimal(1).scaleb(-max(SHOWN - whole - 1, 0)), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=512)
def is_plain(code: str) -> bool:
    """Whether a format changes nothing."""
    return code.strip().casefold() in PLAIN


@lru_cache(maxsize=512)
def is_date(code: str) -> bool:
    """Whether a format shows a date or time."""
    return not is_plain(code) and DATE_SIGNS.search(LITERAL.sub("", code)) is not None


def shown(number: float, code: str) -> str | None:
    """What a sheet shows of a number; None: that depends on the machine, or is not known."""
    sections = code.split(";")
    section = sections[0]
    if number < 0 and len(sections) > 1:
        section, number = sections[1], -number
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    pieces = _pieces(section)
    if pieces is None:
        return None
    before, whole, decimals, after = pieces
    value = Decimal(repr(number)).scaleb(2 * (before + after).count("%"))
    digits = _digits(abs(value), whole, decimals)
    sign = "-" if value < 0 else ""
    # Nothing is what `#` shows of 0: whether the number is meant, nobody knows.
    return None if digits is None else f"{before}{sign}{digits}{after}".strip() or None


@lru_cache(maxsize=512)
def is_text_shown(code: str) -> bool:
    """Whether a format shows text as it is.

    The fourth of its sections is for text, where there are so many.
    """
    sections = LITERAL.sub(_quoted, code).split(";")
    return len(sections) <= TEXT_SECTION or sections[TEXT_SECTION].strip().casefold() in {"@", "general"}


def _quoted(found: re.Match[str]) -> str:
    """Nothing for a colour, a filling or a space; a sign for what is next to the text."""
    return "\x00" if found[1] or (found[2] or "").strip() or found[3] else ""


@lru_cache(maxsize=512)
def _pieces(section: str) -> tuple[str, str, str, str] | None:
    """What is before the digits, the digits of the whole and of the fraction, and what is after them."""
    texts: list[str] = []

    def kept(found: re.Match[str]) -> str:
        texts.append(found[1] or found[2] or found[3] or "")
        return f"\x00{len(texts) - 1}\x01"

    bare = LITERAL.sub(kept, section)
    places = list(DIGITS.finditer(re.sub("\x00\\d+\x01", lambda mark: "\x02" * len(mark[0]), bare)))
    if len(places) != 1:
        return None
    start, end = places[0].span()
    around = bare[:start], bare[end:]
    if any(re.search(r"[^\s%()+\-$€£¥\x00\x01\d]", part) for part in around):
        return None
    before, after = (re.sub("\x00(\\d+)\x01", lambda mark: texts[int(mark[1])], part) for part in around)
    return before, places[0][1] or "", places[0][2] or places[0][3] or "", after


def _digits(value: Decimal, whole: str, decimals: str) -> str | None:
    rounded = value.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    if "," in whole and rounded >= THOUSAND:
        return None
    text = f"{rounded:f}"
    integer, _, fraction = text.partition(".")
    integer = integer.rjust(whole.count("0"), "0") if whole.count("0") else integer.lstrip("0")
    least = decimals.count("0")
    while len(fraction) > least and fraction.endswith("0"):
        fraction = fraction[:-1]
    return f"{integer}.{fraction}" if fraction else integer
