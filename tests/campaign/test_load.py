"""letterforge.toml: what is read from it, and how each mistake is told."""

from __future__ import annotations

import datetime
import pickle
from dataclasses import FrozenInstanceError

import pytest

from campaigns import SETTINGS, campaign, write_campaign
from letterforge.campaign import Campaign, given_files
from letterforge.errors import BrokenCampaign, Code
from letterforge.model import Format
from letterforge.provenance import Door, sha256_of


def problems_of(folder, settings):
    write_campaign(folder, settings=settings)
    with pytest.raises(BrokenCampaign) as caught:
        Campaign.load(folder)
    return caught.value.problems


def test_a_campaign_says_what_its_file_says(tmp_path):
    """Every table of the file ends in the value, paths are absolute, lengths are points."""
    loaded = campaign(tmp_path)

    assert loaded.name == "Trial"
    assert loaded.recipients == tmp_path / "list.csv"
    assert loaded.letter.date == datetime.date(2020, 12, 7)
    assert loaded.facts["host"] == {"city": "The Hague"}
    assert loaded.output.directory == tmp_path / "out"
    assert loaded.output.formats == (Format.DOCX, Format.PDF)
    assert loaded.stationery.margin_left == pytest.approx(70.87, abs=0.01)


def test_a_campaign_travels_to_another_process_and_cannot_be_changed(tmp_path):
    """Workers get the campaign pickled; nobody changes it on the way."""
    loaded = campaign(tmp_path)

    assert pickle.loads(pickle.dumps(loaded)) == loaded
    with pytest.raises(FrozenInstanceError):
        loaded.name = "other"


def test_a_text_is_found_in_the_letters_language_or_the_campaigns(tmp_path):
    """A table of texts by language falls back to the default language; a bare text serves all."""
    loaded = campaign(tmp_path)

    assert loaded.text(loaded.letter.place, "fr") == "La Haye"
    assert loaded.text(loaded.letter.place, "es") == "The Hague"
    assert loaded.text("Coalition", "es") == "Coalition"


def test_a_folder_without_a_campaign_says_how_to_start_one(tmp_path):
    """The first thing that a new user may see is friendly."""
    with pytest.raises(BrokenCampaign) as caught:
        Campaign.load(tmp_path)

    (problem,) = caught.value.problems
    assert problem.code is Code.NO_CAMPAIGN
    assert "letterforge init" in problem.hint


def test_a_slip_in_the_file_format_is_shown_with_its_line(tmp_path):
    """TOML's own complaint comes with line, excerpt and caret."""
    (problem,) = problems_of(tmp_path, '[campaign]\nname = "x\n')

    assert problem.code is Code.BAD_TOML
    assert problem.place.line == 2
    assert problem.place.excerpt == 'name = "x'


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("name = ", "nam = ", Code.UNKNOWN_KEY, "name"),
        ("[sender]", "[sendr]", Code.UNKNOWN_KEY, "sender"),
        ('title = "Convenor"', 'titel = "Convenor"', Code.UNKNOWN_KEY, "title"),
        ("date = 2020-12-07", 'date = "soon"', Code.BAD_SETTING, "date"),
        ("date = 2020-12-07", "", Code.BAD_SETTING, "date"),
        ("letterhead = true", "size = 11", Code.BAD_SETTING, "11pt"),
        ("letterhead = true", 'margin_top = "-3mm"', Code.BAD_SETTING, "25mm"),
        ("letterhead = true", 'page = "A5"', Code.BAD_SETTING, "A4"),
        ("letterhead = true", 'colour = "blue"', Code.BAD_SETTING, "colour"),
        ("letterhead = true", 'letterhead = "logo.png"', Code.MISSING_FILE, "logo.png"),
        ("letterhead = true", 'letterhead = "../logo.png"', Code.OUTSIDE_CAMPAIGN, "leaves"),
        ('"list.csv"', '"/etc/passwd"', Code.OUTSIDE_CAMPAIGN, "leaves"),
        ('"list.csv"', '"lst.csv"', Code.MISSING_FILE, "list.csv"),
        (
            'template = "letter.{language}.md"',
            'template = "../{language}.md"',
            Code.OUTSIDE_CAMPAIGN,
            "leaves",
        ),
    ],
)
def test_each_mistake_in_a_setting_is_told_with_its_way_out(tmp_path, old, new, code, words):
    """One mistake, one problem, that names the place and the mend."""
    assert old in SETTINGS

    found = problems_of(tmp_path, SETTINGS.replace(old, new, 1))

    assert code in {problem.code for problem in found}
    problem = next(problem for problem in found if problem.code is code)
    assert problem.place.file == "letterforge.toml"
    assert words in problem.message + problem.hint


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path):
    """Nobody mends one line to be told of the next."""
    settings = SETTINGS.replace("name = ", "nam = ", 1).replace("letterhead = true", 'size = 11\npage = "A5"')

    found = problems_of(tmp_path, settings)

    lines = [problem.place.line for problem in found]
    assert lines == sorted(lines)
    assert {problem.code for problem in found} == {Code.UNKNOWN_KEY, Code.BAD_SETTING}
    assert len(found) == 4


def test_a_mistake_in_the_second_signatory_is_not_blamed_on_the_first(tmp_path):
    """The line is that of the table in which the key stands."""
    settings = SETTINGS + '\n[[signatories]]\nname = "B"\nimag = "x"\n'

    (problem,) = problems_of(tmp_path, settings)

    assert problem.place.line == len(settings.splitlines())
    assert problem.place.excerpt == "imag …"  # what is typed under a key that nobody knows may be a secret


def test_a_file_that_is_edited_after_the_campaign_was_loaded_is_recorded_as_it_was_then(tmp_path):
    """Whoever read it later has read something else: the next run must see a difference."""
    settings = SETTINGS + '\n[cosigners]\nfile = "cosigners.csv"\n'
    folder = write_campaign(tmp_path, settings=settings, cosigners__csv="name\nOne\n")
    before = sha256_of(folder / "cosigners.csv")
    campaign = Campaign.load(folder)
    (folder / "cosigners.csv").write_text("name\nOther\n", encoding="utf-8")

    recorded = given_files(campaign, Door(campaign.root))

    assert recorded[folder / "cosigners.csv"] == before


def test_a_file_in_place_of_the_output_folder_is_said_at_once(tmp_path):
    """And not when the first letter is to be written."""
    settings = SETTINGS + '\n[output]\ndirectory = "letter.en.md"\n'

    with pytest.raises(BrokenCampaign, match="letters need a folder"):
        Campaign.load(write_campaign(tmp_path, settings=settings))
