"""The package's own tables: CSV → rows, read once."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("data")


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `data/name`, by heading."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
