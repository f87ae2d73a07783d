"""Campaign → the style sheets of its letters: letterforge's own, the stationery's, the campaign's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from letterforge import machine
from letterforge.campaign import STYLE_SHEET, Campaign
from letterforge.errors import Code, Place, Problem
from letterforge.model import Language, Letter
from letterforge.typeset.faces import css_family, packaged_files, script_faces
from letterforge.typeset.pdf.css import Families, Furniture, font_faces, stylesheet
from letterforge.typeset.pdf.engine import CSS, CounterStyle, FontConfiguration
from letterforge.typeset.pdf.fetcher import CampaignFetcher
from letterforge.typeset.pdf.listening import listening
from letterforge.typeset.pictures import logo_ratios

POSITION = re.compile(r"\s*\bat (\d+):(\d+)[:,.]?\s*")
"""Where a remark of WeasyPrint says that it belongs."""
WAY_OUT = "correct it; docs/stationery.md says what a style sheet for letters can do"


class Styling:
    """Makes the style sheet of each language, once."""

    def __init__(self, campaign: Campaign) -> None:
        stationery = campaign.stationery
        self._campaign = campaign
        faces = (*stationery.faces, *script_faces())
        files = {css_family(face): packaged_files(face) for face in faces}
        self._faces = "\n".join(font_faces(family, own) for family, own in files.items())
        self._ratios = logo_ratios(stationery)
        self.fetcher = CampaignFetcher(
            (campaign.root, stationery.style), (file.path for own in files.values() for file in own)
        )
        self.fonts = FontConfiguration()
        self.numerals = CounterStyle()
        self._sheets: dict[Language, CSS] = {}

    def sheet(self, letter: Letter) -> CSS:
        """The style sheet of a letter's language."""
        key = f"{letter.language} {letter.labels.page} {letter.draft}"
        if key not in self._sheets:
            self._sheets[key] = self._made(f"{self._faces}\n{self._rules(letter)}")
            for path in own_sheets(self._campaign):
                self._add(path, self._sheets[key])
        return self._sheets[key]

    def problems(self) -> list[Problem]:
        """What is wrong with the stationery's style sheet and the campaign's, each with its line."""
        return [problem for path in own_sheets(self._campaign) for problem in self._problems(path)]

    def _problems(self, path: Path) -> Iterator[Problem]:
        place = Place(self._campaign.shown(path))
        self.fetcher.refused.clear()
        try:
            with listening() as listener:
                self._add(path, self._made(""))
        except (OSError, UnicodeDecodeError) as error:
            yield Problem(Code.BAD_STYLE_SHEET, f"cannot be read: {error}", WAY_OUT, place)
            return
        lines = path.read_text(encoding="utf-8").splitlines()
        for remark in listener.remarks:
            yield _in_place(remark, place, lines)
        for url in self.fetcher.refused:
            message = f"{url} is neither in the campaign's folder nor in the stationery's"
            yield Problem(Code.BAD_STYLE_SHEET, message, "put a copy of it there", place)

    def _made(self, text: str, base: Path | None = None, into: CSS | None = None) -> CSS:
        # Rules that are added to a sheet cost a letter less than a sheet of their own.
        kept = {"matcher": into.matcher, "page_rules": into.page_rules, "layers": into.layers} if into else {}
        return CSS(
            string=text,
            base_url=base.as_uri() if base else None,
            url_fetcher=self.fetcher,
            font_config=self.fonts,
            counter_style=self.numerals,
            **kept,
        )

    def _add(self, path: Path, sheet: CSS) -> None:
        self._made(path.read_text(encoding="utf-8"), path, sheet)

    def _rules(self, letter: Letter) -> str:
        campaign, stationery = self._campaign, self._campaign.stationery
        footer = tuple(filter(None, (campaign.text(line, letter.language) for line in stationery.footer)))
        furniture = Furniture(letter.labels.page, footer, letter.draft)
        return stylesheet(stationery, self._families(letter), furniture, self._ratios, rtl=letter.rtl)

    def _families(self, letter: Letter) -> Families:
        """The families of a letter: that of its script first, because it decides where the lines stand."""
        stationery = self._campaign.stationery
        others = tuple(css_family(face) for face in script_faces())
        text, headings = (
            (css_family(face), *others) if face else () for face in (stationery.face, stationery.heading_face)
        )
        if not letter.rtl or machine.covers(stationery.face, letter.language):
            return Families(text, headings)
        return Families((*others, text[0]), (*others, headings[0]) if headings else (), foreign=text)


def own_sheets(campaign: Campaign) -> list[Path]:
    """The style sheets that follow letterforge's own: the stationery's and the campaign's, where there are any."""
    stationery = campaign.stationery
    paths = (stationery.style / STYLE_SHEET, stationery.css)
    return [path for path in paths if path and path.is_file()]


def _in_place(remark: str, place: Place, lines: list[str]) -> Problem:
    """A remark of WeasyPrint as a problem with the line of the style sheet that it is about."""
    message = f"this is no rule for letters: {POSITION.sub('; ', remark).rstrip('; .')}"
    problem = Problem(Code.BAD_STYLE_SHEET, message, WAY_OUT, place)
    found = POSITION.search(remark)
    if found is not None:
        line, column = int(found[1]), int(found[2])
    else:  # of a selector it tells the words alone
        selectors = [quoted.strip() for quoted in re.findall(r"'([^']+)'", remark)]
        places = (
            (at, text.find(each)) for each in selectors for at, text in enumerate(lines, 1) if each in text
        )
        line, column = next(((at, start + 1) for at, start in places), (0, 1))
    if not 0 < line <= len(lines):
        return problem
    return problem.at(line=line, excerpt=lines[line - 1], span=(column - 1, len(lines[line - 1])))
