"""Which face Typst sets a character in that the stationery's own lacks."""

from __future__ import annotations

import pytest

from letterforge.errors import Code, LetterFailed
from letterforge.typeset.to_typst import TypstTypesetter
from letterforge.typeset.typst import fonts
from letters import line, paragraph, plain_letter, sample_campaign
from reading_back import pdf_text


@pytest.fixture
def bare_machine(monkeypatch):
    """One without a single typeface but those of Python packages."""
    monkeypatch.setattr(fonts, "_system", dict)
    fonts._find_fallback.cache_clear()
    fonts.find_coverage.cache_clear()
    yield
    fonts._find_fallback.cache_clear()
    fonts.find_coverage.cache_clear()


def addressed(*lines):
    return plain_letter(inside_address=tuple(line(each, personal=True) for each in lines))


@pytest.mark.usefixtures("bare_machine")
def test_names_in_european_scripts_need_no_typeface_of_the_machine(tmp_path):
    """București has a letter that the sample's typeface lacks."""
    letter = addressed("București", "Κύπρος", "София", "ירושלים")

    text = pdf_text(TypstTypesetter(sample_campaign(tmp_path)).set(letter).content)

    assert all(name in text for name in ("București", "Κύπρος", "София"))


def test_they_are_set_alike_on_every_machine(tmp_path, bare_machine, monkeypatch):
    letter, campaign = addressed("București", "Κύπρος"), sample_campaign(tmp_path)
    on_bare = TypstTypesetter(campaign).set(letter).content
    monkeypatch.undo()
    fonts._find_fallback.cache_clear()

    assert TypstTypesetter(campaign).set(letter).content == on_bare


@pytest.mark.usefixtures("bare_machine")
def test_a_script_that_no_face_has_costs_the_letter(tmp_path):
    with pytest.raises(LetterFailed) as caught:
        TypstTypesetter(sample_campaign(tmp_path)).set(addressed("საქართველო"))

    assert {problem.code for problem in caught.value.problems} == {Code.MISSING_GLYPH}


@pytest.mark.parametrize("character", ["Ə", "₹", "Ґ", "Ђ"])
def test_a_face_that_is_lent_has_the_character_in_every_style(character, tmp_path):
    """Typst's own serif has some in the upright regular alone: where no face of the system has it, that is
    told.
    """
    styles = ({}, {"strong": True}, {"emphasis": True}, {"strong": True, "emphasis": True})
    letter = plain_letter(body=tuple(paragraph(f"It is {character}.", **style) for style in styles))

    try:
        content = TypstTypesetter(sample_campaign(tmp_path)).set(letter).content
    except LetterFailed as failure:
        (problem,) = failure.problems
        assert problem.code is Code.MISSING_GLYPH
        return

    assert pdf_text(content).count(character) == len(styles)
