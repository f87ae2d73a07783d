"""Letter → PDF, tagged for accessibility, by WeasyPrint."""

from __future__ import annotations

import threading
from multiprocessing.util import Finalize
from typing import Any

from letterforge.campaign import Campaign
from letterforge.errors import Code, LetterFailed, Problem, UnfitMachine
from letterforge.model import Format, Letter, Sheet
from letterforge.typeset.faces import css_family, missing_face, packaged_files
from letterforge.typeset.pdf import html
from letterforge.typeset.pdf.css import font_faces, stylesheet
from letterforge.typeset.pdf.engine import CSS, HTML, CounterStyle, FontConfiguration
from letterforge.typeset.pdf.fetcher import CampaignFetcher
from letterforge.typeset.pdf.listening import listening, problems_of
from letterforge.typeset.pdf.passages import unprintable
from letterforge.typeset.pdf.picture_cache import PictureCache
from letterforge.typeset.pdf.structure import mend_lists

VARIANT = "pdf/ua-1"
"""Tagged and accessible (ISO 14289-1)."""

EMPTY = "<!DOCTYPE html><html><head></head><body></body></html>"

SETTING = threading.Lock()
"""One letter at a time in a process: fontconfig and Pango are not made for more."""


class PdfTypesetter:
    """Sets letters as PDF. What does not depend on the letter is made once: fonts, style sheets, pictures."""

    def __init__(self, campaign: Campaign) -> None:
        """Raises UnfitMachine where the stationery's typeface is not on this machine."""
        face = campaign.stationery.face
        problem = missing_face(face)
        if problem is not None:
            raise UnfitMachine(problem.message, problem.hint)
        files = packaged_files(face)
        self._campaign = campaign
        self._family = css_family(face)
        self._faces = font_faces(self._family, files)
        self._fetcher = CampaignFetcher(campaign.root, (file.path for file in files))
        self._fonts = FontConfiguration()
        # It copies fonts to a temporary folder, which the end of a worker would leave behind.
        Finalize(self, self._fonts.__del__, exitpriority=0)
        self._pictures = PictureCache()
        self._styles: dict[tuple[str, bool], CSS] = {}
        self._numerals = CounterStyle()

    def set(self, letter: Letter) -> Sheet:
        """The letter as a PDF. Raises LetterFailed with all that could not be set as it should."""
        problems = unprintable(letter, self._campaign)
        if problems:
            raise LetterFailed(problems)
        with SETTING, listening() as listener:
            self._fetcher.refused.clear()
            content, pages = self._pages(letter)
            problems = problems_of(listener, self._fetcher.refused, letter, self._campaign)
        if problems:
            self._pictures.clear()
            raise LetterFailed(problems)
        return Sheet(letter.id, Format.PDF, content, pages)

    def _pages(self, letter: Letter) -> tuple[bytes, int]:
        """The PDF and the number of its pages. Raises LetterFailed where WeasyPrint breaks down."""
        options: dict[str, Any] = {"pdf_variant": VARIANT, "cache": self._pictures}
        try:
            style = self._style(letter)
            page = HTML(string=EMPTY, base_url=self._campaign.root.as_uri(), url_fetcher=self._fetcher)
            # The tree is filled as it is: writing it out to be parsed again would cost time, and the rules of HTML.
            html.fill(page.etree_element, letter, self._campaign)
            document = page.render(self._fonts, self._numerals, stylesheets=[style], **options)
            return document.write_pdf(finisher=mend_lists, **options), len(document.pages)
        except Exception as error:
            message = f"the typesetter failed: {type(error).__name__}: {error}"
            hint = "look at this letter with letterforge preview, and simplify what is unusual in it"
            raise LetterFailed([Problem(Code.TYPESETTING_FAILED, message, hint)]) from error

    def _style(self, letter: Letter) -> CSS:
        """The style sheet of a language: its footer and its direction."""
        key = (letter.labels.page, letter.rtl)
        if key not in self._styles:
            text = stylesheet(self._campaign.stationery, self._family, letter.labels.page, rtl=letter.rtl)
            self._styles[key] = CSS(
                string=f"{self._faces}\n{text}",
                url_fetcher=self._fetcher,
                font_config=self._fonts,
                counter_style=self._numerals,
            )
        return self._styles[key]
