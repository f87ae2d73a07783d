"""Registers of the campaign's own, that templates ask by name."""

from __future__ import annotations

from datetime import date

import pytest

from campaigns import SETTINGS, campaign, write_campaign
from letterforge import BrokenCampaign, Campaign, Code, UsageError, Wanted, check, draft, forge_all, party_to
from letterforge.model import Format

MINE = "country,entry_into_force\nSenegal,2019-01-01\nThe Gambia,2021-01-01\n"
OWN = f'{SETTINGS}\n[registers]\nmine = "mine.csv"\n'
ASKING = '{% if state.party_to("mine") %}A party.{% else %}Not yet.{% endif %}\n'


def asked(folder, body=ASKING, settings=OWN, register=MINE):
    """A campaign that asks its own register."""
    return Campaign.load(write_campaign(folder, body, settings=settings, mine__csv=register))


def words(loaded, id_):
    """The body of a letter."""
    return "".join(run.text for block in draft(loaded, id_).body for run in block.content)


def test_a_template_asks_a_register_of_the_campaigns_own(tmp_path):
    """On the letter's date, by its name under [registers] or by the name of the register's file."""
    named = asked(tmp_path / "1")
    as_the_one = asked(
        tmp_path / "2", settings=SETTINGS.replace('register = "rome-statute"', 'register = "mine.csv"')
    )

    for loaded in (named, as_the_one):
        assert [words(loaded, id_) for id_ in ("SEN-1", "GMB-1")] == ["A party.", "Not yet."]
        assert party_to(loaded, "Gambie", "mine") is False
        assert party_to(loaded, "GM", "mine", date(2021, 1, 1)) is True


def test_who_gets_a_letter_can_be_one_of_them(tmp_path):
    """`register = "mine"`."""
    loaded = asked(tmp_path, settings=OWN.replace('register = "rome-statute"', 'register = "mine"'))
    found = check(loaded, Wanted(parties_only=True))

    assert [each.recipient.id for each in found.letters] == ["SEN-1"]


def test_the_campaigns_own_counts_where_two_have_one_name(tmp_path):
    """A secretariat that brings its own list of the parties means it."""
    own = OWN.replace("mine = ", '"rome-statute" = ')
    loaded = asked(tmp_path, settings=own, register="country,entry_into_force\nSenegal,2021-01-01\n")

    assert party_to(loaded, "Senegal", "rome-statute") is False


def test_an_unknown_register_is_told_before_any_row_with_those_that_there_are(tmp_path):
    """In a branch that no row takes, too."""
    loaded = asked(
        tmp_path, '{% if false %}{% if state.party_to("mien") %}A{% endif %}{% endif %}We write.\n'
    )
    (problem,) = check(loaded).errors

    assert (problem.code, problem.place.file, problem.place.line) == (
        Code.UNKNOWN_REGISTER,
        "letter.en.md",
        1,
    )
    assert problem.message.endswith("there are: apic, mine, rome-statute")
    assert problem.hint == 'did you mean "mine"?'
    with pytest.raises(UsageError, match="apic, mine, rome-statute"):
        party_to(loaded, "Senegal", "mien")


def test_a_name_that_is_worked_out_is_told_with_its_row(tmp_path):
    """And for a recipient of no state: it is asked of nobody, but the name is wrong."""
    rows = "id,office,name\na,organisation,Ann Specimen\n"
    settings = SETTINGS.replace('register = "rome-statute"\n', "")
    body = (
        '---\nsalutation: "Dear all,"\nclosing: "Yours,"\n---\n{% '
        'if state.party_to("mi" ~ "en") %}A{% endif %}\n'
    )
    loaded = Campaign.load(write_campaign(tmp_path, body, rows, settings))

    (problem,) = check(loaded).errors
    assert "there are: apic, rome-statute" in problem.message


@pytest.mark.parametrize(
    ("register", "code"),
    [("country,entry\nSenegal,2019-01-01\n", Code.BROKEN_REGISTER), (None, Code.MISSING_FILE)],
)
def test_a_register_with_faults_is_told_by_check(tmp_path, register, code):
    """Though no template asks it yet."""
    folder = write_campaign(tmp_path, "We write.\n", settings=OWN, mine__csv=register or "")
    if register is None:
        (folder / "mine.csv").unlink()

    with pytest.raises(BrokenCampaign) as broken:
        raise BrokenCampaign(check(Campaign.load(folder)).errors)
    assert code in {problem.code for problem in broken.value.problems}


def test_a_register_that_changes_makes_the_letters_again_that_it_changes(tmp_path):
    """And no others."""
    docx = Wanted(formats=(Format.DOCX,), jobs=1)
    forge_all(asked(tmp_path), docx)

    report = forge_all(asked(tmp_path, register=MINE.replace("2021", "2020")), docx)

    assert (report.made, report.unchanged) == (1, 1)
    assert report.reasons == {"letterforge.toml": 1}


def test_the_built_in_ones_are_asked_as_before(tmp_path):
    """Without any of the campaign's own."""
    loaded = campaign(tmp_path, '{% if state.party_to("rome-statute") %}A party.{% endif %}\n')

    assert words(loaded, "SEN-1") == "A party."
