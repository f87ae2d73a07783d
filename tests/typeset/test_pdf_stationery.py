"""The stationery in the PDF: ready ones, style sheets of one's own, windows of envelopes, marks."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace

import pikepdf
import pytest

from letterforge.campaign import STYLES, STYLES_FOLDER
from letterforge.campaign.ready import copy_stationery, ready_stationeries
from letterforge.campaign.stationery import MM
from letterforge.errors import BrokenCampaign, Code, LetterFailed, UsageError
from letterforge.machine import has_face
from letterforge.model import Format, Run
from letterforge.typeset import check_stationery
from letterforge.typeset.faces import find_packaged_files
from letterforge.typeset.foreign import ForeignText
from letterforge.typeset.to_pdf import PdfTypesetter
from letters import full_letter, plain_letter, sample_campaign
from reading_back import pdf_faults, pdf_place, pdf_text

# --- ready stationeries --------------------------------------------------------------------------


@pytest.mark.parametrize("style", STYLES)
def test_every_ready_stationery_sets_every_part(tmp_path, style):
    """Its rules are understood to the last, and the letter is the same in words."""
    campaign = sample_campaign(tmp_path, style=style)
    if not all(map(has_face, campaign.stationery.faces)):
        pytest.skip(f"the typeface of {style} is not on this machine")

    typesetter = PdfTypesetter(campaign)

    assert typesetter._styling.problems() == []
    content = typesetter.set(full_letter(campaign)).content
    assert pdf_faults(content, "ua1", tmp_path) == ""
    read = pdf_text(content)
    assert "The last paragraph of the body." in read
    assert "Permanent Mission in New York" in read


def test_a_copy_of_a_ready_stationery_looks_the_same(tmp_path):
    """It is a place to start from, and is never written over."""
    sample_campaign(tmp_path)
    files = copy_stationery("classic", tmp_path / "own")

    assert {path.name for path in files} == {"stationery.toml", "style.css"}
    ready = PdfTypesetter(sample_campaign(tmp_path, style="classic")).set(full_letter()).content
    assert PdfTypesetter(sample_campaign(tmp_path, style="own")).set(full_letter()).content == ready
    with pytest.raises(UsageError, match="nothing is overwritten"):
        copy_stationery("modern", tmp_path / "own")
    with pytest.raises(UsageError, match="no ready stationery"):
        copy_stationery("clasic", tmp_path / "other")


def test_ready_stationeries_say_what_they_are():
    """In a sentence each."""
    described = ready_stationeries()

    assert tuple(described) == STYLES
    assert all(len(sentence) > 20 and "#" not in sentence for sentence in described.values())
    assert all((STYLES_FOLDER / name / "style.css").is_file() for name in STYLES)


# --- faces ---------------------------------------------------------------------------------------


def test_each_missing_face_is_told_with_its_setting(tmp_path):
    """That of the headings too."""
    campaign = sample_campaign(tmp_path, face="No Such Face", heading_face="Nor This")

    problems = check_stationery(campaign, [Format.PDF])

    assert [(problem.code, problem.place.column) for problem in problems] == [
        (Code.MISSING_FACE, "stationery.face"),
        (Code.MISSING_FACE, "stationery.heading_face"),
    ]


# --- style sheets of one's own -------------------------------------------------------------------


def own(tmp_path, css, **settings):
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / "own.css").write_text(css, encoding="utf-8")
    return sample_campaign(tmp_path, css="own.css", **settings)


def test_the_campaigns_rules_come_last(tmp_path):
    """After those of letterforge and of the stationery."""
    shutil.copytree(STYLES_FOLDER / "classic", tmp_path / "own")
    (tmp_path / "own" / "style.css").write_text(".dateline { text-align: start; margin-left: 50mm }", "utf-8")

    styled = sample_campaign(tmp_path, style="own")
    ruled = own(tmp_path, ".dateline { margin-left: 10mm }", style="own")

    lefts = [
        pdf_place(PdfTypesetter(each).set(plain_letter()).content, "The Hague, 7")[0]
        for each in (styled, ruled)
    ]
    assert lefts == pytest.approx([(25 + 50) * MM, (25 + 10) * MM], abs=1)


@pytest.mark.parametrize(
    ("css", "line_number", "words"),
    [
        ("p { margin: 0 }\np { colour: red }", 2, "colour"),
        (".dateline { margin: 3 furlongs }", 1, "margin"),
        ("p { margin: 0 }\n\n@page :third { margin: 0 }", 3, "@page"),
        ("p ? q { margin: 0 }", 1, "p ? q"),
    ],
)
def test_a_rule_that_is_none_is_told_with_its_line(tmp_path, css, line_number, words):
    """Before any letter: it would be left out in silence."""
    campaign = own(tmp_path, css)

    (problem,) = check_stationery(campaign, [Format.PDF])

    assert problem.code is Code.BAD_STYLE_SHEET
    assert (problem.place.file, problem.place.line) == ("own.css", line_number)
    assert words in problem.message + problem.place.excerpt
    with pytest.raises(BrokenCampaign):
        PdfTypesetter(campaign)


@pytest.mark.parametrize(
    ("css", "line_number", "words"),
    [
        ('p { margin: 0 }\n.subject { font-family: "No Such Face", serif }', 2, "No Such Face"),
        (".subject { font: italic 12pt/1.3 No Such Face }", 1, "No Such Face"),
        ("@page { @top-center { font-family: Nowhere } }", 1, "Nowhere"),
        ("p { font-family: Caladea }", 1, "Caladea Text"),
    ],
)
def test_a_face_that_a_style_sheet_asks_for_and_nobody_has_is_told_with_its_line(
    tmp_path, css, line_number, words
):
    """Another would be taken in its place, in silence."""
    (problem,) = check_stationery(own(tmp_path, css), [Format.PDF])

    assert problem.code is Code.MISSING_FACE
    assert (problem.place.file, problem.place.line) == ("own.css", line_number)
    assert words in problem.message + problem.hint


@pytest.mark.parametrize(
    "css",
    [
        "p { font-family: serif }",
        "p { font-family: inherit }",
        'p { font-family: "No Such Face", "Caladea Text" }',
        "@font-face { font-family: 'House Face'; src: url(house.ttf) }\np { font-family: house face }",
    ],
)
def test_a_face_that_is_there_by_any_way_is_no_problem(tmp_path, css):
    """A generic one, one of several choices, one that the style sheet brings along."""
    shutil.copy(next(each.path for each in find_packaged_files("Caladea")), tmp_path / "house.ttf")

    assert not check_stationery(own(tmp_path, css), [Format.PDF])


def test_a_style_sheet_reaches_no_file_outside_the_campaign(tmp_path):
    """Neither by a picture nor by another sheet, nor over the network."""
    (tmp_path / "secret.css").write_text("p { margin: 0 }", encoding="utf-8")
    campaign = own(tmp_path / "campaign", '@import url("../secret.css");')

    problems = check_stationery(campaign, [Format.PDF])

    assert {problem.code for problem in problems} == {Code.BAD_STYLE_SHEET}
    assert any("secret.css" in problem.message for problem in problems)
    pictured = own(tmp_path / "campaign", 'body { background: url("http://localhost:9/x.png") }')
    with pytest.raises(LetterFailed, match="not a file that the stationery may use"):
        PdfTypesetter(pictured).set(plain_letter())


def test_a_style_sheet_may_use_what_lies_beside_it(tmp_path):
    """Another sheet, and a picture."""
    (tmp_path / "more.css").write_text(".dateline { text-align: start }", encoding="utf-8")
    campaign = own(
        tmp_path, '@import "more.css";\nbody { background: url("assets/letterhead.svg") no-repeat }'
    )

    content = PdfTypesetter(campaign).set(plain_letter()).content

    assert pdf_place(content, "The Hague, 7")[0] == pytest.approx(25 * MM, abs=1)


# --- windows and marks ---------------------------------------------------------------------------


def test_marks_are_artifacts(tmp_path):
    """Drawn before the letter, outside its tags."""
    campaign = sample_campaign(tmp_path, letterhead=False, marks=["fold", "punch"], address="din-5008-b")
    content = PdfTypesetter(campaign).set(plain_letter()).content

    with pikepdf.open(io.BytesIO(content)) as document:
        drawn = document.pages[0].Contents[0]
        lines = [line for line in pikepdf.parse_content_stream(drawn) if str(line.operator) == "m"]
        text = drawn.read_bytes()
    assert text.startswith(b"/Artifact BMC")
    assert text.rstrip().endswith(b"EMC")
    assert len(lines) == 3


# --- other languages within a letter -------------------------------------------------------------


@pytest.mark.parametrize(
    ("runs", "phrases"),
    [
        (["plain"], [("", "plain")]),
        (
            ["To Москва and 外交部."],
            [("", "To "), ("ru", "Москва"), ("", " and "), ("zh", "外交部"), ("", ".")],
        ),
        (["Greek (Ελλάδα) x"], [("", "Greek ("), ("el", "Ελλάδα"), ("", ") x")]),
        (["الوزير، 12"], [("ar", "الوزير، 12")]),
        (["x وزارة ", "الخارجية", " y"], [("", "x "), ("ar", "وزارة الخارجية"), ("", " y")]),
        (["one\nМосква 5\ntwo"], [("", "one\n"), ("ru", "Москва 5\n"), ("", "two")]),
    ],
)
def test_phrases_in_another_script_are_found_whole(runs, phrases):
    """With what stands between their words, over changes of style, and not beyond their line."""
    found = ForeignText("en", "en", rtl=False).phrases([Run(text) for text in runs])

    assert [(tongue, "".join(run.text for run in piece)) for tongue, piece in found] == phrases


def test_latin_in_an_arabic_letter_is_the_campaigns_language():
    """French names in a French campaign are read as French."""
    tongues = ForeignText("ar", "fr", rtl=True)

    found = [(tongue, piece[0].text) for tongue, piece in tongues.phrases([Run("باسم CICC (La Haye) نكتب")])]

    assert found == [("", "باسم "), ("fr", "CICC (La Haye)"), ("", " نكتب")]
    assert (tongues.direction("fr"), tongues.direction("ar")) == ("ltr", "")


def test_replacing_a_setting_keeps_the_stationery_sound(tmp_path):
    """Campaigns are made from others by `replace`, as preview does."""
    campaign = sample_campaign(tmp_path)

    assert replace(campaign, stationery=replace(campaign.stationery, marks=("fold",))).stationery.marks == (
        "fold",
    )
