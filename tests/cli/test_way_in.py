"""From nothing to letters of one's own: a blank campaign, and a run without a register."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from typer.testing import CliRunner

from campaigns import SETTINGS, write_campaign
from letterforge.cli.app import app
from letterforge.errors import ExitCode, counted


def run(*arguments):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    """A blank campaign in a folder whose name needs quotation marks, what `init` said, and what `batch`
    said.
    """
    folder = tmp_path_factory.mktemp("blank") / "my letters"
    said = run("init", "--blank", folder)
    made = run("batch", "-C", folder, "--format", "docx", "--jobs", "1")
    return folder, said, made


def test_a_blank_campaign_works_as_it_is(blank):
    """Its letters can be made, without a register, and `batch` says that there was none."""
    folder, (code, _, _), (made, _, said) = blank

    assert (code, made) == (0, 0)
    assert "3 letters in 3 files" in said
    assert "no register" in said
    assert "letterforge states" not in said
    assert len(list((folder / "out" / "letters").iterdir())) == 3
    assert f"date = {date.today().isoformat()}" in (folder / "letterforge.toml").read_text("utf-8")


def test_init_names_the_commands_of_this_campaign(blank, tmp_path):
    """With a register batch, without one render; each can be pasted."""
    folder, (_, _, said), _ = blank

    commands = re.findall(r"^  letterforge (\w+) -C '(.*?)'  ", said, re.MULTILINE)
    assert commands == [(command, str(folder)) for command in ("check", "preview", "render")]
    _, _, said = run("init", tmp_path / "whole")
    assert re.findall(r"^  letterforge (\w+) -C", said, re.MULTILINE) == ["check", "preview", "batch"]


def test_what_is_a_specimen_still_is_named_and_nothing_else(blank):
    """A warning with the lines and the rows; it does not go out in silence."""
    folder, _, (_, _, made) = blank

    code, out, _ = run("check", "-C", folder, "--json")

    found = json.loads(out)["problems"]
    assert code == 0
    assert {(each["code"], each["severity"]) for each in found} == {
        ("LF004", "notice"),  # nobody knows in which country the town is
        ("LF059", "warning"),
    }
    assert [each["row"] for each in found if each["row"]] == [2, 3, 4]
    settings = (folder / "letterforge.toml").read_text("utf-8").splitlines()
    numbers = [number for number, line in enumerate(settings, 1) if "SPECIMEN" in line.partition("#")[0]]
    assert any(f"on lines {', '.join(map(str, numbers))}" in each["message"] for each in found)
    assert made.count("LF059") == 2


def test_where_everything_is_ones_own_nothing_is_said(blank, tmp_path):
    """One cell that is left over is named; the word in other letters, or allowed, is not."""
    folder, _, _ = blank
    own = tmp_path / "own"
    (own / "templates").mkdir(parents=True)
    for name in ("letterforge.toml", "recipients.csv", "templates/letter.en.md"):
        text = (folder / name).read_text("utf-8")
        text = text.replace("SPECIMEN TOWN", "The Hague").replace("SPECIMEN", "Specimen")
        (own / name).write_text(text, "utf-8")

    assert run("check", "-C", own, "--quiet") == (0, "", "")
    (own / "recipients.csv").write_text((folder / "recipients.csv").read_text("utf-8"), "utf-8")
    assert "LF059" in run("check", "-C", own)[2]
    with (own / "letterforge.toml").open("a", encoding="utf-8") as settings:
        settings.write('[inspect]\nallow = ["SPECIMEN"]\n')
    assert run("check", "-C", own, "--quiet") == (0, "", "")


def test_a_blank_campaign_overwrites_nothing(blank):
    folder, _, _ = blank

    code, _, said = run("init", "--blank", folder)

    assert code == ExitCode.WRONG_USE
    assert "nothing is overwritten" in said


@pytest.mark.parametrize(
    "arguments", [("batch", "--fill-gaps"), ("batch", "--as-of", "2021-01-01"), ("states",)]
)
def test_what_asks_for_a_register_says_that_there_is_none(blank, arguments):
    """And proposes no treaty that the campaign may have nothing to do with."""
    folder, _, _ = blank

    code, _, said = run(*arguments, "-C", folder)

    assert code == ExitCode.BROKEN
    assert "LF042" in said
    assert "letterforge batch makes the letters of all rows" in said
    assert "rome-statute" not in said


def test_render_points_at_batch_where_there_is_a_register(tmp_path):
    folder = write_campaign(tmp_path)

    _, _, said = run("render", "-C", folder, "--format", "docx", "--jobs", "1")

    assert f"letterforge batch -C {folder}" in said


def test_numbers_agree_with_their_nouns_for_one_letter(tmp_path):
    """1 letter in 1 file, and again when nothing has changed."""
    rows = "id,country,office,title\nSEN-1,Senegal,foreign_minister,T\n"
    folder = write_campaign(tmp_path, rows=rows, settings=SETTINGS.replace('register = "rome-statute"\n', ""))
    options = ("-C", folder, "--format", "docx", "--jobs", "1")

    told = [run(command, *options)[2] for command in ("render", "render", "batch", "batch")]
    told += [run(command, "-C", folder)[2] for command in ("check", "recipients")]

    assert "1 letter in 1 file," in told[0]
    assert "Nothing has changed: 1 letter (1 file) is up to date." in told[1]
    assert "no register" in told[2]
    assert "no register" in told[3]
    assert "1 letter (1 en)" in told[4]
    assert not re.search(r"\b1 (?:letters|files|rows|warnings|errors)\b|\b0 letters a second", "".join(told))


@pytest.mark.parametrize(
    ("number", "words", "told"),
    [(0, ("letter",), "0 letters"), (1, ("letter",), "1 letter"), (2, ("party", "parties"), "2 parties")],
)
def test_a_number_has_its_noun(number, words, told):
    assert counted(number, *words) == told
