"""The PDF: pages, footers, what stays together, what is said when something lacks."""

from __future__ import annotations

import ctypes
import io
import os
import pickle
import re
import subprocess
import sys
import unicodedata

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from letterforge.errors import Code, LetterFailed
from letterforge.model import Footnote, Heading, ListBlock, PageBreak, Paragraph, Rule, Run
from letterforge.typeset.to_pdf import PdfTypesetter
from letters import GLYPHLESS, bullets, full_letter, line, paragraph, plain_letter, sample_campaign
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
        typesetter.set(plain_letter(inside_address=(line(f"Minister {GLYPHLESS[:2]}"),)))

    told = [problem.message for problem in caught.value.problems]
    assert {problem.code for problem in caught.value.problems} == {Code.MISSING_GLYPH}
    assert len(told) == 1
    first, second, *_ = GLYPHLESS
    assert f'"{first}" (U+{ord(first):04X}, {unicodedata.name(first)}), "{second}" (U+' in told[0]
    assert "in the inside address: Minister" in told[0]
    assert "NAME ONE" in pdf_text(typesetter.set(plain_letter()).content)


def test_ligatures_and_hyphens_read_back_as_they_were_typed(typesetter):
    """Who searches or copies the text finds its words; a hyphen at a line's end is not lost."""
    text = "The official office affirms a first, efficient high-level rules-based follow-up. " * 12

    read = pdf_text(typesetter.set(plain_letter(body=(paragraph(text),))).content)

    assert words(text) in read


def test_lists_read_back_in_the_order_in_which_they_are_read(typesetter):
    """Each marker stands before its entry, not in a heap at the page's end; signs and numbers go by level."""
    read = pdf_text(typesetter.set(full_letter()).content)

    assert "• Bullet one • Entry with two paragraphs" in read
    assert "– Inner one – Inner two · Innermost • Bullet three" in read
    assert "4. Number four 5. Number five a. Letter a" in read
    assert "1. Number one again 2. Number two again" in read


def test_every_list_entry_has_a_label_and_one_body(typesetter):
    """Who listens to the letter hears where an entry begins (ISO 32000-1, table 336)."""
    content = typesetter.set(full_letter(cosigners=None)).content

    entries = [element for element in structure(content) if element[0] == "LI"]

    assert len(entries) > 10
    assert {tuple(kids) for _, kids in entries} == {("Lbl", "LBody")}


def test_headings_go_down_rank_by_rank(typesetter):
    """The subject is the first; a template that begins with a third level still gives a second."""
    body = (Heading(3, line("Deep")), paragraph("Text."), Heading(1, line("High")), paragraph("Text."))

    content = typesetter.set(plain_letter(subject=line("The subject"), body=body)).content

    assert [kind for kind, _ in structure(content) if re.fullmatch("H[1-6]", kind)] == ["H1", "H2", "H2"]


def test_a_note_with_a_list_stands_at_the_foot_of_its_page(typesetter):
    """And a second mark of the same note is a mark, no second note."""
    note = Footnote(1, (paragraph("The note."), bullets("its entry")))
    body = (
        Paragraph((Run("Marked"), Run("", note=1), Run(" and again"), Run("", note=1))),
        paragraph("Later."),
    )

    read = pdf_text(typesetter.set(plain_letter(body=body, notes=(note,))).content)

    assert "Marked1 and again1 Later." in read
    assert read.endswith("1 The note. • its entry")


def test_a_rule_or_a_page_break_at_the_end_does_not_part_the_signature_from_the_text(typesetter):
    """Also where the page ends just there."""
    for count in range(14, 34):
        lines = (*(paragraph(f"Line {number}.") for number in range(count)), paragraph("The end."))
        body = (*lines, Rule(), PageBreak())
        pages = [words(page) for page in pdf_pages(typesetter.set(plain_letter(body=body)).content)]

        (signed,) = [page for page in pages if "NAME ONE" in page]
        assert "The end. Sincerely," in signed


def test_the_same_letter_gives_the_same_bytes_in_another_folder(tmp_path):
    """On a colleague's machine: a manifest's hashes can be compared."""
    campaigns = [sample_campaign(tmp_path / name) for name in ("here", "there")]

    here, there = (PdfTypesetter(each).set(full_letter(each)).content for each in campaigns)

    assert here == there


def test_the_same_letter_gives_the_same_bytes_in_another_process(tmp_path):
    """Whatever the order of sets, and whether it is the first letter of a run or not."""
    campaign = sample_campaign(tmp_path)
    typesetter = PdfTypesetter(campaign)
    letter = full_letter(campaign)
    first, second = typesetter.set(letter).content, typesetter.set(letter).content
    (tmp_path / "letter").write_bytes(pickle.dumps((campaign, letter)))
    program = (
        "import pickle, sys; from letterforge.typeset.to_pdf import PdfTypesetter;"
        "campaign, letter = pickle.load(open(sys.argv[1], 'rb'));"
        "sys.stdout.buffer.write(PdfTypesetter(campaign).set(letter).content)"
    )

    others = [
        subprocess.run(
            [sys.executable, "-c", program, tmp_path / "letter"],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    ]

    assert {first, second, *others} == {first}


def test_a_system_face_of_the_same_name_does_not_take_the_place_of_ours(typesetter):
    """The PDF is the same on every machine: our own files are asked for under a name that no system has."""
    content = typesetter.set(plain_letter()).content

    faces = set(re.findall(rb"/BaseFont /[A-Z]{6}\+([A-Za-z-]+)", pdf_streams(content)))

    assert faces == {b"Caladea-Text", b"Caladea-Text-Bold"}


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


def structure(content: bytes) -> list[tuple[str, list[str]]]:
    """The structure elements of a PDF, in reading order: kind, and the kinds of the elements in it."""
    document = pypdfium2.PdfDocument(content)
    found: list[tuple[str, list[str]]] = []
    for page in document:
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            _walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index), found)
        pdfium.FPDF_StructTree_Close(tree)
    document.close()
    return found


def _walk(element, found):
    kids = [
        pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
        for index in range(pdfium.FPDF_StructElement_CountChildren(element))
    ]
    found.append((_kind(element), [_kind(kid) for kid in kids if kid]))
    for kid in kids:
        if kid:
            _walk(kid, found)


def _kind(element) -> str:
    length = pdfium.FPDF_StructElement_GetType(element, None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDF_StructElement_GetType(element, buffer, length)
    return buffer.raw.decode("utf-16-le").rstrip("\0")
