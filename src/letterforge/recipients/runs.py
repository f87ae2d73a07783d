"""Rich text in a cell (.xlsx) → whether some of it, or all, is struck through (ECMA-376 part 1, 18.4)."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from enum import Flag, auto

from letterforge.recipients.grid import Source
from letterforge.recipients.package import Part, parsed

STRINGS = "xl/sharedStrings.xml"
OFF = frozenset({"0", "false", "off"})
"""Values of `val` by which a property that is there is off."""


class Strikes(Flag):
    """What the text of a cell is."""

    NONE = 0
    PLAIN = auto()
    STRUCK = auto()
    BOTH = PLAIN | STRUCK


class StrikeReader:
    """Reads the runs of one text after another."""

    def __init__(self) -> None:
        self.strikes = Strikes.NONE
        self._is_struck = self._is_aside = self._is_text = False

    def clear(self) -> None:
        """Another text begins."""
        self.strikes = Strikes.NONE
        self._is_struck = self._is_aside = self._is_text = False

    def start(self, local: str, attributes: Mapping[str, str]) -> None:
        """An element within the text begins."""
        match local:
            case "r":
                self._is_struck = False
            case "rPh":  # how it is read, in Japanese
                self._is_aside = True
            case "strike":
                self._is_struck = attributes.get("val", "1") not in OFF
            case "t":
                self._is_text = True

    def end(self, local: str) -> None:
        """An element within the text ends."""
        match local:
            case "r":
                self._is_struck = False
            case "rPh":
                self._is_aside = False
            case "t":
                self._is_text = False

    def text(self, text: str) -> None:
        """Text between elements."""
        if self._is_text and not self._is_aside and text.strip():
            self.strikes |= Strikes.STRUCK if self._is_struck else Strikes.PLAIN


class _SharedTexts:
    """Reads the XML of shared texts, and keeps those in which something is struck through."""

    def __init__(self) -> None:
        self.found: dict[str, Strikes] = {}
        self._runs = StrikeReader()
        self._next = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        local = name.rpartition(" ")[2]
        if local == "si":
            self._runs.clear()
        self._runs.start(local, attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        local = name.rpartition(" ")[2]
        self._runs.end(local)
        if local == "si":
            if Strikes.STRUCK in self._runs.strikes:
                self.found[str(self._next)] = self._runs.strikes
            self._next += 1

    def text(self, text: str) -> None:
        """Text between elements."""
        self._runs.text(text)


def struck_strings(source: Source, archive: zipfile.ZipFile) -> Mapping[str, Strikes]:
    """The shared texts in which something is struck through, by the number that a cell names.

    Raises where damaged.
    """
    reader = _SharedTexts()
    with Part(source, archive, STRINGS) as part:
        for _ in parsed(part, reader):
            pass
    return reader.found
