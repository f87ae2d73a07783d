"""From a list as somebody has it to letters: what is asked for, what is said, in which language."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stderr
from datetime import date

import pytest

from campaigns import LIST, SETTINGS, write_campaign
from letterforge import api, states
from letterforge.campaign import Campaign
from letterforge.cli import speech
from letterforge.errors import BrokenCampaign, Code, Severity
from letterforge.run.request import Wanted

PLAIN = SETTINGS.replace('register = "rome-statute"\n', "")
TO_ALL = f'{PLAIN}\n[recipients.defaults]\ntitle = "Minister"\n'
"""No letter is to nobody."""
BODY = '---\nsalutation: "Excellency,"\nclosing: "Sincerely,"\n---\n'


def checked(folder, rows, body="We write.", settings=TO_ALL):
    """What check finds."""
    campaign = Campaign.load(write_campaign(folder, BODY + body + "\n", rows, settings))
    return campaign, api.check(campaign)


def codes(found):
    """Of all problems, each with how serious it is."""
    return [(problem.code, problem.severity) for problem in found.problems]


def test_columns_that_no_letter_uses_are_one_warning(tmp_path):
    """With what they could be; those that some letter uses are not among them."""
    rows = "id,country,note,Remarks,title,Position,seen\na,KE,x,y,Minister,Chair,\nb,GH,,y,Minister,Chair,s\n"
    body = "We write. {% if recipient.note %}Note: {{ recipient.note }}{% endif %}"
    _, found = checked(tmp_path, rows, body)

    (warning,) = found.problems
    assert (warning.code, warning.severity) == (Code.UNUSED_COLUMN, Severity.WARNING)
    assert warning.message == 'no letter uses the columns "Remarks", "Position" (could be title) and "seen"'


def test_a_column_without_content_is_no_matter(tmp_path):
    """Outlook exports ninety of them."""
    _, found = checked(tmp_path, "id,country,Home Fax,Pager\na,KE,,\nb,GH,,\n")

    assert codes(found) == []


def test_what_is_read_in_a_condition_or_file_name_is_used(tmp_path):
    """However a template reads it."""
    rows = "id,country,a,b,c,d\nx,KE,1,2,3,4\n"
    body = '{% if recipient.a == "1" %}A{% endif %}{% set d = recipient["d"] %}{{ d }}{{ recipient.b or "" }}'
    settings = TO_ALL + '\n[output]\nfilename = "{{ recipient.id }}-{{ recipient.c }}"\n'
    _, found = checked(tmp_path, rows, body, settings)

    assert codes(found) == []


def test_a_letter_to_some_does_not_accuse_columns_of_the_others(tmp_path):
    """What any branch of the template names may be used by other letters."""
    rows = "id,country,note\na,KE,x\nb,GH,x\n"
    body = 'We write. {% if recipient.id == "b" %}{{ recipient.note }}{% endif %}'
    campaign, _ = checked(tmp_path, rows, body)

    assert api.check(campaign, Wanted(ids=("a",))).problems == ()
    assert [each.code for each in api.check(campaign).problems] == []


def test_no_state_is_needed_where_nothing_asks_for_one(tmp_path):
    """Neither is an id: both are told, and the letters are made."""
    _, found = checked(tmp_path, "Company,Full Name,Town\nSample Ltd,Ann Specimen,Nairobi\n")

    assert not found.errors
    assert {severity for _, severity in codes(found)} == {Severity.NOTICE}
    assert len(list(found.valid())) == 1


def test_a_state_that_the_template_asks_for_is_asked_with_its_clue(tmp_path):
    """And told of the table, once, where that has no such column."""
    rows = "id,organisation\na,Embassy of Kenya\n"
    _, found = checked(tmp_path, rows, "To {{ state.name }}.")

    (problem,) = found.errors
    assert problem.message.startswith('there is no column "country"')
    assert problem.hint.endswith("the rows suggest: row 2 Kenya")


def test_a_missing_office_says_how_to_give_it_to_all_rows(tmp_path):
    """The lines do what they say once a person has filled them, and are an error before."""
    rows = "id,country,address_country\na,KE,NL\nb,GH,NL\n"
    _, found = checked(tmp_path / "1", rows, "We write to {{ recipient.you }}.", PLAIN)
    lines = found.errors[0].hint.partition("letterforge.toml:\n")[2]

    assert lines == '[recipients.defaults]\noffice = "…"'
    _, found = checked(tmp_path / "2", rows, "We write to {{ recipient.you }}.", f"{PLAIN}\n{lines}\n")
    assert {Code.UNFILLED_PLACE, Code.UNKNOWN_OFFICE} <= {each.code for each in found.errors}
    lines = lines.replace("…", "ambassador")
    _, found = checked(tmp_path / "3", rows, "We write to {{ recipient.you }}.", f"{PLAIN}\n{lines}\n")
    assert not found.errors


def test_an_ellipsis_from_a_hint_is_a_place_left_unfilled(tmp_path):
    """The hint names the field that the template has; pasted as it is, it is an error.

    Real words are none.
    """
    rows = "id,country,city\na,KE,Nairobi\nb,,Lilongwe\n"
    _, found = checked(tmp_path / "1", rows, "To {{ state.name }}.")
    assert '{{ state.name or "…" }}' in found.errors[0].hint
    _, found = checked(tmp_path / "2", rows, 'To {{ state.name or "…" }}.')
    assert [each.code for each in found.errors] == [Code.UNFILLED_PLACE]
    _, found = checked(
        tmp_path / "3",
        rows,
        'To {{ state.name or "your country …" }} {{ state.name ~ "…" if state.name else "you" }}.',
    )
    assert not found.errors


def test_a_language_without_forms_is_said_first_and_alone(tmp_path):
    """In plain words, though the template is there and asks for a form of address.

    Other rows get their letters.
    """
    rows = "id,country,office,language\na,KE,ambassador,de\nb,GH,foreign minister,en\n"
    _, found = checked(tmp_path, rows, "We write to {{ recipient.you }}.", PLAIN)
    (problem,) = found.errors
    assert (problem.code, problem.place.row) == (Code.UNKNOWN_LANGUAGE, 2)
    assert problem.message.startswith("letters in German (de) cannot be made yet")
    assert [each.recipient.id for each in found.valid()] == ["b"]


def test_a_few_odd_titles_do_not_hide_the_column_of_offices(tmp_path):
    """The hint keeps the column, and quotes the rows that do not fit.

    Where most do not fit it is not given.
    """
    rows = [f"r{number},KE,{'Ambassador' if number < 4 else 'Director'}\n" for number in range(5)]
    table = "id,country,Job Title\n"
    _, found = checked(tmp_path / "1", table + "".join(rows), "To {{ recipient.you }}.", PLAIN)
    (problem, *_) = found.errors
    assert 'row 6 "Director"' in problem.hint
    assert problem.hint.endswith('[recipients.columns]\noffice = "Job Title"')
    _, found = checked(tmp_path / "2", table + "".join(rows[3:]), "To {{ recipient.you }}.", PLAIN)
    assert "[recipients.columns]" not in found.errors[0].hint


def test_rows_in_a_language_without_a_template_get_the_letter_of_another(tmp_path):
    """In all that it says; the row keeps its language."""
    settings = TO_ALL.replace("[letter]", 'language_fallbacks = { es = "en" }\n\n[letter]')
    body = "{{ letter.language }} {{ recipient.language }} {{ facts.opens }}"
    campaign, found = checked(tmp_path, "id,country,language\na,AR,es\n", body, settings)

    assert not found.errors
    letter = api.draft(campaign, "a")
    assert letter.language == "en"
    texts = "".join(run.text for block in letter.body for run in block.content)
    assert texts == "en es 14\u00a0December 2020"


@pytest.mark.parametrize(
    "lines",
    [
        'columns = { country = ["A", "B"] }',
        "columns = { name = [] }",
        "defaults = { id = 'x' }",
        "defaults = { nonsense = 'x' }",
        "heading_row = -1",
        "hidden_rows = 'perhaps'",
    ],
)
def test_settings_that_make_no_sense_are_refused(tmp_path, lines):
    """With their line."""
    with pytest.raises(BrokenCampaign) as broken:
        checked(tmp_path, "id\na\n", settings=f"{PLAIN}\n[recipients]\n{lines}\n")

    (problem,) = broken.value.problems
    assert problem.code is Code.BAD_SETTING
    assert problem.place.line


def test_titles_that_are_offices_are_offered_as_such(tmp_path):
    """Where a letter lacks what the form of address of an office would give it.

    And the lines do what they say.
    """
    rows = (
        "id,name,Job title,address_country\na,Ann Specimen,Ambassador,NL\nb,Bea Sample,Minister of Justice,\n"
    )
    plain = '---\nsubject: "S"\n---\n'
    campaign = write_campaign(tmp_path / "1", plain + "We write.\n", rows, PLAIN)
    problems = api.check(Campaign.load(campaign)).errors
    lines = problems[0].hint.partition("letterforge.toml:\n")[2]

    assert {problem.code for problem in problems} == {Code.PART_MISSING}
    assert lines == '[recipients.columns]\noffice = "Job title"'
    again = write_campaign(tmp_path / "2", plain + "We write.\n", rows, f"{PLAIN}\n{lines}\n")
    assert not api.check(Campaign.load(again)).errors


def test_titles_of_which_some_are_no_offices_are_not(tmp_path):
    """They would all be errors."""
    rows = "id,name,Job title\na,Ann Specimen,Ambassador\nb,Bea Sample,Desk Officer\n"
    campaign = write_campaign(tmp_path, '---\nsubject: "S"\n---\nWe write.\n', rows, PLAIN)

    assert "office =" not in "".join(problem.hint for problem in api.check(Campaign.load(campaign)).errors)


def test_a_heading_is_one_column_but_for_two_pairs(tmp_path):
    """The last one would win, and the other be lost in silence."""
    lines = '[recipients.columns]\nname = "Who"\norganisation = "Who"'
    with pytest.raises(BrokenCampaign) as broken:
        checked(tmp_path, "id,Who\na,b\n", settings=f"{PLAIN}\n{lines}\n")

    assert '"Who" is named for name and organisation' in broken.value.problems[0].message
    both = '[recipients.columns]\ntitle = "Who"\noffice = "Who"'
    _, found = checked(tmp_path / "2", "id,Who\na,Minister of Defence\n", settings=f"{PLAIN}\n{both}\n")
    assert [each.recipient.office for each in found.valid()] == ["minister"]


def test_lines_that_are_pasted_twice_say_where_they_belong(tmp_path):
    """Each hint has its heading."""
    lines = '[recipients.columns]\nname = "A"\n[recipients.columns]\ntitle = "B"'
    with pytest.raises(BrokenCampaign) as broken:
        checked(tmp_path, "id,A,B\na,b,c\n", settings=f"{PLAIN}\n{lines}\n")

    assert "put the new lines below the first" in broken.value.problems[0].hint


# --- one cause, one line -----------------------------------------------------------------------------


def told(campaign, **wanted):
    """The lines that `check` prints."""
    out = io.StringIO()
    with redirect_stderr(out):
        speech.tell_problems(api.check(campaign, Wanted(**wanted)).problems)
    return out.getvalue().splitlines()


def test_parties_without_a_row_are_one_line(tmp_path):
    """With their number and the first few; programs get each."""
    campaign = Campaign.load(write_campaign(tmp_path))

    lines = told(campaign, parties_only=True)

    first = "list.csv: error LF040: 121 parties on 2020-12-07 have no row: Afghanistan, Albania, Andorra, "
    assert lines[0] == f"{first}Antigua and Barbuda, Argentina and 116 more"
    assert len(lines) == 2
    each = [
        problem for problem in api.check(campaign, Wanted(parties_only=True)).problems if problem.is_error
    ]
    assert len({problem.place.who for problem in each}) == 121


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (LIST.replace("country", "contry"), 'there is no column "country", and the register needs one'),
        (LIST.replace("country", "Zzz"), 'there is no column "country", and the register needs one'),
        (LIST.partition("\n")[2] * 3, "letterforge knows none of the headings"),
        (
            LIST.replace("id,country,office,title,name,gender,city", "1,2,3,4,5,6,7"),
            "letterforge knows none of the headings",
        ),
        ("Our ministers,,\n" + LIST.partition("\n")[2], "letterforge knows none of the headings"),
        (LIST.partition("\n")[0] + "\n", "has headings, but no recipients"),
    ],
)
def test_headings_that_are_none_are_one_error(tmp_path, rows, said):
    """Neither the parties, nor what each letter lacks, nor unused columns are told with it: they follow."""
    (problem,) = api.check(
        Campaign.load(write_campaign(tmp_path, rows=rows)), Wanted(parties_only=True)
    ).problems

    assert problem.is_error
    assert said in problem.message


def test_a_row_of_headings_that_is_a_recipient_is_told_as_that(tmp_path):
    campaign = Campaign.load(write_campaign(tmp_path, rows=LIST.partition("\n")[2]))

    (problem,) = api.check(campaign).problems

    assert problem.hint.startswith("this row seems to be a recipient")


def test_a_state_that_may_be_that_of_a_row_which_cannot_be_read_is_not_forgotten(tmp_path):
    """The one party without a row, and one row without a state."""
    parties = states.load_register("rome-statute").parties(date(2020, 12, 7))
    rows = "id,country,office,title,city\n" + "".join(
        f"{code},{code},minister,Minister,Town\n" for code in parties
    )
    wrong = rows.replace("KE,KE,", "KE,Kenyya,")

    found = api.check(Campaign.load(write_campaign(tmp_path, rows=wrong)), Wanted(parties_only=True))
    lacking = api.check(
        Campaign.load(write_campaign(tmp_path, rows=wrong.replace("GH,GH,minister,Minister,Town\n", ""))),
        Wanted(parties_only=True),
    )

    assert [problem.code for problem in found.errors] == [Code.UNKNOWN_COUNTRY]
    assert [problem.code for problem in lacking.errors] == [
        *[Code.STATE_FORGOTTEN] * 2,
        Code.UNKNOWN_COUNTRY,
    ]


def test_a_missing_column_is_one_line(tmp_path):
    """Whatever the number of rows, and of places in the template that need it."""
    rows = "id,country,title\n" + "".join(f"r{n},{code},T{n}\n" for n, code in enumerate(["KE", "GH", "SN"]))
    body = "{{ recipient.you }} {{ recipient.city }}.\n\nAnd {{ recipient.city }}, {{ recipient.you }}."
    campaign, _ = checked(tmp_path, rows, body)

    lines = [line for line in told(campaign) if "error" in line]

    assert lines[:2] == [
        'list.csv: error LF012: there is no column "office", and 3 letters need it: rows 2, 3 and 4',
        'list.csv: error LF012: there is no column "city", and 3 letters need it: rows 2, 3 and 4',
    ]


def test_a_column_that_only_the_choice_of_rows_uses_is_used(tmp_path):
    """By `--where`, in the run that has it."""
    campaign, _ = checked(tmp_path, "id,country,wave\na,KE,1\nb,GH,2\n", "We write.")

    unused = [each.code for each in api.check(campaign).problems]
    chosen = [each.code for each in api.check(campaign, Wanted(where='recipient.wave == "2"')).problems]

    assert unused == [Code.UNUSED_COLUMN]
    assert chosen == []


# --- facts -------------------------------------------------------------------------------------------

BAD_FACTS = {
    "a date in words": (
        'opens = "14 Dec 2020"',
        'facts.opens: "14 Dec 2020" is not a date',
        "opens = 2020-12-07",
    ),
    "a date as a number": ("opens = 20201214", "facts.opens: a number is not a date", "opens = 2020-12-07"),
    "a number in words": (
        'session = "nineteen"',
        'facts.session: "nineteen" is not a whole number',
        "session = 19",
    ),
    "an empty one": ('opens = ""', "facts.opens is empty, but a template needs it", "give it a value"),
}


@pytest.mark.parametrize(("line", "message", "hint"), BAD_FACTS.values(), ids=BAD_FACTS)
def test_a_fact_that_is_wrong_is_told_once_where_it_is(tmp_path, line, message, hint):
    """Not for each letter, and not in the template."""
    key = line.partition(" ")[0]
    settings = re.sub(rf"(?m)^{key} = .*$", line, TO_ALL)
    body = "The {{ facts.session | ordinal }} session from {{ facts.opens | date }}."
    _, found = checked(tmp_path, "id,country\na,KE\nb,GH\nc,SN\n", body, settings)

    (problem,) = found.errors
    assert (problem.place.file, problem.place.excerpt, problem.place.row) == ("letterforge.toml", line, None)
    assert problem.message == message
    assert problem.hint.endswith(hint)


def test_a_cell_that_is_no_date_stays_the_rows(tmp_path):
    """Though a fact beside it is a text too."""
    settings = re.sub(r"(?m)^opens = .*$", 'opens = "2020-12-14"', TO_ALL)
    body = "From {{ facts.opens | date }} to {{ recipient.until | date }}."
    _, found = checked(tmp_path, "id,country,until\na,KE,soon\nb,GH,2020-12-16\n", body, settings)

    assert [(problem.place.row, problem.code) for problem in found.errors] == [(2, Code.TEMPLATE_FAILED)]


def test_an_empty_title_is_the_offices_own_in_the_text_too(tmp_path):
    """As the state calls it, in the letter's language."""
    rows = "id,country,office,title\na,KE,foreign_minister,\nb,GH,foreign_minister,Minister X\nc,KE,,\n"
    campaign, found = checked(tmp_path, rows, "To {{ recipient.title }}.", PLAIN)

    texts = [
        "".join(run.text for block in api.draft(campaign, id_).body for run in block.content) for id_ in "ab"
    ]
    assert texts[0].startswith("To Cabinet Secretary")
    assert texts[1] == "To Minister X."
    assert {problem.place.row for problem in found.errors} == {4}
    assert Code.EMPTY_CELL in {problem.code for problem in found.errors}
