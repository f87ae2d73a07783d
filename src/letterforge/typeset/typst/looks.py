"""Stationery → how `letter.typ` sets letters of one language: lengths, families, text in the margins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from letterforge.campaign import Campaign, Stationery
from letterforge.model import Letter
from letterforge.typeset.coverage import FaceExtent
from letterforge.typeset.pictures import logo_ratios
from letterforge.typeset.plan.faces import BorrowedFace
from letterforge.typeset.plan.families import choose_faces, choose_families
from letterforge.typeset.plan.fitting_words import WordFitter
from letterforge.typeset.plan.flow import MANY_COLUMNS
from letterforge.typeset.plan.in_window import SLACK
from letterforge.typeset.plan.marks import LEVELS, shape_bullet, split_page_label
from letterforge.typeset.plan.measures import list_measures, measure_stationery
from letterforge.typeset.plan.parts import list_footer_lines
from letterforge.typeset.plan.windows import find_edge_marks, find_window
from letterforge.typeset.typst.blocks import Words, write_words


def describe_look(
    campaign: Campaign, letter: Letter, extent: FaceExtent, fitter: WordFitter
) -> dict[str, Any]:
    """How letters in a letter's language look. `extent` is that of the typeface of their lines."""
    s = campaign.stationery
    m = measure_stationery(s, rtl=letter.rtl)
    footer = list_footer_lines(campaign, letter.language)
    asked = choose_families(s, letter)
    face = choose_faces(s, letter).text.choose_for_all("".join(footer))
    return {
        "m": list_measures(m),
        "lang": letter.language,
        "rtl": letter.rtl,
        "first_bottom": m.first_bottom(len(footer)),
        "ascent": extent.ascent,
        "descent": extent.descent,
        "justify": s.align == "justify",
        "oldstyle": s.figures == "old-style",
        "logos_height": m.logos_height(logo_ratios(s)),
        "page_numbers": s.page_numbers,
        "page_label": split_page_label(letter.labels.page),
        "footer": [_in_face(list(write_words(fitter.fit_small(line))), face) for line in footer],
        "window": _window(s),
        "marks": find_edge_marks(s),
        "letterhead_line": s.letterhead_line,
        "letterhead_align": s.letterhead_align,
        "bullets": [asdict(shape_bullet(level, asked.text[0])) for level in range(LEVELS)],
        "tables": s.tables,
        "underline": s.underline,
        "many_columns": MANY_COLUMNS,
        "text": asked.text,
        "headings": asked.headings,
        "foreign": asked.foreign,
    }


def _in_face(words: Words, face: BorrowedFace | None) -> Words:
    return [{"face": (face.family, face.scale), "of": words}] if face else words


def _window(s: Stationery) -> Mapping[str, float] | None:
    shown = find_window(s)
    if shown is None:
        return None
    return {
        "free": shown.ever.top - s.margin_top,
        "text": max(shown.text - s.margin_top, 0),
        "slack": SLACK,
    }
