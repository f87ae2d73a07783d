"""The sample's letters → docs/images/.

The pictures show the PDF next to the Word file as LibreOffice shows it, in every language of the sample's
templates; the ready stationeries; and the two engines for PDF. Run `python scripts/draw_images.py` on a
machine with LibreOffice.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pypdfium2
from libreoffice import by_libreoffice
from PIL import Image, ImageOps

from letterforge import Campaign, Format, forge
from letterforge.api import ChosenRow, choose
from letterforge.campaign import STYLES
from letterforge.campaign.sample import start_campaign
from letterforge.model import Language, PdfEngine
from letterforge.recipients import read_recipients

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
RECIPIENTS = {"en": "SEN-ambassador", "fr": "SEN-ambassador", "es": "PER-ambassador", "ar": "JOR-ambassador"}
"""The recipient whose letter is shown, if the list has the row; always in that language."""
SIBLINGS = ("modern", "plain")
"""The stationeries that are shown in PDF and in Word."""
SCALE = 78 / 72
"""78 dots to the inch: two pages fit a screen."""
GAP = 14


def pages(pdf: bytes) -> list[Image.Image]:
    """The pages of a PDF, each with a thin edge."""
    document = pypdfium2.PdfDocument(pdf)
    return [ImageOps.expand(page.render(scale=SCALE).to_pil(), 1, "#b0b0b0") for page in document]


def side_by_side(pictures: Sequence[Image.Image]) -> bytes:
    """Pages in one picture, with few colours."""
    width = sum(picture.width for picture in pictures) + GAP * (len(pictures) - 1)
    sheet = Image.new("RGB", (width, max(picture.height for picture in pictures)), "white")
    left = 0
    for picture in pictures:
        sheet.paste(picture, (left, 0))
        left += picture.width + GAP
    content = io.BytesIO()
    # The default method would use all colours for the many greys of the text.
    sheet.quantize(128, Image.Quantize.MAXCOVERAGE).save(content, "PNG", optimize=True)
    return content.getvalue()


def languages(campaign: Campaign) -> list[Language]:
    """The languages of the sample's templates, the campaign's own first."""
    name = Path(campaign.template).name.replace("{language}", "*")
    found = {path.name.split(".")[-2] for path in campaign.template_path("*").parent.glob(name)}
    return sorted(found, key=lambda language: (language != campaign.language, language))


def chosen_row(campaign: Campaign, language: Language) -> ChosenRow:
    """The row whose letter is shown in a language."""
    known = {recipient.id for recipient in read_recipients(campaign).recipients}
    wanted = RECIPIENTS.get(language, "")
    row = choose(campaign, wanted if wanted in known else None)
    return replace(row, recipient=replace(row.recipient, language=language))


def draw_letters(campaign: Campaign) -> None:
    """letter.png, letter-last.png, and letter-fr.png … for the other languages."""
    sheets = {}
    for language in languages(campaign):
        row = chosen_row(campaign, language)
        made = forge(campaign, row.recipient, columns=row.columns)
        sheets[language] = {sheet.format: sheet.content for sheet in made}
    in_word = by_libreoffice({language: made[Format.DOCX] for language, made in sheets.items()})
    for language, made in sheets.items():
        name = "letter" if language == campaign.language else f"letter-{language}"
        left, right = pages(made[Format.PDF]), pages(in_word[language])
        (IMAGES / f"{name}.png").write_bytes(side_by_side([left[0], right[0]]))
        (IMAGES / f"{name}-last.png").write_bytes(side_by_side([left[-1], right[-1]]))


def start_in_style(folder: Path, style: str) -> Campaign:
    """The sample in a ready stationery, with the sender in type."""
    start_campaign(folder)
    settings = folder / "letterforge.toml"
    text = settings.read_text(encoding="utf-8")
    head, rest = text.split("[stationery]\n")
    own = re.sub(r"(?s)^.*?(?=\n\[|\Z)", f'style = "{style}"\n', rest, count=1)
    settings.write_text(f"{head}[stationery]\n{own}", encoding="utf-8")
    return Campaign.load(folder)


def draw_stationeries() -> None:
    """stationeries.png: the first page in each stationery. siblings.png: two of them, PDF beside Word."""
    sheets = {}
    for style in STYLES:
        with tempfile.TemporaryDirectory() as folder:
            campaign = start_in_style(Path(folder), style)
            row = chosen_row(campaign, campaign.language)
            made = forge(campaign, row.recipient, columns=row.columns)
            sheets[style] = {sheet.format: sheet.content for sheet in made}
    firsts = {style: pages(made[Format.PDF])[0] for style, made in sheets.items()}
    (IMAGES / "stationeries.png").write_bytes(side_by_side([*firsts.values()]))
    in_word = by_libreoffice({style: sheets[style][Format.DOCX] for style in SIBLINGS})
    pairs = [page for style in SIBLINGS for page in (firsts[style], pages(in_word[style])[0])]
    (IMAGES / "siblings.png").write_bytes(side_by_side(pairs))


def draw_engines(campaign: Campaign, shown: Sequence[Language] = ("en", "ar")) -> None:
    """engines.png: the first page by WeasyPrint and by Typst, from left to right and from right to left."""
    firsts = []
    for language in shown:
        row = chosen_row(campaign, language)
        for engine in (PdfEngine.WEASYPRINT, PdfEngine.TYPST):
            set_by = replace(campaign, output=replace(campaign.output, pdf_engine=engine))
            (sheet,) = forge(set_by, row.recipient, [Format.PDF], columns=row.columns)
            firsts.append(pages(sheet.content)[0])
    (IMAGES / "engines.png").write_bytes(side_by_side(firsts))


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    try:
        draw_letters(Campaign.load(ROOT))
        draw_stationeries()
    except FileNotFoundError:
        sys.exit("LibreOffice (soffice) is not on this machine")
    draw_engines(Campaign.load(ROOT))


if __name__ == "__main__":
    main()
