"""A draft without its word, or with a signature, is no draft; a letter that may be sent has no such word."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from letterforge.campaign import ApprovalSettings, Campaign
from letterforge.errors import Code
from letterforge.inspection import Inspector, Strangers
from letterforge.model import Format, Recipient
from letterforge.pipeline import Workshop, draft
from letterforge.recipients import read_recipients
from letterforge.typeset import TYPESETTERS
from letters import full_letter, sample_campaign

GOLD = Path(__file__).parents[1] / "gold" / "every_part"
SENEGAL = Recipient("SEN-1", 2, "SN", title="The Minister of Foreign Affairs", city="Dakar", language="en")


@pytest.fixture
def campaign(tmp_path):
    campaign = sample_campaign(tmp_path)
    return replace(campaign, approval=ApprovalSettings(file=campaign.approvals_file))


def sheets(letter, campaign, formats=tuple(Format)):
    return tuple(TYPESETTERS[each](campaign).set(letter) for each in formats)


def told(letter, shown, campaign, folder, recipient=SENEGAL):
    """What the inspection says."""
    Strangers.write(folder / "strangers.db", (recipient,), ())
    inspector = Inspector(campaign, Strangers(folder / "strangers.db"))
    return [(each.code, each.message) for each in inspector.inspect(letter, recipient, shown)]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_draft_with_every_part_is_sound(language, tmp_path):
    campaign = Campaign.load(GOLD)
    table = read_recipients(campaign)
    recipient = next(each for each in table.recipients if each.language == language)
    letter = draft(recipient, Workshop(campaign, table.further_columns))
    letter = replace(letter, draft=letter.labels.draft)

    assert told(letter, sheets(letter, campaign), campaign, tmp_path, recipient) == []


@pytest.mark.parametrize("page_numbers", ["header", "none"])
@pytest.mark.parametrize("style", ["classic", "modern", "plain"])
def test_drafts_and_letters_are_sound_in_every_stationery(style, page_numbers, tmp_path):
    campaign = sample_campaign(tmp_path, style=style, page_numbers=page_numbers, address="din-5008-b")
    campaign = replace(campaign, approval=ApprovalSettings(file=campaign.approvals_file))

    for word in ("", "Draft"):
        letter = full_letter(campaign, draft=word)
        assert told(letter, sheets(letter, campaign), campaign, tmp_path) == []


@pytest.mark.parametrize(("chosen", "name"), [(Format.DOCX, "Word file"), (Format.PDF, "PDF")])
def test_a_signed_sheet_is_no_draft(chosen, name, campaign, tmp_path):
    letter = full_letter(campaign)

    found = told(replace(letter, draft="Draft"), sheets(letter, campaign, (chosen,)), campaign, tmp_path)

    said = [message for code, message in found if code is Code.DRAFT]
    assert said[0] == f"the {name} is a draft, and shows the picture of a signature"
    assert said[1].startswith(f'the {name} is a draft without the word "Draft" (')


@pytest.mark.parametrize(("chosen", "name"), [(Format.DOCX, "Word file"), (Format.PDF, "PDF")])
def test_a_sheet_with_the_word_may_not_be_sent(chosen, name, campaign, tmp_path):
    letter = full_letter(campaign)

    found = told(letter, sheets(replace(letter, draft="Draft"), campaign, (chosen,)), campaign, tmp_path)

    assert any(
        code is Code.DRAFT and message.startswith(f'the {name} is not a draft, but has the word "Draft" (')
        for code, message in found
    )


def test_the_page_without_the_word_is_named(campaign, tmp_path):
    """A style sheet of the campaign means to take it away."""
    (tmp_path / "own.css").write_text("@page :nth(2) { @top-right { content: none !important } }", "utf-8")
    campaign = replace(campaign, stationery=replace(campaign.stationery, css=tmp_path / "own.css"))
    letter = full_letter(campaign, draft="Draft")

    found = told(letter, sheets(letter, campaign, (Format.PDF,)), campaign, tmp_path)

    assert (Code.DRAFT, 'the PDF is a draft without the word "Draft" (page 2)') in found


def test_the_kind_of_page_without_the_word_is_named(campaign, tmp_path):
    letter = full_letter(campaign, draft="Draft")
    (sheet,) = sheets(letter, campaign, (Format.DOCX,))
    read, written = zipfile.ZipFile(io.BytesIO(sheet.content)), io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for name in read.namelist():
            content = read.read(name)
            package.writestr(name, content.replace(b">Draft<", b">Final<") if "header2" in name else content)

    found = told(letter, [replace(sheet, content=written.getvalue())], campaign, tmp_path)

    assert found == [(Code.DRAFT, 'the Word file is a draft without the word "Draft" (following page)')]


def test_the_word_in_a_recipient_s_title_is_no_mark(campaign, tmp_path):
    """It stands in the header of the pages that follow."""
    campaign = replace(campaign, stationery=replace(campaign.stationery, page_numbers="header"))
    letter = full_letter(campaign, running=("Head of the Draft Committee", "7 December 2020"))

    assert told(letter, sheets(letter, campaign), campaign, tmp_path) == []
