"""Letter → fingerprint: what it was made from, so that what has not changed is not made again.

A fingerprint is taken from the letter as it was composed, not from the files behind it: a cell that the template does
not print, or a template in another language, changes nothing. The hashes beside it serve to say why one is different.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import zip_longest
from pathlib import Path

from letterforge.campaign import Campaign, style_sheets
from letterforge.intake import Door, FilesRead
from letterforge.ledger.program import FOR_SETTER, faces, program
from letterforge.machine import packaged_faces
from letterforge.model import COLUMNS, Format, Letter, PdfEngine, Recipient

NOT_OBEYED: Mapping[str, Sequence[str]] = {
    Format.DOCX: (
        *("style", "css", "letterhead_pdf", "letterhead_line", "letterhead_align"),
        *("tracking", "small_colour", "tables", "underline"),
    ),
    PdfEngine.WEASYPRINT: ("style", "letterhead_docx"),
    PdfEngine.TYPST: ("style", "css", "letterhead_docx"),
}
"""Settings of the stationery that a setter does not look at; `style` is but the name of a folder with others."""
SETTERS = tuple(FOR_SETTER)
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
    """Of letterforge and the libraries; the first byte says which of `SETTERS` it was."""
    faces: bytes
    """Of the typefaces of this machine and of Python packages, where the format depends on them."""
    seal: bytes
    """Of what it is sealed with, or would be if it were no draft; empty: the campaign has no seal."""

    def is_by(self, other: SheetOrigin) -> bool:
        """Whether the same setter has set the other sheet."""
        return self.program[:1] == other.program[:1]


@dataclass(frozen=True, slots=True)
class Origin:
    """What one letter is made from."""

    sheets: Mapping[Format, SheetOrigin]
    cells: bytes
    """Of the row: `CELL` bytes for each of our columns, then for each further one in their order."""
    template: bytes
    """Of the texts that it was filled from, 8 bytes."""
    settings: bytes
    """Of letterforge.toml, the stationery aside, 8 bytes."""
    pictures: bytes
    """Of the pictures of signatures, 8 bytes."""

    def as_draft(self) -> Origin:
        """That of the same letter as a draft. What it would be sealed with stays: that is no reason of its own."""
        return replace(
            self,
            sheets={
                chosen: replace(sheet, fingerprint=_long(b"draft" + sheet.fingerprint))
                for chosen, sheet in self.sheets.items()
            },
        )


class Fingerprinter:
    """Takes fingerprints of a campaign's letters. What letters have in common is hashed once."""

    def __init__(
        self,
        campaign: Campaign,
        columns: Sequence[str],
        formats: Mapping[Format, str],
        cosigners: object,
        door: Door,
    ) -> None:
        """`formats`: with what seals each of them; empty: nothing. `door`: by which files are read."""
        self._campaign = campaign
        self._columns = tuple(columns)
        self._door = door
        registers = [(name, door.sha256(path)) for name, path in campaign.own_registers.items()]
        named = [repr(registers)] if registers else []
        self._settings = _short(_settings(campaign), repr(cosigners), *named)
        self._grounds = {chosen: self._ground(chosen, seal) for chosen, seal in formats.items()}

    def of(self, recipient: Recipient, name: str, letter: Letter, texts: FilesRead) -> Origin:
        """What a letter, whose files have a name, is made from. `texts`: the files that it was filled from."""
        pictures = [self._picture(each.image) for each in letter.signatures]
        unplaced = replace(letter, signatures=tuple(replace(each, image=None) for each in letter.signatures))
        text = f"{name}\n{pictures}\n{unplaced!r}".encode()
        return Origin(
            {
                chosen: replace(ground, fingerprint=_long(ground.fingerprint + text))
                for chosen, ground in self._grounds.items()
            },
            self.cells(recipient),
            of_texts(texts),
            self._settings,
            _short(*pictures),
        )

    def expected(self, cells: bytes, texts: FilesRead) -> Origin:
        """What a letter would be made from now, its fingerprints aside: to say whether one is out of date."""
        pictures = [self._picture(signatory.image) for signatory in self._campaign.signatories]
        return Origin(self._grounds, cells, of_texts(texts), self._settings, _short(*pictures))

    def cells(self, recipient: Recipient) -> bytes:
        """Of a row: see `Origin.cells`."""
        return b"".join(map(_cell, _cells(recipient, self._columns)))

    def is_current(self, origin: Origin) -> bool:
        """Whether this process has the stationery and settings by which another has examined a letter."""
        sheets = ((origin.sheets[chosen], ground) for chosen, ground in self._grounds.items())
        return origin.settings == self._settings and all(
            sheet.stationery == ground.stationery for sheet, ground in sheets
        )

    def _picture(self, path: Path | None) -> str:
        return self._door.sha256(path) if path else ""

    def _ground(self, chosen: Format, seal: str) -> SheetOrigin:
        """What every letter's sheet of a format is made from."""
        setter = self._campaign.output.setter(chosen)
        packaged = (
            by_content(packaged_faces(self._campaign.stationery.faces), self._door)
            if chosen is Format.PDF
            else ""
        )
        drawn_with = _long(faces(setter) + packaged.encode())
        look, made_with = self._look(chosen, setter), program(setter)
        sender = repr(self._campaign.sender)
        parts = (look, made_with.hex(), drawn_with.hex(), sender, self._campaign.language, seal)
        made_by = bytes([SETTERS.index(setter)]) + made_with[:7]
        sealed = _short(seal) if seal else b""
        return SheetOrigin(_long("\n".join(parts).encode()), _short(look), made_by, drawn_with[:8], sealed)

    def _look(self, chosen: Format, setter: str) -> str:
        """The stationery, as far as a setter obeys it; files by what is in them."""
        stationery, output = self._campaign.stationery, self._campaign.output
        settings = {
            item.name: by_content(getattr(stationery, item.name), self._door)
            for item in fields(stationery)
            if item.name not in NOT_OBEYED[setter]
        }
        if setter == PdfEngine.WEASYPRINT:
            settings["css"] = by_content(style_sheets(self._campaign, self._door), self._door)
        claims = output.pdf if chosen is Format.PDF else ""
        return f"{setter} {claims} {sorted(settings.items())}"


def reasons(old: Origin, new: Origin, formats: Iterable[Format], columns: Sequence[str]) -> list[str]:
    """Why two origins of one letter differ: `cell title`, `template`, `letterforge.toml`, `engine`, `picture`, …

    `formats` are in both; `columns`: the table's further columns, the same for both. Of sheets that different engines
    have set, only that is said: each obeys other settings and has other libraries.
    """
    names = (*COLUMNS, *sorted(columns))
    parts = zip_longest(names, _sliced(old.cells), _sliced(new.cells))
    found = [f"cell {name}" for name, before, after in parts if before != after and name]
    pairs = [(old.sheets[chosen], new.sheets[chosen]) for chosen in formats]
    alike = [(before, after) for before, after in pairs if after.is_by(before)]
    words = (
        ("template", old.template != new.template),
        ("letterforge.toml", old.settings != new.settings),
        ("picture", old.pictures != new.pictures),
        ("engine", len(alike) < len(pairs)),
        ("stationery", any(before.stationery != after.stationery for before, after in alike)),
        ("seal", any(before.seal != after.seal for before, after in pairs)),
        ("version", any(before.program != after.program for before, after in alike)),
        ("typefaces", any(before.faces != after.faces for before, after in alike)),
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


def of_texts(texts: FilesRead) -> bytes:
    """Of the texts that a letter was filled from, 8 bytes."""
    return _short(*(f"{name}\0{sha256}" for name, sha256 in texts))


def _settings(campaign: Campaign) -> str:
    """Of all settings but those of the stationery and of what is written where."""
    left_out = {"root", "stationery", "output", "recipients", "table", "approval", "seal", "sources"}
    left_out |= {"file", "held", "in_lines", "registers", "rows"}  # letters and texts say what of them counts
    values = {
        item.name: getattr(campaign, item.name) for item in fields(campaign) if item.name not in left_out
    }
    return repr(sorted(values.items())).replace(str(campaign.root), "")


def by_content(value: object, door: Door) -> str:
    """A setting as text, a file that it names by what is in it."""
    if isinstance(value, Path):
        return door.sha256(value)
    if isinstance(value, tuple):
        return repr([by_content(each, door) for each in value])
    return repr(value)
