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
    "fit",
)
"""One row for each file, and one for each row of the list without a file: all rows of the list are in it.

`country` is ISO 3166-1 alpha-3, `status` one of `model.Status`, `row` the spreadsheet's; it is empty for
recipients that the list lacks; `fit` is the number of the step by which a letter is tightened, empty where it
is not. Only `written` and `unchanged` files may be sent.
"""

COMMA, SEMICOLON = ",", ";"
"""A spreadsheet takes either for the delimiter of a .csv file, by its country, and no other sign anywhere."""

FORMULA_START = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet run a cell instead of showing it (OWASP, CSV injection)."""


def write_manifest(folder: Path, rows: Callable[[], Iterable[Mapping[str, object]]]) -> None:
    """Write manifest.csv and manifest.json into a folder. `rows` have the keys `COLUMNS`. Raises OSError."""
    lines = ([row[column] for column in COLUMNS] for row in rows())
    write_whole(folder / "manifest.csv", _write_csv(chain([COLUMNS], lines)))
    write_whole(
        folder / "manifest.json", _write_json({column: row[column] for column in COLUMNS} for row in rows())
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
    # Cells beyond the headings are behind the error, where the reader finds them again.
    lines = (
        [*cells[:width], *[""] * (width - len(cells)), error, *cells[width:]]
        for cells, error in chain([first], waiting)
    )
    # With a byte order mark, because a spreadsheet reads the file as a legacy encoding without one.
    write_whole(path, b"\xef\xbb\xbf", _write_csv(chain([[*headings, "error"]], lines), delimiter))


def _write_json(rows: Iterable[Mapping[str, object]]) -> Iterator[bytes]:
    """An array, a row on each line."""
    before = "[\n "
    for row in rows:
        yield f"{before}{json.dumps(row, ensure_ascii=False)}".encode()
        before = ",\n "
    yield b"[]\n" if before == "[\n " else b"\n]\n"


def _write_csv(rows: Iterable[Iterable[object]], delimiter: str = COMMA) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_make_cell_safe(value) for value in row])
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()


def _make_cell_safe(value: object) -> object:
    """A cell that a spreadsheet shows and never runs: the apostrophe is its own sign for text."""
    if isinstance(value, str) and value.startswith(FORMULA_START):
        return f"'{value}"
    return "" if value is None else value
