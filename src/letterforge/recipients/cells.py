"""A single cell: cleaned of what nobody sees, and searched for what must not go into a letter."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Sequence

from letterforge.errors import Code, Problem
from letterforge.intake.bounds import MOST_CHARACTERS, MOST_MARKS
from letterforge.intake.spelling import composed
from letterforge.recipients.grid import CellKind

# --- tidy ----------------------------------------------------------------------------------------

PROTECTED = re.compile(r"^'(?=[=+\-@\t\r]|0\d+\s*\Z)")
"""The apostrophe that keeps a spreadsheet from taking text for a formula, or for a number.

It is not part of the text.

failed.csv writes it, and so do careful exports. A cell that itself starts with = + - @ is plain text here.
"""
LINE_BREAK = re.compile(r"\r\n?|[\u2028\u2029]")
INVISIBLE = re.compile("[\u200b\ufeff]")
"""Zero-width space and byte order mark. Joiners and direction marks stay: Persian or Hindi needs them."""
SPACES = re.compile(r"[^\S\n]+")
"""All spaces, the non-breaking and ideographic ones too. Where lines may break is the letter's affair."""
AROUND_BREAK = re.compile(r" *\n *")

LONGEST_EXCERPT = 60
"""Characters of a cell that a message quotes."""

UNTIDY = re.compile("(?m)[^\\S \n]|  |^[ ']| $|[\u200b\ufeff]")


def clean(text: str) -> str:
    """A cell as it is printed: composed, single spaces, nothing around it.

    Line breaks stay, as line feeds.
    """
    return tidy(PROTECTED.sub("", text))


def tidy(text: str) -> str:
    """The same of a text that no spreadsheet has written: an apostrophe at its beginning is its own."""
    text = LINE_BREAK.sub("\n", text)
    text = SPACES.sub(" ", INVISIBLE.sub("", composed(text)))
    return AROUND_BREAK.sub("\n", text).strip()


def one_line(text: str) -> str:
    """A clean cell without line breaks: people break long titles to make them fit the cell, no more."""
    return text.replace("\n", " ") if "\n" in text else text


def excerpt(text: str) -> str:
    """A cell as a message quotes it: one line, and not the whole of a long one."""
    text = one_line(clean(text))
    return text if len(text) <= LONGEST_EXCERPT else f"{text[: LONGEST_EXCERPT - 1]}…"


def clean_row(cells: Sequence[str]) -> list[str]:
    """All cells of a row cleaned; as quick as can be where there is nothing to clean."""
    joined = "\n".join(cells)
    plain = joined.count("\n") == len(cells) - 1 and not UNTIDY.search(joined)
    if plain and (joined.isascii() or unicodedata.is_normalized("NFC", joined)):
        return list(cells)
    return [clean(cell) for cell in cells]


TYPE_AGAIN = "format the column as text and type the value again"

# --- what no cell may hold -----------------------------------------------------------------------

CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # C0 and C1 without tab and line ends
    "\u202a-\u202e\u2066-\u2069"  # turn the direction of what follows, unseen
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"  # no characters
    "\ue000-\uf8ff\U000f0000-\U0010ffff]"  # private use: no face has them, and they are our slots
)

_LATER = "[\x80-\x9f\xa1-\xac\xae-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
"""What a continuation byte of UTF-8 looks like in Windows-1252 (without no-break space and soft hyphen)."""

GARBLED = re.compile(
    f"ï»¿|â€{_LATER}|[ÂÃ]{_LATER}|Â\xa0"  # é, «, “, – and their like
    f"|(?:[Ä-ß]{_LATER}){{2,}}|(?:[à-ï]{_LATER}{{2}}){{2,}}|ð{_LATER}{{3}}"  # other scripts, emoji
)
"""UTF-8 that something before us has read as Windows-1252."""

SPREADSHEET_ERROR = re.compile(r"#[¡¿]?[A-ZÀ-Ý_]+(?:/0)?[!?]|#¡?[A-ZÀ-Ý]+/0!|#N/[AD]|#NV|#####*|Err:\d{3}")
"""How Excel and LibreOffice write a failed formula, in the languages of Western Europe."""

TRAP = re.compile(f"{CONTROL.pattern}|\ufffd|{GARBLED.pattern}|(?m:^[^\\S\n]*(?:#|Err:))")
"""Something that `trap` may refuse, anywhere in a row that is joined by line feeds.

`^\\s*` would begin again at each of thousands of line feeds, and go through all that follow."""


def suspicious(cells: Sequence[str]) -> bool:
    """Whether any cell of a row may hold what none may: quick, and never wrong in saying no."""
    return TRAP.search("\n".join(cells)) is not None


def trap(text: str) -> Problem | None:
    """What is wrong with a cell, whatever its column; the problem has no place yet. None: nothing."""
    return _control(text) or _lost(text) or _garbled(text) or spreadsheet_error(text.strip())


def _control(text: str) -> Problem | None:
    found = CONTROL.search(text)
    if not found:
        return None
    character = found[0]
    name = unicodedata.name(character, "") or _unnamed(character)
    message = f"holds a character that does not belong in text: U+{ord(character):04X}, {name.lower()}"
    return Problem(Code.CONTROL_CHARACTER, message, "type the text again, or paste it as plain text")


def _unnamed(character: str) -> str:
    kinds = {"Cc": "a control character", "Co": "for private use", "Cs": "half a character"}
    return kinds.get(unicodedata.category(character), "not a character")


def _lost(text: str) -> Problem | None:
    if "\ufffd" not in text:
        return None
    message = (
        f'holds "\ufffd": a letter was lost when the table was saved in another encoding ("{excerpt(text)}")'
    )
    return Problem(Code.GARBLED_TEXT, message, "copy the cell from the original table, and save as CSV UTF-8")


def _garbled(text: str) -> Problem | None:
    if not GARBLED.search(text):
        return None
    repaired = GARBLED.sub(lambda found: _repaired(found[0]), text)
    message = f'was damaged by another program, which read UTF-8 as Windows-1252: "{excerpt(text)}"'
    hint = f'it was probably "{excerpt(repaired)}"; save the original table as CSV UTF-8'
    return Problem(Code.GARBLED_TEXT, message, hint)


def _repaired(text: str) -> str:
    """What the bytes of a garbled text say when they are read as UTF-8."""
    # The C1 characters stand for the five bytes that Windows-1252 leaves open.
    octets = b"".join(
        char.encode("latin-1") if "\x80" <= char <= "\x9f" else char.encode("windows-1252") for char in text
    )
    return octets.decode("utf-8", "replace")


def spreadsheet_error(text: str) -> Problem | None:
    """A failed formula's mark, or the signs of a number that did not fit its column."""
    if not SPREADSHEET_ERROR.fullmatch(text):
        return None
    if text.startswith("##"):
        message = f'holds "{excerpt(text)}": the column was too narrow to show its value'
        return Problem(Code.SPREADSHEET_ERROR, message, "widen the column and save again")
    return _failed(text)


def _failed(text: str) -> Problem:
    message = f'holds "{excerpt(text)}": a formula of the spreadsheet failed'
    return Problem(Code.SPREADSHEET_ERROR, message, "correct the formula, or write the value itself")


def kind_trap(kind: CellKind, text: str, is_ours: bool) -> Problem | None:
    """What is wrong with a workbook's cell that is neither text nor number.

    In further columns dates may be.
    """
    match kind:
        case CellKind.MERGED:
            message = "is part of a merged cell: a person sees a value there, but a program sees none"
            return Problem(Code.SHIFTED_ROW, message, "unmerge the cell, and fill in each row")
        case CellKind.FORMULA:
            message = "holds a formula that was never calculated"
            return Problem(
                Code.SPREADSHEET_ERROR, message, "open the workbook in the spreadsheet and save it"
            )
        case CellKind.ERROR:
            return _failed(text)
        case CellKind.STRUCK:
            message = f'holds "{excerpt(text)}", and a part of it is crossed out'
            hint = "delete the crossed-out part, or remove the line through it"
            return Problem(Code.HIDDEN_ROW, message, hint)
        case CellKind.LONG:
            message = f"holds more than {MOST_CHARACTERS:,} characters"
            return Problem(Code.TOO_LARGE, message, "shorten it; perhaps a quotation mark is not closed")
        case CellKind.PILED:
            message = f"has more than {MOST_MARKS} accents on one letter"
            return Problem(Code.TOO_LARGE, message, "type the text again")
        case _:
            return _of_ours(kind, text) if is_ours else None


def _of_ours(kind: CellKind, text: str) -> Problem | None:
    match kind:
        case CellKind.DATE:
            return Problem(Code.DATE_CELL, f"holds the date or time {excerpt(text)}, not text", TYPE_AGAIN)
        case CellKind.BOOLEAN:
            return Problem(Code.NUMBER_CELL, f"holds {excerpt(text)} (true or false), not text", TYPE_AGAIN)
        case CellKind.UNSHOWN:
            message = f'holds "{excerpt(text)}", but the format of the cell shows something else, or nothing'
            return Problem(Code.NUMBER_CELL, message, "format the cell as text, or empty it")
        case CellKind.FORMATTED:
            message = f"holds the number {excerpt(text)}, which the sheet shows in another form"
            return Problem(Code.NUMBER_CELL, message, TYPE_AGAIN)
        case _:
            return None


# --- what our columns may not hold ----------------------------------------------------------

WORDS = frozenset(
    {
        "country",
        "office",
        "title",
        "honorific",
        "name",
        "organisation",
        "city",
        "address_country",
        "email",
        "salutation",
    }
)
"""Columns that hold words: a bare number in them is a date's serial or came from another column."""
CODES = frozenset({"id", "postal_code"})
"""Columns whose digits and hyphens a spreadsheet likes to take for dates."""

SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]\d{2,3}")
POINT_ZERO = re.compile(r"-?\d+\.0")
NUMBER = re.compile(r"[+-]?\d[\d.,'’ ]*%?")
DATE = re.compile(
    r"(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{4})(?:[T ]\d{1,2}:\d{2}.*)?"
    r"|\d{1,2}:\d{2}(:\d{2})?"
)

_MONTH = (
    "(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec"
    "|janv|févr?|mars|avr|avril|mai|juin|juil|août|déc"
    "|ene|abr|ago|dic|fev|set|out|dez|märz?|mrz|okt|gen|mag|giu|lug|ott|mrt|mei)"
)
"""Months as spreadsheets shorten them in English, French, Spanish, Portuguese, German, Italian and Dutch."""
MANGLED = re.compile(
    rf"\d{{1,2}}[-. /]+{_MONTH}\.?(?:[-. /]+\d{{2,4}})?|{_MONTH}\.?[-. /]+\d{{2,4}}", re.IGNORECASE
)
"""What Excel makes of 1-2 or mar-20."""

EPOCH = datetime.date(1899, 12, 30)
"""Day 0 of a spreadsheet's calendar (ECMA-376 part 1, 18.17.4.1)."""
SERIALS = range(18_000, 73_000)
"""Serials of the days from 1949 to 2099: numbers that are probably dates."""
LONGEST_SERIAL = 5


def column_trap(name: str, text: str) -> Problem | None:
    """What is wrong with the clean text of one of letterforge's columns; the problem has no place yet."""
    if not any(map(str.isdigit, text)):
        return None
    if SCIENTIFIC.fullmatch(text):
        return _scientific(text)
    if name in CODES and POINT_ZERO.fullmatch(text):
        return _number_of_program(text)
    if (name in WORDS or name in CODES) and DATE.fullmatch(text):
        return _date(text)
    if name in WORDS and NUMBER.fullmatch(text):
        return _number(text)
    # Excel writes its months small or with one capital: MAR-12 is an id (Morocco), Mar-12 is not.
    if name in CODES and MANGLED.fullmatch(text) and not text.isupper():
        return _date(text)
    return None


def _scientific(text: str) -> Problem:
    message = f'holds the number "{excerpt(text)}", and the spreadsheet has lost some of its digits'
    return Problem(Code.NUMBER_CELL, message, TYPE_AGAIN)


def _number_of_program(text: str) -> Problem:
    message = f'holds "{excerpt(text)}": a program has changed the text into a number'
    return Problem(Code.NUMBER_CELL, message, TYPE_AGAIN)


def _date(text: str) -> Problem:
    message = f'holds "{excerpt(text)}": the spreadsheet has changed the text into a date'
    return Problem(Code.DATE_CELL, message, TYPE_AGAIN)


def _number(text: str) -> Problem:
    hint = "write the words that belong there, or move the number into its own column"
    if text.isdecimal() and len(text) <= LONGEST_SERIAL and int(text) in SERIALS:
        day = EPOCH + datetime.timedelta(days=int(text))
        hint = f"it may be the date {day.isoformat()}, as a spreadsheet stores it; {hint}"
    return Problem(Code.NUMBER_CELL, f'holds the number "{excerpt(text)}" where words belong', hint)
