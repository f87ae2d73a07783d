"""The sample's letters → docs/images/: the PDF beside the Word file as LibreOffice shows it.

python scripts/draw_images.py, on a machine that has LibreOffice.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import font_caladea
import pypdfium2
from PIL import Image, ImageOps

from letterforge import Campaign, Format, forge

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
RECIPIENT = "SEN-ambassador"
SCALE = 78 / 72
"""78 dots to the inch: two pages fit a screen."""
GAP = 14


def pages(pdf: bytes) -> list[Image.Image]:
    """The pages of a PDF, each with a thin edge."""
    document = pypdfium2.PdfDocument(pdf)
    return [ImageOps.expand(page.render(scale=SCALE).to_pil(), 1, "#b0b0b0") for page in document]


FONTS = """\
<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{cache}</cachedir></fontconfig>
"""
"""The typeface that the PDF has and no other: Debian's Caladea is an older one, whose widths are not Cambria's."""


def by_libreoffice(docx: bytes) -> bytes:
    """A Word file as LibreOffice prints it, in the typeface that the PDF has."""
    with tempfile.TemporaryDirectory() as folder:
        fonts = Path(folder) / "fonts.conf"
        fonts.write_text(FONTS.format(folder=font_caladea.font_directory, cache=folder), encoding="utf-8")
        source = Path(folder) / "letter.docx"
        source.write_bytes(docx)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        environment = os.environ | {"FONTCONFIG_FILE": str(fonts)}
        subprocess.run(command, check=True, capture_output=True, env=environment)
        return source.with_suffix(".pdf").read_bytes()


def side_by_side(left: Image.Image, right: Image.Image) -> bytes:
    """Two pages on one picture, in few colours."""
    picture = Image.new("RGB", (left.width + right.width + GAP, max(left.height, right.height)), "white")
    picture.paste(left, (0, 0))
    picture.paste(right, (left.width + GAP, 0))
    content = io.BytesIO()
    picture.quantize(128).save(content, "PNG", optimize=True)
    return content.getvalue()


def main() -> None:
    try:
        sheets = {sheet.format: sheet.content for sheet in forge(Campaign.load(ROOT), RECIPIENT)}
        in_pdf, in_word = pages(sheets[Format.PDF]), pages(by_libreoffice(sheets[Format.DOCX]))
    except FileNotFoundError:
        sys.exit("LibreOffice (soffice) is not on this machine")
    IMAGES.mkdir(parents=True, exist_ok=True)
    (IMAGES / "letter.png").write_bytes(side_by_side(in_pdf[0], in_word[0]))
    (IMAGES / "letter-last.png").write_bytes(side_by_side(in_pdf[-1], in_word[-1]))


if __name__ == "__main__":
    main()
