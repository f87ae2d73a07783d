"""What is under a letter's pages, as artifacts: the letterhead of a PDF, marks for folding and punching."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pydyf

from letterforge.campaign import Campaign
from letterforge.typeset.letterhead.checking import load_pdf_letterhead
from letterforge.typeset.letterhead.file import PdfLetterhead, write_object
from letterforge.typeset.letterhead.reader import Number, PdfObject
from letterforge.typeset.plan.measures import Measures, measure_stationery
from letterforge.typeset.plan.windows import find_edge_marks


class PageUnderlay:
    """Draws what all letters have under their pages."""

    def __init__(self, letterhead: PdfLetterhead | None, marks: Sequence[float], m: Measures) -> None:
        """`marks` are the heights of lines at the edge of the first page, from its top, in points."""
        self._letterhead = letterhead
        self._marks = _draw_marks(marks, m)

    def lay(self, pdf: Any) -> None:
        """Draw under the pages of a PDF that WeasyPrint has drawn, before it is written."""
        if not (self._letterhead or self._marks):
            return
        pages = [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
        names = self._add_letterhead(pdf, pages) if self._letterhead else {}
        for at, page in enumerate(pages):
            drawn = [self._letterhead_of(at, names), self._marks if at == 0 else b""]
            if any(drawn):
                below = pydyf.Stream([b"/Artifact BMC", *filter(None, drawn), b"EMC"], compress=True)
                pdf.add_object(below)
                page["Contents"] = pydyf.Array([below.reference, page["Contents"]])

    def _letterhead_of(self, at: int, names: Mapping[Number, str]) -> bytes:
        page = self._letterhead.page(at) if self._letterhead else None
        if page is None:
            return b""
        x, y = page.offset
        return f"q 1 0 0 1 {x:.3f} {y:.3f} cm /{names[page.form]} Do Q".encode()

    def _add_letterhead(self, pdf: Any, pages: Sequence[Any]) -> Mapping[Number, str]:
        """Add the letterhead's objects to a PDF; the names of its forms there."""
        letterhead = self._letterhead
        if letterhead is None:
            return {}
        below = [page for at in range(min(len(pages), 2)) if (page := letterhead.page(at))]
        needed = sorted({part for page in below for part in page.parts})
        numbers: dict[Number, int] = {}
        for part in needed:
            thing = _copy_object(letterhead.parts[part], numbers)
            pdf.add_object(thing)
            numbers[part] = thing.number
        names = {page.form: f"letterhead{at}" for at, page in enumerate(below)}
        resources = pdf.objects[int(pages[0]["Resources"].split()[0])]
        for form, name in names.items():
            resources["XObject"][name] = b"%d 0 R" % numbers[form]
        return names


def make_underlay(campaign: Campaign) -> PageUnderlay:
    """What is under the letters of a campaign.

    Raises BrokenCampaign where its letterhead cannot be put there.
    """
    stationery = campaign.stationery
    return PageUnderlay(
        load_pdf_letterhead(campaign), find_edge_marks(stationery), measure_stationery(stationery)
    )


def _draw_marks(marks: Sequence[float], m: Measures) -> bytes:
    if not marks:
        return b""
    end, heights = m.mark_left + m.mark_length, (m.page_height - mark for mark in marks)
    lines = " ".join(f"{m.mark_left:.2f} {y:.2f} m {end:.2f} {y:.2f} l" for y in heights)
    grey = int(m.grey[1:3], 16) / 255
    return f"q {m.mark} w {grey:.3f} G {lines} S Q".encode()


def _copy_object(part: PdfObject, numbers: Mapping[Number, int]) -> Any:
    return _CopiedObject(part, numbers) if part.stream is None else _CopiedStream(part, numbers)


class _CopiedObject(pydyf.Object):  # type: ignore[misc] # pydyf has no types
    """An object of the letterhead, in the PDF of a letter."""

    def __init__(self, part: PdfObject, numbers: Mapping[Number, int]) -> None:
        super().__init__()
        self._part, self._numbers = part, numbers

    @property
    def data(self) -> bytes:
        """The object as it is written in a file. Used when all objects have their numbers."""
        return write_object(self._part.words, self._numbers)


class _CopiedStream(pydyf.Stream):  # type: ignore[misc] # pydyf has no types
    """A stream of the letterhead, in the PDF of a letter, packed already."""

    def __init__(self, part: PdfObject, numbers: Mapping[Number, int]) -> None:
        super().__init__()
        self._part, self._numbers = part, numbers

    @property
    def data(self) -> bytes:
        """The stream as it is written in a file. Used when all objects have their numbers."""
        words = write_object(self._part.words, self._numbers)
        return b"%b\nstream\n%b\nendstream" % (words, self._part.stream or b"")
