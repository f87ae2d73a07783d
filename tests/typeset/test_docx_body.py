"""What stands in a Word letter: parts in their order, blocks in named styles, lists, tables, notes, links."""

from __future__ import annotations

from dataclasses import replace

import pytest

from letterforge.errors import Code, LetterFailed
from letterforge.model import (
    Align,
    Footnote,
    Heading,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
)
from letterforge.typeset.to_docx import DocxTypesetter
from letters import HOSTILE, bullets, full_letter, line, paragraph, plain_letter, sample_campaign
from word_files import W, found, indentation, markers, opened, paragraphs, styled, tree, with_text


@pytest.fixture(scope="module")
def typesetter(tmp_path_factory):
    return DocxTypesetter(sample_campaign(tmp_path_factory.mktemp("campaign")))


@pytest.fixture(scope="module")
def full(typesetter):
    return typesetter.set(full_letter()).content


def body(typesetter, *blocks, **changes):
    """The Word file of a letter with these blocks."""
    return typesetter.set(plain_letter(body=blocks, **changes)).content


def filled(content):
    """Style and text of each paragraph but the one without text in the room to sign in."""
    return [(style, text) for style, text in styled(content) if text or style != "Signature"]


def table(*rows, align=(Align.START, Align.END)):
    head, *others = (tuple(line(cell) for cell in row) for row in rows)
    return Table(head, tuple(others), align)


# --- parts ---------------------------------------------------------------------------------------


def test_the_parts_of_a_letter_come_in_their_order_and_in_styles_named_after_them(full):
    around = [(style, text) for style, text in filled(full) if style in PARTS]

    assert around == [
        ("Date", "The Hague, 7 December 2020"),
        ("Reference Line", "Ref.: EX/SEN-1"),
        ("Inside Address", "The Minister of Foreign Affairs\nMinistry of Foreign Affairs\nDakar\nSENEGAL"),
        ("Subject Line", "Re: An example to the Republic of Senegal"),
        ("Salutation", "Excellency,"),
        ("Closing", "Sincerely,"),
        ("Signature", "NAME ONE\nConvenor\nCoalition of Examples"),
        ("Signature", "NAME TWO\nDirector\nSecond Organisation"),
        ("Enclosure", "Enclosures (2):\nFirst enclosure\nSecond enclosure"),
        ("Copies", "cc:\nPermanent Mission in New York"),
    ]


PARTS = {
    "Closing",
    "Copies",
    "Date",
    "Enclosure",
    "Inside Address",
    "Reference Line",
    "Salutation",
    "Signature",
    "Subject Line",
}


def test_empty_parts_leave_no_empty_paragraph(typesetter):
    letter = plain_letter(dateline=(), salutation=(), closing=(), signatures=())

    assert styled(typesetter.set(letter).content) == [
        ("Body Text", "First paragraph of the body."),
        ("Body Text", "Second paragraph of the body."),
    ]


# --- runs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_prints_as_it_is_and_changes_no_block(typesetter, text):
    """Nothing in a cell becomes markup, a field, or another paragraph, wherever it stands."""
    letter = plain_letter(inside_address=(line(text),), body=(paragraph(text),), subject=line(text))

    written = typesetter.set(replace(letter, title=text)).content

    # python-docx passes over Word's element for a soft hyphen.
    assert [text for _, text in styled(written)][1:4] == [
        text.replace("\u00ad", ""),
        f"Re: {text}".replace("\u00ad", ""),
        "Excellency,",
    ]
    assert len(filled(written)) == 7
    assert not found(tree(written), "//w:instrText")
    assert opened(written).core_properties.title == text


@pytest.mark.parametrize(
    "text", ["bell \u0007", "null \x00", "return \r", "lone \ud800", "over \u202e", "own \ue000"]
)
@pytest.mark.parametrize("place", ["body", "title", "dateline", "link"])
def test_a_character_that_word_cannot_hold_fails_that_letter(typesetter, text, place):
    changes = {"body": (paragraph(text),), "title": text, "dateline": line(text)}
    link = {"body": (paragraph("text", link=f"https://example.org/{text}"),)}

    with pytest.raises(LetterFailed) as failure:
        typesetter.set(plain_letter(**({place: changes[place]} if place in changes else link)))

    assert [problem.code for problem in failure.value.problems] == [Code.CONTROL_CHARACTER]
    assert "U+" in failure.value.problems[0].message
    failure.value.problems[0].message.encode()


def test_styles_of_runs_are_words_own(full):
    runs = {run.text: run.font for run in with_text(full, PLAIN).runs}

    assert (runs["strong"].bold, runs["strong"].italic) == (True, None)
    assert (runs["emphasis"].bold, runs["emphasis"].italic) == (None, True)
    assert (runs["both"].bold, runs["both"].italic) == (True, True)
    assert runs["struck"].strike
    assert runs["Plain, "].bold is None


PLAIN = "Plain, strong, emphasis, both, struck, a link and a note.\nA new line."


def test_a_link_is_one_field_whose_target_cannot_end_it(typesetter):
    target = 'https://example.org/?a="x"\\&b=\\o "y"'
    runs = Run("bold", strong=True, link=target), Run(" and plain", link=target), Run(" after")

    written = tree(body(typesetter, Paragraph(runs)))

    assert found(written, "//w:instrText/text()") == [
        ' HYPERLINK "https://example.org/?a=%22x%22%5C&b=%5Co %22y%22" '
    ]
    assert found(written, "//w:fldChar/@w:fldCharType") == ["begin", "separate", "end"]
    linked = "//w:r[w:rPr/w:rStyle/@w:val='Hyperlink']/w:t/text()"
    assert found(written, linked) == ["bold", " and plain"]


# --- lists -------------------------------------------------------------------------------------------


def test_lists_are_real_and_each_numbered_one_counts_by_itself(full):
    assert list(markers(full)) == [
        ("•", "Bullet one"),
        ("•", "Entry with two paragraphs and a list"),
        ("–", "Inner one"),
        ("–", "Inner two"),
        ("•", "Innermost"),
        ("•", "Bullet three"),
        ("4.", "Number four"),
        ("5.", "Number five"),
        ("a.", "Letter a"),
        ("1.", "Number one again"),
        ("2.", "Number two again"),
        ("•", "with a list"),
    ]


def test_lists_have_the_styles_of_their_level(full):
    style = {text: style for style, text in styled(full)}

    assert style["Bullet one"] == "List Bullet"
    assert style["Inner one"] == "List Bullet 2"
    assert style["Innermost"] == "List Bullet 3"
    assert style["Letter a"] == "List Number 2"
    assert style["Second paragraph of the entry"] == "List Continue"


def test_a_mark_counts_lists_of_its_own_kind(typesetter):
    """Numbers in a bulleted list begin with 1, as in the PDF, not with a."""
    inner = bullets("one", (paragraph("two"), bullets("dash")), ordered=True)

    written = body(typesetter, bullets((paragraph("bullet"), inner)))

    assert list(markers(written)) == [("•", "bullet"), ("1.", "one"), ("2.", "two"), ("–", "dash")]


def test_a_list_deeper_than_word_counts_is_set_all_the_same(typesetter):
    block = paragraph("12")
    for _ in range(12):
        block = bullets((block,))

    written = body(typesetter, block)

    entry = with_text(written, "12")
    assert entry.style.name == "List Bullet 3"
    assert indentation(entry)["left"] == 12 * 18 * 20


@pytest.mark.parametrize(
    "entry",
    [
        (),
        (bullets("inner"),),
        (table(("a", "b")),),
        (Rule(),),
        (PageBreak(), paragraph("text")),
        (Heading(2, line("text")),),
        (Quote((paragraph("text"),)),),
    ],
    ids=["nothing", "list", "table", "rule", "page break", "heading", "quote"],
)
def test_every_entry_has_its_mark_once_whatever_it_begins_with(typesetter, entry):
    written = body(typesetter, bullets("before", entry, "after"))

    outer = [mark for mark, _ in markers(written) if mark == "•"]
    assert len(outer) == 3


def test_a_list_in_a_quotation_is_indented_and_in_italics_with_it(typesetter):
    written = body(typesetter, Quote((paragraph("said"), bullets("entry"))))

    entry = with_text(written, "entry")
    assert with_text(written, "said").style.name == "Quote"
    assert entry.runs[0].italic
    assert indentation(entry) == {"left": 720, "right": 360, "hanging": 360}


def test_a_quotation_in_a_list_is_indented_with_it(typesetter):
    written = body(typesetter, bullets((paragraph("entry"), Quote((paragraph("said"),)))))

    assert with_text(written, "said").style.name == "Quote"
    assert indentation(with_text(written, "said")) == {"left": 720, "right": 360}


# --- tables, rules, pages ----------------------------------------------------------------------------


def test_a_tables_heading_comes_again_on_each_page_and_no_row_breaks(full):
    rows = found(tree(full), "//w:tbl[.//w:t='Senegal']/w:tr")

    assert [len(found(row, "w:trPr/w:tblHeader")) for row in rows] == [1, 0, 0]
    assert all(found(row, "w:trPr/w:cantSplit") for row in rows)
    assert with_text(full, "Votes").style.name == "Table Heading"
    assert with_text(full, "Senegal").style.name == "Table Text"


def test_a_tables_columns_are_aligned_and_as_wide_as_their_words(typesetter):
    written = tree(body(typesetter, table(("Short", "Long" * 5), ("a", "b"))))

    widths = [int(width) for width in found(written, "//w:gridCol/@w:w")]
    assert sum(widths) == pytest.approx(160 / 25.4 * 1440, abs=2)
    assert widths[1] > 3 * widths[0]
    assert found(written, "//w:tc[1]//w:jc/@w:val") == []
    assert found(written, "//w:tc[2]//w:jc/@w:val") == ["right", "right"]


def test_two_tables_stay_two(typesetter):
    written = opened(body(typesetter, table(("a", "b")), table(("c", "d"))))

    assert len(written.tables) == 2
    assert written.tables[0]._tbl.getnext().tag.endswith("}p")


def test_what_follows_a_table_keeps_its_distance(typesetter):
    written = body(typesetter, table(("a", "b")), paragraph("below"), paragraph("next"))

    assert with_text(written, "below").paragraph_format.space_before.pt == 6
    assert with_text(written, "next").paragraph_format.space_before is None


@pytest.mark.parametrize("after", ["text", "list", "table"])
def test_a_page_break_belongs_to_what_follows(typesetter, after):
    """No empty paragraph stands on either page."""
    blocks = {"text": paragraph("x"), "list": bullets("x", "y"), "table": table(("x", "y"))}

    written = body(typesetter, paragraph("before"), PageBreak(), PageBreak(), blocks[after])

    breaking = [each.text for each in paragraphs(written) if each.paragraph_format.page_break_before]
    assert breaking == ["x"]
    assert [text for _, text in styled(written) if not text] == [""]  # the room to sign in


def test_a_heading_stays_with_what_it_heads(full):
    heading = with_text(full, "Heading one")

    assert heading.style.name == "Heading 1"
    assert heading.style.paragraph_format.keep_with_next


def test_a_rule_stays_with_what_it_ends(typesetter):
    written = body(typesetter, paragraph("above"), Rule(), paragraph("below"))

    assert with_text(written, "above").paragraph_format.keep_with_next
    assert [style for style, text in styled(written) if not text] == ["Horizontal Rule", "Signature"]


# --- footnotes ---------------------------------------------------------------------------------------


def test_footnotes_are_words_own(full):
    notes = tree(full, "word/footnotes.xml")

    assert found(tree(full), "//w:footnoteReference/@w:id") == ["2", "3"]
    assert found(notes, "w:footnote/@w:id") == ["0", "1", "2", "3"]
    assert ["".join(found(note, ".//w:t/text()")) for note in found(notes, "w:footnote")[2:]] == [
        " First note, with a link",
        " Second note.Its second paragraph.",
    ]
    assert found(notes, "count(w:footnote/w:p[1]/w:r[1]/w:footnoteRef)") == 2
    assert set(found(notes, "w:footnote[not(@w:type)]//w:pStyle/@w:val")) == {"FootnoteText"}


def test_a_note_that_is_meant_twice_is_printed_once(typesetter):
    runs = (Run("a"), Run("", note=1), Run(" b"), Run("", note=2), Run(" c"), Run("", note=2))
    notes = (Footnote(1, (paragraph("One."),)), Footnote(2, (paragraph("Two."),)))

    written = tree(body(typesetter, Paragraph(runs), notes=notes))

    assert found(written, "//w:footnoteReference/@w:id") == ["2", "3"]
    assert found(written, "//w:instrText/text()") == [" NOTEREF _Note2 \\f \\h "]
    assert found(written, "//w:bookmarkStart[@w:name='_Note2']/following-sibling::w:r[1]/w:footnoteReference")
    assert found(written, "//w:r[w:rPr/w:rStyle/@w:val='FootnoteReference']/w:t/text()") == ["2"]


def test_a_numbered_list_in_a_footnote_counts_by_itself(typesetter):
    notes = (Footnote(1, (paragraph("Note."), bullets("x", ordered=True, start=7))),)
    blocks = bullets("a", ordered=True), Paragraph((Run("text"), Run("", note=1)))

    written = body(typesetter, *blocks, notes=notes)

    inside = found(tree(written, "word/footnotes.xml"), "//w:numId/@w:val")
    outside = found(tree(written), "//w:numId/@w:val")
    starts = f"//w:num[@w:numId={inside[0]}]//w:startOverride/@w:val"
    assert len({*inside, *outside}) == 2
    assert found(tree(written, "word/numbering.xml"), starts) == ["7"]


def test_a_footnote_of_a_table_begins_and_ends_with_a_paragraph(typesetter):
    notes = (Footnote(1, (table(("a", "b")),)),)

    written = body(typesetter, Paragraph((Run("text"), Run("", note=1))), notes=notes)

    blocks = found(tree(written, "word/footnotes.xml"), "w:footnote[not(@w:type)]/*")
    assert [each.tag.rpartition("}")[2] for each in blocks] == ["p", "tbl", "p"]


@pytest.mark.parametrize(
    ("mark", "inner"), [(1, (Run("x"), Run("", note=1))), (2, (Run("x"),))], ids=["in a note", "no note"]
)
def test_a_mark_without_a_place_or_a_note_fails_the_letter(typesetter, mark, inner):
    letter = plain_letter(body=(Paragraph((Run("", note=mark),)),), notes=(Footnote(1, (Paragraph(inner),)),))

    with pytest.raises(LetterFailed) as failure:
        typesetter.set(letter)

    assert [problem.code for problem in failure.value.problems] == [Code.NOT_IN_A_LETTER]


# --- typography --------------------------------------------------------------------------------------


def test_what_is_raised_and_hyphens_without_a_break_are_words_own(tmp_path):
    """Read as 19e and COVID-19; names of the list are not hyphenated in justified text, nor is a subject."""
    content = (
        Run("la 19"),
        Run("e", rise=1),
        Run(" H"),
        Run("2", rise=-1),
        Run("O COVID\u201119 "),
        Run("Name", personal=True),
    )
    letter = plain_letter(body=(Paragraph(content),), subject=content)
    campaign_of = sample_campaign(tmp_path, align="justify")

    made = DocxTypesetter(campaign_of).set(letter).content

    body, subject = (
        with_text_in(made, style, "la 19e H2O COVID-19 Name") for style in ("BodyText", "SubjectLine")
    )
    assert [shift.get(f"{{{W}}}val") for shift in found(body, ".//w:vertAlign")] == [
        "superscript",
        "subscript",
    ]
    assert len(found(body, ".//w:noBreakHyphen")) == len(found(subject, ".//w:noBreakHyphen")) == 1
    assert (len(found(body, ".//w:noProof")), len(found(subject, ".//w:noProof"))) == (1, 0)
    held = found(tree(made, "word/styles.xml"), "//w:style[w:pPr/w:suppressAutoHyphens]/@w:styleId")
    assert {"SubjectLine", "InsideAddress", "Signature", "Heading1", "TableText"} <= set(held)
    assert not {"BodyText", "ListBullet", "Quote"} & set(held)


def with_text_in(content, style, text):
    """The paragraph of a style that ends with a text, as its element."""
    return next(
        entry._p
        for entry in paragraphs(content)
        if entry.style.style_id == style and entry.text.endswith(text)
    )
