"""A passphrase in the wrong place: in the campaign's file, or next to a key that everybody may read."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

import keys
from campaigns import SETTINGS, write_campaign
from letterforge.cli.app import app
from letterforge.errors import Code, ExitCode

SECRET = "hunter2-Correct horse"
PLAIN = SETTINGS.replace('register = "rome-statute"\n', "")
SEAL = '\n[seal]\nkey = "key.p12"\n'

TYPED = [
    f'{PLAIN}{SEAL}passphrase = "{SECRET}"\n',
    f'{PLAIN}{SEAL}pin = "{SECRET}"\n',
    f'{PLAIN}{SEAL}passphrase_env = "{SECRET}"\n',
    f'{PLAIN}{SEAL}passphrase_env = ["{SECRET}"]\n',
    f'{PLAIN}{SEAL}passphrase_env = {{ value = "{SECRET}" }}\n',
    f'{PLAIN}{SEAL}certify = "{SECRET}"\n',
    f'{PLAIN}{SEAL}timestamp = "{SECRET}"\n',
    f'{PLAIN}{SEAL}passphrase = "{SECRET}\n',
    f"{PLAIN}{SEAL}passphrase = {SECRET}\n",
    f"{PLAIN}{SEAL}passphrase: {SECRET}\n",
    f'{PLAIN}{SEAL}passphrase = """\n{SECRET}\n',
    f'{PLAIN}{SEAL}passphrase = [\n  "{SECRET},\n]\n',
    f'{PLAIN}{SEAL}passphrase = "a"{SECRET}\n',
    f"{PLAIN}\n[ seal ]\nkey = {SECRET}\n",
    f'{PLAIN}\n["seal"]\nwords = "{SECRET}\n',
    f'{PLAIN}\n[seal.pkcs11]\nmodule = "x"\npin = "{SECRET}"\n',
    f'{PLAIN}\n[passphrase]\nvalue = "{SECRET}\n',
    f'passphrase = "{SECRET}"\n{PLAIN}',
    f'passphrase = "{SECRET}\n{PLAIN}',
    f'seal.passphrase = "{SECRET}"\n{PLAIN}',
    f'seal = {{ key = "key.p12", passphrase = "{SECRET}" }}\n{PLAIN}',
    f'seal = {{ key = "key.p12", passphrase = "{SECRET} }}\n{PLAIN}',
    PLAIN.replace("[facts]", f'password = "{SECRET}"\n[facts]'),
    PLAIN.replace('[sender]\norganisation = "Coalition"', f'[letter.x]\npassphrase = "{SECRET}"\n'),
    PLAIN.replace(
        '[[signatories]]\nname = "ANN SIGNATORY"',
        f'[[signatories]]\nname = 5\nkennwort = "{SECRET}"',
    ),
    PLAIN.replace("[stationery]\nletterhead = true", f'stationery = {{ size = 5, passphrase = "{SECRET}" }}'),
    f'{PLAIN}{SEAL}mot_de_passe = "{SECRET}"\n',
    f'{PLAIN}{SEAL}whatever = "{SECRET}"\n',
]


def said(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout + result.stderr


@pytest.mark.parametrize("text", TYPED, ids=range(len(TYPED)))
def test_a_passphrase_in_the_campaigns_file_is_never_printed(tmp_path, text):
    """By no command, for people and for programs; the hint does not lead it under another key either."""
    folder = write_campaign(tmp_path, settings=text)
    keys.write_p12(folder / "key.p12")

    for command in (
        ["check"],
        ["check", "--json"],
        ["render", "--jobs", "1"],
        ["render", "--json"],
        ["forms"],
    ):
        code, told = said(*command, "-C", folder)
        assert code == ExitCode.BROKEN, told
        assert SECRET not in told
        assert "Correct horse" not in told


def test_what_to_do_with_a_passphrase_is_said_where_one_was_typed(tmp_path):
    """Not "did you mean passphrase_env?", which would leave it there."""
    folder = write_campaign(tmp_path, settings=TYPED[0])
    keys.write_p12(folder / "key.p12")

    _, told = said("check", "-C", folder)

    assert "remove the line" in told
    assert "LETTERFORGE_PASSPHRASE" in told
    assert "did you mean" not in told


@pytest.mark.parametrize("name", ["hunter2", "CorrectHorse", "SWORDFISH"])
def test_a_passphrase_in_the_place_of_a_variables_name_is_not_printed(tmp_path, monkeypatch, name):
    """It may look like one."""
    monkeypatch.delenv(name, raising=False)
    folder = write_campaign(tmp_path, settings=f'{PLAIN}{SEAL}passphrase_env = "{name}"\n')
    keys.write_p12(folder / "key.p12")

    for command in (["check"], ["seal", "new", tmp_path / "new.p12", "--name", "A"]):
        code, told = said(*command, "-C", folder)
        assert code == ExitCode.KEY_OR_SEAL
        assert name not in told
        assert "passphrase_env" in told


def test_an_honest_mistake_elsewhere_is_shown_as_ever(tmp_path):
    """The line, its caret, and what was meant."""
    _, told = said(
        "check", "-C", write_campaign(tmp_path, settings=PLAIN.replace("date = 2020", "date = x2020"))
    )

    assert "date = x2020-12-07" in told
    assert "^" in told


# --- the key -------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="has no such modes")
@pytest.mark.parametrize(("mode", "is_told"), [(0o600, False), (0o640, False), (0o644, True), (0o666, True)])
def test_a_key_that_everybody_may_read_is_a_warning_with_what_to_type(tmp_path, monkeypatch, mode, is_told):
    monkeypatch.setenv(keys.VARIABLE, keys.PASSPHRASE)
    text = f'{PLAIN}\n[seal]\nkey = "my key.p12"\npassphrase_env = "{keys.VARIABLE}"\n'
    folder: Path = write_campaign(tmp_path, settings=text)
    keys.write_p12(folder / "my key.p12").chmod(mode)

    result = CliRunner().invoke(app, ["check", "-C", str(folder), "--json"])

    problems = json.loads(result.stdout)["problems"]
    assert result.exit_code == 0
    assert [each["code"] for each in problems] == [Code.KEY_FOR_ALL] * is_told
    assert [each["hint"] for each in problems] == [f"chmod 600 '{folder / 'my key.p12'}'"] * is_told
