"""Stationery → CSS: `letter.css` with the stationery's settings in it, its typefaces, what stands in its margins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from letterforge.campaign import Stationery
from letterforge.typeset.faces import FaceFile
from letterforge.typeset.margins import FOOTER_LEADING, SMALL, first_bottom
from letterforge.typeset.pictures import GAP, logos_height
from letterforge.typeset.windows import Window, window

HEADINGS = ".letterhead, .subject, .level1, .level2, .level3, .cosigning, .annex"
"""What is set in the typeface of headings."""
LEVELS = 3
"""Levels of lists with a sign of their own in `letter.css`; deeper ones keep the last."""
DRAFT = "#a01818"


def font_faces(family: str, files: Iterable[FaceFile]) -> str:
    """The @font-face rules for a family whose files we bring along; nothing for a family of the system's."""
    return "\n".join(
        f"@font-face {{ font-family: {_string(family)}; src: url({_string(file.path.as_uri())});"
        f" font-weight: {'bold' if file.bold else 'normal'};"
        f" font-style: {'italic' if file.italic else 'normal'} }}"
        for file in files
    )


@dataclass(frozen=True, slots=True)
class Families:
    """The CSS families that letters are set in, the first that has a character before the next."""

    text: tuple[str, ...]
    headings: tuple[str, ...] = ()
    """Empty: those of the text."""
    foreign: tuple[str, ...] = ()
    """Of text in another script than the letter's; empty: those of the text."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands in the margins, in one language."""

    page_label: str
    """With the places `{page}` and `{pages}`."""
    footer: tuple[str, ...] = ()
    """Lines at the foot of the first page."""
    draft: str = ""
    """The word over every page, in the end corner; empty: none."""


def stylesheet(
    stationery: Stationery, families: Families, furniture: Furniture, ratios: Sequence[float], *, rtl: bool
) -> str:
    """The rules for letters in one language.

    `ratios` are those of the letterhead's pictures, width by height.
    """
    start, end = ("right", "left") if rtl else ("left", "right")
    is_justified = stationery.align == "justify"
    texts = {
        "family": _families(families.text),
        "page_rules": _page_rules(stationery, furniture) + _draft_rule(furniture.draft, end, stationery.size),
        "direction": "rtl" if rtl else "ltr",
        "start": start,
        "end": end,
        "align": "justify" if is_justified else "start",
        "hyphens": "auto" if is_justified else "manual",
        "figures": " font-variant-numeric: oldstyle-nums;" if stationery.figures == "old-style" else "",
        "leading": f"{stationery.leading:g}",
        "colour": stationery.colour,
        "logos_height": f"{logos_height(stationery, ratios):.2f}",
        "logos_gap": f"{GAP:g}",
    }
    sheets = [_filled("letter.css", texts | _lengths(stationery))]
    sheets += _looks(stationery)
    if families.headings:
        sheets.append(f"{HEADINGS} {{ font-family: {_families(families.headings)} }}")
    if families.foreign:
        sheets.append(f"article {{ font-family: {_families(families.foreign)} }}")
    if shown := window(stationery):
        sheets.append(_window_rules(shown, stationery))
    if rtl:
        sheets.append(_filled("rtl.css", {}))
    return "\n".join(sheets)


LINES = {
    "line": "",
    "double": ".letterhead { border-bottom: 2.25pt double; margin-bottom: 16.5pt }",
    "bar": """\
.letterhead { border-bottom: 0; padding-bottom: 0 }
.letterhead::after { content: ""; display: block; width: 28mm; margin-top: 4.75pt; border-bottom: 2pt solid }""",
    "none": ".letterhead { border-bottom-color: transparent }",
}
"""What `letterhead_line` means. All take the same height, so that the letter below begins at one place."""
TABLES = {
    "grid": "th { border-bottom-width: 1pt }",
    "rows": "th, td { border-width: 0 0 0.5pt }\nth { border-bottom: 1pt solid }",
}
CENTRED = """\
.letterhead { text-align: center }
.letterhead img { margin: 0 auto; object-position: center }"""


def _looks(s: Stationery) -> list[str]:
    """The rules for settings that only look."""
    rules = [
        LINES[s.letterhead_line],
        TABLES[s.tables],
        f".organisation {{ letter-spacing: {s.tracking:g}em }}" if s.tracking else "",
        CENTRED if s.letterhead_align == "centre" else "",
        ".subject, a { text-decoration: underline 0.5pt; text-underline-offset: 2pt }" if s.underline else "",
    ]
    if s.small_colour:
        boxes = " ".join(f"@{place}-center {{ color: {s.small_colour} }}" for place in ("top", "bottom"))
        rules += [f"@page {{ {boxes} }}", f".lines {{ color: {s.small_colour} }}"]
    return [rule for rule in rules if rule]


def _filled(name: str, texts: Mapping[str, str]) -> str:
    return Template(Path(__file__).with_name(name).read_text(encoding="utf-8")).substitute(texts)


def _families(names: Iterable[str]) -> str:
    return ", ".join(_string(name) for name in names)


def _page_rules(s: Stationery, furniture: Furniture) -> str:
    """The margin boxes: page number at the foot or in a header, and the first page's own footer."""
    label = _live(furniture.page_label)
    first = []
    rules = []
    if s.page_numbers == "footer":
        rules.append(f"@page {{ @bottom-center {{ content: {label}; white-space: nowrap }} }}")
        first.append("@bottom-center { content: none }")
    if s.page_numbers == "header":
        rules.append("body { string-set: running attr(data-running) }")
        rules.append(f"@page {{ @top-center {{ content: string(running) {label} }} }}")
        first.append("@top-center { content: none }")
    if furniture.footer:
        lines = _string("\n".join(furniture.footer))
        first = [each for each in first if "bottom" not in each]
        first.append(f"margin-bottom: {first_bottom(s, len(furniture.footer)):.2f}pt")
        first.append(
            f"@bottom-center {{ content: {lines}; white-space: pre-line; line-height: {FOOTER_LEADING} }}"
        )
    if first:
        rules.append(f"@page :first {{ {'; '.join(first)} }}")
    return "\n".join(rules)


def _draft_rule(word: str, end: str, size: float) -> str:
    # Important: no style sheet of the campaign takes the word away by chance.
    looks = f"color: {DRAFT} !important; font-weight: bold !important; font-size: {size:.2f}pt; white-space: nowrap"
    return f"\n@page {{ @top-{end} {{ content: {_string(word)} !important; {looks} }} }}" if word else ""


def _window_rules(shown: Window, s: Stationery) -> str:
    """The window of an envelope on the first page, and what stands around it.

    What is taken out of the flow is drawn first, and not after all else on the page, because of its z-index.
    """
    rules = [
        f"body {{ padding-top: {max(shown.text - s.margin_top, 0):.2f}pt }}",
        ".letterhead { position: absolute; top: 0; left: 0; right: 0; z-index: -1 }",
        ".window { position: absolute; z-index: -1; hyphens: manual }",
        f".window {{ left: {shown.left - s.margin_left:.2f}pt; top: {shown.top - s.margin_top:.2f}pt }}",
        f".window {{ width: {shown.width:.2f}pt }}",
        ".window p { margin: 0; line-height: 1.2; text-align: start }",
    ]
    if shown.notes:
        rules += [
            f".window {{ height: {shown.height:.2f}pt }}",
            f".notes {{ position: absolute; bottom: {shown.height - shown.notes:.2f}pt; left: 0; width: 100% }}",
            f".address {{ position: absolute; top: {shown.notes:.2f}pt; left: 0; width: 100% }}",
            f".notes p {{ font-size: {s.size * SMALL:.2f}pt }}",
        ]
    return "\n".join(rules)


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
        "size_small": s.size * SMALL,
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
