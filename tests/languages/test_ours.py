"""Our own languages: whole, of the right shape, and read only as far as they are needed."""

from __future__ import annotations

import csv
import subprocess
import sys

import pytest

from letterforge.languages import OURS, PackPart
from letterforge.languages.brought import _faults_of_row
from letterforge.languages.files import FOLDER, list_our_files
from letterforge.languages.shape import CSV_COLUMNS, SHAPES, find_faults
from letterforge.model.offices import OFFICES
from letterforge.protocol.completeness import incomplete
from letterforge.protocol.lint_words import title_kinds
from letterforge.protocol.office_words import data
from letterforge.states import all_others, all_states

FILES = [(code, part) for code, names in list_our_files().items() for part in PackPart if part in names]


@pytest.mark.parametrize("language", OURS.complete())
def test_each_of_ours_has_every_part_title_form_and_name(language):
    """For all offices and states, not only those of one list."""
    assert incomplete(OURS, language, {*all_states(), *all_others()}, OFFICES) is None
    assert all(part in list_our_files()[language] for part in PackPart)
    assert "SOURCES.md" in list_our_files()[language]


@pytest.mark.parametrize(("language", "part"), FILES, ids=str)
def test_no_file_of_ours_has_an_unknown_key_or_a_wrong_value(language, part):
    """It would be without effect, in silence."""
    if part in SHAPES:
        assert not list(find_faults(OURS.document(language, part), SHAPES[part]))
        return
    path = FOLDER / language / part
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(rows[0]) <= set(CSV_COLUMNS[part])
    for number, row in enumerate(rows, start=2):
        assert not list(_faults_of_row(row, part, str(path), number))


@pytest.mark.parametrize("language", OURS.having(PackPart.WORDS))
def test_words_are_of_kinds_that_exist(language):
    assert OURS.document(language, PackPart.WORDS).get("titles", {}).keys() <= title_kinds().keys()


@pytest.mark.parametrize("language", OURS.having(PackPart.OFFICES))
def test_words_of_offices_are_of_rules_that_exist(language):
    assert OURS.document(language, PackPart.OFFICES)["by_state"].keys() <= data()["by_state"].keys()


def test_no_file_lies_in_a_language_that_nobody_reads():
    for names in list_our_files().values():
        assert names <= {*PackPart, "SOURCES.md"}


def test_nothing_is_read_before_it_is_needed():
    code = (
        "import letterforge.languages.files as files, letterforge.api;"
        "print(files.read_our_document.cache_info().misses, files.read_our_rows.cache_info().misses)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["0", "0"]
