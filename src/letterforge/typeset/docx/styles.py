"""Stationery → styles.xml and fontTable.xml: named styles that a secretary can go on editing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence, Set

from lxml import etree

from letterforge.campaign import Stationery
from letterforge.languages import OURS, Languages, PackPart
from letterforge.model import Language
from letterforge.typeset.docx.scripts import list_borrowed_fonts
from letterforge.typeset.docx.style_names import (
    BULLET_LIST,
    HYPHENATED,
    NUMBER_LIST,
    OWN,
    TABLE_STYLES,
    list_style_name,
    style_id,
)
from letterforge.typeset.docx.wml import W14, eighths, half_points, make_root, twips, w, write_part
from letterforge.typeset.faces import name_word_face
from letterforge.typeset.plan.marks import LEVELS
from letterforge.typeset.plan.measures import INDENT, Measures, measure_stationery
from letterforge.typeset.plan.ranks import LOOKS
from letterforge.typeset.plan.windows import find_window
from letterforge.word.markup import Element

POINT = 1.0
"""The least height of a paragraph that is there for its border."""
COMPLEX_FACES = {"Calibri": "Arial", "Cambria": "Times New Roman", "Georgia": "Times New Roman"}
"""Word's faces without Arabic, and Word's faces for Arabic that look alike."""


def locale(language: Language, languages: Languages = OURS) -> str:
    """The language by which Word proofreads a letter: `en-GB`."""
    return str(languages.document(language, PackPart.WRITING).get("proofing", language))


def styles_part(
    stationery: Stationery,
    language: Language,
    *,
    rtl: bool,
    western: Language = "",
    languages: Languages = OURS,
) -> bytes:
    """word/styles.xml; `western`: the language of what runs from left to right in a letter that does not."""
    m = measure_stationery(stationery, rtl=rtl)
    # Word's other styles are hidden until they are used.
    hidden = {"defLockedState": "0", "defUIPriority": "99", "defSemiHidden": "1", "defUnhideWhenUsed": "1"}
    return write_part(
        make_root(
            "styles",
            _defaults(
                stationery, m, locale(language, languages), locale(western or language, languages), rtl=rtl
            ),
            w("latentStyles", **hidden, defQFormat="0", count="376"),
            *_basic_styles(stationery, m, rtl=rtl),
            *_letter_styles(stationery, m),
            *_closing_styles(stationery, m),
            *_body_styles(stationery, m),
            *_furniture_styles(stationery, m),
        )
    )


def font_table_part(stationery: Stationery, lent: Set[str]) -> bytes:
    """word/fontTable.xml: the faces of a letter, and those to take for them where they are missing.

    `lent`: the faces that words name.
    """
    own = {name_word_face(face): face for face in stationery.faces}
    others = list_borrowed_fonts(name_word_face(stationery.face))
    named = own | {name: other for name, other in others.items() if name in lent and name not in own}
    return write_part(w("fonts", *(_font(*names) for names in named.items())))


def _font(face: str, other: str) -> Element:
    font = w("font", name=face)
    if face != other:
        font.append(w("altName", val=other))
    font.extend((w("charset", val="00"), w("pitch", val="variable")))
    return font


# --- the styles ------------------------------------------------------------------------------------


def _defaults(s: Stationery, m: Measures, tag: str, western: str, *, rtl: bool) -> Element:
    size = half_points(m.in_latin(m.size))
    lang = w("lang", val=western, bidi=tag) if rtl else w("lang", val=tag)
    # "At least", because multiples count from the face's own height, which differs from face to face.
    spacing = w("spacing", after=twips(s.spacing), line=twips(m.size * m.leading), lineRule="atLeast")
    figures = [_old_style_figures()] if s.figures == "old-style" else []
    return w(
        "docDefaults",
        # Kerning from 1 pt on, as in the PDF; else lines would end elsewhere.
        w(
            "rPrDefault",
            w(
                "rPr",
                _fonts(s.face),
                w("kern", val="2"),
                w("sz", val=size),
                w("szCs", val=size),
                lang,
                *figures,
            ),
        ),
        w("pPrDefault", w("pPr", w("widowControl"), spacing)),
    )


def _old_style_figures() -> Element:
    """Figures with ascenders and descenders ([MS-DOCX] 2.6.1.10); the part's root declares the namespace
    ignorable.
    """
    return etree.Element(f"{{{W14}}}numForm", {f"{{{W14}}}val": "oldStyle"}, {"w14": W14})


def _basic_styles(s: Stationery, m: Measures, *, rtl: bool) -> Iterator[Element]:
    """What every document has, and the styles of runs and tables."""
    yield _paragraph_style("Normal", paragraph=[w("bidi")] if rtl else [])
    yield _style("character", "Default Paragraph Font", _unseen("1"))
    yield _style(
        "table", "Normal Table", [*_unseen("99"), w("tblPr", w("tblInd", w="0", type="dxa"), _margins(0))]
    )
    yield _style("numbering", "No List", _unseen("99"))
    yield _character_style("Hyperlink", w("color", val=m.colour[1:]), *_underlined(s))
    yield _character_style("footnote reference", w("vertAlign", val="superscript"))
    yield _table_style(s, m)


def _table_style(s: Stationery, m: Measures) -> Element:
    """The style of tables: lines around every cell, or under every row; a thicker one under the head."""
    is_grid = s.tables == "grid"
    edges = ("top", "left", "bottom", "right", "insideH", "insideV") if is_grid else ("bottom", "insideH")
    borders = w("tblBorders", *(_border(edge, m.hair, m.grey) for edge in edges))
    head = w("tcBorders", _border("bottom", m.below_head, m.grey if is_grid else ""))
    properties = [
        w("basedOn", val="NormalTable"),
        w("uiPriority", val="39"),
        w("tblPr", borders, _margins(m.cell_padding)),
        w("tblStylePr", w("tcPr", head), type="firstRow"),
    ]
    return _style("table", TABLE_STYLES[s.tables], properties)


def _letter_styles(s: Stationery, m: Measures) -> Iterator[Element]:
    """The parts above the body, in the order in which they are read."""
    end = w("jc", val="right")
    yield _paragraph_style("Date", paragraph=[_after(m.below_date), end], follows="Inside Address")
    shown = find_window(s)
    small = _sized(m.size_small) if shown else []
    looks = {"Delivery": [], "Confidentiality": _bold()} | ({"Return Address": []} if shown else {})
    for name, run in looks.items():
        note = [
            w("keepNext"),
            w("keepLines"),
            _window_line(m.size_small, m) if shown else _after(m.below_note),
        ]
        yield _paragraph_style(name, paragraph=note, run=[*run, *small], follows="Inside Address")
    line = _window_line(m.size, m) if shown else _after(m.below_address)
    yield _paragraph_style("Inside Address", paragraph=[w("keepLines"), line], follows="Reference Line")
    yield _paragraph_style("Reference Line", follows="Subject Line")
    subject = [w("keepNext"), w("keepLines"), _after(m.below_subject), w("outlineLvl", val="0")]
    run = [*_heading_fonts(s), *_bold(), *_underlined(s)]
    yield _paragraph_style("Subject Line", paragraph=subject, run=run, follows="Salutation")
    yield _paragraph_style("Salutation", paragraph=[w("keepNext")], follows="Body Text")


def _window_line(size: float, m: Measures) -> Element:
    """Spacing of a line in a window, which is narrower than in the text."""
    return w("spacing", after="0", line=twips(size * m.leading_window), lineRule="atLeast")


def _closing_styles(s: Stationery, m: Measures) -> Iterator[Element]:
    """The parts below the body."""
    closing = [w("keepNext"), w("keepLines"), _spaced(m.above_closing, m.below_closing)]
    yield _paragraph_style("Closing", paragraph=closing, follows="Signature")
    yield _paragraph_style("Signature", paragraph=[w("keepLines"), _after(0)])
    heading = [w("keepNext"), w("keepLines"), _spaced(m.above_cosigners, m.spacing)]
    run = [*_heading_fonts(s), *_bold()]
    yield _paragraph_style("Cosigner Heading", paragraph=heading, run=run, follows="Cosigner")
    hung = [w("keepLines"), _after(m.below_cosigner), w("ind", left=twips(m.hang), hanging=twips(m.hang))]
    yield _paragraph_style("Cosigner", paragraph=hung)
    small = _sized(m.in_latin(m.size_note))
    yield _paragraph_style("Cosigner Small", run=small, based="Cosigner")
    above = m.below_country - m.below_cosigner
    country = [w("keepNext"), w("keepLines"), _spaced(above, m.below_cosigner)]
    yield _paragraph_style("Cosigner Country", paragraph=country, run=_bold(), follows="Cosigner")
    for name in ("Contact", "Enclosure", "Copies"):
        yield _paragraph_style(name, paragraph=[w("keepLines"), _spaced(m.above_after, 0)])
    label = [
        w("keepNext"),
        w("keepLines"),
        w("pageBreakBefore"),
        _after(m.below_annex_label),
        w("outlineLvl", val="0"),
    ]
    run = [*_heading_fonts(s), *_bold(), *_sized(m.in_latin(m.size_heading), m.colour)]
    yield _paragraph_style("Annex Label", paragraph=label, run=run, follows="Body Text")


def _body_styles(s: Stationery, m: Measures) -> Iterator[Element]:
    yield _paragraph_style("Body Text", paragraph=_justified(s))
    for level in range(1, LOOKS + 1):
        yield _heading(level, s, m)
    for kind in ("Bullet", "Number"):
        for level in range(LEVELS):
            number = w("numId", val=str(BULLET_LIST if kind == "Bullet" else NUMBER_LIST))
            numbering = w("numPr", *([w("ilvl", val=str(level))] if level else []), number)
            yield _paragraph_style(
                list_style_name(kind, level), paragraph=[numbering, _after(m.below_entry), *_justified(s)]
            )
    for level in range(LEVELS):
        indent = w("ind", left=twips(INDENT * (level + 1)))
        continued = [_after(m.below_entry), indent, *_justified(s)]
        yield _paragraph_style(list_style_name("Continue", level), paragraph=continued)
    both_sides = w("ind", left=twips(INDENT), right=twips(INDENT))
    yield _paragraph_style(
        "Quote", paragraph=[both_sides, *_justified(s)], run=_italic(), follows="Body Text"
    )
    rule = [w("pBdr", _border("bottom", m.hair, m.grey)), _line(m.spacing, m.spacing)]
    yield _paragraph_style("Horizontal Rule", paragraph=rule, follows="Body Text")
    yield _paragraph_style("Table Text", paragraph=[_after(0)])
    yield _paragraph_style("Table Heading", paragraph=[w("keepNext")], run=_bold(), based="Table Text")
    note = w("spacing", after="0", line=twips(m.size_note * m.leading), lineRule="atLeast")
    yield _paragraph_style("footnote text", paragraph=[note], run=_sized(m.in_latin(m.size_note)))


def _furniture_styles(s: Stationery, m: Measures) -> Iterator[Element]:
    """The letterhead, and the text in the margins."""
    centred = [w("jc", val="center")] if s.letterhead_align == "centre" else []
    head = w("spacing", after="0", line=twips(m.size_small * m.leading), lineRule="atLeast")
    run = [*_heading_fonts(s), *_sized(m.size_small, m.small_colour or m.colour)]
    yield _paragraph_style("Header", paragraph=[head, *centred], run=run)
    name = w("spacing", line=twips(m.size_name * m.leading), lineRule="atLeast")
    colour, *sizes = _sized(m.size_name, m.colour)
    tracked = [w("spacing", val=twips(m.tracking))] if m.tracking else []
    large = [*_bold(), colour, *tracked, *sizes]
    yield _paragraph_style("Letterhead Name", paragraph=[name], run=large, based="Header", follows="Header")
    yield _paragraph_style("Letterhead End", paragraph=_letterhead_line(s, m), based="Header")
    for kind in ("Running Header", "Footer"):
        line = w("spacing", after="0", line=twips(m.margin_line), lineRule="atLeast")
        small = _sized(m.size_small, m.small_colour)
        yield _paragraph_style(kind, paragraph=[line, w("jc", val="center")], run=small)
    hairline = [w("pBdr", _border("top", m.mark, m.grey)), _line(0, 0)]
    yield _paragraph_style("Mark", paragraph=hairline)


def _letterhead_line(s: Stationery, m: Measures) -> list[Element]:
    """The line under the letterhead, as the border of a paragraph, and the space around it.

    The letter begins at the same place below any line.
    """
    kind = s.letterhead_line
    thick = m.bar if kind == "bar" else m.letterhead_rule
    above = m.above_bar if kind == "bar" else m.letterhead_padding
    below = m.below_double if kind == "double" else m.below_letterhead
    if kind == "none":
        return [_line(0, above - POINT + thick + below)]
    # The border is whole points below its paragraph (17.3.4): the paragraph takes the rest.
    space = math.floor(above - POINT)
    border = _border("bottom", thick, m.colour, "double" if kind == "double" else "single", space)
    ends = _bar_ends(s, m) if kind == "bar" else []
    return [w("pBdr", border), _line(0, below, above - space), *ends]


def _bar_ends(s: Stationery, m: Measures) -> list[Element]:
    """The indents that leave the width of a bar."""
    start = m.beside_bar if s.letterhead_align == "centre" else 0.0
    return [w("ind", left=twips(start), right=twips(2 * m.beside_bar - start))]


def _heading(level: int, s: Stationery, m: Measures) -> Element:
    size = m.size_heading if level == 1 else m.size
    properties = [
        w("keepNext"),
        w("keepLines"),
        w("spacing", before=twips(m.spacing), line=twips(size * m.leading), lineRule="atLeast"),
        w("outlineLvl", val=str(level - 1)),
    ]
    run = [*_heading_fonts(s), *(_italic() if level == 3 else _bold()), *_sized(m.in_latin(size), m.colour)]
    return _paragraph_style(f"heading {level}", paragraph=properties, run=run, follows="Body Text")


# --- how a style is written --------------------------------------------------------------------------


def _style(kind: str, name: str, properties: Sequence[Element]) -> Element:
    is_default = name in {"Normal", "Default Paragraph Font", "Normal Table", "No List"}
    marks = ({"default": "1"} if is_default else {}) | ({"customStyle": "1"} if name in OWN else {})
    return w("style", w("name", val=name), *properties, type=kind, **marks, styleId=style_id(name))


def _paragraph_style(
    name: str,
    *,
    paragraph: Sequence[Element] = (),
    run: Sequence[Element] = (),
    based: str = "Normal",
    follows: str = "",
) -> Element:
    return _style(
        "paragraph",
        name,
        [
            *([] if name == "Normal" else [w("basedOn", val=style_id(based))]),
            *([w("next", val=style_id(follows))] if follows else []),
            w("uiPriority", val="0" if name == "Normal" else "1"),
            w("qFormat"),
            *([w("pPr", *held)] if (held := _held(name, paragraph)) else []),
            *([w("rPr", *run)] if run else []),
        ],
    )


def _held(name: str, paragraph: Sequence[Element]) -> Sequence[Element]:
    """The properties of a style, in the order of the schema (17.3.1.26), with one that keeps Word from
    hyphenating. Styles of running text are without it.
    """
    if name == "Normal" or name.startswith(HYPHENATED):
        return paragraph
    after = {w(tag).tag for tag in ("spacing", "ind", "jc", "outlineLvl")}
    at = next((at for at, element in enumerate(paragraph) if element.tag in after), len(paragraph))
    return [*paragraph[:at], w("suppressAutoHyphens"), *paragraph[at:]]


def _character_style(name: str, *run: Element) -> Element:
    based = w("basedOn", val="DefaultParagraphFont")
    return _style("character", name, [based, w("uiPriority", val="1"), w("rPr", *run)])


def _unseen(priority: str) -> list[Element]:
    return [w("uiPriority", val=priority), w("semiHidden"), w("unhideWhenUsed")]


def _justified(s: Stationery) -> list[Element]:
    return [w("jc", val="both")] if s.align == "justify" else []


def _margins(points: float) -> Element:
    sides = ("top", "left", "bottom", "right")
    return w("tblCellMar", *(w(side, w=twips(points), type="dxa") for side in sides))


def _after(points: float) -> Element:
    return w("spacing", after=twips(points))


def _spaced(before: float, after: float) -> Element:
    return w("spacing", before=twips(before), after=twips(after))


def _line(before: float, after: float, height: float = POINT) -> Element:
    """Spacing of a paragraph that is there for its border alone."""
    return w("spacing", before=twips(before), after=twips(after), line=twips(height), lineRule="exact")


def _border(edge: str, thick: float, colour: str, kind: str = "single", space: int = 0) -> Element:
    """A line; of a double one, `thick` is the width of either. Empty colour: the text's (17.3.4)."""
    return w(edge, val=kind, sz=eighths(thick), space=str(space), color=colour[1:] or "auto")


def _underlined(s: Stationery) -> list[Element]:
    return [w("u", val="single")] if s.underline else []


def _fonts(face: str) -> Element:
    name = name_word_face(face)
    return w("rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=COMPLEX_FACES.get(name, name))


def _heading_fonts(s: Stationery) -> list[Element]:
    """The typeface of headings, where it is not the text's."""
    return [_fonts(s.heading_face)] if s.heading_face not in {"", s.face} else []


def _bold() -> list[Element]:
    return [w("b"), w("bCs")]


def _italic() -> list[Element]:
    return [w("i"), w("iCs")]


def _sized(points: float, colour: str = "") -> list[Element]:
    size = half_points(points)
    tint = [w("color", val=colour[1:])] if colour else []
    return [*tint, w("sz", val=size), w("szCs", val=size)]
