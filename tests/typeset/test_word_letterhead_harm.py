"""A Word letterhead that fetches, runs or shows what no seal covers: refused, or made into its text."""

from __future__ import annotations

import re
import zipfile

import pytest

from letterforge.errors import BrokenCampaign, Code, Severity
from letterforge.model import Format
from letterforge.typeset import check_stationery
from letterforge.typeset.to_docx import DocxTypesetter
from letters import plain_letter, sample_campaign
from word_files import found, parts, tree
from word_letterheads import NAME, edited, letterhead, relationship

PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SVG = "http://www.w3.org/2000/svg"


def run(inner: str) -> str:
    return f"<w:r>{inner}</w:r>"


def mark(kind: str) -> str:
    return run(f'<w:fldChar w:fldCharType="{kind}"/>')


def code(*words: str) -> str:
    return "".join(run(f'<w:instrText xml:space="preserve">{word}</w:instrText>') for word in words)


def complex_field(*words: str, shown: str = "shown") -> str:
    return mark("begin") + code(*words) + mark("separate") + run(f"<w:t>{shown}</w:t>") + mark("end")


def with_header(folder, content: str, encoding: str = "utf-8", more: dict | None = None):
    """A campaign whose letterhead has something in a header of its own."""
    sample_campaign(folder)
    path = letterhead(folder)
    with zipfile.ZipFile(path) as archive:
        header = archive.read("word/header1.xml").decode()
    header = re.sub(r"^<\?xml[^>]*\?>\s*", "", header).replace("<w:p>", f"<w:p>{content}", 1)
    declared = f'<?xml version="1.0" encoding="{encoding}"?>' if encoding != "bom" else ""
    coded = declared + header
    written = b"\xef\xbb\xbf" + coded.encode() if encoding == "bom" else coded.encode(encoding)
    edited(path, {"word/header1.xml": written} | (more or {}))
    return sample_campaign(folder, letterhead_docx=NAME)


def refused(campaign) -> str:
    (problem,) = check_stationery(campaign, [Format.DOCX])
    assert (problem.code, problem.severity) == (Code.BAD_LETTERHEAD, Severity.ERROR)
    assert problem.message.startswith(f'"stationery.letterhead_docx": {NAME} ')
    assert problem.hint
    with pytest.raises(BrokenCampaign):
        DocxTypesetter(campaign)
    return problem.message


FETCHES = 'INCLUDEPICTURE "http://example.org/p.png" \\d'
PAGE = complex_field(" PAGE ", shown="1")
FIELDS = {
    "beside another": complex_field("PAGE", shown="1") + complex_field(FETCHES),
    "glued to another": complex_field("PAGE") + mark("begin") + code(FETCHES) + mark("end"),
    "split over runs": complex_field("INCLUDE", "PICTURE ", '"http://example.org/p.png"'),
    "small letters": complex_field(" includepicture http://example.org/p.png"),
    "within a result": mark("begin") + code("PAGE") + mark("separate") + complex_field(FETCHES) + mark("end"),
    "within a code": mark("begin") + code("QUOTE ") + complex_field(FETCHES) + mark("separate") + mark("end"),
    "name from a field": mark("begin")
    + code("INCLUDE")
    + complex_field('QUOTE "PICTURE"')
    + code(' "http://example.org/p.png"')
    + mark("separate")
    + mark("end"),
    "name from text": mark("begin")
    + code("INCLUDE")
    + run("<w:t>PICTURE http://example.org/p.png</w:t>")
    + mark("separate")
    + mark("end"),
    "simple": f"<w:fldSimple w:instr='{FETCHES}'><w:r><w:t>x</w:t></w:r></w:fldSimple>",
    "simple within a result": mark("begin")
    + code("PAGE")
    + mark("separate")
    + '<w:fldSimple w:instr="DDE excel x y"/>'
    + mark("end"),
    "deleted code": mark("begin")
    + run("<w:delInstrText> LINK Excel.Sheet x y</w:delInstrText>")
    + mark("separate")
    + mark("end"),
    "property within a code": mark("begin")
    + code("IF ")
    + complex_field("TITLE")
    + code(' = "a" "b" "c"')
    + mark("separate")
    + mark("end"),
    "a link to a share": complex_field('HYPERLINK "\\\\\\\\server\\\\share\\\\x.exe"'),
    "a link to a script": complex_field('HYPERLINK "javascript:alert(1)"'),
    "a link from a field": mark("begin")
    + code("HYPERLINK ")
    + complex_field("QUOTE https://example.org")
    + mark("separate")
    + mark("end"),
    "no end": mark("begin") + code("PAGE"),
    "no beginning": mark("separate") + mark("end"),
    "code outside": code("PAGE"),
    "code in a result": mark("begin") + code("PAGE") + mark("separate") + code(FETCHES) + mark("end"),
    "the day it is opened": complex_field(' DATE \\@ "d MMMM yyyy"'),
}
FIELDS |= {
    name: complex_field(f" {name} x ")
    for name in (
        *(
            "RD",
            "FILLIN",
            "ASK",
            "PRINT",
            "DDE",
            "DDEAUTO",
            "INCLUDETEXT",
            "INCLUDE",
            "LINK",
            "IMPORT",
            "EMBED",
        ),
        *(
            "DATABASE",
            "MACROBUTTON",
            "GOTOBUTTON",
            "MERGEFIELD",
            "SET",
            "AUTOTEXT",
            "TOC",
            "FORMTEXT",
            "NEVERHEARD",
        ),
    )
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_that_is_not_known_to_be_harmless_is_refused(tmp_path, name):
    """Whatever stands beside, around or within it."""
    refused(with_header(tmp_path, PAGE + FIELDS[name] + PAGE))


@pytest.mark.parametrize("encoding", ["bom", "utf-16", "utf-8", "iso-8859-1", "utf-32"])
def test_a_part_is_read_whatever_its_encoding(tmp_path, encoding):
    refused(with_header(tmp_path, complex_field(FETCHES), encoding))


@pytest.mark.parametrize("encoding", ["bom", "utf-16", "iso-8859-1"])
def test_a_harmless_part_in_an_odd_encoding_is_written_as_it_was_read(tmp_path, encoding):
    campaign = with_header(tmp_path, run("<w:t>Höhe</w:t>"), encoding)

    made = parts(DocxTypesetter(campaign).set(plain_letter()).content)

    (header,) = [content for content in made.values() if "Höhe".encode() in content]
    assert header.startswith(b"<?xml version='1.0' encoding='UTF-8'")


def test_a_part_is_read_whatever_its_name_and_type(tmp_path):
    sample_campaign(tmp_path)
    path = letterhead(tmp_path)
    with zipfile.ZipFile(path) as archive:
        header = archive.read("word/header1.xml").replace(
            b"<w:p>", b"<w:p>" + complex_field(FETCHES).encode(), 1
        )
    edited(
        path,
        {
            "word/header1.bin": header,
            "word/_rels/document.xml.rels": (b'Target="header1.xml"', b'Target="header1.bin"'),
            "[Content_Types].xml": (
                b"</Types>",
                b'<Default Extension="bin" ContentType="application/octet-stream"/></Types>',
            ),
        },
    )

    refused(sample_campaign(tmp_path, letterhead_docx=NAME))


VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def shape(inner: str, more: str = "") -> str:
    return run(f'<w:pict><v:shape {VML} style="width:10pt;height:10pt" {more}>{inner}</v:shape></w:pict>')


def drawing(inner: str) -> str:
    return run(f"<w:drawing><x {A} {R}>{inner}</x></w:drawing>")


RELATED = "word/_rels/header1.xml.rels"
CLICKED = {RELATED: relationship("hyperlink", "https://example.org/p.png", external=True)}
ELEMENTS = {
    "VML picture": (shape('<v:imagedata src="http://example.org/p.png"/>'), {}),
    "VML original": (shape('<v:imagedata o:href="http://example.org/p.png"/>'), {}),
    "VML relationship": (shape(f'<v:imagedata {R} r:href="rIdX"/>'), CLICKED),
    "VML by id": (shape('<v:imagedata o:relid="rIdX"/>'), CLICKED),
    "VML fill": (shape('<v:fill type="frame" src="//example.org/p.png"/>'), {}),
    "VML other fill": (shape('<v:fill o:althref="http://example.org/p.png"/>'), {}),
    "VML link to a share": (shape("", r'href="\\server\share\x.exe"'), {}),
    "VML style": (shape("", "").replace("width:10pt", "background:URL(http://example.org)"), {}),
    "linked picture by a link": (drawing('<a:blip r:link="rIdX"/>'), CLICKED),
    "embedded picture by a link": (drawing('<a:blip r:embed="rIdX"/>'), CLICKED),
    "linked picture of nothing": (drawing('<a:blip r:link="rId99"/>'), {}),
    "linked picture of the strict kind": (
        drawing('<a:blip xmlns:s="http://purl.oclc.org/ooxml/officeDocument/relationships" s:link="rIdX"/>'),
        CLICKED,
    ),
    "linked SVG": (
        drawing(
            '<s:svgBlip xmlns:s="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="rIdX"/>'
        ),
        CLICKED,
    ),
    "a program at a click": (drawing('<a:hlinkClick r:id="" action="ppaction://program"/>'), {}),
    "a film": (drawing('<a:videoFile r:link="rIdX"/>'), CLICKED),
    "a page of the web": (drawing('<w:webVideoPr embeddedHtml="&lt;iframe src=x&gt;"/>'), {}),
    "altChunk": (f'<w:altChunk {R} r:id="rIdX"/>', CLICKED),
    "subDocument": (f'<w:subDoc {R} r:id="rIdX"/>', CLICKED),
    "OLE": (run(f'<w:object><o:OLEObject {VML} Type="Link" ProgID="Excel.Sheet"/></w:object>'), {}),
    "ActiveX": (run(f'<w:control {R} r:id="rIdX"/>'), CLICKED),
    "a macro of a field": (
        mark("begin").replace("/>", "><w:ffData><w:entryMacro w:val='x'/></w:ffData></w:fldChar>")
        + code("PAGE")
        + mark("end"),
        {},
    ),
    "the day": (run("<w:dayLong/>"), {}),
}


@pytest.mark.parametrize("name", ELEMENTS)
def test_what_fetches_runs_or_embeds_is_refused(tmp_path, name):
    content, more = ELEMENTS[name]
    if more:
        _, tail = more[RELATED]
        more = {RELATED: f'<Relationships xmlns="{PACKAGE}">'.encode() + tail}

    refused(with_header(tmp_path, content, more=more))


@pytest.mark.parametrize(
    "kind", ["subDocument", "frame", "oleObject", "image", "customXml", "chart", "mailMergeSource"]
)
def test_every_relationship_that_leads_out_is_refused_but_a_link(tmp_path, kind):
    out = (
        f'<Relationships xmlns="{PACKAGE}">'.encode()
        + relationship(kind, "http://example.org/x", external=True)[1]
    )

    refused(with_header(tmp_path, "", more={RELATED: out}))


DRAWING = (
    f'<svg xmlns="{SVG}" viewBox="0 0 9 9"><image '
    'href="http://example.org/p.png" width="9" height="9"/></svg>'
)


@pytest.mark.parametrize(
    "content",
    [
        DRAWING.encode(),
        DRAWING.encode("utf-16"),
        b"\xef\xbb\xbf" + DRAWING.encode(),
        b"<html/>",
        b"\x1f\x8b no metafile",
    ],
)
def test_a_picture_in_it_is_looked_at_like_any_other(tmp_path, content):
    related = f'<Relationships xmlns="{PACKAGE}">'.encode()
    related += relationship("image", "media/own.png", external=False)[1]

    refused(with_header(tmp_path, "", more={RELATED: related, "word/media/own.png": content}))


# --- what becomes its text -------------------------------------------------------------------------

BINDING = (
    "<w:sdt><w:sdtPr>{0}</w:sdtPr><w:sdtContent><w:r><w:t>Ministry "
    "of Examples</w:t></w:r></w:sdtContent></w:sdt>"
)
BOUND = '<w:dataBinding w:xpath="/ns1:coreProperties[1]/ns0:title[1]" w:storeItemID="{{}}"/>'
BOUND_2012 = (
    '<w15:dataBinding xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" w:xpath="/a"/>'
)
SHOWING = {
    "TITLE": complex_field(" TITLE ", " \\* MERGEFORMAT ", shown="Ministry of Examples"),
    "split": complex_field("DOC", "PROPERTY", ' "Dept" ', shown="Ministry of Examples"),
    "simple": '<w:fldSimple w:instr=" SUBJECT "><w:r><w:t>Ministry of Examples</w:t></w:r></w:fldSimple>',
    "within a link": mark("begin")
    + code('HYPERLINK "https://example.org"')
    + mark("separate")
    + complex_field("AUTHOR", shown="Ministry of Examples")
    + mark("end"),
    "control": BINDING.format(BOUND),
    "control of 2012": BINDING.format(BOUND_2012),
}


@pytest.mark.parametrize("name", SHOWING)
def test_what_shows_a_property_becomes_its_text_and_is_said(tmp_path, name):
    """A seal covers the text; the property could be changed after it, and show another."""
    campaign = with_header(tmp_path, SHOWING[name] + PAGE)

    (problem,) = check_stationery(campaign, [Format.DOCX])
    letter = DocxTypesetter(campaign).set(plain_letter()).content

    assert problem.severity is Severity.WARNING
    assert "Ministry of Examples" in problem.message
    (header,) = [name for name, content in parts(letter).items() if b"Ministry of Examples" in content]
    assert not found(tree(letter, header), "//*[local-name()='dataBinding']")
    codes = " ".join(found(tree(letter, header), "//w:instrText/text()")).split()
    assert set(codes) <= {"PAGE", "HYPERLINK", '"https://example.org"'}
    assert (
        found(tree(letter, header), "count(//w:fldChar[@w:fldCharType='begin'])")
        == codes.count("PAGE") + (name == "within a link")
        or name
    )
    assert not found(tree(letter, header), "//w:fldSimple")


HARMLESS = {
    "pages": PAGE + run("<w:t> of </w:t>") + complex_field(" NUMPAGES \\* Arabic ", shown="2"),
    "first page alone": mark("begin")
    + code(" IF ")
    + PAGE
    + code(' = "1" "" "Page" ')
    + mark("separate")
    + run("<w:t>Page</w:t>")
    + mark("end"),
    "pages less one": mark("begin") + code("=") + complex_field("NUMPAGES") + code("-1") + mark("end"),
    "of the letter": complex_field(' STYLEREF "Subject Line" ') + complex_field("SECTIONPAGES"),
    "a link": complex_field(' HYPERLINK "https://example.org/?a=1" \\o "our site" '),
    "a link to a mailbox": complex_field(' HYPERLINK "mailto:office@example.org" '),
    "a control of its own": BINDING.format('<w:alias w:val="Name"/><w:text/>'),
    "an old picture": shape(f'<v:imagedata {R} r:id="rId1" o:title="logo"/>'),
    "an old link": shape("", 'href="https://example.org" o:button="t"'),
    "a shape": drawing('<a:blip r:embed="rId1"/><a:hlinkClick r:id="" tooltip="x"/>'),
    "a text box": shape("<v:textbox><w:txbxContent><w:p>" + PAGE + "</w:p></w:txbxContent></v:textbox>"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_harmless_stays_as_it_is(tmp_path, name):
    campaign = with_header(tmp_path, HARMLESS[name])

    assert check_stationery(campaign, [Format.DOCX]) == []
    headers = [
        part for part in parts(DocxTypesetter(campaign).set(plain_letter()).content) if "/header" in part
    ]
    assert headers
