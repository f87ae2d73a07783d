"""Letters in both formats → where their pages end, side by side: in the PDF, and in Word by LibreOffice.

`python scripts/compare_pages.py [CAMPAIGN] [ID…]` prints a table; without ids, of the first letter in each
language. The exit code is 1 if a page ends differently. Word itself may break a line at another place.
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
"""Points at the foot of the page that are for the page number."""


@dataclass(frozen=True, slots=True)
class End:
    """How a page ends."""

    line: str
    height: float
    """From the page's lower edge to the foot of the last line, in points."""


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
    first = {campaign.language_of(row.language): row for row in reversed(table.recipients)}
    chosen = [row for row in table.recipients if row.id in ids] if ids else list(first.values())
    columns = table.further_columns
    return {
        row.id: {sheet.format: sheet.content for sheet in forge(campaign, row, columns=columns)}
        for row in chosen
    }


def differing(name: str, pdf: Sequence[End], word: Sequence[End]) -> int:
    """Print a letter's pages, and count those that end differently."""
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
    """How each page of a PDF ends, without its page number."""
    document = pypdfium2.PdfDocument(content)
    try:
        return [_end(page.get_textpage()) for page in document]
    finally:
        document.close()


def _end(text: pypdfium2.PdfTextPage) -> End:
    rectangles = [text.get_rect(index) for index in range(text.count_rects())]
    above = [rectangle for rectangle in rectangles if rectangle[1] > FURNITURE]
    foot = min(bottom for _, bottom, _, _ in above)
    last = [rectangle for rectangle in above if rectangle[1] < foot + 6]
    left, right = min(rectangle[0] for rectangle in last), max(rectangle[2] for rectangle in last)
    return End(" ".join(text.get_text_bounded(left - 1, foot - 1, right + 1, foot + 9).split()), foot)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
