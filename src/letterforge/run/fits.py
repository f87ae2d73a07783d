"""How far all letters of a language are tightened: by the step that saves a page of each that can be saved.

It follows from all rows of the list, whichever of them a run makes: a letter that is made alone is the same
as it is among all. Each letter is set for it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from letterforge.errors import LetterFailed, LetterforgeError
from letterforge.model import Language, Recipient
from letterforge.pipeline import Workshop, draft
from letterforge.recipients import RecipientList
from letterforge.run.crew import Crew


def survey_languages(
    crew: Crew, tables: Iterable[RecipientList], languages: Container[Language]
) -> Mapping[Language, int]:
    """The number of the step of each language, 0 where no letter needs one.

    `tables`: those whose rows decide. Raises Interrupted.
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


def _list_rows(tables: Iterable[RecipientList], languages: Container[Language]) -> Iterator[Recipient]:
    known: set[str] = set()
    for table in tables:
        for recipient in table.recipients:
            if recipient.language in languages and recipient.id not in known:
                known.add(recipient.id)
                yield recipient
