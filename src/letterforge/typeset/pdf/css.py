"""Stationery → CSS. Few rules with short selectors: each is matched against every element of every letter."""

from __future__ import annotations

from letterforge.campaign import Stationery
from letterforge.model import Labels
from letterforge.typeset.faces import files_of


def stylesheet(stationery: Stationery) -> str:
    """The style sheet of all letters on this stationery."""
    s = stationery
    size = s.size
    return f"""
{_faces(s.face)}
@page {{
  size: {s.page_size[0]:.2f}pt {s.page_size[1]:.2f}pt;
  margin: {s.margin_top:.2f}pt {s.margin_right:.2f}pt {s.margin_bottom:.2f}pt {s.margin_left:.2f}pt;
  font-family: "{s.face}";
  @footnote {{ margin-top: {s.spacing}pt; border-top: 0.5pt solid #808080; padding-top: 3pt }}
}}
html {{ font: {size}pt/{s.leading} "{s.face}"; orphans: 2; widows: 2 }}
body, p, ul, ol, h1, h2, h3, blockquote, table, div, hr {{ margin: 0; padding: 0 }}
img {{ image-rendering: crisp-edges }}
a {{ color: {s.colour}; text-decoration: none }}
p, h1, h2, h3, ul, ol, blockquote, table {{ margin-bottom: {s.spacing}pt }}
{_alignment(s)}
h1, h2, h3 {{ color: {s.colour}; font-size: {size}pt; break-after: avoid; margin-top: {s.spacing}pt }}
h1 {{ font-size: {size * 1.15:.2f}pt }}
h3 {{ font-weight: normal; font-style: italic }}
ul, ol {{ padding-inline-start: 18pt }}
ul {{ list-style: "•  " }}
ul ul {{ list-style: "–  " }}
ul ul ul {{ list-style: "·  " }}
ol ol {{ list-style-type: lower-alpha }}
ol ol ol {{ list-style-type: lower-roman }}
li > li {{ display: block }}
li p {{ margin-bottom: 3pt }}
li ul, li ol {{ margin: 0 }}
blockquote {{ margin-inline: 18pt; font-style: italic }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ border: 0.5pt solid #808080; padding: 3pt; vertical-align: top; text-align: start }}
tr {{ break-inside: avoid }}
.whole {{ white-space: nowrap }}
.centre {{ text-align: center }}
.end {{ text-align: end }}
hr {{ border: 0; border-top: 0.5pt solid #808080; margin: {s.spacing}pt 0 }}
.new {{ break-before: page }}
.note {{ float: footnote; font-size: {size * 0.85:.2f}pt; font-weight: normal; font-style: normal; text-align: start }}
.note::footnote-call {{ font-size: 65%; line-height: 0 }}
header {{ color: {s.colour}; border-bottom: 0.75pt solid {s.colour}; padding-bottom: 6pt; margin-bottom: 18pt }}
header p {{ margin: 0; text-align: start; font-size: {size * 0.8:.2f}pt }}
header .name {{ font-size: {size * 1.35:.2f}pt; font-weight: bold }}
header img {{ height: {s.letterhead_height:.2f}pt; display: block }}
.date {{ text-align: end; margin-bottom: 12pt }}
.address {{ text-align: start; margin-bottom: 12pt }}
.subject {{ font-weight: bold; text-align: start; margin-bottom: 12pt }}
.closing {{ margin: 12pt 0 0; break-before: avoid }}
.signatures {{ break-before: avoid; break-inside: avoid; margin-top: 6pt }}
.signatures div {{ display: inline-block; vertical-align: bottom; break-inside: avoid }}
.signatures p {{ margin: 0; text-align: start; break-inside: avoid }}
.signatures img {{ height: {s.signature_height:.2f}pt; display: block }}
.list {{ margin: 12pt 0 0; text-align: start }}
"""


def footer(stationery: Stationery, words: Labels) -> str:
    """The page numbers of one language: on every page after the first."""
    counters = {"page": "counter(page)", "pages": "counter(pages)"}
    content = " ".join(counters.get(part, _string(part)) for part in _pieces(words.page) if part)
    size = stationery.size * 0.8
    return f"""
@page {{ @bottom-center {{ content: {content}; font-size: {size:.2f}pt }} }}
@page :first {{ @bottom-center {{ content: none }} }}
"""


def _faces(face: str) -> str:
    return "\n".join(
        f'@font-face {{ font-family: "{face}"; src: url({path.as_uri()}); font-weight: {weight}; font-style: {style} }}'
        for (weight, style), path in files_of(face).items()
    )


def _alignment(stationery: Stationery) -> str:
    if stationery.align == "left":
        return ""
    return "p { text-align: justify; hyphens: auto; hyphenate-limit-chars: 6 3 3 }"


def _pieces(pattern: str) -> list[str]:
    return pattern.replace("{", "\0").replace("}", "\0").split("\0")


def _string(text: str) -> str:
    """A CSS string (CSS Syntax 3, section 4.3.5)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\a ")
    return f'"{escaped}"'
