"""Letters in both formats → where their pages end, side by side: the Word file's as LibreOffice breaks them, the PDF's.

`python scripts/compare_pages.py [CAMPAIGN] [ID…]` prints a table; without ids, the first letter in each language. The
exit code is 1 where a page ends differently. Word itself may break a line elsewhere.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

import pypdfium2
from libreoffice import by_libreoffice

from letterforge import Campaign, Format, forge
from letterforge.recipients import read_recipients

FURNITURE = 55.0
"""Points at the foot of the page that belong to the page number."""


@dataclass(frozen=True, slots=True)
class End:
    """How a page ends."""

    line: str
    height: float
    """Of the last line's foot above the page's lower edge, in points."""


NO_PAGE = End("(no such page)", 0.0)


def main(arguments: Sequence[str]) -> int:
    """Compare the letters named, or the first of each language."""
    campaign = Campaign.load(arguments[0] if arguments else ".")
    sheets = made(campaign, arguments[1:])
    try:
        printed = by_libreoffice({name: formats[Format.DOCX] for name, formats in sheets.items()})
    except FileNotFoundError:
        print("LibreOffice (soffice) is not on this machine", file=sys.stderr)
        return 2
    pairs = {name: (ends(formats[Format.PDF]), ends(printed[name])) for name, formats in sheets.items()}
    return 1 if sum(differing(name, *pair) for name, pair in pairs.items()) else 0


def made(campaign: Campaign, ids: Sequence[str]) -> dict[str, dict[Format, bytes]]:
    """Both formats of each letter, by its recipient's id."""
    table = read_recipients(campaign)
    first = {campaign.language_of(each.language): each for each in reversed(table.recipients)}
    chosen = [each for each in table.recipients if each.id in ids] if ids else list(first.values())
    return {
        each.id: {
            sheet.format: sheet.content for sheet in forge(campaign, each, columns=table.further_columns)
        }
        for each in chosen
    }


def differing(name: str, pdf: Sequence[End], word: Sequence[End]) -> int:
    """Print a letter's pages; how many of them end differently."""
    count = 0
    for number, (ours, theirs) in enumerate(zip_longest(pdf, word, fillvalue=NO_PAGE), start=1):
        same = ours.line == theirs.line
        count += not same
        verdict = "same" if same else "DIFFERS"
        print(
            f"{name:28} {number:2}  {verdict:7}  {theirs.height - ours.height:+6.1f} pt  …{ours.line[-50:]}"
        )
        if not same:
            print(f"{'':52}  …{theirs.line[-50:]}")
    return count


def ends(content: bytes) -> list[End]:
    """How each page of a PDF ends, its page number aside."""
    document = pypdfium2.PdfDocument(content)
    try:
        return [_end(page.get_textpage()) for page in document]
    finally:
        document.close()


def _end(text: pypdfium2.PdfTextPage) -> End:
    rectangles = [text.get_rect(index) for index in range(text.count_rects())]
    above = [each for each in rectangles if each[1] > FURNITURE]
    foot = min(bottom for _, bottom, _, _ in above)
    last = [each for each in above if each[1] < foot + 6]
    left, right = min(each[0] for each in last), max(each[2] for each in last)
    return End(" ".join(text.get_text_bounded(left - 1, foot - 1, right + 1, foot + 9).split()), foot)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
