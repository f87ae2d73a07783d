"""Workbook (.xlsx) → what its styles do to a cell: the format of its number, and strikethrough."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from letterforge.recipients.formats import BUILT_IN, is_date, is_plain
from letterforge.recipients.grid import Source
from letterforge.recipients.package import Part, parsed
from letterforge.recipients.runs import OFF

STYLES = "xl/styles.xml"


@dataclass(frozen=True, slots=True)
class Styles:
    """What the styles of a workbook do, by the number that a cell names (18.8.10)."""

    formats: Mapping[str, str] = field(default_factory=dict)
    """Formats of numbers, without those that change nothing and those of dates."""
    struck: frozenset[str] = frozenset()
    """Styles that strike through."""


def read_styles(source: Source, archive: zipfile.ZipFile) -> Styles:
    """The styles of a workbook; none where it has no such part. Raises where it is damaged."""
    if STYLES not in archive.namelist():
        return Styles()
    reader = _StyleReader()
    with Part(source, archive, STYLES) as part:
        for _ in parsed(part, reader):
            pass
    return reader.styles()


class _StyleReader:
    """Reads the XML of styles."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {str(number): code for number, code in BUILT_IN.items()}
        self._fonts: list[bool] = []
        self._cells: list[tuple[str, str]] = []
        """Of each style of a cell: its format, its font."""
        self._within: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        local = name.rpartition(" ")[2]
        parent = self._within[-1] if self._within else ""
        self._within.append(local)
        match parent, local:
            case "numFmts", "numFmt":
                self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            case "fonts", "font":
                self._fonts.append(False)
            case "font", "strike" if "fonts" in self._within:
                self._fonts[-1] = attributes.get("val", "1") not in OFF
            case "cellXfs", "xf":
                self._cells.append((attributes.get("numFmtId", "0"), attributes.get("fontId", "0")))

    def end(self, _name: str) -> None:
        """An element ends."""
        self._within.pop()

    def text(self, _text: str) -> None:
        """Text between elements: there is none that matters."""

    def styles(self) -> Styles:
        """What was read."""
        struck = {str(index) for index, is_struck in enumerate(self._fonts) if is_struck}
        codes = {str(at): self._codes.get(number, "General") for at, (number, _) in enumerate(self._cells)}
        return Styles(
            {at: code for at, code in codes.items() if not is_plain(code) and not is_date(code)},
            frozenset(str(at) for at, (_, font) in enumerate(self._cells) if font in struck),
        )
