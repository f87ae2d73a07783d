"""The PDF: pages, footers, what stays together, what is said when something lacks."""

from __future__ import annotations

import re
import unicodedata

import pytest

from letterforge.errors import Code, LetterFailed
from letterforge.model import Heading
from letterforge.typeset.to_pdf import PdfTypesetter
from letters import GLYPHLESS, full_letter, line, paragraph, plain_letter, sample_campaign
from reading_back import pdf_pages, pdf_streams, pdf_tags, pdf_text


@pytest.fixture(scope="module")
def typesetter(tmp_path_factory):
    return PdfTypesetter(sample_campaign(tmp_path_factory.mktemp("campaign")))


def test_a_character_without_a_glyph_fails_the_letter_by_name(typesetter):
    """Never a box."""
    with pytest.raises(LetterFailed) as caught:
        typesetter.set(plain_letter(inside_address=(line(f"Minister {GLYPHLESS[:2]}"),)))

    told = [problem.message for problem in caught.value.problems]
    assert {problem.code for problem in caught.value.problems} == {Code.MISSING_GLYPH}
    assert len(told) == 1
    first, second, *_ = GLYPHLESS
    assert f'"{first}" (U+{ord(first):04X}, {unicodedata.name(first)}), "{second}" (U+' in told[0]
    assert "in the inside address: Minister" in told[0]
    assert "NAME ONE" in pdf_text(typesetter.set(plain_letter()).content)


def test_lists_read_back_in_the_order_in_which_they_are_read(typesetter):
    """Each marker stands before its entry, not in a heap at the page's end; signs and numbers go by level."""
    read = pdf_text(typesetter.set(full_letter()).content)

    assert "• Bullet one • Entry with two paragraphs" in read
    assert "– Inner one – Inner two • Innermost • Bullet three" in read
    assert "4. Number four 5. Number five a. Letter a" in read
    assert "1. Number one again 2. Number two again" in read


def test_headings_go_down_rank_by_rank(typesetter):
    """The subject is the first; a template that begins with a third level still gives a second."""
    body = (Heading(3, line("Deep")), paragraph("Text."), Heading(1, line("High")), paragraph("Text."))

    content = typesetter.set(plain_letter(subject=line("The subject"), body=body)).content

    ranks = [tag for tag, _, _ in pdf_tags(content) if re.fullmatch("H[1-6]", tag)]
    assert ranks == ["H1", "H2", "H2"]


def test_a_system_face_of_the_same_name_does_not_take_the_place_of_ours(typesetter):
    """The PDF is the same on every machine: our own files are asked for under a name that no system has."""
    content = typesetter.set(plain_letter()).content

    faces = set(re.findall(rb"/BaseFont /[A-Z]{6}\+([A-Za-z-]+)", pdf_streams(content)))

    assert faces == {b"Caladea-Text", b"Caladea-Text-Bold"}


def test_no_file_from_outside_and_no_network_is_read(tmp_path):
    """A picture may draw on nothing but itself; what it asks for beyond is refused and told."""
    (tmp_path / "secret.png").write_bytes(b"x")
    folder = tmp_path / "campaign"
    campaign = sample_campaign(folder)
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
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
    (problem,) = caught.value.problems
    assert "evil.svg" in problem.message
    assert "refers to something outside itself, file:" in problem.message


def test_no_word_is_broken_at_the_end_of_a_page(tmp_path):
    """Where a reader turns it: the letter is laid out again with that text unbroken."""
    justified = PdfTypesetter(sample_campaign(tmp_path, align="justify"))
    long = "organisations underestimate undeniable interdependencies, understandably reorganised everything "
    body = [paragraph(f"{'x ' * count}{long * 9}") for count in range(7, 16)]

    made = justified.set(plain_letter(body=(paragraph(f"{'x ' * 7}{long * 3}"), *body)))

    first, second, _ = pdf_pages(made.content)

    pages = [page.partition("Page 2")[0].strip() for page in (first, second)]
    assert re.search("[\x02\ufffe]", first)  # others are broken
    assert not [page for page in pages if page.endswith(("-", "\x02", "\ufffe"))]
