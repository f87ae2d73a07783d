"""Stationery → CSS: `letter.css` with the stationery's settings in it, its typeface, its page numbers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from string import Template

from letterforge.campaign import Stationery
from letterforge.typeset.faces import FaceFile

COLUMNS = 3
"""Most signatories side by side; `letter.css` has a class for each number of columns."""
LEVELS = 3
"""Levels of lists with a sign of their own in `letter.css`; deeper ones keep the last."""
INDENT = 18
"""Hanging indent of a list, in points."""


def font_faces(family: str, files: Iterable[FaceFile]) -> str:
    """The @font-face rules for a family whose files we bring along; nothing for a family of the system's."""
    return "\n".join(
        f"@font-face {{ font-family: {_string(family)}; src: url({_string(file.path.as_uri())});"
        f" font-weight: {'bold' if file.bold else 'normal'};"
        f" font-style: {'italic' if file.italic else 'normal'} }}"
        for file in files
    )


def stylesheet(stationery: Stationery, family: str, page_label: str, *, rtl: bool) -> str:
    """The rules for letters in one direction of writing, with one wording of the footer.

    `page_label` holds the places `{page}` and `{pages}`.
    """
    template = Template(Path(__file__).with_name("letter.css").read_text(encoding="utf-8"))
    start, end = ("right", "left") if rtl else ("left", "right")
    is_justified = stationery.align == "justify"
    texts = {
        "family": _string(family),
        "footer": _live(page_label),
        "direction": "rtl" if rtl else "ltr",
        "start": start,
        "end": end,
        "align": "justify" if is_justified else "start",
        "hyphens": "auto" if is_justified else "manual",
        "hanging": "0" if rtl else str(-INDENT),
        "leading": f"{stationery.leading:g}",
        "colour": stationery.colour,
    }
    return template.substitute(texts | _lengths(stationery))


def _lengths(s: Stationery) -> dict[str, str]:
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
    return {name: f"{points:.2f}" for name, points in lengths.items()}


def _live(page_label: str) -> str:
    """The footer as CSS content, with live numbers in its places."""
    counters = {"page": "counter(page)", "pages": "counter(pages)"}
    pieces = page_label.replace("}", "{").split("{")
    return " ".join(counters.get(piece, _string(piece)) for piece in pieces if piece)


def _string(text: str) -> str:
    """A CSS string (CSS Syntax 3, section 4.3.5)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\a ")
    return f'"{escaped}"'
