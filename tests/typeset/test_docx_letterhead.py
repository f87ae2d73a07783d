"""A letter in the campaign's own Word letterhead: what it keeps, what it brings along, what it refuses."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from letterforge.errors import BrokenCampaign, Code, Severity
from letterforge.model import Format
from letterforge.typeset import check_stationery
from letterforge.typeset.to_docx import DocxTypesetter
from letterforge.word.file import MOST_UNPACKED
from letters import ARABIC, bullets, full_letter, plain_letter, sample_campaign
from word_files import found, markers, opened, parts, styled, tree
from word_letterheads import NAME, RELATIONSHIP, edited, letterhead, relationship


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    folder = tmp_path_factory.mktemp("campaign")
    sample_campaign(folder)
    letterhead(folder)
    return sample_campaign(folder, letterhead_docx=NAME)


@pytest.fixture(scope="module")
def typesetter(campaign):
    return DocxTypesetter(campaign)


@pytest.fixture(scope="module")
def full(typesetter, campaign):
    return typesetter.set(full_letter(campaign)).content


# --- what a letter keeps ---------------------------------------------------------------------------


def test_headers_footers_and_their_pictures_are_those_of_the_letterhead(full):
    section = opened(full).sections[0]

    assert section.first_page_header.paragraphs[0].text == "House of Examples"
    assert section.header.paragraphs[0].text == "following page"
    assert section.footer.paragraphs[0].text == "footer of the house"
    assert section.first_page_footer.paragraphs[0].text == "first footer of the house"
    picture = section.first_page_header.part.related_parts
    assert [each.content_type for each in picture.values()] == ["image/jpeg"]


def test_the_page_is_that_of_the_letterhead_and_the_text_fills_it(full):
    document = opened(full)

    assert document.sections[0].left_margin.mm == pytest.approx(40, abs=0.1)
    signatures = document.tables[-1]
    width, indent = (
        int(found(signatures._tbl, f"string(w:tblPr/{at}/@w:w)")) for at in ("w:tblW", "w:tblInd")
    )
    # Half of the space between two signatories is on either side, outside the text.
    assert indent < 0
    assert width + 2 * indent == pytest.approx((210 - 70) / 25.4 * 1440, abs=2)


def test_styles_of_the_letterhead_win_by_name_and_ours_are_added(full):
    document = opened(full)

    named = {each.name: each for each in document.styles}
    assert named["Heading 1"].font.color.rgb == RGBColor(0x99, 0, 0)
    assert named["Normal"].font.name == "Georgia"
    assert named["Inside Address"].base_style.name == "Normal"
    assert ("Salutation", "Excellency,") in styled(full)
    salutation = next(each for each in document.paragraphs if each.text == "Excellency,")
    assert (salutation.style.style_id, salutation.style.font.size) == ("Anrede", Pt(17))


def test_a_letter_is_in_its_own_language_whatever_the_letterhead_was_written_in(typesetter, campaign):
    french = tree(typesetter.set(plain_letter(language="fr")).content, "word/styles.xml")
    arabic = tree(
        typesetter.set(full_letter(campaign, language="ar", rtl=True, labels=ARABIC)).content,
        "word/styles.xml",
    )

    assert found(french, "//w:lang/@w:val") == ["fr-FR"]
    assert found(french, "w:docDefaults/w:rPrDefault/w:rPr/w:lang/@w:val") == ["fr-FR"]
    assert found(arabic, "//w:lang/@w:bidi") == ["ar-SA"]


def test_every_style_that_is_named_exists_once(full):
    styles = tree(full, "word/styles.xml")
    ids = found(styles, "w:style/@w:styleId")
    named = set(found(tree(full), "//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val"))
    named |= set(found(styles, "//w:basedOn/@w:val | //w:next/@w:val | //w:link/@w:val"))

    assert len(ids) == len(set(ids))
    assert named <= set(ids)


def test_lists_count_as_they_do_without_a_letterhead(typesetter, campaign):
    letter = plain_letter(body=(bullets("one", "two", ordered=True, start=4), bullets("dot")))

    own = list(markers(typesetter.set(letter).content))

    assert own == list(markers(DocxTypesetter(sample_campaign(campaign.root)).set(letter).content))
    assert [mark for mark, _ in own] == ["4.", "5.", "•"]


def test_every_relationship_leads_to_a_part_with_a_type(full):
    there = parts(full)
    types = there["[Content_Types].xml"].decode()
    for name in there:
        if name.endswith(".rels"):
            folder = Path(name).parent.parent
            for target in re.findall(r'Target="([^"]+)"', there[name].decode()):
                assert (folder / target).as_posix() in there, f"{name} → {target}"
    for name in there:
        suffix = name.rpartition(".")[2]
        assert f'PartName="/{name}"' in types or f'Extension="{suffix}"' in types


def test_properties_are_the_letters_and_nothing_else_of_the_file_comes_along(full):
    properties = opened(full).core_properties

    assert properties.author == "Coalition of Examples"
    assert not any("thumbnail" in name or "customXml" in name for name in parts(full))
    assert b"python-docx" not in b"".join(content for name, content in parts(full).items() if "Props" in name)


def test_the_same_letter_gives_the_same_bytes(campaign, full):
    assert DocxTypesetter(campaign).set(full_letter(campaign)).content == full


def test_letters_of_both_directions_can_follow_each_other(typesetter, campaign):
    arabic = full_letter(campaign, language="ar", rtl=True, labels=ARABIC)

    section = opened(typesetter.set(arabic).content).sections[0]._sectPr

    assert found(section, "w:bidi")
    assert not found(opened(typesetter.set(plain_letter()).content).sections[0]._sectPr, "w:bidi")


def test_an_address_window_leaves_its_room_below_the_letterheads_margin(tmp_path):
    sample_campaign(tmp_path)
    letterhead(tmp_path)
    campaign = sample_campaign(tmp_path, letterhead_docx=NAME, address="din-5008-b")

    first = opened(DocxTypesetter(campaign).set(full_letter(campaign)).content).paragraphs[0]

    assert first.paragraph_format.space_before.mm + opened_top(tmp_path) == pytest.approx(98.5, abs=0.2)


def opened_top(folder: Path) -> float:
    return docx.Document(str(folder / NAME)).sections[0].top_margin.mm


# --- what it refuses -------------------------------------------------------------------------------


def test_a_sound_letterhead_is_no_problem(campaign):
    assert check_stationery(campaign, [Format.DOCX]) == []


def test_text_of_its_own_is_left_out_with_a_warning(tmp_path):
    sample_campaign(tmp_path)
    letterhead(tmp_path, "Sample text of the house")
    campaign = sample_campaign(tmp_path, letterhead_docx=NAME)

    (problem,) = check_stationery(campaign, [Format.DOCX])

    assert (problem.code, problem.severity) == (Code.BAD_LETTERHEAD, Severity.WARNING)
    text = "".join(text for _, text in styled(DocxTypesetter(campaign).set(plain_letter()).content))
    assert "Sample text" not in text


def test_pictures_that_are_not_shown_are_said(tmp_path):
    sample_campaign(tmp_path)
    letterhead(tmp_path)
    campaign = sample_campaign(tmp_path, letterhead_docx=NAME, letterhead="assets/letterhead.jpg")

    (problem,) = check_stationery(campaign, [Format.DOCX])

    assert problem.severity is Severity.WARNING
    assert "stationery.letterhead" in problem.message


RELATED = "word/_rels/document.xml.rels"
FIELD = b"<w:p><w:r><w:instrText> INCLUDEPICTURE http://example.org/a.png </w:instrText></w:r>"
HARM = {
    "macros": {RELATED: relationship("vbaProject", "vbaProject.bin", external=False)},
    "vbaProject.bin": {"word/vbaProject.bin": b"x"},
    "remote picture": {RELATED: relationship("image", "https://example.org/a.png", external=True)},
    "attached template": {
        "word/_rels/settings.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/'
        b'2006/relationships">' + relationship("attachedTemplate", "file:///C:/x.dotm", external=True)[1]
    },
    "OLE": {
        RELATED: relationship("oleObject", "embeddings/o.bin", external=False),
        "word/embeddings/o.bin": b"x",
    },
    "ActiveX": {
        RELATED: relationship("control", "activeX/a.xml", external=False),
        "word/activeX/a.xml": b"<x/>",
    },
    "altChunk": {RELATED: relationship("aFChunk", "a.html", external=False), "word/a.html": b"<p>x</p>"},
    "link to a script": {RELATED: relationship("hyperlink", "javascript:alert(1)", external=True)},
    "fetching field": {"word/header1.xml": (b"<w:p>", FIELD)},
    "entities": {"word/styles.xml": (b"<w:styles", b'<!DOCTYPE x [<!ENTITY a "b">]><w:styles')},
    "no XML": {"word/styles.xml": b"no XML"},
    "missing header": {RELATED: (b'Target="header1.xml"', b'Target="header9.xml"')},
    "strict": {"word/document.xml": b'<document xmlns="http://purl.oclc.org/ooxml/wordprocessingml/main"/>'},
    "no page": {"word/document.xml": (b"<w:sectPr", b"<w:sectPrr")},
    "bomb": {"word/bomb.xml": bytes(MOST_UNPACKED)},
}


@pytest.mark.parametrize("name", HARM)
def test_a_harmful_or_damaged_letterhead_is_refused_before_any_letter(tmp_path, name):
    sample_campaign(tmp_path)
    edited(letterhead(tmp_path), HARM[name])

    refused(sample_campaign(tmp_path, letterhead_docx=NAME))


@pytest.mark.parametrize(
    "content", [b"", b"no zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 locked", b"PK\x05\x06" + bytes(18)]
)
def test_a_file_that_is_no_word_document_is_refused(tmp_path, content):
    sample_campaign(tmp_path)
    (tmp_path / NAME).write_bytes(content)

    refused(sample_campaign(tmp_path, letterhead_docx=NAME))


def test_a_letterhead_cut_off_anywhere_is_refused(tmp_path):
    sample_campaign(tmp_path)
    whole = letterhead(tmp_path).read_bytes()
    campaign = sample_campaign(tmp_path, letterhead_docx=NAME)
    for end in range(0, len(whole) - 1, len(whole) // 12):
        (tmp_path / NAME).write_bytes(whole[:end])
        refused(campaign)


def refused(campaign) -> None:
    (problem,) = check_stationery(campaign, [Format.DOCX])
    assert (problem.code, problem.severity) == (Code.BAD_LETTERHEAD, Severity.ERROR)
    assert NAME in problem.message
    assert problem.hint
    with pytest.raises(BrokenCampaign):
        DocxTypesetter(campaign)


def test_a_letter_in_pdf_alone_does_not_ask_for_it(tmp_path):
    sample_campaign(tmp_path)
    (tmp_path / NAME).write_bytes(b"no zip")

    problems = check_stationery(sample_campaign(tmp_path, letterhead_docx=NAME), [Format.PDF])

    assert not [each for each in problems if each.code is Code.BAD_LETTERHEAD]


def test_the_letters_own_pictures_have_numbers_that_the_letterheads_do_not_have(typesetter, campaign):
    letter = full_letter(campaign)
    content = typesetter.set(replace(letter, signatures=letter.signatures[:1])).content

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        numbers = [re.findall(rb'docPr id="(\d+)"', archive.read(name)) for name in archive.namelist()]
    every = [number for found_here in numbers for number in found_here]
    assert len(every) == len(set(every)) == 2


def test_a_link_of_the_letterhead_is_a_field_as_links_of_letters_are(tmp_path):
    """As a relationship with an `&` in it, it would make LibreOffice call a sealed letter's signature
    broken.
    """
    sample_campaign(tmp_path)
    document = docx.Document(letterhead(tmp_path))
    header = document.sections[0].header
    id_ = header.part.relate_to("https://example.org/?a=1&b=2", f"{RELATIONSHIP}/hyperlink", is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), id_)
    link.append(header.paragraphs[0].add_run("our site")._r)
    header.paragraphs[0]._p.append(link)
    document.save(str(tmp_path / NAME))

    letter = DocxTypesetter(sample_campaign(tmp_path, letterhead_docx=NAME)).set(plain_letter()).content

    headers = [tree(letter, name) for name in parts(letter) if "/header" in name and name.endswith(".xml")]
    codes = [code for each in headers for code in found(each, "//w:instrText/text()")]
    assert codes == [' HYPERLINK "https://example.org/?a=1&b=2" ']
    assert "our site" in [text for each in headers for text in found(each, "//w:t/text()")]
    assert not any(b"example.org" in part for name, part in parts(letter).items() if name.endswith(".rels"))
