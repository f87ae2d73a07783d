"""Marks and spaces of each language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterforge.compose.blocks import skeleton
from letterforge.compose.typography import typeset_line
from letterforge.languages import OURS
from letterforge.model import Paragraph, Run, slot

N = "\u202f"


def typeset(text, language):
    return "".join(run.text for run in typeset_line((Run(text),), language))


@pytest.mark.parametrize(
    ("language", "typed", "printed"),
    [
        ("fr", "Pourquoi ? Parce que ; voici : fin !", f"Pourquoi{N}? Parce que{N}; voici{N}: fin{N}!"),
        ("fr", "Pourquoi? oui; non!", f"Pourquoi{N}? oui{N}; non{N}!"),
        ("fr", "Pourquoi\u00a0?", f"Pourquoi{N}?"),
        ("fr", "« Cour »", f"«{N}Cour{N}»"),
        ("fr", "«Cour», dit-il", f"«{N}Cour{N}», dit-il"),
        ("fr", 'la "Cour" et ("ici")', f"la «{N}Cour{N}» et («{N}ici{N}»)"),
        (
            "fr",
            "à 10:30, voir https://example.org/?a=1;b=2 ?",
            f"à 10:30, voir https://example.org/?a=1;b=2{N}?",
        ),
        ("fr", "a@example.org : oui", f"a@example.org{N}: oui"),
        (
            "fr",
            "M. le Ministre, n° 5, Mme la Ministre",
            "M.\u00a0le Ministre, n°\u00a05, Mme\u00a0la Ministre",
        ),
        ("fr", f"{slot(0)} : {slot(1)} ;", f"{slot(0)}{N}: {slot(1)}{N};"),
        ("fr", "Quoi ?!", f"Quoi{N}?!"),
        ("es", 'el "Estatuto": art. 5; ¿sí?', "el «Estatuto»: art.\u00a05; ¿sí?"),
        ("pt", 'o "Estatuto", n.º 5', "o «Estatuto», n.º\u00a05"),
        ("ar", 'في "روما"', "في «روما»"),
        (
            "en",
            "the \"Court\": art. 5; why? Governments' court's",
            "the “Court”: art. 5; why? Governments' court's",
        ),
    ],
)
def test_each_language_has_its_marks_and_spaces(language, typed, printed):
    """As a careful typist of that language would set them."""
    assert typeset(typed, language) == printed
    assert typeset(printed, language) == printed


def test_a_mark_after_bold_text_gets_its_space_too():
    """It begins a run of its own."""
    assert skeleton(f'**gras** ; *"cité"* : {slot(0)}', "fr").blocks == (
        Paragraph(
            (
                Run("gras", strong=True),
                Run(f"{N}; "),
                Run(f"«{N}cité{N}»", emphasis=True),
                Run(f"{N}: {slot(0)}"),
            )
        ),
    )


PIECES = [*"abé1 ;:!?«»\"'.,()-\u00a0\u202f\n", slot(0), "https://x.org/?a ", "M. "]
TEXT = st.lists(st.sampled_from(PIECES)).map("".join)


@given(TEXT, st.sampled_from(sorted(OURS.complete())))
def test_no_letter_and_no_value_is_ever_changed(text, language):
    """Only spaces and double quotes are."""

    def essence(value):
        return [character for character in value if not character.isspace() and character not in '"“”«»']

    assert essence(typeset(text, language)) == essence(text)


@given(TEXT, st.sampled_from(sorted(OURS.complete())))
def test_done_twice_it_changes_nothing(text, language):
    """So that a template may be typed with the right spaces."""
    once = typeset(text, language)

    assert typeset(once, language) == once
