"""Where pages end: no row of a table is alone, and a paragraph before a list leaves no hole."""

from __future__ import annotations

import io

import docx
import pytest

from letterforge.model import Align, Format, Table
from letterforge.typeset import TYPESETTERS
from letterforge.typeset.plan.flow import find_tied_rows
from letters import bullets, line, paragraph, plain_letter
from reading_back import pdf_faults, pdf_pages, words

SENTENCE = "We write to you about the session of the Assembly, and about what your government may do there. "
AFTER = [paragraph(SENTENCE * 12)] * 3
ROWS = tuple((line(f"row {number}"), line("of a table")) for number in range(6))
TABLE = Table((line("State"), line("Focal point")), ROWS, (Align.START,) * 2)


def lines(count: int):
    return paragraph("\n".join(["line"] * count))


@pytest.mark.parametrize(("count", "first", "second"), [(33, 4, 2), (39, 0, 6)])
def test_no_row_is_alone_on_a_page(typesetter, tmp_path, count, first, second):
    """Neither the last on the second page, nor the first under the head on the first."""
    body = (lines(count), paragraph("These are the states:"), TABLE, *AFTER)

    content = typesetter.set(plain_letter(body=body)).content

    pages = pdf_pages(content)
    assert [page.count("of a table") for page in pages[:2]] == [first, second]
    assert ("These are the states" in pages[0]) == bool(first)
    assert not pdf_faults(content, "ua1", tmp_path)


@pytest.mark.parametrize("number", [1, 2, 3, 9])
def test_rows_are_tied_in_word(campaign, number):
    table = Table(TABLE.head, (ROWS * 2)[:number], TABLE.align)

    content = TYPESETTERS[Format.DOCX](campaign).set(plain_letter(body=(table,))).content

    _, *rows = docx.Document(io.BytesIO(content)).tables[0].rows
    kept = {at for at, row in enumerate(rows) if row.cells[0].paragraphs[0].paragraph_format.keep_with_next}
    assert kept - {number - 1} == set(find_tied_rows(number))


def test_a_long_paragraph_before_a_list_is_parted(typesetter):
    """Its last two lines are with the list, not all of it."""
    lead = paragraph(f"{SENTENCE * 5}We ask:")
    body = (lines(38), lead, bullets((paragraph(SENTENCE * 8),), "end"), *AFTER)

    first, second, *_ = map(words, pdf_pages(typesetter.set(plain_letter(body=body)).content))

    assert first.count("We write to you") >= 3
    assert "We ask:" in second
