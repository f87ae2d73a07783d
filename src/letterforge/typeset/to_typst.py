"""Letter → PDF, tagged for accessibility, by Typst: quick, and without libraries of the system."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typst

from letterforge.campaign import Campaign
from letterforge.errors import BrokenCampaign, Code, LetterFailed, Problem, UnfitMachine
from letterforge.model import Format, Language, Letter, Sheet
from letterforge.typeset.coverage import find_face_files, measure_face
from letterforge.typeset.faces import check_faces
from letterforge.typeset.glyphs import MARK, find_missing_glyphs
from letterforge.typeset.passages import find_unprintable, split_into_passages
from letterforge.typeset.plan.families import choose_faces, choose_families
from letterforge.typeset.plan.fitting_words import WordFitter
from letterforge.typeset.plan.in_window import letterhead_too_high, too_large
from letterforge.typeset.plan.marks import SIGNS
from letterforge.typeset.plan.scripts import is_clustered
from letterforge.typeset.stamp import document_time
from letterforge.typeset.typst.checking import check_typst
from letterforge.typeset.typst.content import make_letter_data
from letterforge.typeset.typst.fonts import BUILT_IN, FontStock, is_built_in
from letterforge.typeset.typst.looks import describe_look
from letterforge.typeset.typst.pictures import Pictures
from letterforge.typeset.typst.press import MisfitError, Press

if TYPE_CHECKING:
    from letterforge.typeset.typst.underlay import LetterheadLayer

PAGES = re.compile(rb"<xmpTPg:NPages>(\d+)</")
"""How many pages a PDF has, in its metadata (XMP, paged-text schema): these are uncompressed."""


class TypstTypesetter:
    """Sets letters as PDF. What does not depend on the letter is made once: fonts, the compiler, looks."""

    def __init__(self, campaign: Campaign) -> None:
        """Raises UnfitMachine where a typeface of the stationery is not on this machine, and BrokenCampaign
        where it has rules that only WeasyPrint follows, or its letterhead is invalid.
        """
        for problem in check_faces(campaign.stationery, find_face_files):
            raise UnfitMachine(problem.message, problem.hint, problem.code)
        if problems := check_typst(campaign):
            raise BrokenCampaign(problems)
        self._campaign = campaign
        self._fonts = FontStock(campaign.stationery)
        self._press = Press(campaign.root, campaign.output.pdf, self._fonts.fonts)
        self._pictures = Pictures(campaign)
        self._fitter = WordFitter(campaign.stationery)
        self._underlay = _underlay(campaign)
        self._looks: dict[tuple[Language, str], str] = {}

    def set(self, letter: Letter) -> Sheet:
        """The letter as a PDF. Raises LetterFailed with all that could not be set as it should."""
        if problems := find_unprintable(letter, self._campaign):
            raise LetterFailed(problems)
        texts = [text for _, text in split_into_passages(letter, self._campaign)]
        words = json.dumps(self._data(letter) | {"faces": self._borrow_faces(letter, [*SIGNS, *texts])})
        content = self._print(letter, words)
        pages = _pages(content)
        if any(map(is_clustered, texts)):
            content = _give_texts(content, texts)
        if any(MARK.search(text) for text in texts if not text.isascii()):
            content = _say_signs_once(content)
        if self._underlay:
            content = self._underlay.put_under(content)
        return Sheet(letter.id, Format.PDF, content, pages)

    def _data(self, letter: Letter) -> dict[str, Any]:
        """The letter as data. Raises LetterFailed where one of its pictures is invalid."""
        pictures = self._pictures
        pictures.problems.clear()
        data = make_letter_data(letter, self._campaign, pictures.place, self._fitter)
        if pictures.problems:
            raise LetterFailed(pictures.problems)
        return data

    def _borrow_faces(self, letter: Letter, texts: Iterable[str]) -> list[str]:
        """The families, besides the letter's own, in which words of these texts are set.

        Raises LetterFailed where no face has a character.
        """
        chosen = choose_faces(self._campaign.stationery, letter)
        faces = chosen.text
        borrowed: set[str] = set()
        missing: set[str] = set()
        for text in texts:
            borrowed.update(span.face.family for span in faces.find(text))
            missing.update(faces.find_missing(text))
        if missing:
            borrowed.add(BUILT_IN)
            missing = {character for character in missing if not is_built_in(character)}
        if missing:
            raise LetterFailed(find_missing_glyphs(sorted(missing), letter, self._campaign))
        if self._fonts.add((*borrowed, *faces.lent, *chosen.foreign.lent)):
            self._press.use(self._fonts.fonts)
        return sorted(borrowed)

    def _print(self, letter: Letter, words: str) -> bytes:
        time = int(document_time(letter).timestamp())
        try:
            content, remarks = self._press.print(self._look(letter), words, time)
        except MisfitError as error:
            raise LetterFailed(_misfit_problems(error.findings)) from error
        except typst.TypstError as error:
            raise LetterFailed([_failure_problem(error)]) from error
        if remarks:
            raise LetterFailed(map(_remark_problem, remarks))
        return _set_direction(content)

    def _look(self, letter: Letter) -> str:
        """How letters in a letter's language look, as JSON, made once."""
        key = letter.language, letter.labels.page
        if key not in self._looks:
            face = choose_families(self._campaign.stationery, letter).text[0]
            look = describe_look(self._campaign, letter, measure_face(face), self._fitter)
            self._looks[key] = json.dumps(look)
        return self._looks[key]


def _underlay(campaign: Campaign) -> LetterheadLayer | None:
    """What puts a campaign's letterhead in PDF under its letters; None: it has none, and pikepdf is not
    loaded.
    """
    if campaign.stationery.letterhead_pdf is None:
        return None
    from letterforge.typeset.letterhead.checking import load_pdf_letterhead
    from letterforge.typeset.typst.underlay import LetterheadLayer

    letterhead = load_pdf_letterhead(campaign)
    return LetterheadLayer(letterhead) if letterhead else None


def _say_signs_once(content: bytes) -> bytes:
    from letterforge.typeset.typst.signs import say_signs_once  # with pikepdf, which other letters do without

    return say_signs_once(content)


def _give_texts(content: bytes, texts: Sequence[str]) -> bytes:
    from letterforge.typeset.typst.actual_text import give_texts

    return give_texts(content, texts)


def _set_direction(content: bytes) -> bytes:
    """A PDF without Typst's entry for Arabic that pages side by side begin at the right (ISO 32000-1, table
    150).

    With it, readers that use PDFium, such as Chrome and our own inspection, reverse the words of every Latin
    line that is copied or read out.
    """
    before, found, after = content.rpartition(b"/Direction/R2L")
    return before + b"/Direction/L2R" + after if found else content


def _pages(content: bytes) -> int:
    found = PAGES.search(content)
    assert found  # noqa: S101 - Typst writes it in every PDF
    return int(found[1])


def _misfit_problems(findings: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    for finding in findings:
        if finding["way"] == "letterhead":
            yield letterhead_too_high()
        else:
            yield too_large(finding["way"], finding["is"], finding["room"])


def _failure_problem(error: typst.TypstError) -> Problem:
    message = f"the typesetter failed: {error.message}"
    hint = "look at this letter with letterforge preview, and simplify anything unusual in it"
    return Problem(Code.TYPESETTING_FAILED, message, hint)


def _remark_problem(remark: str) -> Problem:
    """The problem of a warning of Typst that we do not know."""
    hint = "report it to the makers of letterforge, with the letter's template"
    return Problem(Code.TYPESETTER_WARNED, f"the typesetter reported: {remark}", hint)
