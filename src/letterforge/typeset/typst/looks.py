"""Stationery → how `letter.typ` sets letters of one language: lengths in points, families, what stands in margins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from letterforge.campaign import Campaign, Stationery
from letterforge.model import Letter
from letterforge.typeset.pictures import logo_ratios
from letterforge.typeset.plan.families import families
from letterforge.typeset.plan.flow import MANY_COLUMNS
from letterforge.typeset.plan.marks import pieces_of
from letterforge.typeset.plan.measures import by_name, measures
from letterforge.typeset.plan.parts import footer_lines
from letterforge.typeset.plan.windows import marks, window
from letterforge.typeset.typst.fonts import Extent


def look(campaign: Campaign, letter: Letter, extent: Extent) -> dict[str, Any]:
    """How letters in a letter's language look. `extent` is that of the typeface of their lines."""
    s = campaign.stationery
    m = measures(s)
    footer = footer_lines(campaign, letter.language)
    asked = families(s, letter)
    return {
        "m": by_name(m),
        "lang": letter.language,
        "rtl": letter.rtl,
        "first_bottom": m.first_bottom(len(footer)),
        "ascent": extent.ascent,
        "descent": extent.descent,
        "justify": s.align == "justify",
        "oldstyle": s.figures == "old-style",
        "logos_height": m.logos_height(logo_ratios(s)),
        "page_numbers": s.page_numbers,
        "page_label": pieces_of(letter.labels.page),
        "footer": footer,
        "window": _window(s),
        "marks": marks(s),
        "letterhead_line": s.letterhead_line,
        "letterhead_align": s.letterhead_align,
        "tracking": s.tracking,
        "tables": s.tables,
        "underline": s.underline,
        "many_columns": MANY_COLUMNS,
        "text": asked.text,
        "headings": asked.headings,
        "foreign": asked.foreign,
    }


def _window(s: Stationery) -> Mapping[str, float] | None:
    shown = window(s)
    if shown is None:
        return None
    return {
        "left": shown.left - s.margin_left,
        "top": shown.top - s.margin_top,
        "width": shown.width,
        "height": shown.height,
        "notes": shown.notes,
        "text": max(shown.text - s.margin_top, 0),
    }
