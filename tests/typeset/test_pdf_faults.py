"""What goes wrong while a PDF is set: each fault is reported in every letter that has it."""

from __future__ import annotations

import base64
import io
import logging
import multiprocessing
import tempfile
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from letterforge.errors import Code, LetterFailed
from letterforge.model import Labels, Signature
from letterforge.typeset.pdf.engine import LOGGER
from letterforge.typeset.pdf.variants import VARIANTS
from letterforge.typeset.to_pdf import PdfTypesetter
from letters import ENGLISH, GLYPHLESS, full_letter, line, paragraph, plain_letter, sample_campaign
from reading_back import pdf_streams, pdf_text

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10">{}</svg>'


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    return sample_campaign(tmp_path_factory.mktemp("campaign"))


@pytest.fixture(scope="module")
def typesetter(campaign):
    return PdfTypesetter(campaign)


def problems(typesetter, letter):
    with pytest.raises(LetterFailed) as caught:
        typesetter.set(letter)
    return caught.value.problems


def signed(campaign, name):
    """A letter with that file of the campaign for a signature."""
    return plain_letter(signatures=(Signature("NAME ONE", image=campaign.root / name, description="Ink"),))


def test_a_missing_glyph_of_a_page_number_is_told(typesetter):
    """It is in a style sheet, and not in the letter's tree."""
    numbered = replace(ENGLISH, page=f"{GLYPHLESS[0]} {{page}}")

    (problem,) = problems(typesetter, plain_letter(labels=numbered, body=(paragraph("x\n" * 99),)))

    assert problem.code is Code.MISSING_GLYPH
    assert "in the labels" in problem.message


def test_many_missing_glyphs_are_one_problem(typesetter):
    """A name in a script without a typeface does not fill the screen."""
    (problem,) = problems(typesetter, plain_letter(subject=line(GLYPHLESS)))

    assert "and 2 more" in problem.message


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\r", "\x85", "\u2028", "\u202e", "\ufffe", "\ue000", "\ud800"]
)
def test_characters_that_no_page_can_show_are_refused_by_number(typesetter, character):
    """A template may hold what a table may not."""
    (problem,) = problems(typesetter, plain_letter(body=(paragraph(f"a{character}b"),)))

    assert problem.code is Code.CONTROL_CHARACTER
    assert f"U+{ord(character):04X}" in problem.message


def test_a_picture_that_breaks_off_is_refused(campaign, typesetter):
    """WeasyPrint would fill up the rest of the signature."""
    whole = campaign.root / "whole.png"
    Image.effect_noise((300, 100), 60).save(whole)
    (campaign.root / "half.png").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])

    assert typesetter.set(signed(campaign, "whole.png")).content
    (problem,) = problems(typesetter, signed(campaign, "half.png"))
    assert "half.png cannot be used: it is damaged" in problem.message


def written_out() -> str:
    """A picture as an address that holds it."""
    content = io.BytesIO()
    Image.new("L", (30, 10)).save(content, "JPEG")
    return f"data:image/jpeg;base64,{base64.b64encode(content.getvalue()).decode()}"


@pytest.mark.parametrize(
    "drawing",
    [
        '<path d="M1 1L9 9" stroke="red" opacity=".5"/>',
        (
            '<linearGradient id="g"><stop/><stop '
            'offset="1"/></linearGradient><path d="M0 0h9v9z" fill="url(#g)"/>'
        ),
        '<text x="1" y="8" font-size="6">Ink</text>',
        f'<image href="{written_out()}" width="9" height="9"/>',
    ],
)
def test_a_drawing_is_the_same_in_the_first_letter_and_in_the_last(campaign, typesetter, drawing):
    """What is worked out once for all letters changes none of them."""
    (campaign.root / "drawing.svg").write_text(SVG.format(drawing), encoding="utf-8")
    letter = signed(campaign, "drawing.svg")

    first, *others = [PdfTypesetter(campaign).set(letter).content] + [typesetter.set(letter).content] * 2

    assert others == [first, first]
    (campaign.root / "drawing.svg").unlink()
    typesetter._pictures.clear()


def test_whatever_else_the_typesetter_says_fails_the_letter(campaign, typesetter, monkeypatch):
    """Nothing that WeasyPrint logs is silence."""
    monkeypatch.setattr(typesetter, "_pages", lambda letter: (LOGGER.warning("Something odd"), 1))

    (problem,) = problems(typesetter, plain_letter())

    assert problem.code is Code.TYPESETTER_WARNED
    assert "Something odd" in problem.message


def test_a_release_that_does_not_show_which_text_is_where_fails_every_letter(typesetter, monkeypatch):
    """Texts that need to be given as a whole would be lost in silence."""
    monkeypatch.setattr("weasyprint.pdf.stream.Stream.marked", lambda *_: nullcontext())

    (problem,) = problems(typesetter, plain_letter())

    assert problem.code is Code.TYPESETTING_FAILED
    assert "does not show which text is where" in problem.message


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # WeasyPrint's colour profile
@pytest.mark.parametrize("variant", VARIANTS)
def test_texts_are_given_as_a_whole_whatever_a_pdf_claims_to_be(campaign, variant):
    asked = replace(campaign, output=replace(campaign.output, pdf=variant))

    content = PdfTypesetter(asked).set(plain_letter(body=(paragraph("Aq\u0303a"),))).content

    assert b"/ActualText" in pdf_streams(content)


def test_the_listener_leaves_when_the_letter_is_set(typesetter):
    """A handler for each letter that stays would cost a run of thousands its memory."""
    before = list(LOGGER.handlers)

    typesetter.set(plain_letter())

    assert before == LOGGER.handlers
    assert all(
        isinstance(handler, logging.NullHandler)
        for handler in before
        if type(handler).__module__ == "logging"
    )


def test_quotes_and_backslashes_in_the_footer_are_words(typesetter):
    """A label is text, not CSS."""
    label = 'A "quoted" \\ {page}/{pages} </style>'
    labels: Labels = replace(ENGLISH, page=label)

    read = pdf_text(typesetter.set(plain_letter(labels=labels, body=(paragraph("x\n" * 99),))).content)

    assert 'A "quoted" \\ 2/' in read
    assert "</style>" in read
    assert full_letter()


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_a_worker_leaves_no_fonts_behind_in_the_temporary_folder(tmp_path, monkeypatch, method):
    """WeasyPrint copies the faces there, and a worker ends without the farewells of a program."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    campaign = sample_campaign(tmp_path / "campaign")
    worker = multiprocessing.get_context(method).Process(target=set_one, args=(campaign, plain_letter()))

    worker.start()
    worker.join()

    assert worker.exitcode == 0
    assert list(tmp_path.glob("weasyprint-*")) == []


def set_one(campaign, letter):
    tempfile.tempdir = None  # a forked process remembers its parent's
    typesetter = PdfTypesetter(campaign)
    assert typesetter.set(letter).pages == 1
    assert list(Path(tempfile.gettempdir()).glob("weasyprint-*"))
    globals()["typesetter"] = typesetter
