"""In the wrong folder: the nearest campaign is named, with what to type."""

from __future__ import annotations

import pytest

from letterforge.campaign.nearby import way_to_campaign


@pytest.fixture
def home(tmp_path):
    """A folder with one campaign, so that nothing of other tests is beside it."""
    campaign = tmp_path / "home" / "my letters"
    (campaign / "templates" / "old").mkdir(parents=True)
    (campaign / "letterforge.toml").touch()
    (tmp_path / "home" / "beside").mkdir()
    return tmp_path / "home"


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("my letters/templates", ".."),
        ("my letters/templates/old", "../.."),
        ("beside", "'../my letters'"),
        (".", "'my letters'"),
        ("..", "'home/my letters'"),
    ],
)
def test_the_nearest_campaign_is_named_with_what_to_type(home, monkeypatch, here, there):
    """Below, beside and above it; a name with spaces can be pasted."""
    monkeypatch.chdir(home / here)
    from pathlib import Path

    hint = way_to_campaign(Path())

    assert hint.startswith(f"there is a campaign in {there}: cd {there}, or add to the command: -C {there};")
    assert "letterforge init ." in hint


def test_the_settings_named_instead_of_their_folder(home, monkeypatch):
    monkeypatch.chdir(home)

    assert "-C 'my letters'" in way_to_campaign(home / "my letters" / "letterforge.toml")


@pytest.mark.parametrize("name", ["letterforge.toml.txt", "Letterforge.TOML", "letterforge (1).toml"])
def test_a_file_with_nearly_the_right_name_is_named(tmp_path, name):
    (tmp_path / name).touch()

    assert (
        way_to_campaign(tmp_path)
        == f"there is a file {name}: if this is the campaign's file, rename it to letterforge.toml"
    )


def test_a_folder_that_is_not_there_or_holds_thousands_is_no_trouble(tmp_path, monkeypatch):
    monkeypatch.setattr("letterforge.campaign.nearby.MOST_NAMES", 5)
    alone = tmp_path / "a" / "b" / "c"
    for number in range(20):
        (alone / f"f{number:02}").mkdir(parents=True)

    assert way_to_campaign(alone) == f"start one with: letterforge init {alone}"
    assert "letterforge init" in way_to_campaign(tmp_path / "nowhere" / "at all")
