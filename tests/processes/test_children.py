"""What processes that letterforge starts know of its environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

import keys
from campaigns import many
from letterforge.machine import fixing
from letterforge.processes import children
from processes import DOCX, descendants, needs_proc, start, wait_for_letters

OWN = "LETTERS_OF_OUR_OFFICE"
"""A variable whose name does not say that it has a passphrase: the campaign says so."""


def test_passphrases_are_taken_out_and_all_is_there_again(monkeypatch):
    for name in ("LETTERFORGE_PASSPHRASE", "DB_PASSWORD", "TOKEN_PIN", OWN):
        monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("SPINNING", "wheel")

    before = dict(os.environ)
    with children.without_passphrases([OWN]):
        within = dict(os.environ)

    assert "secret" not in within.values()
    assert within["SPINNING"] == "wheel"
    assert within["PATH"] == before["PATH"]
    assert dict(os.environ) == before


def test_the_package_manager_gets_none(monkeypatch):
    """It runs scripts of thousands of packages."""
    monkeypatch.setenv("LETTERFORGE_PASSPHRASE", "secret")

    _, said = fixing._output_of(
        [sys.executable, "-c", "import os; print(dict(os.environ))"], {"DEBIAN_FRONTEND": "noninteractive"}
    )

    assert "secret" not in said
    assert "noninteractive" in said


@needs_proc
@pytest.mark.parametrize("seen", [True, False])
def test_workers_seal_without_a_passphrase_in_their_environment(tmp_path, seen):
    """Anybody of the same account could read it in /proc; it comes to them through their pipe."""
    folder = many(tmp_path, 200)
    keys.write_p12(folder / "key.p12")
    with (folder / "letterforge.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[seal]\nkey = "key.p12"\npassphrase_env = "{OWN}"\n')
    environment = os.environ | {OWN: keys.PASSPHRASE} if seen else os.environ | {OWN: "wrong"}
    run = start(folder, "--jobs", "2", *DOCX, env=environment)
    environments: list[bytes] = []
    if seen:
        wait_for_letters(folder, 20)
        environments = [Path(f"/proc/{child}/environ").read_bytes() for child in descendants(run.pid)]
    _, said = run.communicate(timeout=120)

    assert run.returncode == (0 if seen else 4), said
    assert len(environments) >= 3 * seen  # what watches, what starts workers, and those
    assert not [each for each in environments if keys.PASSPHRASE.encode() in each]
