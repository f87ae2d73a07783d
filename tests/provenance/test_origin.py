"""What changes a letter changes its fingerprint; what does not, does not."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns import SETTINGS, write_campaign
from letterforge import Campaign, Format, Recipient
from letterforge.errors import LetterFailed
from letterforge.model import COLUMNS, TRAITS, PdfEngine
from letterforge.pipeline import Workshop, draft
from letterforge.provenance.cells import CELL
from letterforge.provenance.content import hash_letter
from letterforge.provenance.origin import find_reasons
from letterforge.run.crew import Job, workshop_for
from letterforge.typeset import TYPESETTERS

PRINTED = "{{ recipient.title }} {{ recipient.name or '' }} {% if recipient.city == 'Dakar' %}here{% endif %}"
WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=12)
SENEGAL = Recipient(
    id="a", row=2, state="SN", office="foreign_minister", title="Minister", city="Dakar", language="en"
)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    folder = write_campaign(tmp_path_factory.mktemp("campaign"), PRINTED)
    return Workshop(Campaign.load(folder), ("note",), (Format.DOCX,))


def origin(workshop, recipient, name="name"):
    hashed = hash_letter(draft(recipient, workshop), workshop.door)
    return workshop.fingerprinter.of(recipient, name, hashed, ())


def fingerprint(workshop, recipient, name="name"):
    return origin(workshop, recipient, name).sheets[Format.DOCX].fingerprint


@given(
    changes=st.dictionaries(
        st.sampled_from(["title", "name", "city", "email", "postal_code", "organisation", "salutation"]),
        WORDS,
        min_size=1,
    )
)
def test_two_letters_have_one_fingerprint_where_their_files_are_the_same(workshop, changes):
    """Whatever cells differ: the bytes of the Word file are the judge."""
    other = replace(SENEGAL, **changes)
    try:
        letters = [draft(recipient, workshop) for recipient in (SENEGAL, other)]
        sheets = [TYPESETTERS[Format.DOCX](workshop.campaign).set(letter).content for letter in letters]
    except LetterFailed:
        return

    alike = fingerprint(workshop, SENEGAL) == fingerprint(workshop, other)
    assert alike == (sheets[0] == sheets[1])


@given(title=WORDS, note=WORDS, row=st.integers(2, 10_000))
def test_what_is_not_printed_changes_nothing(workshop, title, note, row):
    recipient = replace(SENEGAL, title=title)
    other = replace(recipient, extra={"note": note}, row=row, email="x@example.org", source=("x",))

    assert fingerprint(workshop, recipient) == fingerprint(workshop, other)
    assert origin(workshop, recipient).cells != origin(workshop, other).cells


def test_the_file_name_counts(workshop):
    assert fingerprint(workshop, SENEGAL, "one") != fingerprint(workshop, SENEGAL, "two")


def test_every_cell_is_told_from_every_other(workshop):
    """Each by its own name, further columns too."""
    old = origin(workshop, replace(SENEGAL, extra={"note": "x"}))
    changed = {
        "title": "y",
        "gender": "f",
        "address": ("Street 1",),
        "address_country": "NL",
        "language": "es",
    }

    for name, value in changed.items():
        field = "language_cell" if name == "language" else name  # the letter stays English
        new = origin(workshop, replace(SENEGAL, extra={"note": "x"}, **{field: value}))
        assert find_reasons(old, new, (Format.DOCX,), ("note",)) == [f"cell {name}"]
    new = origin(workshop, replace(SENEGAL, extra={"note": "y"}))
    assert find_reasons(old, new, (Format.DOCX,), ("note",)) == ["cell note"]
    assert len(old.cells) == CELL * (len(COLUMNS) + 1)


@pytest.mark.parametrize(
    ("setting", "what"),
    [
        ('organisation = "Coalition"', 'organisation = "Another"'),
        ('title = "Convenor"', 'title = "Chair"'),
        ("date = 2020-12-07", "date = 2021-12-07"),
        ('en = "The Hague"', 'en = "New York"'),
        ("letterhead = true", "letterhead = false"),
        ("letterhead = true", 'face = "Carlito"'),
        ("letterhead = true", 'footer = ["A line"]'),
    ],
)
def test_a_setting_that_shows_in_the_letter_changes_its_fingerprint(tmp_path, workshop, setting, what):
    folder = write_campaign(tmp_path, PRINTED, settings=SETTINGS.replace(setting, what))
    changed = Workshop(Campaign.load(folder), ("note",), (Format.DOCX,))

    assert fingerprint(changed, SENEGAL) != fingerprint(workshop, SENEGAL)


def test_a_picture_counts_by_what_is_in_it(tmp_path):
    settings = SETTINGS.replace('title = "Convenor"', 'title = "Convenor"\nimage = "ink.svg"')
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 {}L9 9"/></svg>'
    folder = write_campaign(tmp_path, PRINTED, settings=settings, ink__svg=drawing.format(0))
    seen = []
    for height in (0, 0, 5):
        (folder / "ink.svg").write_text(drawing.format(height), "utf-8")
        seen.append(fingerprint(Workshop(Campaign.load(folder), (), (Format.DOCX,)), SENEGAL))

    assert seen[0] == seen[1] != seen[2]


def test_a_worker_builds_its_tools_once_for_each_job(tmp_path):
    loaded = Campaign.load(write_campaign(tmp_path))
    one, two = Job(loaded, (), ()), Job(loaded, (), ())

    assert workshop_for(one) is workshop_for(one)
    assert workshop_for(two) is not workshop_for(one)


def test_every_setting_of_the_stationery_is_in_the_fingerprint_of_a_format():
    """One that no setter looked at would be a setting without effect."""
    from letterforge.campaign import Stationery

    names = {item.name for item in fields(Stationery)}
    for engine in (PdfEngine.WEASYPRINT, PdfEngine.TYPST):
        assert set(TRAITS[Format.DOCX].ignored) & set(TRAITS[engine].ignored) <= {"style", "css"}
    assert frozenset.intersection(*(traits.ignored for traits in TRAITS.values())) == {"style"}
    assert {name for traits in TRAITS.values() for name in traits.ignored} <= names


def test_what_one_engine_is_made_of_does_not_count_for_the_other(monkeypatch):
    """A new Pango makes no letter of Typst's anew, nor a new Typst one of WeasyPrint's."""
    from letterforge.provenance import program

    versions = {"typst": "1", "weasyprint": "1"}
    monkeypatch.setattr(program, "_version", lambda name: versions.get(name, ""))
    monkeypatch.setattr(program, "list_system_libraries", lambda: iter([versions["weasyprint"]]))
    hash_program = program.hash_program.__wrapped__

    def both():
        return [hash_program(engine) for engine in (PdfEngine.WEASYPRINT, PdfEngine.TYPST)]

    before = both()
    versions["typst"] = "2"
    newer_typst = both()
    versions["weasyprint"] = "2"
    newer_both = both()

    assert newer_typst[0] == before[0]
    assert newer_typst[1] != before[1]
    assert newer_both[0] != before[0]
    assert newer_both[1] == newer_typst[1]
