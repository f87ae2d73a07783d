"""A letterhead as PDF → its pages as objects that any letter's PDF can take in.

The pages are read once: their content becomes forms (ISO 32000-1, 8.10) that are put under the letter's own
content as artifacts. Tags, links and scripts of the letterhead are left out.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

from letterforge.typeset.letterhead.fault import NEW_PDF, BadLetterheadError
from letterforge.typeset.letterhead.reader import LetterheadReader, Number, PdfObject
from letterforge.typeset.letterhead.streams import limit_unpacking, require_modest_file

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
class PdfLetterhead:
    """The first page, and the one for all that follow, where there is one."""

    parts: Mapping[Number, PdfObject]
    pages: tuple[LetterheadPage, ...]
    left_behind: tuple[str, ...] = ()
    """Parts of the file that letters leave out, in words."""

    def page(self, number: int) -> LetterheadPage | None:
        """What is under a page of the letter, counted from 0; None: that page has nothing."""
        at = min(number, 1)
        return self.pages[at] if at < len(self.pages) else None


def read_pdf_letterhead(path: Path, page_size: tuple[float, float], *, archivable: bool) -> PdfLetterhead:
    """Read a letterhead for pages of a size in points. Raises BadLetterheadError."""
    try:
        content = path.read_bytes()
        require_modest_file(content)
        with limit_unpacking(), pikepdf.open(io.BytesIO(content)) as pdf:
            _require_plain(pdf)
            _require_readable(content)
            reader = LetterheadReader(archivable=archivable)
            pages = tuple(_page(reader, page, page_size) for page in list(pdf.pages)[:2])
            return PdfLetterhead(reader.parts, pages, tuple(reader.left_behind))
    except BadLetterheadError:
        raise
    except pikepdf.PasswordError:
        raise BadLetterheadError("is encrypted", "save it without protection") from None
    except (pikepdf.PdfError, OSError) as error:
        raise BadLetterheadError(f"is not a valid PDF: {NAMELESS.sub('', str(error))}", NEW_PDF) from None
    except DAMAGE:
        raise BadLetterheadError("is not a valid PDF: it is damaged inside", NEW_PDF) from None


NAMELESS = re.compile(r"stream <[^>]*>[:\s]*")
"""The name that pikepdf gives a file that it reads from bytes."""
DAMAGE = (
    *(TypeError, ValueError, LookupError, AttributeError, ArithmeticError),
    *(RecursionError, RuntimeError, MemoryError, pikepdf.PikepdfError),
)
"""What is raised where an object of the file is of another kind than it should be."""


def _page(reader: LetterheadReader, page: pikepdf.Page, page_size: tuple[float, float]) -> LetterheadPage:
    form = page.as_form_xobject()
    left, bottom, width, height = _extent(form)
    if not max(abs(width - page_size[0]), abs(height - page_size[1])) <= TOLERANCE:
        size, wanted = _in_mm(width, height), _in_mm(*page_size)
        raise BadLetterheadError(
            f"has pages of {size}, but the letters have {wanted}", "use the same page size in both"
        )
    number, parts = reader.page(form)
    return LetterheadPage(number, parts, (-left, -bottom))


def _require_plain(pdf: pikepdf.Pdf) -> None:
    if pdf.is_encrypted:
        raise BadLetterheadError("is encrypted", "save it without protection")
    if "/JavaScript" in pdf.Root.get("/Names", {}) or "/AA" in pdf.Root or _acts(pdf.Root):
        raise BadLetterheadError("has a script in it", NEW_PDF)
    if "/OCProperties" in pdf.Root:
        raise BadLetterheadError("has layers", "flatten it, or print it to a new PDF")
    if "/XFA" in pdf.Root.get("/AcroForm", {}):
        raise BadLetterheadError("is an XFA form, which only some programs can show", NEW_PDF)
    if not pdf.pages:
        raise BadLetterheadError("has no pages", NEW_PDF)


def _require_readable(content: bytes) -> None:
    """Raise BadLetterheadError for a file that PDF readers cannot open: qpdf repairs more than they do."""
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
    x0, y0, x1, y1 = (float(corner) for corner in form.BBox)
    matrix = [float(number) for number in form.get("/Matrix", [1, 0, 0, 1, 0, 0])]
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (x0, x1) for y in (y0, y1)]
    left, bottom = (min(corner[axis] for corner in corners) for axis in (0, 1))
    right, top = (max(corner[axis] for corner in corners) for axis in (0, 1))
    return left, bottom, right - left, top - bottom


def _in_mm(width: float, height: float) -> str:
    return f"{width / 72 * 25.4:.0f} × {height / 72 * 25.4:.0f} mm"


def write_object(pieces: Sequence[bytes | Number], numbers: Mapping[Number, int]) -> bytes:
    """An object as it is written in a file, where `numbers` are those that its parts have there."""
    return b"".join(piece if isinstance(piece, bytes) else b"%d 0 R" % numbers[piece] for piece in pieces)
