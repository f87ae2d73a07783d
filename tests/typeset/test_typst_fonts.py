"""What Typst does where neither letterforge's typefaces nor the machine's have a character."""

from __future__ import annotations

import pytest

from letterforge.errors import Code, LetterFailed
from letterforge.typeset import coverage
from letterforge.typeset.plan import faces, families
from letterforge.typeset.to_typst import TypstTypesetter
from letters import line, plain_letter, sample_campaign
from reading_back import pdf_text

CACHED = (coverage.list_system_faces, coverage.find_coverage, faces._list_candidates, families._make_faces)


@pytest.fixture
def bare_machine(monkeypatch):
    """One without a single typeface but those that come with letterforge."""
    for function in CACHED:
        function.cache_clear()
    for module in (coverage, faces):
        monkeypatch.setattr(module, "list_system_faces", dict)
    yield
    monkeypatch.undo()
    for function in CACHED:
        function.cache_clear()


def addressed(*lines):
    return plain_letter(inside_address=tuple(line(text, personal=True) for text in lines))


def test_names_in_european_scripts_are_set_alike_on_every_machine(tmp_path, bare_machine, monkeypatch):
    """They need no typeface of the machine, whether it has one or not. Hebrew is in Typst's own serif."""
    letter, campaign = addressed("București", "Κύπρος", "София"), sample_campaign(tmp_path)
    on_bare = TypstTypesetter(campaign).set(letter).content
    assert all(name in pdf_text(on_bare) for name in ("București", "Κύπρος", "София"))
    assert TypstTypesetter(campaign).set(addressed("ירושלים")).pages == 1

    monkeypatch.undo()

    assert TypstTypesetter(campaign).set(letter).content == on_bare


@pytest.mark.usefixtures("bare_machine")
def test_a_script_that_no_face_has_costs_the_letter(tmp_path):
    with pytest.raises(LetterFailed) as caught:
        TypstTypesetter(sample_campaign(tmp_path)).set(addressed("საქართველო"))

    assert {problem.code for problem in caught.value.problems} == {Code.MISSING_GLYPH}
