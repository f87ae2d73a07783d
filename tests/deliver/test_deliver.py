"""Files: their names, their wholeness, and the tables beside them."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterforge.deliver import DeliveryTarget, deliver, safe_name, write_failed, write_manifest
from letterforge.deliver.files import retire
from letterforge.deliver.manifest import COLUMNS
from letterforge.deliver.names import MAX_BYTES
from letterforge.errors import Code, LetterFailed
from letterforge.model import Format, Sheet, clash_key

SHEETS = (Sheet("x", Format.DOCX, b"word"), Sheet("x", Format.PDF, b"%PDF", pages=3))


def target(folder, **recorded):
    return DeliveryTarget(
        folder, "letter", folder / "aside", {name.replace("__", "."): sha for name, sha in recorded.items()}
    )


def sha256(content):
    return hashlib.sha256(content).hexdigest()


@given(st.text())
def test_every_name_is_safe_on_every_file_system(text):
    """No separator, no device, nothing hidden, nothing too long, whatever the row holds."""
    name = safe_name(text)

    assert not set(name) & set('<>:"/\\|?*\0\n\t')
    assert not name.startswith((".", "-", "~", " "))
    assert not name.endswith((".", " "))
    assert len(name.encode()) <= MAX_BYTES
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SEN-foreign_minister", "SEN-foreign_minister"),
        ("Côte d'Ivoire", "Côte d'Ivoire"),
        ("../../etc/passwd", "_..-etc-passwd"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("a/b\\c:d", "a-b-c-d"),
        ("  x . ", "x"),
        ("السنغال", "السنغال"),
    ],
)
def test_a_name_stays_readable(text, expected):
    """What is safe already is not touched."""
    assert safe_name(text) == expected


def test_two_long_names_that_begin_alike_stay_two():
    """Cutting a name must not make two letters one."""
    assert safe_name("x" * 300 + "a") != safe_name("x" * 300 + "b")


def test_names_that_differ_in_case_alone_clash():
    """macOS and Windows hold them to be one file."""
    assert clash_key("Senegal") == clash_key("SENEGAL")
    assert clash_key("é") == clash_key("e\u0301")


def test_a_letter_is_delivered_in_all_its_formats_with_its_checksums(tmp_path):
    """What is on disk is what the manifest will say."""
    written = deliver(SHEETS, target(tmp_path)).files

    assert sorted(path.name for path in tmp_path.iterdir()) == ["letter.docx", "letter.pdf"]
    assert [entry.sha256 for entry in written] == [
        hashlib.sha256(sheet.content).hexdigest() for sheet in SHEETS
    ]
    assert [entry.pages for entry in written] == [None, 3]


def test_a_letter_that_cannot_be_written_whole_leaves_nothing(tmp_path):
    """A folder stands where the PDF should: the Word file is not left alone."""
    (tmp_path / "letter.pdf").mkdir()
    (tmp_path / "letter.pdf" / "x").touch()

    with pytest.raises(LetterFailed) as caught:
        deliver(SHEETS, target(tmp_path))

    assert caught.value.problems[0].code is Code.CANNOT_WRITE
    assert [path.name for path in tmp_path.iterdir()] == ["letter.pdf"]


def test_a_file_that_no_run_has_written_is_moved_aside_and_kept(tmp_path):
    """A letter that somebody has put there, or has corrected by hand."""
    (tmp_path / "letter.docx").write_bytes(b"corrected by hand")
    (tmp_path / "letter.pdf").write_bytes(b"an older one")

    delivery = deliver(
        SHEETS, target(tmp_path, letter__docx=sha256(b"word, older"), letter__pdf=sha256(b"an older one"))
    )

    assert delivery.set_aside == (tmp_path / "aside" / "letter.docx",)
    assert delivery.set_aside[0].read_bytes() == b"corrected by hand"
    assert (tmp_path / "letter.docx").read_bytes() == b"word"
    assert (tmp_path / "letter.pdf").read_bytes() == b"%PDF"


def test_the_same_bytes_are_in_nobodys_way(tmp_path):
    """A run that was killed has written them, and had no time to say so."""
    (tmp_path / "letter.docx").write_bytes(b"word")

    assert deliver(SHEETS, target(tmp_path)).set_aside == ()
    assert not (tmp_path / "aside").exists()


def test_two_files_of_one_name_are_both_kept_aside(tmp_path):
    for content in (b"one", b"two"):
        (tmp_path / "a.pdf").write_bytes(content)
        retire(tmp_path / "a.pdf", ("0",), tmp_path / "aside")

    assert {path.name: path.read_bytes() for path in (tmp_path / "aside").iterdir()} == {
        "a.pdf": b"one",
        "a (2).pdf": b"two",
    }


def test_what_a_run_has_written_is_taken_away_for_good(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"one")

    assert retire(tmp_path / "a.pdf", (sha256(b"one"),), tmp_path / "aside") is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_may_not_be_written_to_is_said(tmp_path):
    """The system's own words, and a way out."""
    tmp_path.chmod(0o500)

    with pytest.raises(LetterFailed, match="cannot write"):
        deliver(SHEETS, target(tmp_path))


def test_a_manifest_reads_back_as_it_was_written(tmp_path):
    """CSV for people, JSON for programs, the same rows."""
    row = dict.fromkeys(COLUMNS, "") | {"id": "Ü-1", "pages": 3, "bytes": 10, "status": "written"}

    write_manifest(tmp_path, lambda: [row, row])

    with (tmp_path / "manifest.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == [{key: str(value) for key, value in row.items()}] * 2
    assert json.loads((tmp_path / "manifest.json").read_text("utf-8")) == [row, row]
    write_manifest(tmp_path, list)
    assert json.loads((tmp_path / "manifest.json").read_text("utf-8")) == []


def test_failed_rows_come_back_as_they_were_and_run_no_formula(tmp_path):
    """A cell that would be run by a spreadsheet is marked as text."""
    write_failed(
        tmp_path / "failed.csv",
        ["id", "name"],
        [(("1", "=HYPERLINK(1)"), "LF012: empty"), (("2", "a", "b"), "LF022")],
    )

    with (tmp_path / "failed.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["id", "name", "error"],
        ["1", "'=HYPERLINK(1)", "LF012: empty"],
        ["2", "a", "LF022", "b"],
    ]


def test_no_failed_rows_no_file(tmp_path):
    """An old list of failures does not outlive a run that had none."""
    write_failed(tmp_path / "failed.csv", ["id"], [(("1",), "LF012")])
    write_failed(tmp_path / "failed.csv", ["id"], [])

    assert not (tmp_path / "failed.csv").exists()
