"""The numbers of lists, read back from finished documents: as they were typed, in all three outputs."""

from __future__ import annotations

import re

import pytest

from letterforge.compose.blocks import skeleton
from letterforge.compose.slots import Filler
from letterforge.model import Format
from letterforge.typeset import PDF_TYPESETTERS, TYPESETTERS
from letters import plain_letter, sample_campaign
from reading_back import pdf_text
from word_files import markers

SOURCE = """\
2. Alpha
4. Beta
   1. Gamma
   3. Delta
7. Epsilon

Text.

1) Zeta
2) Eta
5) Theta
   - Iota

Text.

1. Kappa
1. Lambda

Text.

120. Mu
"""
MARKS = (
    "2. Alpha 4. Beta a. Gamma c. Delta 7. Epsilon 1) Zeta 2) Eta 5) Theta • Iota 1. Kappa 2. Lambda 120. Mu"
)


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    return sample_campaign(tmp_path_factory.mktemp("campaign"))


def letter(**changes):
    return plain_letter(body=Filler(()).blocks(skeleton(SOURCE).blocks), **changes)


@pytest.mark.parametrize("engine", sorted(PDF_TYPESETTERS))
def test_a_pdf_has_the_numbers_that_were_typed(campaign, engine):
    """By both engines."""
    text = pdf_text(PDF_TYPESETTERS[engine](campaign).set(letter()).content)

    assert MARKS in text.replace("Text. ", "")


@pytest.mark.parametrize("engine", sorted(PDF_TYPESETTERS))
def test_from_right_to_left_too(campaign, engine):
    """There each sign is in a box of its own in WeasyPrint."""
    text = pdf_text(PDF_TYPESETTERS[engine](campaign).set(letter(rtl=True, language="ar")).content)

    found = re.findall(r"\d+[.)]|[.)]\d+", text)
    assert {each.strip(".)") for each in found} >= {"2", "4", "7", "1", "5", "120"}


def test_a_word_file_has_them(campaign):
    """As Word counts them."""
    sheet = TYPESETTERS[Format.DOCX](campaign).set(letter())

    assert " ".join(f"{mark} {text}" for mark, text in markers(sheet.content)) == MARKS
