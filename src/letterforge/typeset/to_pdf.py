"""Letter → PDF, tagged for accessibility, by WeasyPrint."""

from __future__ import annotations

import threading
from multiprocessing.util import Finalize
from typing import Any

from letterforge.campaign import Campaign
from letterforge.errors import Code, LetterFailed, Problem, UnfitMachine
from letterforge.model import Format, Language, Letter, Sheet
from letterforge.typeset.faces import css_family, missing_face, packaged_files, script_faces
from letterforge.typeset.pdf import html
from letterforge.typeset.pdf.css import Families, Furniture, font_faces, stylesheet
from letterforge.typeset.pdf.engine import CSS, HTML, CounterStyle, FontConfiguration
from letterforge.typeset.pdf.fetcher import CampaignFetcher
from letterforge.typeset.pdf.listening import listening, problems_of
from letterforge.typeset.pdf.passages import unprintable
from letterforge.typeset.pdf.picture_cache import PictureCache
from letterforge.typeset.pdf.structure import mend_structure
from letterforge.typeset.pdf.variants import VARIANTS, claim
from letterforge.typeset.pictures import logo_ratios

EMPTY = "<!DOCTYPE html><html><head></head><body></body></html>"

SETTING = threading.Lock()
"""One letter at a time in a process: fontconfig and Pango are not made for more."""


class PdfTypesetter:
    """Sets letters as PDF. What does not depend on the letter is made once: fonts, style sheets, pictures."""

    def __init__(self, campaign: Campaign) -> None:
        """Raises UnfitMachine where a typeface of the stationery is not on this machine."""
        faces = campaign.stationery.faces
        for problem in filter(None, map(missing_face, faces)):
            raise UnfitMachine(problem.message, problem.hint)
        faces = (*faces, *script_faces())
        self._campaign = campaign
        files = {css_family(face): packaged_files(face) for face in faces}
        self._faces = "\n".join(font_faces(family, own) for family, own in files.items())
        self._fetcher = CampaignFetcher(campaign.root, (file.path for own in files.values() for file in own))
        self._fonts = FontConfiguration()
        # It copies fonts to a temporary folder, which the end of a worker would leave behind.
        Finalize(self, self._fonts.__del__, exitpriority=0)
        self._pictures = PictureCache()
        self._styles: dict[Language, CSS] = {}
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
        variant = VARIANTS[self._campaign.output.pdf]
        options: dict[str, Any] = {"pdf_variant": variant, "pdf_tags": True, "cache": self._pictures}
        try:
            style = self._style(letter)
            page = HTML(string=EMPTY, base_url=self._campaign.root.as_uri(), url_fetcher=self._fetcher)
            # The tree is filled as it is: writing it out to be parsed again would cost time, and the rules of HTML.
            html.fill(page.etree_element, letter, self._campaign)
            document = page.render(self._fonts, self._numerals, stylesheets=[style], **options)
            return document.write_pdf(finisher=self._finish, **options), len(document.pages)
        except Exception as error:
            message = f"the typesetter failed: {type(error).__name__}: {error}"
            hint = "look at this letter with letterforge preview, and simplify what is unusual in it"
            raise LetterFailed([Problem(Code.TYPESETTING_FAILED, message, hint)]) from error

    def _finish(self, document: Any, pdf: Any) -> None:
        """What is done to the objects of a PDF before they are written. A `finisher` of WeasyPrint's `write_pdf`."""
        mend_structure(document, pdf)
        claim(self._campaign.output.pdf, pdf)

    def _style(self, letter: Letter) -> CSS:
        """The style sheet of a language: its margins' words and its direction."""
        key = f"{letter.language} {letter.labels.page}"
        if key not in self._styles:
            self._styles[key] = CSS(
                string=f"{self._faces}\n{self._rules(letter)}",
                url_fetcher=self._fetcher,
                font_config=self._fonts,
                counter_style=self._numerals,
            )
        return self._styles[key]

    def _rules(self, letter: Letter) -> str:
        campaign, stationery = self._campaign, self._campaign.stationery
        others = tuple(css_family(face) for face in script_faces())
        families = Families(
            text=(css_family(stationery.face), *others),
            headings=(css_family(stationery.heading_face), *others) if stationery.heading_face else (),
        )
        footer = tuple(filter(None, (campaign.text(line, letter.language) for line in stationery.footer)))
        furniture = Furniture(letter.labels.page, footer)
        return stylesheet(stationery, families, furniture, logo_ratios(stationery), rtl=letter.rtl)
