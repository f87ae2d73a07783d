"""Letter → the fingerprint that people approve: of all that it is made from, and the same on every machine.

It holds what the letter says and shows: its text, the pictures of its signatures, the stationery, the sender, and
letterforge's own sources. Nothing in it is a machine's: no path, no time, no library, no typeface installed there; nor
the format, the PDF engine or the name of the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path

from letterforge import __version__
from letterforge.approval.grounds import PICTURES, Grounds
from letterforge.campaign import Campaign, style_sheets
from letterforge.intake import Door, FilesRead
from letterforge.ledger.fingerprint import CELL, by_content
from letterforge.ledger.program import own_sources
from letterforge.model import COLUMNS, Letter

SECTIONS = ("letter", "facts", "sender", "signatories", "forms")
"""Tables of letterforge.toml with a hash of their own; the keys of [campaign] that make a letter are one."""
HEAD = ("name", "template", "register", "language")
SHORT = 2
"""Bytes of a hash that only explains."""


class Witness:
    """Says what a campaign's letters are made from. What letters have in common is hashed once."""

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
        self._names = (*COLUMNS, *sorted(columns))
        self._lines = cache(self._hashed_lines)
        stationery = self._stationery()
        parts = (own_sources(), stationery, ascii(campaign.sender), campaign.language, campaign.output.pdf)
        self._common = "\n".join(parts)
        self._grounds = Grounds(
            version=f"{__version__} {own_sources()[:8]}",
            stationery=_short(stationery, 4),
            settings=self._settings(cosigners),
        )

    def fingerprint(self, letter: Letter) -> bytes:
        """16 bytes of a letter as it would be sent."""
        pictures = [self._door.sha256(each.image) if each.image else "" for each in letter.signatures]
        unplaced = tuple(replace(each, image=None) for each in letter.signatures)
        final = replace(letter, signatures=unplaced, draft="")
        # ascii(), not repr(): what that prints as it is depends on the version of Python.
        text = f"{self._common}\n{pictures}\n{final!a}"
        return hashlib.blake2b(text.encode(), digest_size=16).digest()

    def grounds(self, cells: bytes, texts: FilesRead) -> Grounds:
        """What a letter is made from now. `cells`: as in the ledger's `Origin`; `texts`: what it was filled from."""
        hashes = (cells[start : start + CELL] for start in range(0, len(cells), CELL))
        filled = {
            name: each[:SHORT].hex() for name, each in zip(self._names, hashes, strict=True) if any(each)
        }
        lines = {name: self._lines(name) for name, sha256 in texts if sha256}
        return replace(self._grounds, cells=filled, template=lines)

    def _hashed_lines(self, name: str) -> tuple[str, ...]:
        """The lines of a text of the campaign, each as a hash."""
        content = self._door.read(self._campaign.root / name)
        return tuple(map(_short, content.decode("utf-8", errors="replace").splitlines()))

    def _stationery(self) -> str:
        """The stationery, files by what is in them."""
        stationery = self._campaign.stationery
        named = (
            item.name for item in fields(stationery) if item.name != "style"
        )  # a folder with the others in it
        looks = {name: by_content(getattr(stationery, name), self._door) for name in named}
        looks["css"] = by_content(style_sheets(self._campaign, self._door), self._door)
        return ascii(sorted(looks.items()))

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
    """A setting without anything of the machine: paths as they stand in the campaign."""
    if isinstance(value, Path):
        return campaign.shown(value)
    if is_dataclass(value):
        return [_plain(getattr(value, item.name), campaign) for item in fields(value)]
    if isinstance(value, Mapping):
        return [(key, _plain(each, campaign)) for key, each in value.items()]
    return [_plain(each, campaign) for each in value] if isinstance(value, list | tuple) else value


def _short(text: str, size: int = SHORT) -> str:
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=size).hexdigest()
