"""Files that people name: an answer comes at once, an OSError or what is in the file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from letterforge.intake import given

needs_pipes = pytest.mark.skipif(sys.platform == "win32", reason="has no pipes with a name")


def strange(folder: Path) -> dict[str, Path]:
    """Names of what is no file."""
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to("loop")
    (folder / "nowhere").symlink_to("/nonexistent/x")
    (folder / "endless").symlink_to("/dev/zero")
    (folder / "folder").mkdir()
    names = ("pipe", "loop", "nowhere", "endless", "folder", "missing", "a\0b", "x" * 300, "x/" * 3000 + "x")
    return {name[:9]: folder / name for name in names}


@needs_pipes
def test_what_is_no_file_is_told_and_never_waited_for(tmp_path):
    """A pipe would be waited for, a device read, without end."""
    for name, path in strange(tmp_path).items():
        with pytest.raises(OSError, match=r".") as caught:
            given.content(path)
        assert given.why(caught.value), name
        assert not given.is_file(path)


@needs_pipes
def test_every_name_has_an_absolute_path(tmp_path):
    for path in strange(tmp_path).values():
        assert given.real(path).is_absolute()
        assert given.is_folder(path) is (path.name == "folder")
    assert given.names(tmp_path / "missing") == given.names(tmp_path / "pipe") == []


def test_a_path_that_leaves_a_folder_is_seen_to_leave_it_though_no_file_can_have_it(tmp_path):
    """Else a NUL at its end would let it through."""
    assert not given.real(tmp_path / "../secret\0").is_relative_to(tmp_path)


def test_a_file_is_read_through_links_and_as_text_with_plain_line_ends(tmp_path):
    (tmp_path / "file").write_bytes(b"a\r\nb\rc\n")
    (tmp_path / "link").symlink_to("file")

    assert given.content(tmp_path / "link") == b"a\r\nb\rc\n"
    assert given.text(tmp_path / "link") == "a\nb\nc\n"
    assert given.real(tmp_path / "link") == tmp_path / "file"


def test_a_file_that_is_too_large_is_refused_by_its_size(tmp_path):
    """A sparse one takes no room on the disk, and all of the memory."""
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(1 << 40)

    with pytest.raises(OSError, match="larger than 1024 MB"):
        given.content(path)
    with pytest.raises(OSError, match="larger than 16 MB"):
        given.text(path)
