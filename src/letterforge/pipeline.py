"""One letter, from a recipient to files: the six steps, in order. Read this first.

```
1/6 recipients    table → rows            (`recipients`, once for the whole list)
2/6 personalise   row → prose
3/6 compose       prose → letter
4/6 typeset       letter → sheets
5/6 seal          sheet → sealed sheet    (its place; nothing is sealed yet)
    inspect       sheets are read back, before they become files
6/6 deliver       sheets → files
```
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from letterforge.campaign import FILE_NAME, Campaign
from letterforge.compose import compose
from letterforge.deliver import deliver
from letterforge.deliver.files import withdraw
from letterforge.errors import LetterFailed
from letterforge.inspection import Inspector, Strangers
from letterforge.ledger.fingerprint import Fingerprinter
from letterforge.model import Format, Letter, Outcome, Recipient, Sheet
from letterforge.personalise import Personaliser
from letterforge.recipients.cosigners import read_cosigners
from letterforge.typeset import TYPESETTERS, Typesetter

LOGGER = logging.getLogger("letterforge")


class Workshop:
    """The tools that a worker builds once: templates, typesetters. They do not pickle; the campaign does."""

    def __init__(
        self, campaign: Campaign, columns: Iterable[str] = (), formats: Iterable[Format] = ()
    ) -> None:
        """`columns` are the table's further columns; `formats` those to set (none: only letters are composed)."""
        self.campaign = campaign
        self.columns = tuple(columns)
        self.formats = tuple(formats)
        self.personaliser = Personaliser(campaign, columns, read_cosigners(campaign))
        self._inspector: Inspector | None = None

    @cached_property
    def typesetters(self) -> Mapping[Format, Typesetter]:
        """One for each format, built when the first letter is set. Raises LetterforgeError."""
        return {chosen: TYPESETTERS[chosen](self.campaign) for chosen in self.formats}

    def inspector(self, strangers: Path) -> Inspector:
        """Reads finished sheets back. `strangers`: the file that `Strangers` of the whole list are in."""
        if self._inspector is None:
            self._inspector = Inspector(self.campaign, Strangers(strangers), self._own_texts())
        return self._inspector

    def _own_texts(self) -> Iterator[str]:
        """What the campaign itself says, in all languages that it has a template for."""
        for path in {*self.personaliser.all_sources(), self.campaign.root / FILE_NAME}:
            yield path.read_text(encoding="utf-8", errors="replace")

    @cached_property
    def fingerprinter(self) -> Fingerprinter:
        """Says what a letter is made from, in every format: so it is known which older sheets are out of date."""
        personaliser = self.personaliser
        texts, cosigners = personaliser.sources, personaliser.cosigners
        return Fingerprinter(self.campaign, self.columns, tuple(Format), texts, cosigners)


def draft(recipient: Recipient, workshop: Workshop) -> Letter:
    """The recipient's letter, not yet in any format. Raises LetterFailed."""
    LOGGER.debug("%s: 2/6 personalise", recipient.id)
    prose = workshop.personaliser.fill(recipient)
    LOGGER.debug("%s: 3/6 compose", recipient.id)
    return compose(prose, workshop.campaign)


def forge(recipient: Recipient, workshop: Workshop) -> tuple[Sheet, ...]:
    """The recipient's letter in each of the workshop's formats. Raises LetterFailed."""
    return typeset(draft(recipient, workshop), workshop)


def typeset(letter: Letter, workshop: Workshop) -> tuple[Sheet, ...]:
    """The letter in each of the workshop's formats. Raises LetterFailed."""
    LOGGER.debug("%s: 4/6 typeset", letter.id)
    return tuple(typesetter.set(letter) for typesetter in workshop.typesetters.values())


def make(
    recipient: Recipient, name: str, folder: Path, workshop: Workshop, strangers: Path | None = None
) -> Outcome:
    """The recipient's letter as files `folder/name.suffix`, or the problems that kept it from being made.

    A letter is made in all its formats or in none, and an older one is not left in its place. `strangers`: the file
    of what other rows call their own; None: the sheets are not read back.
    """
    language = workshop.campaign.language_of(recipient.language)
    try:
        letter = draft(recipient, workshop)
        sheets = typeset(letter, workshop)
        if strangers is not None:
            inspect(letter, recipient, sheets, workshop.inspector(strangers))
        LOGGER.debug("%s: 6/6 deliver", recipient.id)
        return Outcome(recipient, language, files=deliver(sheets, folder, name))
    except LetterFailed as failure:
        withdraw(folder, name, workshop.formats)
        return Outcome(recipient, language, problems=failure.problems)


def inspect(letter: Letter, recipient: Recipient, sheets: Sequence[Sheet], inspector: Inspector) -> None:
    """Read sheets back from their bytes. Raises LetterFailed with what is wrong in them."""
    LOGGER.debug("%s: inspect", recipient.id)
    problems = inspector.inspect(letter, recipient, sheets)
    if problems:
        raise LetterFailed(problems)
