"""The documentation agrees with the code."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

from letterforge.campaign import Stationery
from letterforge.campaign.load import SECTIONS
from letterforge.cli.app import COMMANDS as COMMANDS_LISTED
from letterforge.cli.app import app
from letterforge.model import COLUMNS
from letterforge.model.offices import OFFICES
from letterforge.personalise import scope
from letterforge.personalise.filters import FILTERS
from letterforge.personalise.template_file import LIST_PARTS, TEXT_PARTS

ROOT = Path(__file__).parents[1]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "LICENSES.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
FENCED = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
WIDTH = 110
COMMANDS = (
    "init",
    "recipients",
    "check",
    "preview",
    "approve",
    "render",
    "batch",
    "states",
    "verify",
    "forms",
    "stationery",
    "seal new",
    "doctor",
)


def page(name):
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_a_command_is_documented_and_no_other(command):
    """docs/commands.md has the options of --help."""
    shown = (
        CliRunner()
        .invoke(app, [*command.split(), "--help"], env={"COLUMNS": "200", "TERMINAL_WIDTH": "200"})
        .stdout
    )
    section = page("commands.md").split(f"\n## {command}\n")[1].split("\n## ")[0].split("\n# ")[0]

    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", shown)) - {"--help"}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", section)) == options


def test_every_key_of_the_campaign_file_is_documented():
    """In docs/campaign.md, each under its table."""
    text = page("campaign.md")

    for section, keys in SECTIONS.items():
        part = re.split(rf"\n## \[+{section}\]+\n", text)[1].split("\n## ")[0]
        assert not [key for key in keys if f"`{key}`" not in part], section
    assert {item.name for item in fields(Stationery)} == set(SECTIONS["stationery"])


def test_everything_that_a_template_can_use_is_documented():
    """In docs/templates.md and docs/recipients.md."""
    templates, recipients = page("templates.md"), page("recipients.md")

    names = [*TEXT_PARTS, *LIST_PARTS, *FILTERS, *scope.NAMES, *scope.LETTER_FIELDS, *scope.SENDER_FIELDS]
    names += [name for name in scope.STATE_FIELDS if name != "party_to"]
    assert not [name for name in names if f"`{name}`" not in templates]
    assert "state.party_to" in templates
    assert not [column for column in COLUMNS if f"`{column}`" not in recipients]
    assert not [office for office in OFFICES if f"`{office}`" not in recipients]


@pytest.mark.parametrize(("name", "listed"), COMMANDS_LISTED.items())
def test_the_list_of_commands_has_the_first_line_of_each_command(name, listed):
    """Commands are loaded when they are called, and `--help` lists them without loading them."""
    module, line = listed
    function = getattr(import_module(f"letterforge.cli.{module}"), name)

    assert line == function.__doc__.splitlines()[0]


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_nothing_of_the_help_is_cut_in_a_terminal_of_80_columns(command):
    """A summary that does not fit ends in three dots."""
    told = CliRunner().invoke(
        app, [*command.split(), "--help"], env={"COLUMNS": "80", "TERMINAL_WIDTH": "80"}
    )

    lines = [line for line in told.stdout.splitlines() if not line.startswith("Usage:")]
    assert lines
    assert not [line for line in lines if line.rstrip().endswith(("...", "…"))]


def test_a_shell_completes_the_options_of_a_command(monkeypatch):
    """Although the command is loaded late."""
    words = {"COMP_WORDS": "letterforge check --stri", "COMP_CWORD": "2"}
    environment = os.environ | {"_LETTERFORGE_COMPLETE": "complete_bash", **words}

    done = subprocess.run(
        [sys.executable, "-c", "from letterforge.cli.app import main; main()"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["--strict"]


@pytest.mark.parametrize("source", PAGES, ids=lambda source: source.name)
def test_every_link_of_a_page_leads_somewhere(source):
    """To a file that exists and, after `#`, to a heading in it."""
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCED.sub("", source.read_text(encoding="utf-8"))):
        name, _, anchor = target.partition("#")
        file = source.parent / name if name else source
        if "://" not in target and not (file.exists() and (not anchor or anchor in anchors(file))):
            lost.append(target)

    assert not lost


def anchors(file):
    """What links can name after `#`: each heading in small letters, with hyphens and without punctuation."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", file.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("source", PAGES, ids=lambda source: source.name)
def test_no_line_of_a_page_is_too_long(source):
    """Except rows of tables, which Markdown cannot break."""
    lines = source.read_text(encoding="utf-8").splitlines()

    assert not [line for line in lines if len(line) > WIDTH and not line.lstrip().startswith("|")]


def test_the_index_lists_every_page():
    """Nobody finds a page that is not listed."""
    listed = set(re.findall(r"\]\(([\w.-]+)\)", page("index.md")))

    assert {path.name for path in (ROOT / "docs").iterdir() if path.is_file()} - {"index.md"} == listed


def test_the_readme_starts_with_the_two_commands():
    """A newcomer types these."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert readme.index("make letters") < readme.index("make test") < readme.index("## ")


def test_every_dependency_is_explained_and_has_a_floor():
    """Versions have floors, and caps only with a reason."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    assert all(re.fullmatch(r"[a-z0-9-]+>=[0-9.]+", library) for library in project["dependencies"])
