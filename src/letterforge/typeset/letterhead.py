"""A letterhead as PDF → what is wrong with it, and its pages as objects that any letter's PDF can take in.

The pages are read once: their content becomes forms (ISO 32000-1, 8.10) that are laid under the letter's own as
artifacts. Tags, links and scripts of the letterhead stay behind.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import pikepdf

from letterforge import given
from letterforge.campaign import FILE_NAME, Campaign
from letterforge.errors import BrokenCampaign, Code, Place, Problem, Severity

TOLERANCE = 72 / 25.4
"""How far the letterhead's page may be from the stationery's, in points: 1 mm."""

NOT_TAKEN = frozenset(
    {"/Interpolate", "/LastModified", "/Metadata", "/OC", "/OPI", "/Parent", "/PieceInfo", "/StructParent"}
    | {"/Alternates", "/Length", "/StructParents"}
)
"""Keys that belong to the letterhead's own document, or that no archivable file may have."""
MARKS = frozenset({"BMC", "BDC", "EMC", "MP", "DP"})
"""Operators that mark content for tags, which the letterhead loses."""
KEPT_FILTERS = frozenset({"/FlateDecode", "/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"})

Number: TypeAlias = int
Pieces: TypeAlias = tuple[bytes | Number, ...]
"""The words of an object, with a number of ours wherever it refers to another one."""


class BadLetterheadError(ValueError):
    """A file that cannot be laid under letters; `str()` says why and what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """One object of the letterhead."""

    words: Pieces
    stream: bytes | None = None
    """Its bytes as they stand in a file; None: the object is no stream."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the letterhead as a form."""

    form: Number
    parts: tuple[Number, ...]
    """The form and all that it needs."""
    offset: tuple[float, float]
    """Where the form's origin goes, in points from the page's lower left corner."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The first page, and the one for all that follow, where there is one."""

    parts: Mapping[Number, Part]
    sheets: tuple[Sheet, ...]

    def sheet(self, page: int) -> Sheet | None:
        """The sheet under a page, counted from 0; None: that page has none."""
        at = min(page, 1)
        return self.sheets[at] if at < len(self.sheets) else None


def is_archivable(campaign: Campaign) -> bool:
    """Whether the campaign's PDFs claim to be good for an archive (ISO 19005)."""
    return campaign.output.pdf.startswith("a-")


def check_letterhead(campaign: Campaign) -> list[Problem]:
    """What is wrong with the campaign's letterhead in PDF, before any letter is set."""
    stationery = campaign.stationery
    if stationery.letterhead_pdf is None:
        return []
    problems = []
    if isinstance(stationery.letterhead, tuple):
        message = '"letterhead_pdf" and "letterhead" are both set: PDFs have only the first'
        hint = "take one of them away; without pictures in Word files too: letterhead = false"
        place = Place(FILE_NAME, column="stationery.letterhead")
        problems.append(Problem(Code.BAD_LETTERHEAD, message, hint, place, Severity.WARNING))
    try:
        read_letterhead(stationery.letterhead_pdf, stationery.page_size, archivable=is_archivable(campaign))
    except BadLetterheadError as error:
        problems.append(letterhead_problem(campaign, error))
    return problems


def letterhead_of(campaign: Campaign) -> Letterhead | None:
    """The campaign's letterhead in PDF. Raises BrokenCampaign where it cannot be laid under letters."""
    stationery = campaign.stationery
    if stationery.letterhead_pdf is None:
        return None
    try:
        return read_letterhead(
            stationery.letterhead_pdf, stationery.page_size, archivable=is_archivable(campaign)
        )
    except BadLetterheadError as error:
        raise BrokenCampaign([letterhead_problem(campaign, error)]) from None


def letterhead_problem(campaign: Campaign, error: BadLetterheadError) -> Problem:
    """The problem that the campaign's letterhead cannot be laid under letters."""
    path = campaign.stationery.letterhead_pdf
    message, _, hint = str(error).partition("; ")
    return Problem(
        Code.BAD_LETTERHEAD, f"{campaign.shown(path) if path else ''} {message}", hint, Place(FILE_NAME)
    )


def read_letterhead(path: Path, page_size: tuple[float, float], *, archivable: bool) -> Letterhead:
    """Read a letterhead for pages of a size in points. Raises BadLetterheadError."""
    try:
        with pikepdf.open(path) as pdf:
            _require_plain(pdf)
            _require_readable(path)
            reader = _Reader(archivable=archivable)
            sheets = tuple(reader.sheet(page, page_size) for page in list(pdf.pages)[:2])
            return Letterhead(reader.parts, sheets)
    except pikepdf.PasswordError:
        raise BadLetterheadError("is encrypted; save it without protection") from None
    except (pikepdf.PdfError, OSError) as error:
        raise BadLetterheadError(f"is no sound PDF: {error}") from None


def _require_plain(pdf: pikepdf.Pdf) -> None:
    if pdf.is_encrypted:
        raise BadLetterheadError("is encrypted; save it without protection")
    if "/JavaScript" in pdf.Root.get("/Names", {}) or "/AA" in pdf.Root or _acts(pdf.Root):
        raise BadLetterheadError("has a script in it; print it to a new PDF")
    if "/OCProperties" in pdf.Root:
        raise BadLetterheadError("has layers; flatten it, or print it to a new PDF")
    if not pdf.pages:
        raise BadLetterheadError("has no page")


def _require_readable(path: Path) -> None:
    """That whoever reads the letters can open the file as well: qpdf mends what others do not."""
    import pypdfium2

    try:
        pypdfium2.PdfDocument(given.content(path)).close()
    except pypdfium2.PdfiumError as error:
        raise BadLetterheadError(f"is no sound PDF: {error}") from None


def _acts(root: Any) -> bool:
    action = root.get("/OpenAction")
    return isinstance(action, pikepdf.Dictionary) and "/JS" in action


class _Reader:
    """Takes objects out of a PDF, each once."""

    def __init__(self, *, archivable: bool) -> None:
        self.parts: dict[Number, Part] = {}
        self._numbers: dict[tuple[int, int], Number] = {}
        self._archivable = archivable

    def sheet(self, page: pikepdf.Page, page_size: tuple[float, float]) -> Sheet:
        form = page.as_form_xobject()
        left, bottom, width, height = _extent(form)
        if max(abs(width - page_size[0]), abs(height - page_size[1])) > TOLERANCE:
            size, wanted = (_in_mm(*each) for each in ((width, height), page_size))
            raise BadLetterheadError(f"has pages of {size}, and the letters {wanted}; make them equal")
        number = self._take(form)
        return Sheet(number, tuple(sorted(self._reached(number))), (-left, -bottom))

    def _reached(self, number: Number) -> set[Number]:
        found: set[Number] = set()
        left = [number]
        while left:
            each = left.pop()
            if each not in found:
                found.add(each)
                left += [word for word in self.parts[each].words if isinstance(word, int)]
        return found

    def _take(self, thing: Any) -> Number:
        """The number of an object, which it gets when it is first met."""
        key = thing.objgen
        if key in self._numbers and key != (0, 0):
            return self._numbers[key]
        number = len(self.parts)
        self._numbers[key] = number
        self.parts[number] = Part(())  # its place, while what it needs is taken
        if isinstance(thing, pikepdf.Stream):
            self.parts[number] = self._stream(thing)
        else:
            self.parts[number] = Part(tuple(self._words(thing, top=True)))
        return number

    def _stream(self, stream: Any) -> Part:
        is_drawing = "/Resources" in stream or stream.get("/Subtype") == "/Form" or "/PatternType" in stream
        entries = dict(stream.items())
        if is_drawing:
            content = zlib.compress(self._unmarked(stream), 9)
        elif _filters(stream) <= KEPT_FILTERS:
            content = stream.read_raw_bytes()
        else:
            content = zlib.compress(stream.read_bytes(), 9)
        if is_drawing or not _filters(stream) <= KEPT_FILTERS:
            entries.pop("/DecodeParms", None)
            entries["/Filter"] = pikepdf.Name.FlateDecode
        entries["/Length"] = len(content)
        return Part(tuple(self._dictionary(entries, kept="/Length")), content)

    def _unmarked(self, stream: Any) -> bytes:
        """The content of a drawing without the marks of its tags."""
        instructions = [
            each for each in pikepdf.parse_content_stream(stream) if str(each.operator) not in MARKS
        ]
        if self._archivable and any(str(each.operator) in {"k", "K"} for each in instructions):
            raise BadLetterheadError(CMYK)
        return pikepdf.unparse_content_stream(instructions)

    def _words(self, thing: Any, *, top: bool = False) -> Iterator[bytes | Number]:
        is_other = not top and getattr(thing, "is_indirect", False)
        if isinstance(thing, pikepdf.Stream) or (is_other and isinstance(thing, _COMPOUND)):
            yield self._take(thing)
        elif isinstance(thing, pikepdf.Dictionary):
            if str(thing.get("/Type")) == "/Font":
                _require_embedded(thing)
            yield from self._dictionary(dict(thing.items()))
        elif isinstance(thing, pikepdf.Array):
            yield b"["
            for each in thing:
                yield from (*self._words(each), b" ")
            yield b"]"
        else:
            yield self._scalar(thing)

    def _dictionary(self, entries: Mapping[str, Any], kept: str = "") -> Iterator[bytes | Number]:
        yield b"<<"
        for key in sorted(entries):
            if key not in NOT_TAKEN or key == kept:
                yield pikepdf.Name(key).unparse() + b" "
                yield from (*self._words(entries[key]), b" ")
        yield b">>"

    def _scalar(self, thing: Any) -> bytes:
        if isinstance(thing, pikepdf.Object):
            if self._archivable and isinstance(thing, pikepdf.Name) and thing == "/DeviceCMYK":
                raise BadLetterheadError(CMYK)
            return thing.unparse()
        if isinstance(thing, bool) or thing is None:
            return {True: b"true", False: b"false", None: b"null"}[thing]
        return f"{thing:f}".encode() if isinstance(thing, Decimal | float) else str(thing).encode()


CMYK = "has CMYK colours, which an archivable letter cannot have; convert it to RGB"
_COMPOUND = (pikepdf.Dictionary, pikepdf.Array, pikepdf.Stream)


def _filters(stream: Any) -> set[str]:
    named = stream.get("/Filter", [])
    return {str(each) for each in ([named] if isinstance(named, pikepdf.Name) else named)}


def _require_embedded(font: Any) -> None:
    """Raise BadLetterheadError for a typeface that is named and not embedded (ISO 14289-1, 7.21.4.1)."""
    if font.get("/Subtype") == "/Type3":
        return
    holder = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    descriptor = holder.get("/FontDescriptor", {})
    if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
        name = str(font.get("/BaseFont", "/unknown")).lstrip("/")
        raise BadLetterheadError(f"does not embed the typeface {name}; save it with all its typefaces")


def _extent(form: Any) -> tuple[float, float, float, float]:
    """Left, bottom, width and height of a form on its page, in points."""
    x0, y0, x1, y1 = (float(each) for each in form.BBox)
    matrix = [float(each) for each in form.get("/Matrix", [1, 0, 0, 1, 0, 0])]
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (x0, x1) for y in (y0, y1)]
    left, bottom = (min(corner[axis] for corner in corners) for axis in (0, 1))
    right, top = (max(corner[axis] for corner in corners) for axis in (0, 1))
    return left, bottom, right - left, top - bottom


def _in_mm(width: float, height: float) -> str:
    return f"{width / 72 * 25.4:.0f} × {height / 72 * 25.4:.0f} mm"


def words_of(pieces: Sequence[bytes | Number], numbers: Mapping[Number, int]) -> bytes:
    """An object as it stands in a file, where `numbers` are those that its parts have there."""
    return b"".join(piece if isinstance(piece, bytes) else b"%d 0 R" % numbers[piece] for piece in pieces)
