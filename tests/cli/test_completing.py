"""The Tab key: quick, silent, and nothing that a shell could take for more than words."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from campaigns import SETTINGS, write_campaign
from letterforge.cli.app import app

HOSTILE = (
    "$(touch x)",
    "`id`",
    "a;b",
    'q"uote',
    "ap'os",
    "back\\slash",
    "new|pipe",
    "-rf",
    "a*b",
    "~root",
    "a&b",
)


def cell(text):
    return '"' + text.replace('"', '""') + '"'


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    rows = "id,country,office,title,name\nSEN-1,Senegal,foreign_minister,T,Awa Specimen\n"
    rows += "CRI-1,Costa Rica,ambassador,T,Jean O'Specimen\nCIV-1,Côte d'Ivoire,ambassador,T,\n"
    rows += "".join(f"{cell(each)},Kenya,minister,T,{cell(each)}\n" for each in HOSTILE)
    settings = SETTINGS.replace('register = "rome-statute"\n', "")
    return write_campaign(tmp_path_factory.mktemp("c"), rows=rows, settings=settings)


def complete(words, shell="bash"):
    """What is offered for the last of some words, by the protocol of a shell; and what was said besides."""
    typed = f"letterforge {words}"
    env = {"_LETTERFORGE_COMPLETE": f"complete_{shell}", "COMP_WORDS": typed}
    env |= {"COMP_CWORD": str(len(re.split(" ", typed)) - 1), "_TYPER_COMPLETE_ARGS": typed}
    env |= {"_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    result = CliRunner().invoke(app, [], env=env, prog_name="letterforge")
    lines = re.findall(r'"(.*)"', result.stdout) if shell == "zsh" else result.stdout.split("\n")
    return [line for line in lines if line], result.stderr


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("preview -C {0} Sen", ["Senegal"]),
        ("preview -C {0} SEN", ["SEN-1"]),
        ("preview -C {0} sen", ["SEN-1"]),
        ("preview -C {0} S", ["SEN-1", "Senegal"]),
        ("preview -C {0} senega", ["Senegal"]),
        ("preview -C {0} Awa", ["Awa Specimen"]),
        ("preview -C {0} Jean", ["Jean O Specimen"]),
        ("preview -C {0} foreign mi", ["minister"]),
        ("preview -C {0} costa R", ["Rica"]),
        ("recipients -C {0} Côte", ["Côte d Ivoire"]),
        ("render -C {0} C", ["CRI-1", "CIV-1"]),
        ("approve -C {0} Sen", ["SEN-1"]),
        ("render -C {0} Costa", []),
        ("preview -C {0} nobody", []),
        ("recip", ["recipients"]),
    ],
)
def test_what_begins_as_it_is_typed_is_offered(folder, words, offered):
    assert complete(words.format(folder)) == (offered, "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_nothing_is_offered_that_a_shell_would_obey(folder, shell):
    """zsh evaluates what it gets, and what bash puts on the line runs with Enter."""
    offered, said = complete(f"preview -C {folder} ", shell)

    assert "Senegal" in "\n".join(offered)
    assert not [each for each in offered if set(each) & set("\"$`;'\\|*~&()")]
    assert said == ""


@pytest.mark.parametrize(("shell", "offered"), [("bash", "SEN-1"), ("fish", "SEN-1"), ("zsh", "sen-1")])
def test_an_id_is_completed_to_what_it_is_where_the_shell_takes_it(folder, shell, offered):
    """zsh keeps only what begins as it was typed."""
    assert offered in "\n".join(complete(f"preview -C {folder} sen", shell)[0])


def test_an_id_is_offered_only_as_it_must_be_typed(folder):
    assert complete(f"render -C {folder} a") == ([], "")


def test_a_broken_campaign_and_a_broken_list_offer_nothing_and_say_nothing(tmp_path):
    broken = write_campaign(tmp_path / "toml", settings="x = [")
    no_list = write_campaign(tmp_path / "list", rows='id,country\nSEN-1,Senegal\n"')
    plain = write_campaign(tmp_path / "plain")

    for folder in (broken, no_list, tmp_path / "nowhere"):
        assert complete(f"preview -C {folder} S") == ([], "")
    assert complete(f"preview -C {plain} SEN-")[0] == ["SEN-1"]


@pytest.mark.parametrize(("name", "most"), [("list.csv", "MOST_BYTES"), ("list.XLSX", "MOST_PACKED")])
def test_a_list_is_read_with_what_is_known_of_it_unless_somebody_would_wait(
    tmp_path, monkeypatch, name, most
):
    folder, read = write_campaign(tmp_path), []
    (folder / name).write_bytes((folder / "list.csv").read_bytes())
    size = (folder / name).stat().st_size
    monkeypatch.setattr(
        "letterforge.ledger.corrections.read_corrections_in", lambda out: (f"corrections of {out}",)
    )
    monkeypatch.setattr("letterforge.recipients.read_recipients", lambda *values: read.append(values))

    for limit in (size - 1, size):
        monkeypatch.setattr(f"letterforge.cli.completing.{most}", limit)
        assert complete(f"preview -C {folder} --recipients {folder / name} S") == ([], "")

    assert [values[2] for values in read] == [(f"corrections of {folder / 'out'}",)]


def test_the_command_answers_by_what_a_shell_sets(folder):
    """By environment variables alone, in a process of its own."""
    env = os.environ | {
        "_LETTERFORGE_COMPLETE": "complete_bash",
        "COMP_WORDS": "letterforge preview Sen",
        "COMP_CWORD": "2",
    }
    command = [sys.executable, "-c", "from letterforge.__main__ import main; main()"]
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=60
    )

    assert (done.stdout, done.stderr) == ("Senegal\n", "")
