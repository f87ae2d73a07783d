"""The stationery under Typst: what it claims, how it looks, windows and marks, letterheads, failures."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from letterforge import Campaign
from letterforge.campaign import STYLES
from letterforge.campaign.ready import copy_stationery
from letterforge.errors import BrokenCampaign, Code
from letterforge.inspection import Inspector
from letterforge.pipeline import Workshop, draft
from letterforge.recipients import read_recipients
from letterforge.typeset.coverage import find_face_files
from letterforge.typeset.to_typst import TypstTypesetter
from letterforge.typeset.typst.checking import check_typst
from letterheads import letterhead
from letters import line, paragraph, plain_letter, sample_campaign
from reading_back import (
    pdf_faults_by_rule,
    pdf_pages,
    pdf_place,
    pdf_tags,
    words,
)

LONG = tuple(paragraph(f"Paragraph {number}. " + "A sentence of the letter. " * 12) for number in range(16))


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    return sample_campaign(tmp_path_factory.mktemp("campaign"))


@pytest.fixture(scope="module")
def typesetter(campaign):
    return TypstTypesetter(campaign)


# --- every part ------------------------------------------------------------------------------------


class Nobody:
    """No other rows."""

    def found(self, spoken, reader):
        return ()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("style", STYLES)
def test_a_letter_with_every_part_says_what_it_should(language, style):
    """In each ready stationery.

    The inspection reads it back, word for word, with its signatures and logos.
    """
    loaded = Campaign.load(Path(__file__).parents[1] / "gold" / "every_part")
    campaign = replace(loaded, stationery=replace(loaded.stationery, **ready(style)))
    if not all(map(find_face_files, campaign.stationery.faces)):
        pytest.skip(f"the typeface of {style} is not on this machine")
    table = read_recipients(campaign)
    recipient = next(each for each in table.recipients if each.language == language)
    workshop = Workshop(campaign, table.further_columns)
    letter = draft(recipient, workshop)

    sheet = TypstTypesetter(campaign).set(letter)

    inspector = Inspector(campaign, Nobody())
    assert inspector.inspect(letter, recipient, [sheet]) == ()


def ready(style):
    """The looks of a ready stationery, for a campaign that has settings of its own."""
    import tomllib

    from letterforge.campaign import STYLES_FOLDER

    settings = tomllib.loads((STYLES_FOLDER / style / "stationery.toml").read_text(encoding="utf-8"))
    looks = ("face", "align", "colour", "letterhead_line", "letterhead_align", "tables", "underline")
    return {key: settings[key] for key in looks if key in settings}


def test_a_table_has_its_head_again_on_the_next_page(typesetter):
    """Header cells are tagged as such.

    The end of a long one goes to the signatures, its beginning does not.
    """
    from letterforge.model import Align, Table

    rows = tuple((line(f"Row {number}."), line("x")) for number in range(55))
    table = Table((line("State"), line("Votes")), rows, (Align.START, Align.END))

    content = typesetter.set(plain_letter(body=(table,))).content

    pages = [words(page) for page in pdf_pages(content)]
    assert [page.count("State Votes") for page in pages] == [1, 1]
    assert "Row 0." in pages[0]
    assert "Row 54." in pages[1]
    assert "TH" in {tag for tag, _, _ in pdf_tags(content)}


# --- letterhead ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("choice", "profiles"), [("ua-1", ["ua1"]), ("a-3a", ["ua1", "3a"])])
def test_a_letterhead_in_pdf_lies_under_the_pages(campaign, tmp_path, choice, profiles):
    """Its first page under the first, its second under the others; an artifact, the same in every run."""
    (campaign.root / "two.pdf").write_bytes(letterhead("LETTERHEAD", "FOLLOWING", "NEVER"))
    chosen = replace(
        campaign,
        output=replace(campaign.output, pdf=choice),
        stationery=replace(campaign.stationery, letterhead_pdf=campaign.root / "two.pdf"),
    )
    typesetter = TypstTypesetter(chosen)
    letter = plain_letter(body=LONG + LONG)

    content = typesetter.set(letter).content

    pages = pdf_pages(content)
    assert len(pages) == 3
    assert ["LETTERHEAD" in page for page in pages] == [True, False, False]
    assert ["FOLLOWING" in page for page in pages] == [False, True, True]
    stood = pdf_place((campaign.root / "two.pdf").read_bytes(), "LETTERHEAD")
    assert pdf_place(content, "LETTERHEAD") == pytest.approx(stood, abs=0.1)
    assert not [fault for profile in profiles if (fault := pdf_faults_by_rule(content, profile, tmp_path))]
    assert content == typesetter.set(letter).content == TypstTypesetter(chosen).set(letter).content
    with pikepdf.open(io.BytesIO(content)) as document:
        assert document.pages[0].Contents[0].read_bytes().startswith(b"/Artifact BMC")


# --- what only CSS can do --------------------------------------------------------------------------


def test_rules_in_css_are_refused_and_never_dropped_in_silence(tmp_path):
    """By file, with the way out; comments are no rules."""
    copy_stationery("modern", tmp_path / "house")
    (tmp_path / "own.css").write_text(
        "/* p { margin: 0 } */ .dateline { margin-left: 50mm }", encoding="utf-8"
    )

    copied = sample_campaign(tmp_path, style="house", face="Caladea")
    ruled = sample_campaign(tmp_path, css="own.css")

    assert check_typst(copied) == check_typst(sample_campaign(tmp_path)) == []
    (problem,) = check_typst(ruled)
    assert problem.code is Code.BAD_STYLE_SHEET
    assert "own.css" in problem.message
    assert "WeasyPrint" in problem.hint
    with pytest.raises(BrokenCampaign):
        TypstTypesetter(ruled)
    (tmp_path / "house" / "style.css").write_text("p { margin: 0 }", encoding="utf-8")
    assert "house/style.css" in check_typst(copied)[0].message
