"""A cell of a further column → why it must not be printed as it is. Conditions may still ask about it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.entities import html5

from letterforge.errors import Code, Problem, Severity
from letterforge.recipients.cells import MANGLED, POINT_ZERO, SCIENTIFIC, excerpt
from letterforge.recipients.grid import CellKind
from letterforge.recipients.recognised import NOT_A_NUMBER, SIGNS_FOR_NOTHING
from letterforge.recipients.remnants import midnight, remnant

ENTITY = re.compile(r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,30});")
NOISE = re.compile(r"-?\d*\.\d*?(?:0{6,}|9{6,})\d{1,3}")
"""0.1 + 0.2 as programs write it."""
MADE = re.compile(
    rf"{SCIENTIFIC.pattern}|{NOISE.pattern}|{POINT_ZERO.pattern}|\d{{5}}|(?:{MANGLED.pattern})", re.IGNORECASE
)
"""Any of these, at one look."""
WHOLE = re.compile(r"\d{1,9}")
DAYS = range(36_526, 51_502)
"""Days from 2000 to 2040, as a spreadsheet counts them (ECMA-376 part 1, 18.17.4.1)."""
ROUND = 1000
"""Numbers that this divides are amounts."""
NOTHING = frozenset({"n/a", "n.a", "null", "tbc", "tbd", "tba", "undefined", "xxx", "#n/a", "n.n", "k.a"})
"""Of programs and offices."""
ABOVE = frozenset(
    {"see above", "as above", "same as above", "ditto", "idem", "siehe oben", "dito", "voir ci-dessus"}
)
"""That it is in another row."""
LONGEST_NOTHING = 3
"""Signs that mean nothing: more of them may be a rule, or a drawing."""
LOST = re.compile(r"[^\W\d_]\?+\w|(?<![\w?])\?+[^\W\d_]|\?{2}")
"""A question mark in a word, before one, or several.

What programs write for a letter that their encoding lacks.
"""
ADDRESS_OF_A_PAGE = re.compile(r"\S*(?:://|www\.)\S*")
"""In which a question mark belongs."""
AS_TEXT = "format the column as text, and type the value as it should be printed"


def doubt(kind: CellKind | None, text: str, *, has_numbers: bool) -> Problem | None:
    """Why a clean cell must not be printed as it is; None: it may.

    `has_numbers`: whether its column holds amounts.
    """
    match kind:
        case CellKind.DATE:
            message = f'holds the date or time "{excerpt(text)}", which the sheet shows in another form'
            hint = f"print it in the letter's language, with | date; or {AS_TEXT}"
            return Problem(Code.DATE_CELL, message, hint)
        case CellKind.FORMATTED:
            message = f"holds the number {excerpt(text)}, which the sheet shows in another form"
            return Problem(Code.NUMBER_CELL, message, AS_TEXT)
        case CellKind.UNSHOWN:
            message = f'holds "{excerpt(text)}", but the format of the cell shows something else, or nothing'
            return Problem(Code.NUMBER_CELL, message, AS_TEXT)
        case _:
            return _of_further(text, has_numbers=has_numbers) if text else None


def _of_further(text: str, *, has_numbers: bool) -> Problem | None:
    return (
        _nothing(text)
        or remnant(text)
        or midnight(text)
        or of_text(text, has_numbers=has_numbers)
        or _lost(text)
    )


def lost_letters(text: str) -> Problem | None:
    """Why a cell of one of our columns has a question mark.

    An error where a letter was surely lost, else a warning.
    """
    if "?" not in text:
        return None
    if problem := _lost(text):
        return problem
    if "?" not in ADDRESS_OF_A_PAGE.sub("", text):
        return None
    message = f'holds a question mark, which would be printed: "{excerpt(text)}"'
    hint = "if a letter was lost there, or somebody was not sure, correct it; if it is right, do nothing"
    return Problem(Code.GARBLED_TEXT, message, hint, severity=Severity.WARNING)


def _lost(text: str) -> Problem | None:
    if "?" not in text or not LOST.search(ADDRESS_OF_A_PAGE.sub("", text)):
        return None
    message = f'holds "?" in place of lost letters: "{excerpt(text)}"'
    hint = (
        "type it again, or export the list again as UTF-8: older encodings lack letters, and programs such as"
    )
    return Problem(Code.GARBLED_TEXT, message, f"{hint} Outlook write ? for each of them")


def of_text(text: str, *, has_numbers: bool) -> Problem | None:
    """What a program has made of a clean text that is not empty; None: nothing that shows."""
    if "&" in text and (problem := entity_problem(text)):
        return problem
    if not MADE.fullmatch(text):
        return None
    if SCIENTIFIC.fullmatch(text):
        message = f'holds the number "{text}", and the spreadsheet has lost some of its digits'
        return Problem(Code.NUMBER_CELL, message, AS_TEXT)
    if MANGLED.fullmatch(text) and "-" in text and not text.isupper():
        message = f'holds "{text}": the spreadsheet has changed the text into a date'
        return Problem(Code.DATE_CELL, message, AS_TEXT)
    if NOISE.fullmatch(text):
        return Problem(
            Code.NUMBER_CELL, f'holds "{text}", a number with rounding errors of a program', AS_TEXT
        )
    if not has_numbers and (POINT_ZERO.fullmatch(text) or is_day(text)):
        what = "a date, as a spreadsheet stores it" if is_day(text) else "a whole number"
        return Problem(Code.NUMBER_CELL, f'holds "{text}", which may be {what}', AS_TEXT)
    return None


def _nothing(text: str) -> Problem | None:
    """What is wrong with a text that means "nothing" in the words of programs and offices."""
    of_signs = len(text) <= LONGEST_NOTHING and set(text) <= SIGNS_FOR_NOTHING
    if (
        not of_signs
        and text.casefold().strip(" .()") not in NOTHING | ABOVE
        and text not in NOT_A_NUMBER | {"NA"}
    ):
        return None
    hint = 'leave the cell empty, and write in the template what to print then: {{ recipient.… or "…" }}'
    return Problem(Code.NO_NAME, f'holds "{excerpt(text)}", which means that there is nothing', hint)


def is_day(text: str) -> bool:
    """Whether a text is a number that may be a date."""
    return (
        text.isdecimal()
        and len(text) == len(str(DAYS.start))
        and int(text) in DAYS
        and bool(int(text) % ROUND)
    )


def holds_amounts(texts: Iterable[str]) -> bool:
    """Whether some of a column's cells are numbers that can be no dates, or fractions."""
    return any(
        (WHOLE.fullmatch(text) and not is_day(text)) or re.fullmatch(r"-?\d+\.\d*[1-9]\d{0,5}", text)
        for text in texts
    )


def entity(text: str) -> str:
    """The first HTML entity in a text, such as `&amp;`; empty: there is none."""
    found = (match[0] for match in ENTITY.finditer(text))
    return next((sign for sign in found if sign[1] == "#" or sign[1:] in html5), "")


def entity_problem(text: str) -> Problem | None:
    """The same, as a problem of a cell in one of our columns."""
    found = entity(text) if "&" in text else ""
    if not found:
        return None
    message = f'holds "{found}", a sign from the code of web pages: "{excerpt(text)}"'
    return Problem(
        Code.GARBLED_TEXT, message, "write the sign itself, or export the list again as plain text"
    )
