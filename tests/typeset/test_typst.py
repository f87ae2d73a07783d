"""The PDF by Typst: pages, what stays together, what is printed as it is, the same in each run."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letterforge.campaign import Campaign
from letterforge.errors import Code, LetterFailed
from letterforge.inspection.words import split_words as inspected
from letterforge.model import (
    Align,
    Heading,
    Paragraph,
    PdfEngine,
    Quote,
    Run,
    Signature,
    Table,
)
from letterforge.typeset.to_docx import DocxTypesetter
from letterforge.typeset.to_typst import TypstTypesetter
from letters import ARABIC, HOSTILE, bullets, full_letter, line, paragraph, plain_letter, sample_campaign
from reading_back import docx_text, pdf_pages, pdf_place, pdf_tags, pdf_text, words

SENTENCE = (
    "We write to you on behalf of a network of organisations that work for a fair and effective court. "
)


@pytest.fixture(scope="module")
def engine():
    return PdfEngine.TYPST


# --- pages -----------------------------------------------------------------------------------------


def ends(count):
    """Bodies that end in each kind of text, after so many lines."""
    lines = tuple(paragraph(f"{number}. {SENTENCE}") for number in range(count))
    last = f"{SENTENCE * 3}The end."
    yield (*lines, bullets("one", last))
    yield (*lines, bullets((paragraph("one"), bullets("two", last, ordered=True))))
    yield (*lines, bullets((paragraph("one"), paragraph(last))))
    yield (*lines, Quote((paragraph("one"), paragraph(last))))
    yield (*lines, Table((line("State"),), ((line("x"),), (line(last),)), (Align.START,)))
    yield (*lines, paragraph("One."), Heading(2, line("The end.")))


@pytest.mark.parametrize("count", range(12, 19))
def test_the_signature_goes_with_whatever_the_body_ends_in(typesetter, count):
    """Wherever the page ends: the last words are on the page of closing and name."""
    for body in ends(count):
        pages = [words(page) for page in pdf_pages(typesetter.set(plain_letter(body=body)).content)]

        (signed,) = [page for page in pages if "NAME ONE" in page]
        assert "The end. Sincerely, NAME ONE" in signed


def test_a_long_last_paragraph_is_divided_and_not_moved_as_a_whole(typesetter):
    """Its beginning stays; two lines go with the signature."""
    body = (*(paragraph(SENTENCE) for _ in range(19)), paragraph(f"First words. {SENTENCE * 12}The end."))

    first, second = (words(page) for page in pdf_pages(typesetter.set(plain_letter(body=body)).content))

    assert "First words." in first
    assert "The end. Sincerely," in second
    assert len(second) < 400


# --- text ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", HOSTILE)
def test_hostile_cells_print_as_they_are(typesetter, cell):
    """Wherever a cell may stand; one that no face can show fails the letter by name."""
    letter = plain_letter(
        inside_address=(line(f"X{cell}X"),),
        subject=line(f"X{cell}X"),
        body=(paragraph(f"X{cell}X"), bullets(f"X{cell}X"), Heading(1, line(f"X{cell}X"))),
        signatures=(Signature(f"X{cell}X"),),
    )
    content, codes = set_or_refused(typesetter, letter)
    if codes:
        assert codes == {Code.MISSING_GLYPH}
        return

    read = "".join(inspected(pdf_text(content)))
    if cell.isascii() or cell.startswith("no-break"):
        assert read.count("".join(inspected(f"X{cell}X"))) == 6
    else:
        assert all(character in read for character in inspected(cell)[0])


def set_or_refused(typesetter, letter):
    """The letter's PDF, or the codes of what kept it from being set."""
    try:
        return typesetter.set(letter).content, set()
    except LetterFailed as failure:
        return b"", {problem.code for problem in failure.problems}


OWN_SIGNS = (
    "#panic() #let x = 1; #{ 1 + 1 } \\ \\n \\u{41} $x^2$ $ sum $ *bold* _emph_ `raw` ```raw``` @ref <label> "
    "= Heading -- --- ... // comment /* comment */ ~ 'single' "
    '"double" [content] (a, b) + plus - minus / term: x '
    'https://example.org/a_b?c=*d* #sys.inputs.letter #import "@preview/x:1.0.0" #eval("1+1") #read("/x")'
)


def test_typsts_own_signs_are_text(typesetter):
    """No code, no markup, no smart quotes, no dash made of two, no comment that swallows the rest."""
    body = (
        paragraph(OWN_SIGNS),
        bullets(OWN_SIGNS),
        Table((line(OWN_SIGNS),), ((line(OWN_SIGNS),),), (Align.START,)),
        Heading(1, line(OWN_SIGNS)),
    )

    content = typesetter.set(plain_letter(subject=line(OWN_SIGNS), body=body, running=(OWN_SIGNS,))).content

    assert "".join(inspected(pdf_text(content))).count("".join(inspected(OWN_SIGNS))) == 6


LETTERS = st.text(
    st.one_of(
        st.sampled_from("#$*_@<>\\/`~'\"-=+[](){}.,:;&%^|! ab1"),
        st.characters(min_codepoint=32, max_codepoint=591),
    ),
    min_size=1,
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(text=LETTERS)
def test_any_text_comes_back_as_it_went_in(text):
    """Or its letter fails with the character's name; never with an error of Typst's."""
    typesetter = fuzzed()
    letter = plain_letter(
        subject=line(text),
        body=(Paragraph((Run(text), Run(text, strong=True), Run("x", link="https://example.org/" + text))),),
    )
    content, codes = set_or_refused(typesetter, letter)
    if codes:
        assert codes <= {Code.MISSING_GLYPH, Code.CONTROL_CHARACTER}
        return

    assert "".join(inspected(text)) in "".join(inspected(pdf_text(content)))


FUZZED: list[TypstTypesetter] = []


def fuzzed():
    if not FUZZED:
        import tempfile
        from pathlib import Path

        FUZZED.append(TypstTypesetter(sample_campaign(Path(tempfile.mkdtemp()))))
    return FUZZED[0]


def test_justified_text_is_hyphenated(tmp_path):
    """At the places that its language knows.

    A reader of PDF is told that such a hyphen is none of the text.
    """
    justified = TypstTypesetter(sample_campaign(tmp_path, align="justify"))
    text = "Moreover, internationally incontrovertible responsibilities notwithstanding, it continues. " * 10

    (page,) = pdf_pages(justified.set(plain_letter(body=(paragraph(text),))).content)

    assert "incon\x02trovertible" in page


# --- on its own --------------------------------------------------------------------------------------


def test_typst_needs_nothing_of_weasyprint(tmp_path):
    """Where Pango is missing, letters are set all the same."""
    (tmp_path / "letter").write_bytes(pickle.dumps((sample_campaign(tmp_path), full_letter())))
    program = (
        "import pickle, sys; from letterforge.typeset.to_typst import TypstTypesetter;"
        "campaign, letter = pickle.load(open(sys.argv[1], 'rb')); TypstTypesetter(campaign).set(letter);"
        "print(sorted({'weasyprint', 'pydyf', 'cffi'} & {name.split('.')[0] for name in sys.modules}))"
    )

    told = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "letter"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
    ).stdout

    assert told == "[]\n"


def test_word_and_typst_say_the_same(campaign, typesetter):
    """Every part, word for word; marks of lists and notes and what stands in margins are the PDF's."""
    letter = full_letter(campaign, notes=(), body=(paragraph("Body one."), paragraph("Body two.")))

    said = docx_text(DocxTypesetter(campaign).set(letter).content)
    pages = pdf_text(typesetter.set(letter).content)

    at = 0
    for word in said.split():
        at = pages.index(word, at) + len(word)


def test_only_our_own_faces_are_in_the_file(typesetter):
    """The PDF is the same on every machine."""
    faces = set(re.findall(rb"/BaseFont/[A-Z]{6}\+([A-Za-z-]+)", typesetter.set(plain_letter()).content))

    assert faces == {b"Caladea-Regular", b"Caladea-Bold", b"Caladea"} & faces
    assert faces


def test_a_campaign_travels_and_each_worker_builds_its_own(campaign):
    """Typst's compiler does not pickle; the campaign does."""
    copied: Campaign = pickle.loads(pickle.dumps(campaign))

    assert TypstTypesetter(copied).set(plain_letter()).pages == 1


def test_a_draft_says_so_on_every_page(typesetter):
    """In the end corner of the top margin, and is not read aloud."""
    body = tuple(paragraph(SENTENCE * 8) for _ in range(8))

    content = typesetter.set(plain_letter(body=body, draft="DRAFT")).content
    arabic = typesetter.set(plain_letter(language="ar", rtl=True, labels=ARABIC, draft="DRAFT")).content

    assert [page.count("DRAFT") for page in pdf_pages(content)] == [1, 1]
    left, height = pdf_place(content, "DRAFT", 1)
    assert left > 480
    assert height > 842 - 57
    assert pdf_place(arabic, "DRAFT")[0] < 120
    assert pdf_tags(content) == pdf_tags(typesetter.set(plain_letter(body=body)).content)


@pytest.mark.parametrize("around", ["list", "quotation"])
def test_a_table_within_other_blocks_ends_at_the_margin(typesetter, campaign, around):
    table = Table((line("Head"), line("Other")), ((line("One"), line("Two")),), (Align.START, Align.END))
    body = bullets((paragraph("Entry."), table)) if around == "list" else Quote((table,))

    document = pypdfium2.PdfDocument(typesetter.set(plain_letter(body=(body, paragraph("End.")))).content)
    ends = [each.get_bounds()[2] for each in document[0].get_objects()]
    document.close()

    stationery = campaign.stationery
    assert max(ends) <= stationery.page_size[0] - stationery.margin_right + 2  # lines have corners
