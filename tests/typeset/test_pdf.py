"""The PDF: pages, footers, what stays together, what is said when something lacks."""

from __future__ import annotations

import io
import re

import pypdfium2
import pytest

from letterforge.errors import Code, LetterFailed
from letterforge.model import ListBlock
from letterforge.typeset.pdf.listening import problem_of
from letterforge.typeset.to_pdf import PdfTypesetter
from letters import full_letter, line, paragraph, plain_letter, sample_campaign
from reading_back import pdf_pages, pdf_streams, pdf_text, words

SENTENCE = (
    "We write to you on behalf of a network of organisations that work for a fair and effective court. "
)


@pytest.fixture(scope="module")
def typesetter(tmp_path_factory):
    return PdfTypesetter(sample_campaign(tmp_path_factory.mktemp("campaign")))


def test_pages_after_the_first_carry_their_number(typesetter):
    """The first does not; the count is the document's."""
    body = tuple(paragraph(f"{number}. {SENTENCE * 5}") for number in range(22))

    sheet = typesetter.set(plain_letter(body=body))

    pages = pdf_pages(sheet.content)
    assert sheet.pages == len(pages) == 3
    assert "Page 1" not in pages[0]
    assert "Page 2 of 3" in pages[1]
    assert "Page 3 of 3" in pages[2]


@pytest.mark.parametrize("count", range(14, 34))
def test_the_signature_never_stands_without_the_end_of_the_letter(typesetter, count):
    """Wherever the page ends: name, closing and the last words of the body are on one page."""
    body = (
        *(paragraph(f"{number}. {SENTENCE}") for number in range(count)),
        paragraph(f"{SENTENCE * 3}The end."),
    )

    pages = [words(page) for page in pdf_pages(typesetter.set(plain_letter(body=body)).content)]

    (signed,) = [page for page in pages if "NAME ONE" in page]
    assert "Sincerely," in signed
    assert "The end." in signed


def test_a_list_at_the_end_goes_with_the_signature_too(typesetter):
    """The body may end in a list."""
    for count in range(16, 30):
        entries = tuple((paragraph(f"{number}. {SENTENCE}"),) for number in range(count))
        pages = [
            words(page)
            for page in pdf_pages(typesetter.set(plain_letter(body=(ListBlock(entries),))).content)
        ]

        (signed,) = [page for page in pages if "NAME ONE" in page]
        assert f"{count - 1}. We write" in signed


def test_the_document_says_what_it_is(typesetter):
    """Title, author, language, dates, tags, and the claim of PDF/UA."""
    content = typesetter.set(full_letter()).content
    document = pypdfium2.PdfDocument(content)

    properties = document.get_metadata_dict()

    assert properties["Title"] == full_letter().title
    assert properties["Author"] == full_letter().author
    assert properties["CreationDate"].startswith("D:20201207")
    assert document.is_tagged()
    assert b"pdfuaid" in pdf_streams(content)
    assert b"/Lang (en)" in pdf_streams(content)
    document.close()


def test_a_character_without_a_glyph_fails_the_letter_by_name(typesetter):
    """Never a box."""
    with pytest.raises(LetterFailed) as caught:
        typesetter.set(plain_letter(inside_address=(line("Minister 𒀀𒀁"),)))

    told = [problem.message for problem in caught.value.problems]
    assert {problem.code for problem in caught.value.problems} == {Code.MISSING_GLYPH}
    assert any("U+12000, CUNEIFORM SIGN A" in message for message in told)
    assert len(told) == 2
    assert "NAME ONE" in pdf_text(typesetter.set(plain_letter()).content)


def test_ligatures_and_hyphens_read_back_as_they_were_typed(typesetter):
    """Who searches or copies the text finds its words; a hyphen at a line's end is not lost."""
    text = "The official office affirms a first, efficient high-level rules-based follow-up. " * 12

    read = pdf_text(typesetter.set(plain_letter(body=(paragraph(text),))).content)

    assert words(text) in read


def test_justified_text_is_hyphenated_and_still_reads_back(tmp_path):
    """Hyphens that the typesetter sets are not the text's."""
    justified = PdfTypesetter(sample_campaign(tmp_path, align="justify"))
    text = "Internationally incontrovertible responsibilities notwithstanding, commemorations continue. " * 10

    content = justified.set(plain_letter(body=(paragraph(text),))).content

    joined = re.sub(r"[-\u2010\u00ad\ufffe\x02]\s*", "", "\n".join(pdf_pages(content)))
    assert words(text).replace(" ", "") in joined.replace("\r\n", "").replace("\n", "").replace(" ", "")


def test_no_file_from_outside_and_no_network_is_read(tmp_path):
    """A picture may draw on nothing but itself; what it asks for beyond is refused and told."""
    (tmp_path / "secret.png").write_bytes(b"x")
    folder = tmp_path / "campaign"
    campaign = sample_campaign(folder)
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
        f'<image xlink:href="{(tmp_path / "secret.png").as_uri()}" width="9" height="9"/>'
        '<image xlink:href="http://localhost:9/x.png" width="9" height="9"/></svg>'
    )
    (folder / "evil.svg").write_text(drawing, "utf-8")
    from dataclasses import replace

    stationery = replace(campaign.stationery, letterhead=folder / "evil.svg")
    typesetter = PdfTypesetter(replace(campaign, stationery=stationery))

    with pytest.raises(LetterFailed) as caught:
        typesetter.set(plain_letter())

    assert {problem.code for problem in caught.value.problems} == {Code.BAD_PICTURE}
    assert len(caught.value.problems) == 2


def test_what_the_typesetter_warns_of_is_a_problem():
    """Nothing that WeasyPrint logs is silence."""
    assert problem_of("Ignored `x: y`").code is Code.TYPESETTER_WARNED
    assert problem_of("Failed to load image at 'x': y").code is Code.BAD_PICTURE


def test_right_to_left_letters_are_set_from_the_right(typesetter):
    """The page's direction follows the language."""
    from letters import ARABIC

    letter = plain_letter(language="ar", rtl=True, labels=ARABIC, body=(paragraph("السيد الوزير"),))

    page = pypdfium2.PdfDocument(io.BytesIO(typesetter.set(letter).content))[0]
    text = page.get_textpage()
    position = next(
        index for index in range(text.count_chars()) if text.get_text_range(index, 1) in "السيدوزير"
    )

    assert text.get_charbox(position)[0] > page.get_width() / 2
