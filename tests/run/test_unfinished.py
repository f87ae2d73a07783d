"""Nothing unfinished leaves: `check` knows of it before the first letter, and tells each thing once."""

from __future__ import annotations

import pytest

from campaigns import LIST, SETTINGS, write_campaign
from letterforge import check
from letterforge.campaign import Campaign
from letterforge.errors import Code, Severity
from letterforge.pipeline import Workshop, draft
from letterforge.recipients import read_recipients
from letterforge.run.request import Wanted

OWN = SETTINGS.replace('register = "rome-statute"\n', "")
HEAD = '---\nsalutation: "Excellency,"\nclosing: "Sincerely,"\n---\n'


def told(folder, template, rows=LIST, settings=OWN, **files):
    loaded = Campaign.load(write_campaign(folder, template, rows, settings, **files))
    return check(loaded, Wanted()).problems


def words(problem):
    return problem.place.excerpt[slice(*problem.place.span)] if problem.place.span else ""


def letters(folder, template, rows=LIST):
    loaded = Campaign.load(write_campaign(folder, template, rows, OWN))
    table = read_recipients(loaded)
    return [draft(each, Workshop(loaded)) for each in table.recipients]


# --- places ----------------------------------------------------------------------------------------


def test_places_in_every_part_of_a_template_are_told_once(tmp_path):
    """Front matter, lists, annexes, files that are taken in, and texts in tags.

    Once, and not for each row.
    """
    template = (
        '---\nsubject: "About [DATE]"\nsalutation: "Dear ,"\nclosing: "Yours ____"\nenclosures:\n  - "One"\n'
        '  - "[Title]"\nannexes: ["a.md"]\n---\nB {% include "c.md" %} {{ recipient.name or "[NAME]" }}\n'
        '{% if recipient.title == "[OFFICE]" %}x{% endif %}\n'
    )

    found = told(tmp_path, template, a__md="# Annex\n\nTBC\n", c__md="one\ntwo «Last_Name»\n")

    assert [(each.code, each.place.file, each.place.line, words(each)) for each in found] == [
        (Code.UNFILLED_PLACE, "letter.en.md", 2, "[DATE]"),
        (Code.UNFILLED_PLACE, "letter.en.md", 3, "Dear ,"),
        (Code.UNFILLED_PLACE, "letter.en.md", 4, "____"),
        (Code.UNFILLED_PLACE, "letter.en.md", 7, "[Title]"),
        (Code.UNFILLED_PLACE, "letter.en.md", 10, "[NAME]"),
        (Code.UNFILLED_PLACE, "a.md", 3, "TBC"),
        (Code.UNFILLED_PLACE, "c.md", 2, "«Last_Name»"),
    ]


def test_places_in_the_settings_are_told_with_their_line(tmp_path):
    """Facts, sender, signatories and the letter's place; what is allowed stands."""
    settings = (
        OWN.replace(
            'organisation = "Coalition"', 'organisation = "[ORGANISATION]"\nlines = ["[Your address]"]'
        )
        .replace('city = "The Hague"', 'city = "[CITY]"')
        .replace(
            '{ en = "The Hague", fr = "La Haye" }', '{ en = "[place]", fr = "[lieu]" }\nposted_in = "NL"'
        )
        .replace('"ANN SIGNATORY"', '"[Name]"')
        .replace('"Convenor"', '"[Title]"')
        + '\n[inspect]\nallow = ["[Title]"]\n'
    )

    found = told(tmp_path, HEAD + "Body", settings=settings)

    lines = settings.splitlines()
    assert {(each.code, each.place.file) for each in found} == {(Code.UNFILLED_PLACE, "letterforge.toml")}
    assert [words(each) for each in found] == [
        "[place]", "[lieu]", "[CITY]", "[ORGANISATION]", "[Your address]", "[Name]",
    ]  # fmt: skip
    assert all(words(each) in lines[each.place.line - 1] for each in found)


@pytest.mark.parametrize(
    ("template", "parts"),
    [
        (
            HEAD + "Dear {{ recipient.title }},\n\nWe write.\n\nYours sincerely,\n\nAnn Specimen\n",
            [(5, "salutation"), (9, "closing")],
        ),
        (
            HEAD.replace("Excellency,", "S", 1).replace("---\n", '---\nsubject: "RE: Meeting"\n', 1)
            + "We write.\n",
            [(None, "RE:")],
        ),
        (HEAD + "Excellency, we ask you:\n\nSincerely held views differ.\n", []),
        ("---\nsalutation: none\nclosing: none\n---\nDear Minister,\n\nWe write.\n\nKind regards,\n", []),
    ],
)
def test_a_part_that_the_text_repeats_is_told_with_its_line(tmp_path, template, parts):
    """A whole letter was pasted.

    Where the front matter says that there is no other, it may be in the text.
    """
    found = told(tmp_path, template)

    assert [(each.code, each.place.line) for each in found] == [
        (Code.PART_MISSING, line) for line, _ in parts
    ]
    assert all(word in each.message for each, (_, word) in zip(found, parts, strict=True))


def test_settings_without_a_text_for_the_language_of_a_letter_are_told_once(tmp_path):
    """The letters would print another language's, and nobody would know."""
    rows = "id,country,office,language\na,Spain,foreign_minister,es\nb,France,foreign_minister,fr\n"
    settings = OWN.replace('title = "Convenor"', 'title = { en = "Convenor", fr = "Coordonnateur" }')

    found = told(tmp_path, HEAD + "B", rows, settings, letter__es__md=HEAD + "B", letter__fr__md=HEAD + "B")

    (problem,) = (each for each in found if each.code is Code.BAD_SETTING)
    assert problem.severity is Severity.WARNING
    assert problem.message.endswith("letter.place, signatories.title")
    assert 'es = "…"' in problem.hint


def test_a_signatory_who_is_only_called_one_is_told(tmp_path):
    """No bracket says so."""
    (problem,) = told(tmp_path, HEAD + "Body", settings=OWN.replace("ANN SIGNATORY", "Name of signatory"))

    assert (problem.code, words(problem)) == (Code.UNFILLED_PLACE, "Name of signatory")


def test_a_place_that_is_allowed_is_in_a_letter(tmp_path):
    """Nothing else finds it afterwards."""
    settings = OWN + "\n[inspect]\nallow = ['[NAME]']\n"

    assert told(tmp_path, HEAD + "To [NAME].", settings=settings) == ()


def test_a_place_that_only_a_row_shows_is_told_with_the_row(tmp_path):
    """A condition, or a file whose name is worked out."""
    found = told(tmp_path, HEAD + "Dear {% if recipient.name %}{{ recipient.name }}{% endif %}, we write.")

    assert [(each.code, each.place.row) for each in found] == [
        (Code.UNFILLED_PLACE, 2),
        (Code.UNFILLED_PLACE, 3),
    ]


def test_what_is_pasted_or_drawn_in_a_file_that_is_taken_in_has_its_line(tmp_path):
    """It need not be a whole text, so that nothing else is looked for in it."""
    found = told(tmp_path, HEAD + 'Hi {% include "c.md" %}', c__md="![a](b.png)\n\n•\tx\n\nnote[^1]\n")

    assert {(each.code, each.place.file, each.place.line) for each in found} >= {
        (Code.NOT_IN_A_LETTER, "c.md", 1),
        (Code.PASTED_LIST, "c.md", 3),
    }


# --- traces ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "First {% if recipient.name %}with {{ recipient.name }} {% endif %}, then.",
        "Ms {{ recipient.name or '' }}, and more",
        "and ( {{ recipient.name or '' }} ).",
        "with {{ recipient.name or '' }}.",
        "{{ recipient.name or '' }}, Minister",
        "- one\n- two {{ recipient.name or '' }}, three",
        "| A |\n|---|\n| x {{ recipient.name or '' }}, y |",
    ],
)
def test_check_knows_the_traces_that_a_letter_will_have(tmp_path, body):
    """All problems at once, before the first letter."""
    found = told(tmp_path, HEAD + body)

    assert [(each.code, each.place.row) for each in found] == [(Code.MERGE_TRACE, 2), (Code.MERGE_TRACE, 3)]


def test_what_a_template_or_a_cell_says_itself_is_no_trace(tmp_path):
    """A typed space before a comma, None of us, a spaced ellipsis."""
    rows = LIST.replace("Dakar", "None of us").replace("Banjul", "a () b")
    body = "Well , then. None of us . . . and {{ recipient.city }}."

    assert told(tmp_path, HEAD + body, rows) == ()


def test_a_part_that_is_missing_hides_no_trace(tmp_path):
    """The row's faults and the letter's are told at once."""
    rows = "id,country,office,organisation\nA,Kenya,ambassador,Embassy\nB,Senegal,,Embassy\n"

    found = told(tmp_path, HEAD + "With {{ recipient.name or '' }}, too.", rows)

    assert [(each.code, each.place.row) for each in found] == [
        (Code.MISSION_WITHOUT_COUNTRY, 2),
        (Code.MERGE_TRACE, 2),
        (Code.PART_MISSING, 3),
        (Code.MERGE_TRACE, 3),
    ]


# --- parts -----------------------------------------------------------------------------------------

NOBODY = "id,country,organisation\nA,Senegal,Embassy\n"


def test_a_letter_to_nobody_without_salutation_and_close_is_told(tmp_path):
    """Each of the three, at its row."""
    found = told(tmp_path, "Body", NOBODY)

    assert [(each.code, each.place.row) for each in found] == [(Code.PART_MISSING, 2)] * 3
    assert [each.hint.split(":")[0] for each in found] == [
        'fill "name", "title" or "office"; or write addressee',
        "write salutation",
        "write closing",
    ]


def test_what_is_left_out_on_purpose_is_no_fault(tmp_path):
    """The protocol's forms are not printed in its place."""
    template = "---\nsalutation: none\nclosing: none\naddressee: organisation\n---\nBody"

    assert told(tmp_path / "a", template, NOBODY) == ()
    (letter, _) = letters(tmp_path / "b", template)
    assert (letter.salutation, letter.closing) == ((), ())
    rows = (
        LIST.replace("city\n", "city,salutation\n")
        .replace("Dakar", "Dakar,Dear friend:")
        .replace("Banjul", "Banjul,")
    )
    (letter, _) = letters(tmp_path / "c", template, rows)
    assert letter.salutation[0].text == "Dear friend:"


@pytest.mark.parametrize(
    "body", ["{% if recipient.name %}x{% endif %}", "\n\n", "---\n", "- {{ recipient.name or '' }}"]
)
def test_a_letter_without_text_is_told(tmp_path, body):
    """Whatever its conditions leave."""
    found = told(tmp_path, HEAD + body)

    assert {each.code for each in found} == {Code.PART_MISSING}
    assert [each.place.row for each in found] == [2, 3]


def test_empty_entries_are_left_out_and_not_counted(tmp_path):
    """Also those of which only the commas are left."""
    template = (
        '---\nsalutation: "E,"\nclosing: "S"\ncontact: "{{ '
        'recipient.name or \'\' }}"\nenclosures: ["The report", '
        '"{% if recipient.name %}List{% endif %}", "{{ recipient.name or \'\' }}"]\n'
        "copies: [\"{{ recipient.name or '' }}\", "
        "\"{{ recipient.name or '' }}, {{ recipient.honorific or '' }}\"]\n---\nB"
    )
    (letter, _) = letters(tmp_path, template)

    assert (letter.enclosures_label, len(letter.enclosures)) == ("Enclosure:", 1)
    assert (letter.copies, letter.contact) == ((), ())


# --- numbers ---------------------------------------------------------------------------------------


def test_numbers_that_conditions_leave_out_are_one_warning(tmp_path):
    """And none where they are counted."""
    body = "{0}. a\n{{% if recipient.name %}}\n{1}. b\n{{% endif %}}\n{2}. c"

    (problem,) = told(tmp_path / "a", HEAD + body.format(1, 2, 3))

    assert (problem.code, problem.severity, problem.place.line) == (Code.LIST_NUMBERS, Severity.WARNING, 5)
    assert told(tmp_path / "b", HEAD + body.format(1, 1, 1)) == ()
