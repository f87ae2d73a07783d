"""Markdown that is too deep, wide or crowded is refused with its line: nothing is lost."""

from __future__ import annotations

import pytest

from letterforge.compose import check_markdown
from letterforge.compose.blocks import skeleton
from letterforge.compose.masking import masked
from letterforge.errors import Code
from letterforge.model import ListBlock, Paragraph, Quote


def bullets(depth, mark="-"):
    """A list in a list in a list …"""
    width = len(mark) + 1
    return "\n".join(f"{' ' * width * level}{mark} level {level}" for level in range(depth))


def depth_of(block, kind):
    """How many of a kind are in each other, down the last branch; and the words at the end."""
    depth = 0
    while not isinstance(block, Paragraph):
        depth += isinstance(block, kind)
        block = block.entries[-1][-1] if isinstance(block, ListBlock) else block.blocks[-1]
    return depth, "".join(run.text for run in block.content)


@pytest.mark.parametrize("mark", ["-", "1."])
def test_nine_levels_of_a_list_are_all_there(mark):
    """As many as Word has."""
    found = skeleton(bullets(9, mark))

    assert found.offences == ()
    assert depth_of(found.blocks[0], ListBlock) == (9, "level 8")


def test_nine_quotations_in_each_other_are_all_there():
    """With their words."""
    found = skeleton("> " * 9 + "deep")

    assert found.offences == ()
    assert depth_of(found.blocks[0], Quote) == (9, "deep")


def test_nine_lists_in_four_quotations_are_all_there():
    """The deepest that is allowed is within what the parser reads."""
    found = skeleton("> " * 4 + "- " * 9 + "deep")

    assert found.offences == ()
    assert depth_of(found.blocks[0], ListBlock) == (9, "deep")


@pytest.mark.parametrize(
    ("markdown", "line"),
    [
        (bullets(10), 12),
        (bullets(11, "1."), 12),
        (bullets(60), 12),
        (bullets(500), 12),
        ("- " * 10 + "deep", 3),
        ("- " * 5000 + "deep", 3),
        ("> " * 10 + "deep", 3),
        ("> " * 19 + "deep", 3),
        ("> " * 20_000 + "deep", 3),
        ("> " * 5 + "- " * 9 + "deep", 3),
        ("> - " * 7 + "deep", 3),
        ("word[^1]\n\n[^1]: " + "> " * 19 + "deep", 5),
    ],
    ids=lambda value: str(value)[:12],
)
def test_what_is_deeper_is_refused_with_its_line(markdown, line):
    """Rather than left out of the letter."""
    (problem,) = check_markdown(f"First.\n\n{markdown}\n", "letter.md")

    assert (problem.code, problem.place.line) == (Code.NOT_IN_A_LETTER, line)
    assert skeleton(f"First.\n\n{markdown}\n").offences


@pytest.mark.parametrize(
    "markdown",
    [
        "[^" * 20_000,
        "![a][" * 10_000,
        "[" * 20_000,
        ("[^a " * 400 + "\n\n") * 60,
        "|a" * 50 + "\n" + "|-" * 50 + "\n" + "|a" * 50,
    ],
    ids=["notes", "pictures", "brackets", "paragraphs", "columns"],
)
def test_what_the_parser_or_a_page_cannot_bear_is_refused(markdown):
    """The parser looks for the end of each bracket, up to the end of the paragraph."""
    problems = check_markdown(f"First.\n\n{markdown}\n", "letter.md")

    assert problems[0].code is Code.NOT_IN_A_LETTER
    assert problems[0].place.line >= 3


NOTED = "".join(f"word[^{n}] [a](https://x.y/{n}) " for n in range(100))
NOTES = "".join(f"[^{n}]: x\n\n" for n in range(100))


@pytest.mark.parametrize(
    "markdown",
    [
        f"{NOTED}\n\n{NOTES}",
        "|a" * 12 + "\n" + "|-" * 12 + "\n" + ("|a" * 12 + "\n") * 200,
        bullets(3) + "\n\n" + "> quoted\n>\n> > in it\n",
    ],
    ids=["notes", "table", "lists"],
)
def test_honest_texts_are_not(markdown):
    """A hundred footnotes in a paragraph, a table of all states."""
    assert check_markdown(markdown, "letter.md") == ()


def test_jinja_that_does_not_end_is_masked_in_one_look():
    """What has no end stays as it is; each sign is looked for once."""
    source = "{{ a }}{{" * 3 + "{% b %}{# c #}" + "{{" * 200_000 + "{%" * 200_000 + "{#" * 200_000

    markdown, numbers = masked(source)

    assert numbers == [1]
    assert markdown.endswith("{#" * 200_000)
    assert "{% b" not in markdown
