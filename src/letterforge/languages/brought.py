"""A campaign's folder `languages` → what it brings along, or everything that is wrong with it.

Files are read by the campaign's one door, so that it is known what letters are made from.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path

from letterforge.errors import BrokenCampaign, Code, Place, Problem, did_you_mean
from letterforge.intake import Door, given, toml
from letterforge.languages.files import Content, PackPart
from letterforge.languages.pack import OURS, Languages
from letterforge.languages.shape import (
    CSV_COLUMNS,
    LONGEST,
    MOST_TEXTS,
    SHAPES,
    STATE,
    UNPRINTABLE,
    find_faults,
)
from letterforge.model import COLUMNS, Language

FOLDER = "languages"
"""In a campaign's folder, with a folder for each language, which is named by its code."""
CODE = re.compile("[a-z]{2,3}")
MOST_BYTES = 1 << 20
"""Of one file: ours have at most 60 KB."""
MOST_CHARACTERS = 4 << 20
"""Of all files together: ours have 0.3 million."""
MOST_LANGUAGES = 100
"""Folders that a campaign may have."""
MOST_SHOWN = 20
"""Problems of one file that are reported."""
QUOTE = '"'
PARTS = re.compile(r"((postal_code|number|box|care|floor|all)\+)?(.+)")
"""The cell `column` of a heading."""


def languages_of(root: Path, door: Door) -> Languages:
    """The languages as a campaign in a folder knows them.

    Raises BrokenCampaign with everything that is wrong.
    """
    if not given.is_folder(root):  # a program gave the campaign
        return OURS
    own: dict[tuple[Language, PackPart], Content] = {}
    read: list[str] = []
    problems = list(islice(_strange_names(root), MOST_SHOWN))
    for code, part in product(_codes(root), PackPart):
        shown = f"{FOLDER}/{code}/{part}"
        if sum(map(len, read)) > MOST_CHARACTERS:
            raise _broken(
                shown, "the files of all languages are too long together", "delete what is not needed"
            )
        try:
            text = _text(root, shown, door)
            if text is not None:
                read.append(f"{code}/{part}\0{text}")
                own[code, part] = _content(text, part, shown)
        except BrokenCampaign as error:
            problems += error.problems
    if problems:
        raise BrokenCampaign(problems)
    digest = hashlib.blake2b("\0".join(read).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return Languages(own, digest) if own else OURS


def _codes(root: Path) -> list[str]:
    """The languages that a campaign may bring something of. Raises BrokenCampaign: they are too many."""
    own = set(filter(CODE.fullmatch, given.names(root / FOLDER)))
    if len(own) > MOST_LANGUAGES:
        raise _broken(FOLDER, f"has more than {MOST_LANGUAGES} languages", "delete those that are not needed")
    return sorted({*OURS.complete(), *own})


def _strange_names(root: Path) -> Iterator[Problem]:
    """Folders and files that would be without effect, in silence."""
    for name in sorted(given.names(root / FOLDER))[:MOST_TEXTS]:
        shown = f"{FOLDER}/{name}"
        if name.startswith((".", "_")) or not given.is_folder(root / shown):
            continue
        if not CODE.fullmatch(name):
            hint = (
                'use the code of the language, in small letters, as the name of the folder: "de" for German'
            )
            yield Problem(Code.BROKEN_LANGUAGE, f'"{name}" is not the code of a language', hint, Place(shown))
            continue
        for file in sorted(given.names(root / shown)):
            if file.endswith((".toml", ".csv")) and not file.startswith(".") and file not in list(PackPart):
                hint = did_you_mean(file, list(PackPart)) or f"there are: {', '.join(PackPart)}"
                message = "letterforge does not read a file with this name"
                yield Problem(Code.BROKEN_LANGUAGE, message, hint, Place(f"{shown}/{file}"))


def _text(root: Path, shown: str, door: Door) -> str | None:
    """The text of a file; None: it is not there, which is recorded. Raises BrokenCampaign."""
    if not given.is_there(root / shown):
        door.has(root / shown)
        return None
    path = given.inside(root, shown)
    if path is None:
        hint = "put a copy of the file there, not a link"
        raise _broken(shown, "the link leads out of the campaign's folder", hint, code=Code.OUTSIDE_CAMPAIGN)
    try:
        return given.plain(door.read(path, MOST_BYTES).decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise _broken(
            shown, f"cannot be read: {given.why(error)}", "save it as plain text in UTF-8"
        ) from None


def _content(text: str, part: PackPart, shown: str) -> Content:
    """What is in a file. Raises BrokenCampaign."""
    if part in CSV_COLUMNS:
        return tuple(_rows(text, part, shown))
    try:
        document = toml.parsed(text)
    except toml.TomlFaultError as error:
        hint = "write text in quotation marks, and each key only once"
        raise _broken(shown, error.message, hint, error.line, Code.BAD_TOML) from None
    found = [
        _problem(
            shown,
            _sentence(path, message),
            "docs/languages.md shows what the file can contain",
            _line(text, path),
        )
        for path, message in islice(find_faults(document, SHAPES[part]), MOST_SHOWN)
    ]
    if found:
        raise BrokenCampaign(found)
    return document


def _sentence(path: str, message: str) -> str:
    """A key and what is wrong there as one sentence."""
    if not path:
        return f"the file {message}"
    return f'"{path}"{":" if message.startswith(("there is", QUOTE)) else ""} {message}'


def _rows(text: str, part: PackPart, shown: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV. Raises BrokenCampaign."""
    first = text.partition("\n")[0]
    delimiter = ";" if ";" in first and "," not in first else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns, problems = CSV_COLUMNS[part], list[Problem]()
    try:
        headings = reader.fieldnames or ()
        if unknown := [heading for heading in headings if heading not in columns]:
            hint = did_you_mean(unknown[0], columns) or f"there are: {', '.join(columns)}"
            raise _broken(shown, f'there is no column "{unknown[0][:80]}"', hint, 1)
        if columns[0] not in headings or len(set(headings)) != len(headings):
            hint = f"the first line must name the columns, each once: {', '.join(columns)}"
            raise _broken(shown, f'there is no column "{columns[0]}"', hint, 1)
        rows = []
        for row in reader:
            problems += _faults_of_row(row, part, shown, reader.line_num)
            rows.append({column: cell or "" for column, cell in row.items()})
            if len(rows) > MOST_TEXTS or len(problems) >= MOST_SHOWN:
                break
    except csv.Error as error:
        hint = "save it as CSV in UTF-8, with commas"
        raise _broken(shown, f"cannot be read: {error}", hint, reader.line_num) from None
    if len(rows) > MOST_TEXTS:
        problems.append(
            _problem(shown, f"has more than {MOST_TEXTS} rows", "delete the rows that you do not need")
        )
    if problems:
        raise BrokenCampaign(problems)
    return iter(rows)


def _faults_of_row(row: dict[str, str], part: PackPart, shown: str, line: int) -> Iterator[Problem]:
    cells = list(row.values())
    key = row.get(CSV_COLUMNS[part][0]) or ""
    if None in row or None in cells:
        hint = "put a cell that contains a comma in quotation marks"
        yield _problem(shown, "this row has more or fewer cells than the first one", hint, line)
    elif any(len(cell) > LONGEST or UNPRINTABLE.search(cell) for cell in cells):
        yield _problem(
            shown,
            "a cell is too long, or has a character that cannot be printed",
            "shorten the cell, or type it again",
            line,
        )
    elif part is PackPart.STATES and not re.fullmatch(STATE, key):
        hint = "write the code of ISO 3166-1, in capitals: CH"
        yield _problem(shown, f'"{key[:80]}" is not the code of a state', hint, line)
    elif part is PackPart.HEADINGS and not _is_heading(row):
        hint = f"write one of these into column: {', '.join(COLUMNS)}; and a number, or nothing, into part"
        yield _problem(shown, f'the heading "{key[:80]}" does not have a known column', hint, line)


def _is_heading(row: dict[str, str]) -> bool:
    found = PARTS.fullmatch(row.get("column") or "")
    known = found is not None and found[3] in COLUMNS
    return known and bool(row["heading"]) and re.fullmatch(r"(-?[0-9])?", row.get("part") or "") is not None


def _line(text: str, path: str) -> int | None:
    """The line of a key, as near as it can be found: below the header of its table."""
    *tables, key = path.split(".")
    lines = text.split("\n")
    header = ".".join(tables)
    start = (
        next((n for n, line in enumerate(lines) if line.strip().strip("[]") == header), 0) if header else 0
    )
    pattern = re.compile(rf'\s*(\[+\s*)?"?{re.escape(key)}"?\s*[.=\]]')
    return next((n + 1 for n in range(start, len(lines)) if pattern.match(lines[n])), None)


def _problem(
    shown: str, message: str, hint: str, line: int | None = None, code: Code = Code.BROKEN_LANGUAGE
) -> Problem:
    return Problem(code, message, hint, Place(shown, line=line or None))


def _broken(
    shown: str, message: str, hint: str, line: int | None = None, code: Code = Code.BROKEN_LANGUAGE
) -> BrokenCampaign:
    return BrokenCampaign([_problem(shown, message, hint, line, code)])
