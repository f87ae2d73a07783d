"""What is known of languages: ours, and what a campaign brings, which wins or completes it key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from letterforge.languages.files import (
    Content,
    PackPart,
    Row,
    list_our_files,
    put_in_order,
    read_our_document,
    read_our_rows,
)
from letterforge.model import Language

ADDED_TO = frozenset({PackPart.WORDS, PackPart.CELLS, PackPart.OFFICES})
"""Parts whose lists are words that are recognised: a campaign's are added to ours.

Elsewhere a list is replaced.
"""
MOST_KEPT = 512
"""Joined parts that are kept: those of a few campaigns."""


@dataclass(frozen=True, slots=True)
class Languages:
    """All languages as one campaign knows them.

    Equal, and of the same hash, where the campaigns bring the same.
    """

    own: Mapping[tuple[Language, PackPart], Content] = field(default_factory=dict, compare=False, repr=False)
    """What the campaign brings along, by language and part."""
    digest: str = ""
    """Of what the campaign brings along, in hexadecimal digits; empty: nothing."""

    def document(self, language: Language, part: PackPart) -> Mapping[str, Any]:
        """A TOML file of a language; empty: there is none. Not to be changed."""
        return _document(self, language, part) if self.own else read_our_document(language, part)

    def rows(self, language: Language, part: PackPart) -> tuple[Row, ...]:
        """The rows of a CSV of a language, by heading; none: there is no such file."""
        return _rows(self, language, part) if self.own else read_our_rows(language, part)

    def own_rows(self, language: Language, part: PackPart) -> tuple[Row, ...]:
        """The rows of a CSV that the campaign brings along."""
        rows = self.own.get((language, part), ())
        return rows if isinstance(rows, tuple) else ()

    def own_document(self, language: Language, part: PackPart) -> Mapping[str, Any]:
        """The tables of a TOML file that the campaign brings along."""
        document = self.own.get((language, part), {})
        return document if isinstance(document, Mapping) else {}

    def having(self, part: PackPart) -> tuple[Language, ...]:
        """The languages of which there is such a file."""
        found = {code for code, names in list_our_files().items() if part in names}
        return put_in_order(found | {code for code, own in self.own if own is part})

    def complete(self) -> tuple[Language, ...]:
        """The languages in which letters can be written: those with labels and forms of address."""
        with_forms = self.having(PackPart.FORMS)
        return tuple(code for code in self.having(PackPart.LABELS) if code in with_forms)

    def own_proofing(self) -> tuple[tuple[Language, str], ...]:
        """What the campaign's languages are called in Word's spelling check: no letter's text shows it."""
        names = ((code, self.own_document(code, PackPart.WRITING).get("proofing")) for code in self.brought())
        return tuple((code, str(name)) for code, name in names if name)

    def own_parts(self, language: Language) -> tuple[PackPart, ...]:
        """The files of a language that the campaign brings along."""
        return tuple(part for code, part in self.own if code == language)

    def brought(self) -> tuple[Language, ...]:
        """The languages of which the campaign brings something along."""
        return put_in_order({code for code, _ in self.own})


OURS = Languages()
"""Languages where no campaign brings any."""


@lru_cache(maxsize=MOST_KEPT)
def _document(languages: Languages, language: Language, part: PackPart) -> Mapping[str, Any]:
    own, theirs = languages.own_document(language, part), read_our_document(language, part)
    return _joined(theirs, own, adds=part in ADDED_TO)


def _joined(theirs: Mapping[str, Any], own: Mapping[str, Any], *, adds: bool) -> Mapping[str, Any]:
    found = dict(theirs)
    for key, value in own.items():
        before = theirs.get(key)
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            found[key] = _joined(before, value, adds=adds)
        elif key == "form":
            # Of rows of equal rank the later one wins, and is as sure as it says, whatever ours is.
            found[key] = [*(before or ()), *({"unsure": False, "read": True, **row} for row in value)]
        elif adds and isinstance(value, list) and isinstance(before, list):
            found[key] = [*before, *value]
        else:
            found[key] = value
    return found


@lru_cache(maxsize=MOST_KEPT)
def _rows(languages: Languages, language: Language, part: PackPart) -> tuple[Row, ...]:
    own, theirs = languages.own_rows(language, part), read_our_rows(language, part)
    if part is not PackPart.STATES:
        return (*own, *theirs)
    rows = {row["code"]: row for row in theirs}
    rows.update((row["code"], dict(_state(rows.get(row["code"], {}), row))) for row in own)
    return tuple(rows.values())


def _state(theirs: Row, own: Row) -> Iterator[tuple[str, str]]:
    """A state's row. If the campaign's has a name of its own, our cells are not used: they fit our name.

    All names of ours are still recognised.
    """
    also = "|".join(filter(None, (theirs.get("name", ""), theirs.get("also", ""), own.get("also", ""))))
    kept = {"everyday": theirs.get("everyday", "")} if own.get("name") else theirs
    yield from {**kept, **{key: cell for key, cell in own.items() if cell}, "also": also}.items()
