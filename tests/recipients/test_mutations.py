"""Workbooks changed at random: each ends in a list, or in a problem with a code."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letterforge.campaign import Campaign
from letterforge.errors import BrokenCampaign, Problem
from letterforge.recipients import read_recipients
from letterforge.recipients import sheet as sheet_module

from .conftest import ReadList
from .workbooks import SUFFIXES, Failed, saved, workbook

TABLE = [
    ["id", "country", "title", "since"],
    ["a", "France", "Minister of É", 1.5],
    ["b", Failed("#REF!"), "x\ny", True],
]


def plain(suffix: str) -> bytes:
    """A small workbook that has some of everything."""
    if suffix != ".xlsx":
        return workbook(suffix, TABLE)
    book = openpyxl.load_workbook(io.BytesIO(workbook(suffix, TABLE)))
    book.active["A5"] = "=A2"
    book.active.merge_cells("C5:D6")
    return saved(book)


PLAIN = {suffix: plain(suffix) for suffix in SUFFIXES}
HOSTILE = (
    b"",
    b"\0",
    b"\xff" * 4,
    b"<",
    b"/>",
    b"-1",
    b"0",
    b"9" * 30,
    b"1048577",
    b"ZZZZ",
    b"&#0;",
    b"&x;",
    b"s",
)

edits = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),  # where, as a share of the whole
        st.integers(0, 30),  # how many bytes are taken away
        st.one_of(st.sampled_from(HOSTILE), st.binary(max_size=8)),  # what comes in their place
    ),
    min_size=1,
    max_size=6,
)


def edited(content: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """Bytes after some changes, one after the other."""
    for share, taken, put in changes:
        place = int(share * len(content))
        content = content[:place] + put + content[place + taken :]
    return content


def edited_within(content: bytes, part: int, changes: list[tuple[float, int, bytes]]) -> bytes:
    """A zip archive in which one part is changed before it is packed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        names = old.namelist()
        for name in names:
            text = old.read(name)
            new.writestr(name, edited(text, changes) if name == names[part % len(names)] else text)
    return file.getvalue()


@pytest.fixture
def folder(read_list: ReadList, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A campaign's folder; reading is given up sooner than by default."""
    monkeypatch.setattr(sheet_module, "PATIENCE", 10.0)
    read_list("id\na\n")
    return tmp_path


def ends_well(folder: Path, content: bytes, suffix: str) -> None:
    """Read a workbook; anything but a list or a problem with a code fails the test."""
    path = folder / f"list{suffix}"
    path.write_bytes(content)
    problems: tuple[Problem, ...] = ()
    try:
        read_recipients(Campaign.load(folder), path)
    except BrokenCampaign as broken:
        problems = broken.problems

    assert all(problem.code and problem.hint for problem in problems)


quiet = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("suffix", SUFFIXES)
@quiet
@given(changes=edits)
def test_a_damaged_file_ends_in_words(
    folder: Path, suffix: str, changes: list[tuple[float, int, bytes]]
) -> None:
    """Whatever bytes are changed."""
    ends_well(folder, edited(PLAIN[suffix], changes), suffix)


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
@quiet
@given(part=st.integers(0, 20), changes=edits)
def test_a_damaged_part_ends_in_words(
    folder: Path, suffix: str, part: int, changes: list[tuple[float, int, bytes]]
) -> None:
    """The archive is whole, what is in it is not: so the changes come as far as the readers of XML."""
    ends_well(folder, edited_within(PLAIN[suffix], part, changes), suffix)
