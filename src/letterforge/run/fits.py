"""How far all letters of a language are tightened: by the step that saves a page of each that can be saved.

It follows from all rows of the list, whichever of them a run makes: a letter that is made alone is the same
as it is among all. Each letter is set for it.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import chain

from letterforge.errors import LetterFailed, LetterforgeError
from letterforge.model import Language, Recipient
from letterforge.pipeline import Workshop, draft
from letterforge.recipients import RecipientList
from letterforge.run.crew import Crew


def survey_languages(
    crew: Crew, tables: Sequence[RecipientList], languages: Container[Language]
) -> Mapping[Language, int]:
    """The number of the step of each language, 0 where no letter needs one.

    `tables`: those whose rows decide, the first of them the list; each id counts once. Raises Interrupted.
    """
    steps: dict[Language, int] = {}
    for recipient, step in crew.results(find_own_step, _list_rows(tables, languages), _on_crash):
        steps[recipient.language] = max(step, steps.get(recipient.language, 0))
    return steps


def find_own_step(workshop: Workshop, recipient: Recipient) -> int:
    """In a worker: the step that saves the last page of a letter; 0: none is needed, or none does."""
    try:
        return workshop.fitter.fit(draft(recipient, workshop)).fit
    except (LetterFailed, LetterforgeError, OSError):
        return 0  # it has no letter


def _on_crash(_recipient: Recipient) -> int:
    return 0


def _list_rows(tables: Sequence[RecipientList], languages: Container[Language]) -> Iterator[Recipient]:
    first, *others = tables
    # The few ids of a failed.csv, never those of the whole list: they are many.
    waiting = {recipient.id for table in others for recipient in table.recipients}
    for recipient in first.recipients:
        if recipient.language in languages:
            waiting.discard(recipient.id)
            yield recipient
    for recipient in chain.from_iterable(table.recipients for table in others):
        if recipient.language in languages and recipient.id in waiting:
            waiting.remove(recipient.id)
            yield recipient
