"""Signs above and below letters, such as the vowels of Arabic: each is said once in the text of a PDF.

Typst draws a sign that is moved up or down apart from its letter, and says the text of both with each of the two
(typst-layout, `ShapedText::build`): whoever copies the page, searches it or has it read out would find "شكراً" as
"شكراًاً". So a sign that takes no room of its own is made to say itself alone, and its letter to leave it out.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pikepdf

from letterforge.typeset.glyphs import MARK
from letterforge.typeset.typst.changing import changed

MAPPINGS = re.compile(rb"(?<=beginbfchar\n).*?(?=endbfchar)", re.DOTALL)
MAPPING = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
"""A glyph's number in a font, and the text that it stands for (ISO 32000-1, 9.10.3)."""
SHOWING = frozenset({"Tj", "TJ"})
"""Operators that show text (9.4.3): the only ones that Typst uses."""


def said_once(content: bytes) -> bytes:
    """A PDF of Typst's in which each sign stands once in the text."""
    return changed(content, _say_once)


def _say_once(letter: pikepdf.Pdf) -> None:
    fonts: dict[tuple[int, int], _Font] = {}
    for page in letter.pages:
        here: dict[str, _Font] = {}
        for name, found in page.Resources.get("/Font", pikepdf.Dictionary()).items():
            if found.objgen not in fonts:
                fonts[found.objgen] = _Font.read(found)
            here[name] = fonts[found.objgen]
        _rewrite(page, here)
    for font in fonts.values():
        font.rewrite()


@dataclass(frozen=True, slots=True)
class _Font:
    """A font of a PDF, with what its glyphs say."""

    mappings: pikepdf.Object
    said: Mapping[int, str]
    """By glyph: what it says as Typst has it."""
    wide: frozenset[int]
    """Glyphs that take room on the line: letters."""
    signs: frozenset[str]
    """Those that are drawn apart from their letters."""

    @classmethod
    def read(cls, font: pikepdf.Object) -> _Font:
        wide = frozenset(_wide(list(font.DescendantFonts[0].get("/W", []))))
        said = dict(_mapped(font.ToUnicode.read_bytes()))
        apart = (text for glyph, text in said.items() if glyph not in wide)
        return cls(
            font.ToUnicode, said, wide, frozenset(sign for text in apart for sign in MARK.findall(text))
        )

    def says(self, glyph: int, said: str) -> str:
        """What a glyph is to say instead of the text of it and of its neighbours in one place."""
        if glyph in self.wide:
            return "".join(character for character in said if character not in self.signs) or said
        return "".join(MARK.findall(said)) or said

    def now(self, glyph: int) -> str:
        """What a glyph says by itself from now on."""
        return self.says(glyph, self.said.get(glyph, ""))

    def rewrite(self) -> None:
        """Let each glyph say what it is to say."""

        def mapping(found: re.Match[bytes]) -> bytes:
            said = self.now(int(found[1], 16))
            return b"<%b> <%b>" % (found[1], said.encode("utf-16-be").hex().upper().encode())

        old = self.mappings.read_bytes()
        new = MAPPINGS.sub(lambda block: MAPPING.sub(mapping, block[0]), old)
        if new != old:
            _write(self.mappings, new)


def _wide(widths: list[pikepdf.Object]) -> Iterator[int]:
    """The glyphs with a width in a font's array `W` (9.7.4.3): `first [w …]` or `first last w`."""
    at = 0
    while at < len(widths):
        first = int(widths[at])
        if isinstance(widths[at + 1], pikepdf.Array):
            yield from (first + place for place, width in enumerate(widths[at + 1]) if width)
            at += 2
        else:
            yield from range(first, int(widths[at + 1]) + 1) if widths[at + 2] else ()
            at += 3


def _mapped(mappings: bytes) -> Iterator[tuple[int, str]]:
    for block in MAPPINGS.findall(mappings):
        yield from ((int(glyph, 16), _text(said)) for glyph, said in MAPPING.findall(block))


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")


def _rewrite(page: pikepdf.Page, fonts: Mapping[str, _Font]) -> None:
    """Take away each text that stands in for that of one glyph (14.9.4), where the glyph says it by itself now."""
    instructions = list(pikepdf.parse_content_stream(page))
    font: _Font | None = None
    begun: list[int] = []
    """Where the marked content begins within which we are."""
    standing_in = ""
    shown: list[int] = []
    needless: set[int] = set()
    for at, instruction in enumerate(instructions):
        operator = str(instruction.operator)
        if operator in {"BDC", "BMC"}:
            begun.append(at)
            if text := _standing_in(instruction.operands):
                standing_in, shown = text, []
        elif operator == "EMC":
            start = begun.pop()
            if standing_in and _standing_in(instructions[start].operands):
                if font and len(shown) == 1 and font.says(shown[0], standing_in) == font.now(shown[0]):
                    needless |= {start, at}
                standing_in = ""
        elif operator == "Tf":
            font = fonts.get(str(instruction.operands[0]))
        elif standing_in and operator in SHOWING:
            shown += _glyphs(instruction.operands[0])
    if needless:
        kept = [instruction for at, instruction in enumerate(instructions) if at not in needless]
        _write(page.Contents, pikepdf.unparse_content_stream(kept))


def _standing_in(begun: Iterable[pikepdf.Object]) -> str:
    """The text that stands in for what is shown in marked content with these operands; empty: none does."""
    *_, properties = begun
    text = properties.get("/ActualText") if isinstance(properties, pikepdf.Dictionary) else None
    return str(text) if text is not None else ""


def _glyphs(shown: pikepdf.Object) -> Iterator[int]:
    """The numbers of the glyphs that an operator shows: two bytes each, in fonts of Typst's."""
    for piece in shown if isinstance(shown, pikepdf.Array) else (shown,):
        if isinstance(piece, pikepdf.String):
            yield from (int.from_bytes(pair, "big") for pair in zip(*[iter(bytes(piece))] * 2, strict=True))


def _write(stream: pikepdf.Object, content: bytes) -> None:
    stream.write(zlib.compress(content), filter=pikepdf.Name.FlateDecode)
