"""letterforge.toml: what is read from it, and how each mistake is told."""

from __future__ import annotations

import datetime
import pickle
import unicodedata
from dataclasses import FrozenInstanceError

import pytest

from campaigns import SETTINGS, campaign, write_campaign
from letterforge.campaign import Campaign, given_files
from letterforge.campaign.typography import RULES, TypographySettings
from letterforge.errors import BrokenCampaign, Code
from letterforge.intake import Door, sha256_of
from letterforge.model import Format


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
        ('"ANN SIGNATORY"', '" "', Code.BAD_SETTING, "signatories.1.name"),
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


# --- paths and texts as people write them -------------------------------------------------------------------


def test_a_file_with_a_byte_order_mark_is_read(tmp_path):
    """As some editors save it; and its lines are counted as they are."""
    write_campaign(tmp_path)
    (tmp_path / "letterforge.toml").write_bytes(b"\xef\xbb\xbf" + SETTINGS.encode())
    assert Campaign.load(tmp_path).name == "Trial"

    (tmp_path / "letterforge.toml").write_bytes(
        b"\xef\xbb\xbf" + SETTINGS.replace("[campaign]", "[campain]").encode()
    )
    with pytest.raises(BrokenCampaign) as caught:
        Campaign.load(tmp_path)
    assert {each.place.line for each in caught.value.problems if each.code is Code.UNKNOWN_KEY} == {1}


PASTED = {
    r'recipients = "C:\Uncommon\list.csv"': 'recipients = "list.csv"',
    r'recipients = "\\server\share\list.csv" # ours': 'recipients = "list.csv"',
    r'recipients = "data\list.csv"': 'recipients = "data/list.csv"',
    r'template = "texts\x\letter.{language}.md"': 'template = "texts/x/letter.{language}.md"',
    r'name = "A\B"': r'name = "A\\B"',
}


@pytest.mark.parametrize(("line", "pasted"), PASTED.items())
def test_a_backslash_in_quotation_marks_has_a_hint_that_works_when_pasted(tmp_path, line, pasted):
    """TOML takes it for something else."""
    key = line.partition(" ")[0]
    own = next(each for each in SETTINGS.splitlines() if each.startswith(f"{key} ="))
    write_campaign(tmp_path)
    for folder in ("data", "texts", "texts/x"):
        (tmp_path / folder).mkdir()
    (tmp_path / "data" / "list.csv").write_text("id\na\n", "utf-8")

    (problem,) = problems_of(tmp_path, SETTINGS.replace(own, line))
    assert problem.code is Code.BAD_TOML
    assert problem.hint.endswith(f": {pasted}")
    write_campaign(tmp_path, settings=SETTINGS.replace(own, problem.hint.partition(": ")[2]))
    assert Campaign.load(tmp_path)


def test_a_private_line_is_not_in_its_hint(tmp_path):
    (problem,) = problems_of(tmp_path, SETTINGS + '[seal]\nkey = "C:\\Uncommon\\secret.p12"\n')

    assert "secret" not in f"{problem.message} {problem.hint} {problem.place}"


def test_a_path_with_backslashes_is_the_file_that_it_means(tmp_path):
    """On every system, so that a campaign can go from one to another."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "list.csv").write_text("id\na\n", "utf-8")
    settings = SETTINGS.replace('"list.csv"', r"'data\list.csv'").replace(
        '"letter.{language}.md"', r"'data\letter.{language}.md'"
    )

    loaded = campaign_with(tmp_path, settings)

    assert loaded.recipients == tmp_path / "data" / "list.csv"
    assert loaded.template_path("en") == tmp_path / "data" / "letter.en.md"


def test_an_escape_within_a_path_is_told_with_the_path_that_was_meant(tmp_path):
    r"""TOML makes a tab of `\t`, a line break of `\n`."""
    problems = problems_of(tmp_path, SETTINGS.replace('"list.csv"', '"new\\table.csv"'))

    assert [each.code for each in problems] == [Code.BAD_SETTING]
    assert problems[0].hint.endswith('"new/table.csv"')


@pytest.mark.parametrize(
    "path", ["C:/Uncommon/list.csv", r"D:\list.csv", "/elsewhere/list.csv", "../list.csv"]
)
def test_a_path_elsewhere_says_how_to_name_a_copy(tmp_path, path):
    (problem,) = problems_of(tmp_path, SETTINGS.replace('"list.csv"', f"'{path}'"))

    assert problem.code is Code.OUTSIDE_CAMPAIGN
    assert problem.hint.endswith('"list.csv"')


NAMES = ("Empfänger für Dezember.csv", "الدول الأطراف.csv", "ｌｉｓｔｅ 一覧.csv", "liste (1) – copie.csv")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("on_disk", ["NFC", "NFD"])
@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_found_in_whatever_form_its_name_is_written(tmp_path, name, form, on_disk):
    """macOS hands out decomposed names, and keyboards make composed ones."""
    folder = unicodedata.normalize(on_disk, "Größe")
    (tmp_path / folder).mkdir()
    listed = tmp_path / folder / unicodedata.normalize(on_disk, name)
    listed.write_text("id\na\n", "utf-8")
    template = tmp_path / folder / unicodedata.normalize(on_disk, "Entwürfe en.md")
    template.write_text("text", "utf-8")
    settings = SETTINGS.replace('"list.csv"', f'"Größe/{name}"')
    settings = settings.replace('"letter.{language}.md"', '"Größe/Entwürfe {language}.md"')

    loaded = campaign_with(tmp_path, unicodedata.normalize(form, settings))

    assert loaded.recipients == listed
    assert loaded.template_path("en") == template


def test_of_two_files_that_differ_in_form_alone_the_written_one_is_meant(tmp_path):
    """The counterexample: nothing is chosen where somebody has both."""
    for form in ("NFC", "NFD"):
        (tmp_path / unicodedata.normalize(form, "é.csv")).write_text(form, "utf-8")
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this system takes both for one")

    loaded = campaign_with(tmp_path, SETTINGS.replace("list.csv", unicodedata.normalize("NFD", "é.csv")))

    assert loaded.recipients.read_text("utf-8") == "NFD"


def campaign_with(folder, settings):
    write_campaign(folder, settings=settings)
    return Campaign.load(folder)


def test_typography_is_on_unless_it_is_switched_off(tmp_path):
    """All of it, a rule, or a rule in one language."""
    table = "\n[typography]\ndashes = false\nquotes = { en = false }\ncells = true\n"
    found = Campaign.load(write_campaign(tmp_path, settings=SETTINGS + table)).typography

    assert {*RULES, "quotations", "cells"} - found.chosen("en") == {"dashes", "quotes"}
    assert {*RULES} - found.chosen("fr") == {"dashes"}
    assert TypographySettings(on={"fr": False}).chosen("fr") == frozenset()
    assert TypographySettings().chosen("fr") == {*RULES, "quotations", "cells"}


@pytest.mark.parametrize("line", ['dashes = "no"', "dashs = false", "quotes = { English = false }"])
def test_a_mistake_in_typography_is_reported_at_its_line(tmp_path, line):
    """As in every other table."""
    (problem,) = problems_of(tmp_path, f"{SETTINGS}\n[typography]\n{line}\n")

    assert problem.place.line == SETTINGS.count("\n") + 3
