"""Letter → PDF, tagged for accessibility, by Typst: quick, and without libraries of the system."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typst

from letterforge.campaign import Campaign
from letterforge.errors import BrokenCampaign, Code, LetterFailed, Problem, UnfitMachine
from letterforge.model import Format, Language, Letter, Sheet
from letterforge.typeset.faces import face_problems
from letterforge.typeset.glyphs import MARK, missing_glyphs
from letterforge.typeset.passages import passages, unprintable
from letterforge.typeset.plan.families import families
from letterforge.typeset.plan.marks import SIGNS
from letterforge.typeset.plan.windows import letterhead_too_high, too_large
from letterforge.typeset.stamp import document_time
from letterforge.typeset.typst.checking import check_typst
from letterforge.typeset.typst.content import letter_data
from letterforge.typeset.typst.fonts import FontStock, extent, face_files
from letterforge.typeset.typst.looks import look
from letterforge.typeset.typst.pictures import Pictures
from letterforge.typeset.typst.press import Press, RefusedError

if TYPE_CHECKING:
    from letterforge.typeset.typst.underlay import LetterheadLayer

PAGES = re.compile(rb"<xmpTPg:NPages>(\d+)</")
"""How many pages a PDF has, in its metadata (XMP, paged-text schema): these lie in it uncompressed."""


@dataclass(frozen=True, slots=True)
class LetterLook:
    """How letters in one language look."""

    said: str
    """As JSON."""
    families: tuple[str, ...]
    """Of the text."""


class TypstTypesetter:
    """Sets letters as PDF. What does not depend on the letter is made once: fonts, the compiler, looks."""

    def __init__(self, campaign: Campaign) -> None:
        """Raises UnfitMachine where a typeface of the stationery is not on this machine, and BrokenCampaign where
        it has rules that only WeasyPrint obeys, or its letterhead is unsound.
        """
        for problem in face_problems(campaign.stationery, face_files):
            raise UnfitMachine(problem.message, problem.hint, problem.code)
        if problems := check_typst(campaign):
            raise BrokenCampaign(problems)
        self._campaign = campaign
        self._fonts = FontStock(campaign.stationery)
        self._press = Press(campaign.root, campaign.output.pdf, self._fonts.fonts)
        self._pictures = Pictures(campaign)
        self._underlay = _underlay(campaign)
        self._looks: dict[tuple[Language, str], LetterLook] = {}

    def set(self, letter: Letter) -> Sheet:
        """The letter as a PDF. Raises LetterFailed with all that could not be set as it should."""
        if problems := unprintable(letter, self._campaign):
            raise LetterFailed(problems)
        characters = {*SIGNS, *"".join(text for _, text in passages(letter, self._campaign))}
        said = json.dumps(self._data(letter) | {"faces": self._lent(letter, characters)})
        content = self._printed(letter, said)
        pages = _pages(content)
        if MARK.search("".join(characters)):
            content = _said_once(content)
        if self._underlay:
            content = self._underlay.laid(content)
        return Sheet(letter.id, Format.PDF, content, pages)

    def _data(self, letter: Letter) -> dict[str, Any]:
        """What the letter says, as data. Raises LetterFailed where a picture of it is unsound."""
        pictures = self._pictures
        pictures.problems.clear()
        data = letter_data(letter, self._campaign, pictures.path)
        if pictures.problems:
            raise LetterFailed(pictures.problems)
        return data

    def _lent(self, letter: Letter, characters: Set[str]) -> list[str]:
        """Families of the system for what the stationery's lack. Raises LetterFailed where the system lacks it too."""
        lent, missing = self._fonts.lent(characters, self._look(letter).families)
        if missing:
            raise LetterFailed(missing_glyphs(missing, letter, self._campaign))
        if self._fonts.add(lent):
            self._press.use(self._fonts.fonts)
        return lent

    def _printed(self, letter: Letter, said: str) -> bytes:
        time = int(document_time(letter).timestamp())
        try:
            content, remarks = self._press.print(self._look(letter).said, said, time)
        except RefusedError as error:
            raise LetterFailed(_misfits(error.findings)) from error
        except typst.TypstError as error:
            raise LetterFailed([_failure(error)]) from error
        if remarks:
            raise LetterFailed(map(_remark, remarks))
        return _directed(content)

    def _look(self, letter: Letter) -> LetterLook:
        """How letters in a letter's language look, made once."""
        key = letter.language, letter.labels.page
        if key not in self._looks:
            text = families(self._campaign.stationery, letter).text
            said = json.dumps(look(self._campaign, letter, extent(text[0])))
            self._looks[key] = LetterLook(said, text)
        return self._looks[key]


def _underlay(campaign: Campaign) -> LetterheadLayer | None:
    """What lays a campaign's letterhead in PDF under its letters; None: it has none, and pikepdf is not loaded."""
    if campaign.stationery.letterhead_pdf is None:
        return None
    from letterforge.typeset.letterhead import letterhead_of
    from letterforge.typeset.typst.underlay import LetterheadLayer

    letterhead = letterhead_of(campaign)
    return LetterheadLayer(letterhead) if letterhead else None


def _said_once(content: bytes) -> bytes:
    from letterforge.typeset.typst.signs import said_once  # with pikepdf, which other letters do without

    return said_once(content)


def _directed(content: bytes) -> bytes:
    """A PDF that does not ask for its pages to be laid out from the right, as Typst has it for Arabic.

    It is about pages side by side alone (ISO 32000-1, table 150), but readers that use PDFium, such as Chrome and our
    own inspection, then turn round the words of every Latin line that is copied or read out.
    """
    before, found, after = content.rpartition(b"/Direction/R2L")
    return before + b"/Direction/L2R" + after if found else content


def _pages(content: bytes) -> int:
    found = PAGES.search(content)
    assert found  # noqa: S101 - Typst says it in every PDF
    return int(found[1])


def _misfits(findings: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    for finding in findings:
        if finding["kind"] == "letterhead":
            yield letterhead_too_high()
        else:
            yield too_large(finding["kind"], finding["way"], finding["is"], finding["room"])


def _failure(error: typst.TypstError) -> Problem:
    message = f"the typesetter failed: {error.message}"
    hint = "look at this letter with letterforge preview, and simplify what is unusual in it"
    return Problem(Code.TYPESETTING_FAILED, message, hint)


def _remark(remark: str) -> Problem:
    """A remark of Typst that we have no better words for."""
    hint = "tell letterforge's makers, with the letter's template"
    return Problem(Code.TYPESETTER_WARNED, f"the typesetter says: {remark}", hint)
