"""Outcomes → manifest.csv, manifest.json and failed.csv."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
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
)
"""One row for each file: country is ISO 3166-1 alpha-3, status is `written` or `failed`."""

FORMULA_START = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet run a cell instead of showing it (OWASP, CSV injection)."""


def write_manifest(folder: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """Write manifest.csv and manifest.json into a folder. `rows` have the keys of `COLUMNS`. Raises OSError."""
    lines = [[row[column] for column in COLUMNS] for row in rows]
    write_whole(folder / "manifest.csv", _csv([COLUMNS, *lines]))
    text = json.dumps([dict(row) for row in rows], ensure_ascii=False, indent=1)
    write_whole(folder / "manifest.json", f"{text}\n".encode())


def read_manifest(folder: Path) -> list[dict[str, object]]:
    """The rows of an earlier run's manifest.json; none where there is no sound one."""
    try:
        rows = json.loads((folder / "manifest.json").read_bytes())
    except (OSError, ValueError):
        return []
    return [row for row in rows if isinstance(row, dict) and row.keys() == set(COLUMNS)]


def write_failed(folder: Path, headings: Sequence[str], rows: Sequence[tuple[Sequence[str], str]]) -> None:
    """Write failed.csv: each failed row's cells as they came, and its error; no file where none failed.

    Ready to be mended and fed back: the reader ignores the column `error`. Raises OSError.
    """
    path = folder / "failed.csv"
    if not rows:
        path.unlink(missing_ok=True)
        return
    width = len(headings)
    # What a row has beyond the headings stands behind the error, where the reader finds it again.
    lines = [[*cells[:width], *[""] * (width - len(cells)), error, *cells[width:]] for cells, error in rows]
    # With a byte order mark, because a spreadsheet reads the file as a legacy encoding without one.
    write_whole(path, b"\xef\xbb\xbf" + _csv([[*headings, "error"], *lines]))


def _csv(rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _cell(value: object) -> object:
    """A cell that a spreadsheet shows and never runs: the apostrophe is its own sign for text."""
    if isinstance(value, str) and value.startswith(FORMULA_START):
        return f"'{value}"
    return "" if value is None else value
