"""Letters that are tightened to save a page: in a run, alone, again, and after a change."""

from __future__ import annotations

import csv

import pytest

from campaigns import SETTINGS, campaign, hashes
from letterforge import Campaign, Format, PdfEngine
from letterforge.api import Wanted, check, forge, forge_all

ROWS = """\
id,country,office,title,name,gender,city,more
SEN-1,Senegal,foreign_minister,Minister of Foreign Affairs,,,Dakar,{more}
GMB-1,The Gambia,foreign_minister,Minister of Foreign Affairs,,,Banjul,
"""
TEMPLATE = (
    "---\nsubject: S\nsalutation: 'Excellency,'\nclosing: 'Sincerely,'\n---\n"
    + "\n\n".join(["We write to you. " * 12] * 24)
    + "\n\n{% if recipient.more %}{{ recipient.more }}{% endif %}\n"
)
FEW, MANY = "A few words more. " * 8, "Many words more. " * 200


def write(folder, fit, more=FEW, formats='["docx", "pdf"]'):
    """Of the two letters, the first has a last page with few lines where `more` has a few words."""
    output = f'[output]\npdf_engine = "typst"\nformats = {formats}\n'
    settings = SETTINGS.replace("[stationery]", f'[stationery]\nfit = "{fit}"') + output
    campaign(folder, TEMPLATE, ROWS.format(more=more))
    (folder / "letterforge.toml").write_text(settings, encoding="utf-8")
    return Campaign.load(folder)


def listed(folder):
    """The column `fit` of the manifest, by id and format."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return {(row["id"], row["format"]): row["fit"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Both letters, each fitted by itself, and all of a language alike."""
    folders = {}
    for fit in ("letter", "language"):
        folder = tmp_path_factory.mktemp(fit)
        folders[fit] = folder, forge_all(write(folder, fit), Wanted(jobs=1))
    return folders


def test_one_letter_is_tightened_or_all_of_its_language(made):
    """The report names them, and the manifest too, for PDF and Word file alike."""
    _, alone = made["letter"]
    folder, together = made["language"]

    step = alone.fits["SEN-1"]
    assert step > 0
    assert alone.fits == {"SEN-1": step}
    assert together.fits == {"SEN-1": step, "GMB-1": step}
    assert set(listed(folder / "out").values()) == {str(step)}
    assert listed(made["letter"][0] / "out")["GMB-1", "docx"] == ""


def test_a_letter_made_alone_has_the_bytes_that_it_has_among_all(made, tmp_path):
    """Though it needs no step itself; whatever the number of workers; in Python too."""
    folder, _ = made["language"]
    loaded = Campaign.load(folder)

    forge_all(loaded, Wanted(ids=("GMB-1",), out=tmp_path / "one", jobs=1))
    forge_all(loaded, Wanted(out=tmp_path / "two", jobs=2))
    word, page = forge(loaded, "GMB-1")

    everything = hashes(folder / "out")
    assert hashes(tmp_path / "two") == everything
    assert hashes(tmp_path / "one").items() <= everything.items()
    assert page.content == (folder / "out" / "letters" / "GMB-1.pdf").read_bytes()
    assert word.content == (folder / "out" / "letters" / "GMB-1.docx").read_bytes()


def test_nothing_is_made_again_until_the_step_changes(made):
    """Then all letters of the language are, for the reason that they are named for."""
    folder, first = made["language"]
    loaded = Campaign.load(folder)

    again = forge_all(loaded, Wanted(jobs=1))
    (folder / "list.csv").write_text(ROWS.format(more=MANY), encoding="utf-8")
    one = forge_all(loaded, Wanted(jobs=1, ids=("SEN-1",)))
    changed = forge_all(loaded, Wanted(jobs=1, force=True))

    assert (again.made, again.unchanged, again.fits) == (0, 2, first.fits)
    assert (one.made, one.outdated) == (1, 1)  # the other letter is known to need the new step
    assert (changed.made, changed.fits) == (2, {})
    assert one.reasons == {"fit": 1, "cell more": 1}
    assert changed.reasons == {"fit": 1, "forced": 1}


def test_word_files_alone_take_the_step_of_the_pdf(made, tmp_path):
    """It is set for that, and not written."""
    folder, _ = made["letter"]

    loaded = write(tmp_path, "letter", formats='["docx"]')
    report = forge_all(loaded, Wanted(jobs=1))

    assert report.fits == made["letter"][1].fits
    assert {path.name for path in (tmp_path / "out" / "letters").iterdir()} == {"SEN-1.docx", "GMB-1.docx"}
    for name in ("SEN-1.docx", "GMB-1.docx"):
        ours, theirs = (place / "out" / "letters" / name for place in (tmp_path, folder))
        assert ours.read_bytes() == theirs.read_bytes()


def test_check_knows_the_step_of_a_language(tmp_path):
    """Because it sets the letters; it writes nothing."""
    found = check(write(tmp_path, "language"), Wanted(jobs=1, engine=PdfEngine.TYPST, formats=(Format.PDF,)))

    assert found.steps == {"en": found.steps["en"]}
    assert found.steps["en"] > 0
    assert not (tmp_path / "out").exists()
