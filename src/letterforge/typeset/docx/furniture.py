"""What stands around the text: header, footers, settings, and the document's properties."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from letterforge.campaign import Stationery
from letterforge.model import Labels, Language, Letter
from letterforge.typeset.docx.styles import locale
from letterforge.typeset.docx.wml import Element, Runs, field, paragraph, part, root, sound, twips, w
from letterforge.typeset.stamp import document_time
from letterforge.typeset.windows import marks, window

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
MARK_EDGE, MARK_LENGTH = 12.0, 12.0
"""Where a fold mark begins, and how long it is, in points."""
FIELDS = {"page": "PAGE", "pages": "NUMPAGES"}


def letterhead(
    organisation: str, lines: Sequence[str], pictures: Sequence[Element], width: float, *, rtl: bool
) -> list[Element]:
    """Pictures spread over `width` points, or else the organisation's name; then the sender's lines, and a line."""
    runs = Runs(rtl=rtl)
    name = (
        spread(pictures, width, rtl=rtl)
        if pictures
        else _paragraph("LetterheadName", runs.plain(organisation), rtl=rtl)
    )
    sent = [_paragraph("Header", runs.plain(line), rtl=rtl) for line in lines]
    return [name, *sent, _paragraph("LetterheadEnd", [], rtl=rtl)]


def spread(pictures: Sequence[Element], width: float, *, rtl: bool) -> Element:
    """Pictures on one line, the first at its start and the last at its end."""
    last = len(pictures) - 1
    stops = [
        w("tab", val="right" if index == last else "center", pos=twips(width * index / last))
        for index in range(1, last + 1)
    ]
    runs = [pictures[0]]
    for picture in pictures[1:]:
        runs += [w("r", w("tab")), picture]
    properties = [*([w("tabs", *stops)] if stops else []), *([w("bidi")] if rtl else [])]
    return paragraph("Header", *runs, properties=properties)


def header_part(head: Sequence[Element], stationery: Stationery, *, rtl: bool) -> bytes:
    """The first page's header: the letterhead, the marks at the edge, and the room down to where the text begins.

    Where the inside address stands in a window, the text begins below it: a row holds the letterhead that is as
    high as that, because Word begins the text below the header.
    """
    marked = [*(_mark(height) for height in marks(stationery)), *_down_to_margin(stationery)]
    shown = window(stationery)
    if shown is None:
        return part(root("hdr", *marked, *head))
    room = w("trPr", w("trHeight", val=twips(shown.text - stationery.margin_top), hRule="atLeast"))
    width = twips(stationery.text_width)
    cell = w("tc", w("tcPr", w("tcW", w=width, type="dxa")), *(head or [paragraph("Header")]))
    sides = ("top", "left", "bottom", "right")
    table = w(
        "tbl",
        w(
            "tblPr",
            *([w("bidiVisual")] if rtl else []),
            w("tblW", w=width, type="dxa"),
            w("tblLayout", type="fixed"),
            w("tblCellMar", *(w(side, w="0", type="dxa") for side in sides)),
        ),
        w("tblGrid", w("gridCol", w=width)),
        w("tr", room, cell),
    )
    return part(root("hdr", *marked, table, line_of_no_height("Header")))


def header_top(s: Stationery) -> float:
    """Where headers begin, in points from the page's top.

    That of the first page where the text would: Word moves the text down below it. One on the pages that follow
    stands in the margin, half a line above the text.
    """
    if s.page_numbers != "header":
        return s.margin_top
    return max(0.0, s.margin_top - s.size * s.leading * 1.6)


def _down_to_margin(s: Stationery) -> list[Element]:
    """A line as high as the margin that is left, where headers begin above it."""
    left = s.margin_top - header_top(s)
    spacing = w("spacing", before="0", after="0", line=twips(left), lineRule="exact")
    return [paragraph("Header", properties=[spacing])] if left else []


def line_of_no_height(style: str) -> Element:
    """A paragraph where the format wants one, that takes no room."""
    return paragraph(style, properties=[w("spacing", before="0", after="0", line="20", lineRule="exact")])


def _mark(height: float) -> Element:
    """A short line at the page's left edge, so many points from its top."""
    frame = w(
        "framePr",
        w=twips(MARK_LENGTH),
        h="20",
        hRule="exact",
        wrap="around",
        vAnchor="page",
        hAnchor="page",
        x=twips(MARK_EDGE),
        y=twips(height),
    )
    return paragraph("FoldMark", properties=[frame])


def running_header_part(texts: Sequence[str], words: Labels, *, rtl: bool) -> bytes:
    """The header of the pages that follow: recipient, date and page."""
    runs = Runs(rtl=rtl).plain(" — ".join((*texts, "")))
    return part(root("hdr", _paragraph("Header", [*runs, *_page_number(words, rtl=rtl)], rtl=rtl)))


def footer_part(words: Labels, *, rtl: bool) -> bytes:
    """The page numbers, on every page after the first."""
    return part(root("ftr", _paragraph("Footer", _page_number(words, rtl=rtl), rtl=rtl)))


def _page_number(words: Labels, *, rtl: bool) -> list[Element]:
    plain = Runs(rtl=rtl).plain
    runs: list[Element] = []
    for piece in words.page.replace("}", "{").split("{"):
        runs += field(FIELDS[piece], *plain("2")) if piece in FIELDS else plain(piece)
    return runs


def first_footer_part(lines: Sequence[str], *, rtl: bool) -> bytes:
    """The first page's footer: the sender's lines, or nothing."""
    runs = Runs(rtl=rtl)
    return part(root("ftr", *(_paragraph("Footer", runs.plain(line), rtl=rtl) for line in lines or ("",))))


def _paragraph(style: str, runs: Sequence[Element], *, rtl: bool) -> Element:
    return paragraph(style, *runs, properties=[w("bidi")] if rtl else [])


def settings_part(stationery: Stationery, language: Language, *, rtl: bool, has_notes: bool) -> bytes:
    """word/settings.xml, its elements in the order of the schema (17.15.1.78)."""
    is_even = stationery.align == "justify"
    uri = "http://schemas.microsoft.com/office/word"
    compatible = (w("compatSetting", name=name, uri=uri, val=value) for name, value in COMPATIBILITY.items())
    tag = locale(language)
    return part(
        w(
            "settings",
            w("zoom", percent="100"),
            w("defaultTabStop", val="720"),
            *([w("autoHyphenation")] if is_even else []),
            w("characterSpacingControl", val="doNotCompress"),
            *([w("footnotePr", w("footnote", id="0"), w("footnote", id="1"))] if has_notes else []),
            # Without this, the line before a line break is stretched to the margin.
            w("compat", *([w("doNotExpandShiftReturn")] if is_even else []), *compatible),
            w("themeFontLang", val=tag, **({"bidi": tag} if rtl else {})),
            w("decimalSymbol", val="."),
            w("listSeparator", val=","),
        )
    )


def core_part(letter: Letter) -> bytes:
    """docProps/core.xml: title, author, language, and times that the letter's date gives."""
    core = etree.Element(
        f"{{{CORE}}}coreProperties", None, {"cp": CORE, "dc": DC, "dcterms": DCTERMS, "xsi": XSI}
    )
    properties = {"title": letter.title, "creator": letter.author, "language": locale(letter.language)}
    for name, text in properties.items():
        etree.SubElement(core, f"{{{DC}}}{name}").text = sound(text)
    etree.SubElement(core, f"{{{CORE}}}lastModifiedBy").text = letter.author
    time = document_time(letter).strftime("%Y-%m-%dT%H:%M:%SZ")
    for name in ("created", "modified"):
        stamp = etree.SubElement(core, f"{{{DCTERMS}}}{name}", {f"{{{XSI}}}type": "dcterms:W3CDTF"})
        stamp.text = time
    return part(core)


def app_part() -> bytes:
    """docProps/app.xml."""
    properties = etree.Element(f"{{{EXTENDED}}}Properties", nsmap={None: EXTENDED})  # type: ignore[dict-item] # the stubs know no default namespace
    etree.SubElement(properties, f"{{{EXTENDED}}}Application").text = "letterforge"
    return part(properties)
