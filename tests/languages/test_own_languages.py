"""A campaign brings a language of its own: letters in it, and what is reported where it lacks something."""

from __future__ import annotations

import io
import itertools
import os
import pickle
import re
import time
import zipfile
from pathlib import Path

import pypdfium2
import pytest

from languages.german import FORMS, LABELS, STATES, TEMPLATE, WRITING, german_campaign
from letterforge import api
from letterforge.campaign import Campaign
from letterforge.errors import BrokenCampaign, Code
from letterforge.languages import OURS
from letterforge.model import Recipient
from letterforge.protocol.posting import title_line
from letterforge.recipients import read_recipients
from letterforge.run.request import Wanted


def letters(folder, **wanted):
    report = api.forge_all(Campaign.load(folder), Wanted(jobs=1, **wanted))
    assert not report.failed
    return {path.name: path.read_bytes() for path in (folder / "out" / "letters").iterdir()}


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def problems_of(folder):
    with pytest.raises(BrokenCampaign) as caught:
        api.check(Campaign.load(folder))
    return caught.value.problems


def test_a_letter_in_a_language_of_the_campaign_is_written_in_both_formats(tmp_path):
    made = letters(german_campaign(tmp_path))

    words = [
        "Den Haag, den 1. Dezember 2020",
        "Botschafterin",
        "Botschaft der Schweiz",
        "NIEDERLANDE",
        "Betreff: Einladung der Schweiz",
        "Exzellenz,",
        "Wir laden die Schweiz „herzlich“ ein, zum 3. Mal.",
        "Hochachtungsvoll",
        "Anlage:",
    ]
    printed = " ".join(text_of(made["ch.pdf"]).split())
    package = zipfile.ZipFile(io.BytesIO(made["ch.docx"]))
    document = package.read("word/document.xml").decode()
    for text in words:
        assert text in printed
        assert text in document or all(word in document for word in text.split())
    assert 'w:val="de-CH"' in package.read("word/styles.xml").decode()


def test_a_formal_name_that_the_language_lacks_is_asked_for(tmp_path):
    """The short one in its place would be a name that no protocol has."""
    folder = german_campaign(tmp_path)
    more = '{{ state | of("formal") }} {{ state.formal_name }} {{ state | of }}\n'
    (folder / "de.md").write_text(TEMPLATE + more, encoding="utf-8")

    found = api.check(Campaign.load(folder), Wanted()).problems

    asked = {problem.message.partition(" is empty")[0]: problem.hint for problem in found}
    assert asked.keys() >= {"state.formal_of", "state.formal_name"}
    assert "languages/de/states.csv" in asked["state.formal_of"]


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"labels__toml": 'subject = "Betreff: "\n'}, ["labels.toml: order, reference, enclosure"]),
        (
            {"forms__toml": None},
            ["forms.toml: [titles] ambassador, foreign_minister; [[form]] for ambassador"],
        ),
        ({"writing__toml": 'direction = "ltr"\n'}, ["writing.toml: date.line, states.of"]),
        ({"forms__toml": FORMS.replace("embassy", "embassies")}, ["[houses] embassy"]),
        (
            {"labels__toml": LABELS.replace('page = "Seite {page} von {pages}"\n', ""), "forms__toml": None},
            ["labels.toml: page", "forms.toml: [titles]"],
        ),
        (
            {"writing__toml": WRITING.replace('dates = "de"', 'dates = "xx_XX"')},
            ['dates = "xx_XX" is not a known locale'],
        ),
    ],
)
def test_everything_that_a_language_lacks_is_reported_first_and_at_once(tmp_path, changes, missing):
    """Before the template that is missing too, and once for all rows."""
    folder = german_campaign(tmp_path, **changes)
    (folder / "de.md").unlink()

    (problem,) = problems_of(folder)

    assert problem.code is Code.INCOMPLETE_LANGUAGE
    assert "German (de)" in problem.message
    for words in missing:
        assert words in problem.hint


@pytest.mark.parametrize(
    ("changes", "told", "line"),
    [
        ({"labels__toml": LABELS.replace("copies", "copys")}, 'no key "copys"', 6),
        ({"labels__toml": LABELS.replace(" von {pages}", "")}, "lacks {pages}", 9),
        ({"labels__toml": LABELS.replace("{name}", "{nmae}")}, "unknown place", 10),
        ({"labels__toml": LABELS.replace("{name}", "{name.__class__}")}, "unknown place", 10),
        ({"labels__toml": LABELS.replace("{name}", "{name")}, "brace", 10),
        ({"labels__toml": LABELS.replace('"Anhang"', "7")}, "must be text", 7),
        ({"labels__toml": LABELS.replace('"Anhang"', '"\\u0007"')}, "U+0007", 7),
        ({"labels__toml": LABELS.replace('"Anhang"', '"\\uE000"')}, "U+E000", 7),
        ({"labels__toml": LABELS.replace('"Anhang"', f'"{"x" * 1001}"')}, "longer than", 7),
        ({"labels__toml": LABELS.replace('"subject",', '"subjekt",')}, 'no "subjekt"', 1),
        ({"labels__toml": "subject = \n"}, "", 1),
        ({"labels__toml": "x = " + "[" * 5000}, "brackets", 1),
        ({"labels__toml": "x" * (1 << 21)}, "larger than 1 MB", None),
        ({"labels__toml": "subject = '\ud800'"}, "", None),
        ({"forms__toml": FORMS.replace("ambassador", "ambasador")}, 'no key "ambasador"', 2),
        (
            {"forms__toml": FORMS.replace('embassy = "Botschaft {of}"', 'embassy = "{off}"')},
            "unknown place",
            9,
        ),
        ({"forms__toml": FORMS.replace("[[form]]", "[form]")}, "[[form]]", 12),
        ({"forms__toml": FORMS + 'office = ["ambasador"]\n'}, 'no "ambasador"', 17),
        ({"writing__toml": WRITING.replace('"ltr"', '"left"')}, '"left"', 1),
        ({"writing__toml": WRITING.replace(', "“"', "")}, "2 different texts", 13),
        ({"states__csv": STATES.replace("code", "kode")}, 'no column "kode"', 1),
        ({"states__csv": STATES.replace("CH;", "Schweiz;")}, '"Schweiz" is not the code', 2),
        ({"states__csv": STATES + "DE;a;b;c\n"}, "more or fewer cells", 4),
        ({"states__csv": STATES + 'DE;"a\n'}, "cannot be read", None),
        ({"states__csv": STATES + "QQ;die Q;der Q\n"}, 'code "QQ"', None),
        ({"lables__toml": ""}, "does not read a file with this name", None),
        ({"words__toml": '[titles]\nking = ["König"]\n'}, '"titles.king"', None),
        ({"words__toml": '[titles]\nminister = ["President"]\n'}, "President", None),
        ({"offices__toml": '[means]\nminister = ["Ambassador"]\n'}, "ambassador", None),
        ({"offices__toml": '[by_state]\nking = ["König"]\n'}, '"by_state.king"', None),
        ({"headings__csv": "heading,column\nStaat,land\n"}, "Staat", 2),
        ({"headings__csv": "heading,column,part\nStaat,country,-\n"}, "Staat", 2),
        ({"labels__toml": f'{"x" * 1001} = "y"\n'}, "the file has a key that is longer than", None),
        (
            {"writing__toml": WRITING.replace("[typography]", '[typography]\nbefore_high = "\\\\1"')},
            '"typography.before_high"',
            None,
        ),
        ({"words__toml": '[unfilled]\nlater = ["folgt"]\n'}, "cannot be set by a campaign", None),
        ({"cells__toml": 'vacant = "frei"\n'}, "list in square brackets", 1),
    ],
)
def test_a_mistake_in_a_file_of_a_language_is_reported_with_file_and_line(tmp_path, changes, told, line):
    name = next(iter(changes)).replace("__", ".")
    text = changes.pop(next(iter(changes)))
    folder = german_campaign(tmp_path, **changes)
    (folder / "languages" / "de" / name).write_bytes(text.encode("utf-8", "surrogatepass"))

    problem = problems_of(folder)[0]

    assert told in f"{problem.message} {problem.hint}"
    assert problem.place.file == f"languages/de/{name}"
    assert problem.hint
    if line:
        assert problem.place.line == line


def test_a_file_full_of_mistakes_is_refused_at_once(tmp_path):
    """Each is looked up in the file, so only the first few may be."""
    wrong = "".join(f'refrence{n} = "x"\n' for n in range(4999))
    folder = german_campaign(tmp_path, labels__toml=wrong + "\n" * 700_000)

    begun = time.process_time()
    problems = problems_of(folder)

    assert len(problems) == 20
    assert time.process_time() - begun < 10


def test_too_many_languages_are_refused_before_they_are_read(tmp_path):
    folder = german_campaign(tmp_path)
    for first, second in itertools.product("abcdefghijk", repeat=2):
        (folder / "languages" / f"q{first}{second}").mkdir()

    (problem,) = problems_of(folder)

    assert problem.place.file == "languages"
    assert "more than 100 languages" in problem.message


def test_files_of_languages_have_a_limit_together(tmp_path):
    folder = german_campaign(tmp_path)
    for name in ("qa", "qb", "qc", "qd", "qe"):
        (folder / "languages" / name).mkdir()
        (folder / "languages" / name / "labels.toml").write_text("#" * 1_000_000, encoding="utf-8")

    (problem,) = problems_of(folder)

    assert problem.message == "the files of all languages are too long together"


def test_a_folder_that_is_no_language_is_reported(tmp_path):
    folder = german_campaign(tmp_path)
    (folder / "languages" / "German").mkdir()

    (problem,) = problems_of(folder)

    assert problem.place.file == "languages/German"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_out_of_the_campaign_is_refused(tmp_path):
    folder = german_campaign(tmp_path / "campaign", labels__toml=None)
    (tmp_path / "labels.toml").write_text(LABELS, encoding="utf-8")
    (folder / "languages" / "de" / "labels.toml").symlink_to(tmp_path / "labels.toml")

    (problem,) = problems_of(folder)

    assert problem.code is Code.OUTSIDE_CAMPAIGN


def test_a_change_of_a_language_makes_the_letters_again(tmp_path):
    """Also where a file appears that was not there."""
    folder = german_campaign(tmp_path)
    first = letters(folder)

    (folder / "languages/de/labels.toml").write_text(LABELS.replace("Betreff", "Thema"), encoding="utf-8")
    second = letters(folder)
    assert "Thema: Einladung" in text_of(second["us.pdf"])
    (folder / "languages/en").mkdir()
    (folder / "languages/en/labels.toml").write_text('subject = "Subject: "\n', encoding="utf-8")

    assert first["us.docx"] != second["us.docx"]
    assert (folder / "languages/en/labels.toml") in dict(Campaign.load(folder).sources)


def test_a_change_of_a_language_leaves_the_letters_in_others_as_they_are(tmp_path):
    """An English letter that is approved or sealed is not made again for a German word."""
    folder = german_campaign(tmp_path)
    columns, *rows = (folder / "list.csv").read_text("utf-8").splitlines()
    lines = [f"{columns},language", *(f"{row},de" for row in rows), "ke,Kenya,foreign_minister,,,,en", ""]
    (folder / "list.csv").write_text("\n".join(lines), encoding="utf-8")
    (folder / "en.md").write_text((folder / "de.md").read_text("utf-8"), encoding="utf-8")
    settings = (folder / "letterforge.toml").read_text("utf-8")
    settings = settings.replace('"Den Haag" }', '"Den Haag", en = "The Hague" }').replace(
        '"Verein" }', '"Verein", en = "Society" }'
    )
    (folder / "letterforge.toml").write_text(settings, encoding="utf-8")
    assert api.forge_all(Campaign.load(folder), Wanted(jobs=1)).summary.made == 3

    (folder / "languages/de/labels.toml").write_text(LABELS.replace("Betreff", "Thema"), encoding="utf-8")
    report = api.forge_all(Campaign.load(folder), Wanted(jobs=1))

    assert report.summary.unchanged == 1
    assert report.summary.reasons == {"template": report.summary.made}


def test_a_file_that_is_not_there_is_known_to_be_missing(tmp_path):
    """It may appear, and letters would differ."""
    sources = dict(Campaign.load(german_campaign(tmp_path)).sources)

    assert sources[tmp_path / "languages/fr/labels.toml"] == ""
    assert sources[tmp_path / "languages/de/labels.toml"] != ""


def test_two_campaigns_in_one_process_keep_their_own_words(tmp_path):
    one = Campaign.load(german_campaign(tmp_path / "one"))
    other = Campaign.load(
        german_campaign(tmp_path / "other", labels__toml=LABELS.replace("Betreff", "Thema"))
    )

    drafts = [api.draft(campaign, "ch").labels.subject for campaign in (one, other, one)]

    assert drafts == ["Betreff: ", "Thema: ", "Betreff: "]
    assert "de" not in OURS.complete()


@pytest.mark.parametrize(
    ("title", "gender", "printed"),
    [
        ("Botschafter oder Botschafterin", "f", "Botschafterin"),
        ("Botschafterin bzw. Botschafter", "m", "Botschafter"),
        ("Botschafter resp. Botschafterin", "f", "Botschafterin"),
        ("Botschafter of Botschafterin", "f", "Botschafter of Botschafterin"),
    ],
)
def test_a_title_for_both_genders_is_known_by_the_word_between_them(tmp_path, title, gender, printed):
    """By ours of a language that has no letters of ours, and by the campaign's."""
    folder = german_campaign(tmp_path, cells__toml='between_genders = ["resp."]\n')
    reader = Recipient(id="ch", state="CH", office="ambassador", name="N.", title=title, gender=gender)

    assert title_line(reader, "de", Campaign.load(folder).languages) == printed


def test_a_languages_value_travels_to_workers(tmp_path):
    languages = Campaign.load(german_campaign(tmp_path)).languages

    assert pickle.loads(pickle.dumps(languages)) == languages
    assert hash(languages) != hash(OURS)


def test_ours_is_completed_key_by_key(tmp_path):
    """One word of a language that we have, and nothing else of it."""
    folder = german_campaign(tmp_path)
    (folder / "languages/fr").mkdir()
    (folder / "languages/fr/labels.toml").write_text('subject = "Sujet : "\n', encoding="utf-8")

    languages = Campaign.load(folder).languages

    assert languages.document("fr", "labels.toml")["subject"] == "Sujet : "
    assert languages.document("fr", "labels.toml")["copies"] == OURS.document("fr", "labels.toml")["copies"]


def test_what_the_documentation_shows_is_enough_for_a_letter(tmp_path):
    """As it is written there, file by file."""
    page = (Path(__file__).parents[2] / "docs" / "languages.md").read_text(encoding="utf-8")
    shown = re.findall(r"```toml\n# languages/de/(\w+\.toml)[^\n]*\n(.*?)```", page, re.DOTALL)
    table = re.findall(r"```text\n(code,.*?)```", page, re.DOTALL)
    files = {name.replace(".", "__"): text for name, text in shown} | {"states__csv": table[0]}
    folder = german_campaign(tmp_path, **files)
    (folder / "list.csv").write_text("id,country,office,city\nch,CH,ambassador,The Hague\n", encoding="utf-8")

    letter = api.draft(Campaign.load(folder), "ch")

    assert len(shown) == 3
    assert not api.check(Campaign.load(folder)).errors
    assert "Botschaft der Schweiz" in [line[0].text for line in letter.inside_address]


def test_what_people_write_in_a_language_of_the_campaign_is_understood(tmp_path):
    """Headings, offices, genders and honorifics, which nobody knew; another campaign does not know them."""
    own = {
        "headings.csv": "heading,column\nStat,country\nFunktio,office\nNimio,name\nSuku,gender\n",
        "offices.toml": '[means]\nambassador = ["Lähettiläs"]\n',
        "cells.toml": 'no_names = ["puuttuu"]\n[honorifics]\nbegins = ["Rouva"]\n[gender]\nf = ["nainen"]\n',
    }
    rows = "id,Stat,Funktio,Nimio,Suku,city\nch,Switzerland,lähettiläs,Rouva Ada Specimen,nainen,The Hague\n"
    folder, without = german_campaign(tmp_path / "one"), german_campaign(tmp_path / "other")
    (folder / "languages/fi").mkdir()
    for name, text in own.items():
        (folder / "languages/fi" / name).write_text(text, encoding="utf-8")
    for campaign in (folder, without):
        (campaign / "list.csv").write_text(rows, encoding="utf-8")

    (recipient,) = read_recipients(Campaign.load(folder)).recipients
    other = read_recipients(Campaign.load(without))

    assert (recipient.office, recipient.gender, recipient.honorific) == ("ambassador", "f", "Rouva")
    assert recipient.name == "Ada Specimen"
    assert all(row.office != "ambassador" for row in other.recipients)
