"""Where a PDF prints: what is over an edge or over another text is found, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest
import typst

from letterforge.inspection.geometry import find_misplaced, measure_area
from letterforge.inspection.reading import read_sheet
from letterforge.model import Format, Sheet
from letters import sample_campaign

PAGE = "#set page(width: 595.28pt, height: 841.89pt, margin: (x: 25mm, y: 20mm))\n#set text(11pt)\n"
AT = "#place(top + left, dx: {}mm, dy: {}mm)[{}]"
WIDE = "Telekommunikationsministerium"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (f"{'We write to you. ' * 40}", ""),
        (f"#table(columns: (1fr,) * 4, {'[a cell], ' * 8}){'f' * 8}#super[1]", ""),
        ("#place(dx: -20mm, line(length: 5mm))Text beside the mark of a fold", ""),
        (AT.format(150, 10, WIDE), f'"{WIDE}" over the edge of its text area (page 1)'),
        (AT.format(-12, 10, "too far to the left"), "over the edge"),
        (AT.format(10, 285, "below the sheet"), "over the edge"),
        (AT.format(10, 10, "first words") + AT.format(14, 11, WIDE), '" over "'),
        (f"#grid(columns: 2 * (20mm,), [{WIDE}], [telephone])", "over"),
        ("#place(dx: 150mm, line(length: 20mm))", "has a line or a picture over the edge"),
        (f"#pagebreak(){AT.format(150, 10, WIDE)}", "(page 2)"),
    ],
)
def test_what_is_over_something_is_found(tmp_path, typed, words):
    content = typst.compile((PAGE + typed).encode(), format="pdf")
    area = measure_area(sample_campaign(tmp_path))

    found = read_sheet(Sheet("a", Format.PDF, content, 1), area=area).misplaced

    assert words in found
    assert bool(words) == bool(found)


def test_a_window_is_wider_than_the_text_on_the_first_page_alone(tmp_path):
    """The German one begins at 20 mm."""
    area = measure_area(sample_campaign(tmp_path, address="din-5008-b"))
    content = typst.compile((PAGE + AT.format(-4, 40, "The Minister")).encode(), format="pdf")

    with pypdfium2.PdfDocument(content) as document:
        texts = document[0], document[0].get_textpage()
        assert not find_misplaced(*texts, (), 0, area)
        assert find_misplaced(*texts, (), 1, area)


def test_what_a_letterhead_prints_at_the_edge_is_where_it_is_meant(tmp_path):
    side = typst.compile((PAGE + AT.format(-18, 40, "Side line")).encode(), format="pdf")
    campaign = sample_campaign(tmp_path)
    (tmp_path / "paper.pdf").write_bytes(side)
    stationery = replace(campaign.stationery, letterhead_pdf=tmp_path / "paper.pdf")

    area = measure_area(replace(campaign, stationery=stationery))

    assert len(area.own[0]) == 1
    assert read_sheet(Sheet("a", Format.PDF, side, 1), area=area).misplaced == ""
    assert read_sheet(Sheet("a", Format.PDF, side, 1), area=measure_area(campaign)).misplaced
