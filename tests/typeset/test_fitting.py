"""Copyfitting: a last page with few lines is saved by small steps, the same in every output."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from letterforge.campaign.stationery import MM
from letterforge.model import PageBreak
from letterforge.typeset.fitting import Fitter
from letterforge.typeset.plan.measures import measure_stationery
from letterforge.typeset.plan.tightening import STEPS, describe_step, fit_campaign, list_fit_steps
from letterforge.typeset.to_docx import DocxTypesetter
from letters import paragraph, plain_letter, sample_campaign
from word_files import found, tree


@pytest.fixture(scope="module")
def fitter(build, campaign):
    """The engine's fitter for the plain campaign."""
    return Fitter(campaign, cache(lambda step: build(fit_campaign(campaign, step))))


def letter_of(sentences, **changes):
    body = tuple(paragraph("A sentence of the letter. " * 9) for _ in range(sentences))
    return plain_letter(body=body, **changes)


@pytest.mark.parametrize(("count", "step"), [(26, 1), (28, 3), (29, 0)])
def test_a_last_page_with_few_lines_is_saved_by_the_smallest_step_that_does(fitter, count, step):
    """And a letter that no step saves stays as it is."""
    letter = letter_of(count)

    pages = [fitter.typesetter(at).set(letter).pages for at in list_fit_steps(fitter.campaign.stationery)]
    tight = fitter.fit(letter)

    assert tight.fit == step
    assert tight.pages == (2 if step else 3)
    assert [found == 2 for found in pages] == [bool(step) and at >= step for at in range(1, 6)]


@pytest.mark.parametrize("ends", ["many lines", "a page break"])
def test_a_letter_that_needs_no_step_or_that_none_saves_stays_as_it_is(fitter, ends):
    body = letter_of(8).body
    body += (PageBreak(), paragraph("Last.")) if ends == "a page break" else letter_of(8).body
    letter = plain_letter(body=body)

    sheet = fitter.fit(letter)

    assert sheet.pages == 2
    assert sheet == fitter.typesetter(0).set(letter)


def test_word_takes_the_step_too(campaign):
    """Spaces, lines and margins are those of the step."""
    before, after = (
        DocxTypesetter(fit_campaign(campaign, step)).set(plain_letter()).content for step in (0, 5)
    )

    spaces = [
        found(tree(content, "word/styles.xml"), "//w:docDefaults//w:spacing")[0]
        for content in (before, after)
    ]
    after_, line = ([float(found(space, f"@w:{name}")[0]) for space in spaces] for name in ("after", "line"))
    margins = [float(found(tree(content), "//w:pgMar/@w:left")[0]) / 20 for content in (before, after)]
    assert after_[1] / after_[0] == pytest.approx(0.6, abs=0.01)
    assert line[1] / line[0] == pytest.approx(0.96, abs=0.01)
    assert margins[0] - margins[1] == pytest.approx(3 * MM, abs=0.1)


def test_no_step_goes_further_than_a_compositor_would(campaign):
    """Type is at least 96 %, in half points; margins are at most 3 mm narrower; the room to sign is whole."""
    for size in (10.0, 11.0, 12.0, 13.0):
        own = replace(campaign.stationery, size=size)
        plain = measure_stationery(own)
        for step in range(len(STEPS)):
            fitted = fit_campaign(replace(campaign, stationery=own), step).stationery
            m = measure_stationery(fitted)
            assert m.size >= 0.96 * size
            assert m.size * 2 % 1 == 0
            assert m.leading >= 0.96 * plain.leading - 1e-9
            assert m.spacing >= 0.6 * plain.spacing - 1e-9
            assert plain.margin_left - m.margin_left <= 3 * MM + 1e-9
            assert m.signature_height == plain.signature_height
    assert describe_step(5) == "step 5: spaces 60 %, lines 96 %, margins 3 mm narrower"


def test_margins_of_printed_paper_stay(tmp_path):
    """A letterhead is there already, and the text must not reach into it."""
    campaign = sample_campaign(tmp_path, letterhead=False)

    last = fit_campaign(campaign, len(STEPS) - 1).stationery

    assert last.margin_top == campaign.stationery.margin_top
    assert list(list_fit_steps(campaign.stationery)) == [1, 2, 3]
