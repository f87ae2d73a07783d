"""Campaigns that are no folder: the same letters, the same checks, by other names."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from campaigns import LIST, SETTINGS, TEMPLATE, write_campaign
from letterforge import (
    BrokenCampaign,
    Campaign,
    Code,
    Format,
    LetterFailed,
    Place,
    Recipient,
    Wanted,
    check,
    forge,
    forge_all,
)
from letterforge.recipients import like_a_row
from letterforge.run.addressees import address_by_office

DOCX = (Format.DOCX,)
TABLES = tomllib.loads(SETTINGS)
HEADINGS, *LINES = (line.split(",") for line in LIST.splitlines())
ROWS = [dict(zip(HEADINGS, line, strict=True)) for line in LINES]


def settings(**tables):
    """The usual settings without their files, and with other tables."""
    plain = {name: table for name, table in TABLES.items() if name != "campaign"}
    return {"campaign": {"name": "Trial"}, **plain, **tables}


def memory(template=TEMPLATE, rows=ROWS, folder=None, **tables):
    """A campaign of one English template."""
    return Campaign.of(settings(**tables), {"en": template}, rows, folder=folder)


def places(problems):
    """Where each problem is."""
    return {(problem.code, problem.place.file, problem.place.row) for problem in problems}


def test_the_letters_are_those_of_a_folder_byte_for_byte(tmp_path):
    """PDF too, by both engines' common ground: the same values."""
    loaded = Campaign.load(write_campaign(tmp_path))

    for recipient in ("SEN-1", "GMB-1"):
        assert forge(memory(), recipient) == forge(loaded, recipient)


def test_files_are_written_where_they_are_wanted_and_only_those_that_changed(tmp_path):
    """By several processes, which do not get the list; what the sum is held against is the same."""
    out = Wanted(out=tmp_path / "letters", formats=DOCX, jobs=2)

    first, again = (forge_all(memory(), out) for _ in range(2))
    changed = forge_all(memory(TEMPLATE.replace("We write", "We wrote")), out)

    assert (first.made, again.made, again.unchanged, changed.made) == (2, 0, 2, 2)
    assert {path.name for path in (tmp_path / "letters" / "letters").iterdir()} == {
        "SEN-1.docx",
        "GMB-1.docx",
    }
    assert changed.reasons == {"template": 2}


def test_typst_needs_no_folder_either():
    """Its compiler has a root."""
    (pdf,) = forge(memory(output={"pdf_engine": "typst"}), "SEN-1", [Format.PDF])

    assert pdf.content.startswith(b"%PDF")


def test_problems_name_the_parts_and_count_rows_from_1():
    """A template's line stays one."""
    rows = [ROWS[0], ROWS[1] | {"country": "Gambiaa", "note": "x"}]
    found = check(memory("We write to {{ recipient.titel }}.\n", rows))

    assert (Code.UNKNOWN_COUNTRY, "recipients", 2) in places(found.problems)
    assert (Code.UNKNOWN_FIELD, "template en", None) in places(found.problems)
    unused = check(memory(rows=[ROWS[0] | {"note": "x"}])).problems
    assert (Code.UNUSED_COLUMN, "recipients", None) in places(unused)


@pytest.mark.parametrize(
    ("tables", "code", "at"),
    [
        ({"letter": {"place": "X", "date": "7 December"}}, Code.BAD_SETTING, "letter.date"),
        ({"letter": {"place": "X", "date": date(2020, 12, 7), "plac": ""}}, Code.UNKNOWN_KEY, "letter.plac"),
        ({"facts": {"a": {"b": object()}}}, Code.BAD_SETTING, "facts.a.b"),
        ({"facts": {"a": None}}, Code.BAD_SETTING, "facts.a"),
        ({"stationery": {"css": "own.css"}}, Code.MISSING_FILE, "stationery.css"),
        ({"signatories": [{"name": "N", "image": "i.png"}]}, Code.MISSING_FILE, "signatories.1.image"),
        ({"approval": {}}, Code.BAD_SETTING, "approval"),
    ],
)
def test_settings_are_held_to_the_same_rules(tables, code, at):
    """Each by its path; where a file is meant, that a folder is needed."""
    with pytest.raises(BrokenCampaign) as broken:
        memory(**tables)

    (problem,) = broken.value.problems
    assert (problem.code, problem.place.file, problem.place.column) == (code, "settings", at)
    assert code is not Code.MISSING_FILE or "folder=" in problem.hint


def test_places_left_open_in_settings_are_found():
    """The text is there, though no line of a file is."""
    found = check(memory(sender={"organisation": "[NAME OF ORGANISATION]"}))

    assert (Code.UNFILLED_PLACE, "settings", None) in places(found.errors)


def test_a_folder_has_the_files_that_settings_name(tmp_path):
    """And gets the letters; templates and list can be in it too."""
    folder = write_campaign(tmp_path)
    (folder / "included.md").write_text("Taken in.\n", "utf-8")
    with_files = memory('{% include "included.md" %}\n{{ recipient.title }}', folder=folder)
    mixed = Campaign.of(settings(campaign={"template": "letter.{language}.md"}), None, ROWS, folder=folder)

    assert not check(with_files).errors
    assert forge(mixed, "GMB-1", DOCX) == forge(Campaign.load(folder), "GMB-1", DOCX)
    assert with_files.output.directory == folder / "out"


def test_cells_are_a_workbooks():
    """Numbers without a point, truth in conditions, and no date where text belongs."""
    cells = {"postal_code": 2500, "share": Decimal("0.10"), "is_host": False, "when": date(2020, 12, 7)}
    body = (
        "{{ recipient.share }} {% if recipient.is_host "
        "%}host{% else %}guest{% endif %} {{ recipient.when }}\n"
    )
    found = check(memory(TEMPLATE + body, [ROWS[0] | cells]))
    wrong = check(memory(rows=[ROWS[0] | {"name": datetime(2020, 12, 7, 9)}, ROWS[1] | {"title": True}]))

    (recipient,) = found.table.recipients
    assert recipient.postal_code == "2500"
    assert recipient.extra["share"] == "0.10"
    assert recipient.truths == {"is_host": False}
    assert {(Code.DATE_CELL, "recipients", 1), (Code.NUMBER_CELL, "recipients", 2)} <= places(wrong.errors)


def test_one_row_of_ones_own_is_read_like_the_lists():
    """And refused like it."""
    row = {"Country": "Ghana", "office": "foreign_minister", "title": "Minister"}

    assert forge(memory(), row, DOCX)
    with pytest.raises(LetterFailed) as failed:
        forge(memory(), row | {"Country": "Ghanaa"}, DOCX)
    assert places(failed.value.problems) == {(Code.UNKNOWN_COUNTRY, "recipients", 1)}


def test_another_list_leaves_the_campaign_as_it_is(tmp_path):
    """Values do not change."""
    loaded = Campaign.load(write_campaign(tmp_path))

    assert len(check(loaded.with_recipients(ROWS[:1])).letters) == 1
    assert len(check(loaded).letters) == 2
    assert loaded.recipients == Path(tmp_path / "list.csv").resolve()


def test_a_recipient_that_a_program_makes_is_one_of_ours():
    """The same letter."""
    made = Recipient("SEN-1", state="SN", office="foreign_minister", title=ROWS[0]["title"], city="Dakar")

    assert forge(memory(), made, DOCX) == forge(memory(), "SEN-1", DOCX)


def test_a_recipient_of_a_program_is_as_clean_as_a_row_and_one_of_a_list_comes_back_as_it_is():
    """A row number changes nothing; a list may name a language that only a template has words in."""
    row = ROWS[0] | {"name": "Ay\u200bo  Specimen", "address": "'=1 Road|Line\u00a02", "language": "Swahili"}
    (read,) = check(memory(rows=[row | {"share": Decimal("0.1"), "host": True}])).table.recipients
    typed = Recipient("a", row=5, name=" Ay\u200bo\nSpecimen", address=("'=1 Road", " ", "Line\u00a02"))
    cleaned = like_a_row(typed, memory())

    assert like_a_row(read, memory()) == read
    assert read.language == "sw"
    assert (cleaned.name, cleaned.address) == ("Ayo Specimen", ("'=1 Road", "Line 2"))


@pytest.mark.parametrize(
    ("given", "language", "named"),
    [
        (Recipient("a"), "en", ""),
        (Recipient("a", language="en"), "en", "en"),
        (Recipient("a", language="sw"), "en", "sw"),
        (Recipient("a", language="fr"), "fr", "fr"),
        (Recipient("a", language="en", language_cell="sw"), "en", "sw"),
        (Recipient("a", language="en", language_cell=""), "en", ""),
        (Recipient("a", language="fr", language_cell="sw"), "fr", "fr"),
    ],
)
def test_the_language_of_a_recipient_is_that_of_its_letter_and_what_it_names_is_kept(given, language, named):
    """As for a row of a list: its own, else the campaign's, after fallbacks. Twice is as good as once."""
    campaign = replace(memory(), language_fallbacks={"sw": "en"})
    found = like_a_row(given, campaign)

    assert (found.language, found.named_language) == (language, named)
    assert like_a_row(found, campaign) == found


def test_a_recipient_is_called_by_its_state_else_by_its_id():
    of_state = like_a_row(Recipient("a", row=5, state="SN"), memory())
    of_none = like_a_row(Recipient("a"), memory())

    assert of_state.place == Place(row=5, who="Senegal")
    assert of_none.place == Place(row=None, who="a")


@pytest.mark.parametrize("print_", ["{{ facts.opens | date }}", "{{ facts.town }}"])
def test_a_fact_is_never_looked_for_in_a_file_that_the_settings_are_not_from(tmp_path, print_):
    """Though there is one in the folder, with a fact of the same name."""
    folder = write_campaign(tmp_path, settings=f'{SETTINGS}\nopens = "SECRET"\ntown = "SECRET"\n')
    facts = {"session": 19, "opens": "14 Dec 2020", "town": {"fr": "La Haye"}}

    errors = check(memory(f"{TEMPLATE}{print_}\n", folder=folder, facts=facts)).errors

    assert {(each.place.file, each.place.line, each.place.excerpt) for each in errors} == {
        ("settings", None, "")
    }
    assert {each.place.column for each in errors} < {"facts.opens", "facts.town"}


def test_a_recipient_that_fills_a_gap_has_the_language_of_the_campaign():
    """A template sees what the campaign names, as for a row that names it; the letter is in its fallback."""
    found = address_by_office("SN", replace(memory(), language_fallbacks={"en": "fr"}))

    assert (found.language, found.named_language) == ("fr", "en")
    assert address_by_office("SN", memory()).named_language == "en"
    assert found.place == Place(who="Senegal")
