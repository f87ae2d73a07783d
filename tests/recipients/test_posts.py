"""What office and town make known of a row, and that it is told once."""

from __future__ import annotations

from letterforge.cli.speech import tell_problems
from letterforge.errors import Code
from letterforge.recipients.posts import MOST_KEPT

HEADINGS = "id,country,office,name,gender,title,city,address_country,language\n"


def test_a_known_town_fills_the_country_and_is_told_once_for_all_rows(read_list):
    """One warning, whatever the number of rows."""
    rows = "".join(f"r{number},Senegal,ambassador,,,Embassy {number},La Haye,,\n" for number in range(50))

    listed = read_list(HEADINGS + rows)

    (problem,) = listed.problems
    assert problem.code is Code.COUNTRY_OF_SEAT
    assert not problem.is_error
    assert problem.place.row is None
    assert "50 rows" in problem.message
    assert '"La Haye" → Netherlands (row 2 and 49 more)' in problem.message
    assert {each.address_country for each in listed.recipients} == {"NL"}


def test_an_office_in_other_words_is_told_once_and_its_words_are_the_title(read_list):
    """Where they are in the letter's language; the words of another language are no title of this letter."""
    rows = (
        "a,Senegal,Minister of Defence,,,,Dakar,,\n"
        "b,Senegal,Verteidigungsminister,,,,Dakar,,\n"
        "c,Senegal,Minister of Defence,,,Minister for the Armed Forces,Dakar,,\n"
        "d,Senegal,Foreign Minister,,,,Dakar,,\n"
    )

    listed = read_list(HEADINGS + rows)

    (problem,) = listed.problems
    assert problem.code is Code.OFFICE_TAKEN_FOR
    assert '"Minister of Defence" → minister (row 2 and 1 more)' in problem.message
    assert '"Verteidigungsminister" → minister (row 3)' in problem.message
    titles = [each.title for each in listed.recipients]
    assert titles == ["Minister of Defence", "", "Minister for the Armed Forces", ""]


def test_a_word_of_an_office_says_nothing_of_the_gender(read_list):
    """Gender is the column's."""
    rows = "a,Kenya,Botschafterin,NAME,,,,Austria,\nb,Kenya,Ministra de Relaciones Exteriores,NAME,m,,,,\n"

    listed = read_list(HEADINGS + rows)

    assert not listed.problems
    assert [(each.office, each.gender) for each in listed.recipients] == [
        ("ambassador", ""),
        ("foreign_minister", "m"),
    ]


def test_an_embassy_in_its_own_country_is_told(read_list):
    """It may be right: Italy's to the Holy See. A mission to an organisation is at home in Geneva."""
    rows = (
        "a,Italy,ambassador,,,,Rome,Italy,\nb,Switzerland,permanent_representative,,,,Geneva,Switzerland,\n"
        "c,Switzerland,permanent_representative,,,Mission to the WTO,Geneva,,\n"
    )

    listed = read_list(HEADINGS + rows)

    (problem,) = listed.problems
    assert problem.code is Code.EMBASSY_AT_HOME
    assert '"ambassador" → Italy (row 2)' in problem.message
    assert [each.address_country for each in listed.recipients] == ["IT", "CH", "CH"]


def test_a_state_decides_what_a_word_means(read_list):
    """And the id that is made of both says it."""
    listed = read_list("country,office\nUS,Secretary of State\nSenegal,State Secretary\n")

    assert [each.id for each in listed.recipients] == ["USA-foreign_minister", "SEN-state_secretary"]


def test_who_is_no_state_can_be_written_to(read_list):
    """By whatever name people use."""
    names = {
        "European Union": "EU",
        "Holy See": "VA",
        "Palestine": "PS",
        "Republic of Kosovo": "XK",
        "Taiwan": "TW",
        "Hong Kong": "HK",
        "Order of Malta": "XOM",
        "African Union": "AFU",
        "OSCE": "OSCE",
    }
    rows = "".join(f"r{number},{name},organisation,,,,,,\n" for number, name in enumerate(names))

    listed = read_list(HEADINGS + rows)

    assert not listed.problems
    assert [each.state for each in listed.recipients] == list(names.values())


def test_many_cells_are_told_in_one_line_and_each_to_a_program(read_list, capsys):
    """A few are quoted in a terminal, the others are counted; a list of any size has no more than some."""
    rows = "".join(f"r{number},Senegal,Minister of {{Thing}} {number},,,,Dakar,,\n" for number in range(42))
    more = "".join(f"s{number},Senegal,Minister of Thing {number},,,,Dakar,,\n" for number in range(1200))

    problems = read_list(HEADINGS + rows).problems
    tell_problems(problems)

    said = " ".join(capsys.readouterr().err.split())
    assert said.count("LF088") == 1
    assert "in 42 rows" in said
    assert '"Minister of {Thing} 0" → minister (row 2)' in said
    assert "and 37 more" in said
    assert '"Minister of {Thing} 41" → minister (row 43)' in problems[-1].message
    assert len({problem.message for problem in problems}) == 42
    grown = [
        each for each in read_list(HEADINGS + rows + more).problems if each.code is Code.OFFICE_TAKEN_FOR
    ]
    assert len(grown) == MOST_KEPT
    assert "in 1242 rows" in grown[0].together
    assert grown[0].together.endswith("; and others")


def test_cells_that_contradict_each_other_are_told(read_list):
    """Town and country, office and house; a town may have namesakes."""
    rows = [
        "a,KE,ambassador,,Geneva,Belgium",
        "b,KE,foreign_minister,Embassy of Kenya,Berlin,Germany",
        "c,GH,ambassador,Ministry of Foreign Affairs,Berlin,Germany",
        "d,GH,foreign_minister,,Nairobi,",
        "e,KE,ambassador,Embassy of Kenya,Vienna,United States",
        "f,KE,ambassador,Embassy of Kenya,Brussels,Belgium",
        "g,GH,foreign_minister,Ministry of Foreign Affairs,Accra,",
    ]

    listed = read_list("id,country,office,organisation,city,address_country\n" + "\n".join(rows) + "\n")

    town, house = [problem.message for problem in listed.problems]
    assert '"Geneva" → Switzerland, not Belgium (row 2); "Nairobi" → Kenya, not Ghana (row 5)' in town
    assert '"Embassy of Kenya" → foreign_minister (row 3)' in house
    assert '"Ministry of Foreign Affairs" → ambassador (row 4)' in house
    assert "2 rows" in town
    assert "2 rows" in house
