"""WeasyPrint and Typst beside each other: one letter, the same words in the same order, as many pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from letterforge import Campaign
from letterforge.inspection import Inspector, Strangers
from letterforge.model import Align, Heading, PdfEngine, Quote, Rule, Table
from letterforge.pipeline import Workshop, draft
from letterforge.recipients import read_recipients
from letterforge.typeset import PDF_TYPESETTERS
from letters import bullets, line, paragraph, plain_letter, sample_campaign
from reading_back import pdf_place

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "tests" / "gold" / "every_part"
LETTERS = {
    "en": "SEN-ambassador",
    "fr": "SEN-foreign_minister",
    "es": "PER-ambassador",
    "ar": "JOR-ambassador",
}


def letters_of(folder, ids):
    """The campaign in a folder, a recipient for each language, and its letter."""
    campaign = Campaign.load(folder)
    table = read_recipients(campaign)
    workshop = Workshop(campaign, table.further_columns)
    for recipient in table.recipients:
        for language in [each for each, id_ in ids.items() if id_ == recipient.id]:
            addressed = replace(recipient, language=language)
            yield campaign, addressed, draft(addressed, workshop)


# WeasyPrint leaves the file of its colour profile to be closed by the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("folder", "ids"), [(ROOT, LETTERS), (GOLD, {"en": "en", "fr": "fr", "ar": "ar"})], ids=["sample", "gold"]
)
def test_both_engines_say_what_the_letter_says_on_as_many_pages(folder, ids, tmp_path):
    """In every language, and with every part that a letter can have: the inspection reads both back."""
    found = {}
    for campaign, recipient, letter in letters_of(folder, ids):
        Strangers.write(tmp_path / "strangers.db", [recipient])
        inspector = Inspector(campaign, Strangers(tmp_path / "strangers.db"))
        sheets = [build(campaign).set(letter) for build in PDF_TYPESETTERS.values()]
        found[letter.language] = len(sheets)
        for engine, sheet in zip(PDF_TYPESETTERS, sheets, strict=True):
            assert not inspector.inspect(letter, recipient, [sheet]), (engine, letter.language)
        pages = {engine: sheet.pages for engine, sheet in zip(PDF_TYPESETTERS, sheets, strict=True)}
        assert len(set(pages.values())) == 1, (letter.language, pages)

    assert found == dict.fromkeys(ids, len(PdfEngine) - 1)


def test_there_is_a_typesetter_for_every_engine_that_a_letter_can_have():
    assert set(PDF_TYPESETTERS) == set(PdfEngine) - {PdfEngine.AUTO}


ENDS = {
    "paragraph": (paragraph("The end."),),
    "list": (bullets("One.", "The end."),),
    "list in a list": (bullets((paragraph("One."), bullets("The end."))),),
    "quotation": (Quote((paragraph("The end."),)),),
    "heading": (Heading(1, line("The end.")),),
    "table": (Table((line("Head"),), ((line("The end."),),), (Align.START,)),),
    "rule": (paragraph("The end."), Rule()),
}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("spacing", ["0pt", "6pt", "14pt", "30pt"])
def test_as_much_room_stands_above_the_closing_whatever_the_body_ends_with(spacing, tmp_path):
    """In points, to the half: the line of a table or a heading is not as high in both."""
    campaign = sample_campaign(tmp_path, spacing=spacing)

    for end, body in ENDS.items():
        letter = plain_letter(body=(paragraph("Before."), *body), closing=line("Sincerely,"))
        sheets = [build(campaign).set(letter).content for build in PDF_TYPESETTERS.values()]
        rooms = [
            pdf_place(content, "The end.")[1] - pdf_place(content, "Sincerely,")[1] for content in sheets
        ]
        assert rooms[0] == pytest.approx(rooms[1], abs=0.5), (end, rooms)
