"""The whole line on real input: the sample's letters, and cells that want to be more than text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

import letterforge
from campaigns import SETTINGS, campaign, write_campaign
from letterforge import Campaign, Format, LetterFailed, forge
from letterforge.api import Wanted, check, forge_all
from letterforge.errors import Code
from letterforge.recipients import read_recipients
from letters import GLYPHLESS
from reading_back import docx_text, pdf_text, words

ROOT = Path(__file__).parents[1]
SEED = (ROOT / "tests" / "gold" / "letter.txt").read_text(encoding="utf-8")
BOTH = (Format.DOCX, Format.PDF)


def texts(loaded, recipient, columns=()):
    sheets = {sheet.format: sheet.content for sheet in forge(loaded, recipient, BOTH, columns=columns)}
    return docx_text(sheets[Format.DOCX]), pdf_text(sheets[Format.PDF])


def seed_paragraphs(government: str, apic: str) -> list[str]:
    """The seed letter's paragraphs as they read, with its two personal places filled."""
    text = SEED.replace("you and your government to", f"you and the Government of {government} to")
    text = text.replace("and ratification of the **Agreement", f"and {apic} of the **Agreement")
    lines = (re.sub(r"^- ", "", line.replace("**", "")) for line in text.splitlines())
    return [words(line) for line in lines if line.strip()]


@pytest.mark.parametrize(
    ("id_", "government", "apic"),
    [
        ("GHA-foreign_minister", "the Republic of Ghana", "ratification"),
        ("DEU-ambassador", "the Federal Republic of Germany", "full implementation"),
        ("CAN-foreign_minister", "Canada", "full implementation"),
        ("COK-foreign_minister", "the Cook Islands", "ratification"),
    ],
)
def test_the_samples_letter_is_the_seed_word_for_word(id_, government, apic):
    """Every paragraph of the seed, in its order, in both formats; the two personal places apart."""
    for text in texts(Campaign.load(ROOT), id_):
        at = 0
        for paragraph in seed_paragraphs(government, apic):
            found = text.find(paragraph, at)
            assert found >= 0, paragraph
            at = found + len(paragraph)


NUMBERS = re.compile(r"•|(?:Page|Página) \d (?:of|sur|de) \d|صفحة \d من \d")
"""What the PDF has as text and Word has not: bullets and page numbers."""


@pytest.mark.parametrize(
    "id_", ["GHA-ambassador", "SEN-ambassador", "BEN-permanent_representative", "PER-foreign_minister"]
)
def test_both_formats_of_the_sample_say_the_same(id_):
    """In each language, but for bullets and page numbers."""
    in_word, in_pdf = texts(Campaign.load(ROOT), id_)

    assert words(NUMBERS.sub(" ", in_pdf)) == in_word


def test_the_arabic_letter_says_the_same_in_both_formats():
    """Word by word: where a line of a PDF turns from Arabic to Latin, readers put spaces of their own."""
    loaded = Campaign.load(ROOT)
    jordan = replace(
        read_recipients(loaded).recipients[0], id="JOR", state="JO", language="ar", title="", organisation=""
    )
    in_word, in_pdf = texts(loaded, jordan)

    def letters(text):
        return Counter(re.findall(r"\w", unicodedata.normalize("NFKC", NUMBERS.sub(" ", text))))

    assert letters(in_pdf) == letters(in_word)
    assert "المملكة الأردنية الهاشمية" in in_word


def test_the_sample_adds_nothing_to_the_seed():
    """Beside it there are only the inside address and the subject."""
    in_word, _ = texts(Campaign.load(ROOT), "GHA-ambassador")

    frame = (
        "The Hague, 7 December 2020 "
        "The Ambassador of the Republic of Ghana to the Kingdom of the Netherlands "
        "Embassy of the Republic of Ghana Den Haag "
        "Re: 19th session of the Assembly of States Parties: "
        "the Republic of Ghana Excellency, I have the honor"
    )
    assert in_word.startswith(frame)
    seed = " ".join(seed_paragraphs("the Republic of Ghana", "ratification"))
    assert len(in_word) == len(seed) + len(frame) - len(
        "The Hague, 7 December 2020 Excellency, I have the honor"
    )


def test_nothing_is_wrong_with_the_sample():
    """`check` is silent on it, and every party has a letter."""
    found = check(Campaign.load(ROOT), Wanted(parties_only=True))

    assert found.problems == ()
    assert len(list(found.valid())) == 245
    assert len({examined.name for examined in found.valid()}) == 245


def test_next_years_letter_is_a_change_of_facts(tmp_path):
    """Session, dates and places come from letterforge.toml."""
    for name in ("recipients.csv", "letterforge.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    for folder in ("templates", "assets"):
        (tmp_path / folder).mkdir()
        for file in (ROOT / folder).iterdir():
            (tmp_path / folder / file.name).write_bytes(file.read_bytes())
    settings = (tmp_path / "letterforge.toml").read_text("utf-8")
    for old, new in (
        ("session = 19", "session = 20"),
        ("2020-12-14", "2021-12-06"),
        ("2020-12-16", "2021-12-11"),
    ):
        settings = settings.replace(old, new)
    (tmp_path / "letterforge.toml").write_text(settings, "utf-8")

    in_word, _ = texts(Campaign.load(tmp_path), "GHA-foreign_minister")

    assert "20th session of the Assembly of State Parties" in in_word
    assert "from 6-11 December 2021 in The Hague" in in_word
    assert "19th" not in in_word


# --- cells that want to be more than text ------------------------------------------------------------

HOSTILE = [
    "*Bob*",
    "<b>x</b>",
    "{{ 7*7 }}",
    "{% raw %}",
    "# 1",
    "&",
    "&lt",
    "_a_",
    "`x`",
    "[x](http://x)",
    "../../etc/passwd",
    '=HYPERLINK("http://x";"y")',
    "]]>",
    "$x$ #set",
    "\\",
    "%s %d {0}",
    "Δημοκρατία",
    "Việt Nam",
    "</w:t>",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_cell_prints_as_it_is_in_both_formats(tmp_path, value):
    """None is evaluated, none changes the blocks: also what `check` refuses in a list, and a program may
    give.
    """
    title = "{{ recipient.title }}"
    template = f'---\nsubject: "{title}"\nsalutation: "Dear {title},"\n---\n- **{title}**\n'
    loaded = campaign(tmp_path, template, "id,country,office,title\nSEN-1,Senegal,minister,Minister\n")
    recipient = replace(read_recipients(loaded).recipients[0], title=value)

    for text in texts(loaded, recipient):
        assert text.count(words(value)) == 4, text
        assert "49" not in text


@pytest.mark.parametrize("value", ["外交部长", GLYPHLESS[0], "ⴰⵎⴰⵣⵉⵖ"])
def test_a_script_prints_with_a_real_glyph_or_fails_by_name(tmp_path, value):
    """Never a box: either every character has a face on this machine, or the letter says which has not."""
    rows = f"id,country,office,title\nSEN-1,Senegal,minister,{value}\n"
    loaded = campaign(tmp_path, rows=rows)

    problems = ()
    printed = [value]
    try:
        printed = texts(loaded, "SEN-1")
    except LetterFailed as failure:
        problems = failure.problems

    assert all(problem.code is Code.MISSING_GLYPH for problem in problems)
    assert all(any(character in problem.message for character in value) for problem in problems)
    assert all(value in text for text in printed)


@pytest.mark.parametrize("value", ["../../outside", "/etc/passwd", "a/b", "..", "CON", "x\u202ey", "a" * 400])
def test_no_cell_leads_a_file_out_of_the_output_folder(tmp_path, value):
    """Or it is refused by name, and nothing is written."""
    rows = f"id,country,office,title\n{value},Senegal,minister,T\n"
    loaded = campaign(tmp_path / "c", rows=rows)
    before = {path for path in tmp_path.rglob("*") if path.is_file()}

    refused = ()
    try:
        forge_all(loaded, Wanted(formats=(Format.DOCX,), jobs=1))
    except letterforge.BrokenCampaign as error:
        refused = error.problems
    written = {path for path in tmp_path.rglob("*") if path.is_file()} - before

    assert bool(written) != bool(refused)
    assert all(path.is_relative_to(tmp_path / "c" / "out") for path in written)


# --- everything wrong at once -----------------------------------------------------------------------

FAULTS = {
    "misspelt field": (Code.UNKNOWN_FIELD, None, 6),
    "missing cell": (Code.EMPTY_CELL, 3, 7),
    "unknown country": (Code.UNKNOWN_COUNTRY, 4, None),
    "duplicate id": (Code.DUPLICATE_ID, 6, None),
}


def faulty(folder, faults):
    """A campaign with some of the faults."""
    template = (
        '---\nsubject: "x"\nsalutation: "S"\nclosing: '
        '"C"\n---\nTo {{ recipient.title }}\n{{ recipient.city }}\n'
    )
    rows = [
        "id,country,office,title,city",
        "a,Senegal,minister,T,Dakar",
        "b,Mali,minister,T,Bamako",
        "c,Chad,minister,T,N'Djamena",
        "d,Gabon,minister,T,Libreville",
        "e,Ghana,minister,T,Accra",
    ]
    if "misspelt field" in faults:
        template = template.replace("recipient.title", "recipient.titel")
    if "missing cell" in faults:
        rows[2] = rows[2].replace("Bamako", "")
    if "unknown country" in faults:
        rows[3] = rows[3].replace("Chad", "Chadd")
    if "duplicate id" in faults:
        rows[5] = rows[5].replace("e,", "d,", 1)
    return write_campaign(
        folder, template, "\n".join(rows) + "\n", SETTINGS.replace('register = "rome-statute"\n', "")
    )


@pytest.mark.parametrize("faults", [*([name] for name in FAULTS), list(FAULTS)], ids=" and ".join)
def test_every_fault_is_named_at_once_with_row_column_and_line_and_nothing_is_written(tmp_path, faults):
    """Each alone, and all together."""
    folder = faulty(tmp_path, faults)

    with pytest.raises(letterforge.BrokenCampaign) as caught:
        forge_all(Campaign.load(folder), Wanted(jobs=1))

    found = {(problem.code, problem.place.row, problem.place.line) for problem in caught.value.problems}
    expected = {FAULTS[name] for name in faults}
    both_rows = {(Code.DUPLICATE_ID, 5, None)} if "duplicate id" in faults else set()
    assert found == expected | both_rows
    assert not (folder / "out").exists()


def test_a_cell_that_is_refused_is_not_called_empty_as_well(tmp_path):
    """Whoever mends what is named has mended it all."""
    template = (
        "---\nsubject: x\nsalutation: S\nclosing: C\n---\nTo {{ recipient.office }}, {{ recipient.title }}.\n"
    )
    rows = "id,country,office,title\na,Senegal,ambasador,T\n"
    settings = SETTINGS.replace('register = "rome-statute"\n', "")

    found = check(Campaign.load(write_campaign(tmp_path, template, rows, settings)))

    assert [(each.code, each.place.row, each.place.column) for each in found.problems] == [
        (Code.UNKNOWN_OFFICE, 2, "office")
    ]


def test_sound_rows_get_their_letters_where_that_is_asked_for(tmp_path):
    """The others go to failed.csv, which can be mended and fed back."""
    folder = faulty(tmp_path, ["missing cell", "unknown country"])

    report = forge_all(Campaign.load(folder), Wanted(jobs=1, keep_going=True, formats=(Format.DOCX,)))

    assert report.exit_code == 1
    assert sorted(path.name for path in (folder / "out" / "letters").iterdir()) == [
        "a.docx",
        "d.docx",
        "e.docx",
    ]
    failed = (folder / "out" / "failed.csv").read_text("utf-8-sig")
    mended = failed.replace("b,Mali,minister,T,,", "b,Mali,minister,T,Bamako,").replace("Chadd", "Chad")
    (folder / "mended.csv").write_text(mended, "utf-8")
    again = forge_all(
        Campaign.load(folder), Wanted(jobs=1, recipients=folder / "mended.csv", formats=(Format.DOCX,))
    )
    assert again.exit_code == 0
    assert len(list((folder / "out" / "letters").iterdir())) == 5
    manifest = (folder / "out" / "manifest.csv").read_text("utf-8")
    assert manifest.count(",written,") == 2
    assert manifest.count(",not examined,") == 3
    assert not (folder / "out" / "failed.csv").exists()


def test_the_list_of_a_run_that_failed_reads_back_the_same_rows(tmp_path):
    """Nothing is lost on the way through failed.csv, formulas included."""
    rows = 'id,country,office,title,name\na,Senegal,minister,=1+1,\nb,Mali,minister,"x, y",@n\n'
    folder = write_campaign(tmp_path, "{{ recipient.city }}", rows)
    loaded = Campaign.load(folder)
    before = read_recipients(loaded)

    forge_all(loaded, Wanted(jobs=1, keep_going=True, formats=(Format.DOCX,)))

    after = read_recipients(loaded, folder / "out" / "failed.csv")
    assert after.problems == ()
    assert after.headings == before.headings
    assert [(each.id, each.title, each.name) for each in after.recipients] == [
        (each.id, each.title, each.name) for each in before.recipients
    ]
