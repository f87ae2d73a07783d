"""Letters for the typesetters' tests: a plain one, one with every part, and a campaign to set them in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from letterforge.campaign import Campaign
from letterforge.machine import faces
from letterforge.model import (
    Align,
    Annex,
    Block,
    CosignerGroup,
    CosignerList,
    Footnote,
    Heading,
    Letter,
    Line,
    ListBlock,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Run,
    Signature,
    Table,
)
from letterforge.protocol.labels import labels

ENGLISH, ARABIC = labels("en"), labels("ar")

RARE = (0x12F90, 0x18B00, 0x1CF00, 0x12000)
"""Where scripts begin that few typefaces have: Cypro-Minoan, Khitan, Znamenny notation, cuneiform."""
GLYPHLESS = next(
    "".join(map(chr, range(first, first + 7))) for first in RARE if not faces.has_match(f":charset={first:x}")
)
"""Seven characters that no typeface on this machine has."""

HOSTILE = (
    "*Bob*",
    "<b>x</b>",
    "<w:p/>",
    "</w:t></w:r>",
    "]]>",
    "&amp; & &#0;",
    "{{ 7*7 }}",
    "# 1",
    "_a_",
    "../../etc/passwd",
    '=HYPERLINK("http://example.org","x")',
    'quote " and backslash \\ \\o PAGE',
    "  two  spaces, and one at the end ",
    "a\tb",
    "وزارة الخارجية",
    "外交部",
    "🕊 emoji",
    "no-break\u00a0space, soft\u00adhyphen, zero\u200bwidth",
)
"""Cells that must print as they are."""

DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" width="400" height="50" viewBox="0 0 400 50">
<rect width="400" height="50" fill="#1f3a5f"/><circle cx="25" cy="25" r="20" fill="#fff"/></svg>
"""


def line(text: str, **style: Any) -> Line:
    """One run of text as a line."""
    return (Run(text, **style),)


def paragraph(text: str, **style: Any) -> Paragraph:
    """A paragraph of one run."""
    return Paragraph(line(text, **style))


def bullets(*entries: str | tuple[Block, ...], ordered: bool = False, start: int = 1) -> ListBlock:
    """A list; an entry is a text or blocks."""
    blocks = tuple((paragraph(each),) if isinstance(each, str) else each for each in entries)
    return ListBlock(blocks, ordered, start)


def plain_letter(**changes: Any) -> Letter:
    """A one-page letter without any optional part; `changes` replace its fields."""
    letter = Letter(
        id="SEN-1",
        language="en",
        rtl=False,
        title="Letter to the Minister",
        author="Coalition of Examples",
        date=date(2020, 12, 7),
        labels=ENGLISH,
        dateline=line("The Hague, 7 December 2020"),
        inside_address=(),
        reference=(),
        subject=(),
        salutation=line("Excellency,"),
        body=(paragraph("First paragraph of the body."), paragraph("Second paragraph of the body.")),
        closing=line("Sincerely,"),
        signatures=(Signature("NAME ONE", "Convenor", "Coalition of Examples"),),
    )
    return replace(letter, **changes)


def full_letter(campaign: Campaign | None = None, **changes: Any) -> Letter:
    """A letter with every block and every part; with a campaign, the first signature is inked."""
    ink = campaign.root / "assets" / "signature.png" if campaign else None
    letter = plain_letter(
        inside_address=(
            line("The Minister of Foreign Affairs", personal=True),
            line("Ministry of Foreign Affairs", personal=True),
            line("Dakar", personal=True),
            line("SENEGAL", personal=True),
        ),
        reference=line("EX/SEN-1"),
        delivery=line("By e-mail"),
        confidentiality=line("Confidential"),
        subject=line("An example to the Republic of Senegal"),
        body=every_block(),
        signatures=(
            Signature(
                "NAME ONE", "Convenor", "Coalition of Examples", ink, "Signature of NAME ONE" if ink else ""
            ),
            Signature("NAME TWO", "Director", "Second Organisation"),
        ),
        cosigners=CosignerList(
            "The 3 undersigned:",
            2,
            (
                CosignerGroup("Kenya", ("Example Watch", "Nairobi Example Centre")),
                CosignerGroup("Norway", ("Ålesund Society",)),
            ),
        ),
        contact=line("For more: office@example.org"),
        annexes=(
            Annex("Annex 1", (Heading(1, line("First annex")), paragraph("Text of the annex."))),
            Annex("Annex 2", (paragraph("Text of the second."),)),
        ),
        running=("The Minister of Foreign Affairs", "7 December 2020"),
        enclosures_label="Enclosures (2):",
        enclosures=(line("First enclosure"), line("Second enclosure")),
        copies=(line("Permanent Mission in New York"),),
        notes=(
            Footnote(
                1, (Paragraph((Run("First note, with a "), Run("link", link="https://example.org/note"))),)
            ),
            Footnote(2, (paragraph("Second note."), paragraph("Its second paragraph."))),
        ),
    )
    return replace(letter, **changes)


STYLED = (
    Run("Plain, "),
    Run("strong", strong=True),
    Run(", "),
    Run("emphasis", emphasis=True),
    Run(", "),
    Run("both", strong=True, emphasis=True),
    Run(", "),
    Run("struck", struck=True),
    Run(", a "),
    Run("link", link="https://example.org/a?b=1&c=2"),
    Run(" and a note"),
    Run("", note=1),
    Run(".\nA new line."),
)
"""A paragraph with every kind of run."""


def every_block() -> tuple[Block, ...]:
    """A body with every kind of block and run."""
    nested = (
        paragraph("Entry with two paragraphs and a list"),
        paragraph("Second paragraph of the entry"),
        bullets("Inner one", (paragraph("Inner two"), bullets("Innermost"))),
    )
    return (
        Heading(1, line("Heading one")),
        Paragraph(STYLED),
        Heading(2, line("Heading two")),
        bullets("Bullet one", nested, "Bullet three"),
        Heading(3, line("Heading three")),
        bullets(
            "Number four",
            (paragraph("Number five"), bullets("Letter a", ordered=True)),
            ordered=True,
            start=4,
        ),
        paragraph("Between two numbered lists."),
        bullets("Number one again", "Number two again", ordered=True),
        Quote((paragraph("A quotation"), bullets("with a list"), paragraph("and an end."))),
        Table(
            head=(line("State"), line("Votes"), line("Share")),
            rows=(
                (line("Senegal"), line("12"), (Run("3 %"), Run("", note=2))),
                (line("Côte d'Ivoire"), line("7"), line("2 %", strong=True)),
            ),
            align=(Align.START, Align.CENTRE, Align.END),
        ),
        Rule(),
        paragraph("Before the break."),
        PageBreak(),
        paragraph("After the break."),
        paragraph("The last paragraph of the body."),
    )


def sample_campaign(folder: Path, **stationery: Any) -> Campaign:
    """A minimal campaign, written into a folder and loaded; keys of `[stationery]` as TOML values.

    It has the pictures `assets/signature.png`, `assets/letterhead.svg` and `assets/letterhead.jpg`.
    """
    assets = folder / "assets"
    assets.mkdir(parents=True, exist_ok=True)
    draw_pictures(assets)
    keys = "\n".join(f"{key} = {json.dumps(value)}" for key, value in stationery.items())
    texts: Mapping[str, str] = {
        "letterforge.toml": f"{SETTINGS}\n[stationery]\n{keys}\n",
        "letter.en.md": "Text of the letter.\n",
        "list.csv": "id,country,office\nSEN-1,Senegal,foreign_minister\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Campaign.load(folder)


SETTINGS = """\
[campaign]
name = "Trial"
template = "letter.{language}.md"
recipients = "list.csv"

[letter]
place = "The Hague"
date = 2020-12-07

[sender]
organisation = { en = "Coalition of Examples", fr = "Coalition des exemples" }
lines = ["1 Example Street, The Hague", { en = "www.example.org/en", fr = "www.example.org/fr" }]

[[signatories]]
name = "NAME ONE"
title = "Convenor"
image = "assets/signature.png"
"""


def draw_pictures(folder: Path) -> None:
    """Write the pictures of the sample campaign: 400 × 100 pixels of signature, 400 × 50 of letterhead."""
    ink = Image.new("RGBA", (400, 100), (255, 255, 255, 0))
    ImageDraw.Draw(ink).line([(10, 80), (120, 20), (200, 80), (390, 30)], fill="#10206a", width=6)
    ink.save(folder / "signature.png", dpi=(300, 300))
    Image.new("RGB", (400, 50), "#1f3a5f").save(folder / "letterhead.jpg", dpi=(150, 150))
    (folder / "letterhead.svg").write_text(DRAWING, encoding="utf-8")
