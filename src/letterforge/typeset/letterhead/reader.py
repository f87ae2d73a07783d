"""Pages of a PDF → objects of ours: only what the schema allows is taken, each object once."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

import pikepdf

from letterforge.typeset.letterhead.fault import NEW_PDF, BadLetterheadError
from letterforge.typeset.letterhead.schema import COLOURS, DRAWN, LIST, NAMES, PLAIN, SCHEMA
from letterforge.typeset.letterhead.streams import (
    CODECS,
    MOST_CONTENT,
    MOST_IN_ALL,
    MOST_PIXELS,
    MOST_UNPACKED,
    TOO_MUCH,
    filters_of,
    measure_unpacked,
    unpack_stream,
)
from letterforge.typeset.letterhead.work import DrawnContent, ObjectKey, count_operators, require_bounded

MARKS = frozenset({"BMC", "BDC", "EMC", "MP", "DP"})
"""Operators that mark content for tags, which the letterhead loses."""
KEPT_FILTERS = CODECS | {"/FlateDecode"}
MOST_PARTS = 20_000
"""Objects that a letterhead is made of."""
DEEPEST = 100
"""Objects within each other: a form in a form is three."""
MOST_WORDS = 2_000_000
"""Words of a content stream: each becomes an object while it is read."""
LEFT_BEHIND = {
    "/Ref": "a reference to another file",
    "/OPI": "a reference to another file",
    "/Alternates": "other versions of a picture",
    "/AF": "attached files",
    "/Measure": "measurements",
}
"""Keys that may lead outside, or that some programs alone show (ISO 32000-2, 8.9.5.4, 8.10.4, 12.9, 14.11.7,
14.13)."""
DELIMITERS = b" \t\r\n\f\0()<>[]{}/%"

Number: TypeAlias = int
Pieces: TypeAlias = tuple[bytes | Number, ...]
"""The words of an object, with a number of ours wherever it refers to another one."""


@dataclass(frozen=True, slots=True)
class PdfObject:
    """One object of the letterhead."""

    words: Pieces
    stream: bytes | None = None
    """Its bytes as they are written in a file; None: the object is not a stream."""


class LetterheadReader:
    """Takes objects out of a PDF, each once."""

    def __init__(self, *, archivable: bool) -> None:
        self.parts: dict[Number, PdfObject] = {}
        self.left_behind: dict[str, None] = {}
        """What the letterhead has and letters leave out, in words."""
        self._numbers: dict[tuple[ObjectKey, str], Number] = {}
        self._archivable = archivable
        self._drawn: dict[ObjectKey, DrawnContent] = {}
        self._unpacked = 0

    def page(self, form: Any) -> tuple[Number, tuple[Number, ...]]:
        """A page as a form: its number, and those of all that it needs. Raises BadLetterheadError."""
        number = self._take(form, "form", 0)
        start = self._drawn.get(form.objgen)
        require_bounded(start or DrawnContent(0), self._drawn)
        return number, tuple(sorted(self._list_needed(number)))

    def _list_needed(self, start: Number) -> set[Number]:
        found: set[Number] = set()
        left = [start]
        while left:
            number = left.pop()
            if number not in found:
                found.add(number)
                left += [word for word in self.parts[number].words if isinstance(word, int)]
        return found

    def _take(self, thing: Any, kind: str, depth: int) -> Number:
        """The number of an object, which it gets when it is first met."""
        key = thing.objgen, kind
        if key in self._numbers and thing.objgen != (0, 0):
            return self._numbers[key]
        number = len(self.parts)
        if number >= MOST_PARTS:
            raise BadLetterheadError(f"is made of more than {MOST_PARTS:,} objects", "simplify it")
        self._numbers[key] = number
        self.parts[number] = PdfObject(())  # its place, while what it needs is taken
        if isinstance(thing, pikepdf.Stream):
            self.parts[number] = self._stream(thing, kind, depth)
        else:
            self.parts[number] = PdfObject(tuple(self._compound(thing, kind, depth)))
        return number

    # --- streams ---------------------------------------------------------------------------------

    def _stream(self, stream: Any, kind: str, depth: int) -> PdfObject:
        if "/F" in stream or "/FFilter" in stream:
            raise BadLetterheadError("has a part that is in another file", NEW_PDF)
        kind = _kind_of(stream, kind)
        entries = dict(stream.items())
        content = self._content(stream, kind, entries)
        size = measure_unpacked(stream)
        self._unpacked += size
        if size > MOST_UNPACKED or self._unpacked > MOST_IN_ALL:
            raise BadLetterheadError(*TOO_MUCH)
        words = list(self._dictionary(entries, SCHEMA[kind], depth))
        words[-1:] = [b"/Length %d >>" % len(content)]
        return PdfObject(tuple(words), content)

    def _content(self, stream: Any, kind: str, entries: dict[str, Any]) -> bytes:
        """The bytes of a stream; `entries` get the filter that they have then."""
        if kind == "image":
            _require_modest(stream)
        is_drawing = kind in DRAWN
        if not is_drawing and set(filters_of(stream)) <= KEPT_FILTERS:
            return bytes(stream.read_raw_bytes())
        content = self._remove_marks(stream) if is_drawing else unpack_stream(stream)
        entries.pop("/DecodeParms", None)
        entries["/Filter"] = pikepdf.Name.FlateDecode
        return zlib.compress(content, 9)

    def _remove_marks(self, stream: Any) -> bytes:
        """The content of a drawing without the marks of its tags."""
        content = unpack_stream(stream)
        if (
            len(content) > MOST_CONTENT
            or sum(content.count(delimiter) for delimiter in DELIMITERS) > MOST_WORDS
        ):
            raise BadLetterheadError("draws too much for a letter", "simplify it")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a stream that ends too early: it is drawn up to there
            every = pikepdf.parse_content_stream(stream)
        instructions = [found for found in every if str(found.operator) not in MARKS]
        if self._archivable and any(str(found.operator) in {"k", "K"} for found in instructions):
            raise BadLetterheadError(*CMYK)
        self._drawn[stream.objgen] = count_operators(instructions, stream.get("/Resources"))
        return pikepdf.unparse_content_stream(instructions)

    # --- words -----------------------------------------------------------------------------------

    def _words(self, thing: Any, kind: str, depth: int) -> Iterator[bytes | Number]:
        if depth > DEEPEST:
            raise BadLetterheadError(f"has objects nested deeper than {DEEPEST}", NEW_PDF)
        if isinstance(thing, pikepdf.Stream) and kind == PLAIN:
            yield b"null"
        elif isinstance(thing, pikepdf.Stream) or (
            getattr(thing, "is_indirect", False) and isinstance(thing, _COMPOUND)
        ):
            yield self._take(thing, kind, depth)
        elif isinstance(thing, _COMPOUND):
            yield from self._compound(thing, kind, depth)
        else:
            yield self._scalar(thing)

    def _compound(self, thing: Any, kind: str, depth: int) -> Iterator[bytes | Number]:
        if isinstance(thing, pikepdf.Array):
            yield b"["
            for value, inner in zip(thing, self._kinds(thing, kind), strict=False):
                yield from (*self._words(value, inner, depth + 1), b" ")
            yield b"]"
        elif kind.startswith(NAMES):
            inner = kind.removeprefix(NAMES)
            yield from self._dictionary(dict(thing.items()), dict.fromkeys(dict(thing.items()), inner), depth)
        elif kind in SCHEMA:
            if kind == "font":
                _require_embedded(thing)
            yield from self._dictionary(dict(thing.items()), SCHEMA[kind], depth)
        else:
            yield b"null"

    def _kinds(self, array: Any, kind: str) -> Iterator[str]:
        """The kind of each value in an array."""
        family = COLOURS.get(str(array[0]), ()) if kind == "colour" and len(array) else ()
        yield from (PLAIN, *family) if kind == "colour" else ()
        inner = kind if kind in {"function", "parameters"} else PLAIN
        inner = kind.removeprefix(LIST) if kind.startswith(LIST) else inner
        while kind != "colour":
            yield inner

    def _dictionary(
        self, entries: Mapping[str, Any], kinds: Mapping[str, str], depth: int
    ) -> Iterator[bytes | Number]:
        yield b"<<"
        for key in sorted(entries):
            if key in LEFT_BEHIND:
                self.left_behind[LEFT_BEHIND[key]] = None
            if key in kinds:
                yield pikepdf.Name(key).unparse() + b" "
                yield from (*self._words(entries[key], kinds[key], depth + 1), b" ")
        yield b">>"

    def _scalar(self, thing: Any) -> bytes:
        if isinstance(thing, pikepdf.Object):
            if self._archivable and isinstance(thing, pikepdf.Name) and thing == "/DeviceCMYK":
                raise BadLetterheadError(*CMYK)
            return thing.unparse()
        if isinstance(thing, bool) or thing is None:
            return {True: b"true", False: b"false", None: b"null"}[thing]
        return f"{thing:f}".encode() if isinstance(thing, Decimal | float) else str(thing).encode()


CMYK = ("has CMYK colours, which an archivable letter cannot have", "convert it to RGB")
"""Message and hint."""
_COMPOUND = (pikepdf.Dictionary, pikepdf.Array, pikepdf.Stream)


def _kind_of(stream: Any, kind: str) -> str:
    """The kind of a stream, where more than one can be in its place.

    Raises BadLetterheadError for PostScript.
    """
    if kind == "mask":
        return "image"
    if kind != "object":
        return kind
    subtype = str(stream.get("/Subtype", ""))
    if subtype not in {"/Form", "/Image"} or str(stream.get("/Subtype2", "")) == "/PS":
        raise BadLetterheadError(f"has a drawing of a kind that letters cannot have ({subtype})", NEW_PDF)
    return subtype[1:].lower()


def _require_modest(image: Any) -> None:
    width, height = int(image.get("/Width", 0)), int(image.get("/Height", 0))
    if not 0 < width * height <= MOST_PIXELS or width < 0:
        millions = MOST_PIXELS // 1_000_000
        raise BadLetterheadError(
            f"has a picture without a size, or of more than {millions} million pixels", "make it smaller"
        )


def _require_embedded(font: Any) -> None:
    """Raise BadLetterheadError for a typeface that is named and not embedded (ISO 14289-1, 7.21.4.1)."""
    if str(font.get("/Subtype")) in {"/Type3", "/CIDFontType0", "/CIDFontType2"}:
        return
    holder = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    descriptor = holder.get("/FontDescriptor", {})
    if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
        name = str(font.get("/BaseFont", "/unknown")).lstrip("/")
        raise BadLetterheadError(f"does not embed the typeface {name}", "save it with all its typefaces")
