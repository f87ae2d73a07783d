"""A letterhead as PDF → what is wrong with it, and its pages as objects that any letter's PDF can take in.

The pages are read once: their content becomes forms (ISO 32000-1, 8.10) that are laid under the letter's own as
artifacts. Tags, links and scripts of the letterhead stay behind.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

from letterforge.campaign import Campaign
from letterforge.errors import BrokenCampaign, Code, Place, Problem, Severity
from letterforge.typeset.letterhead_fault import BadLetterheadError
from letterforge.typeset.letterhead_reader import Number, PdfObject, Reader
from letterforge.typeset.letterhead_streams import limited, require_modest_file

__all__ = [
    "BadLetterheadError",
    "Letterhead",
    "LetterheadPage",
    "Number",
    "PdfObject",
    "letterhead_of",
    "words_of",
]

TOLERANCE = 72 / 25.4
"""How far the letterhead's page may be from the stationery's, in points: 1 mm."""


@dataclass(frozen=True, slots=True)
class LetterheadPage:
    """One page of the letterhead as a form."""

    form: Number
    parts: tuple[Number, ...]
    """The form and all that it needs."""
    offset: tuple[float, float]
    """Where the form's origin goes, in points from the page's lower left corner."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The first page, and the one for all that follow, where there is one."""

    parts: Mapping[Number, PdfObject]
    pages: tuple[LetterheadPage, ...]
    left_behind: tuple[str, ...] = ()
    """What the file has and letters do not take along, in words."""

    def page(self, number: int) -> LetterheadPage | None:
        """What is under a page of the letter, counted from 0; None: that page has nothing."""
        at = min(number, 1)
        return self.pages[at] if at < len(self.pages) else None


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
        place = Place(campaign.file, column="stationery.letterhead")
        problems.append(Problem(Code.BAD_LETTERHEAD, message, hint, place, Severity.WARNING))
    path = stationery.letterhead_pdf
    try:
        read = read_letterhead(path, stationery.page_size, archivable=is_archivable(campaign))
    except BadLetterheadError as error:
        return [*problems, letterhead_problem(campaign, error)]
    if read.left_behind:
        message = f"{campaign.shown(path)} has what letters do not take along: {', '.join(read.left_behind)}"
        hint = "look at a letter; if something is missing in it, print the file to a new PDF and use that"
        place = Place(campaign.file, column="stationery.letterhead_pdf")
        problems.append(Problem(Code.BAD_LETTERHEAD, message, hint, place, Severity.WARNING))
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
        Code.BAD_LETTERHEAD, f"{campaign.shown(path) if path else ''} {message}", hint, Place(campaign.file)
    )


def read_letterhead(path: Path, page_size: tuple[float, float], *, archivable: bool) -> Letterhead:
    """Read a letterhead for pages of a size in points. Raises BadLetterheadError."""
    try:
        content = path.read_bytes()
        require_modest_file(content)
        with limited(), pikepdf.open(io.BytesIO(content)) as pdf:
            _require_plain(pdf)
            _require_readable(content)
            reader = Reader(archivable=archivable)
            pages = tuple(_page(reader, page, page_size) for page in list(pdf.pages)[:2])
            return Letterhead(reader.parts, pages, tuple(reader.left_behind))
    except BadLetterheadError:
        raise
    except pikepdf.PasswordError:
        raise BadLetterheadError("is encrypted; save it without protection") from None
    except (pikepdf.PdfError, OSError) as error:
        raise BadLetterheadError(f"is not a valid PDF: {NAMELESS.sub('', str(error))}") from None
    except DAMAGE:
        raise BadLetterheadError("is not a valid PDF: it is damaged within; print it to a new PDF") from None


NAMELESS = re.compile(r"stream <[^>]*>[:\s]*")
"""How pikepdf calls a file that it has as bytes."""
DAMAGE = (
    *(TypeError, ValueError, LookupError, AttributeError, ArithmeticError),
    *(RecursionError, RuntimeError, MemoryError, pikepdf.PikepdfError),
)
"""What objects of other kinds than they should be make of those that read them."""


def _page(reader: Reader, page: pikepdf.Page, page_size: tuple[float, float]) -> LetterheadPage:
    form = page.as_form_xobject()
    left, bottom, width, height = _extent(form)
    if not max(abs(width - page_size[0]), abs(height - page_size[1])) <= TOLERANCE:
        size, wanted = (_in_mm(*each) for each in ((width, height), page_size))
        raise BadLetterheadError(f"has pages of {size}, and the letters {wanted}; make them equal")
    number, parts = reader.page(form)
    return LetterheadPage(number, parts, (-left, -bottom))


def _require_plain(pdf: pikepdf.Pdf) -> None:
    if pdf.is_encrypted:
        raise BadLetterheadError("is encrypted; save it without protection")
    if "/JavaScript" in pdf.Root.get("/Names", {}) or "/AA" in pdf.Root or _acts(pdf.Root):
        raise BadLetterheadError("has a script in it; print it to a new PDF")
    if "/OCProperties" in pdf.Root:
        raise BadLetterheadError("has layers; flatten it, or print it to a new PDF")
    if "/XFA" in pdf.Root.get("/AcroForm", {}):
        raise BadLetterheadError("is a form that other programs draw (XFA); print it to a new PDF")
    if not pdf.pages:
        raise BadLetterheadError("has no page")


def _require_readable(content: bytes) -> None:
    """That whoever reads the letters can open the file as well: qpdf mends what others do not."""
    import pypdfium2

    try:
        pypdfium2.PdfDocument(content).close()
    except pypdfium2.PdfiumError as error:
        raise BadLetterheadError(f"is not a valid PDF: {error}") from None


def _acts(root: Any) -> bool:
    action = root.get("/OpenAction")
    return isinstance(action, pikepdf.Dictionary) and "/JS" in action


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
