"""A postal code, compared with the form of its country's codes (`data/postal_codes.csv`)."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from letterforge.errors import Code, Problem
from letterforge.model import StateCode
from letterforge.recipients.cells import excerpt
from letterforge.states import common_name

FILE = Path(__file__).parent / "data" / "postal_codes.csv"
PREFIX = re.compile(r"[A-Z]{1,3}[- ](?=\d)")
"""The sign of the country before a code, as in `D-10117`: not used any more, but not wrong."""
POST_MARK = "〒"
"""The sign of the Japanese post, which comes before a code."""
DIGITS_ALIKE = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
DASHES = re.compile(r"\s*[-‐‑–]\s*")


def postal_problem(text: str, country: StateCode) -> Problem | None:
    """What is wrong with a postal code of a country; None: nothing that is known."""
    pattern = _patterns().get(country)
    if pattern is None or not text:
        return None
    plain = text.removeprefix(POST_MARK).upper().translate(DIGITS_ALIKE)
    code = DASHES.sub("-", " ".join(plain.split()))
    if pattern.fullmatch(code) or pattern.fullmatch(PREFIX.sub("", code, count=1)):
        return None
    message = f'holds "{excerpt(text)}", which is not a postal code of {common_name(country)}'
    padded = code.zfill(5) if code.isdecimal() and len(code) < len("00000") else ""
    typed = f"type '{padded} in a spreadsheet (with the apostrophe, to keep the zero)"
    lost = f"a zero may have been lost: {typed}; otherwise " if padded and pattern.fullmatch(padded) else ""
    hint = f"{lost}correct it, or the country; if there is no postal code, leave the cell empty"
    return Problem(Code.BAD_POSTAL_CODE, message, hint)


@cache
def _patterns() -> Mapping[StateCode, re.Pattern[str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["country"]: re.compile(row["pattern"]) for row in csv.DictReader(file)}
