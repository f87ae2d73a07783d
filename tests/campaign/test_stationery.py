"""Stationery: ready ones, a campaign's own folder, and nonsense refused."""

from __future__ import annotations

import tomllib

import pytest

from campaigns import SETTINGS, write_campaign
from letterforge.campaign import Campaign, Stationery
from letterforge.campaign.kinds import STYLES, STYLES_FOLDER
from letterforge.errors import BrokenCampaign, Code


def loaded(folder, keys, **files):
    return Campaign.load(write_campaign(folder, settings=with_keys(keys), **files)).stationery


def with_keys(keys):
    return SETTINGS.replace("letterhead = true", keys, 1)


def problems_of(folder, keys, **files):
    with pytest.raises(BrokenCampaign) as caught:
        loaded(folder, keys, **files)
    return caught.value.problems


@pytest.mark.parametrize("style", STYLES)
def test_every_ready_stationery_loads_and_has_a_style_sheet(tmp_path, style):
    """By its name; its settings are those of its folder."""
    stationery = loaded(tmp_path, f'style = "{style}"')

    settings = tomllib.loads((STYLES_FOLDER / style / "stationery.toml").read_text(encoding="utf-8"))
    assert stationery.style == STYLES_FOLDER / style
    assert (stationery.face, stationery.colour) == (settings["face"], settings["colour"])
    assert (stationery.style / "style.css").is_file()


def test_classic_says_what_the_defaults_are(tmp_path):
    """The folder that a designer copies is the one that a campaign has without a word."""
    assert loaded(tmp_path, 'style = "classic"') == loaded(tmp_path, "") == Stationery()


def test_a_campaigns_own_keys_overrule_the_style(tmp_path):
    """Style first, campaign second."""
    assert loaded(tmp_path, 'style = "modern"\ncolour = "#123456"').colour == "#123456"


def test_a_folder_of_the_campaign_is_a_style(tmp_path):
    """As a designer has copied it."""
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "stationery.toml").write_text('size = "12pt"\n', encoding="utf-8")

    stationery = loaded(tmp_path, 'style = "house"')

    assert stationery.size == 12
    assert stationery.style == (tmp_path / "house").resolve()


def test_a_style_with_an_unknown_key_is_refused_by_name(tmp_path):
    """With the file that it stands in."""
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "stationery.toml").write_text('sise = "12pt"\n', encoding="utf-8")

    (problem,) = problems_of(tmp_path, 'style = "house"')

    assert problem.code is Code.UNKNOWN_KEY
    assert problem.place.file == "house/stationery.toml"
    assert "size" in problem.hint


@pytest.mark.parametrize(
    ("keys", "code", "words"),
    [
        ('style = "baroque"', Code.BAD_SETTING, "classic"),
        ('style = "../house"', Code.OUTSIDE_CAMPAIGN, "leaves"),
        ('size = "2pt"', Code.BAD_SETTING, "6pt"),
        ('margin_left = "120mm"', Code.BAD_SETTING, "100mm"),
        ('margin_left = "90mm"\nmargin_right = "90mm"', Code.BAD_SETTING, "60mm"),
        ('address = "window"', Code.BAD_SETTING, "din-5008-a"),
        ('marks = ["fold", "hole"]', Code.BAD_SETTING, "punch"),
        ('letterhead = ["a.png", "b.png"]', Code.MISSING_FILE, "a.png"),
        ("letterhead = []", Code.BAD_SETTING, "pictures"),
        ('css = "own.css"', Code.MISSING_FILE, "own.css"),
        ('face = ""', Code.BAD_SETTING, "Caladea"),
        ("face = 'A; B'", Code.BAD_SETTING, "name of one typeface"),
        ('colour = "blue"', Code.BAD_SETTING, 'six digits, such as "#1f3a5f"'),
        ('page = "A3"', Code.BAD_SETTING, 'must be "A4" or "Letter"'),
        ("leading = 0.1", Code.BAD_SETTING, "must be greater than or equal to 1"),
    ],
)
def test_nonsense_is_refused_with_a_hint(tmp_path, keys, code, words):
    """Each says what is allowed."""
    found = problems_of(tmp_path, keys)

    assert code in {problem.code for problem in found}
    assert any(words in problem.message + problem.hint for problem in found)


def test_too_many_signatories_are_refused(tmp_path):
    """Six is what stands under a letter; more are co-signers."""
    settings = SETTINGS + '\n[[signatories]]\nname = "B"\n' * 6

    with pytest.raises(BrokenCampaign) as caught:
        Campaign.load(write_campaign(tmp_path, settings=settings))

    assert "signatories" in caught.value.problems[0].message
