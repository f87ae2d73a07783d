"""The first page's header: the letterhead, and the marks at the page's edge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from letterforge.campaign import Stationery
from letterforge.typeset.docx.drafts import make_draft_mark
from letterforge.typeset.docx.drawing import PlacedPicture
from letterforge.typeset.docx.scripts import find_word_faces
from letterforge.typeset.docx.wml import (
    RunWriter,
    make_frame,
    make_paragraph,
    make_root,
    twips,
    w,
    write_part,
)
from letterforge.typeset.plan.measures import Measures, measure_stationery
from letterforge.typeset.plan.windows import find_edge_marks, find_window
from letterforge.word.markup import Element

POINT = 1.0


def header_part(
    stationery: Stationery, sender: Sequence[str], logos: Sequence[PlacedPicture], draft: str, *, rtl: bool
) -> bytes:
    """Pictures side by side, or the organisation's name; then the sender's lines. Empty for printed paper.

    `sender`: the organisation's name, and its lines. `draft`: see `Letter`. Where the address is in a window,
    the header is so high that the text begins below the window.
    """
    organisation, *lines = sender
    content = (
        []
        if stationery.letterhead is False
        else list(_letterhead(stationery, organisation, lines, logos, rtl=rtl))
    )
    shown = find_window(stationery)
    m = measure_stationery(stationery)
    start = header_distance(stationery, draft)
    if shown:
        content = [
            _make_filled_table(content, stationery, shown.text - start, stationery.margin_top - start),
            make_empty_line(),
        ]
    elif (content or m.first_space) and start < stationery.margin_top + m.first_space:
        # The empty line itself takes a point.
        content.insert(0, _room(stationery.margin_top + m.first_space - start - POINT))
    mark = make_draft_mark(draft, draft_distance(stationery), m, rtl=rtl)
    return write_part(make_root("hdr", *_marks(stationery), *mark, *(content or [make_empty_line()])))


def header_distance(s: Stationery, draft: str = "") -> float:
    """From the page's edge to its header, in points: where the text begins, or what is above the text."""
    above = measure_stationery(s).line_in_margin(s.margin_top)
    return above if draft or s.page_numbers == "header" else s.margin_top


def draft_distance(s: Stationery) -> float:
    """From the page's edge to the word of a draft, in points: in the middle of the margin."""
    m = measure_stationery(s)
    return max(0.0, (s.margin_top - m.size * m.leading_window) / 2)


def footer_distance(m: Measures, lines: int, *, is_numbered: bool) -> float:
    """From the page's lower edge to its footers, in points; `lines`: in the first page's footer."""
    places = [
        *([m.line_in_margin(m.margin_bottom)] if is_numbered else []),
        *([m.below_footer(lines)] if lines else []),
    ]
    return min(places, default=0.0)


def needs_header(s: Stationery) -> bool:
    """Whether the first page has a header at all."""
    is_lower = measure_stationery(s).first_space > 0
    return s.letterhead is not False or find_window(s) is not None or bool(s.marks) or is_lower


def _letterhead(
    s: Stationery, organisation: str, lines: Sequence[str], logos: Sequence[PlacedPicture], *, rtl: bool
) -> Iterator[Element]:
    runs = RunWriter(find_word_faces(s.face, s.heading_face), rtl=rtl)
    direction = [w("bidi")] if rtl else []
    if logos:
        yield _logos(s, organisation, logos, rtl=rtl)
    else:
        yield make_paragraph("LetterheadName", *runs.plain(organisation), properties=direction)
    for line in lines:
        yield make_paragraph("Header", *runs.plain(line), properties=[w("bidi")] if rtl else [])
    yield make_paragraph("LetterheadEnd", properties=[w("bidi")] if rtl else [])


def _logos(s: Stationery, organisation: str, logos: Sequence[PlacedPicture], *, rtl: bool) -> Element:
    """The pictures in a line, all of one height; a tab from one to the next."""
    m = measure_stationery(s)
    ratios = [logo.picture.ratio for logo in logos]
    height = m.logos_height(ratios) if len(logos) > 1 else min(m.letterhead_height, m.text_width / ratios[0])
    width = height * sum(ratios) + m.logo_gap * (len(logos) - 1)
    # Tabs count from the margin: in a centred line they would lead elsewhere.
    reached = indent = (m.text_width - width) / 2 if s.letterhead_align == "centre" else 0.0
    runs: list[Element] = []
    stops: list[Element] = []
    for number, logo in enumerate(logos, start=1):
        if runs:
            reached += m.logo_gap
            stops.append(w("tab", val="left", pos=twips(reached)))
            runs.append(w("r", make_small(), w("tab")))
        run = logo.run(height, s.text_width, organisation, number)
        run.insert(0, make_small())
        runs.append(run)
        reached += height * logo.picture.ratio
    properties = [
        *([w("tabs", *stops)] if stops else []),
        *([w("bidi")] if rtl else []),
        # No line is higher than its pictures: below them, letters would take room.
        w("spacing", line="240", lineRule="auto"),
        *([w("ind", left=twips(indent)), w("jc", val="left")] if indent else []),
        make_small(),
    ]
    return make_paragraph("Header", *runs, properties=properties)


def make_small() -> Element:
    """The looks of letters that take no room beside pictures."""
    return w("rPr", w("sz", val="2"), w("szCs", val="2"))


def _make_filled_table(content: Sequence[Element], s: Stationery, height: float, before: float) -> Element:
    """A table without lines, so high that the text begins below it, however high the letterhead is."""
    sides = ("top", "left", "bottom", "right")
    margins = {"top": before, "left": 0.0, "bottom": 0.0, "right": 0.0}
    width = {"w": twips(s.text_width), "type": "dxa"}
    cell = w("tc", w("tcPr", w("tcW", **width)), *(content or [make_paragraph("Header")]))
    return w(
        "tbl",
        w(
            "tblPr",
            w("tblW", **width),
            w("tblLayout", type="fixed"),
            w("tblCellMar", *(w(side, w=twips(margins[side]), type="dxa") for side in sides)),
        ),
        w("tblGrid", w("gridCol", w=twips(s.text_width))),
        w("tr", w("trPr", w("trHeight", val=twips(height - 1), hRule="exact")), cell),
    )


def make_empty_line() -> Element:
    """A header ends with a paragraph: one that takes a point."""
    return _room(0.0)


def _room(height: float) -> Element:
    spacing = w("spacing", before=twips(height), line=twips(POINT), lineRule="exact")
    return make_paragraph("Header", properties=[spacing])


def _marks(s: Stationery) -> Iterator[Element]:
    """Hairlines at the left edge for folding and punching, each a paragraph with a line above it."""
    m = measure_stationery(s)
    for height in find_edge_marks(s):
        yield make_paragraph("Mark", properties=[make_frame(m.mark_left, height, m.mark_length, POINT)])
