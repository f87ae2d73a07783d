"""Drafts: the word on every page, no picture of a signature, and all else where the final letter has it."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace

import docx
import pikepdf
import pytest
from lxml import etree

from letterforge.model import Format
from letterforge.typeset import TYPESETTERS
from letters import ARABIC, ENGLISH, full_letter, plain_letter, sample_campaign
from reading_back import docx_text, pdf_faults, pdf_pages, pdf_place, pdf_text

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
KINDS = [
    {},
    {"page_numbers": "header"},
    {"page_numbers": "none", "letterhead": False},
    {"address": "din-5008-b"},
]


def both(campaign, chosen, **changes):
    """A letter with every part, final and as a draft."""
    typesetter = TYPESETTERS[chosen](campaign)
    letter = full_letter(campaign, **changes)
    return typesetter.set(letter).content, typesetter.set(replace(letter, draft=letter.labels.draft)).content


def headers(content):
    """The first section's headers of a Word file: kind of page → text."""
    section = docx.Document(io.BytesIO(content)).sections[0]
    assert section.different_first_page_header_footer
    kinds = {"first": section.first_page_header, "default": section.header}
    return {kind: "\n".join(each.text for each in header.paragraphs) for kind, header in kinds.items()}


@pytest.mark.parametrize("stationery", KINDS)
def test_a_pdf_has_the_word_on_every_page_and_nothing_else_moves(stationery, tmp_path):
    campaign = sample_campaign(tmp_path, **stationery)

    final, draft = (pdf_pages(each) for each in both(campaign, Format.PDF))

    assert len(final) == len(draft) > 3
    for before, after in zip(final, draft, strict=True):
        assert "Draft" not in before
        assert after.split().count("Draft") == 1
        assert before.split() == [word for word in after.split() if word != "Draft"]


@pytest.mark.parametrize("stationery", KINDS)
def test_a_word_file_has_the_word_in_the_header_of_every_page(stationery, tmp_path):
    campaign = sample_campaign(tmp_path, **stationery)

    final, draft = both(campaign, Format.DOCX)

    assert docx_text(final) == docx_text(draft)
    assert {kind: text.split("\n")[0] for kind, text in headers(draft).items()} == {
        "first": "Draft",
        "default": "Draft",
    }
    assert "Draft" not in "".join(headers(final).values())


@pytest.fixture(scope="module")
def as_word_sets_them(tmp_path_factory):
    """The letter and its draft in each stationery, as LibreOffice sets them: it is started once for all."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("word")
    for number, stationery in enumerate(KINDS):
        campaign = sample_campaign(folder / f"campaign-{number}", **stationery)
        signatures = full_letter(campaign).signatures[:1]
        for name, content in zip(
            ("final", "draft"), both(campaign, Format.DOCX, signatures=signatures), strict=True
        ):
            (folder / f"{name}-{number}.docx").write_bytes(content)
    command = [
        "soffice",
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    subprocess.run([*command, "--outdir", folder, *folder.glob("*.docx")], check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("number", range(len(KINDS)))
def test_the_lines_of_a_draft_stand_where_word_has_those_of_the_letter(as_word_sets_them, number):
    """One signature, whose room stays free."""
    final, draft = ((as_word_sets_them / f"{name}-{number}.pdf").read_bytes() for name in ("final", "draft"))

    assert all("Draft" in page for page in pdf_pages(draft))
    for text, page in (
        ("Excellency", 0),
        ("Bullet three", 0),
        ("NAME ONE", 2),
        ("Convenor", 2),
        ("First annex", 3),
    ):
        assert pdf_place(draft, text, page) == pytest.approx(pdf_place(final, text, page), abs=0.2)


def test_the_word_stands_at_the_end_of_the_line_in_either_direction(tmp_path):
    typesetter = TYPESETTERS[Format.PDF](sample_campaign(tmp_path))

    english = typesetter.set(plain_letter(draft="Draft")).content
    arabic = typesetter.set(plain_letter(draft="مسودة", language="ar", rtl=True, labels=ARABIC)).content

    left, height = pdf_place(english, "Draft")
    assert left > 450
    assert height > 842 - 57  # in the top margin
    assert pdf_place(arabic, "مسودة")[0] < 110 or pdf_place(arabic, "ةدوسم")[0] < 110


def test_the_words_of_the_languages_are_theirs(tmp_path):
    assert (ENGLISH.draft, ARABIC.draft) == ("Draft", "مسودة")
    typesetter = TYPESETTERS[Format.DOCX](sample_campaign(tmp_path))

    content = typesetter.set(plain_letter(draft="مسودة", language="ar", rtl=True, labels=ARABIC)).content

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        header = etree.fromstring(package.read("word/header2.xml"))
    (place,) = header.iter(f"{W}framePr")
    assert place.get(f"{W}xAlign") == "left"
    assert header.find(f".//{W}color").get(f"{W}val") == "A01818"
    assert header.find(f".//{W}rtl") is not None


def test_no_draft_holds_the_picture_of_a_signature_not_even_out_of_sight(tmp_path):
    campaign = sample_campaign(tmp_path)

    (final, draft), (final_pdf, draft_pdf) = (both(campaign, chosen) for chosen in (Format.DOCX, Format.PDF))

    def media(content):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return [name for name in package.namelist() if name.startswith("word/media")]

    def pictures(content):
        with pikepdf.open(io.BytesIO(content)) as document:
            return [each for each in document.objects if getattr(each, "Subtype", None) == "/Image"]

    assert (len(media(final)), media(draft)) == (1, [])
    assert pictures(final_pdf)
    assert not pictures(draft_pdf)


def test_a_final_letter_after_a_draft_is_final(tmp_path):
    """What letters share is not shared between the two."""
    campaign = sample_campaign(tmp_path, page_numbers="header")
    for chosen in Format:
        typesetter = TYPESETTERS[chosen](campaign)
        letter = full_letter(campaign)

        before = typesetter.set(letter).content
        typesetter.set(replace(letter, draft="Draft"))

        assert typesetter.set(letter).content == before


def test_the_word_is_no_part_of_the_text_and_the_pdf_stays_accessible(tmp_path):
    """A margin box is an artifact: it is not read out between two lines of a letter."""
    campaign = sample_campaign(tmp_path)
    letter = full_letter(campaign, draft="Draft")

    content = TYPESETTERS[Format.PDF](campaign).set(letter).content

    assert not pdf_faults(content, "ua1", tmp_path)
    assert "Draft" in pdf_text(content)


def test_a_style_sheet_of_the_campaign_does_not_take_the_word_away(tmp_path):
    campaign = sample_campaign(tmp_path)
    (tmp_path / "own.css").write_text("@page { @top-right { content: none; color: white } }", "utf-8")
    campaign = replace(campaign, stationery=replace(campaign.stationery, css=tmp_path / "own.css"))

    content = TYPESETTERS[Format.PDF](campaign).set(full_letter(campaign, draft="Draft")).content

    assert all("Draft" in page for page in pdf_pages(content))


# --- a letterhead of the campaign's own ----------------------------------------------------------


def own_letterhead(folder, *, has_headers, has_first, has_even):
    document = docx.Document()
    section = document.sections[0]
    section.different_first_page_header_footer = has_first
    document.settings.odd_and_even_pages_header_footer = has_even
    if has_headers:
        section.header.paragraphs[0].text = "House of Examples"
        if has_first:
            section.first_page_header.paragraphs[0].text = "First page"
    section.footer.paragraphs[0].text = "footer of the house"
    document.save(str(folder / "own.docx"))


@pytest.mark.parametrize("has_headers", [True, False])
@pytest.mark.parametrize(
    ("has_first", "has_even"), [(True, False), (False, False), (True, True), (False, True)]
)
def test_every_page_of_a_letterhead_of_the_campaign_has_the_word(tmp_path, has_headers, has_first, has_even):
    """In its own headers, and in new ones where it has none; its own words and its footer stay."""
    sample_campaign(tmp_path)
    own_letterhead(tmp_path, has_headers=has_headers, has_first=has_first, has_even=has_even)
    campaign = sample_campaign(tmp_path, letterhead_docx="own.docx")

    final, draft = both(campaign, Format.DOCX)

    section = docx.Document(io.BytesIO(draft)).sections[0]
    pages = {"default": section.header}
    pages |= {"first": section.first_page_header} if has_first else {}
    pages |= {"even": section.even_page_header} if has_even else {}
    for header in pages.values():
        assert not header.is_linked_to_previous
        assert header.paragraphs[0].text == "Draft"
    if has_headers:
        assert section.header.paragraphs[1].text == "House of Examples"
    assert section.footer.paragraphs[0].text == "footer of the house"
    assert docx_text(final) == docx_text(draft)
    assert "Draft" not in str(zipfile.ZipFile(io.BytesIO(final)).namelist())
