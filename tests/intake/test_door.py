"""The door: what was read, by whom, and that it was one version."""

from __future__ import annotations

import hashlib
import os

import pytest

from letterforge.errors import Code, LetterFailed
from letterforge.intake import Door


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def test_what_is_read_is_recorded_with_what_it_was(tmp_path):
    (tmp_path / "a.md").write_text("A", "utf-8")
    door = Door(tmp_path)

    with door.recording() as first:
        door.read(tmp_path / "a.md")
    with door.recording() as second:
        door.note(tmp_path / "a.md")
        door.has(tmp_path / "b.md")

    assert first == {"a.md": sha256("A")}
    assert second == {"a.md": sha256("A"), "b.md": ""}


def test_two_letters_are_never_made_from_two_versions(tmp_path):
    """The second says so, and which file it is."""
    (tmp_path / "a.md").write_text("A", "utf-8")
    door = Door(tmp_path)
    door.read(tmp_path / "a.md")
    (tmp_path / "a.md").write_text("B", "utf-8")

    with pytest.raises(LetterFailed) as caught:
        door.read(tmp_path / "a.md")

    (problem,) = caught.value.problems
    assert (problem.code, problem.place.file) == (Code.CHANGED_MEANWHILE, "a.md")


def test_a_file_that_appears_meanwhile_is_a_change_too(tmp_path):
    door = Door(tmp_path)
    assert not door.has(tmp_path / "a.md")
    (tmp_path / "a.md").write_text("A", "utf-8")

    with pytest.raises(LetterFailed):
        door.read(tmp_path / "a.md")


def test_what_others_read_later_is_looked_at_again(tmp_path):
    (tmp_path / "ink.png").write_text("A", "utf-8")
    door = Door(tmp_path)
    door.sha256(tmp_path / "ink.png")
    door.confirm()
    (tmp_path / "ink.png").write_text("B", "utf-8")

    with pytest.raises(LetterFailed, match=r"ink\.png was changed"):
        door.confirm()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_no_file_and_nobody_waits_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    door = Door(tmp_path)

    with pytest.raises(OSError, match="not a file"):
        door.read(tmp_path / "pipe")
    with pytest.raises(OSError, match="not a file"):
        door.read(tmp_path)
