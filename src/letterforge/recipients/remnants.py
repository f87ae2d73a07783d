"""What programs and templates leave in a cell instead of its text: a formula, a tag, a place to fill in."""

from __future__ import annotations

import re

from letterforge.errors import Code, Problem, Severity
from letterforge.recipients.cells import excerpt

MAYBE = re.compile(r"[=(<>\[{«%\\(@_]|\$|NaT|#|00:00")
"""One of these is in every remnant; most cells have none."""
FORMULA = re.compile(r"=\s*(?:[^\W\d_][\w.]*\(.*|\$?[A-Z]{1,3}\$?\d+(?:\W.*)?|'?[\w ]+'?!\$?[A-Z]+\$?\d+.*)")
"""Text that a spreadsheet would compute: `=VLOOKUP(A2;B:B;1)`, `=B2&C2`, `=Sheet1!A2`."""
TAG = re.compile(
    r"</?(?:a|b|i|u|p|br|hr|div|span|strong|em|font|li|ul|ol|td|tr|table|sup|sub|h[1-6])(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
"""The elements of HTML that web forms and mail programs leave in a text."""
ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")
"""A control character as a workbook writes it (ECMA-376 part 1, 22.9.2.19)."""
OF_PROGRAMS = frozenset({"NaT", "<NA>", "(blank)", "(null)", "(empty)", "(none)", "\\N", "<null>", "[null]"})
"""How pandas, pivot tables and databases write that there is nothing."""
OBJECT = re.compile(r"\[object \w+\]|<\w[\w.]* object at 0x[0-9a-f]+>")
"""How JavaScript and Python write objects without a text."""
PLACE_ANYWHERE = re.compile(r"\{\{[^{}]*\}\}|\$\{[^{}]*\}|\{%.*%\}|<<[^<>]+>>")
PLACE = re.compile(
    r"\[[^\[\]]*\]|\{+[^{}]*\}+|«[^«»]*»|‹[^‹›]*›|<[^<>]*>|%+\w[\w .-]*%+|\$\w+\$|#\w[\w .-]*#|__+\w+__+"
)
"""A whole cell that a mail merge was to fill: `[Name]`, `«Name»`, `%NAME%`."""
MAIL_ADDRESS = re.compile(r"(?:mailto:)?[^\s@,;<>]+@[^\s@,;<>]+\.[^\W\d_]{2,}")
TO_CHECK = re.compile(
    r".*[(\[](?:to (?:be )?(?:check(?:ed)?|confirm(?:ed)?|verify|verified)|check|tbc|tbd|\?+"
    r"|zu prüfen|bitte prüfen"
    r"|à vérifier|à confirmer|por (?:verificar|confirmar)|a (?:verificar|confirmar))[)\]]",
    re.IGNORECASE | re.DOTALL,
)
"""A note of the list's author: `Embassy of Senegal (to check)`."""
IN_QUOTATION_MARKS = re.compile(r"([\"']).+\1|“[^“”]+”|„[^„“”]+[“”]|«[^«»]+»", re.DOTALL)
MIDNIGHT = re.compile(r"\d{4}-\d{2}-\d{2}[ T]00:00:00(?:\.0+)?Z?")
"""A day as programs write it."""


def remnant(text: str) -> Problem | None:
    """What is left by a program in a clean text, in any column that is printed; None: nothing that shows."""
    if not MAYBE.search(text):
        return None
    shown = excerpt(text)
    if FORMULA.fullmatch(text):
        message = f'holds "{shown}": the text of a formula, not its result'
        return Problem(Code.SPREADSHEET_ERROR, message, "write the value itself, or export the list again")
    if text in OF_PROGRAMS or OBJECT.search(text):
        message = f'holds "{shown}", which programs write instead of an empty cell'
        return Problem(Code.NO_NAME, message, "write the text, or leave the cell empty")
    if found := TAG.search(text):
        message = f'holds "{found[0]}", code of a web page: "{shown}"'
        return Problem(
            Code.GARBLED_TEXT, message, "write the plain text, or export the list again as plain text"
        )
    if found := ESCAPED.search(text):
        message = f'holds "{found[0]}", the code of an invisible sign: "{shown}"'
        return Problem(Code.GARBLED_TEXT, message, f'delete "{found[0]}"')
    return unfilled(text) if PLACE_ANYWHERE.search(text) else None


def remnant_of_ours(text: str) -> Problem | None:
    """The same in one of our columns for words.

    There a text in brackets is no text, and an e-mail address no word.
    """
    if not MAYBE.search(text):
        return None
    if PLACE.fullmatch(text):
        return unfilled(text)
    if TO_CHECK.fullmatch(text):
        message = f'holds "{excerpt(text)}", with a note that it must be checked'
        return Problem(Code.NO_NAME, message, "check it, and delete the note, or it will be printed")
    if MAIL_ADDRESS.fullmatch(text):
        message = f'holds "{excerpt(text)}", which is an e-mail address'
        return Problem(Code.TAKEN_FOR, message, "move it to the column email, and correct this cell")
    return None


def loose_ends(text: str) -> Problem | None:
    """The warning for signs around a word that are probably a mistake.

    Quotation marks, a comma at the end.
    """
    if IN_QUOTATION_MARKS.fullmatch(text):
        message = f"is in quotation marks, which would be printed: {excerpt(text)}"
    elif text.endswith(","):
        message = f'ends in a comma, which would be printed: "{excerpt(text)}"'
    else:
        return None
    hint = "delete the sign; if it is right, do nothing"
    return Problem(Code.GARBLED_TEXT, message, hint, severity=Severity.WARNING)


def unfilled(text: str) -> Problem:
    """The problem of a place that was not filled in."""
    message = f'holds "{excerpt(text)}", a placeholder that was not filled in'
    return Problem(Code.NO_NAME, message, "write what belongs there, or leave the cell empty")


def midnight(text: str) -> Problem | None:
    """What is wrong with a day that is written with its hours; None: nothing."""
    if not MIDNIGHT.fullmatch(text):
        return None
    message = f'holds "{excerpt(text)}": a program has added a time to the date'
    hint = "print it in the letter's language, with | date; or write the date as it should be printed"
    return Problem(Code.DATE_CELL, message, hint)
