"""A key for trials: made at once, locked, its owner's alone."""

from __future__ import annotations

import stat
import sys

import pytest

from keys import NOW
from letterforge.seal.faults import WrongPassphrase
from letterforge.seal.fitness import faults
from letterforge.seal.keys import open_key
from letterforge.seal.secret import Secret
from letterforge.seal.trial import new_key


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("trial") / "trial.p12"
    new_key(path, "Office of Trials", Secret("pass"))
    return path


def test_it_can_seal_and_says_whose_it_is(made):
    key = open_key(made, (), Secret("pass"))

    assert key.certificate.subject.rfc4514_string() == "CN=Office of Trials"
    assert key.certificate.subject == key.certificate.issuer
    assert not list(faults(key, NOW, NOW.date()))


def test_it_is_locked_and_its_owners_alone(made):
    with pytest.raises(WrongPassphrase):
        open_key(made)
    if sys.platform != "win32":
        assert stat.S_IMODE(made.stat().st_mode) == 0o600


def test_it_is_never_written_over_another_file(made):
    before = made.read_bytes()

    with pytest.raises(FileExistsError):
        new_key(made, "Office of Trials", Secret("other"))
    assert made.read_bytes() == before


def test_a_name_that_no_certificate_can_hold_leaves_no_file(tmp_path):
    with pytest.raises(ValueError, match="length"):
        new_key(tmp_path / "trial.p12", "x" * 65, Secret("pass"))
    assert not (tmp_path / "trial.p12").exists()
