"""Campaign → the style sheets of its letters: letterforge's own, the stationery's, the campaign's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

from letterforge import machine
from letterforge.campaign import STYLE_SHEET, Campaign, door_of, pictures, style_sheets
from letterforge.errors import Code, Place, Problem
from letterforge.intake import given
from letterforge.model import Language, Letter
from letterforge.typeset.coverage import find_style_files
from letterforge.typeset.faces import (
    find_missing_face,
    find_packaged_files,
    list_script_faces,
    name_css_family,
    name_lent_family,
)
from letterforge.typeset.pdf.css import MarginTexts, write_font_faces, write_margin_face, write_stylesheet
from letterforge.typeset.pdf.engine import CSS, CounterStyle, FontConfiguration
from letterforge.typeset.pdf.fetcher import CampaignFetcher
from letterforge.typeset.pdf.listening import listen
from letterforge.typeset.pictures import logo_ratios
from letterforge.typeset.plan.faces import COMPANIONS, BorrowedFace, WordFaces
from letterforge.typeset.plan.families import Families, choose_faces, choose_families
from letterforge.typeset.plan.parts import list_footer_lines
from letterforge.typeset.plan.running import list_running

POSITION = re.compile(r"\s*\bat (\d+):(\d+)[:,.]?\s*")
"""The line and column in a remark of WeasyPrint."""
GENERIC = frozenset({"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui"})
"""Generic families (CSS Fonts 4, section 2.1.3); WeasyPrint writes no `ui-serif`."""
SheetKey: TypeAlias = tuple[Language, str, str, BorrowedFace | None]
"""What letters with one style sheet have in common: language, label of pages, draft, face of their header."""
HINT = "correct it; docs/stationery.md describes what a style sheet for letters can do"


class Fonts(FontConfiguration):  # type: ignore[misc] # WeasyPrint has no types
    """WeasyPrint's typefaces, which knows the families that style sheets add by `@font-face`."""

    def __init__(self) -> None:
        super().__init__()
        self.added: set[str] = set()

    def add_font_face(self, rule_descriptors: Mapping[str, Any], url_fetcher: CampaignFetcher) -> None:
        """Add a file that a style sheet names."""
        self.added.add(str(rule_descriptors["font_family"]).casefold())
        super().add_font_face(rule_descriptors, url_fetcher)


class Styling:
    """Makes the style sheet of each language, once."""

    def __init__(self, campaign: Campaign) -> None:
        stationery = campaign.stationery
        self._campaign = campaign
        faces = dict.fromkeys((*stationery.faces, *COMPANIONS, *list_script_faces()))
        self._ratios = logo_ratios(stationery)
        named = (*pictures(campaign), *style_sheets(campaign, door_of(campaign)))
        self.fetcher = CampaignFetcher(campaign.root, named)
        self.fonts = Fonts()
        self._packaged = {name_css_family(face).casefold() for face in faces}
        self._lent: set[str] = set()
        self.numerals = CounterStyle()
        self._sheets: dict[SheetKey, CSS] = {}
        # A style sheet of the campaign's may name any of them.
        self.lend(faces if find_own_sheets(campaign) else stationery.faces)

    def lend(self, faces: Iterable[str]) -> None:
        """Let letters use these faces under a name of their own, from the same files as in other outputs.

        Those of the stationery that the system has, and any whose files have several faces, keep their names.
        """
        for face in faces:
            if face in self._lent:
                continue
            self._lent.add(face)
            files = find_packaged_files(face)
            if not files and face not in self._campaign.stationery.faces:
                files = find_style_files(face)
            self.fetcher.lend(file.path for file in files)
            if files:
                self._make_sheet(write_font_faces(name_lent_family(face), files))

    def sheet(self, letter: Letter) -> CSS:
        """The style sheet of a letter's language."""
        faces = choose_faces(self._campaign.stationery, letter).text
        head = faces.choose_for_all("".join(self._running(letter)))
        key = letter.language, letter.labels.page, letter.draft, head
        if key not in self._sheets:
            families = choose_families(self._campaign.stationery, letter)
            self.lend((*families.text, *families.headings))
            self._sheets[key] = self._make_sheet(self._rules(letter, families, faces, head))
            for path in find_own_sheets(self._campaign):
                self._add(path, self._sheets[key])
        return self._sheets[key]

    def _running(self, letter: Letter) -> tuple[str, ...]:
        s = self._campaign.stationery
        return list_running(letter, s) if s.page_numbers == "header" else ()

    def problems(self) -> list[Problem]:
        """What is wrong with the stationery's style sheet and the campaign's, each with its line."""
        return [problem for path in find_own_sheets(self._campaign) for problem in self._problems(path)]

    def _problems(self, path: Path) -> Iterator[Problem]:
        place = Place(self._campaign.shown(path))
        self.fetcher.refused.clear()
        try:
            with listen() as listener:
                sheet = self._make_sheet("")
                self._add(path, sheet)
        except (OSError, UnicodeDecodeError) as error:
            yield Problem(Code.BAD_STYLE_SHEET, f"cannot be read: {given.why(error)}", HINT, place)
            return
        lines = given.text(path).splitlines()
        for remark in listener.remarks:
            yield _in_place(remark, place, lines)
        for url in self.fetcher.refused:
            message = f"{url} is neither in the campaign's folder nor in the stationery's"
            yield Problem(Code.BAD_STYLE_SHEET, message, "put a copy of it there", place)
        for face in dict.fromkeys(_requested_families(sheet)):
            yield from self._find_missing(face, place, lines)

    def _find_missing(self, families: tuple[str, ...], place: Place, lines: list[str]) -> Iterator[Problem]:
        """The problem that none of a rule's typefaces is there: another would silently be used."""
        named = [family for family in families if family not in GENERIC]
        if not named or any(map(self._has, named)):
            return
        face = named[0]
        problem = find_missing_face(face) or Problem(
            Code.MISSING_FACE,
            f'the typeface "{face}" is not known to style sheets under this name',
            f'write "{name_css_family(face)}", and name "{face}" under [stationery]',
        )
        number, line = next(((at, line) for at, line in enumerate(lines, 1) if face in line), (None, ""))
        start = line.find(face)
        yield problem.at(
            file=place.file, line=number, column="", excerpt=line, span=(start, start + len(face))
        )

    def _has(self, family: str) -> bool:
        if family.casefold() in self.fonts.added | self._packaged:
            return True
        return machine.has_face(family) and not find_packaged_files(family)

    def _make_sheet(self, text: str, base: Path | None = None, into: CSS | None = None) -> CSS:
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
        self._make_sheet(given.text(path), path, sheet)

    def _rules(self, letter: Letter, families: Families, faces: WordFaces, head: BorrowedFace | None) -> str:
        campaign, stationery = self._campaign, self._campaign.stationery
        footer = list_footer_lines(campaign, letter.language)
        around = MarginTexts(letter.labels.page, footer, letter.draft)
        rules = [write_stylesheet(stationery, families, around, self._ratios, rtl=letter.rtl)]
        for place, face in (("top", head), ("bottom", faces.choose_for_all("".join(footer)))):
            if face:
                self.lend([face.family])
                rules.append(write_margin_face(place, face))
        return "\n".join(rules)


def _requested_families(sheet: CSS) -> Iterator[tuple[str, ...]]:
    """The families that each rule of a style sheet names, the first choice first."""
    matcher = sheet.matcher
    by_key = (
        matcher.id_selectors,
        matcher.class_selectors,
        matcher.lower_local_name_selectors,
        matcher.namespace_selectors,
    )
    keyed = chain.from_iterable(entries for selectors in by_key for entries in selectors.values())
    rules = [entry[-1][0] for entry in (*keyed, *matcher.lang_attr_selectors, *matcher.other_selectors)]
    rules += [declarations for _, _, declarations in sheet.page_rules]
    for name, value, *_ in chain.from_iterable(rules):
        if name == "font_family" and isinstance(value, tuple):
            yield value


def find_own_sheets(campaign: Campaign) -> list[Path]:
    """The style sheets that follow letterforge's own: the stationery's and the campaign's, if any."""
    stationery = campaign.stationery
    paths = (stationery.style / STYLE_SHEET, stationery.css)
    return [path for path in paths if path and given.is_file(path)]


def _in_place(remark: str, place: Place, lines: list[str]) -> Problem:
    """A remark of WeasyPrint as a problem with the line of the style sheet that it is about."""
    message = f"this rule cannot be used for letters: {POSITION.sub('; ', remark).rstrip('; .')}"
    problem = Problem(Code.BAD_STYLE_SHEET, message, HINT, place)
    found = POSITION.search(remark)
    if found is not None:
        line, column = int(found[1]), int(found[2])
    else:  # for a selector it quotes only the words
        selectors = [quoted.strip() for quoted in re.findall(r"'([^']+)'", remark)]
        places = (
            (at, text.find(selector))
            for selector in selectors
            for at, text in enumerate(lines, 1)
            if selector in text
        )
        line, column = next(((at, start + 1) for at, start in places), (0, 1))
    if not 0 < line <= len(lines):
        return problem
    return problem.at(line=line, excerpt=lines[line - 1], span=(column - 1, len(lines[line - 1])))
