"""The text of a cell of an OpenDocument spreadsheet, as a person sees it (version 1.3 part 3, chapter 6)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from letterforge.intake.bounds import MOST_CHARACTERS

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
DRAWING = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"

ASIDE = frozenset({f"{OFFICE} annotation", f"{TEXT} ruby-text", f"{TEXT} note"})
"""What is in a cell and not of its text: comments, the reading of ruby, notes."""
SPACE = re.compile(r"[ \t\r\n]+")
"""Space in the XML, of which any amount counts as one (6.1.2)."""


class Kept(str):
    """Spaces, a tab or a line break that the author wanted, where other space counts once or not at all."""

    __slots__ = ()


class CellText:
    """The text of a cell: its paragraphs, parted by line feeds, without comments and drawings."""

    __slots__ = ("_is_plain", "_room", "aside", "lines", "parts")

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.parts: list[str] | None = None
        """Of the paragraph that is being read; None: none is."""
        self.aside = 0
        """How deep in what is not text."""
        self._is_plain = True
        self._room = MOST_CHARACTERS + 1
        """Spaces that may still be written out."""

    def clear(self) -> None:
        """Begin a new cell."""
        self.lines.clear()
        self._room = MOST_CHARACTERS + 1

    def all(self) -> str:
        """The whole text."""
        return self.lines[0] if len(self.lines) == 1 else "\n".join(self.lines)

    def begin_paragraph(self) -> None:
        """A paragraph begins, perhaps of a comment."""
        if self.aside:
            self.aside += 1
        else:
            self.parts = []
            self._is_plain = True

    def end_paragraph(self) -> None:
        """A paragraph ends."""
        if self.aside:
            self.aside -= 1
        elif self.parts is not None:
            self.lines.append(_plain(self.parts) if self._is_plain else _mixed(self.parts))
            self.parts = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Another element within the cell begins."""
        if self.aside or name in ASIDE or name.startswith(DRAWING):
            self.aside += 1
        elif self.parts is not None:
            self._add_sign(name, attributes, self.parts)

    def end(self) -> None:
        """Another element within the cell ends."""
        if self.aside:
            self.aside -= 1

    def _add_sign(self, name: str, attributes: Mapping[str, str], parts: list[str]) -> None:
        sign = {f"{TEXT} tab": "\t", f"{TEXT} line-break": "\n", f"{TEXT} s": " "}.get(name)
        if sign == " ":
            times = attributes.get(f"{TEXT} c") or "1"
            is_likely = times.isdecimal() and len(times) < 6
            sign = " " * min(int(times) if is_likely else self._room, self._room)
            self._room -= len(sign)
        if sign:
            parts.append(Kept(sign))
            self._is_plain = False


def _plain(parts: list[str]) -> str:
    if not parts:
        return ""
    text = parts[0] if len(parts) == 1 else "".join(parts)
    if "  " in text or not text.isprintable():
        text = SPACE.sub(" ", text)
    return text.strip(" ")


def _mixed(parts: list[str]) -> str:
    """A paragraph in which some spaces are wanted, and others count once, and not at its start or end
    (6.1.2).
    """
    pieces: list[str] = []
    after_space = True
    for part in parts:
        if isinstance(part, Kept):
            pieces.append(str(part))
            after_space = False
            continue
        text = SPACE.sub(" ", part)
        text = text[1:] if after_space and text.startswith(" ") else text
        if text:
            pieces.append(text)
            after_space = text.endswith(" ")
    if pieces and after_space:
        pieces[-1] = pieces[-1].removesuffix(" ")
    return "".join(pieces)
