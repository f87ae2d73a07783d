"""What all outputs share: parts in reading order, marks, measures, and that each output obeys them."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest
from PIL import Image

from letterforge.campaign.stationery import MM
from letterforge.model import CosignerGroup, CosignerList, Format, PdfEngine, Run
from letterforge.protocol.labels import labels
from letterforge.typeset import PDF_TYPESETTERS, TYPESETTERS
from letterforge.typeset.plan.marks import choose_bullet, format_number, split_page_label
from letterforge.typeset.plan.measures import list_measures, measure_stationery
from letterforge.typeset.plan.parts import join_runs, split_into_parts
from letterforge.typeset.plan.ranks import Ranks
from letters import bullets, full_letter, line, plain_letter, sample_campaign
from reading_back import pdf_place, pdf_text, words

OUTPUTS = {
    "docx": TYPESETTERS[Format.DOCX],
    "weasyprint": PDF_TYPESETTERS[PdfEngine.WEASYPRINT],
    "typst": PDF_TYPESETTERS[PdfEngine.TYPST],
}
PDFS = ("weasyprint", "typst")


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    return sample_campaign(tmp_path_factory.mktemp("campaign"))


def said(output, content):
    """What a sheet says, as words."""
    if output != "docx":
        return words(pdf_text(content))
    return words("\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs))


# --- parts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_parts_come_in_the_order_of_the_language(language):
    letter = full_letter(language=language, labels=labels(language))

    roles = [part.role for part in split_into_parts(letter)]
    above = [role for role in labels(language).order if role in roles]
    assert roles[: len(above)] == above
    assert roles[len(above)] == "body"
    assert roles[-1] == "note"


def test_a_label_is_before_a_line_and_above_a_list():
    letter = plain_letter(
        reference=line("A/1"), enclosures_label="Enclosures (2):", enclosures=(line("One"), line("Two"))
    )

    found = {part.role: join_runs(part.line) for part in split_into_parts(letter)}
    assert found["reference"] == "Ref.: A/1"
    assert found["enclosures"] == "Enclosures (2):\nOne\nTwo"


@pytest.mark.parametrize("output", OUTPUTS)
def test_an_empty_enclosure_is_left_out_of_every_output(campaign, output):
    letter = plain_letter(
        enclosures_label="Enclosures:", enclosures=(line("One"), (), (Run(""),), line("Two"))
    )

    content = OUTPUTS[output](campaign).set(letter).content

    assert said(output, content).endswith("Enclosures: One Two")
    if output == "docx":
        assert docx.Document(io.BytesIO(content)).paragraphs[-1].text == "Enclosures:\nOne\nTwo"


def test_cosigners_without_a_name_are_no_part():
    letter = plain_letter(cosigners=CosignerList("Signed by:", 2, (CosignerGroup("France", ()),)))

    assert "cosigners" not in [part.role for part in split_into_parts(letter)]


# --- marks -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "depth", "written"),
    [(3, 0, "3"), (3, 1, "c"), (28, 1, "ab"), (9, 2, "ix"), (50, 2, "l"), (4, 7, "iv"), (0, 1, "0")],
)
def test_numbers_are_figures_then_letters_then_roman(count, depth, written):
    assert format_number(count, depth) == written


def test_deep_lists_keep_the_last_bullet():
    assert [choose_bullet(depth) for depth in range(5)] == ["•", "–", "•", "•", "•"]


def test_the_label_of_a_page_is_parted_at_its_places():
    assert split_page_label("Page {page} of {pages}") == ["Page ", "page", " of ", "pages", ""]


@pytest.mark.parametrize("output", PDFS)
def test_the_bullet_of_the_second_level_is_that_of_the_plan(campaign, output, monkeypatch):
    """One definition, and every output obeys it."""
    monkeypatch.setattr("letterforge.typeset.plan.marks.BULLETS", ("•", "+", "•"))
    letter = plain_letter(body=(bullets((*bullets("outer").entries[0], bullets("inner"))),))

    content = OUTPUTS[output](campaign).set(letter).content

    assert "• outer + inner" in said(output, content)


@pytest.mark.parametrize("output", PDFS)
def test_a_bullet_is_large_enough_to_see_and_its_line_no_higher(campaign, output):
    """As large in every typeface: that of Caladea is small."""
    import pypdfium2

    content = OUTPUTS[output](campaign).set(plain_letter(body=(bullets("one", "two"),))).content

    page = pypdfium2.PdfDocument(content)[0].get_textpage()
    at = page.search("•").get_next()[0]
    left, bottom, right, top = page.get_charbox(at)
    line_bottom = page.get_charbox(page.search("one").get_next()[0])[1]
    size = campaign.stationery.size
    assert (right - left + top - bottom) / 2 == pytest.approx(0.32 * size, abs=0.3)
    assert (bottom + top) / 2 - line_bottom == pytest.approx(0.29 * size, abs=0.3)
    distance = pdf_place(content, "one")[1] - pdf_place(content, "two")[1]
    assert distance == pytest.approx(size * campaign.stationery.leading + 3, abs=0.3)


def test_ranks_are_never_skipped_and_begin_again_in_an_annex():
    ranks = Ranks(has_subject=True)

    assert [ranks.heading(level) for level in (1, 3, 3, 1)] == [2, 3, 4, 2]
    assert ranks.annex() == 2
    assert [ranks.heading(level) for level in (1, 2)] == [3, 4]
    assert ranks.annex() == 2


# --- measures --------------------------------------------------------------------------------------


@pytest.mark.parametrize("output", PDFS)
def test_the_space_below_the_date_is_that_of_the_plan(campaign, output, monkeypatch):
    letter = plain_letter(inside_address=(line("The Minister"),))

    def distance():
        content = OUTPUTS[output](campaign).set(letter).content
        return pdf_place(content, "Hague")[1] - pdf_place(content, "Minister")[1]

    before = distance()
    wider = replace(measure_stationery(campaign.stationery), below_date=42.0)
    for module in ("pdf.css", "typst.looks"):
        monkeypatch.setattr(f"letterforge.typeset.{module}.measure_stationery", lambda *_, **__: wider)

    assert distance() - before == pytest.approx(30, abs=0.2)


def test_word_has_the_space_below_the_date_too(campaign, monkeypatch):
    wider = replace(measure_stationery(campaign.stationery), below_date=42.0)
    monkeypatch.setattr("letterforge.typeset.docx.styles.measure_stationery", lambda *_, **__: wider)

    content = OUTPUTS["docx"](campaign).set(plain_letter()).content

    assert docx.Document(io.BytesIO(content)).styles["Date"].paragraph_format.space_after.pt == 42


def test_several_pictures_leave_room_for_each_other():
    """Two of them have one gap between them, and all outputs the same height."""
    from letterforge.campaign import Stationery

    m = measure_stationery(Stationery(letterhead_height=100 * MM))

    height = m.logos_height((4.0, 6.0))
    assert height * 10 + m.logo_gap == pytest.approx(m.text_width, abs=1.01)
    assert m.logos_height(()) == 100 * MM


@pytest.mark.parametrize("output", OUTPUTS)
def test_wide_pictures_side_by_side_are_of_one_height_in_every_output(campaign, output):
    logos = []
    for name in ("one", "two"):
        path = campaign.root / "assets" / f"wide-{name}.png"
        Image.new("RGB", (400, 40), "navy").save(path)
        logos.append(path)
    stationery = replace(campaign.stationery, letterhead=tuple(logos), letterhead_height=20 * MM)

    content = OUTPUTS[output](replace(campaign, stationery=stationery)).set(plain_letter()).content

    wanted = measure_stationery(stationery).logos_height((10.0, 10.0))
    assert heights(output, content) == pytest.approx([wanted, wanted], abs=0.1)


def heights(output, content):
    """The heights of the pictures on the first page, in points."""
    if output == "docx":
        header = docx.Document(io.BytesIO(content)).sections[0].first_page_header._element
        return [int(extent.get("cy")) / 12_700 for extent in header.iter("{*}extent")]
    import pypdfium2

    page = pypdfium2.PdfDocument(content)[0]
    kind = pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
    boxes = [picture.get_bounds() for picture in page.get_objects(filter=[kind], max_depth=5)]
    return [top - bottom for _, bottom, _, top in boxes]


def test_all_measures_have_names_that_style_sheets_and_templates_know(campaign):
    named = list_measures(measure_stationery(campaign.stationery))

    assert named["below_double"] + named["double_rule"] == pytest.approx(
        named["below_letterhead"] + named["letterhead_rule"]
    )


@pytest.mark.parametrize("chosen", list(Format))
def test_a_letterhead_may_have_pictures_in_one_language_and_type_in_another(campaign, chosen):
    logo = campaign.root / "assets" / "letterhead.jpg"
    stationery = replace(campaign.stationery, letterhead={"en": (logo,), "fr": True})
    typesetter = TYPESETTERS[chosen](replace(campaign, stationery=stationery))

    shown = {}
    for language in ("en", "fr", "es"):  # Spanish has none: it takes that of the campaign's own language
        letter = plain_letter(language=language, labels=labels(language))
        content = typesetter.set(letter).content
        shown[language] = len(heights("docx" if chosen is Format.DOCX else "pdf", content))

    assert shown == {"en": 1, "fr": 0, "es": 1}


def test_each_picture_of_a_letterhead_by_language_has_its_key(campaign):
    logo = campaign.root / "assets" / "letterhead.jpg"
    stationery = replace(campaign.stationery, letterhead={"en": (logo,), "fr": False})

    assert dict(stationery.letterhead_pictures) == {"letterhead.en.1": logo}
    assert replace(campaign, stationery=stationery).letterhead("fr") is False
