"""Stationery → how `letter.typ` sets letters of one language: lengths in points, families, what stands in margins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from letterforge import machine
from letterforge.campaign import Campaign, Stationery
from letterforge.model import Letter
from letterforge.typeset.faces import script_faces
from letterforge.typeset.margins import first_bottom
from letterforge.typeset.pictures import logo_ratios, logos_height
from letterforge.typeset.typst.fonts import Extent
from letterforge.typeset.windows import marks, window


def families(campaign: Campaign, letter: Letter) -> dict[str, list[str]]:
    """The families of a letter: that of its script first, because it decides where the lines stand."""
    s = campaign.stationery
    others = list(script_faces())
    text, headings = [s.face, *others], [s.heading_face or s.face, *others]
    if not letter.rtl or machine.covers(s.face, letter.language):
        return {"text": text, "headings": headings, "foreign": text}
    return {"text": [*others, s.face], "headings": [*others, s.heading_face or s.face], "foreign": text}


def look(campaign: Campaign, letter: Letter, extent: Extent) -> dict[str, Any]:
    """How letters in a letter's language look. `extent` is that of the typeface of their lines."""
    s = campaign.stationery
    footer = [text for line in s.footer if (text := campaign.text(line, letter.language))]
    return {
        "lang": letter.language,
        "rtl": letter.rtl,
        "page": s.page_size,
        "margins": _margins(s),
        "first_bottom": first_bottom(s, len(footer)),
        "size": s.size,
        "leading": s.leading,
        "ascent": extent.ascent,
        "descent": extent.descent,
        "spacing": s.spacing,
        "justify": s.align == "justify",
        "oldstyle": s.figures == "old-style",
        "colour": s.colour,
        "logos_height": logos_height(s, logo_ratios(s)),
        "signature_height": s.signature_height,
        "page_numbers": s.page_numbers,
        "page_label": _pieces(letter.labels.page),
        "footer": footer,
        "window": _window(s),
        "marks": marks(s),
        "letterhead_line": s.letterhead_line,
        "letterhead_align": s.letterhead_align,
        "tracking": s.tracking,
        "small_colour": s.small_colour or None,
        "tables": s.tables,
        "underline": s.underline,
    } | families(campaign, letter)


def _margins(s: Stationery) -> Mapping[str, float]:
    return {
        "top": s.margin_top,
        "right": s.margin_right,
        "bottom": s.margin_bottom,
        "left": s.margin_left,
    }


def _pieces(page_label: str) -> list[str]:
    """A label with places → texts and names of places in turn: `["Page ", "page", " of ", "pages", ""]`."""
    return page_label.replace("}", "{").split("{")


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
