"""Letters with every part, read back from both formats and compared with what was once checked by eye.

README.md in this folder says how to renew the gold files.
"""

from __future__ import annotations

import io
import textwrap
from difflib import unified_diff
from pathlib import Path

import docx
import pytest

from letterforge import Campaign, Format, forge
from reading_back import docx_paragraphs, pdf_pages, words

CAMPAIGN = Path(__file__).parent / "every_part"
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
    return [f"{paragraph.style.name}: {paragraph.text.replace(chr(10), ' ⏎ ')}" for paragraph in paragraphs]


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
def test_a_letter_with_every_part_is_what_it_was(language, chosen, pytestconfig):
    """In its words, their order, their styles in Word and their pages in PDF."""
    (sheet,) = forge(Campaign.load(CAMPAIGN), language, (chosen,))

    gold = CAMPAIGN / f"{language}.{chosen}.txt"
    compare(as_read(sheet.content, chosen), gold, renew=pytestconfig.getoption("--renew-gold"))


# --- the gold files ----------------------------------------------------------------------------------


def compare(actual: str, gold: Path, *, renew: bool = False) -> None:
    """Fail where a letter is not as its gold file has it, and save the letter beside it.

    Or renew the file.
    """
    beside = gold.with_suffix(".actual.txt")
    beside.unlink(missing_ok=True)
    if renew:
        gold.write_text(actual, encoding="utf-8")
    if actual == (expected := gold.read_text(encoding="utf-8")):
        return
    beside.write_text(actual, encoding="utf-8")
    difference = unified_diff(
        expected.splitlines(), actual.splitlines(), gold.name, beside.name, n=1, lineterm=""
    )
    pytest.fail("\n".join([f"the letter has changed; it is in {beside}", *difference]), pytrace=False)


def test_a_letter_that_has_changed_is_saved_beside_its_gold_file(tmp_path):
    """With its name and the difference in the failure."""
    gold = tmp_path / "en.pdf.txt"
    gold.write_text("as it was\n", "utf-8")

    with pytest.raises(pytest.fail.Exception) as failure:
        compare("as it is\n", gold)

    actual = tmp_path / "en.pdf.actual.txt"
    assert actual.read_text("utf-8") == "as it is\n"
    assert str(actual) in str(failure.value)
    assert "-as it was\n+as it is" in str(failure.value)
    assert gold.read_text("utf-8") == "as it was\n"


def test_gold_files_are_renewed_where_that_is_asked(tmp_path):
    """And what an earlier failure has saved is removed."""
    gold, actual = tmp_path / "en.pdf.txt", tmp_path / "en.pdf.actual.txt"
    gold.write_text("as it was\n", "utf-8")
    actual.write_text("as it is\n", "utf-8")

    compare("as it is\n", gold, renew=True)

    assert gold.read_text("utf-8") == "as it is\n"
    assert not actual.exists()
