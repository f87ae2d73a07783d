"""Every office, gender and language, through the whole line: both documents have the protocol's words."""

from __future__ import annotations

import csv
import io
import re

import pytest

from campaigns import SETTINGS, write_campaign
from letterforge import Campaign, Format
from letterforge.compose.typography import letter_rules, typeset_cell, typeset_text
from letterforge.languages import FORM_GENDERS, OURS
from letterforge.model import Recipient
from letterforge.model.offices import OFFICES
from letterforge.pipeline import Workshop, forge
from letterforge.protocol.address import inside_address
from letterforge.protocol.forms import Form, form_of
from letterforge.recipients import read_recipients
from letterforge.run.preflight import errors_among
from reading_back import docx_text, pdf_text, words

LANGUAGES = OURS.complete()

NAME = {"ar": "اسم نموذج"}
"""A name in the letter's script."""
YOU = "{0}, {0}"
"""The letter's text, without brackets: PDFium can read a short line in brackets before the line above it."""


@pytest.fixture(scope="module", params=LANGUAGES)
def line(request, tmp_path_factory):
    """A language, its rows by office and gender, and the workshop that makes their letters."""
    language = request.param
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(("id", "country", "office", "name", "gender", "address_country"))
    for office in OFFICES:
        for gender in FORM_GENDERS:
            name = "" if gender == "office" else NAME.get(language, "Nomen")
            sex = gender if gender in "mfx" else ""
            rows.writerow((f"{office}-{gender}", "SN", office, name, sex, "NL"))
    settings = SETTINGS.replace("[letter]", f'language = "{language}"\n\n[letter]', 1)
    settings = settings.replace('{ en = "The Hague", fr = "La Haye" }', '"Dakar"')
    files = {f"letter__{language}__md": f"{YOU.format('{{ recipient.you }}')}\n"}
    folder = tmp_path_factory.mktemp(language)
    loaded = Campaign.load(write_campaign(folder, rows=table.getvalue(), settings=settings, **files))
    read = read_recipients(loaded)
    assert not errors_among(read.problems)
    return language, {each.id: each for each in read.recipients}, Workshop(loaded, (), tuple(Format))


def expected(recipient: Recipient, form: Form, language: str) -> list[str]:
    """What must stand in the letter, in its order."""
    rules = letter_rules(language)
    address = inside_address(recipient, language, form, posted_in="SN")
    return [
        *(typeset_cell(text, rules) for text in address),
        *(typeset_text(text, rules) for text in (form.salutation, YOU.format(form.you), form.closing())),
    ]


def letters_of_words(text: str) -> str:
    """A text with the letters of each word sorted and no brackets.

    The library that reads PDFs turns Arabic ligatures of two letters, and brackets, round.
    """
    return " ".join("".join(sorted(word)) for word in words(re.sub(r"[()]", "", text)).split())


def is_mixed(line: str) -> bool:
    """Whether a line has letters of two directions: the same library reads its words from the other end."""
    return bool(re.search("[A-Z]", line) and re.search("[\u0600-\u06ff]", line))


@pytest.mark.parametrize("office", OFFICES)
def test_every_form_stands_in_both_formats_as_the_protocol_has_it(line, office):
    """Inside address, salutation, you and close, in their order, for whatever is known of the person."""
    language, recipients, workshop = line
    for gender in FORM_GENDERS:
        recipient = recipients[f"{office}-{gender}"]
        form = form_of(recipient, language)
        assert form is not None, "every office has a form for every gender in every language"
        assert gender == "office" or form.line.replace("{name}", recipient.name) in expected(
            recipient, form, language
        )

        sheets = {sheet.format: sheet.content for sheet in forge(recipient, workshop)}

        texts = docx_text(sheets[Format.DOCX]), pdf_text(sheets[Format.PDF])
        for text in (letters_of_words(text) for text in texts) if language == "ar" else texts:
            at = 0
            for said in expected(recipient, form, language):
                part = letters_of_words(said) if language == "ar" else words(said)
                if is_mixed(said) and part not in text[at:]:
                    part = " ".join(reversed(part.split()))
                assert part in text[at:], (gender, part)
                at = text.index(part, at) + len(part)
