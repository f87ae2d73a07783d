"""Signs above and below letters, such as the vowels of Arabic: each occurs once in the text of a PDF.

Typst draws a sign that is moved up or down apart from its letter, and gives both of them the text of both
(typst-layout, `ShapedText::build`): copied, searched or read out, "شكراً" would be "شكراًاً". So a sign
without width gets only its own text, and its letter the text without the sign.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pikepdf

from letterforge.typeset.glyphs import MARK
from letterforge.typeset.typst.changing import change_pdf

MAPPINGS = re.compile(rb"(?<=beginbfchar\n).*?(?=endbfchar)", re.DOTALL)
MAPPING = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
"""A glyph's number in a font, and its text (ISO 32000-1, 9.10.3)."""
SHOWING = frozenset({"Tj", "TJ"})
"""Operators that show text (9.4.3): the only ones that Typst uses."""


def say_signs_once(content: bytes) -> bytes:
    """A PDF of Typst's in which each sign occurs once in the text."""
    return change_pdf(content, _say_once)


def _say_once(letter: pikepdf.Pdf) -> None:
    fonts: dict[tuple[int, int], _Font] = {}
    pages: list[_Drawn] = []
    for page in letter.pages:
        here: dict[str, _Font] = {}
        for name, found in page.Resources.get("/Font", pikepdf.Dictionary()).items():
            if found.objgen not in fonts:
                fonts[found.objgen] = _Font.read(found)
            here[name] = fonts[found.objgen]
        pages.append(_Drawn(page, here, list(pikepdf.parse_content_stream(page))))
    for drawn in pages:
        drawn.find_letters()
    for drawn in pages:
        _rewrite(drawn)
    for font in fonts.values():
        font.rewrite()


@dataclass(frozen=True, slots=True)
class _Font:
    """A font of a PDF, with the texts of its glyphs."""

    mappings: pikepdf.Object
    texts: Mapping[int, str]
    """By glyph: its text as Typst wrote it."""
    wide: set[int]
    """Glyphs that take room on the line, and others that are shown in one string with them: letters.

    The alef of Noto Naskh's "لا" takes none, because its lam takes the room of both.
    """
    signs: frozenset[str]
    """Those that are drawn apart from their letters."""

    @classmethod
    def read(cls, font: pikepdf.Object) -> _Font:
        wide = set(_list_wide(list(font.DescendantFonts[0].get("/W", []))))
        texts = read_glyph_texts(font)
        apart = (text for glyph, text in texts.items() if glyph not in wide)
        return cls(
            font.ToUnicode, texts, wide, frozenset(sign for text in apart for sign in MARK.findall(text))
        )

    def note_letters(self, glyphs: Sequence[int]) -> None:
        """Count those among glyphs of one string as wide that have a letter in their text."""
        if not self.wide.issuperset(glyphs) and not self.wide.isdisjoint(glyphs):
            self.wide.update(glyph for glyph in glyphs if MARK.sub("", self.texts.get(glyph, "")))

    def pick_text(self, glyph: int, text: str) -> str:
        """The text of a glyph, taken from the text of it and its neighbours together."""
        if glyph in self.wide:
            return "".join(character for character in text if character not in self.signs) or text
        return "".join(MARK.findall(text)) or text

    def own_text(self, glyph: int) -> str:
        """The text that a glyph has by itself from now on."""
        return self.pick_text(glyph, self.texts.get(glyph, ""))

    def rewrite(self) -> None:
        """Write the new text of each glyph."""

        def mapping(found: re.Match[bytes]) -> bytes:
            text = self.own_text(int(found[1], 16))
            return b"<%b> <%b>" % (found[1], text.encode("utf-16-be").hex().upper().encode())

        old = self.mappings.read_bytes()
        new = MAPPINGS.sub(lambda block: MAPPING.sub(mapping, block[0]), old)
        if new != old:
            write_packed(self.mappings, new)


def _list_wide(widths: list[pikepdf.Object]) -> Iterator[int]:
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


def read_glyph_texts(font: pikepdf.Object) -> dict[int, str]:
    """The texts of a font's glyphs, by their numbers."""
    blocks = MAPPINGS.findall(font.ToUnicode.read_bytes())
    return {int(glyph, 16): _text(digits) for block in blocks for glyph, digits in MAPPING.findall(block)}


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")


@dataclass(frozen=True, slots=True)
class _Replaced:
    """Marked content with a replacement text; or a sign without one, which has this text in its font."""

    start: int
    end: int
    """Where it begins and ends among the instructions of its page."""
    font: _Font
    glyphs: tuple[int, ...]
    text: str

    @property
    def has_letter(self) -> bool:
        """Whether it shows more than signs."""
        return any(glyph in self.font.wide for glyph in self.glyphs)

    @property
    def is_needless(self) -> bool:
        """Whether it is a single glyph, which has this text itself now."""
        if len(self.glyphs) != 1:
            return False
        return self.font.pick_text(self.glyphs[0], self.text) == self.font.own_text(self.glyphs[0])


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A page, with its fonts by name and its instructions."""

    page: pikepdf.Page
    fonts: Mapping[str, _Font]
    instructions: list[Any]

    def find_letters(self) -> None:
        """Note in each font the letters without width: Typst shows signs that it moves by themselves.

        What several glyphs show together, such as a letter and a sign that is not moved, has a replacement
        text.
        """
        font: _Font | None = None
        replaced: list[bool] = []
        for instruction in self.instructions:
            operator = str(instruction.operator)
            if operator in {"BDC", "BMC"}:
                replaced.append(bool(read_replacement(instruction.operands)))
            elif operator == "EMC":
                replaced.pop()
            elif operator == "Tf":
                font = self.fonts.get(str(instruction.operands[0]))
            elif font and operator in SHOWING and not any(replaced):
                font.note_letters(list(list_glyphs(instruction.operands[0])))


def _rewrite(drawn: _Drawn) -> None:
    """Remove each replacement text of a single glyph (14.9.4), where the glyph now has that text itself.

    Where a sign is drawn before its letter with a text of its own, as one of two signs on a letter is, the
    letter's text is without signs.
    """
    instructions, page = drawn.instructions, drawn.page
    found = list(_list_replaced(instructions, drawn.fonts))
    marked = (piece for piece in found if piece.is_needless and piece.start < piece.end)
    needless = {at for piece in marked for at in (piece.start, piece.end)}
    changed = {
        after.start: MARK.sub("", after.text)
        for before, after in pairwise(found)
        if before.text == after.text and before.is_needless and after.has_letter and not before.has_letter
    }
    for at, text in changed.items():
        tag, properties = instructions[at].operands
        said = pikepdf.Dictionary({**dict(properties.items()), "/ActualText": pikepdf.String(text)})
        instructions[at] = pikepdf.ContentStreamInstruction([tag, said], instructions[at].operator)
    if needless or changed:
        kept = [instruction for at, instruction in enumerate(instructions) if at not in needless]
        write_packed(page.Contents, pikepdf.unparse_content_stream(kept))


def _list_replaced(instructions: Sequence[Any], fonts: Mapping[str, _Font]) -> Iterator[_Replaced]:
    font: _Font | None = None
    begun: list[int] = []
    """Where the marked content begins within which we are."""
    replacement = ""
    shown: list[int] = []
    for at, instruction in enumerate(instructions):
        operator = str(instruction.operator)
        if operator in {"BDC", "BMC"}:
            begun.append(at)
            if text := read_replacement(instruction.operands):
                replacement, shown = text, []
        elif operator == "EMC":
            start = begun.pop()
            if replacement and read_replacement(instructions[start].operands):
                if font:
                    yield _Replaced(start, at, font, tuple(shown), replacement)
                replacement = ""
        elif operator == "Tf":
            font = fonts.get(str(instruction.operands[0]))
        elif replacement and operator in SHOWING:
            shown += list_glyphs(instruction.operands[0])
        elif font and operator in SHOWING:
            last = next(iter(reversed(list(list_glyphs(instruction.operands[0])))), None)
            if (
                last is not None and last not in font.wide
            ):  # a sign whose text is that of its letter, which comes next
                yield _Replaced(at, at, font, (last,), font.texts.get(last, ""))


def read_replacement(begun: Iterable[pikepdf.Object]) -> str:
    """The replacement text of marked content with these operands; empty: it has none."""
    *_, properties = begun
    text = properties.get("/ActualText") if isinstance(properties, pikepdf.Dictionary) else None
    return str(text) if text is not None else ""


def list_glyphs(shown: pikepdf.Object) -> Iterator[int]:
    """The numbers of the glyphs that an operator shows: two bytes each, in fonts of Typst's."""
    for piece in shown if isinstance(shown, pikepdf.Array) else (shown,):
        if isinstance(piece, pikepdf.String):
            yield from (int.from_bytes(pair, "big") for pair in zip(*[iter(bytes(piece))] * 2, strict=True))


def write_packed(stream: pikepdf.Object, content: bytes) -> None:
    """Replace the content of a stream."""
    stream.write(zlib.compress(content), filter=pikepdf.Name.FlateDecode)
