"""What readers of a PDF of Typst's get from the glyphs of scripts in which a letter may be several of them.

Typst draws a sign that is moved up or down apart from the rest of its letter, and each part with the text of
all: "សម្ដេច" is copied as "សម្ដេម្ដេច". So here the parts of such a word become one piece of content again,
with one text (`ActualText`: ISO 32000-1, 14.9.4). That text is a letter's own, and the texts of the glyphs
must be its letters, in order: otherwise the page stays as it is, and the inspection reports it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, TypeAlias

import pikepdf

from letterforge.protocol.direction import RTL_SCRIPTS
from letterforge.typeset.plan.scripts import is_clustered, is_turned
from letterforge.typeset.typst.blocks import BLANKS, NARROW, ODD
from letterforge.typeset.typst.changing import change_pdf
from letterforge.typeset.typst.signs import (
    SHOWING,
    list_glyphs,
    read_glyph_texts,
    read_replacement,
    write_packed,
)

Instructions: TypeAlias = Sequence[Any]
"""Of a page's content. pikepdf has types of its own for them, which are also the types of pictures in it."""
GlyphTextsByFont: TypeAlias = Mapping[str, Mapping[int, str]]
MARKING = frozenset({"BDC", "BMC", "EMC"})
FRAME = frozenset({"q", "cm", "BT", "ET", "Q"})
HYPHENS = frozenset("-\u2010")
LINE_APART = Decimal(8)
"""Height, in points, by which two lines differ at least; a sign is moved less."""
AGAINST = re.compile(f"[{RTL_SCRIPTS}]")
IGNORED = re.compile("[\u00ad\u200b\u200e\u200f\u2060-\u2069\ufeff]")
"""Characters without a glyph."""


@dataclass(frozen=True, slots=True)
class TaggedContent:
    """A piece of a page's content that belongs to an element of the structure."""

    start: int
    """Place of the instruction that begins it."""
    end: int
    """Place of the one that ends it."""
    number: int
    """Its number on the page (MCID)."""
    language: str
    texts: tuple[str, ...]
    """Of its glyphs, from left to right."""
    x: Decimal
    y: Decimal

    @property
    def text(self) -> str:
        """All of them."""
        return "".join(self.texts)


def give_texts(content: bytes, passages: Iterable[str]) -> bytes:
    """A PDF of Typst's in which each word of such a script is one text. `passages`: the letter's text."""
    plain = [BLANKS.sub(" ", NARROW.sub("\u00a0", ODD.sub(" ", passage))) for passage in passages]
    plain = [IGNORED.sub("", passage) for passage in plain]
    known = [line for passage in plain for line in passage.split("\n") if is_clustered(line)]

    def change(letter: pikepdf.Pdf) -> None:
        fonts: dict[tuple[int, int], Mapping[int, str]] = {}
        parents = _find_parents(letter)
        for page in letter.pages:
            here = {}
            for name, font in page.Resources.get("/Font", pikepdf.Dictionary()).items():
                if font.objgen not in fonts:
                    fonts[font.objgen] = read_glyph_texts(font)
                here[name] = fonts[font.objgen]
            _rewrite(page, here, parents[int(page.StructParents)], known)

    return change_pdf(content, change)


def _find_parents(letter: pikepdf.Pdf) -> dict[int, pikepdf.Object]:
    """By the key of a page: the elements that its pieces of content belong to (14.7.4.4)."""
    found: dict[int, pikepdf.Object] = {}
    nodes = [letter.Root.StructTreeRoot.ParentTree]
    while nodes:
        node = nodes.pop()
        nodes += list(node.get("/Kids", []))
        listed = list(node.get("/Nums", []))
        found |= {int(key): parents for key, parents in zip(listed[::2], listed[1::2], strict=True)}
    return found


def _rewrite(
    page: pikepdf.Page, fonts: GlyphTextsByFont, parents: pikepdf.Object, passages: Sequence[str]
) -> None:
    instructions: Instructions = list(pikepdf.parse_content_stream(page))
    written: list[Any] = []
    end = 0
    for word in _list_words(_list_tagged(instructions, fonts), parents):
        parts = [instructions[piece.start : piece.end + 1] for piece in word]
        text = _find_text(word, passages) if all(map(_is_simple, parts)) else ""
        if text:
            written += instructions[end : word[0].start]
            written += _merge(word, parts, text)
            end = word[-1].end + 1
            _take_out([piece.number for piece in word[1:]], parents)
    if written:
        write_packed(page.Contents, pikepdf.unparse_content_stream([*written, *instructions[end:]]))


def _is_simple(part: Instructions) -> bool:
    """Whether a piece of content moves to its place once, and shows its text there, as Typst writes it."""
    operators = [str(instruction.operator) for instruction in part]
    frame = [operator for operator in operators if operator in FRAME]
    cm = operators.index("cm") if "cm" in operators else 0
    return frame == ["q", "cm", "BT", "ET", "Q"] and part[cm].operands[:4] == [1, 0, 0, -1]


def _merge(word: Sequence[TaggedContent], parts: Sequence[Instructions], text: str) -> Iterator[Any]:
    """Pieces of content as one. The text is within the coordinates of the glyphs, for Poppler."""
    opening = next(at for at, instruction in enumerate(parts[0]) if str(instruction.operator) == "BT")
    yield from parts[0][: opening + 1]
    named = pikepdf.Dictionary({"/ActualText": pikepdf.String(text)})
    yield pikepdf.ContentStreamInstruction([pikepdf.Name.Span, named], pikepdf.Operator("BDC"))
    for at, (piece, part) in enumerate(zip(word, parts, strict=True)):
        for instruction in part if at else part[opening + 1 :]:
            operator = str(instruction.operator)
            if operator == "Tm":
                a, b, c, d, x, y = instruction.operands
                moved = [a, b, c, d, _add(x, piece.x - word[0].x), _add(y, word[0].y - piece.y)]
                yield pikepdf.ContentStreamInstruction(moved, instruction.operator)
            elif operator not in FRAME and operator not in MARKING:
                yield instruction
    yield from (
        pikepdf.ContentStreamInstruction([], pikepdf.Operator(name)) for name in ("EMC", "ET", "Q", "EMC")
    )


def _add(length: Decimal | int, more: Decimal) -> Decimal:
    return round(length + more, 5)


def _take_out(numbers: Iterable[int], parents: pikepdf.Object) -> None:
    """Remove pieces of content from the structure: they are part of another one now."""
    for number in numbers:
        element = parents[number]
        element.K = pikepdf.Array(kid for kid in element.K if kid != number)
        parents[number] = None


# --- pieces of content -----------------------------------------------------------------------------------


def _list_tagged(instructions: Instructions, fonts: GlyphTextsByFont) -> Iterator[TaggedContent]:
    begun: list[int] = []
    for at, instruction in enumerate(instructions):
        operator = str(instruction.operator)
        if operator in {"BDC", "BMC"}:
            begun.append(at)
        elif operator == "EMC":
            start = begun.pop()
            *_, properties = instructions[start].operands
            if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties:
                yield _read_tagged(instructions, start, at, fonts)


def _read_tagged(instructions: Instructions, start: int, end: int, fonts: GlyphTextsByFont) -> TaggedContent:
    properties = instructions[start].operands[1]
    texts: list[str] = []
    font: Mapping[int, str] = {}
    place: tuple[Decimal, ...] = ()
    is_replaced = False
    for instruction in instructions[start + 1 : end]:
        match str(instruction.operator):
            case "cm" if not place:
                place = tuple(map(Decimal, instruction.operands[4:]))
            case "Tf":
                font = fonts[str(instruction.operands[0])]
            case "BDC":
                texts.append(read_replacement(instruction.operands))
                is_replaced = True
            case "EMC":
                is_replaced = False
            case operator if operator in SHOWING and not is_replaced:
                texts += (font.get(glyph, "") for glyph in list_glyphs(instruction.operands[0]))
    x, y = place or (Decimal(0), Decimal(0))
    language = str(properties.get("/Lang", ""))
    return TaggedContent(start, end, int(properties.MCID), language, tuple(filter(None, texts)), x, y)


def _list_words(pieces: Iterable[TaggedContent], parents: pikepdf.Object) -> Iterator[list[TaggedContent]]:
    """Pieces on one line, from the first of such a script to the last, with what is between them."""
    line: list[TaggedContent] = []
    for piece in pieces:
        if line and not _continues(line[-1], piece, parents):
            yield from _trim(line)
            line = []
        line.append(piece)
    yield from _trim(line)


def _continues(before: TaggedContent, piece: TaggedContent, parents: pikepdf.Object) -> bool:
    """Whether a piece is the next one on the same line, in the same element and language."""
    return (
        piece.start == before.end + 1
        and piece.language == before.language
        and parents[piece.number].objgen == parents[before.number].objgen
        and not (piece.x < before.x and abs(piece.y - before.y) > LINE_APART)
    )


def _trim(line: Sequence[TaggedContent]) -> Iterator[list[TaggedContent]]:
    places = [at for at, piece in enumerate(line) if is_clustered(piece.text)]
    if places:
        end = places[-1] + 1
        # To the end of the word: PDFium may read a space after such a text.
        while end < len(line) and line[end].text[:1].strip() and line[end - 1].text[-1:] != " ":
            end += 1
        yield list(line[places[0] : end])


# --- texts -----------------------------------------------------------------------------------------------


def _find_text(word: Sequence[TaggedContent], passages: Sequence[str]) -> str:
    """The text of a letter's passages that glyphs show; empty: none of them has it."""
    texts = [text for piece in word for part in piece.texts if (text := IGNORED.sub("", part))]
    whole = "".join(texts)
    if is_turned(whole):
        return ""
    if AGAINST.search(whole):
        texts.reverse()
    # A word that Typst broke has a hyphen that is not the letter's.
    ways = [(texts, "")] + ([(texts[:-1], texts[-1])] if texts[-1] in HYPHENS and len(texts) > 1 else [])
    for passage in passages:
        for shown, hyphen in ways:
            start = passage.find(shown[0])
            while start >= 0:
                if end := _follow(shown, passage, start):
                    return passage[start:end] + hyphen
                start = passage.find(shown[0], start + 1)
    return ""


def _follow(texts: Sequence[str], passage: str, start: int) -> int:
    """Where a passage ends that has these texts one after the other from a place on; 0: it has others.

    A text may be there once and in the list several times in a row: each part of a letter has all of it.
    """
    ends = {start + len(texts[0])}
    for before, text in pairwise(texts):
        further = {end + len(text) for end in ends if passage.startswith(text, end)}
        ends = further | ends if text == before else further
        if not ends:
            return 0
    return max(ends)
