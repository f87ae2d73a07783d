"""Outcomes → manifest.csv, manifest.json and failed.csv."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from letterforge.deliver.files import write_whole

COLUMNS = (
    "id",
    "country",
    "office",
    "language",
    "file",
    "format",
    "pages",
    "bytes",
    "sha256",
    "status",
    "error",
    "row",
)
"""One row for each file, and one for each row of the list without a file: all rows of the list are in it.

`country` is ISO 3166-1 alpha-3, `status` one of `model.Status`, `row` the spreadsheet's; it is empty for recipients
that the list lacks. What is `written` or `unchanged` may be sent, and nothing else.
"""

COMMA, SEMICOLON = ",", ";"
"""A spreadsheet takes either for the delimiter of a .csv file, by its country, and no other sign anywhere."""

FORMULA_START = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet run a cell instead of showing it (OWASP, CSV injection)."""


def write_manifest(folder: Path, rows: Callable[[], Iterable[Mapping[str, object]]]) -> None:
    """Write manifest.csv and manifest.json into a folder. `rows` have the keys `COLUMNS`. Raises OSError."""
    lines = ([row[column] for column in COLUMNS] for row in rows())
    write_whole(folder / "manifest.csv", _csv(chain([COLUMNS], lines)))
    write_whole(
        folder / "manifest.json", _json({column: row[column] for column in COLUMNS} for row in rows())
    )


def write_failed(
    path: Path, headings: Sequence[str], rows: Iterable[tuple[Sequence[str], str]], delimiter: str = COMMA
) -> None:
    """Write failed.csv: each failed row's cells as they came, and its error; no file where none failed.

    `delimiter`: that of the list. A spreadsheet of the same country opens this file as it opened that one.
    Ready to be corrected and fed back: the reader ignores the column `error`. Raises OSError.
    """
    waiting = iter(rows)
    first = next(waiting, None)
    if first is None:
        path.unlink(missing_ok=True)
        return
    width = len(headings)
    # What a row has beyond the headings stands behind the error, where the reader finds it again.
    lines = (
        [*cells[:width], *[""] * (width - len(cells)), error, *cells[width:]]
        for cells, error in chain([first], waiting)
    )
    # With a byte order mark, because a spreadsheet reads the file as a legacy encoding without one.
    write_whole(path, b"\xef\xbb\xbf", _csv(chain([[*headings, "error"]], lines), delimiter))


def _json(rows: Iterable[Mapping[str, object]]) -> Iterator[bytes]:
    """An array, a row on each line."""
    before = "[\n "
    for row in rows:
        yield f"{before}{json.dumps(row, ensure_ascii=False)}".encode()
        before = ",\n "
    yield b"[]\n" if before == "[\n " else b"\n]\n"


def _csv(rows: Iterable[Iterable[object]], delimiter: str = COMMA) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_cell(value) for value in row])
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()


def _cell(value: object) -> object:
    """A cell that a spreadsheet shows and never runs: the apostrophe is its own sign for text."""
    if isinstance(value, str) and value.startswith(FORMULA_START):
        return f"'{value}"
    return "" if value is None else value
