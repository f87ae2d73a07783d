"""letterforge.toml full of wrong values: each is a problem with its place, and nothing else happens."""

from __future__ import annotations

import os
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from campaigns import SETTINGS, write_campaign
from letterforge.campaign import Campaign
from letterforge.campaign.load import LISTS, SECTIONS
from letterforge.campaign.sealing import TokenSettings
from letterforge.errors import BrokenCampaign, Code

KEYS = [(section, key) for section, keys in SECTIONS.items() for key in (*keys, "bogus")]
KEYS += [("seal", f"pkcs11.{item.name}") for item in fields(TokenSettings)]
KEYS += [
    ("letter", "place.en"),
    ("sender", "organisation.xx"),
    ("recipients", "columns.name"),
    ("facts", "a.b.c"),
]

odd_texts = st.one_of(
    st.sampled_from(["", " ", "\\u0000", "a\\u0000b", "x" * 300, "x/" * 3000, "..", "/", "/dev/zero", "*"]),
    st.sampled_from(["~nobody-is-called-so/x", "loop", "pipe", "folder", "folder/x", "list.csv/x", "%"]),
    st.sampled_from(["{{", "{% x", "{language}", "\\u202E", "nan", "9" * 400 + "pt", "1e5mm", "\\U000FFFFF"]),
    st.sampled_from(["25mm", "A4", "rome-statute", "en", "classic", "list.csv"]),
)
plain = st.one_of(
    st.sampled_from(["true", "false", "0", "-1", "5", "inf", "-inf", "nan", "1e308", "5e-324", "9" * 18]),
    st.sampled_from(
        ["1" * 400, "1" * 5000, "0x" + "f" * 40, "1e999", "0001-01-01", "9999-12-31", "12:00:00"]
    ),
    st.sampled_from(["2020-01-01T00:00:00+23:59", "2020-01-01T00:00:00.000001Z", "1979-05-27 07:32:00"]),
    odd_texts.map(lambda text: f'"{text}"'),
)
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(st.sampled_from(["en", "fr", "a", "name"]), inner, max_size=2).map(
            lambda table: "{" + ", ".join(f"{key} = {value}" for key, value in table.items()) + "}"
        ),
    ),
    max_leaves=5,
)


def with_value(section: str, key: str, value: str) -> str:
    """The settings with a key of a table set to a raw value, whatever it was."""
    lines: list[str] = []
    current, is_set = "", False
    for line in SETTINGS.splitlines():
        if line.startswith("["):
            current = line.strip("[]").split(".")[0]
        if current == section and line.split("=")[0].strip() == key.split(".", maxsplit=1)[0]:
            continue
        lines.append(line)
        if line.startswith("[") and current == section and not is_set:
            lines.append(f"{key} = {value}")
            is_set = True
    if not is_set:
        lines += [f"[[{section}]]" if section in LISTS else f"[{section}]", f"{key} = {value}"]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = write_campaign(tmp_path_factory.mktemp("campaign"))
    (made / "folder").mkdir()
    if sys.platform != "win32":
        (made / "loop").symlink_to("loop")
        os.mkfifo(made / "pipe")
    return made


def told(folder: Path, text: str) -> tuple[Any, ...]:
    """The problems of a campaign with these settings; none where it is sound. Anything else is raised."""
    (folder / "letterforge.toml").write_text(text, "utf-8")
    try:
        Campaign.load(folder)
    except BrokenCampaign as error:
        return error.problems
    return ()


on_a_shared_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@on_a_shared_folder
@given(place=st.sampled_from(KEYS), value=values)
@example(place=("campaign", "template"), value='"loop"')
@example(place=("stationery", "style"), value=f'"{"x" * 300}"')
@example(place=("approval", "file"), value='"pipe"')
@example(place=("seal", "key"), value='"~nobody-is-called-so/x"')
@example(place=("stationery", "leading"), value="nan")
def test_a_wrong_value_of_any_setting_is_a_problem_with_its_place(folder, place, value):
    """Whatever its type and size."""
    for problem in told(folder, with_value(*place, value)):
        assert problem.place.file == "letterforge.toml"
        assert problem.message
        assert len(problem.message) < 12_000


@on_a_shared_folder
@given(section=st.sampled_from(sorted(SECTIONS)), value=values)
@example(section="campaign", value='"x"')
@example(section="campaign", value="5")
@example(section="forms", value="5")
@example(section="signatories", value="[[1]]")
def test_a_value_in_place_of_a_table_is_a_problem_with_its_place(folder, section, value):
    others = "\n".join(
        "" if part.split("]")[0].strip("[").split(".")[0] == section else f"[{part}"
        for part in SETTINGS.replace("\n[[", "\n[").replace("[[", "[").split("\n[")
    ).replace("[signatories]", "[[signatories]]")
    found = told(folder, f"{section} = {value}\n{others.removeprefix('[')}")

    assert all(problem.place.file == "letterforge.toml" for problem in found)


@pytest.mark.parametrize(
    "content", ["forms = 5", 'forms = "x"', "forms = {}", "x = 1", "x = " + "[" * 5000, "\ufeff["]
)
def test_a_file_of_forms_that_has_none_is_told_by_its_name(tmp_path, content):
    text = SETTINGS.replace("[letter]", 'forms = "own.toml"\n\n[letter]', 1)
    problems = told(write_campaign(tmp_path, own__toml=content), text)

    assert {problem.place.file for problem in problems} <= {"own.toml"}
    assert bool(problems) is (content != "x = 1")


def test_an_office_that_is_none_in_a_file_of_forms_is_told(tmp_path):
    """By each command that would print it."""
    own = '[[forms]]\nlanguage = "en"\noffice = ["foreign_ministre"]\nline = "Hello"\n'
    text = SETTINGS.replace("[letter]", 'forms = "own.toml"\n\n[letter]', 1)
    loaded = Campaign.load(write_campaign(tmp_path, settings=text, own__toml=own))

    from letterforge.api import draft

    with pytest.raises(BrokenCampaign, match="no office foreign_ministre"):
        draft(loaded)


def test_a_hundred_thousand_mistakes_are_told_in_their_order(folder):
    """Each is found in one pass, not by a search of the whole file for each."""
    problems = told(folder, SETTINGS + "".join(f"[unknown{n}]\n" for n in range(20_000)))

    assert len(problems) == 20_000
    assert problems[0].place.line == len(SETTINGS.splitlines()) + 1


def test_a_key_of_the_second_signatory_is_found_behind_the_tables_of_the_first(tmp_path):
    """A table in a table does not count as one more."""
    settings = SETTINGS.replace(
        'title = "Convenor"', '[signatories.title]\nen = "Convenor"\n[[signatories]]\nname = 5'
    )
    (problem,) = told(write_campaign(tmp_path), settings)

    assert problem.code is Code.BAD_SETTING
    assert problem.place.excerpt == "name = 5"
