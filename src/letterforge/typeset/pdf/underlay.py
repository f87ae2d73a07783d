"""What lies under a letter's pages, as artifacts: the letterhead of a PDF, and marks for folding and punching."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pydyf

from letterforge.campaign import Campaign
from letterforge.typeset.letterhead import Letterhead, Number, PdfObject, letterhead_of, words_of
from letterforge.typeset.plan.measures import Measures, measures
from letterforge.typeset.plan.windows import marks


class Underlay:
    """Draws under the pages of each letter what is the same in all."""

    def __init__(self, letterhead: Letterhead | None, marks: Sequence[float], m: Measures) -> None:
        """`marks` are the heights of lines at the edge of the first page, from its top, in points."""
        self._letterhead = letterhead
        self._marks = _drawn(marks, m)

    def lay(self, pdf: Any) -> None:
        """Draw under the pages of a PDF that WeasyPrint has drawn, before it is written."""
        if not (self._letterhead or self._marks):
            return
        pages = [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
        names = self._taken_in(pdf, pages) if self._letterhead else {}
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

    def _taken_in(self, pdf: Any, pages: Sequence[Any]) -> Mapping[Number, str]:
        """Add the letterhead's objects to a PDF; the names of its forms there."""
        letterhead = self._letterhead
        if letterhead is None:
            return {}
        below = [page for at in range(min(len(pages), 2)) if (page := letterhead.page(at))]
        needed = sorted({part for page in below for part in page.parts})
        numbers: dict[Number, int] = {}
        for part in needed:
            thing = _taken(letterhead.parts[part], numbers)
            pdf.add_object(thing)
            numbers[part] = thing.number
        names = {page.form: f"letterhead{at}" for at, page in enumerate(below)}
        resources = pdf.objects[int(pages[0]["Resources"].split()[0])]
        for form, name in names.items():
            resources["XObject"][name] = b"%d 0 R" % numbers[form]
        return names


def underlay(campaign: Campaign) -> Underlay:
    """What lies under the letters of a campaign. Raises BrokenCampaign where its letterhead cannot be laid there."""
    stationery = campaign.stationery
    return Underlay(letterhead_of(campaign), marks(stationery), measures(stationery))


def _drawn(marks: Sequence[float], m: Measures) -> bytes:
    if not marks:
        return b""
    end, heights = m.mark_left + m.mark_length, (m.page_height - mark for mark in marks)
    lines = " ".join(f"{m.mark_left:.2f} {y:.2f} m {end:.2f} {y:.2f} l" for y in heights)
    grey = int(m.grey[1:3], 16) / 255
    return f"q {m.mark} w {grey:.3f} G {lines} S Q".encode()


def _taken(part: PdfObject, numbers: Mapping[Number, int]) -> Any:
    return _Taken(part, numbers) if part.stream is None else _TakenStream(part, numbers)


class _Taken(pydyf.Object):  # type: ignore[misc] # pydyf has no types
    """An object of the letterhead, in the PDF of a letter."""

    def __init__(self, part: PdfObject, numbers: Mapping[Number, int]) -> None:
        super().__init__()
        self._part, self._numbers = part, numbers

    @property
    def data(self) -> bytes:
        """The object as it stands in a file. Asked for when all objects have their numbers."""
        return words_of(self._part.words, self._numbers)


class _TakenStream(pydyf.Stream):  # type: ignore[misc] # pydyf has no types
    """A stream of the letterhead, in the PDF of a letter, packed already."""

    def __init__(self, part: PdfObject, numbers: Mapping[Number, int]) -> None:
        super().__init__()
        self._part, self._numbers = part, numbers

    @property
    def data(self) -> bytes:
        """The stream as it stands in a file. Asked for when all objects have their numbers."""
        words = words_of(self._part.words, self._numbers)
        return b"%b\nstream\n%b\nendstream" % (words, self._part.stream or b"")
