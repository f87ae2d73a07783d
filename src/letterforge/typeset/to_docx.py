"""Letter → DOCX, as a careful typist would have made it in Word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import count
from pathlib import Path

from letterforge.campaign import FILE_NAME, Campaign, Stationery
from letterforge.errors import BrokenCampaign, Code, LetterFailed, Place, Problem
from letterforge.model import Format, Labels, Language, Letter, Sheet, Signature
from letterforge.protocol.direction import kept_in_order
from letterforge.typeset.docx import furniture
from letterforge.typeset.docx.around import DocumentBody
from letterforge.typeset.docx.body import WordWriter
from letterforge.typeset.docx.drafts import add_draft_word
from letterforge.typeset.docx.drawing import PlacedPicture
from letterforge.typeset.docx.letterhead import footer_distance, header_part, needs_header
from letterforge.typeset.docx.merged import StyleMerge, WordLetterhead
from letterforge.typeset.docx.numbering import LetterList, numbering_part
from letterforge.typeset.docx.own_letterhead import open_word_letterhead, word_letterhead_problem
from letterforge.typeset.docx.package import WordRelationship, add_parts, make_package, relationships_part
from letterforge.typeset.docx.scripts import find_lent_faces, find_word_faces
from letterforge.typeset.docx.sections import make_first_section
from letterforge.typeset.docx.signing import Inked
from letterforge.typeset.docx.styles import font_table_part, styles_part
from letterforge.typeset.docx.wml import make_root, w, write_part
from letterforge.typeset.palette import pack_picture
from letterforge.typeset.pictures import PICTURE_HINT, BadPictureError, read_picture
from letterforge.typeset.plan.faces import WordFaces
from letterforge.typeset.plan.fitting_words import WordFitter
from letterforge.typeset.plan.measures import measure_stationery
from letterforge.typeset.plan.parts import list_footer_lines, list_sender_lines
from letterforge.typeset.plan.windows import find_window
from letterforge.word.markup import R_ID, Element
from letterforge.word.refused import BadWordFileError


@dataclass(frozen=True, slots=True)
class HeaderOrFooter:
    """A header or footer, and the pages that it is for: `first`, or `default` for all that follow."""

    relationship: WordRelationship
    pages: str

    @property
    def name(self) -> str:
        """Of its part."""
        return f"word/{self.relationship.target}"


FOOTER = HeaderOrFooter(WordRelationship("rId5", "footer", "footer1.xml"), "default")
FIRST_FOOTER = HeaderOrFooter(WordRelationship("rId6", "footer", "footer2.xml"), "first")
FIRST_HEADER = HeaderOrFooter(WordRelationship("rId7", "header", "header1.xml"), "first")
RUNNING_HEADER = HeaderOrFooter(WordRelationship("rId9", "header", "header2.xml"), "default")
COMMON = (
    WordRelationship("rId1", "styles", "styles.xml"),
    WordRelationship("rId2", "numbering", "numbering.xml"),
    WordRelationship("rId3", "settings", "settings.xml"),
)
FONTS = WordRelationship("rId4", "fontTable", "fontTable.xml")
NOTES = WordRelationship("rId8", "footnotes", "footnotes.xml")
FIRST_PICTURE = 10
"""Number of the relationship of the first picture; each has two, one for an SVG."""


@dataclass(frozen=True, slots=True)
class PackageKey:
    """What two letters share if their packages differ only in the text."""

    language: Language
    rtl: bool
    author: str
    labels: Labels
    has_notes: bool
    draft: str
    """See `Letter`."""
    images: frozenset[Path]
    """The inked signatures that the letter shows."""
    lists: tuple[LetterList, ...]
    """The lists that need a number of their own."""
    lent: frozenset[str]
    """The faces that words of the letter name."""


KEPT_PACKAGES = 64
"""Keys whose packages are kept. A list whose first number comes from the row gives each letter a key of its
own."""
FIRST_NUMBER = 1000
"""Of a picture in a letter with the campaign's own letterhead, whose pictures have numbers too."""


class DocxTypesetter:
    """Sets letters as Word files.

    What does not depend on the letter's text is made once, and compressed once.
    """

    def __init__(self, campaign: Campaign) -> None:
        """Raises BrokenCampaign with every picture that cannot be used."""
        self._campaign = campaign
        self._stationery = campaign.stationery
        self._measures = measure_stationery(campaign.stationery)
        self._problems: list[Problem] = []
        choice = self._stationery.letterhead
        height = self._stationery.letterhead_height
        logos = choice if isinstance(choice, tuple) else ()
        placed_logos = [
            self._place(logo, "stationery.letterhead", height, index) for index, logo in enumerate(logos)
        ]
        self._logos = [placed for placed in placed_logos if placed]
        self._inked: dict[Path, PlacedPicture] = {}
        for number, signatory in enumerate(campaign.signatories, start=1):
            if signatory.image and signatory.image not in self._inked:
                key, height = f"signatories.{number}.image", self._stationery.signature_height
                placed = self._place(signatory.image, key, height, len(logos) + len(self._inked))
                self._inked |= {signatory.image: placed} if placed else {}
        self._own = self._letterhead()
        if self._problems:
            raise BrokenCampaign(self._problems)
        self._fitter = WordFitter(campaign.stationery, width=self._width)
        self._drafts: dict[tuple[str, bool], WordLetterhead] = {}
        self._common = COMMON if self._own and self._own.has_fonts else (*COMMON, FONTS)
        self._merged_styles: dict[tuple[Language, bool], StyleMerge] = {}
        self._prepared = lru_cache(KEPT_PACKAGES)(self._package)

    def set(self, letter: Letter) -> Sheet:
        """The letter as a Word file. Raises LetterFailed for a character or a picture that it cannot hold."""
        letter = self._fitter.fit_letter(letter)
        planner = self._fitter.planner(letter.language)
        writer = WordWriter(self._stationery, letter.notes, planner, rtl=letter.rtl)
        document = make_root("document", self._body(letter, writer))
        notes = writer.footnotes()
        parts = {
            "word/document.xml": write_part(self._merge(document, letter)),
            **({} if notes is None else {"word/footnotes.xml": write_part(self._merge(notes, letter))}),
            "docProps/core.xml": furniture.core_part(letter, self._campaign.languages),
        }
        if RUNNING_HEADER in self._furniture(letter.draft):
            parts[RUNNING_HEADER.name] = furniture.running_header_part(letter, self._stationery)
        lent = find_lent_faces(parts.values())
        key = _key_of(letter, writer.lists, lent, has_notes=notes is not None)
        return Sheet(letter.id, Format.DOCX, add_parts(self._prepared(key, tuple(parts)), parts))

    # --- what letters share ----------------------------------------------------------------------

    def _package(self, key: PackageKey, later: tuple[str, ...]) -> bytes:
        """The package of letters of one key, which lacks the parts that are each letter's own."""
        own = self._letterhead_of(key)
        return make_package(self._shared(key), later, own.types if own else None)

    def _shared(self, key: PackageKey) -> dict[str, bytes]:
        """The parts that letters of one key share."""
        s = self._stationery
        has_even = self._own is not None and self._own.has_even_pages
        settings = furniture.settings_part(
            s,
            key.language,
            rtl=key.rtl,
            has_notes=key.has_notes,
            has_even_pages=has_even,
            languages=self._campaign.languages,
        )
        merging = self._merging(key.language, rtl=key.rtl)
        numbering = numbering_part(key.lists, self._measures.size)
        parts = {
            "docProps/app.xml": furniture.app_part(),
            "word/numbering.xml": self._own.numbering(numbering) if self._own else numbering,
            "word/_rels/document.xml.rels": relationships_part(self._relationships(key)),
            "word/styles.xml": merging.styles if merging else self._styles(key.language, rtl=key.rtl),
            "word/settings.xml": settings,
            **({"word/fontTable.xml": b""} if FONTS in self._common else {}),
        }
        made: dict[HeaderOrFooter, Callable[[PackageKey], bytes]] = {
            FIRST_HEADER: self._header,
            FOOTER: self._footer,
            FIRST_FOOTER: self._first_footer,
        }
        parts |= {header.name: made[header](key) for header in self._furniture(key.draft) if header in made}
        if FONTS in self._common:
            parts["word/fontTable.xml"] = font_table_part(s, key.lent | find_lent_faces(parts.values()))
        if own := self._letterhead_of(key):
            parts |= own.parts
        if self._logos and not self._own:
            relationships = [relationship for logo in self._logos for relationship in logo.relationships]
            parts["word/_rels/header1.xml.rels"] = relationships_part(relationships)
            for logo in self._logos:
                parts |= logo.media
        for placed in self._shown(key):
            parts |= placed.media
        return parts

    def _styles(self, language: Language, *, rtl: bool) -> bytes:
        # The language of what runs from left to right: the campaign's, else English.
        default = self._campaign.language
        western = default if default != language else "en"
        return styles_part(
            self._stationery,
            language,
            rtl=rtl,
            western=western if rtl else language,
            languages=self._campaign.languages,
        )

    def _shown(self, key: PackageKey) -> list[PlacedPicture]:
        return [placed for image, placed in self._inked.items() if image in key.images]

    def _relationships(self, key: PackageKey) -> list[WordRelationship]:
        pictures = [relationship for placed in self._shown(key) for relationship in placed.relationships]
        around = [part.relationship for part in self._furniture(key.draft)]
        own = self._letterhead_of(key)
        around += own.relationships if own else []
        return [*self._common, *around, *([NOTES] if key.has_notes else []), *pictures]

    def _header(self, key: PackageKey) -> bytes:
        lines = list_sender_lines(self._campaign, key.language)
        sender = [key.author, *(kept_in_order(line, rtl=key.rtl) for line in lines)]
        return header_part(self._stationery, sender, self._logos, key.draft, rtl=key.rtl)

    def _furniture(self, draft: str) -> tuple[HeaderOrFooter, ...]:
        return () if self._own else choose_headers_and_footers(self._stationery, draft)

    def _footer(self, key: PackageKey) -> bytes:
        lines = list_footer_lines(self._campaign, key.language)
        return furniture.footer_part(key.labels, self._faces, self._measures, len(lines), rtl=key.rtl)

    def _first_footer(self, key: PackageKey) -> bytes:
        lines = [kept_in_order(line, rtl=key.rtl) for line in list_footer_lines(self._campaign, key.language)]
        return furniture.first_footer_part(
            lines, self._faces, self._measures, is_numbered=self._is_numbered, rtl=key.rtl
        )

    @property
    def _faces(self) -> WordFaces:
        return find_word_faces(self._stationery.face, self._stationery.heading_face)

    @property
    def _is_numbered(self) -> bool:
        """Whether the pages after the first have a footer."""
        return self._stationery.page_numbers == "footer"

    def _section(self, letter: Letter) -> Element:
        if own := self._letterhead_of(letter):
            return own.section(rtl=letter.rtl)
        references = [make_reference(part) for part in self._furniture(letter.draft)]
        lines = len(list_footer_lines(self._campaign, letter.language))
        footer = footer_distance(self._measures, lines, is_numbered=self._is_numbered)
        return make_first_section(self._stationery, references, footer, letter.draft, rtl=letter.rtl)

    def _place(self, path: Path, key: str, height: float, number: int) -> PlacedPicture | None:
        """The picture that a setting names; None, and a problem more, where it cannot be used."""
        try:
            picture = pack_picture(read_picture(path, height))
        except BadPictureError as error:
            message = f'"{key}": {self._campaign.shown(path)} {error}'
            self._problems.append(
                Problem(Code.BAD_PICTURE, message, PICTURE_HINT, Place(self._campaign.file, column=key))
            )
            return None
        name = f"media/picture{number}"
        first = FIRST_PICTURE + 2 * number
        raster = WordRelationship(f"rId{first}", "image", f"{name}.{picture.kind}")
        drawing = WordRelationship(f"rId{first + 1}", "image", f"{name}.svg")
        return PlacedPicture(picture, raster, drawing if picture.svg else None)

    # --- the campaign's own letterhead -----------------------------------------------------------

    def _letterhead(self) -> WordLetterhead | None:
        path = self._stationery.letterhead_docx
        if path is None:
            return None
        try:
            self._letterhead_file = open_word_letterhead(path)
            return WordLetterhead(self._letterhead_file)
        except BadWordFileError as error:
            self._problems.append(word_letterhead_problem(path, error, self._campaign))
            return None

    def _letterhead_of(self, letter: Letter | PackageKey) -> WordLetterhead | None:
        """The campaign's own letterhead, with its word over each page of a draft."""
        if self._own is None or not letter.draft:
            return self._own
        key = letter.draft, letter.rtl
        if key not in self._drafts:
            marked = add_draft_word(self._letterhead_file, letter.draft, self._measures, rtl=letter.rtl)
            self._drafts[key] = WordLetterhead(marked)
        return self._drafts[key]

    @property
    def _width(self) -> float:
        """Of the text, in points."""
        return self._own.width if self._own else self._stationery.text_width

    def _merging(self, language: Language, *, rtl: bool) -> StyleMerge | None:
        if self._own is None:
            return None
        if (language, rtl) not in self._merged_styles:
            ours = self._styles(language, rtl=rtl)
            self._merged_styles[language, rtl] = self._own.merging(ours)
        return self._merged_styles[language, rtl]

    def _merge(self, tree: Element, letter: Letter) -> Element:
        merging = self._merging(letter.language, rtl=letter.rtl)
        return merging.apply(tree) if merging else tree

    # --- the letter ------------------------------------------------------------------------------

    def _body(self, letter: Letter, writer: WordWriter) -> Element:
        s, own = self._stationery, self._letterhead_of(letter)
        numbers = count(FIRST_NUMBER if own else len(self._logos) + 1)
        draw = partial(self._draw, numbers, is_draft=bool(letter.draft))
        shown = find_window(s)
        space = max(0.0, shown.text - own.top) if own and shown else 0.0
        body = DocumentBody(self._campaign, self._measures, writer, self._width, space, draw)
        return w("body", *body.blocks(letter, self._section(letter)))

    def _draw(self, numbers: Iterator[int], signature: Signature, within: float, *, is_draft: bool) -> Inked:
        placed = self._inked.get(signature.image) if signature.image else None
        if placed is None:
            shown = self._campaign.shown(signature.image) if signature.image else ""
            message = f"{shown} is not a picture of the campaign's signatories"
            hint = f"name it under [[signatories]] in {FILE_NAME}"
            raise LetterFailed([Problem(Code.BAD_PICTURE, message, hint)])
        height = self._stationery.signature_height
        if is_draft:
            return placed.height(height, within)
        return placed.run(height, within, signature.description, next(numbers))


def _key_of(
    letter: Letter, lists: tuple[LetterList, ...], lent: frozenset[str], *, has_notes: bool
) -> PackageKey:
    # A draft does not contain the pictures of signatures: if they were only hidden, they could be taken out.
    inked = () if letter.draft else letter.signatures
    images = frozenset(signature.image for signature in inked if signature.image)
    labels, draft = letter.labels, letter.draft
    return PackageKey(
        letter.language, letter.rtl, letter.author, labels, has_notes, draft, images, lists, lent
    )


def choose_headers_and_footers(s: Stationery, draft: str = "") -> tuple[HeaderOrFooter, ...]:
    """The headers and footers that a stationery needs, in the order of the schema. `draft`: see `Letter`."""
    wanted = {
        FIRST_HEADER: needs_header(s) or bool(draft),
        RUNNING_HEADER: s.page_numbers == "header" or bool(draft),
        FOOTER: s.page_numbers == "footer",
        FIRST_FOOTER: s.page_numbers == "footer" or bool(s.footer),
    }
    return tuple(part for part, is_wanted in wanted.items() if is_wanted)


def make_reference(part: HeaderOrFooter) -> Element:
    """A section's reference to a header or footer."""
    element = w(f"{part.relationship.kind}Reference", type=part.pages)
    element.set(R_ID, part.relationship.id)
    return element
