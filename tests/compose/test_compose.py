"""Prose to letter: what Markdown becomes, and that no value ever becomes Markdown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns import campaign
from letterforge.compose import check_markdown, compose
from letterforge.compose.blocks import skeleton
from letterforge.errors import Code, LetterFailed
from letterforge.languages import OURS
from letterforge.model import (
    OPENING,
    Align,
    Block,
    Filled,
    Heading,
    ListBlock,
    PageBreak,
    Paragraph,
    Prose,
    Quote,
    Recipient,
    Rule,
    Run,
    Table,
    Value,
    slot,
)
from letterforge.protocol.labels import labels

FIXTURES = Path(__file__).with_name("blocks.md").read_text(encoding="utf-8")
RECIPIENT = Recipient(id="SEN-1", row=2, state="SN", title="Minister", city="Dakar", language="en")


def letter(folder, markdown, *values, recipient=RECIPIENT, **parts):
    prose = Prose(
        recipient=recipient,
        language="en",
        template="letter.en.md",
        inside_address=("Minister", "Dakar", "SENEGAL"),
        body=Filled(markdown, tuple(Value(value, personal=True) for value in values)),
        **{name: Filled(text) for name, text in parts.items()},
    )
    return compose(prose, campaign(folder))


def shown(run: Run) -> str:
    """A run in a line of the fixtures: `strong[text]`, `link(target)[text]`, `note 1`."""
    if run.note:
        return f"note {run.note}"
    styles = [name for name in ("strong", "emphasis", "struck", "personal") if getattr(run, name)]
    styles += [f"link({run.link})"] if run.link else []
    return " ".join(styles) + f"[{run.text}]".replace("\n", "⏎")


def drawn(blocks: tuple[Block, ...], indent: str = "") -> str:
    """Blocks as the fixtures write them."""
    lines: list[str] = []
    for block in blocks:
        match block:
            case Paragraph(content):
                lines.append(f"{indent}paragraph {' '.join(map(shown, content))}")
            case Heading(level, content):
                lines.append(f"{indent}heading {level} {' '.join(map(shown, content))}")
            case ListBlock(entries, ordered, start):
                lines.append(f"{indent}{f'numbers from {start}' if ordered else 'bullets'}")
                for entry in entries:
                    lines += [f"{indent}- ", drawn(entry, f"{indent}  ")]
            case Quote(inner):
                lines += [f"{indent}quote", drawn(inner, f"{indent}  ")]
            case Table(head, rows, align):
                lines.append(f"{indent}table {' '.join(align)}")
                for row in (head, *rows):
                    lines.append(f"{indent}  " + " | ".join(" ".join(map(shown, cell)) for cell in row))
            case Rule():
                lines.append(f"{indent}rule")
            case PageBreak():
                lines.append(f"{indent}new page")
    return "\n".join(line.rstrip() for line in lines)


CASE = re.compile(r"^## (.+)\n\n~~~~\n(.*?)\n~~~~\n\n~~~~\n(.*?)\n~~~~$", re.MULTILINE | re.DOTALL)
CASES = [pytest.param(source, expected, id=title) for title, source, expected in CASE.findall(FIXTURES)]


@pytest.mark.parametrize(("source", "expected"), CASES)
def test_markdown_becomes_blocks(source, expected):
    """Each kind of block, from blocks.md."""
    found = skeleton(source)

    notes = "".join(f"\nnote {note.number}\n{drawn(note.blocks, '  ')}" for note in found.notes)
    assert found.offences == ()
    assert drawn(found.blocks) + notes == expected


HOSTILE = (
    "*Bob*", "_a_", "<b>x</b>", "{{ 7*7 }}", "# 1", "- x", "1. x", "> x", "|", "a | b",
    "---", "===", "`x`", "~~~",
    "&amp;", "&", "[x](y)", "![x](y)", "\\", "\\pagebreak", "    x", "[^1]", "<!-- x -->", "http://x.org", "",
    "=HYPERLINK(1)", "السيد", "外交部长", "😀", "../../etc/passwd",
)  # fmt: skip
AROUND = (
    "{}", "a {} b", "**{}**", "*{}*", "a**{}**b", "- {}\n- b", "1. {}", "# {}", "> {}",
    "| h |\n|---|\n| {} |",
    "[{}](https://x.org)", "a[^1]\n\n[^1]: {}", "{}\n{}", "{}{}",
)  # fmt: skip


@pytest.mark.parametrize("around", AROUND)
def test_no_value_changes_the_blocks_and_each_prints_as_it_is(tmp_path, around):
    """Whatever a cell holds, wherever it stands, it is text."""
    count = around.count("{}")
    numbers = iter(range(count))
    source = re.sub(r"\{\}", lambda _: slot(next(numbers)), around)
    plain = letter(tmp_path, source, *["word"] * count)

    for value in HOSTILE:
        hostile = letter(tmp_path, source, *[value] * count)

        assert not value or kinds(hostile.body) == kinds(plain.body), value
        assert not value or text_of(hostile) == text_of(plain).replace("word", value), value


@given(st.text(st.characters(blacklist_categories=("Cs", "Co")), min_size=1))
def test_any_value_prints_as_it_is(tmp_path_factory, value):
    """The same for whatever hypothesis thinks of, apart from what its typography changes."""
    folder = tmp_path_factory.mktemp("campaign")
    same = str.maketrans({"’": "'", "\u2011": "-", "\u00a0": " ", "\u202f": " "})

    printed = text_of(letter(folder, f"- a **{slot(0)}** b", value))

    assert printed.translate(same) == f"a {value} b".translate(same)


def kinds(blocks):
    return re.sub(r"\[.*?\]|⏎", "", re.sub(r"personal\[[\s\S]*", "personal", drawn(blocks))).count("\n")


def text_of(made):
    blocks = [*made.body, *(block for note in made.notes for block in note.blocks)]
    return "".join(run.text for block in blocks for run in runs(block))


def runs(block):
    match block:
        case Paragraph(content) | Heading(_, content):
            yield from content
        case ListBlock(entries):
            for entry in entries:
                for inner in entry:
                    yield from runs(inner)
        case Quote(inner):
            for each in inner:
                yield from runs(each)
        case Table(head, rows, _):
            for row in (head, *rows):
                for cell in row:
                    yield from cell


def test_a_value_is_told_from_the_text_around_it(tmp_path):
    """The preview shows in colour what came from the row."""
    (block,) = letter(tmp_path, f"To **{slot(0)}** of", "Dakar").body

    assert block.content == (Run("To "), Run("Dakar", strong=True, personal=True), Run(" of"))


def test_a_line_feed_in_a_value_is_a_line_break(tmp_path):
    """An address with lines keeps them."""
    (block,) = letter(tmp_path, f"# {slot(0)}", "a\nb").body

    assert block == Heading(1, (Run("a\nb", personal=True),))


def test_a_paragraph_of_empty_values_alone_is_left_out(tmp_path):
    """No empty line where a value may be empty; an empty cell of a table stays."""
    made = letter(tmp_path, f"{slot(0)} {slot(1)}\n\nb\n\n| h |\n|---|\n| {slot(0)} |", "", "")

    assert [type(block) for block in made.body] == [Paragraph, Table]
    assert made.body[1].rows == (((),),)


@pytest.mark.parametrize(
    ("source", "values", "target"),
    [
        (f"[x](https://x.org/{slot(0)})", ["a b/ü&"], "https://x.org/a%20b%2F%C3%BC%26"),
        (f"[x]({slot(0)})", ["https://x.org/a?b=c&d"], "https://x.org/a?b=c&d"),
        (f"[x](mailto:{slot(0)})", ["a@x.org"], "mailto:a@x.org"),
        ("<https://x.org>", [], "https://x.org"),
    ],
)
def test_a_value_can_be_a_part_of_a_links_target(tmp_path, source, values, target):
    """A part of an address is encoded; a whole one is taken as it is."""
    (block,) = letter(tmp_path, source, *values).body

    assert block.content[0].link == target


@pytest.mark.parametrize("value", ["javascript:alert(1)", "file:///etc/passwd", "x", "data:text/html,x", ""])
def test_a_link_to_anything_but_web_and_mail_fails_the_letter(tmp_path, value):
    """A cell cannot make a link do what a letter should not."""
    with pytest.raises(LetterFailed) as caught:
        letter(tmp_path, f"[x]({slot(0)})", value)

    assert caught.value.problems[0].code is Code.NOT_IN_A_LETTER


# --- what no letter can hold -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("a <b>x</b>", Code.RAW_HTML, "<b>"),
        ("<div>", Code.RAW_HTML, "<div>"),
        ("<!-- note -->", Code.RAW_HTML, "<!-- note -->"),
        ("    indented", Code.NOT_IN_A_LETTER, "indented"),
        ("a `code` b", Code.NOT_IN_A_LETTER, "`code`"),
        ("![a](b.png)", Code.NOT_IN_A_LETTER, "!["),
        ("#### deep", Code.NOT_IN_A_LETTER, "####"),
        ("[a](b.html)", Code.NOT_IN_A_LETTER, "b.html"),
        ("a[^9]", Code.NOT_IN_A_LETTER, "[^9]"),
        ("[^8]: idle", Code.NOT_IN_A_LETTER, "[^8]:"),
    ],
)
def test_what_no_letter_can_hold_is_found_in_the_template_with_its_line(tmp_path, line, code, words):
    """Before any row, and also in a branch that no row takes; and again when a letter is composed."""
    source = f"\n\n\nFirst {{{{ recipient.title }}}}\n\n{{% if false %}}\n{line}\n{{% endif %}}\n\nlast"

    (problem,) = check_markdown(source, "letter.en.md")

    assert (problem.code, problem.place.line) == (code, 7)
    assert problem.place.excerpt[slice(*problem.place.span)] == words
    with pytest.raises(LetterFailed):
        letter(tmp_path, line)


def test_a_sound_template_has_nothing_to_tell():
    """Tags between list entries, values in links and emphasis, a filter with quotes: all is well."""
    source = (
        "- a\n{% if x %}\n- **{{ b | date('d < m') }}**\n{% endif %}\n\n"
        "[x]({{ facts.url }}) a {# <b> #} {% if a < b %}c{% endif %}[^1]\n\n[^1]: {{ d }}\n"
    )

    assert check_markdown(source, "letter.en.md") == ()


# --- the frame ---------------------------------------------------------------------------------------


def test_a_letter_has_its_frame(tmp_path):
    """Place and date, inside address, subject, salutation, close, signature."""
    made = letter(tmp_path, "b", subject="19th *session*", salutation="Excellency,", closing="Sincerely,")

    assert made.dateline == (Run("The Hague, 7\u00a0December 2020"),)
    assert [run.text for line in made.inside_address for run in line] == ["Minister", "Dakar", "SENEGAL"]
    assert made.subject == (Run("19th "), Run("session", emphasis=True))
    assert made.title == "19th session"
    assert made.author == "Coalition"
    assert made.salutation == (Run("Excellency,"),)
    assert [signature.name for signature in made.signatures] == ["ANN SIGNATORY"]
    assert not made.rtl


@pytest.mark.parametrize("text", ["# x", "- x", "a\n\nb", "> x"])
def test_a_part_of_the_front_matter_is_one_line(tmp_path, text):
    """A heading within a subject is a slip."""
    with pytest.raises(LetterFailed) as caught:
        letter(tmp_path, "b", subject=text)

    assert caught.value.problems[0].code is Code.FRONT_MATTER


def test_alignment_of_a_column_is_the_tables_own():
    """As CommonMark's tables say it."""
    (table,) = skeleton("| a | b | c |\n|---|:-:|--:|\n| 1 | 2 | 3 |").blocks

    assert table.align == (Align.START, Align.CENTRE, Align.END)


def prose(**parts):
    return Prose(RECIPIENT, "en", "letter.en.md", body=Filled("Text.[^1]\n\n[^1]: Note.\n"), **parts)


def test_annexes_are_numbered_and_their_footnotes_go_on(tmp_path):
    """One annex needs no number; a note of the first annex is the letter's second."""
    first = Filled(f"# Table\n\nMore.[^x]\n\n[^x]: Of the annex, {slot(0)}.\n", (Value("*v*", True),))
    one = compose(prose(annexes=(first,)), campaign(tmp_path))
    two = compose(prose(annexes=(first, first)), campaign(tmp_path))

    assert [annex.label for annex in one.annexes] == ["Annex"]
    assert [annex.label for annex in two.annexes] == ["Annex 1", "Annex 2"]
    assert one.annexes[0].blocks[1] == Paragraph((Run("More."), Run("", note=2)))
    assert [note.number for note in two.notes] == [1, 2, 3]
    assert two.notes[2].blocks == (Paragraph((Run("Of the annex, "), Run("*v*", personal=True), Run("."))),)


def test_enclosures_are_counted(tmp_path):
    """One is told as one."""
    one = compose(prose(enclosures=(Filled("A"),)), campaign(tmp_path))
    two = compose(prose(enclosures=(Filled("A"), Filled("B"))), campaign(tmp_path))

    assert (one.enclosures_label, two.enclosures_label) == ("Enclosure:", "Enclosures (2):")


def test_the_header_of_the_following_pages_names_recipient_and_date(tmp_path):
    """The first line of the inside address, whoever it is."""
    found = compose(prose(inside_address=("H.E. the Minister", "Dakar")), campaign(tmp_path))

    assert found.running == ("H.E. the Minister", "7\u00a0December 2020")


@pytest.mark.parametrize("language", OURS.complete())
def test_every_language_puts_all_opening_parts_in_an_order(language):
    """None twice, none forgotten; only the order is the language's."""
    assert sorted(labels(language).order) == sorted(OPENING)
