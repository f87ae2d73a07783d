"""The Word file: what a secretary finds in it, and what she does not."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from docx.enum.section import WD_SECTION
from lxml import etree

from letterforge.errors import LetterFailed
from letterforge.model import PageBreak, Run
from letterforge.typeset.to_docx import DocxTypesetter
from letters import ARABIC, bullets, full_letter, line, paragraph, plain_letter, sample_campaign
from word_files import NAMESPACES


@pytest.fixture(scope="module")
def typesetter(tmp_path_factory):
    return DocxTypesetter(sample_campaign(tmp_path_factory.mktemp("campaign")))


@pytest.fixture(scope="module")
def full(typesetter):
    return typesetter.set(full_letter()).content


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def found(content, part, path):
    return etree.fromstring(parts(content)[part]).xpath(path, namespaces=NAMESPACES)


def styles_of(content):
    return [block.style.name for block in docx.Document(io.BytesIO(content)).paragraphs]


def test_every_paragraph_has_a_named_style(full):
    """So that a change of style changes the letter; the names are Word's own where Word has them."""
    styles = styles_of(full)

    expected = {
        "Date", "Inside Address", "Reference Line", "Subject Line", "Salutation",
        "Heading 1", "Heading 2", "Heading 3",
        "Body Text", "List Bullet", "List Bullet 2", "List Bullet 3",
        "List Continue", "List Number", "List Number 2",
        "Quote", "Closing", "Enclosure",
    }  # fmt: skip
    assert expected <= set(styles)
    assert "Normal" not in styles


def test_no_style_is_asked_for_that_is_not_there(full):
    """A dangling name would fall back to Normal in silence."""
    known = set(found(full, "word/styles.xml", "//w:style/@w:styleId"))

    for part in [name for name in parts(full) if name.startswith("word/") and name.endswith(".xml")]:
        used = set(
            found(
                full, part, "//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val | //w:basedOn/@w:val"
            )
        )
        assert used <= known, part


def test_lists_are_real_and_each_numbered_one_counts_by_itself(full):
    """The first begins at 4 as its text does, the second at 1 again."""
    starts = found(full, "word/numbering.xml", "//w:num//w:startOverride/@w:val")
    numbers = set(found(full, "word/document.xml", "//w:numPr/w:numId/@w:val"))

    assert starts == ["4", "1", "1"]
    assert numbers <= set(found(full, "word/numbering.xml", "//w:num/@w:numId"))
    assert len(numbers) == 4


def test_header_and_footer_are_real_and_the_first_page_differs(full):
    """Letterhead on the first page, page numbers as fields on the others."""
    section = docx.Document(io.BytesIO(full)).sections[0]

    assert section.different_first_page_header_footer
    assert section.start_type == WD_SECTION.NEW_PAGE
    assert "Coalition of Examples" in section.first_page_header.paragraphs[0].text
    assert section.header.is_linked_to_previous
    codes = [code.strip() for code in found(full, "word/footer1.xml", "//w:instrText/text()")]
    assert codes == ["PAGE", "NUMPAGES"]
    assert "".join(found(full, "word/footer1.xml", "//w:t/text()")) == "Page\u00a02\u00a0of\u00a02"


def test_the_page_is_the_stationerys(full, tmp_path):
    """A4, or Letter, with its margins."""
    a4 = docx.Document(io.BytesIO(full)).sections[0]
    letter = DocxTypesetter(sample_campaign(tmp_path, page="Letter", margin_left="1in")).set(plain_letter())
    american = docx.Document(io.BytesIO(letter.content)).sections[0]

    assert (round(a4.page_width.mm), round(a4.page_height.mm)) == (210, 297)
    assert (american.page_width.inches, american.page_height.inches) == (8.5, 11)
    assert american.left_margin.inches == 1


def test_the_document_says_what_it_is_and_nothing_of_where_it_came_from(full):
    """Title, author, language and the letter's date; no thumbnail, no template's author, no unused part."""
    properties = docx.Document(io.BytesIO(full)).core_properties

    assert properties.title == full_letter().title
    assert properties.author == properties.last_modified_by == full_letter().author
    assert properties.language == "en-GB"
    assert properties.created.isoformat().startswith("2020-12-07T00:00:00")
    assert set(found(full, "word/styles.xml", "//w:docDefaults//w:lang/@w:val")) == {"en-GB"}
    names = set(parts(full))
    assert not [name for name in names if re.search("thumbnail|customXml|stylesWithEffects|theme", name)]
    assert b"python-docx" not in b"".join(parts(full).values())


def test_every_part_is_declared_related_and_sound(full):
    """What Word would offer to repair: a part without a type, a relationship to nothing, an id twice."""
    everything = parts(full)
    types = etree.fromstring(everything["[Content_Types].xml"])
    overrides = {each.get("PartName")[1:] for each in types if each.get("PartName")}
    defaults = {each.get("Extension") for each in types if each.get("Extension")}

    for name in everything:
        assert name in overrides or name.rpartition(".")[2] in defaults or name == "[Content_Types].xml"
    assert overrides <= set(everything)
    for name in [name for name in everything if name.endswith(".rels")]:
        folder = name.partition("_rels/")[0]
        for relationship in etree.fromstring(everything[name]):
            assert folder + relationship.get("Target") in everything, relationship.get("Target")
    ids = re.findall(
        rb'docPr id="(\d+)"', everything["word/document.xml"] + everything.get("word/header1.xml", b"")
    )
    assert len(ids) == len(set(ids))


def test_pictures_have_alternative_text_and_their_proportions(tmp_path):
    """For readers who hear the letter; 16 mm high, as wide as that makes them."""
    campaign = sample_campaign(tmp_path, signature_height="16mm")
    image = campaign.signatories[0].image
    letter = plain_letter(signatures=(full_letter().signatures[0],))
    from dataclasses import replace

    signed = replace(letter.signatures[0], image=image, description="Signature of NAME ONE")

    content = DocxTypesetter(campaign).set(replace(letter, signatures=(signed,))).content

    assert found(content, "word/document.xml", "//wp:docPr/@descr") == ["Signature of NAME ONE"]
    (height,) = found(content, "word/document.xml", "//wp:extent/@cy")
    assert int(height) / 36_000 == pytest.approx(16, abs=0.1)


def test_the_signature_stays_with_the_closing_and_the_end_of_the_body(typesetter):
    """Word's own means: keep with next, keep lines together, rows that do not break."""
    body = (paragraph("First."), paragraph("Last."))
    alone = docx.Document(io.BytesIO(typesetter.set(plain_letter(body=body)).content))
    by_text = {block.text: block for block in alone.paragraphs}

    assert by_text["Last."].paragraph_format.keep_with_next
    assert by_text["First."].paragraph_format.keep_with_next is None
    assert by_text["Sincerely,"].style.paragraph_format.keep_with_next
    assert alone.styles["Signature"].paragraph_format.keep_together
    several = typesetter.set(full_letter()).content
    (table,) = found(several, "word/document.xml", "//w:tbl[not(w:tblPr/w:tblStyle)]")
    assert table.xpath("w:tr/w:trPr/w:cantSplit", namespaces=NAMESPACES)


def test_tables_have_heading_rows_that_repeat(full):
    """And rows that are not torn."""
    (table,) = found(full, "word/document.xml", "//w:tbl[w:tblPr/w:tblStyle]")

    assert len(table.xpath("w:tr[w:trPr/w:tblHeader]", namespaces=NAMESPACES)) == 1
    assert len(table.xpath("w:tr[w:trPr/w:cantSplit]", namespaces=NAMESPACES)) == 3


def test_footnotes_are_words_own(full):
    """Each mark has its note, after the two separators."""
    marks = found(full, "word/document.xml", "//w:footnoteReference/@w:id")
    notes = found(full, "word/footnotes.xml", "//w:footnote/@w:id")

    assert marks == ["2", "3"]
    assert notes == ["0", "1", "2", "3"]
    assert (
        "".join(found(full, "word/footnotes.xml", "//w:footnote[@w:id=3]//w:t/text()"))
        .strip()
        .startswith("Second")
    )


def test_a_letter_without_notes_has_no_part_for_them(typesetter):
    """Nothing superfluous."""
    assert "word/footnotes.xml" not in parts(typesetter.set(plain_letter()).content)


def test_links_are_fields_whose_target_is_no_code(typesetter):
    """A quotation mark or backslash in an address stays an address."""
    content = typesetter.set(plain_letter(body=(paragraph("site", link='https://x.org/"\\o PAGE'),))).content

    assert found(content, "word/document.xml", "//w:instrText/text()") == [
        ' HYPERLINK "https://x.org/%22%5Co PAGE" '
    ]


def test_a_page_break_is_a_property_of_what_follows(typesetter):
    """No empty paragraph that a later edit would leave behind; a list or a table can follow too."""
    for following in (paragraph("Next."), bullets("Next.")):
        content = typesetter.set(plain_letter(body=(paragraph("Before."), PageBreak(), following))).content
        document = docx.Document(io.BytesIO(content))

        broken = [block.text for block in document.paragraphs if block.paragraph_format.page_break_before]
        assert broken == ["Next."]


def test_the_face_is_one_that_word_has(full):
    """Cambria for Caladea, with ours named as the alternative."""
    assert set(found(full, "word/styles.xml", "//w:docDefaults//w:rFonts/@w:ascii")) == {"Cambria"}
    assert found(full, "word/fontTable.xml", "//w:font/w:altName/@w:val") == ["Caladea"]


def test_right_to_left_letters_are_marked_as_such(typesetter):
    """Paragraphs, section and the runs that hold such letters; Latin runs stay as they are."""
    letter = plain_letter(
        language="ar", rtl=True, labels=ARABIC, body=(paragraph("السيد"), paragraph("Latin"))
    )

    content = typesetter.set(letter).content

    assert found(content, "word/styles.xml", "//w:style[@w:styleId='Normal']/w:pPr/w:bidi")
    assert found(content, "word/document.xml", "//w:sectPr/w:bidi")
    assert found(content, "word/document.xml", "//w:r[w:rPr/w:rtl]/w:t/text()").count("السيد") == 1
    assert not found(content, "word/document.xml", "//w:r[w:rPr/w:rtl]/w:t[text()='Latin']")


def test_white_space_is_kept(typesetter):
    """Two spaces, or one at the end of a run, are the writer's."""
    content = typesetter.set(plain_letter(subject=(Run("a "), Run(" b", strong=True)))).content

    assert "Re: a  b" in [block.text for block in docx.Document(io.BytesIO(content)).paragraphs]


@pytest.mark.parametrize("character", ["\x00", "\x08", "\ufffe", "\ud800"])
def test_what_xml_cannot_hold_fails_the_letter(typesetter, character):
    """Never a file that Word refuses to open."""
    with pytest.raises(LetterFailed):
        typesetter.set(plain_letter(subject=line(f"a{character}b")))
