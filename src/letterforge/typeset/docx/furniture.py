"""What all letters of one language share: header, footer, settings; and a letter's own properties."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from letterforge.campaign import Stationery
from letterforge.model import Labels, Language, Letter, Run
from letterforge.typeset.docx.styles import locale
from letterforge.typeset.docx.wml import Element, field, paragraph, part, text_run, text_runs, w
from letterforge.typeset.stamp import document_time

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


def header_part(organisation: str, lines: Sequence[str], picture: Element | None) -> bytes:
    """The letterhead, on the first page."""
    name = (
        paragraph("Header", picture)
        if picture is not None
        else paragraph("LetterheadName", _plain(organisation))
    )
    return part(
        w("hdr", name, *(paragraph("Header", _plain(line)) for line in lines), paragraph("LetterheadEnd"))
    )


def footer_part(words: Labels) -> bytes:
    """The page numbers, on every page after the first."""
    runs: list[Element] = []
    codes = {"page": "PAGE", "pages": "NUMPAGES"}
    for piece in words.page.replace("}", "{").split("{"):
        if piece in codes:
            runs += field(codes[piece], _plain("2"))
        elif piece:
            runs.append(_plain(piece))
    return part(w("ftr", paragraph("Footer", *runs)))


def settings_part(stationery: Stationery, language: Language, *, has_notes: bool) -> bytes:
    """word/settings.xml, its elements in the order of the schema (17.15.1.78)."""
    root = w("settings", w("zoom", percent="100"), w("defaultTabStop", val="720"))
    if stationery.align == "justify":
        root.append(w("autoHyphenation"))
    root.append(w("characterSpacingControl", val="doNotCompress"))
    if has_notes:
        root.append(w("footnotePr", w("footnote", id="0"), w("footnote", id="1")))
    uri = "http://schemas.microsoft.com/office/word"
    root.append(
        w(
            "compat",
            *(w("compatSetting", name=name, uri=uri, val=value) for name, value in COMPATIBILITY.items()),
        )
    )
    tag = locale(language)
    root.extend(
        (w("themeFontLang", val=tag, bidi=tag), w("decimalSymbol", val="."), w("listSeparator", val=","))
    )
    return part(root)


def core_part(letter: Letter) -> bytes:
    """docProps/core.xml: title, author, language, and times that the letter's date gives."""
    root = etree.Element(
        f"{{{CORE}}}coreProperties", None, {"cp": CORE, "dc": DC, "dcterms": DCTERMS, "xsi": XSI}
    )
    properties = {"title": letter.title, "creator": letter.author, "language": locale(letter.language)}
    for name, text in properties.items():
        etree.SubElement(root, f"{{{DC}}}{name}").text = text
    etree.SubElement(root, f"{{{CORE}}}lastModifiedBy").text = letter.author
    time = document_time(letter).strftime("%Y-%m-%dT%H:%M:%SZ")
    for name in ("created", "modified"):
        stamp = etree.SubElement(root, f"{{{DCTERMS}}}{name}", {f"{{{XSI}}}type": "dcterms:W3CDTF"})
        stamp.text = time
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def app_part() -> bytes:
    """docProps/app.xml."""
    root = etree.Element(f"{{{EXTENDED}}}Properties", nsmap={None: EXTENDED})  # type: ignore[dict-item] # the stubs know no default namespace
    etree.SubElement(root, f"{{{EXTENDED}}}Application").text = "letterforge"
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _plain(text: str) -> Element:
    return text_runs((Run(text),))[0] if text else text_run(Run(""))
