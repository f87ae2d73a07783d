"""Vowels of Arabic and Hebrew, and lone accents: Typst prints them twice, a letter once."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pypdfium2
import pytest

from letterforge.model import PdfEngine
from letterforge.typeset import PDF_TYPESETTERS, to_typst
from letterforge.typeset.to_typst import TypstTypesetter
from letters import ARABIC, paragraph, plain_letter, sample_campaign
from reading_back import pdf_streams, pdf_text

VOCALISED = "شكراً لكم، وأيضًا وفقاً للمادة. قَدَّمَ الوَزيرُ تَقريراً مُفَصَّلاً، ووقّعت منظمتنا"
TEXTS = {
    "Arabic": {"body": (paragraph(VOCALISED),), "language": "ar", "rtl": True, "labels": ARABIC},
    "Arabic in English": {"body": (paragraph(f"They signed it as {VOCALISED} in May."),)},
    "Hebrew in English": {"body": (paragraph("The name is שָׁלוֹם in Hebrew."),)},
    "accents": {"body": (paragraph("The names M\u0304ak and Pe\u030cr\u0323o\u0301 are spelt so."),)},
}


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    return sample_campaign(tmp_path_factory.mktemp("campaign"))


def as_typst_has_it(letter, campaign, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(to_typst, "_say_signs_once", lambda content: content)
        return TypstTypesetter(campaign).set(letter).content


def signs(text):
    decomposed = unicodedata.normalize("NFD", text)
    return Counter(sign for sign in decomposed if unicodedata.category(sign) == "Mn")


def pictures(content):
    document = pypdfium2.PdfDocument(content)
    try:
        return [page.render(scale=2).to_pil().tobytes() for page in document]
    finally:
        document.close()


@pytest.mark.parametrize("parts", TEXTS.values(), ids=TEXTS)
def test_each_sign_is_said_once_and_looks_as_before(parts, campaign, monkeypatch):
    letter = plain_letter(**parts)
    text = "".join(run.text for run in letter.body[0].content)

    content = TypstTypesetter(campaign).set(letter).content
    before = as_typst_has_it(letter, campaign, monkeypatch)

    assert signs(pdf_text(content)) == signs(text)
    assert pictures(content) == pictures(before)
    assert content == TypstTypesetter(campaign).set(letter).content
    assert b"pdfuaid" in pdf_streams(content)


def test_typst_says_them_twice(campaign, monkeypatch):
    """When it no longer does, `typst/signs.py` can go."""
    letter = plain_letter(**TEXTS["Arabic"])

    before = signs(pdf_text(as_typst_has_it(letter, campaign, monkeypatch)))

    assert before.total() > signs(VOCALISED).total()


def test_both_engines_read_alike(campaign):
    """Letters and signs, in whatever order a reader finds them."""
    letter = plain_letter(**TEXTS["Arabic"])

    read = [pdf_text(PDF_TYPESETTERS[each](campaign).set(letter).content) for each in PDF_TYPESETTERS]

    assert PdfEngine.TYPST in PDF_TYPESETTERS
    assert len({tuple(sorted(text.replace(" ", ""))) for text in read}) == 1
