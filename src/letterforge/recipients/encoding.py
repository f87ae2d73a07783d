"""Bytes of a text table → their encoding, or the rows that no encoding explains.

Encodings are not guessed from letter frequencies: a wrong guess is a wrong name. UTF-8 and UTF-16 prove
themselves; what is left is the Windows code page of Western Europe, with a warning.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TextIO, TypeAlias

from letterforge.errors import Code, Place, Problem, Severity
from letterforge.recipients.grid import UNDER_RECIPIENTS, Source, rows_named

RowFinder: TypeAlias = Callable[[TextIO, "re.Pattern[str]"], Sequence[int]]
"""Text of a table and a pattern → the spreadsheet rows in which it occurs."""

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

UTF8, WESTERN = "utf-8", "windows-1252"
ESCAPED = "surrogateescape"
"""How a byte that is no UTF-8 is kept."""
PIECE = 65_536
"""Characters that are decoded at once: a long list is never in memory as text."""

SAVE_AS_UTF8 = 'save the table as "CSV UTF-8" in the spreadsheet'
NAME_IT = (
    f'or name its encoding in letterforge.toml, {UNDER_RECIPIENTS}:\n[recipients]\nencoding = "windows-1252"'
)

TIED = re.compile(rb", row \d{1,7}: [0-9a-f]{16}\]")
"""The end of an error in a failed.csv (`model.Tie`)."""
NOT_UTF8 = re.compile("[\udc80-\udcff]")
"""A byte that UTF-8 cannot explain, as `surrogateescape` leaves it."""
NOT_ASCII = re.compile("[^\x00-\x7f\udc80-\udcff]")
"""A character that UTF-8 explained."""
NOT_WESTERN = re.compile(r"[À-ÖØ-öø-ÿŒœŠšŽžŸƒ]{4}")
"""No Western language has four accented letters in a row; Cyrillic, Greek and Arabic read wrongly do."""


def recognise_encoding(source: Source, find_rows: RowFinder) -> tuple[str, tuple[Problem, ...]]:
    """The encoding in which a whole table can be read, and a warning where it is old.

    Raises BrokenCampaign where the bytes are no text, or text in two encodings.
    """
    declared = _marked(source.content) or source.table.encoding or _proven(source.content)
    if declared:
        _require(source, declared)
        return declared, ()
    try:
        _go_through(source, UTF8)
    except UnicodeDecodeError:
        return _legacy(source, find_rows)
    return UTF8, ()


def open_text(source: Source, encoding: str, errors: str = "strict") -> TextIO:
    """The text of a table, decoded as it is read, its line ends as they are, without a byte order mark."""
    # Without newline="" a carriage return inside a cell would be lost, and so would old-Mac line ends.
    text = io.TextIOWrapper(io.BytesIO(source.content), encoding=encoding, errors=errors, newline="")
    if text.read(1) != "\ufeff":
        text.seek(0)
    return text


def _go_through(source: Source, encoding: str) -> None:
    for _ in _pieces(source, encoding):
        pass


def _pieces(source: Source, encoding: str, errors: str = "strict") -> Iterator[str]:
    text = open_text(source, encoding, errors)
    while piece := text.read(PIECE):
        yield piece


def _holds(source: Source, encoding: str, errors: str, pattern: re.Pattern[str]) -> bool:
    """Whether a pattern, of at most four characters, occurs in a text."""
    tail = ""
    for piece in _pieces(source, encoding, errors):
        if pattern.search(tail + piece):
            return True
        tail = piece[-4:]
    return False


def _marked(content: bytes) -> str:
    """The encoding of which there is no doubt, whatever the campaign has set for its own list.

    Empty: there is none.

    It has a byte order mark; or letterforge has written it, and it is valid UTF-8.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return encoding
    if TIED.search(content):  # a failed.csv that another program has saved again
        with suppress(UnicodeDecodeError):
            content.decode(UTF8)
            return UTF8
    return ""


def _proven(content: bytes) -> str:
    """The encoding that the NULs of UTF-16 prove; empty: there are none."""
    sample = content[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 8 < len(sample):
        return ""
    return "utf-16-le" if odd > 8 * even else "utf-16-be" if even > 8 * odd else ""


def _require(source: Source, encoding: str) -> None:
    try:
        _go_through(source, encoding)
    except LookupError:
        message = f'there is no encoding "{encoding}"'
        hint = (
            'remove encoding from [recipients], or write "utf-8", "utf-16", "windows-1252", "windows-1251" …'
        )
        raise source.broken(Code.BAD_SETTING, message, hint) from None
    except (UnicodeError, ValueError) as error:
        message = f"is not text in {encoding}: {error}"
        raise source.broken(Code.UNREADABLE_TABLE, message, SAVE_AS_UTF8) from None


def _legacy(source: Source, find_rows: RowFinder) -> tuple[str, tuple[Problem, ...]]:
    """The encoding of text that is no UTF-8: Windows-1252, where all of it can be read so."""
    foreign = find_rows(open_text(source, UTF8, ESCAPED), NOT_UTF8)
    if _holds(source, UTF8, ESCAPED, NOT_ASCII):
        message = f"is in two encodings: it is UTF-8, except in {rows_named(foreign)}"
        hint = f"correct the accented letters there and {SAVE_AS_UTF8}, {NAME_IT}"
        raise source.broken(Code.MIXED_ENCODING, message, hint, foreign[0])
    try:
        _go_through(source, WESTERN)
    except UnicodeDecodeError:
        message = f"is neither UTF-8 nor Windows-1252: see {rows_named(foreign)}"
        raise source.broken(
            Code.UNREADABLE_TABLE, message, f"{SAVE_AS_UTF8}, {NAME_IT}", foreign[0]
        ) from None
    if _holds(source, WESTERN, "strict", NOT_WESTERN):
        rows = find_rows(open_text(source, WESTERN), NOT_WESTERN)
        message = f"is neither UTF-8 nor in a Western European encoding: see {rows_named(rows)}"
        raise source.broken(Code.UNREADABLE_TABLE, message, f"{SAVE_AS_UTF8}, {NAME_IT}", rows[0])
    return WESTERN, (_legacy_warning(source, foreign),)


def _legacy_warning(source: Source, rows: Sequence[int]) -> Problem:
    message = f"is not UTF-8 and was read as Windows-1252: compare the accented letters in {rows_named(rows)}"
    hint = f"{SAVE_AS_UTF8}, {NAME_IT}"
    place = Place(source.shown)
    return Problem(Code.LEGACY_ENCODING, message, hint, place, Severity.WARNING)
