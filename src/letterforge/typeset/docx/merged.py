"""A letter in the campaign's own Word letterhead: its styles, numbers and page together with ours."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from letterforge.typeset.docx.links import turn_links_into_fields
from letterforge.typeset.docx.own_letterhead import FOLDER, list_kept_parts
from letterforge.typeset.docx.package import WordRelationship, relationships_part
from letterforge.typeset.docx.wml import w, write_part
from letterforge.word.file import Link, WordFile
from letterforge.word.markup import R_ID, Element, W, parse_part

FIRST_ID = "rIdLetterhead"
"""With a number: the relationships of the letterhead's parts in a letter; ours are rId and a number."""
STYLED = frozenset(f"{{{W}}}{name}" for name in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link"))
"""Elements that name a style by its id."""
VAL, STYLE_ID = f"{{{W}}}val", f"{{{W}}}styleId"
WANTED = frozenset(
    {"pgSz", "pgMar", "paperSrc", "pgBorders", "lnNumType", "pgNumType", "vAlign", "titlePg", "textDirection"}
    | {"rtlGutter", "docGrid", "footnotePr", "endnotePr", "formProt", "noEndnote"}
)
"""What a letter's section copies from that of the letterhead (17.6.17)."""


@dataclass(frozen=True, slots=True)
class StyleMerge:
    """The names of a letter's styles and lists next to those of the letterhead."""

    styles: bytes
    """word/styles.xml: theirs, and those of ours that they lack."""
    renamed: Mapping[str, str]
    """Our id of a style → the one that it has here, where that is another."""
    lists: int
    """What is added to the number of each of our lists."""

    def apply(self, tree: Element) -> Element:
        """The tree with its styles and lists named as they are here."""
        for element in tree.iter(*STYLED) if self.renamed else ():
            element.set(VAL, self.renamed.get(element.get(VAL, ""), element.get(VAL, "")))
        for element in tree.iter(f"{{{W}}}numId") if self.lists else ():
            element.set(VAL, str(int(element.get(VAL, "0")) + self.lists))
        return tree


class WordLetterhead:
    """A letterhead as letters use it."""

    def __init__(self, letterhead: WordFile) -> None:
        self._file = letterhead
        names = list_kept_parts(letterhead)
        self._names = {name: f"{FOLDER}/{name.removeprefix('word/')}" for name in names}
        wanted = [*letterhead.furniture.values()]
        wanted += [link for kind in ("theme", "fontTable") if (link := letterhead.of_kind(kind))]
        self._ids = {link.target: f"{FIRST_ID}{number}" for number, link in enumerate(wanted, start=1)}
        self.relationships = tuple(
            WordRelationship(
                self._ids[link.target], link.type, self._names[link.target].removeprefix("word/")
            )
            for link in {link.target: link for link in wanted}.values()
        )
        numbering = letterhead.tree_of("numbering")
        self._numbering = numbering
        self._lists = _find_greatest(numbering, "num", "numId")
        self._definitions = _find_greatest(numbering, "abstractNum", "abstractNumId") + 1
        settings = letterhead.tree_of("settings")
        self.has_even_pages = settings is not None and settings.find(f"{{{W}}}evenAndOddHeaders") is not None
        self.has_fonts = letterhead.of_kind("fontTable") is not None

    @property
    def parts(self) -> dict[str, bytes]:
        """The parts that letters keep as they are, and their relationships, by name."""
        kept: dict[str, bytes] = {}
        for name, new in self._names.items():
            kept[new], links = turn_links_into_fields(self._file.parts[name], self._file.links.get(name, ()))
            kept |= self._relationships(links, new)
        numbering = self._file.of_kind("numbering")
        links = self._file.links.get(numbering.target, ()) if numbering else ()
        return kept | self._relationships(links, "word/numbering.xml")

    @property
    def types(self) -> dict[str, str]:
        """Their content types, by name."""
        return {new: self._file.types[name] for name, new in self._names.items()}

    @property
    def width(self) -> float:
        """Of the text, in points."""
        section = self._file.sections[-1]
        size, margins = section.find(f"{{{W}}}pgSz"), section.find(f"{{{W}}}pgMar")
        page = 612.0 if size is None else _points(size, "w")
        return (
            page
            if margins is None
            else page - sum(_points(margins, side) for side in ("left", "right", "gutter"))
        )

    @property
    def top(self) -> float:
        """Where the text begins, in points from the page's top, if the header leaves it room."""
        margins = self._file.sections[-1].find(f"{{{W}}}pgMar")
        return 0.0 if margins is None else abs(_points(margins, "top"))

    def section(self, *, rtl: bool) -> Element:
        """The section of a letter: the page, headers and footers of the letterhead."""
        section = deepcopy(self._file.sections[-1])
        section.attrib.clear()
        for element in list(section):
            if etree.QName(element).localname not in WANTED:
                section.remove(element)
        for element in section.iter(etree.Element):
            for key in element.keys():  # noqa: SIM118 - of an element
                if etree.QName(key).namespace != W:
                    del element.attrib[key]
        if rtl:
            later = [
                element for element in section if etree.QName(element).localname in {"rtlGutter", "docGrid"}
            ]
            later[0].addprevious(w("bidi")) if later else section.append(w("bidi"))
        references = []
        for (kind, pages), link in sorted(self._file.furniture.items(), reverse=True):
            reference = w(f"{kind}Reference", type=pages)
            reference.set(R_ID, self._ids[link.target])
            references.append(reference)
        section[:0] = references
        return section

    def merging(self, ours: bytes) -> StyleMerge:
        """Our styles added to theirs; where both have a name, theirs is used."""
        theirs = self._file.tree_of("styles")
        assert theirs is not None  # noqa: S101 - checked when it was opened
        by_name = {_name(style): style.get(STYLE_ID, "") for style in theirs.iter(f"{{{W}}}style")}
        taken = set(by_name.values())
        renamed: dict[str, str] = {}
        added: list[Element] = []
        for style in parse_part(ours).findall(f"{{{W}}}style"):
            own = style.get(STYLE_ID, "")
            if _name(style) in by_name:
                renamed[own] = by_name[_name(style)]
                continue
            renamed[own] = _find_free(own, taken)
            taken.add(renamed[own])
            style.set(STYLE_ID, renamed[own])
            style.attrib.pop(f"{{{W}}}default", "")
            added.append(style)
        _take_language(theirs, parse_part(ours))
        different = {own: new for own, new in renamed.items() if own != new}
        merging = StyleMerge(b"", different, self._lists)
        for style in added:
            theirs.append(merging.apply(style))
        return StyleMerge(write_part(theirs), different, self._lists)

    def numbering(self, ours: bytes) -> bytes:
        """Our lists after theirs."""
        if self._numbering is None:
            return ours
        tree, own = deepcopy(self._numbering), parse_part(ours)
        definitions, numbers = own.findall(f"{{{W}}}abstractNum"), own.findall(f"{{{W}}}num")
        for definition in own.iter(f"{{{W}}}abstractNum"):
            _add(definition, "abstractNumId", self._definitions)
        for reference in own.iter(f"{{{W}}}abstractNumId"):
            _add(reference, "val", self._definitions)
        for list_number in numbers:
            _add(list_number, "numId", self._lists)
        before = [
            element for element in tree if etree.QName(element).localname in {"numPicBullet", "abstractNum"}
        ]
        tree[len(before) : len(before)] = definitions
        nums = tree.findall(f"{{{W}}}num")
        index = tree.index(nums[-1]) + 1 if nums else len(before) + len(definitions)
        tree[index:index] = numbers
        return write_part(tree)

    def _relationships(self, links: Sequence[Link], new: str) -> dict[str, bytes]:
        if not links:
            return {}
        folder, _, file = new.rpartition("/")
        relationships = [
            WordRelationship(
                link.id,
                link.type,
                link.target if link.is_external else posixpath.relpath(self._names[link.target], folder),
                link.is_external,
            )
            for link in links
        ]
        return {f"{folder}/_rels/{file}.rels": relationships_part(relationships)}


def _take_language(theirs: Element, ours: Element) -> None:
    """Give styles the languages of the letter, not those of the letterhead's author (17.3.2.20)."""
    etree.strip_elements(theirs, f"{{{W}}}lang")
    home = theirs
    for name in ("docDefaults", "rPrDefault", "rPr"):
        found = home.find(f"{{{W}}}{name}")
        if found is None:
            found = w(name)
            home.insert(0, found)
        home = found
    home.extend(ours.iterfind(f"{{{W}}}docDefaults//{{{W}}}lang"))


def _points(element: Element, side: str) -> float:
    try:
        return float(element.get(f"{{{W}}}{side}", "0")) / 20
    except ValueError:  # a length with a unit: Word does not write these
        return 0.0


def _find_greatest(tree: Element | None, tag: str, attribute: str) -> int:
    found: Iterable[Element] = () if tree is None else tree.findall(f"{{{W}}}{tag}")
    numbers = [
        int(number) for element in found if (number := element.get(f"{{{W}}}{attribute}", "")).isdecimal()
    ]
    return max(numbers, default=0)


def _add(element: Element, attribute: str, number: int) -> None:
    name = f"{{{W}}}{attribute}"
    element.set(name, str(int(element.get(name, "0")) + number))


def _name(style: Element) -> tuple[str, str]:
    """Kind and name of a style, by which it is the same in every file: Word translates ids, not names."""
    name = style.find(f"{{{W}}}name")
    return style.get(f"{{{W}}}type", "paragraph"), ("" if name is None else name.get(VAL, "")).casefold()


def _find_free(wanted: str, taken: set[str]) -> str:
    return wanted if wanted not in taken else _find_free(f"{wanted}Letter", taken)
