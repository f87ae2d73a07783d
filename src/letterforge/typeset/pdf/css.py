"""Stationery → CSS: `letter.css` with the stationery's settings in it, its typeface, its page numbers."""

from __future__ import annotations

from pathlib import Path
from string import Template

from letterforge.campaign import Stationery
from letterforge.model import Labels
from letterforge.typeset.faces import files_of

JUSTIFIED = "p { text-align: justify; hyphens: auto; hyphenate-limit-chars: 6 3 3 }"


def stylesheet(stationery: Stationery) -> str:
    """The style sheet of all letters on this stationery."""
    template = Template(Path(__file__).with_name("letter.css").read_text(encoding="utf-8"))
    rules = template.substitute(_settings(stationery))
    justified = JUSTIFIED if stationery.align == "justify" else ""
    # First, so that the rules which leave a part unjustified come after.
    return f"{_faces(stationery.face)}\n{justified}\n{rules}"


def footer(stationery: Stationery, words: Labels) -> str:
    """The page numbers of one language: on every page after the first."""
    counters = {"page": "counter(page)", "pages": "counter(pages)"}
    pieces = words.page.replace("}", "{").split("{")
    content = " ".join(counters.get(piece, _string(piece)) for piece in pieces if piece)
    return f"""
@page {{ @bottom-center {{ content: {content}; font-size: {stationery.size * 0.8:.2f}pt }} }}
@page :first {{ @bottom-center {{ content: none }} }}
"""


def _settings(s: Stationery) -> dict[str, str]:
    width, height = s.page_size
    lengths = {
        "page_width": width,
        "page_height": height,
        "margin_top": s.margin_top,
        "margin_right": s.margin_right,
        "margin_bottom": s.margin_bottom,
        "margin_left": s.margin_left,
        "spacing": s.spacing,
        "size": s.size,
        "size_heading": s.size * 1.15,
        "size_note": s.size * 0.85,
        "size_small": s.size * 0.8,
        "size_name": s.size * 1.35,
        "letterhead_height": s.letterhead_height,
        "signature_height": s.signature_height,
    }
    texts = {"face": s.face, "leading": str(s.leading), "colour": s.colour}
    return texts | {name: f"{points:.2f}" for name, points in lengths.items()}


def _faces(face: str) -> str:
    return "\n".join(
        f'@font-face {{ font-family: "{face}"; src: url({path.as_uri()}); font-weight: {weight}; font-style: {style} }}'
        for (weight, style), path in files_of(face).items()
    )


def _string(text: str) -> str:
    """A CSS string (CSS Syntax 3, section 4.3.5)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\a ")
    return f'"{escaped}"'
