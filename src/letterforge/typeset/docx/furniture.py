"""What is around the text: header, footers, settings, and the document's properties."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from letterforge.campaign import Stationery
from letterforge.languages import OURS, Languages
from letterforge.model import Labels, Language, Letter
from letterforge.typeset.docx.drafts import make_draft_mark
from letterforge.typeset.docx.letterhead import draft_distance, footer_distance, make_empty_line
from letterforge.typeset.docx.scripts import find_word_faces
from letterforge.typeset.docx.styles import locale
from letterforge.typeset.docx.wml import (
    RunWriter,
    make_field,
    make_paragraph,
    make_root,
    require_word_text,
    set_spacing,
    w,
    write_part,
)
from letterforge.typeset.plan.faces import WordFaces
from letterforge.typeset.plan.marks import BETWEEN, split_page_label
from letterforge.typeset.plan.measures import Measures, measure_stationery
from letterforge.typeset.plan.running import list_running
from letterforge.typeset.stamp import document_time
from letterforge.word.markup import Element

CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
DC = "http://purl.org/dc/elements/1.1/"
DCTERMS = "http://purl.org/dc/terms/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
COMPATIBILITY = {
    "compatibilityMode": "15",
    "overrideTableStyleFontSizeAndJustification": "1",
    "enableOpenTypeFeatures": "1",
    "doNotFlipMirrorIndents": "1",
    "differentiateMultirowTableHeaders": "1",
}
"""What Word 2013 and later write into a new document ([MS-DOCX] 2.3.2)."""
FIELDS = {"page": "PAGE", "pages": "NUMPAGES"}


def running_header_part(letter: Letter, s: Stationery) -> bytes:
    """The header of every page after the first: recipient, date and page number, and the word of a draft."""
    faces = find_word_faces(s.face, s.heading_face)
    plain = RunWriter(faces, rtl=letter.rtl).plain
    runs = [run for text in list_running(letter, s) for run in plain(f"{text}{BETWEEN}")]
    numbered = [*runs, *_numbered(letter.labels, faces, rtl=letter.rtl)]
    is_numbered = s.page_numbers == "header"
    last = _paragraph("RunningHeader", numbered, rtl=letter.rtl) if is_numbered else make_empty_line()
    return write_part(
        make_root(
            "hdr",
            *make_draft_mark(letter.draft, draft_distance(s), measure_stationery(s), rtl=letter.rtl),
            last,
        )
    )


def footer_part(words: Labels, faces: WordFaces, m: Measures, lines: int, *, rtl: bool) -> bytes:
    """The page numbers, at the foot of every page after the first; `lines`: in the first page's footer."""
    lower = m.line_in_margin(m.margin_bottom) - footer_distance(m, lines, is_numbered=True)
    paragraph = _paragraph("Footer", _numbered(words, faces, rtl=rtl), rtl=rtl)
    if lower:
        set_spacing(paragraph, "after", lower)
    return write_part(make_root("ftr", paragraph))


def first_footer_part(
    lines: Sequence[str], faces: WordFaces, m: Measures, *, is_numbered: bool, rtl: bool
) -> bytes:
    """The first page's footer: its lines, or nothing. `is_numbered`: the other pages have a footer, too."""
    plain = RunWriter(faces, rtl=rtl).plain
    paragraphs = [_paragraph("Footer", plain(line), rtl=rtl) for line in lines or [""]]
    if lines:
        lower = m.below_footer(len(lines)) - footer_distance(m, len(lines), is_numbered=is_numbered)
        upper = m.below_footer(len(lines)) if m.first_bottom(len(lines)) > m.margin_bottom else 0.0
        for paragraph, side, space in ((paragraphs[0], "before", upper), (paragraphs[-1], "after", lower)):
            if space:
                set_spacing(paragraph, side, space)
    return write_part(make_root("ftr", *paragraphs))


def _numbered(words: Labels, faces: WordFaces, *, rtl: bool) -> list[Element]:
    plain = RunWriter(faces, rtl=rtl).plain
    runs: list[Element] = []
    for at, piece in enumerate(split_page_label(words.page)):
        # With no-break spaces: a page's number is never divided between two lines.
        runs += make_field(FIELDS[piece], *plain("2")) if at % 2 else plain(piece.replace(" ", "\u00a0"))
    return runs


def _paragraph(style: str, runs: Sequence[Element], *, rtl: bool) -> Element:
    return make_paragraph(style, *runs, properties=[w("bidi")] if rtl else [])


def settings_part(
    stationery: Stationery,
    language: Language,
    *,
    rtl: bool,
    has_notes: bool,
    has_even_pages: bool = False,
    languages: Languages = OURS,
) -> bytes:
    """word/settings.xml, its elements in the order of the schema (17.15.1.78)."""
    is_even = stationery.align == "justify"
    uri = "http://schemas.microsoft.com/office/word"
    compatible = (w("compatSetting", name=name, uri=uri, val=value) for name, value in COMPATIBILITY.items())
    tag = locale(language, languages)
    return write_part(
        w(
            "settings",
            w("zoom", percent="100"),
            w("defaultTabStop", val="720"),
            *([w("autoHyphenation")] if is_even else []),
            *([w("evenAndOddHeaders")] if has_even_pages else []),
            w("characterSpacingControl", val="doNotCompress"),
            *([w("footnotePr", w("footnote", id="0"), w("footnote", id="1"))] if has_notes else []),
            # Without this, the line before a line break is stretched to the margin.
            w("compat", *([w("doNotExpandShiftReturn")] if is_even else []), *compatible),
            w("themeFontLang", val=tag, **({"bidi": tag} if rtl else {})),
            w("decimalSymbol", val="."),
            w("listSeparator", val=","),
        )
    )


def core_part(letter: Letter, languages: Languages = OURS) -> bytes:
    """docProps/core.xml: title, author, language, and times that the letter's date gives."""
    core = etree.Element(
        f"{{{CORE}}}coreProperties", None, {"cp": CORE, "dc": DC, "dcterms": DCTERMS, "xsi": XSI}
    )
    properties = {
        "title": letter.title,
        "creator": letter.author,
        "language": locale(letter.language, languages),
    }
    for name, text in properties.items():
        etree.SubElement(core, f"{{{DC}}}{name}").text = require_word_text(text)
    etree.SubElement(core, f"{{{CORE}}}lastModifiedBy").text = letter.author
    time = document_time(letter).strftime("%Y-%m-%dT%H:%M:%SZ")
    for name in ("created", "modified"):
        stamp = etree.SubElement(core, f"{{{DCTERMS}}}{name}", {f"{{{XSI}}}type": "dcterms:W3CDTF"})
        stamp.text = time
    return write_part(core)


def app_part() -> bytes:
    """docProps/app.xml."""
    # The stubs know no default namespace.
    properties = etree.Element(f"{{{EXTENDED}}}Properties", nsmap={None: EXTENDED})  # type: ignore[dict-item]
    etree.SubElement(properties, f"{{{EXTENDED}}}Application").text = "letterforge"
    return write_part(properties)
