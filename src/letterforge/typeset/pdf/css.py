"""Stationery → CSS: `letter.css` with the stationery's settings, typefaces, text in the margins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from letterforge.campaign import Stationery
from letterforge.typeset.faces import FaceFile, name_css_family, name_lent_family
from letterforge.typeset.plan.faces import BorrowedFace
from letterforge.typeset.plan.families import Families
from letterforge.typeset.plan.marks import LEVELS, NUMBERS, choose_bullet, shape_bullet, split_page_label
from letterforge.typeset.plan.measures import Measures, list_measures, measure_stationery
from letterforge.typeset.plan.windows import Window, find_window

NOT_HYPHENATED = (
    ".held, h1, h2, h3, h4, h5, h6, .letterhead, .dateline, .reference, .delivery, .confidentiality, "
    ".address, .salutation, .closing, .signatures, .after, .note, .cosigning, dt"
)
"""What is not hyphenated in justified letters."""
HEADINGS = ".letterhead, .subject, .level1, .level2, .level3, .cosigning, .annex"
"""Elements in the typeface of headings."""
COUNTERS = {"1": "decimal", "a": "lower-alpha", "i": "lower-roman"}
"""The style of a counter (CSS Counter Styles 3, section 6) for each kind of number."""


FACTORS = frozenset({"latin"})
"""Measures that are no lengths, besides line heights."""


def write_font_faces(family: str, files: Iterable[FaceFile]) -> str:
    """The @font-face rules for a family from a Python package; empty for a family of the system."""
    return "\n".join(
        f"@font-face {{ font-family: {_quote(family)}; src: url({_quote(file.path.as_uri())});"
        f" font-weight: {'bold' if file.bold else 'normal'};"
        f" font-style: {'italic' if file.italic else 'normal'} }}"
        for file in files
    )


@dataclass(frozen=True, slots=True)
class MarginTexts:
    """The text in the margins, in one language."""

    page_label: str
    """With `{page}` and `{pages}` in the places of the numbers."""
    footer: tuple[str, ...] = ()
    """Lines at the foot of the first page."""
    draft: str = ""
    """The word over every page, in the end corner; empty: none."""


def write_stylesheet(
    stationery: Stationery, families: Families, around: MarginTexts, ratios: Sequence[float], *, rtl: bool
) -> str:
    """The rules for letters in one language.

    `ratios` are those of the letterhead's pictures, width by height.
    """
    m = measure_stationery(stationery, rtl=rtl)
    start, end = ("right", "left") if rtl else ("left", "right")
    is_justified = stationery.align == "justify"
    texts = _format_measures(m) | {
        "family": _families(families.text),
        "page_rules": _page_rules(stationery, around, m) + _draft_rule(around.draft, end, m),
        "direction": "rtl" if rtl else "ltr",
        "start": start,
        "end": end,
        "align": "justify" if is_justified else "start",
        "hyphens": "auto" if is_justified else "manual",
        "figures": " font-variant-numeric: oldstyle-nums;" if stationery.figures == "old-style" else "",
        "logos_height": f"{m.logos_height(ratios):.2f}",
        "mark_of_note": f"{m.mark_of_note:.0%}",
        # A length there is a part of the raised letters' own size.
        "raised": f"{m.raised / m.mark_of_note:.3f}",
        "lowered": f"{-m.lowered / m.mark_of_note:.3f}",
        "marks": _marks(families.text[0], rtl=rtl),
    }
    sheets = [_fill_template("letter.css", texts), *_look_rules(stationery, m)]
    if is_justified:
        sheets.append(f"{NOT_HYPHENATED} {{ hyphens: manual }}")
    if families.headings != families.text:
        sheets.append(f"{HEADINGS} {{ font-family: {_families(families.headings)} }}")
    if families.foreign != families.text:
        sheets.append(f"article {{ font-family: {_families(families.foreign)} }}")
    if shown := find_window(stationery):
        sheets.append(_window_rules(shown, m))
    if m.first_space:
        sheets.append(f"body {{ padding-top: {m.first_space:.2f}pt }}")
    if rtl:
        sheets.append(_fill_template("rtl.css", texts))
    return "\n".join(sheets)


def _format_measures(m: Measures) -> dict[str, str]:
    """The measures as CSS writes them."""
    texts = {}
    for name, measure in list_measures(m).items():
        is_factor = name in FACTORS or name.startswith("leading")
        texts[name] = (
            measure if isinstance(measure, str) else f"{measure:g}" if is_factor else f"{measure:.2f}"
        )
    return texts


def _marks(face: str, *, rtl: bool) -> str:
    """The rules for bullets and numbers of lists."""
    return "\n".join(_marks_from_right(face) if rtl else _marks_from_left(face))


def _marks_from_left(face: str) -> Iterator[str]:
    for level in range(LEVELS):
        yield _bullet(level, face, f"{choose_bullet(level)}\\9")
    for prefix, kind, sign in (("", "number", "."), (".closed", "closed", ")")):
        for level, number in enumerate(NUMBERS):
            name = f"{kind}{level}"
            yield f'@counter-style {name} {{ system: extends {COUNTERS[number]}; suffix: "{sign}\\9" }}'
            yield f"{prefix}.number{level} {{ list-style-type: {name} }}"


def _bullet(level: int, face: str, content: str) -> str:
    """A bullet in its size and place. Its own line is not high, or the entry's would be higher, too."""
    shape = shape_bullet(level, face)
    look = f"font-size: {shape.size:g}em; line-height: 0; vertical-align: {-shape.lower / shape.size:.3f}em"
    return f'.bullet{level} > li::before {{ content: "{content}"; {look} }}'


def _marks_from_right(face: str) -> Iterator[str]:
    """Boxes in front of the entries: for the reason, see `rtl.css`."""
    for level in range(LEVELS):
        yield _bullet(level, face, choose_bullet(level))
    for prefix, sign in (("", "."), (".closed", ")")):
        for level, number in enumerate(NUMBERS):
            counter = f"counter(list-item, {COUNTERS[number]})"
            yield f'{prefix}.number{level} > li::before {{ content: {counter} "{sign}" }}'


LINES = {
    "line": "",
    "double": ".letterhead {{ border-bottom: {double_rule}pt double; margin-bottom: {below_double}pt }}",
    "bar": """\
.letterhead {{ border-bottom: 0; padding-bottom: 0 }}
.letterhead::after {{ content: ""; display: block; width: {bar_width}pt; margin-top: {above_bar}pt }}
.letterhead::after {{ border-bottom: {bar}pt solid }}""",
    "none": ".letterhead {{ border-bottom-color: transparent }}",
}
"""What `letterhead_line` means. All take the same height, so that the letter below begins at one place."""
TABLES = {
    "grid": "th {{ border-bottom-width: {below_head}pt }}",
    "rows": "th, td {{ border-width: 0 0 {hair}pt }}\nth {{ border-bottom: {below_head}pt solid }}",
}
UNDERLINED = (
    ".subject, a {{ text-decoration: underline {underline}pt; text-underline-offset: {underline_offset}pt }}"
)
CENTRED = """\
.letterhead {{ text-align: center }}
.letterhead img {{ margin: 0 auto; object-position: center }}
.letterhead::after {{ margin-left: {beside_bar}pt; margin-right: {beside_bar}pt }}"""


def _look_rules(s: Stationery, m: Measures) -> list[str]:
    """The rules for settings of looks alone."""
    texts = _format_measures(m)
    rules = [
        LINES[s.letterhead_line].format(**texts),
        TABLES[s.tables].format(**texts),
        f".organisation {{ letter-spacing: {m.tracking:.2f}pt }}" if m.tracking else "",
        CENTRED.format(**texts) if s.letterhead_align == "centre" else "",
        UNDERLINED.format(**texts) if s.underline else "",
    ]
    if m.small_colour:
        boxes = " ".join(f"@{place}-center {{ color: {m.small_colour} }}" for place in ("top", "bottom"))
        rules += [f"@page {{ {boxes} }}", f".lines {{ color: {m.small_colour} }}"]
    return [rule for rule in rules if rule]


def _fill_template(name: str, texts: Mapping[str, str]) -> str:
    return Template(Path(__file__).with_name(name).read_text(encoding="utf-8")).substitute(texts)


def write_face(face: BorrowedFace) -> str:
    """The declarations for words in another face than the text around: their line stays as high as it is."""
    size = f"; font-size: {face.scale:.0%}" if face.scale != 1 else ""
    return f"font-family: {_lent_families(face)}; line-height: 0{size}"


def write_margin_face(place: str, face: BorrowedFace) -> str:
    """The rule for a place in the margins, `top` or `bottom`, whose text needs another face."""
    return f"@page {{ @{place}-center {{ font-family: {_lent_families(face)} }} }}"


def _lent_families(face: BorrowedFace) -> str:
    return f"{_quote(name_lent_family(face.family))}, {_quote(face.family)}"


def _families(faces: Iterable[str]) -> str:
    return ", ".join(_quote(name_css_family(face)) for face in faces)


def _page_rules(s: Stationery, around: MarginTexts, m: Measures) -> str:
    """The margin boxes: page number at the foot or in a header, and the first page's own footer."""
    label = _write_page_label(around.page_label)
    first = []
    rules = []
    if s.page_numbers == "footer":
        rules.append(f"@page {{ @bottom-center {{ content: {label}; white-space: nowrap }} }}")
        first.append("@bottom-center { content: none }")
    if s.page_numbers == "header":
        rules.append("body { string-set: running attr(data-running) }")
        rules.append(f"@page {{ @top-center {{ content: string(running) {label}; white-space: nowrap }} }}")
        first.append("@top-center { content: none }")
    if around.footer:
        lines = _quote("\n".join(around.footer))
        first = [rule for rule in first if "bottom" not in rule]
        first.append(f"margin-bottom: {m.first_bottom(len(around.footer)):.2f}pt")
        first.append(
            f"@bottom-center {{ content: {lines}; white-space: pre-line; line-height: {m.leading_footer:g} }}"
        )
    if first:
        rules.append(f"@page :first {{ {'; '.join(first)} }}")
    return "\n".join(rules)


def _draft_rule(word: str, end: str, m: Measures) -> str:
    # Important: no style sheet of the campaign removes the word by accident.
    looks = f"color: {m.red} !important; font-weight: bold !important; white-space: nowrap; font-size: "
    looks += f"{m.size:.2f}pt"
    return f"\n@page {{ @top-{end} {{ content: {_quote(word)} !important; {looks} }} }}" if word else ""


def _window_rules(shown: Window, m: Measures) -> str:
    """The window of an envelope on the first page, and what is around it.

    The z-index makes WeasyPrint draw it first; else it would be drawn after all else on the page, out of
    reading order.
    """
    rules = [
        f"body {{ padding-top: {max(shown.text - m.margin_top, 0):.2f}pt }}",
        ".letterhead { position: absolute; top: 0; left: 0; right: 0; z-index: -1 }",
        ".window { position: absolute; z-index: -1; hyphens: manual }",
        f".window {{ left: {shown.left - m.margin_left:.2f}pt; width: {shown.width:.2f}pt }}",
        ".window p { margin: 0; text-align: start }",
    ]
    return "\n".join(rules)


def _write_page_label(page_label: str) -> str:
    """The footer as CSS content, with live numbers in its places."""
    counters = {"page": "counter(page)", "pages": "counter(pages)"}
    pieces = enumerate(split_page_label(page_label))
    return " ".join(counters[piece] if at % 2 else _quote(piece) for at, piece in pieces if piece)


def _quote(text: str) -> str:
    """A CSS string (CSS Syntax 3, section 4.3.5)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\a ")
    return f'"{escaped}"'
