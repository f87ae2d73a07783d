"""Which engine sets PDF: what is asked for, what this machine can run, and what is said of it."""

from __future__ import annotations

import pytest

from campaigns import SETTINGS, campaign, write_campaign
from letterforge import Campaign, Format
from letterforge.errors import Code, UnfitMachine
from letterforge.machine import findings, libraries
from letterforge.model import PdfEngine
from letterforge.typeset.engines import choose_engine, require_engine

BOTH = (Format.DOCX, Format.PDF)


@pytest.fixture
def without_pango(monkeypatch):
    monkeypatch.setattr(findings, "PANGO", (libraries.Library("letterforge-nowhere"),))


def test_weasyprint_sets_pdf_where_nothing_is_said(tmp_path):
    settled = choose_engine(campaign(tmp_path), None, BOTH)

    assert settled.campaign.output.pdf_engine is PdfEngine.WEASYPRINT
    assert not settled.notices


def test_what_the_command_asks_for_comes_before_the_campaign(tmp_path):
    settings = SETTINGS + '\n[output]\npdf_engine = "typst"\n'
    loaded = Campaign.load(write_campaign(tmp_path, settings=settings))

    assert choose_engine(loaded, None, BOTH).campaign.output.pdf_engine is PdfEngine.TYPST
    assert (
        choose_engine(loaded, PdfEngine.WEASYPRINT, BOTH).campaign.output.pdf_engine is PdfEngine.WEASYPRINT
    )


def test_auto_takes_weasyprint_where_it_can_run_and_says_nothing(tmp_path):
    settled = choose_engine(campaign(tmp_path), PdfEngine.AUTO, BOTH)

    assert settled.campaign.output.pdf_engine is PdfEngine.WEASYPRINT
    assert not settled.notices
    require_engine(settled.campaign, BOTH)


@pytest.mark.usefixtures("without_pango")
def test_auto_takes_typst_where_pango_is_missing_and_says_so_with_the_way_out(tmp_path):
    settled = choose_engine(campaign(tmp_path), PdfEngine.AUTO, BOTH)

    (notice,) = settled.notices
    assert settled.campaign.output.pdf_engine is PdfEngine.TYPST
    assert (notice.code, notice.is_error) == (Code.OTHER_ENGINE, False)
    assert "Pango" in notice.message
    assert 'pdf_engine = "typst"' in notice.hint
    assert settled.alternatives == (PdfEngine.WEASYPRINT,)
    require_engine(settled.campaign, BOTH)


@pytest.mark.usefixtures("without_pango")
def test_weasyprint_without_pango_is_refused_with_typst_as_another_way_out(tmp_path):
    with pytest.raises(UnfitMachine) as caught:
        require_engine(campaign(tmp_path), BOTH)

    assert "--engine typst" in caught.value.hint
    assert "install" in caught.value.hint


@pytest.mark.usefixtures("without_pango")
def test_nobody_asks_for_pango_to_make_word_files(tmp_path):
    settled = choose_engine(campaign(tmp_path), PdfEngine.AUTO, (Format.DOCX,))

    assert not settled.notices
    require_engine(settled.campaign, (Format.DOCX,))


def test_an_engine_that_does_not_exist_is_a_wrong_setting(tmp_path):
    from letterforge.errors import BrokenCampaign

    settings = SETTINGS + '\n[output]\npdf_engine = "latex"\n'
    with pytest.raises(BrokenCampaign) as caught:
        Campaign.load(write_campaign(tmp_path, settings=settings))

    (problem,) = caught.value.problems
    assert problem.code is Code.BAD_SETTING
    assert "typst" in problem.message
