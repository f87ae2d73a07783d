"""Typefaces: found before the first letter, or named with the way to get them."""

from __future__ import annotations

import sys

import pytest

from letterforge import machine
from letterforge.errors import Code
from letterforge.model import Format
from letterforge.typeset import TYPESETTERS, check_stationery
from letterforge.typeset.faces import (
    _hint,
    find_missing_face,
    find_packaged_files,
    name_css_family,
    name_word_face,
)
from letters import paragraph, plain_letter, sample_campaign
from reading_back import pdf_streams
from word_files import parts


def test_the_samples_face_comes_with_the_installation():
    """Four files: regular, bold, italic, bold italic."""
    files = find_packaged_files("Caladea")

    assert [(file.bold, file.italic) for file in files] == [
        (False, False),
        (True, False),
        (False, True),
        (True, True),
    ]
    assert all(file.path.is_file() for file in files)
    assert find_missing_face("Caladea") is None


def test_a_packaged_face_has_a_name_of_its_own_in_css():
    """The system's version of the same family must not be taken for it."""
    assert name_css_family("Caladea") != "Caladea"
    assert name_css_family("Some Other") == "Some Other"


def test_a_face_of_the_system_is_found():
    """Any family that fontconfig lists will do."""
    families = sorted(machine.system_families())
    if not families:
        pytest.skip("this machine has no system typeface")

    assert find_missing_face(families[0]) is None


def test_a_missing_face_is_a_problem_with_its_place():
    """Named as the campaign names it."""
    problem = find_missing_face("Garamond Of Nowhere")

    assert problem is not None
    assert problem.code is Code.MISSING_FACE
    assert '"Garamond Of Nowhere"' in problem.message
    assert problem.place.column == "stationery.face"
    assert problem.hint


def test_a_misspelt_face_gets_the_nearest():
    """The sample's own is always near."""
    problem = find_missing_face("Caladae")

    assert problem is not None
    assert 'did you mean "Caladea"' in problem.hint


def test_words_own_faces_have_free_twins():
    """Who names Cambria learns what to name instead, and what Word then shows."""
    problem = find_missing_face("Cambria")

    assert problem is not None
    assert 'face = "Caladea"' in problem.hint
    assert name_word_face("Caladea") == "Cambria"


def test_old_style_figures_that_a_face_has_not_are_told(tmp_path):
    """Never lining ones in silence."""
    loaded = sample_campaign(tmp_path, figures="old-style")

    (problem,) = check_stationery(loaded, [Format.PDF])

    assert problem.code is Code.MISSING_FACE
    assert "Caladea" in problem.message
    assert check_stationery(loaded, [Format.DOCX]) == []


@pytest.mark.skipif(not machine.has_face("Carlito"), reason="the typeface Carlito is not on this machine")
def test_old_style_figures_are_another_set_of_shapes(tmp_path):
    """In the PDF other glyphs; in Word a property of the text."""
    drawn = {}
    for figures in ("lining", "old-style"):
        loaded = sample_campaign(tmp_path / figures, face="Carlito", figures=figures)
        assert check_stationery(loaded, [Format.PDF]) == []
        letter = plain_letter(body=(paragraph("1234567890"),))
        drawn[figures] = pdf_streams(TYPESETTERS[Format.PDF](loaded).set(letter).content)
        styles = parts(TYPESETTERS[Format.DOCX](loaded).set(letter).content)["word/styles.xml"]
        assert (b'numForm w14:val="oldStyle"' in styles) == (figures == "old-style")
    assert drawn["lining"] != drawn["old-style"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no package manager to name")
@pytest.mark.parametrize(
    ("face", "package"), [("Carlito", "fonts-crosextra-carlito"), ("Liberation Serif", "fonts-liberation")]
)
def test_the_faces_of_the_ready_stationeries_come_with_the_command_that_installs_them(
    tmp_path, monkeypatch, face, package
):
    """Who chooses modern or plain on a new machine is told what to type."""
    (tmp_path / "apt-get").write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert _hint(face) == f"install it: apt-get install --no-install-recommends -y {package}"
