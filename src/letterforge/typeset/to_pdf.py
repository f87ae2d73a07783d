"""Letter → PDF, tagged, by WeasyPrint."""

from __future__ import annotations

import threading
from typing import Any
from xml.etree.ElementTree import Element

from letterforge import machine
from letterforge.campaign import Campaign
from letterforge.errors import BrokenCampaign, Code, LetterFailed, Problem
from letterforge.model import Format, Labels, Language, Letter, Sheet
from letterforge.typeset.faces import files_of
from letterforge.typeset.pdf import css, html
from letterforge.typeset.pdf.listening import listening

machine.require_pango()

from cssselect2 import ElementWrapper  # noqa: E402
from weasyprint import CSS, HTML  # noqa: E402 - after the check, whose words are kinder than WeasyPrint's
from weasyprint.text.fonts import FontConfiguration  # noqa: E402

from letterforge.typeset.pdf.fetcher import CampaignFetcher  # noqa: E402

VARIANT = "pdf/ua-1"
"""Tagged and accessible (ISO 14289-1)."""

SETTING = threading.Lock()
"""One letter at a time in a process: neither fontconfig's state nor WeasyPrint's log is made for more."""


class Tree(HTML):  # type: ignore[misc] # WeasyPrint has no types
    """A document whose tree exists already: nothing is written as text, escaped and parsed again.

    And a tree can hold what a parser would take apart: a list item within a list item (see `html`).
    """

    def __init__(self, root: Element, base_url: str, fetcher: CampaignFetcher) -> None:
        # What HTML.__init__ sets once it has parsed (WeasyPrint 70).
        self.base_url = base_url
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = root


class PdfTypesetter:
    """Sets letters as PDF. What does not depend on the letter is made once: fonts, style sheet, pictures."""

    def __init__(self, campaign: Campaign) -> None:
        """Raises BrokenCampaign where WeasyPrint does not accept the stationery."""
        self._campaign = campaign
        folders = {path.parent for path in files_of(campaign.stationery.face).values()} | {campaign.root}
        self._fetcher = CampaignFetcher(folders)
        self._fonts = FontConfiguration()
        self._pictures: dict[Any, Any] = {}
        self._footers: dict[Language, CSS] = {}
        with SETTING, listening() as listener:
            self._style = self._css(css.stylesheet(campaign.stationery))
        if listener.problems:
            raise BrokenCampaign(listener.problems)

    def set(self, letter: Letter) -> Sheet:
        """The letter as a PDF. Raises LetterFailed with whatever could not be set as it should."""
        root = html.document(letter, self._campaign)
        with SETTING, listening() as listener:
            try:
                content, pages = self._written(root, self._footer(letter.language, letter.labels))
            except Exception as error:
                message = f"the typesetter failed: {type(error).__name__}: {error}"
                raise LetterFailed([Problem(Code.TYPESETTING_FAILED, message)]) from error
        if listener.problems:
            raise LetterFailed(listener.problems)
        return Sheet(letter.id, Format.PDF, content, pages)

    def _written(self, root: Element, footer: CSS) -> tuple[bytes, int]:
        document = Tree(root, self._campaign.root.as_uri(), self._fetcher)
        options = {"pdf_variant": VARIANT, "cache": self._pictures}
        pages = document.render(self._fonts, stylesheets=[self._style, footer], **options)
        return pages.write_pdf(**options), len(pages.pages)

    def _footer(self, language: Language, words: Labels) -> CSS:
        if language not in self._footers:
            self._footers[language] = self._css(css.footer(self._campaign.stationery, words))
        return self._footers[language]

    def _css(self, text: str) -> CSS:
        return CSS(string=text, font_config=self._fonts, url_fetcher=self._fetcher)
