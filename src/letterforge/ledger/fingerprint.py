"""Letter → fingerprint: what it was made from, so that what has not changed is not made again.

A fingerprint is taken from the letter as it was composed, not from the files behind it: a cell that the template does
not print, or a template in another language, changes nothing. The hashes beside it serve to say why one is different.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from itertools import zip_longest
from pathlib import Path

from letterforge.campaign import Campaign, style_sheets
from letterforge.ledger.program import faces, program
from letterforge.model import COLUMNS, Format, Language, Letter, Recipient

NOT_OBEYED = {
    Format.DOCX: ("style", "css", "letterhead_pdf"),
    Format.PDF: ("style", "letterhead_docx"),
}
"""Settings of the stationery that a format does not look at; `style` is but the name of a folder with others."""
CELL = 4
"""Bytes of the hash of a cell."""


@dataclass(frozen=True, slots=True)
class SheetOrigin:
    """What one sheet is made from."""

    fingerprint: bytes
    """16 bytes: equal for equal sheets."""
    stationery: bytes
    """Of the stationery, as far as the format obeys it. This and the following: 8 bytes."""
    program: bytes
    """Of letterforge and the libraries."""
    faces: bytes
    """Of this machine's typefaces, where the format depends on them."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What one letter is made from."""

    sheets: Mapping[Format, SheetOrigin]
    cells: bytes
    """Of the row: `CELL` bytes for each of our columns, then for each further one in their order."""
    template: bytes
    """Of the texts in the letter's language, 8 bytes."""
    settings: bytes
    """Of letterforge.toml, the stationery aside, 8 bytes."""
    pictures: bytes
    """Of the pictures of signatures, 8 bytes."""


class Fingerprinter:
    """Takes fingerprints of a campaign's letters. What letters have in common is hashed once."""

    def __init__(
        self,
        campaign: Campaign,
        columns: Sequence[str],
        formats: Iterable[Format],
        texts: Callable[[Language], Sequence[Path]],
        cosigners: object,
    ) -> None:
        """`texts`: the files that a language's letters are filled from."""
        self._campaign = campaign
        self._columns = tuple(columns)
        self._template = cache(lambda language: _of_files(campaign, texts(language)))
        self._picture = cache(lambda path: hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest())
        self._settings = _short(_settings(campaign), repr(cosigners))
        self._grounds = {chosen: self._ground(chosen) for chosen in formats}

    def of(self, recipient: Recipient, name: str, letter: Letter) -> Origin:
        """What a letter, whose files have a name, is made from."""
        pictures = [self._picture(each.image) if each.image else "" for each in letter.signatures]
        unplaced = replace(letter, signatures=tuple(replace(each, image=None) for each in letter.signatures))
        text = f"{name}\n{pictures}\n{unplaced!r}".encode()
        return Origin(
            {
                chosen: replace(ground, fingerprint=_long(ground.fingerprint + text))
                for chosen, ground in self._grounds.items()
            },
            b"".join(map(_cell, _cells(recipient, self._columns))),
            self._template(letter.language),
            self._settings,
            _short(*pictures),
        )

    def _ground(self, chosen: Format) -> SheetOrigin:
        """What every letter's sheet of a format is made from."""
        look, made_with, drawn_with = self._look(chosen), program(chosen), faces(chosen)
        sender = repr(self._campaign.sender)
        parts = (look, made_with.hex(), drawn_with.hex(), sender, self._campaign.language)
        return SheetOrigin(_long("\n".join(parts).encode()), _short(look), made_with[:8], drawn_with[:8])

    def _look(self, chosen: Format) -> str:
        """The stationery, as far as a format obeys it; files by what is in them."""
        stationery, output = self._campaign.stationery, self._campaign.output
        settings = {
            item.name: _by_content(getattr(stationery, item.name))
            for item in fields(stationery)
            if item.name not in NOT_OBEYED[chosen]
        }
        if chosen is Format.PDF:
            settings["css"] = _by_content(tuple(style_sheets(self._campaign)))
        claims = output.pdf if chosen is Format.PDF else ""
        return f"{chosen} {claims} {sorted(settings.items())}"


def reasons(old: Origin, new: Origin, formats: Iterable[Format], columns: Sequence[str]) -> list[str]:
    """Why two origins of one letter differ: `cell title`, `template`, `letterforge.toml`, `picture`, `stationery`, …

    `formats` are in both; `columns`: the table's further columns, the same for both.
    """
    names = (*COLUMNS, *sorted(columns))
    parts = zip_longest(names, _sliced(old.cells), _sliced(new.cells))
    found = [f"cell {name}" for name, before, after in parts if before != after and name]
    pairs = [(old.sheets[chosen], new.sheets[chosen]) for chosen in formats]
    words = (
        ("template", old.template != new.template),
        ("letterforge.toml", old.settings != new.settings),
        ("picture", old.pictures != new.pictures),
        ("stationery", any(before.stationery != after.stationery for before, after in pairs)),
        ("version", any(before.program != after.program for before, after in pairs)),
        ("typefaces", any(before.faces != after.faces for before, after in pairs)),
    )
    return found + [word for word, differs in words if differs]


def _sliced(cells: bytes) -> Iterator[bytes]:
    return (cells[start : start + CELL] for start in range(0, len(cells), CELL))


def _cells(recipient: Recipient, columns: Sequence[str]) -> Iterator[str]:
    for name in COLUMNS:
        value = getattr(recipient, RENAMED.get(name, name))
        yield value if isinstance(value, str) else "\n".join(value)
    for name in sorted(columns):
        yield recipient.extra.get(name, "")


RENAMED = {"country": "state"}
"""Columns that a recipient has under another name."""


def _cell(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=CELL).digest() if text else bytes(CELL)


def _long(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()


def _short(*texts: str) -> bytes:
    return hashlib.blake2b("\n".join(texts).encode(), digest_size=8).digest()


def _of_files(campaign: Campaign, paths: Iterable[Path]) -> bytes:
    digest = hashlib.blake2b(digest_size=8)
    for path in paths:
        digest.update(campaign.shown(path).encode() + b"\0" + path.read_bytes())
    return digest.digest()


def _settings(campaign: Campaign) -> str:
    """Of all settings but those of the stationery and of what is written where."""
    left_out = {"root", "stationery", "output", "recipients", "table"}
    values = {
        item.name: getattr(campaign, item.name) for item in fields(campaign) if item.name not in left_out
    }
    return repr(sorted(values.items())).replace(str(campaign.root), "")


def _by_content(value: object) -> str:
    if isinstance(value, Path):
        return hashlib.blake2b(value.read_bytes(), digest_size=16).hexdigest()
    if isinstance(value, tuple):
        return repr([_by_content(each) for each in value])
    return repr(value)
