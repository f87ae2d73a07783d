"""Lists as people type and paste them: numbers stay, and lines that would run into one paragraph are told."""

from __future__ import annotations

import pytest

from letterforge.compose import check_markdown, skipped_numbers
from letterforge.compose.blocks import skeleton
from letterforge.compose.slots import Filler
from letterforge.errors import Code, Severity
from letterforge.model import ListBlock, Paragraph, Value, slot


def lists(markdown, *values):
    filler = Filler(tuple(Value(value, personal=True) for value in values))
    blocks = filler.blocks(skeleton(markdown).blocks)
    return [(block.counted, block.sign) for block in blocks if isinstance(block, ListBlock)]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("2. a\n4. b\n7. c", [((2, 4, 7), ".")]),
        ("1. a\n2. b", [((1, 2), ".")]),
        ("1. a\n1. b\n1. c", [((1, 2, 3), ".")]),
        ("1) a\n2) b", [((1, 2), ")")]),
        ("5) a\n9) b", [((5, 9), ")")]),
        ("0. a\n1. b", [((0, 1), ".")]),
        ("999. a", [((999,), ".")]),
        ("1. a\n\nText\n\n4. b", [((1,), "."), ((4,), ".")]),
    ],
)
def test_numbers_stay_as_they_were_typed(markdown, expected):
    """Where every point is typed as 1, they are counted."""
    assert lists(markdown) == expected


@pytest.mark.parametrize(
    "markdown", ["1986. It was a year.", "In\n1986. It was a year.", "2024) and more", "10000. A number."]
)
def test_a_number_of_four_figures_begins_no_list(markdown):
    """A year at the start of a line is prose."""
    (block,) = skeleton(markdown).blocks

    assert isinstance(block, Paragraph)
    assert "".join(run.text for run in block.content) == markdown.replace("\n", " ")


def test_a_year_begins_the_text_of_a_point():
    """In a list, too, it is no list of its own, nor the next point."""
    (block,) = skeleton("1. 1986. A year.\n2. b").blocks

    assert (block.counted, block.entries[0][0].content[0].text) == ((1, 2), "1986. A year.")


def test_an_empty_point_is_left_out():
    """A bullet with nothing beside it is no point; the others keep their numbers, or are counted."""
    assert lists(f"- {slot(0)}\n- b", "") == [((1,), ".")]
    assert lists(f"1. a\n1. {slot(0)}\n1. c", "") == [((1, 2), ".")]
    assert lists(f"1. a\n2. {slot(0)}\n3. c", "") == [((1, 3), ".")]
    assert lists(f"1. {slot(0)}", "") == []


@pytest.mark.parametrize(
    ("source", "line", "sign"),
    [
        ("1. a\n2. b\n2. c", 3, "2."),
        ("3. a\n1. b", 2, "1."),
        ("01. a", 1, "01."),
        ("- x\n  1) a\n  1) b\n  2) c", 3, "1)"),
    ],
)
def test_numbers_that_cannot_stay_are_refused(source, line, sign):
    """With their line."""
    problem = check_markdown(source, "letter.en.md")[0]

    assert (problem.code, problem.place.line) == (Code.LIST_NUMBERS, line)
    assert problem.place.excerpt[slice(*problem.place.span)] == sign
    assert skeleton(source).offences


@pytest.mark.parametrize(
    "source",
    [
        "{% if a %}\n1. x\n{% else %}\n1. y\n{% endif %}\n2. z",
        "1. x\n{% if a %}\n2. y\n{% else %}\n2. w\n{% endif %}\n3. z",
    ],
)
def test_branches_may_have_the_same_number(source):
    """Only one of them is in a letter."""
    assert check_markdown(source, "letter.en.md") == ()


def test_a_number_that_a_condition_leaves_out_is_a_warning():
    """And one that was typed so is none."""
    source = "Text\n\n1. a\n{% if x %}\n2. b\n{% endif %}\n3. c\n"
    typed = "1. a\n3. c"
    letter = Filler(()).blocks(skeleton(typed).blocks)

    (problem,) = skipped_numbers(letter, source, "letter.en.md")

    assert (problem.code, problem.severity, problem.place.line) == (Code.LIST_NUMBERS, Severity.WARNING, 3)
    assert list(skipped_numbers(letter, typed, "letter.en.md")) == []


PASTED = (
    ("•\tA\n•\tB", 1, "•"), ("Intro:\n• A", 2, "•"), ("•A", 1, "•"), ("·\tA", 1, "·"), ("o\tA", 1, "o"),
    ("–\tA", 1, "–"), ("\uf0b7\tA", 1, "\uf0b7"), ("\uf0a7 A", 1, "\uf0a7"), ("§\tA", 1, "§"),
    ("-\u00a0A", 1, "-"), ("➢ A", 1, "➢"), ("- a\n  o\tb", 2, "o"), ("> •\ta", 1, "•"),
    ("Text:\n    - a\n    - b", 2, "-"), ("-First\n-Second", 1, "-"), ("– A\n– B", 1, "–"),
    ("Intro:\n— A", 2, "—"), ("(a)\tA", 1, "(a)"), ("A.\tx", 1, "A."), ("(1) A\n(2) B", 1, "(1)"),
    ("(i) A\n(ii) B", 1, "(i)"), ("a) A\nb) B", 1, "a)"), ("1.First\n2.Second", 1, "1."),
    ("1.\u00a0A\n2.\u00a0B", 1, "1."), ("We ask you:\n2. to ratify\n4. to pay", 2, "2."),
    ("Text\n\nWe ask:\n7. to pay", 4, "7."), ("* one\n*two", 2, "*"), ("- one\n- two\n-three", 3, "-"),
    ("1. one\n2.two", 2, "2."), ("→ a\n→ b", 1, "→"), ("☐ a", 1, "☐"), ("- one\n– two", 2, "–"),
    ("1. a\n(b) two", 2, "(b)"), ("A. one\nB. two", 1, "A."), ("1. one\n2. two\n3.three", 3, "3."),
)  # fmt: skip


@pytest.mark.parametrize(("source", "line", "sign"), PASTED)
def test_a_list_that_is_none_is_told(source, line, sign):
    """Its lines would run into one paragraph."""
    (problem,) = check_markdown(source, "letter.en.md")

    assert (problem.code, problem.place.line) == (Code.PASTED_LIST, line)
    assert problem.place.excerpt[slice(*problem.place.span)] == sign
    assert '"- "' in problem.hint or '"1. "' in problem.hint


@pytest.mark.parametrize(
    "source",
    [
        "- a\n- b\n\n* c\n\n1. x\n2. y\n   - z",
        "1.\tFirst\n2.\tSecond",
        "the Court\n– a pillar – is here\nand there",
        "from A → B\n→ C",
        "- *one* word\n  *two* words",
        "- see article 5\n(a) of the Statute",
        "1. see article 5\n(a) of the Statute, and page\n14. The end",
        "- the Court\n  – our hope",
        "- the Court – our hope\n– is here",
        "by\nA. Example and\nC. Specimen",
        "- under -5 degrees and\n  -6 degrees",
        "— A paragraph that begins with a dash.",
        "(a) A paragraph.\n\n(b) Another.",
        "(1) One\\\n(2) Two",
        "see page\n14. The Court",
        "“para todo\no mundo”",
        "-5 degrees\n-6 degrees",
        "*first* word\n*second* word\n**bold**",
        "5.5 million\n6.5 million",
        "| • | a |\n|---|---|\n| • | b |",
    ],
)
def test_prose_and_lists_are_no_pasted_list(source):
    """A dash or a number may begin a line by chance."""
    assert check_markdown(source, "letter.en.md") == ()


@pytest.mark.parametrize(
    "source", ["![a](b.png)", "![a b](c d.png)", "![[x.png]]", "![a][b]", "text ![a](<b c.png>)"]
)
def test_a_picture_is_refused_with_its_line(source):
    """Also one whose path has spaces, which is none in Markdown."""
    (problem,) = check_markdown(f"Text.\n\n{source}", "letter.en.md")

    assert (problem.code, problem.place.line) == (Code.NOT_IN_A_LETTER, 3)
    assert problem.place.excerpt[slice(*problem.place.span)].startswith("![")
