"""WeasyPrint and Typst beside each other: one letter, the same words in the same order, as many pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from letterforge import Campaign
from letterforge.inspection import Inspector, Strangers
from letterforge.model import (
    Align,
    CosignerGroup,
    CosignerList,
    Footnote,
    Heading,
    Paragraph,
    PdfEngine,
    Quote,
    Rule,
    Run,
    Table,
)
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


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("tables", ["grid", "rows"])
def test_lines_stand_where_they_do_in_the_other_engine(tables, tmp_path):
    """Rows of tables, lists within lists, footnotes of several paragraphs: to half a point, so that pages end
    alike.
    """
    campaign = sample_campaign(tmp_path, spacing="10pt", tables=tables)
    rows = tuple((line(f"R{number}"),) for number in range(8))
    notes = (Footnote(1, (paragraph("N1"),)), Footnote(2, (paragraph("N2"), paragraph("N3"), bullets("N4"))))
    entry = (paragraph("L1"), bullets("L2"), paragraph("L3"), bullets("L4", "L5"))
    body = (
        Table((line("Head"),), rows, (Align.START,)),
        Paragraph((Run("P1"), Run("", note=1), Run("", note=2))),
        bullets(entry, "L6", (paragraph("L7"), paragraph("L8")), "L9"),
        paragraph("P2"),
    )
    letter = plain_letter(body=body, notes=notes)
    marks = ["Head", *(f"R{n}" for n in range(8)), "P1", *(f"L{n}" for n in range(1, 10)), "P2"]
    marks += [f"N{n}" for n in range(1, 5)]

    contents = [build(campaign).set(letter).content for build in PDF_TYPESETTERS.values()]

    places = [{mark: pdf_place(content, mark)[1] for mark in marks} for content in contents]
    assert places[0] == pytest.approx(places[1], abs=0.5)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_cosigners_leave_room_for_the_footnotes_of_their_page(tmp_path):
    """And begin below the signature, where there is room for some of them."""
    campaign = sample_campaign(tmp_path)
    names = tuple(f"Network no. {number:02}" for number in range(60))
    body = tuple(Paragraph((Run("A sentence."), Run("", note=number))) for number in (1, 2, 3))
    notes = tuple(Footnote(number, (paragraph("Words of a note. " * 9),)) for number in (1, 2, 3))
    cosigners = CosignerList("They sign too:", 2, (CosignerGroup("", names),))
    letter = plain_letter(body=body, notes=notes, cosigners=cosigners)

    sheets = [build(campaign).set(letter) for build in PDF_TYPESETTERS.values()]

    assert [sheet.pages for sheet in sheets] == [2, 2]
    for sheet in sheets:
        assert pdf_place(sheet.content, "They sign too:")[1] > pdf_place(sheet.content, "Words of a note")[1]
