"""Stationery → styles.xml and fontTable.xml: named styles that a secretary can go on editing."""

from __future__ import annotations

from collections.abc import Sequence

from letterforge.campaign import Stationery
from letterforge.model import Language
from letterforge.typeset.docx.wml import Element, half_points, part, twips, w
from letterforge.typeset.faces import word_face

LOCALES = {"ar": "ar-SA", "en": "en-GB", "es": "es-ES", "fr": "fr-FR", "pt": "pt-PT"}
"""The proofing language that Word uses for each of ours."""
INDENT = 18.0
"""Of one level of a list, in points."""
LEVELS = 3
"""Levels of lists that have styles; deeper ones share the last."""
GREY = "808080"


def locale(language: Language) -> str:
    """The proofing language of a letter's language."""
    return LOCALES.get(language, language)


def styles_part(stationery: Stationery, language: Language, *, rtl: bool) -> bytes:
    """word/styles.xml."""
    return part(w("styles", _defaults(stationery, language), *_styles(stationery, rtl=rtl)))


def font_table_part(stationery: Stationery) -> bytes:
    """word/fontTable.xml: the face that Word has, and ours of equal widths for where it has not."""
    face = word_face(stationery.face)
    font = w("font", name=face)
    if face != stationery.face:
        font.append(w("altName", val=stationery.face))
    font.extend((w("charset", val="00"), w("pitch", val="variable")))
    return part(w("fonts", font))


def _defaults(s: Stationery, language: Language) -> Element:
    face = word_face(s.face)
    fonts = w("rFonts", ascii=face, hAnsi=face, eastAsia=face, cs=face)
    size = half_points(s.size)
    tag = locale(language)
    lang = w("lang", val=tag, eastAsia=tag, bidi=tag)
    # "At least", because multiples count from the face's own height, which differs from face to face.
    spacing = w("spacing", after=twips(s.spacing), line=twips(s.size * s.leading), lineRule="atLeast")
    return w(
        "docDefaults",
        # Kerning from 1 pt on, as the PDF has it: else lines end elsewhere.
        w("rPrDefault", w("rPr", fonts, w("kern", val="2"), w("sz", val=size), w("szCs", val=size), lang)),
        w("pPrDefault", w("pPr", w("widowControl"), spacing)),
    )


def _styles(s: Stationery, *, rtl: bool) -> list[Element]:
    body = [w("jc", val="both")] if s.align == "justify" else []
    rule_border = w("pBdr", w("bottom", val="single", sz="4", space="1", color=GREY))
    head_border = w("pBdr", w("bottom", val="single", sz="6", space="6", color=s.colour[1:]))
    return [
        _paragraph_style("Normal", paragraph=[w("bidi")] if rtl else [], default=True),
        _paragraph_style("Body Text", paragraph=body),
        _paragraph_style("Date", paragraph=[_after(12), w("jc", val="right")], follows="Inside Address"),
        _paragraph_style("Inside Address", paragraph=[_after(12)]),
        _paragraph_style("Reference Line", follows="Subject Line"),
        _paragraph_style(
            "Subject Line", paragraph=[w("keepNext"), _after(12)], run=_bold(), follows="Salutation"
        ),
        _paragraph_style("Salutation", paragraph=[w("keepNext")], follows="Body Text"),
        _paragraph_style(
            "Closing", paragraph=[w("keepNext"), w("keepLines"), _spaced(12, 6)], follows="Signature"
        ),
        _paragraph_style("Signature", paragraph=[w("keepLines"), _after(0)]),
        _paragraph_style("Enclosure", paragraph=[_spaced(12, 0)]),
        *(_heading(level, s) for level in (1, 2, 3)),
        *(_list_style(kind, level) for kind in ("Bullet", "Number") for level in range(LEVELS)),
        *(_continued(level) for level in range(LEVELS)),
        _paragraph_style(
            "Quote", paragraph=[w("ind", left=twips(INDENT), right=twips(INDENT))], run=_italic()
        ),
        _paragraph_style("Horizontal Rule", paragraph=[rule_border, _line(s.spacing, s.spacing)]),
        _paragraph_style("Table Text", paragraph=[_after(0)]),
        _paragraph_style(
            "Table Heading", paragraph=[w("keepNext"), _after(0)], run=_bold(), based="Table Text"
        ),
        _paragraph_style("Header", paragraph=[_after(0)], run=_sized(s.size * 0.8, s.colour)),
        _paragraph_style("Letterhead Name", run=[*_bold(), *_sized(s.size * 1.35, s.colour)], based="Header"),
        _paragraph_style("Letterhead End", paragraph=[head_border, _line(0, 18)], based="Header"),
        _paragraph_style("Footer", paragraph=[_after(0), w("jc", val="center")], run=_sized(s.size * 0.8)),
        _paragraph_style("footnote text", paragraph=[_after(0)], run=_sized(s.size * 0.85)),
        _character_style("Default Paragraph Font", [], default=True),
        _character_style("Strong", _bold()),
        _character_style("Emphasis", _italic()),
        _character_style("Hyperlink", [w("color", val=s.colour[1:])]),
        _character_style("footnote reference", [w("vertAlign", val="superscript")]),
        *_table_styles(),
    ]


def style_id(name: str) -> str:
    """The id of a style by its name."""
    return "".join(word[:1].upper() + word[1:] for word in name.split())


def _paragraph_style(
    name: str,
    *,
    paragraph: Sequence[Element] = (),
    run: Sequence[Element] = (),
    based: str = "Normal",
    follows: str = "",
    default: bool = False,
) -> Element:
    style = w("style", type="paragraph", styleId=style_id(name))
    if default:
        style.set(f"{{{style.nsmap['w']}}}default", "1")
    style.append(w("name", val=name))
    if not default:
        style.append(w("basedOn", val=style_id(based)))
    if follows:
        style.append(w("next", val=style_id(follows)))
    style.append(w("qFormat"))
    if paragraph:
        style.append(w("pPr", *paragraph))
    if run:
        style.append(w("rPr", *run))
    return style


def _character_style(name: str, run: Sequence[Element], *, default: bool = False) -> Element:
    style = w("style", type="character", styleId=style_id(name))
    if default:
        style.set(f"{{{style.nsmap['w']}}}default", "1")
    style.append(w("name", val=name))
    if not default:
        style.append(w("basedOn", val="DefaultParagraphFont"))
    style.append(w("uiPriority", val="1") if default else w("qFormat"))
    if run:
        style.append(w("rPr", *run))
    return style


def _heading(level: int, s: Stationery) -> Element:
    properties = [
        w("keepNext"),
        w("keepLines"),
        _spaced(s.spacing, s.spacing),
        w("outlineLvl", val=str(level - 1)),
    ]
    size = s.size * 1.15 if level == 1 else s.size
    run = [*(_italic() if level == 3 else _bold()), *_sized(size, s.colour)]
    return _paragraph_style(f"heading {level}", paragraph=properties, run=run, follows="Body Text")


def list_style_name(kind: str, level: int) -> str:
    """The name of the style of a list's entries: `List Bullet`, `List Bullet 2`; levels from 0."""
    number = min(level, LEVELS - 1) + 1
    return f"List {kind}" + (f" {number}" if number > 1 else "")


def _list_style(kind: str, level: int) -> Element:
    number = w(
        "numPr",
        *([w("ilvl", val=str(level))] if level else []),
        w("numId", val="1" if kind == "Bullet" else "2"),
    )
    return _paragraph_style(list_style_name(kind, level), paragraph=[number, _after(3)])


def _continued(level: int) -> Element:
    indent = w("ind", left=twips(INDENT * (level + 1)))
    return _paragraph_style(list_style_name("Continue", level), paragraph=[_after(3), indent])


def _table_styles() -> list[Element]:
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = w("tblBorders", *(w(edge, val="single", sz="4", space="0", color=GREY) for edge in edges))
    plain = w(
        "style", w("name", val="Normal Table"), w("uiPriority", val="99"), type="table", styleId="TableNormal"
    )
    plain.set(f"{{{plain.nsmap['w']}}}default", "1")
    plain.append(w("tblPr", w("tblInd", w=twips(0), type="dxa"), _cell_margins(0)))
    grid = w(
        "style",
        w("name", val="Table Grid"),
        w("basedOn", val="TableNormal"),
        type="table",
        styleId="TableGrid",
    )
    grid.append(w("tblPr", borders, _cell_margins(3)))
    return [plain, grid]


def _cell_margins(points: float) -> Element:
    sides = ("top", "left", "bottom", "right")
    return w("tblCellMar", *(w(side, w=twips(points), type="dxa") for side in sides))


def _after(points: float) -> Element:
    return w("spacing", after=twips(points))


def _spaced(before: float, after: float) -> Element:
    return w("spacing", before=twips(before), after=twips(after))


def _line(before: float, after: float) -> Element:
    """Spacing of a paragraph that is there for its border alone."""
    return w("spacing", before=twips(before), after=twips(after), line="20", lineRule="exact")


def _bold() -> list[Element]:
    return [w("b"), w("bCs")]


def _italic() -> list[Element]:
    return [w("i"), w("iCs")]


def _sized(points: float, colour: str = "") -> list[Element]:
    size = half_points(points)
    tint = [w("color", val=colour[1:])] if colour else []
    return [*tint, w("sz", val=size), w("szCs", val=size)]
