"""Letters that use every part at once, read back from both formats and held against what was once looked at by eye.

`python tests/test_gold.py` writes the gold files anew: look at the letters before you keep them.
"""

from __future__ import annotations

import io
import textwrap
from pathlib import Path

import docx
import pytest

from letterforge import Campaign, Format, forge
from reading_back import docx_paragraphs, pdf_pages, words

CAMPAIGN = Path(__file__).parent / "gold" / "every_part"
LANGUAGES = ("en", "fr", "ar")


def as_read(content: bytes, chosen: Format) -> str:
    """A finished letter as text: of Word each paragraph with its style, of PDF each page."""
    return {Format.DOCX: _word, Format.PDF: _pages}[chosen](content)


def _word(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    first = document.sections[0]
    lines = ["# header of the first page", *_styled(first.first_page_header.paragraphs)]
    lines += ["# footer of the first page", *_styled(first.first_page_footer.paragraphs)]
    lines += ["# header of the pages that follow", *_styled(first.header.paragraphs)]
    lines += ["# letter", *_styled(docx_paragraphs(document))]
    return "\n".join(lines) + "\n"


def _styled(paragraphs) -> list[str]:
    return [f"{each.style.name}: {each.text.replace(chr(10), ' ⏎ ')}" for each in paragraphs]


def _pages(content: bytes) -> str:
    pages = pdf_pages(content)
    return "".join(f"# page {number}\n{_lines(page)}\n" for number, page in enumerate(pages, start=1))


def _lines(page: str) -> str:
    # Where lines end on the page does not matter; these are for reading what has changed.
    return textwrap.fill(words(page), 110, break_long_words=False, break_on_hyphens=False)


# WeasyPrint leaves the file of its colour profile to be closed by the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("chosen", list(Format))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_with_every_part_is_what_it_was(language, chosen):
    """In its words, their order, their styles in Word and their pages in PDF."""
    (sheet,) = forge(Campaign.load(CAMPAIGN), language, (chosen,))

    gold = CAMPAIGN / f"{language}.{chosen}.txt"
    assert as_read(sheet.content, chosen) == gold.read_text(encoding="utf-8")


def write_gold() -> None:
    """Write what is read back today."""
    campaign = Campaign.load(CAMPAIGN)
    for language in LANGUAGES:
        for sheet in forge(campaign, language, tuple(Format)):
            gold = CAMPAIGN / f"{language}.{sheet.format}.txt"
            gold.write_text(as_read(sheet.content, sheet.format), encoding="utf-8")


if __name__ == "__main__":
    write_gold()
