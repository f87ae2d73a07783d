"""What holds for a letter in PDF whatever sets it: pages, words, order, tags, and the same bytes."""

from __future__ import annotations

import io
import os
import pickle
import re
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest

from letterforge.errors import Code, LetterFailed
from letterforge.model import (
    Annex,
    CosignerGroup,
    CosignerList,
    Footnote,
    Heading,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Run,
    Signature,
)
from letterforge.protocol.labels import labels
from letterforge.typeset.to_docx import DocxTypesetter
from letters import ARABIC, bullets, full_letter, line, paragraph, plain_letter, sample_campaign
from reading_back import (
    pdf_bookmarks,
    pdf_faults_by_rule,
    pdf_pages,
    pdf_place,
    pdf_streams,
    pdf_tags,
    pdf_text,
    words,
)
from word_files import found, tree

SENTENCE = (
    "We write to you on behalf of a network of organisations that work for a fair and effective court. "
)


def names(count, word="Organisation"):
    return tuple(f"{word} {number:03}" for number in range(count))


def arabic(**changes):
    return plain_letter(language="ar", rtl=True, labels=ARABIC, **changes)


# --- pages -----------------------------------------------------------------------------------------


def test_pages_after_the_first_carry_their_number(typesetter):
    """The first does not; the count is the document's."""
    body = tuple(paragraph(f"{number}. {SENTENCE * 5}") for number in range(22))

    sheet = typesetter.set(plain_letter(body=body))

    pages = pdf_pages(sheet.content)
    assert sheet.pages == len(pages) == 3
    assert "Page 1" not in pages[0]
    assert "Page 2 of 3" in pages[1]
    assert "Page 3 of 3" in pages[2]


@pytest.mark.parametrize("count", range(12, 34))
@pytest.mark.parametrize("more", [(), (Rule(), PageBreak())], ids=["text", "rule and page break"])
def test_the_signature_never_stands_without_the_end_of_the_letter(typesetter, count, more):
    """Wherever the page ends: name, closing and the last words of the body are on one page."""
    last = paragraph(f"{SENTENCE * 3}The end.")
    body = (*(paragraph(f"{number}. {SENTENCE}") for number in range(count)), last, *more)

    pages = [words(page) for page in pdf_pages(typesetter.set(plain_letter(body=body)).content)]

    (signed,) = [page for page in pages if "NAME ONE" in page]
    assert "The end. Sincerely, NAME ONE" in signed


def test_a_page_break_that_ends_the_text_moves_nothing_in_any_output(typesetter, campaign):
    """Nor one at the end of a quotation or of an annex."""
    quoted = Quote((paragraph("Quoted."), PageBreak()))
    annex = Annex("Annex", (paragraph("In the annex."), PageBreak()))
    letter = plain_letter(body=(paragraph("Text."), quoted, PageBreak(), PageBreak()), annexes=(annex,))

    pages = pdf_pages(typesetter.set(letter).content)
    word = tree(DocxTypesetter(campaign).set(letter).content)

    assert len(pages) == 2
    assert all(text in pages[0] for text in ("Text.", "Quoted.", "Sincerely,"))
    assert found(word, "//w:p[w:pPr/w:pageBreakBefore]") == []


def test_a_list_at_the_end_goes_with_the_signature_too(typesetter):
    """Its last entry, at least, also where the list is longer than a page."""
    for count in range(16, 30):
        body = (bullets(*(f"{number}. {SENTENCE}" for number in range(count))),)
        pages = [words(page) for page in pdf_pages(typesetter.set(plain_letter(body=body)).content)]

        (signed,) = [page for page in pages if "NAME ONE" in page]
        assert f"{count - 1}. We write" in signed
        assert "0. We write" in pages[0]


# --- words -----------------------------------------------------------------------------------------


def test_ligatures_and_hyphens_read_back_as_they_were_typed(typesetter):
    """Who searches or copies the text finds its words; a hyphen at a line's end is not lost."""
    text = "The official office affirms a first, efficient high-level rules-based follow-up. " * 12

    read = pdf_text(typesetter.set(plain_letter(body=(paragraph(text),))).content)

    assert words(text) in read


def test_justified_text_reads_back_as_it_was_typed(build, tmp_path):
    """Hyphens that the typesetter sets are not the text's."""
    justified = build(sample_campaign(tmp_path, align="justify"))
    text = "Moreover, internationally incontrovertible responsibilities notwithstanding, it continues. " * 10

    read = "\n".join(pdf_pages(justified.set(plain_letter(body=(paragraph(text),))).content))

    joined = re.sub(r"[-\u2010\u00ad\ufffe\x02]\s*", "", read)
    assert words(text).replace(" ", "") in re.sub(r"\s", "", joined)


def test_a_note_with_a_list_stands_at_the_foot_of_its_page(typesetter):
    """And a second mark of the same note is a mark, no second note."""
    note = Footnote(1, (paragraph("The note."), bullets("its entry")))
    marked = Paragraph((Run("Marked"), Run("", note=1), Run(" and again"), Run("", note=1)))

    content = typesetter.set(plain_letter(body=(marked, paragraph("Later.")), notes=(note,))).content

    read = pdf_text(content)
    assert "Marked1 and again1 Later." in re.sub(r"(?<=[a-z]) 1", "1", read)
    assert re.search(r"1 ?The note. • its entry$", read)
    assert pdf_place(content, "its entry")[1] < 100


def test_right_to_left_letters_are_set_from_the_right(typesetter):
    """And Latin words within keep their own order, with the brackets that belong to them."""
    mixed = Paragraph((Run("نكتب باسم ALPHA "), Run("BRAVO", strong=True), Run(" CHARLIE (DELTA) إليكم")))
    letter = arabic(inside_address=(line("17 Example Street."),), body=(mixed,))

    content = typesetter.set(letter).content

    assert pdf_place(content, "17 E")[0] > 300
    assert pdf_place(content, "17 E")[0] < pdf_place(content, "Street.")[0]
    lefts = [pdf_place(content, word)[0] for word in ("ALPHA", "BRAVO", "CHARLIE", "DELTA", ")")]
    assert lefts == sorted(lefts)
    assert "17 Example Street." in pdf_text(content)
    assert "en" in {language for _, language, _ in pdf_tags(content)}


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("ar", "معالي وزير الخارجية"),
        ("ru", "Министр иностранных дел"),
        ("el", "Υπουργός Εξωτερικών"),
        ("", "Bộ trưởng Ngoại giao Việt Nam"),
        ("zh", "外交部长"),
        ("km", "រដ្ឋមន្ត្រីក្រសួងការបរទេស"),
    ],
)
def test_a_name_in_any_script_has_real_glyphs_or_fails_by_name(typesetter, language, name):
    """Never boxes; and a voice knows the language of the name."""
    try:
        content = typesetter.set(plain_letter(inside_address=(line(name),))).content
    except LetterFailed as failure:
        (problem,) = failure.problems
        assert problem.code is Code.MISSING_GLYPH
        assert "in the inside address" in problem.message
        assert name[0] in problem.message
        return

    languages = {found for _, found, _ in pdf_tags(content)} - {"", "en"}
    assert languages == ({language} if language else set())
    if language != "km":  # the reader knows no Khmer syllables
        assert sorted(name.replace(" ", "")) == sorted(set_back(pdf_text(content), name))


def set_back(read, name):
    """The characters of a name that were read, whatever the order in which a reader puts two directions."""
    foreign = [letter for letter in read if letter in name.replace(" ", "") and not letter.isascii()]
    return foreign + [letter for letter in name if letter.isascii() and letter != " "]


# --- parts and tags --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_the_opening_stands_in_the_order_of_the_language(typesetter, language):
    """Spanish has the reference with the subject, Arabic above the date."""
    parts = {name: line(name.upper()) for name in ("reference", "delivery", "confidentiality", "salutation")}
    letter = plain_letter(
        labels=labels(language),
        dateline=line("DATELINE"),
        inside_address=(line("INSIDE_ADDRESS"),),
        subject=line("SUBJECT"),
        **parts,
    )

    read = pdf_text(typesetter.set(letter).content)

    places = [read.index(part.upper()) for part in letter.labels.order]
    assert places == sorted(places)


def test_headings_are_bookmarks_and_the_subject_is_none(typesetter):
    """Those of an annex stand below its label; ranks go down one by one."""
    letter = plain_letter(
        subject=line("The subject"),
        body=(Heading(1, line("One")), paragraph("x"), Heading(2, line("Two")), paragraph("x")),
        annexes=(Annex("Annex", (Heading(1, line("Three")), paragraph("x"))),),
    )

    content = typesetter.set(letter).content

    assert pdf_bookmarks(content) == [(0, "One"), (1, "Two"), (0, "Annex"), (1, "Three")]
    ranks = [tag for tag, _, _ in pdf_tags(content) if tag in {"H1", "H2", "H3"}]
    assert ranks == ["H1", "H2", "H3", "H2", "H3"]


def test_every_list_entry_has_a_label_and_one_body(typesetter):
    """Who listens to the letter hears where an entry begins (ISO 32000-1, table 336)."""
    tags = pdf_tags(typesetter.set(full_letter(cosigners=None)).content)

    entries = [tuple(kids) for tag, _, kids in tags if tag == "LI"]
    assert len(entries) > 10
    assert set(entries) == {("Lbl", "LBody")}


def test_two_hundred_cosigners_are_read_down_the_columns(typesetter):
    """In three columns, over two pages, and nobody is lost or there twice."""
    signing = names(200, "Network no.")

    content = typesetter.set(
        plain_letter(cosigners=CosignerList("They sign too:", 3, (CosignerGroup("", signing),)))
    ).content

    pages = [words(page) for page in pdf_pages(content)]
    assert len(pages) == 2
    read = " ".join(pages)
    places = [read.index(name) for name in signing]
    assert places == sorted(places)
    assert all(read.count(name) == 1 for name in signing)
    assert len({round(pdf_place(content, name)[0]) for name in signing[:90:30]}) == 3
    assert sum(kids.count("LI") for tag, _, kids in pdf_tags(content) if tag == "L") == 200


@pytest.mark.parametrize("count", range(1, 7))
def test_a_country_is_never_parted_from_its_first_name(typesetter, count):
    """Neither at the end of a column nor of a page, and nobody is lost."""
    groups = tuple(
        CosignerGroup(f"Country {at:03}", names(count, f"Member {at:03}")) for at in range(180 // count)
    )

    content = typesetter.set(plain_letter(cosigners=CosignerList("", 2, groups))).content

    pages = pdf_pages(content)
    for at in range(len(groups)):
        (page,) = [number for number, text in enumerate(pages) if f"Country {at:03}" in text]
        heading, first = (
            pdf_place(content, text, page) for text in (f"Country {at:03}", f"Member {at:03} 000")
        )
        assert abs(heading[0] - first[0]) < 30
        assert heading[1] > first[1]
    assert sum(page.count("Member") for page in pages) == count * len(groups)


@pytest.mark.parametrize(("count", "rows"), [(1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (6, 2)])
def test_signatories_stand_in_even_rows(typesetter, count, rows):
    """Four as two and two, five and six in threes."""
    signatures = tuple(Signature(name, "Convenor") for name in names(count, "SIGNATORY"))

    content = typesetter.set(plain_letter(signatures=signatures)).content

    heights = [round(pdf_place(content, signature.name)[1]) for signature in signatures]
    assert len(set(heights)) == rows
    assert heights == sorted(heights, reverse=True)
    assert max(map(heights.count, heights)) <= 3


def test_arabic_columns_begin_at_the_right(typesetter):
    """Co-signers and signatories."""
    cosigners = CosignerList("", 2, (CosignerGroup("", names(10)),))
    signatures = (Signature("ONE"), Signature("TWO"))

    content = typesetter.set(arabic(cosigners=cosigners, signatures=signatures)).content

    assert pdf_place(content, "Organisation 000")[0] > pdf_place(content, "Organisation 009")[0]
    assert pdf_place(content, "ONE")[0] > pdf_place(content, "TWO")[0]


# --- what the file says of itself ------------------------------------------------------------------


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
    document.close()


EVERY_PART = full_letter(
    cosigners=CosignerList(
        "They sign too:", 2, (CosignerGroup("Peru", names(9)), CosignerGroup("Fiji", ("One",)))
    ),
    annexes=(Annex("Annex", (Heading(1, line("Heading")), paragraph("Text with Москва."))),),
)
IN_ARABIC = replace(
    EVERY_PART, language="ar", rtl=True, labels=ARABIC, subject=line("رسالة إلى Republic of Senegal")
)
A_DRAFT = replace(EVERY_PART, draft="DRAFT")
PROFILES = {"ua-1": {"ua1"}, "a-2u": {"2u"}, "a-3a": {"ua1", "3a"}, "plain": set()}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # WeasyPrint's colour profile
@pytest.mark.parametrize("letter", [EVERY_PART, IN_ARABIC, A_DRAFT], ids=["en", "ar", "draft"])
@pytest.mark.parametrize("choice", PROFILES)
def test_a_pdf_is_what_it_claims_to_be_and_claims_what_the_campaign_wants(
    build, campaign, tmp_path, letter, choice
):
    """With every part in it. Tags and language are there in any case."""
    chosen = replace(campaign, output=replace(campaign.output, pdf=choice))
    inked = replace(letter, signatures=full_letter(campaign).signatures)

    content = build(chosen).set(inked).content

    assert not [
        fault for profile in PROFILES[choice] if (fault := pdf_faults_by_rule(content, profile, tmp_path))
    ]
    with pikepdf.open(io.BytesIO(content)) as document:
        assert document.check_pdf_syntax() == []
        metadata = document.Root.Metadata.read_bytes().decode() if "/Metadata" in document.Root else ""
        assert ("pdfuaid:part" in metadata) is ("ua1" in PROFILES[choice])
        assert ("pdfaid:part" in metadata) is choice.startswith("a-")
        assert document.Root.Lang == letter.language
        assert document.Root.MarkInfo.Marked
    assert len(pdf_tags(content)) > 50


# --- sameness --------------------------------------------------------------------------------------


def test_the_same_letter_gives_the_same_bytes_in_another_folder(build, tmp_path):
    """On a colleague's machine: a manifest's hashes can be compared."""
    campaigns = [sample_campaign(tmp_path / name) for name in ("here", "there")]

    here, there = (build(campaign).set(full_letter(campaign)).content for campaign in campaigns)

    assert here == there


def test_the_same_letter_gives_the_same_bytes_in_another_process_and_after_others(build, engine, tmp_path):
    """Whatever the order of sets, and whatever was set before, also where that needed more typefaces."""
    campaign = sample_campaign(tmp_path)
    typesetter, letter = build(campaign), full_letter(campaign)
    first = typesetter.set(letter).content
    for name in ("外交部", "Министр"):
        with suppress(LetterFailed):  # some machines have no such face
            typesetter.set(plain_letter(subject=line(name)))
    (tmp_path / "letter").write_bytes(pickle.dumps((engine, campaign, letter)))
    program = (
        "import pickle, sys; from letterforge.typeset import PDF_TYPESETTERS;"
        "engine, campaign, letter = pickle.load(open(sys.argv[1], 'rb'));"
        "sys.stdout.buffer.write(PDF_TYPESETTERS[engine](campaign).set(letter).content)"
    )

    other = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "letter"],
        env=os.environ | {"PYTHONHASHSEED": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
    ).stdout

    assert {first, typesetter.set(letter).content, other} == {first}


# --- typography --------------------------------------------------------------------------------------


def test_what_is_raised_is_read_in_its_place(typesetter):
    """19e, whatever is beside it; a hyphen without a break is a common one."""
    raised = (Run("la 19"), Run("e", rise=1), Run(" fois, H"), Run("2", rise=-1), Run("O, COVID\u201119"))

    content = typesetter.set(plain_letter(body=(Paragraph(raised),), subject=raised)).content

    assert len(re.findall(r"la 19\s?e\s+fois, H\s?2\s?O, COVID-19", pdf_text(content))) == 2
    (_, line_of), (_, raised_to) = pdf_place(content, "19"), pdf_place(content, "e fois")
    assert 2 < raised_to - line_of < 5


def test_justified_text_is_broken_where_a_compositor_would(build, tmp_path):
    """Not in a subject, a name or a heading, nor before the last line; three letters on either side."""
    justified = build(sample_campaign(tmp_path, align="justify"))
    long = "organisations underestimate undeniable interdependencies, understandably reorganised everything "
    body = [paragraph(f"{'x ' * count}{long * 4}End.") for count in range(1, 24)]
    named = Paragraph((Run("The name\n"), Run(long * 5, personal=True)))

    body = (Heading(1, line(long * 3)), *body, named)
    made = justified.set(plain_letter(body=body, subject=line(long * 3)))

    # pdfium joins a broken word with a sign of its own.
    text = re.sub(r"[\x02\ufffe]\s*", "~\n", "\n".join(pdf_pages(made.content)))
    lines = [read.strip() for read in text.split("\n")]
    broken = [(one, two) for one, two in pairwise(lines) if one.endswith("~")]
    assert len(broken) > 4
    assert not [two for _, two in broken if "End." in two]
    assert not [pair for pair in broken if len(pair[0].split()[-1]) < 4 or len(pair[1].split()[0]) < 3]
    whole = (*lines[: lines.index("Excellency,") + 2], *lines[lines.index("The name") :])
    assert not [read for read in whole if read.endswith("~")]
