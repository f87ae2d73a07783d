"""Cells in conditions and comparisons, and cells that must not be printed."""

from __future__ import annotations

import dataclasses

import pytest

from campaigns import SETTINGS, write_campaign
from filling import SENEGAL, failures, filled
from letterforge.api import check
from letterforge.campaign import Campaign
from letterforge.errors import Code, Place, Problem

ASKS = "{% if recipient.invited %}yes{% else %}no{% endif %}"


def cell(text, **changes):
    """A recipient with a further column `invited`."""
    return dataclasses.replace(SENEGAL, extra={"invited": text}, **changes)


@pytest.mark.parametrize(
    "text",
    ["FALSE", "no", "No.", "0", "nein", "non", "-", "Não", "لا", "n", "✗", "0.0", "off", "None", "n/a"],
)
def test_a_text_that_says_no_is_not_taken_for_yes(tmp_path, text):
    """The error shows how to compare."""
    (problem,) = failures(tmp_path, ASKS, cell(text))

    assert problem.code is Code.TEMPLATE_FAILED
    assert f'recipient.invited is the text "{text}"' in problem.message
    assert '{% if recipient.invited == "yes" %}' in problem.hint
    assert (problem.place.row, problem.place.line) == (2, 4)


@pytest.mark.parametrize(
    "body",
    [
        "{% if not recipient.invited %}a{% endif %}",
        "{% if recipient.city and recipient.invited %}a{% endif %}",
        "{% if facts.empty %}{% elif recipient.invited %}a{% endif %}",
        "{{ 'a' if recipient.invited else 'b' }}",
        "{% set told = recipient.invited %}{% if told %}a{% endif %}",
        "{% if recipient.invited | lower %}a{% endif %}",
        '{% if recipient["invited"] %}a{% endif %}',
        "{% for each in facts.places if recipient.invited %}a{% endfor %}",
        "{{ recipient.invited and 'YES' }}",
        "{{ recipient.invited and 'YES' or 'NO' }}",
        "{{ recipient.city and recipient.invited and 'YES' }}",
        "{% set told = not recipient.invited and 'YES' %}{{ told }}",
        "{% if recipient.invited is true %}a{% endif %}",
        "{% if recipient.invited is not false %}a{% endif %}",
    ],
)
def test_wherever_a_condition_stands(tmp_path, body):
    """In each part of it that stands by itself."""
    assert [problem.code for problem in failures(tmp_path, body, cell("no"))] == [Code.TEMPLATE_FAILED]


@pytest.mark.parametrize("text", ["yes", "TRUE", "ja", "none of them", "No. 5", "00", "1"])
def test_other_texts_are_there(tmp_path, text):
    """As before."""
    assert filled(tmp_path, ASKS, cell(text)) == "yes"


def test_printing_no_and_comparing_with_it_is_right(tmp_path):
    """A condition alone takes it for yes; `or` prints what is there."""
    assert filled(tmp_path / "1", "{{ recipient.invited or 'x' }}", cell("0")) == "0"
    body = "{% if recipient.invited == 'no' %}never{% endif %}"
    assert filled(tmp_path / "2", body, cell("no")) == "never"


@pytest.mark.parametrize(("truth", "said"), [(True, "yes"), (False, "no")])
def test_what_a_workbook_holds_as_true_or_false_stays_so(tmp_path, truth, said):
    """Without a comparison."""
    text = str(truth).upper()
    assert filled(tmp_path, ASKS, cell(text, truths={"invited": truth})) == said


def test_a_text_is_neither_true_nor_false(tmp_path):
    """`is true` would be false for all; a workbook's true or false can be asked."""
    body = "{% if recipient.invited is true %}yes{% endif %}"
    (problem,) = failures(tmp_path / "a", body, cell("yes"))

    assert 'tests whether the text "yes" is true or false' in problem.message
    assert '== "yes"' in problem.hint
    assert filled(tmp_path / "b", body, cell("TRUE", truths={"invited": True})) == "yes"
    assert filled(tmp_path / "c", "{{ recipient.invited and 'YES' }}", cell("yes")) == "YES"


def test_true_or_false_is_not_compared_with_text(tmp_path):
    """`== "yes"` would be false for all."""
    body = '{% if recipient.invited == "TRUE" %}a{% endif %}'
    (problem,) = failures(tmp_path, body, cell("TRUE", truths={"invited": True}))

    assert 'compares the text "TRUE" with true or false' in problem.message
    assert "{% if recipient.invited %}" in problem.hint


@pytest.mark.parametrize("sign", ["==", "!=", "<", "<=", ">", ">="])
@pytest.mark.parametrize("swapped", [False, True])
def test_a_text_is_not_compared_with_a_number(tmp_path, sign, swapped):
    """It is told in plain words, and never just false."""
    sides = ("5", "recipient.invited") if swapped else ("recipient.invited", "5")
    body = f"{{% if {sides[0]} {sign} {sides[1]} %}}a{{% endif %}}"
    (problem,) = failures(tmp_path, body, cell("5"))

    assert problem.message == 'this compares the text "5" with the number 5'
    assert '== "5"' in problem.hint


def test_other_comparisons_are_as_before(tmp_path):
    """Of numbers, of texts, of what is not there, of a number made of a cell."""
    tests = {
        "a": "facts.session == 19",
        "b": "recipient.city > 'D'",
        "c": "recipient.name == 5",
        "d": "recipient.invited | int > 5",
        "e": "1 < facts.session < 20",
        "f": "facts.session != 1",
        "g": "'The Hague' in facts.places",
    }
    body = "".join(f"{{% if {test} %}}{letter}{{% endif %}}" for letter, test in tests.items())

    assert filled(tmp_path, body, cell("7")) == "abdefg"


def test_a_doubtful_cell_is_an_error_where_it_is_printed(tmp_path):
    """With its column, and the line of the template."""
    doubt = Problem(Code.NUMBER_CELL, 'holds "x"', "type it", Place(column="Invited"))
    (problem,) = failures(tmp_path, "a\n\n{{ recipient.invited }}", cell("x", doubts={"invited": doubt}))

    assert problem.message == 'column "Invited" holds "x", and letter.en.md uses it in line 6'
    assert (problem.code, problem.hint) == (Code.NUMBER_CELL, "type it")
    assert (problem.place.row, problem.place.column) == (2, "Invited")


@pytest.mark.parametrize("body", ["{{ recipient.invited ~ '' }}", "{{ recipient.invited | upper }}"])
def test_however_it_is_printed(tmp_path, body):
    """By a filter, or as part of a longer text."""
    doubt = Problem(Code.NUMBER_CELL, 'holds "x"', "type it", Place(column="Invited"))
    assert [each.code for each in failures(tmp_path, body, cell("x", doubts={"invited": doubt}))] == [
        Code.NUMBER_CELL
    ]


def test_a_doubtful_cell_may_be_asked_about_and_a_date_printed_in_the_letters_language(tmp_path):
    """Which is as good as typed."""
    doubt = Problem(Code.DATE_CELL, "holds a date", "", Place(column="Invited"))
    body = "{% if recipient.invited %}{{ recipient.invited | date }}{% endif %}"

    assert filled(tmp_path, body, cell("2021-03-04", doubts={"invited": doubt})) == "4 March 2021"


@pytest.mark.parametrize(
    ("asked", "warned"),
    [
        ('recipient.inv == "Yes"', True),
        ('"Yes" != recipient.inv', True),
        ('recipient.inv in ["Yes", "maybe"]', True),
        ('recipient.inv is eq("Yes")', True),
        ('recipient.inv == "Yes" or recipient.inv in ["yes", "YES"]', False),
        ('recipient.inv | lower == "yes"', False),
        ('recipient.inv == "no"', False),
        ('recipient.inv == "Yes!"', False),
    ],
)
def test_cells_that_are_spelt_otherwise_than_what_they_are_compared_with_are_told(tmp_path, asked, warned):
    """Once, with the line and the spellings.

    The condition is false for them, and nothing else would say so.
    """
    rows = "id,country,office,inv\na,Senegal,minister,yes\nb,Mali,minister,yes\nc,Kenya,minister,YES\n"
    settings = SETTINGS.replace('register = "rome-statute"\n', "")
    template = f"---\nsubject: S\n---\nWe write.\n{{% if {asked} %}}\nYou come.\n{{% endif %}}\n"
    loaded = Campaign.load(write_campaign(tmp_path, template, rows, settings))

    problems = [each for each in check(loaded).problems if each.code is Code.TEMPLATE_FAILED]

    assert [(each.is_error, each.place.file, each.place.line) for each in problems] == (
        [(False, "letter.en.md", 5)] if warned else []
    )
    assert all('"yes" (2 rows), "YES" (1 row)' in each.message for each in problems)
