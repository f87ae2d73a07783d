"""Front matter that is nearly one is told with its line and what to write; what is none is let be."""

from __future__ import annotations

import pytest

from campaigns import campaign
from letterforge.errors import BrokenCampaign, Code
from letterforge.intake import Door
from letterforge.personalise import Personaliser
from letterforge.personalise.template_file import read_template

PARTS = 'subject: "S"\nsalutation: "Excellency,"\n'


def read(folder, text, *, is_letter=True):
    (folder / "letter.en.md").write_text(text, encoding="utf-8")
    return read_template(folder / "letter.en.md", Door(folder), is_letter=is_letter)


def told(folder, text, **options):
    with pytest.raises(BrokenCampaign) as caught:
        read(folder, text, **options)
    (problem,) = caught.value.problems
    assert problem.code is Code.FRONT_MATTER
    return problem


@pytest.mark.parametrize(
    "fence", ["--", "—", "–", "***", "----", "- - -", "___", "===", "```yaml", "…", "-–", " ---", "---\u200b"]
)
def test_a_first_line_that_is_nearly_three_hyphens(tmp_path, fence):
    """A word processor made something else of it."""
    problem = told(tmp_path, f"{fence}\n{PARTS}{fence}\nBody\n")

    assert problem.place.line == 1
    assert "---" in problem.hint


@pytest.mark.parametrize("fence", ["--", "—", "----", "...", "***", " ---"])
@pytest.mark.parametrize("rest", ["", "\n---\n\nMore\n"])
def test_a_last_line_that_is_nearly_three_hyphens(tmp_path, fence, rest):
    """Also where a rule follows, which would end the front matter in its place."""
    assert told(tmp_path, f"---\n{PARTS}{fence}\nBody\n{rest}").place.line == 4


@pytest.mark.parametrize(
    ("before", "line"), [("\n", 2), ("  \n\n", 3), ("\ufeff\ufeff", 1), ("\u200b", 1), ("\n\ufeff", 2)]
)
def test_something_before_the_first_line(tmp_path, before, line):
    """An empty line, or signs that nobody sees."""
    problem = told(tmp_path, f"{before}---\n{PARTS}---\nBody\n")

    assert problem.place.line == line
    assert "before ---" in problem.hint


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (PARTS + "\nBody", 1),
        ("Subject: S\n\nBody", 1),
        ("Hello\nsubject: x", 2),
        (f"---\n{PARTS}---\n\nclosing: x\n\nBody", 6),
        (f"---\n---\n{PARTS}\nBody", 3),
    ],
)
def test_a_part_in_the_text(tmp_path, text, line):
    """It would be printed."""
    assert told(tmp_path, text).place.line == line


@pytest.mark.parametrize(
    "text",
    [
        "Body only\n",
        f"\ufeff---\n{PARTS}---\nBody",
        f"---\r\n{PARTS}---\r\nBody\r\n",
        "***\n\nBody below a rule",
        f"---\n{PARTS}---\n# Title\n\nThe subject: of this letter.",
        "Contact: by letter alone.\n\nBody",
        '---\nsubject: "“Justice”"\n---\nBody',
        "---\nsubject: “Justice” today\n---\nBody",
        "",
    ],
)
def test_what_is_right_is_let_be(tmp_path, text):
    """A byte order mark, and quotation marks that are meant, too."""
    read(tmp_path, text)


def test_a_file_that_is_taken_in_may_begin_with_a_subject(tmp_path):
    """An annex may be a draft with a subject of its own; in small letters it is front matter there too."""
    read(tmp_path, "Subject: Draft\n\nBody", is_letter=False)
    told(tmp_path, "subject: Draft\n\nBody", is_letter=False)


def test_curly_quotation_marks_around_a_text(tmp_path):
    """They are none for YAML, and would be printed."""
    problem = told(tmp_path, "---\nsubject: “S”\n---\nBody")

    assert problem.place.line == 2
    assert 'subject: "…"' in problem.hint


def test_none_is_said_on_purpose(tmp_path):
    """Of what a letter has otherwise."""
    template = read(tmp_path, "---\nsalutation: none\nclosing: None\naddressee: organisation\n---\nBody")

    assert template.lacks == {"salutation", "closing", "addressee"}
    assert not template.parts
    assert told(tmp_path, "---\naddressee: person\n---\nBody").place.line == 2


def test_a_template_names_the_only_rules_of_typography(tmp_path):
    """Or none of them."""
    assert read(tmp_path, "Body").typography is None
    assert read(tmp_path, "---\ntypography: none\n---\nBody").typography == frozenset()
    assert read(tmp_path, "---\ntypography: [spaces, hyphens]\n---\nBody").typography == {"spaces", "hyphens"}
    problem = told(tmp_path, "---\ntypography: [spaces, hyphen]\n---\nBody")
    assert '"hyphen"' in problem.message
    assert "hyphens" in problem.hint


@pytest.mark.parametrize(
    ("body", "column"),
    [
        ("Hi {{ recipient.title or “M” }}", 25),
        ("“x” {% if recipient.city == ‘D’ %}a{% endif %}", 28),
        ("{{ facts | join(„, “) }}", 16),
    ],
)
def test_curly_quotation_marks_in_a_tag(tmp_path, body, column):
    """With line, place and way out, though the text beside it has such marks, and rightly."""
    template = f'---\nsalutation: "E,"\nclosing: "S"\n---\n{body}'
    (problem,) = Personaliser(campaign(tmp_path, template)).check("en")

    assert (problem.code, problem.place.line, problem.place.span) == (
        Code.TEMPLATE_SYNTAX,
        5,
        (column, column + 1),
    )
    assert "straight" in problem.hint
