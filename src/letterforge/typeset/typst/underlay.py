"""A letterhead in PDF, put under the pages of a finished letter as an artifact.

Typst accepts no PDF as a picture where it must guarantee a standard for the whole file. The letterhead has
been checked, and what could break the standard removed, so it is added afterwards.
"""

from __future__ import annotations

import io

import pikepdf

from letterforge.typeset.letterhead.file import PdfLetterhead, write_object
from letterforge.typeset.typst.changing import change_pdf


class LetterheadLayer:
    """Puts the pages of one letterhead under letters."""

    def __init__(self, letterhead: PdfLetterhead) -> None:
        self._letterhead = letterhead
        self._stock = pikepdf.open(io.BytesIO(_as_document(letterhead)))

    def put_under(self, content: bytes) -> bytes:
        """A letter's PDF with the letterhead under its pages."""
        return change_pdf(content, self._lay_all)

    def _lay_all(self, letter: pikepdf.Pdf) -> None:
        for at, page in enumerate(letter.pages):
            self._lay(at, page.obj, letter)

    def _lay(self, at: int, page: pikepdf.Object, letter: pikepdf.Pdf) -> None:
        below = self._letterhead.page(at)
        if below is None:
            return
        x, y = below.offset
        drawn = f"/Artifact BMC q 1 0 0 1 {x:.3f} {y:.3f} cm /Letterhead Do Q EMC".encode()
        page.Contents = pikepdf.Array([letter.make_stream(drawn), page.Contents])
        if "/XObject" not in page.Resources:
            page.Resources.XObject = pikepdf.Dictionary()
        form = self._stock.Root.Sheets[min(at, 1)]
        page.Resources.XObject.Letterhead = letter.copy_foreign(form)


def _as_document(letterhead: PdfLetterhead) -> bytes:
    """The parts of a letterhead as a PDF without pages, whose catalog names the forms (ISO 32000-1, 7.5)."""
    numbers = {part: number for number, part in enumerate(letterhead.parts, start=3)}
    forms = b" ".join(b"%d 0 R" % numbers[below.form] for below in letterhead.pages)
    things = [b"<</Type/Catalog/Pages 2 0 R/Sheets[%b]>>" % forms, b"<</Type/Pages/Kids[]/Count 0>>"]
    for part in letterhead.parts.values():
        words = write_object(part.words, numbers)
        things.append(words if part.stream is None else b"%b\nstream\n%b\nendstream" % (words, part.stream))
    written, places = b"%PDF-1.7\n", []
    for number, thing in enumerate(things, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, thing)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(things) + 1
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, len(written))
    return written + b"xref\n0 %d\n0000000000 65535 f \n%b%b" % (count, table, trailer)
