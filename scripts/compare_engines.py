"""A campaign's letters in PDF by both engines → which of them have other words, or other page breaks.

`python scripts/compare_engines.py [CAMPAIGN] [ID…]` compares the letters named, or all. The exit code is 1 if
one engine's PDF does not have the words of the letter, or another number of pages than the other engine's.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from compare_pages import ends

from letterforge import Campaign, Format
from letterforge.inspection import Inspector, Strangers
from letterforge.model import Letter, PdfEngine, Recipient
from letterforge.pipeline import Workshop, draft
from letterforge.recipients import read_recipients
from letterforge.typeset import TYPESETTERS

ENGINES = (PdfEngine.WEASYPRINT, PdfEngine.TYPST)
SAME, ELSEWHERE, COUNT, WORDS = "same", "another page break", "another number of pages", "other words"


class Comparison:
    """Sets letters by both engines and compares them."""

    def __init__(self, campaign: Campaign, strangers: Strangers) -> None:
        self._inspector = Inspector(campaign, strangers)
        outputs = {engine: replace(campaign.output, pdf_engine=engine) for engine in ENGINES}
        self._typesetters = {
            engine: TYPESETTERS[Format.PDF](replace(campaign, output=output))
            for engine, output in outputs.items()
        }

    def of(self, letter: Letter, recipient: Recipient) -> tuple[str, str]:
        """How the engines' letters differ, and where."""
        sheets = {engine: typesetter.set(letter) for engine, typesetter in self._typesetters.items()}
        for engine, sheet in sheets.items():
            if problems := self._inspector.inspect(letter, recipient, [sheet]):
                return WORDS, f"{engine}: {problems[0].message}"
        pages = [ends(sheets[engine].content) for engine in ENGINES]
        if len(pages[0]) != len(pages[1]):
            return COUNT, " and ".join(str(len(ended)) for ended in pages)
        for number, (one, other) in enumerate(zip(*pages, strict=True), start=1):
            if one.line != other.line:
                return ELSEWHERE, f"page {number}: …{one.line[-45:]} | …{other.line[-45:]}"
        return SAME, ""


def main(arguments: Sequence[str]) -> int:
    """Compare the letters named, or all."""
    campaign = Campaign.load(arguments[0] if arguments else ".")
    table = read_recipients(campaign)
    workshop = Workshop(campaign, table.further_columns)
    ids = set(arguments[1:])
    counts: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "strangers.db")
        Strangers.write(path, table.recipients)
        comparison = Comparison(campaign, Strangers(path))
        for recipient in table.recipients:
            if not ids or recipient.id in ids:
                letter = draft(recipient, workshop)
                verdict, where = comparison.of(letter, recipient)
                counts[letter.language, verdict] += 1
                if verdict != SAME:
                    print(f"{recipient.id:28} {letter.language}  {verdict}: {where}", flush=True)
    for (language, verdict), count in sorted(counts.items()):
        print(f"{language}  {count:4}  {verdict}")
    return int(any(verdict in {COUNT, WORDS} for _, verdict in counts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
