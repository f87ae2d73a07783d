"""What a letter says and shows, and what it is made from: the same on every machine.

The fingerprint of the content is what people approve. It covers the text, the pictures of signatures, the
stationery, the sender, and letterforge's own sources. Nothing in it depends on the machine: no path, no time,
no library, no installed typeface; nor does it depend on the format, the PDF engine or the file name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from pathlib import Path

from letterforge.campaign import Campaign, style_sheets
from letterforge.intake import Door, FilesRead
from letterforge.model import Letter
from letterforge.provenance.cells import list_columns, split_cells
from letterforge.provenance.grounds import PICTURES, Grounds
from letterforge.provenance.hashing import describe_content, describe_contents, hash_bytes
from letterforge.provenance.program import hash_sources
from letterforge.version import __version__

SECTIONS = ("letter", "facts", "sender", "signatories", "forms", "typography")
"""Tables of letterforge.toml that have a hash of their own; the keys `HEAD` of [campaign] have one
together."""
HEAD = ("name", "template", "register", "language")
SHORT = 2
"""Bytes of a hash that only explains."""


@dataclass(frozen=True, slots=True)
class HashedLetter:
    """What one letter says and shows, hashed once for the ledger and for approvals."""

    text: bytes
    """16 bytes: of all that it says, and of its pictures. A draft has the same as the final letter."""
    pictures: tuple[str, ...]
    """The SHA-256 of each signature's picture; empty: it has none."""


def hash_letter(letter: Letter, door: Door) -> HashedLetter:
    """Hash a letter. `door` reads files. Raises LetterFailed where a picture has changed meanwhile."""
    pictures = tuple(door.sha256(s.image) if s.image else "" for s in letter.signatures)
    unplaced = tuple(replace(signature, image=None) for signature in letter.signatures)
    final = replace(letter, signatures=unplaced, draft="")
    # ascii(), not repr(): which characters repr() escapes depends on the version of Python.
    return HashedLetter(hash_bytes(f"{pictures}\n{final!a}".encode()), pictures)


class ContentHasher:
    """What the letters of a campaign are made from. What they have in common is hashed once."""

    def __init__(
        self,
        campaign: Campaign,
        columns: Sequence[str],
        cosigners: object,
        door: Door,
    ) -> None:
        """`columns`: further ones of the table; `door`: by which files are read."""
        self._campaign = campaign
        self._door = door
        self._names = list_columns(columns)
        self._lines = cache(self._hashed_lines)
        stationery = self._stationery()
        parts = (hash_sources(), stationery, ascii(campaign.sender), campaign.language, campaign.output.pdf)
        self._common = "\n".join(parts).encode()
        self._grounds = Grounds(
            version=f"{__version__} {hash_sources()[:8]}",
            stationery=_short(stationery, 4),
            settings=self._settings(cosigners),
        )

    def fingerprint(self, letter: HashedLetter) -> bytes:
        """16 bytes of a letter as it would be sent: what people approve."""
        return hash_bytes(self._common + b"\n" + letter.text)

    def grounds(self, cells: bytes, texts: FilesRead) -> Grounds:
        """What a letter is made from now.

        `cells`: as in `Origin`; `texts`: the files that it was filled from.
        """
        named = zip(self._names, split_cells(cells), strict=True)
        filled = {name: cell[:SHORT].hex() for name, cell in named if any(cell)}
        lines = {name: self._lines(name) for name, sha256 in texts if sha256}
        return replace(self._grounds, cells=filled, template=lines)

    def _hashed_lines(self, name: str) -> tuple[str, ...]:
        """The lines of a text of the campaign, each as a hash."""
        content = self._door.read(self._campaign.root / name)
        return tuple(map(_short, content.decode("utf-8", errors="replace").splitlines()))

    def _stationery(self) -> str:
        """The stationery, files by their content.

        `style` names a folder; its settings are among the others.
        """
        stationery = self._campaign.stationery
        names = (setting.name for setting in fields(stationery) if setting.name != "style")
        settings = describe_contents(stationery, names, self._door)
        settings["css"] = describe_content(style_sheets(self._campaign, self._door), self._door)
        return ascii(sorted(settings.items()))

    def _settings(self, cosigners: object) -> Mapping[str, str]:
        campaign = self._campaign
        texts = {name: ascii(_plain(getattr(campaign, name), campaign)) for name in SECTIONS}
        texts["campaign"] = ascii([_plain(getattr(campaign, name), campaign) for name in HEAD])
        texts["cosigners"] = ascii((_plain(campaign.cosigners, campaign), cosigners))
        texts["output"] = campaign.output.pdf
        images = (signatory.image for signatory in campaign.signatories)
        texts[PICTURES] = ascii([self._door.sha256(image) for image in images if image])
        return {name: _short(text) for name, text in texts.items()}


def _plain(value: object, campaign: Campaign) -> object:
    """A setting without anything of the machine: paths are relative to the campaign."""
    if isinstance(value, Path):
        return campaign.shown(value)
    if is_dataclass(value):
        return [_plain(getattr(value, setting.name), campaign) for setting in fields(value)]
    if isinstance(value, Mapping):
        return [(key, _plain(entry, campaign)) for key, entry in value.items()]
    return [_plain(entry, campaign) for entry in value] if isinstance(value, list | tuple) else value


def _short(text: str, size: int = SHORT) -> str:
    return hash_bytes(text.encode(errors="replace"), size).hex()
