"""Letter → PDF, tagged for accessibility, by WeasyPrint."""

from __future__ import annotations

import threading
from multiprocessing.util import Finalize
from typing import Any

from letterforge.campaign import Campaign
from letterforge.errors import BrokenCampaign, Code, LetterFailed, Problem, UnfitMachine
from letterforge.model import Format, Letter, Sheet
from letterforge.typeset.faces import check_faces
from letterforge.typeset.passages import find_unprintable
from letterforge.typeset.pdf import html
from letterforge.typeset.pdf.actual_text import give_texts
from letterforge.typeset.pdf.engine import HTML
from letterforge.typeset.pdf.fitting import find_misfits
from letterforge.typeset.pdf.listening import collect_problems, listen
from letterforge.typeset.pdf.page_ends import MOST_LAYOUTS, hold_page_ends
from letterforge.typeset.pdf.picture_cache import PictureCache
from letterforge.typeset.pdf.structure import fix_structure
from letterforge.typeset.pdf.styling import Styling
from letterforge.typeset.pdf.underlay import PageUnderlay, make_underlay
from letterforge.typeset.pdf.variants import VARIANTS, claim_variant
from letterforge.typeset.plan.fitting_words import WordFitter

EMPTY = "<!DOCTYPE html><html><head></head><body></body></html>"

SETTING = threading.Lock()
"""One letter at a time in a process: fontconfig and Pango are not safe for several threads."""


class PdfTypesetter:
    """Sets letters as PDF. What does not depend on the letter is made once: fonts, style sheets, pictures."""

    def __init__(self, campaign: Campaign) -> None:
        """Raises UnfitMachine where a typeface of the stationery is not on this machine, and BrokenCampaign
        where its style sheets or its letterhead are invalid.
        """
        for problem in check_faces(campaign.stationery):
            raise UnfitMachine(problem.message, problem.hint, problem.code)
        self._campaign = campaign
        self._styling = Styling(campaign)
        # It copies fonts to a temporary folder, which the end of a worker would leave behind.
        Finalize(self, self._styling.fonts.__del__, exitpriority=0)
        if problems := self._styling.problems():
            raise BrokenCampaign(problems)
        self._underlay: PageUnderlay = make_underlay(campaign)
        self._pictures = PictureCache()
        self._fitter = WordFitter(campaign.stationery)

    def set(self, letter: Letter) -> Sheet:
        """The letter as a PDF. Raises LetterFailed with all that could not be set as it should."""
        problems = find_unprintable(letter, self._campaign)
        if problems:
            raise LetterFailed(problems)
        fetcher = self._styling.fetcher
        with SETTING, listen() as listener:
            fetcher.refused.clear()
            fetcher.admit(signature.image for signature in letter.signatures)
            content, pages = self._pages(self._fitter.fit_letter(letter))
            problems = collect_problems(listener, fetcher.refused, letter, self._campaign)
        if problems:
            self._pictures.clear()
            raise LetterFailed(problems)
        return Sheet(letter.id, Format.PDF, content, pages)

    def _pages(self, letter: Letter) -> tuple[bytes, int]:
        """The PDF and the number of its pages.

        Raises LetterFailed where the address does not fit its window, and where WeasyPrint breaks down.
        """
        variant = VARIANTS[self._campaign.output.pdf]
        options: dict[str, Any] = {"pdf_variant": variant, "pdf_tags": True, "cache": self._pictures}
        try:
            document = self._lay_out(letter, options)
            problems = find_misfits(document, self._campaign.stationery)
            give_texts(document)
            content = b"" if problems else document.write_pdf(finisher=self._finish, **options)
        except LetterFailed:
            raise
        except Exception as error:
            message = f"the typesetter failed: {type(error).__name__}: {error}"
            hint = "look at this letter with letterforge preview, and simplify anything unusual in it"
            raise LetterFailed([Problem(Code.TYPESETTING_FAILED, message, hint)]) from error
        if problems:
            raise LetterFailed(problems)
        return content, len(document.pages)

    def _lay_out(self, letter: Letter, options: dict[str, Any]) -> Any:
        """The letter as WeasyPrint's document."""
        styling = self._styling
        style = styling.sheet(letter)
        page = HTML(string=EMPTY, base_url=self._campaign.root.as_uri(), url_fetcher=styling.fetcher)
        # The tree is filled as it is: writing it out and parsing it again would take time, and follow HTML's
        # rules.
        planner = self._fitter.planner(letter.language)
        styling.lend(html.fill_tree(page.etree_element, letter, self._campaign, planner))
        document = page.render(styling.fonts, styling.numerals, stylesheets=[style], **options)
        for _ in range(1, MOST_LAYOUTS if self._campaign.stationery.align == "justify" else 1):
            if not hold_page_ends(document):
                break
            document = page.render(styling.fonts, styling.numerals, stylesheets=[style], **options)
        return document

    def _finish(self, document: Any, pdf: Any) -> None:
        """What is done to the objects of a PDF before they are written.

        A `finisher` of WeasyPrint's `write_pdf`.
        """
        fix_structure(document, pdf)
        self._underlay.lay(pdf)
        claim_variant(self._campaign.output.pdf, pdf)
