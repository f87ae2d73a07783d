"""The files of a language → their content, each read once.

`docs/languages.md` says what each of them holds.
"""

from __future__ import annotations

import csv
import os
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from letterforge.model import Language

FOLDER = Path(__file__).parent
ORDER = ("en", "de", "fr", "es", "pt", "ar")
"""In which order languages are named and read; all others follow by their codes."""
FORM_GENDERS = ("m", "f", "x", "unknown", "office")
"""How much is known of the person that a form of address is for: `unknown` has a name and no gender, `office`
not even
a name."""

Row: TypeAlias = Mapping[str, str]
Content: TypeAlias = Mapping[str, Any] | tuple[Row, ...]
"""Tables of TOML, or the rows of a CSV by heading."""


class PackPart(StrEnum):
    """The files that a language can have."""

    LABELS = "labels.toml"
    """The words around a letter. With `FORMS`, what makes a language one that letters can be written in."""
    FORMS = "forms.toml"
    """Titles of offices, forms of address, and what posts abroad and their houses are called."""
    WRITING = "writing.toml"
    """Direction, dates, ordinals, marks, and how names of states take prepositions."""
    STATES = "states.csv"
    """Names of states, and by what else they are recognised."""
    WORDS = "words.toml"
    """What `check` looks for in letters."""
    HEADINGS = "headings.csv"
    """What people write above the columns of a list."""
    CELLS = "cells.toml"
    """What people write in its cells."""
    OFFICES = "offices.toml"
    """What people write for an office."""


def put_in_order(languages: set[Language]) -> tuple[Language, ...]:
    """Languages in the order in which they are named."""
    return (*(code for code in ORDER if code in languages), *sorted(languages - set(ORDER)))


@cache
def list_our_files() -> Mapping[Language, frozenset[str]]:
    """The languages of which we know something, each with the names of its files."""
    folders = (entry for entry in os.scandir(FOLDER) if entry.is_dir() and not entry.name.startswith("_"))
    names = {entry.name: frozenset(os.listdir(entry.path)) for entry in folders}  # noqa: PTH208 - names alone
    return {code: names[code] for code in put_in_order(set(names))}


@cache
def read_our_document(language: Language, part: PackPart) -> Mapping[str, Any]:
    """What we have in a TOML file of a language; empty: nothing."""
    if part not in list_our_files().get(language, ()):
        return {}
    return tomllib.loads((FOLDER / language / part).read_text(encoding="utf-8"))


@cache
def read_our_rows(language: Language, part: PackPart) -> tuple[Row, ...]:
    """The rows that we have in a CSV of a language, by heading; none: nothing."""
    if part not in list_our_files().get(language, ()):
        return ()
    with (FOLDER / language / part).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
