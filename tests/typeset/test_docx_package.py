"""A Word file as a whole: its pages, furniture, properties, signatures, and always the same bytes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from letterforge.model import Align, Format, PageBreak, Table
from letterforge.typeset.to_docx import DocxTypesetter
from letters import ARABIC, bullets, every_block, full_letter, line, paragraph, plain_letter, sample_campaign
from word_files import found, opened, parts, styled, tree, with_text


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    return sample_campaign(tmp_path_factory.mktemp("campaign"), letterhead="assets/letterhead.svg")


@pytest.fixture(scope="module")
def typesetter(campaign):
    return DocxTypesetter(campaign)


@pytest.fixture(scope="module")
def full(typesetter, campaign):
    return typesetter.set(full_letter(campaign)).content


def written(folder, letter=None, **stationery):
    """A letter on stationery of its own."""
    return DocxTypesetter(sample_campaign(folder, **stationery)).set(letter or plain_letter()).content


# --- pages ---------------------------------------------------------------------------------------


def test_page_numbers_stand_on_every_page_but_the_first(full):
    section = opened(full).sections[0]

    assert section.header_distance == section.top_margin
    assert section.different_first_page_header_footer
    assert section.footer.paragraphs[0].text == "Page\u00a02\u00a0of\u00a02"
    assert section.first_page_footer.paragraphs[0].text == ""
    assert not section.first_page_footer.is_linked_to_previous


def test_page_numbers_are_fields_with_a_result(full):
    footer = tree(full, "word/footer1.xml")

    assert found(footer, "//w:instrText/text()") == [" PAGE ", " NUMPAGES "]
    assert found(footer, "//w:fldChar/@w:fldCharType") == ["begin", "separate", "end"] * 2


def test_the_letterhead_stands_on_the_first_page_alone(full):
    section = opened(full).sections[0]

    lines = [each.text for each in section.first_page_header.paragraphs]
    assert lines == ["", "1 Example Street, The Hague", "www.example.org/en", ""]
    assert section.header.is_linked_to_previous


def test_a_letterhead_without_a_picture_is_the_senders_name(tmp_path):
    header = opened(written(tmp_path, letterhead=True)).sections[0].first_page_header

    assert [(each.style.name, each.text) for each in header.paragraphs[:2]] == [
        ("Letterhead Name", "Coalition of Examples"),
        ("Header", "1 Example Street, The Hague"),
    ]


def test_printed_paper_gets_no_letterhead(tmp_path):
    assert "word/header1.xml" not in parts(written(tmp_path, letterhead=False))


def test_letterhead_and_page_numbers_speak_the_letters_language(typesetter):
    """Letters of two languages may follow each other in one worker."""
    french = plain_letter(language="fr", author="Coalition des exemples")

    first, second, third = (
        opened(typesetter.set(letter).content).sections[0].first_page_header.paragraphs[2].text
        for letter in (plain_letter(), french, plain_letter())
    )

    assert (first, second, third) == ("www.example.org/en", "www.example.org/fr", "www.example.org/en")


# --- properties ----------------------------------------------------------------------------------


def test_the_properties_are_the_letters_and_nobody_elses(full):
    properties = opened(full).core_properties

    assert properties.title == "Letter to the Minister"
    assert properties.author == "Coalition of Examples"
    assert properties.language == "en-GB"
    assert properties.created == properties.modified == datetime(2020, 12, 7, tzinfo=UTC)
    assert properties.comments == properties.keywords == properties.category == ""


def test_the_time_of_a_reproducible_build_is_obeyed(typesetter, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")

    properties = opened(typesetter.set(plain_letter()).content).core_properties

    assert properties.created == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def test_the_language_is_known_to_words_proofing(typesetter):
    letter = plain_letter(language="fr")

    styles = tree(typesetter.set(letter).content, "word/styles.xml")

    assert found(styles, "string(w:docDefaults//w:lang/@w:val)") == "fr-FR"


def test_nothing_is_in_the_package_that_a_letter_does_not_need(full):
    assert list(parts(full)) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/app.xml",
        "word/numbering.xml",
        "word/_rels/document.xml.rels",
        "word/styles.xml",
        "word/settings.xml",
        "word/fontTable.xml",
        "word/header1.xml",
        "word/footer1.xml",
        "word/footer2.xml",
        "word/_rels/header1.xml.rels",
        "word/media/picture0.png",
        "word/media/picture0.svg",
        "word/media/picture1.png",
        "word/document.xml",
        "word/footnotes.xml",
        "docProps/core.xml",
    ]
    assert b"python-docx" not in b"".join(parts(full).values())


def test_every_reference_of_the_package_is_kept(full):
    """Word offers to repair a file in which a relationship, a style or a list leads nowhere."""
    content = parts(full)
    styles = set(found(tree(full, "word/styles.xml"), "//w:style/@w:styleId"))
    lists = set(found(tree(full, "word/numbering.xml"), "w:num/@w:numId"))

    for name in ("document", "header1"):
        known = found(tree(full, f"word/_rels/{name}.xml.rels"), "//rel:Relationship")
        targets = {each.get("Id"): each.get("Target") for each in known}
        used = found(tree(full, f"word/{name}.xml"), "//@r:id | //@r:embed")
        assert set(used) <= targets.keys()
        assert {f"word/{target}" for target in targets.values()} <= content.keys()
    for name in ("document", "header1", "footer1", "footer2", "footnotes", "styles", "numbering"):
        part = tree(full, f"word/{name}.xml")
        path = (
            "//w:pStyle/@w:val | //w:rStyle/@w:val | "
            "//w:tblStyle/@w:val | //w:basedOn/@w:val | //w:next/@w:val"
        )
        assert set(found(part, path)) <= styles
        assert set(found(part, "//w:numId/@w:val")) <= lists


def test_justified_letters_do_not_stretch_a_line_before_its_break(tmp_path):
    content = written(tmp_path, align="justify")

    assert found(tree(content, "word/settings.xml"), "//w:compat/w:doNotExpandShiftReturn")
    assert opened(content).styles["Body Text"].paragraph_format.alignment == 3


# --- right to left -----------------------------------------------------------------------------------


def test_an_arabic_letter_runs_from_right_to_left(typesetter):
    table = Table((line("دولة"), line("أصوات")), ((line("السنغال"), line("12")),), (Align.START, Align.END))
    sentence = "المادة 5 من (Rome Statute) والمادة 6"
    letter = plain_letter(
        language="ar", rtl=True, labels=ARABIC, body=(paragraph(sentence), bullets("بند"), table)
    )

    content = typesetter.set(letter).content

    document = tree(content)
    assert found(document, "count(//w:p)") == found(document, "count(//w:p[w:pPr/w:bidi])")
    assert found(document, "//w:sectPr/w:bidi")
    assert found(document, "//w:tbl/w:tblPr/w:bidiVisual")
    assert found(tree(content, "word/footer1.xml"), "//w:p[w:pPr/w:bidi]//w:rtl")
    runs = with_text(content, sentence).runs
    assert [(run.text, bool(run.font.rtl)) for run in runs] == [
        ("المادة 5 من (", True),
        ("Rome Statute", False),
        (") والمادة 6", True),
    ]


def test_an_arabic_name_in_an_english_letter_is_marked_as_such(typesetter):
    text = "The وزارة الخارجية in Dakar"

    content = typesetter.set(plain_letter(body=(paragraph(text),))).content

    assert [(run.text, run.font.rtl) for run in with_text(content, text).runs] == [
        ("The ", None),
        ("وزارة الخارجية", True),
        (" in Dakar", None),
    ]
    assert not found(tree(content), "//w:bidi")


# --- bytes -------------------------------------------------------------------------------------------


def test_letters_before_it_leave_no_trace_in_a_letter(campaign, full):
    """A worker sets letters in any order."""
    typesetter = DocxTypesetter(campaign)
    for letter in (
        plain_letter(),
        plain_letter(language="fr"),
        full_letter(campaign, body=every_block()[:3]),
    ):
        typesetter.set(letter)
    typesetter.set(plain_letter(body=(PageBreak(),), closing=(), signatures=()))

    assert typesetter.set(full_letter(campaign)).content == full


def test_the_sheet_says_whose_it_is(typesetter):
    sheet = typesetter.set(plain_letter(id="SEN-1"))

    assert (sheet.letter_id, sheet.format, sheet.pages) == ("SEN-1", Format.DOCX, None)
    assert ("Body Text", "First paragraph of the body.") in styled(sheet.content)
