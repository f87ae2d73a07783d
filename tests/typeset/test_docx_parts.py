"""The optional parts of a letter in Word, and the settings of its stationery."""

from __future__ import annotations

from dataclasses import replace

import pytest
from docx.shared import Pt

from letterforge.languages import OURS
from letterforge.model import Annex, CosignerGroup, CosignerList, Footnote, Heading, Paragraph, Run, Signature
from letterforge.protocol.labels import labels
from letterforge.typeset.plan.windows import WINDOWS
from letterforge.typeset.to_docx import DocxTypesetter
from letters import ARABIC, bullets, full_letter, line, paragraph, plain_letter, sample_campaign
from word_files import found, opened, parts, styled, tree, with_text

NAMES = tuple(f"Organisation {number:03}" for number in range(200))
COSIGNERS = CosignerList("200 organisations sign too:", 3, (CosignerGroup("", NAMES),))
MM = 72 / 25.4


@pytest.fixture(scope="module")
def typesetter(tmp_path_factory):
    return DocxTypesetter(sample_campaign(tmp_path_factory.mktemp("campaign")))


def written(folder, letter=None, **stationery):
    """A letter on stationery of its own."""
    return DocxTypesetter(sample_campaign(folder, **stationery)).set(letter or plain_letter()).content


def frames(content: bytes) -> dict[str, tuple[float, float]]:
    """Text of each paragraph that has a place of its own on the page → that place, in millimetres."""
    framed = found(tree(content), "//w:p[w:pPr/w:framePr]")
    return {
        "".join(found(each, ".//w:t/text()")): tuple(
            round(int(found(each, f"string(w:pPr/w:framePr/@w:{side})")) / 20 / MM, 1) for side in "xy"
        )
        for each in framed
    }


# --- order -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", OURS.complete())
def test_the_parts_above_the_body_come_in_the_languages_order(typesetter, language):
    words = labels(language)
    texts = {name: f"the {name}" for name in words.order}
    lines = {name: line(text) for name, text in texts.items() if name not in {"dateline", "inside_address"}}
    letter = plain_letter(
        language=language,
        labels=words,
        dateline=line(texts["dateline"]),
        inside_address=(line(texts["inside_address"]),),
        **lines,
    )

    found_here = [text for _, text in styled(typesetter.set(letter).content)]

    assert [next(n for n in words.order if texts[n] in text) for text in found_here[:7]] == [*words.order]


def test_the_parts_below_the_body_have_their_order_and_styles(typesetter):
    letter = full_letter(
        cosigners=CosignerList(
            "Signed too:", 2, (CosignerGroup("Belgium", ("One",)), CosignerGroup("Chad", ("Two",)))
        ),
        contact=line("Contact: office@example.org"),
        delivery=line("By e-mail"),
        confidentiality=line("Confidential"),
        annexes=(Annex("Annex 1", (Heading(1, line("Pledges")), paragraph("Text."))),),
    )

    written_here = styled(typesetter.set(letter).content)

    assert ("Delivery", "By e-mail") in written_here
    assert ("Confidentiality", "Confidential") in written_here
    start = written_here.index(("Cosigner Heading", "Signed too:"))
    assert written_here[start:] == [
        ("Cosigner Heading", "Signed too:"),
        ("Cosigner Country", "Belgium"),
        ("Cosigner", "One"),
        ("Cosigner Country", "Chad"),
        ("Cosigner", "Two"),
        ("Contact", "Contact: office@example.org"),
        ("Enclosure", "Enclosures (2):\nFirst enclosure\nSecond enclosure"),
        ("Copies", "cc:\nPermanent Mission in New York"),
        ("Annex Label", "Annex 1"),
        ("Heading 1", "Pledges"),
        ("Body Text", "Text."),
    ]


def test_an_annex_begins_a_page_and_is_found_in_the_outline(typesetter):
    letter = plain_letter(annexes=(Annex("Annex", (paragraph("Text."),)),))

    style = with_text(typesetter.set(letter).content, "Annex").style

    assert style.paragraph_format.page_break_before
    assert found(style.element, "string(w:pPr/w:outlineLvl/@w:val)") == "0"


def test_footnotes_of_body_and_annexes_are_in_one_order(typesetter):
    noted = [Paragraph((Run("Text"), Run("", note=number))) for number in (1, 2)]
    letter = plain_letter(
        body=(noted[0],),
        annexes=(Annex("Annex", (noted[1],)),),
        notes=(Footnote(1, (paragraph("first"),)), Footnote(2, (paragraph("second"),))),
    )

    notes = tree(typesetter.set(letter).content, "word/footnotes.xml")

    assert found(notes, "w:footnote[not(@w:type)]//w:t[text()!=' ']/text()") == ["first", "second"]


# --- co-signers ------------------------------------------------------------------------------------


def test_cosigners_stand_in_balanced_columns_and_in_the_order_of_the_list(typesetter):
    content = typesetter.set(plain_letter(cosigners=COSIGNERS)).content

    document = opened(content)
    assert [each.text for each in document.paragraphs if each.style.name == "Cosigner"] == [*NAMES]
    columns = [found(each._sectPr, "string(w:cols/@w:num)") for each in document.sections]
    assert columns == ["", "3", ""]
    kinds = [found(each._sectPr, "string(w:type/@w:val)") for each in document.sections]
    assert kinds == ["", "continuous", "continuous"]


def test_pages_after_cosigners_have_the_header_and_footer_of_the_others(typesetter):
    content = typesetter.set(plain_letter(cosigners=COSIGNERS)).content

    first, *later = [each._sectPr for each in opened(content).sections]
    assert found(first, "w:titlePg")
    for section in later:
        assert not found(section, "w:titlePg | w:footerReference | w:headerReference")
        assert found(section, "w:pgMar/@w:left") == found(first, "w:pgMar/@w:left")


@pytest.mark.parametrize("signatures", [1, 2])
@pytest.mark.parametrize("heading", ["", "Signed too:"])
def test_only_paragraphs_end_a_section(typesetter, signatures, heading):
    names = tuple(Signature(f"NAME {number}") for number in range(signatures))
    letter = plain_letter(signatures=names, cosigners=replace(COSIGNERS, heading=heading))

    body = tree(typesetter.set(letter).content)[0]

    assert len(found(body, "w:p/w:pPr/w:sectPr[not(following-sibling::*)]")) == 2
    assert [each.tag.rpartition("}")[2] for each in body][-2:] == ["p", "sectPr"]


def test_many_columns_have_smaller_type(typesetter):
    content = typesetter.set(plain_letter(cosigners=replace(COSIGNERS, columns=4))).content

    assert ("Cosigner Small", NAMES[0]) in styled(content)


def test_columns_run_from_right_to_left_where_the_letter_does(typesetter):
    letter = plain_letter(language="ar", rtl=True, labels=ARABIC, cosigners=COSIGNERS)

    sections = opened(typesetter.set(letter).content).sections

    assert all(found(each._sectPr, "w:bidi") for each in sections)


# --- headers and footers ---------------------------------------------------------------------------


def test_a_header_on_the_following_pages_names_recipient_date_and_page(tmp_path):
    letter = plain_letter(running=("The Minister", "7 December 2020"))

    section = opened(written(tmp_path, letter, page_numbers="header")).sections[0]

    assert section.header.paragraphs[0].text == "The Minister — 7 December 2020 — Page\u00a02\u00a0of\u00a02"
    assert found(section.header._element, "//w:instrText/text()") == [" PAGE ", " NUMPAGES "]
    assert section.footer.is_linked_to_previous
    assert section.header_distance < section.top_margin


def test_letters_of_one_worker_have_headers_of_their_own(tmp_path):
    typesetter = DocxTypesetter(sample_campaign(tmp_path, page_numbers="header"))

    headers = [
        opened(typesetter.set(plain_letter(running=(name,))).content).sections[0].header.paragraphs[0].text
        for name in ("Minister One", "Minister Two")
    ]

    assert [each.partition(" — ")[0] for each in headers] == ["Minister One", "Minister Two"]


def test_without_page_numbers_there_is_neither_header_nor_footer(tmp_path):
    content = written(tmp_path, page_numbers="none", letterhead=False)

    assert not [name for name in parts(content) if "header" in name or "footer" in name]


@pytest.mark.parametrize("numbers", ["footer", "header", "none"])
def test_lines_stand_at_the_foot_of_the_first_page(tmp_path, numbers):
    campaign = sample_campaign(tmp_path, page_numbers=numbers)
    footer = ("Registered No. 1", {"en": "Bank", "fr": "Banque"})
    campaign = replace(campaign, stationery=replace(campaign.stationery, footer=footer))

    section = opened(DocxTypesetter(campaign).set(plain_letter()).content).sections[0]

    assert [each.text for each in section.first_page_footer.paragraphs] == ["Registered No. 1", "Bank"]


def test_pictures_of_a_letterhead_stand_side_by_side_at_one_height(tmp_path):
    logos = ["assets/letterhead.svg", "assets/letterhead.jpg", "assets/signature.png"]

    header = tree(written(tmp_path, letterhead=logos), "word/header1.xml")

    extents = found(header, "//wp:extent")
    assert len({round(int(each.get("cy")) / 100) for each in extents}) == 1
    stops = [int(each) / 20 for each in found(header, "//w:tabs/w:tab/@w:pos")]
    assert len(stops) == 2
    last = stops[-1] + int(extents[-1].get("cx")) / 12_700
    assert last == pytest.approx(160 * MM, abs=1)


# --- windows and marks -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", WINDOWS)
def test_the_address_stands_in_the_window_and_the_rest_below_it(tmp_path, name):
    """All that is in it has one place, so that each line is below the one before it."""
    address = full_letter().inside_address[:2]
    letter = full_letter(inside_address=address, delivery=line("By e-mail"), confidentiality=())
    shown = WINDOWS[name]

    content = written(tmp_path, letter, address=name)

    places = frames(content)
    assert len(places) == 2
    ((left, top),) = set(places.values())
    assert left == round(shown.left / MM, 1)
    assert shown.always.top <= top * MM < shown.always.bottom
    height = int(found(tree(content, "word/header1.xml"), "string(//w:trHeight/@w:val)")) / 20
    assert height + 1 + 20 * MM == pytest.approx(shown.text, abs=0.1)


def test_printed_paper_leaves_room_for_the_window_too(tmp_path):
    content = written(tmp_path, full_letter(), address="din-5008-b", letterhead=False)

    assert found(tree(content, "word/header1.xml"), "//w:trHeight")
    assert not found(tree(content, "word/header1.xml"), "//w:t")


def test_marks_stand_at_the_left_edge_of_the_first_page(tmp_path):
    content = written(tmp_path, address="din-5008-a", marks=["fold", "punch"], letterhead=False)

    marks = found(
        tree(content, "word/header1.xml"), "//w:p[w:pPr/w:pStyle/@w:val='Mark']/w:pPr/w:framePr/@w:y"
    )
    assert [round(int(each) / 20 / MM, 1) for each in marks] == [87.0, 148.5, 192.0]
    assert found(tree(content), "//w:headerReference/@w:type") == ["first"]


# --- typefaces -------------------------------------------------------------------------------------


def test_headings_have_their_own_typeface(tmp_path):
    content = written(tmp_path, heading_face="Carlito")

    faces = found(tree(content, "word/styles.xml"), "w:style[w:rPr/w:rFonts/@w:ascii='Calibri']/@w:styleId")
    headings = {"Heading1", "Heading2", "Heading3", "AnnexLabel", "CosignerHeading", "SubjectLine"}
    assert set(faces) == {*headings, "Header"}  # the letterhead's name is based on that
    assert found(tree(content, "word/fontTable.xml"), "w:font/@w:name") == ["Cambria", "Calibri"]


@pytest.mark.parametrize("style", ["classic", "modern", "plain"])
def test_each_ready_stationery_sets_every_part(tmp_path, style):
    letter = full_letter(cosigners=COSIGNERS, body=(bullets("entry"), paragraph("end")))

    content = written(tmp_path, letter, style=style)

    ids = set(found(tree(content, "word/styles.xml"), "w:style/@w:styleId"))
    assert set(found(tree(content), "//w:pStyle/@w:val")) <= ids


# --- looks -----------------------------------------------------------------------------------------


def style_of(content: bytes, name: str):
    """A style's element in word/styles.xml."""
    return found(tree(content, "word/styles.xml"), f'//w:style[w:name/@w:val="{name}"]')[0]


def test_the_looks_of_the_stationery_hold_in_word_too(tmp_path):
    """Alignment, bar, tracking, greys, tables, underlining: as in the PDFs."""
    looks = {"letterhead_align": "centre", "letterhead_line": "bar", "tracking": 0.1, "tables": "rows"}
    content = written(tmp_path, small_colour="#5a5a5a", underline=True, letterhead=True, **looks)

    assert found(style_of(content, "Header"), "string(w:pPr/w:jc/@w:val)") == "center"
    line = style_of(content, "Letterhead End")
    indents = [int(found(line, f"string(w:pPr/w:ind/@w:{side})")) for side in ("left", "right")]
    assert indents == [round((160 - 28) / 2 * MM * 20)] * 2
    assert found(line, "string(w:pPr/w:pBdr/w:bottom/@w:sz)") == "16"
    assert found(style_of(content, "Letterhead Name"), "string(w:rPr/w:spacing/@w:val)") == "30"
    for name in ("Header", "Footer", "Running Header"):
        assert found(style_of(content, name), "string(w:rPr/w:color/@w:val)") == "5a5a5a"
    for name in ("Subject Line", "Hyperlink"):
        assert found(style_of(content, name), "string(w:rPr/w:u/@w:val)") == "single"
    borders = found(style_of(content, "Table Rows"), "w:tblPr/w:tblBorders/*")
    assert [border.tag.rpartition("}")[2] for border in borders] == ["bottom", "insideH"]


@pytest.mark.parametrize(
    ("line", "border", "height"), [("line", "single", 0.75), ("double", "double", 2.25), ("none", "", 0.0)]
)
def test_the_letter_begins_at_the_same_place_below_any_line_of_the_letterhead(tmp_path, line, border, height):
    style = style_of(written(tmp_path, letterhead_line=line), "Letterhead End")

    assert found(style, "string(w:pPr/w:pBdr/w:bottom/@w:val)") == border
    space = float(found(style, "string(w:pPr/w:pBdr/w:bottom/@w:space)") or 0)
    taken = [float(found(style, f"string(w:pPr/w:spacing/@w:{part})")) / 20 for part in ("line", "after")]
    assert space + height + sum(taken) == pytest.approx(6 + 0.75 + 18, abs=0.05)


def test_sizes_of_type_are_whole_half_points_and_the_subject_is_a_heading(tmp_path):
    content = written(tmp_path, size="10.3pt")

    assert found(tree(content, "word/styles.xml"), "string(//w:rPrDefault//w:sz/@w:val)") == "21"
    assert found(style_of(content, "footnote text"), "string(w:rPr/w:sz/@w:val)") == "18"
    assert found(style_of(content, "Subject Line"), "string(w:pPr/w:outlineLvl/@w:val)") == "0"


@pytest.mark.parametrize("numbers", ["footer", "header"])
def test_a_high_first_footer_is_in_the_middle_of_its_margin(tmp_path, numbers):
    """The body ends as far above it as the page below it; page numbers stay in the middle of theirs."""
    campaign = sample_campaign(tmp_path, page_numbers=numbers)
    footer = ("Registered No. 1", "Bank", "Telephone")
    campaign = replace(campaign, stationery=replace(campaign.stationery, footer=footer))

    section = opened(DocxTypesetter(campaign).set(plain_letter()).content).sections[0]

    first, *_, last = section.first_page_footer.paragraphs
    below = section.footer_distance.pt + (last.paragraph_format.space_after or Pt(0)).pt
    assert first.paragraph_format.space_before.pt == pytest.approx(below, abs=0.1)


def test_bullets_are_in_a_face_whose_dot_is_known(tmp_path):
    level = found(tree(written(tmp_path), "word/numbering.xml"), "//w:abstractNum[1]/w:lvl")

    assert found(level[0], "string(w:rPr/w:rFonts/@w:ascii)") == "Calibri"
    assert [found(each, "string(w:rPr/w:sz/@w:val)") for each in level[:3]] == ["20", "", "13"]


@pytest.mark.parametrize("numbers", ["footer", "header"])
def test_the_first_page_may_begin_lower_in_word_too(tmp_path, numbers):
    content = written(tmp_path, letterhead=False, first_margin_top="60mm", page_numbers=numbers)

    section = opened(content).sections[0]

    (room,) = section.first_page_header.paragraphs
    taken = section.header_distance.pt + room.paragraph_format.space_before.pt + 1
    assert taken == pytest.approx(60 * MM, abs=0.1)
