"""Workbook (.xlsx) → what its reader must not get, and the cells that it wrongly gives as blank.

calamine yields an empty string for a failed formula, and for a formula that was never computed. In a letter,
each would be a blank where a name belongs. And calamine lays out all cells between the first and the last.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Set
from typing import TYPE_CHECKING, TypeAlias

from letterforge.intake.bounds import MOST_CELLS, MOST_COLUMNS
from letterforge.recipients.formats import is_text_shown, shown
from letterforge.recipients.grid import (
    HIDDEN,
    LEAST_HEIGHT,
    LEAST_WIDTH,
    STRUCK,
    CellKind,
    Source,
    column_letter,
)
from letterforge.recipients.package import Part, parsed
from letterforge.recipients.runs import StrikeReader, Strikes
from letterforge.recipients.styles import Styles

if TYPE_CHECKING:
    from xml.etree import ElementTree

Blanked: TypeAlias = dict[tuple[int, int], tuple[str, CellKind | None]]
"""(Row, column), counted from 0 → the text that a person sees, and what the cell is, if neither text nor
number.
"""
Unseen: TypeAlias = dict[int, str]
"""Row, counted from 0 → why it may not belong to the list (`GridRow.unseen`)."""

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"

LOW = tuple(
    b" ht=" + sign + height
    for sign in (b'"', b"'")
    for height in (b"0", b".", b"1.", b"2.", b"1" + sign, b"2" + sign)
)
"""How the heights of rows begin that are too low to be read; heights that people set have two digits."""
SUSPECT = re.compile(
    rb"""\st=["']e["']|<(?:\w+:)?f[\s>/]|\shidden=["'](?:1|true)["']"""
    rb"""|\sht=["'](?:0*[0-2]?(?:\.\d*)?|[\d.]+[eE]-\d+)["']|\swidth=["']0[."']|<(?:\w+:)?strike[\s>/]"""
)
"""A failed cell, a formula, a hidden row or column, or struck-through text.

Most lists have none, and need not be
parsed a second time."""
MAYBE_SUSPECT = (b'"e"', b"'e'", b"<f", b":f", b" hidden=", *LOW, b' width="0', b" width='0", b"strike")
TEXTS = frozenset({"s", "str", "inlineStr"})
"""Types of cells that hold text (18.18.11)."""
CELL_NAME = re.compile(r"([A-Z]+)(\d+)")
DIMENSION = re.compile(rb"""<(?:\w+:)?dimension ref=["'][A-Z]+\d+:([A-Z]{1,7})(\d{1,9})["']""")
COLUMN_NAMED = re.compile(rb"""r=["']([A-Z]{1,7})\d""")
ROW_NAMED = re.compile(rb"""r=["'](\d{1,12})["']""")

SEEN_AGAIN = 256
"""Bytes before a piece that are searched with it: a match may begin before the piece."""


class Look:
    """A first look at all parts that calamine reads: each is whole, and no sheet is absurdly large."""

    def __init__(self, source: Source, archive: zipfile.ZipFile) -> None:
        """Raises BrokenCampaign for XML that no spreadsheet writes, and for a cell far outside the table."""
        self.suspect: set[str] = set()
        """Sheets' parts with formulas or failed cells, and parts with text that is struck through."""
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                with Part(source, archive, name) as part:
                    self._go_through(source, part, name)

    def _go_through(self, source: Source, part: Part, name: str) -> None:
        column = row = 0
        tail = b""
        for piece in part.pieces():
            text = tail + piece
            if not tail and (claimed := DIMENSION.search(text)):
                column, row = _column(claimed[1].decode()), int(claimed[2])
            column = max([column, *(_column(found.decode()) for found in set(COLUMN_NAMED.findall(text)))])
            row = max([row, *map(int, ROW_NAMED.findall(text))])
            if name not in self.suspect and _is_suspect(text):
                self.suspect.add(name)
            if column * row > MOST_CELLS:
                place = f"{column_letter(column - 1)}{row}"
                message = f"has a sheet with a cell far outside the table ({place})"
                hint = (
                    "delete the empty rows and columns after the table, or save only the table as CSV UTF-8"
                )
                raise source.too_large(message, hint)
            tail = text[-SEEN_AGAIN:]


def _is_suspect(text: bytes) -> bool:
    return any(sign in text for sign in MAYBE_SUSPECT) and SUSPECT.search(text) is not None


def part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The part of the package that holds a sheet.

    Raises KeyError or SyntaxError where the workbook is damaged.
    """
    workbook = _parse(archive.read("xl/workbook.xml"))
    relations = _parse(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target") or "" for relation in relations}
    for entry in workbook.iterfind(".//{*}sheet"):
        if entry.get("name") == sheet:
            target = targets[entry.get(RELATION, entry.get(STRICT_RELATION))]
            return target[1:] if target.startswith("/") else f"xl/{target}"
    raise KeyError(sheet)


def _parse(xml: bytes) -> ElementTree.Element:
    from xml.etree import ElementTree

    return ElementTree.fromstring(xml)  # noqa: S314 - `Look` has refused entities


def blanked_cells(
    source: Source, archive: zipfile.ZipFile, part: str, styles: Styles, struck: Mapping[str, Strikes]
) -> tuple[Blanked, Unseen, Set[int]]:
    """What a sheet shows differently from its content: cells, rows that are hidden or struck through, hidden
    columns.

    `struck`: the shared texts in which something is struck through.

    ECMA-376 part 1, 18.3.1. Raises where the part is damaged.
    """
    reader = _SheetReader(styles, struck)
    with Part(source, archive, part) as file:
        for _ in parsed(file, reader):
            pass
    return reader.found, reader.unseen, reader.columns


class _SheetReader:
    """Reads a sheet's XML, and keeps the cells that failed, were never computed or show something else."""

    def __init__(self, styles: Styles, struck: Mapping[str, Strikes]) -> None:
        self.found: Blanked = {}
        self.unseen: Unseen = {}
        self.columns: set[int] = set()
        """Those that are hidden, counted from 0."""
        self._styles = styles
        self._struck = struck
        self._runs = StrikeReader()
        self._style = ""
        self._row = self._column = 0
        self._type = ""
        self._has_formula = False
        self._value: list[str] | None = None
        """What is between `<v>` and `</v>`; None: not within a cell's value."""
        self._text = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        match name.rpartition(" ")[2]:
            case "row":
                self._row, self._column = int(attributes.get("r") or self._row + 1), 0
                if attributes.get("hidden") in {"1", "true"} or is_less(attributes.get("ht"), LEAST_HEIGHT):
                    self.unseen[self._row - 1] = HIDDEN
            case "col":
                if attributes.get("hidden") in {"1", "true"} or is_less(attributes.get("width"), LEAST_WIDTH):
                    first, last = int(attributes.get("min") or 1), int(attributes.get("max") or 1)
                    self.columns.update(range(first - 1, min(last, MOST_COLUMNS)))
            case "c":
                named = CELL_NAME.fullmatch(attributes.get("r") or "")
                self._column = _column(named[1]) if named else self._column + 1
                self._type, self._has_formula, self._text = attributes.get("t") or "", False, ""
                self._style = attributes.get("s") or "0"
                self._runs.clear()
            case "f":
                self._has_formula = True
            case "v" | "t":
                self._value = []
        if self._type == "inlineStr":
            self._runs.start(name.rpartition(" ")[2], attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        if self._type == "inlineStr":
            self._runs.end(name.rpartition(" ")[2])
        match name.rpartition(" ")[2]:
            case "v" | "t":
                self._text, self._value = "".join(self._value or ()), None
            case "c" if self._type == "e":
                self.found[self._row - 1, self._column - 1] = self._text or "#VALUE!", CellKind.ERROR
            case "c" if self._has_formula and not self._text and self._type != "str":
                self.found[self._row - 1, self._column - 1] = "", CellKind.FORMULA
            case "c" if self._text:
                self._look_at_style()

    def _look_at_style(self) -> None:
        """What the style of a cell with content does to it, and what is struck through in its text."""
        shared = self._struck.get(self._text, Strikes.NONE) if self._type == "s" else Strikes.NONE
        strikes = shared | self._runs.strikes
        if self._style in self._styles.struck or strikes is Strikes.STRUCK:
            self.unseen.setdefault(self._row - 1, STRUCK)
        elif strikes is Strikes.BOTH:
            self.found[self._row - 1, self._column - 1] = "", CellKind.STRUCK
        code = self._styles.formats.get(self._style)
        if code is not None and self._type in {"", "n"}:
            text = shown(float(self._text), code)
            kind = CellKind.FORMATTED if text is None else None
            self.found[self._row - 1, self._column - 1] = text or "", kind
        elif code is not None and self._type in TEXTS and not is_text_shown(code):
            self.found.setdefault((self._row - 1, self._column - 1), ("", CellKind.UNSHOWN))

    def text(self, text: str) -> None:
        """Text between elements."""
        if self._value is not None:
            self._value.append(text)
        if self._type == "inlineStr":
            self._runs.text(text)


def is_less(size: str | None, least: float) -> bool:
    """Whether a height or width is given, and too little."""
    try:
        return size is not None and float(size) < least
    except ValueError:
        return False


def _column(letters: str) -> int:
    """The number of a column, counted from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
