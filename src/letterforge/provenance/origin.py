"""What a letter is made from on this machine, in each format; what has not changed is not made again.

The fingerprint of a sheet is taken from the letter as it was composed, not from the files behind it: a cell
that the template does not print, or a template in another language, changes nothing. The hashes next to it
say what is different.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import zip_longest

from letterforge.campaign import Campaign, style_sheets
from letterforge.intake import Door, FilesRead
from letterforge.machine import packaged_faces
from letterforge.model import TRAITS, Format, Recipient
from letterforge.provenance.cells import hash_cells, list_columns, split_cells
from letterforge.provenance.content import HashedLetter
from letterforge.provenance.hashing import (
    describe_content,
    describe_contents,
    hash_bytes,
    hash_part,
    hash_texts,
)
from letterforge.provenance.program import hash_program, hash_typefaces
from letterforge.provenance.reasons import Reason

TYPESETTER_NAMES = tuple(TRAITS)
"""Their numbers are in `SheetOrigin.program`."""
ASIDE = {"root", "stationery", "output", "recipients", "table", "approval", "seal", "sources"}
"""Settings that are no part of `Origin.settings`: the stationery, and what is written where."""
IN_TEXTS = {"file", "held", "in_lines", "languages", "registers", "rows"}
"""So for these: what counts of them is in letters and in the texts that they are filled from."""


@dataclass(frozen=True, slots=True)
class SheetOrigin:
    """What one sheet is made from."""

    fingerprint: bytes
    """16 bytes: equal for equal sheets."""
    stationery: bytes
    """Of the stationery, as far as the format obeys it. This and the following: 8 bytes."""
    program: bytes
    """Of letterforge and the libraries; the first byte is the typesetter's number in `TYPESETTER_NAMES`."""
    faces: bytes
    """Of the typefaces of this machine and of Python packages, where the format depends on them."""
    seal: bytes
    """Of what it is sealed with, or would be if it were no draft; empty: the campaign has no seal."""

    def is_by(self, other: SheetOrigin) -> bool:
        """Whether the same typesetter has made the other sheet."""
        return self.program[:1] == other.program[:1]


@dataclass(frozen=True, slots=True)
class Origin:
    """What one letter is made from."""

    sheets: Mapping[Format, SheetOrigin]
    cells: bytes
    """Of the row: a hash for each cell (`hash_cells`)."""
    template: bytes
    """Of the texts that it was filled from, 8 bytes."""
    settings: bytes
    """Of letterforge.toml, the stationery aside, 8 bytes."""
    pictures: bytes
    """Of the pictures of signatures, 8 bytes."""

    def as_draft(self) -> Origin:
        """The same letter as a draft. What it would be sealed with stays: that is no reason of its own."""
        sheets = {
            chosen: replace(sheet, fingerprint=hash_bytes(b"draft" + sheet.fingerprint))
            for chosen, sheet in self.sheets.items()
        }
        return replace(self, sheets=sheets)

    def tightened(self, step: int) -> Origin:
        """The same letter tightened by a step, where that does not follow from the letter itself."""
        if step == 0:
            return self
        sheets = {
            chosen: replace(sheet, fingerprint=hash_bytes(b"fit %d" % step + sheet.fingerprint))
            for chosen, sheet in self.sheets.items()
        }
        return replace(self, sheets=sheets)


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
        self._settings = hash_part(_settings(campaign), repr(cosigners), *named)
        self._common = {chosen: self._common_to(chosen, seal) for chosen, seal in formats.items()}

    def of(self, recipient: Recipient, name: str, letter: HashedLetter, texts: FilesRead) -> Origin:
        """What a letter is made from. `name`: of its files; `texts`: the files that it was filled from."""
        own = name.encode() + b"\n" + letter.text
        sheets = {
            chosen: replace(common, fingerprint=hash_bytes(common.fingerprint + own))
            for chosen, common in self._common.items()
        }
        return Origin(
            sheets,
            self.cells(recipient),
            hash_texts(texts),
            self._settings,
            hash_part(*letter.pictures),
        )

    def expected(self, cells: bytes, texts: FilesRead) -> Origin:
        """What a letter would be made from now, its fingerprints aside: to say whether one is out of date."""
        images = (signatory.image for signatory in self._campaign.signatories)
        pictures = (self._door.sha256(image) if image else "" for image in images)
        return Origin(self._common, cells, hash_texts(texts), self._settings, hash_part(*pictures))

    def cells(self, recipient: Recipient) -> bytes:
        """Of a row: see `Origin.cells`."""
        return hash_cells(recipient, self._columns)

    def is_current(self, origin: Origin) -> bool:
        """Whether this process has the stationery and settings by which another has examined a letter."""
        sheets = ((origin.sheets[chosen], common) for chosen, common in self._common.items())
        return origin.settings == self._settings and all(
            sheet.stationery == common.stationery for sheet, common in sheets
        )

    def _common_to(self, chosen: Format, seal: str) -> SheetOrigin:
        """What every letter's sheet of a format is made from."""
        typesetter = self._campaign.output.typesetter(chosen)
        packaged = packaged_faces(self._campaign.stationery.faces) if TRAITS[typesetter].embeds_faces else ()
        faces = hash_bytes(hash_typefaces(typesetter) + describe_content(packaged, self._door).encode())
        look, program = self._look(chosen, typesetter), hash_program(typesetter)
        if self._campaign.stationery.fit != "none" and chosen is not Format.PDF:
            # How far a letter is tightened follows from the pages of its PDF, made or not.
            look += self._common_to(Format.PDF, "").fingerprint.hex()
        sender = repr(self._campaign.sender)
        proofing = repr(self._campaign.languages.own_proofing())
        parts = (look, program.hex(), faces.hex(), sender, self._campaign.language, seal, proofing)
        made_by = bytes([TYPESETTER_NAMES.index(typesetter)]) + program[:7]
        sealed = hash_part(seal) if seal else b""
        return SheetOrigin(hash_bytes("\n".join(parts).encode()), hash_part(look), made_by, faces[:8], sealed)

    def _look(self, chosen: Format, typesetter: str) -> str:
        """The stationery, as far as a typesetter obeys it; files by their content."""
        stationery, output = self._campaign.stationery, self._campaign.output
        ignored = TRAITS[typesetter].ignored
        names = (setting.name for setting in fields(stationery) if setting.name not in ignored)
        settings = describe_contents(stationery, names, self._door)
        if TRAITS[typesetter].has_css:
            settings["css"] = describe_content(style_sheets(self._campaign, self._door), self._door)
        claims = output.pdf if chosen is Format.PDF else ""
        return f"{typesetter} {claims} {sorted(settings.items())}"


def find_reasons(old: Origin, new: Origin, formats: Iterable[Format], columns: Sequence[str]) -> list[str]:
    """Why two origins of one letter differ, in the words of `Reason`: `cell title`, `template`, `engine`, …

    `formats` are in both; `columns`: the table's further columns, the same for both. Of sheets that different
    engines have made, only that is reported: each obeys other settings and has other libraries.
    """
    cells = zip_longest(list_columns(columns), split_cells(old.cells), split_cells(new.cells))
    found = [f"{Reason.CELL} {name}" for name, before, after in cells if before != after and name]
    pairs = [(old.sheets[chosen], new.sheets[chosen]) for chosen in formats]
    alike = [(before, after) for before, after in pairs if after.is_by(before)]
    differing = {
        Reason.TEMPLATE: old.template != new.template,
        Reason.SETTINGS: old.settings != new.settings,
        Reason.PICTURE: old.pictures != new.pictures,
        Reason.ENGINE: len(alike) < len(pairs),
        Reason.STATIONERY: any(before.stationery != after.stationery for before, after in alike),
        Reason.SEAL: any(before.seal != after.seal for before, after in pairs),
        Reason.VERSION: any(before.program != after.program for before, after in alike),
        Reason.TYPEFACES: any(before.faces != after.faces for before, after in alike),
    }
    return found + [str(reason) for reason, differs in differing.items() if differs]


def _settings(campaign: Campaign) -> str:
    """The settings that letters are made from, without the path of the campaign."""
    values = {
        setting.name: getattr(campaign, setting.name)
        for setting in fields(campaign)
        if setting.name not in ASIDE | IN_TEXTS
    }
    return repr(sorted(values.items())).replace(str(campaign.root), "")
