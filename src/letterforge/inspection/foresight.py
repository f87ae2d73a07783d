"""What will certainly be refused, found in a letter before it is typeset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from letterforge.campaign import Campaign
from letterforge.errors import Code, Problem
from letterforge.inspection.inspector import list_cells
from letterforge.inspection.traces import find_traces, strip_markup
from letterforge.inspection.words import REMEMBERED
from letterforge.intake import Door, FilesRead
from letterforge.model import Letter, Line, Recipient
from letterforge.typeset.passages import find_unprintable
from letterforge.typeset.plan.parts import join_runs, split_into_parts, walk_lines

HINT = "fix the cell or the template that it comes from, or allow it with [inspect] allow"
SIGN = re.compile(
    r"[{}%()\[،]|,[ \t\u00a0\u202f]*,|[ \t\u00a0\u202f][,.]|^[,;]|None|nan|NaN|undefined", re.MULTILINE
)
"""Every trace has one of these: most lines have none, and are not examined further."""
TORN = re.compile(r"^[ \t]*[,;،؛][^\n]{0,20}|\w+[ \t\u00a0\u202f]\.(?=\s|$)", re.MULTILINE)
"""Signs of an empty value that can be seen in a letter, but not on a page, where lines break anywhere."""


class Foresight:
    """Looks for traces of a failed mail merge in letters, and the like. Built once in each worker."""

    def __init__(self, campaign: Campaign, door: Door) -> None:
        """`door`: by which the templates were read."""
        self._campaign = campaign
        self._door = door
        self._allowed = tuple(campaign.inspect.allow)
        self._own: dict[FilesRead, str] = {}

    def problems(self, letter: Letter, recipient: Recipient, texts: FilesRead) -> list[Problem]:
        """The traces in a letter, and characters that no page can show: errors at its row.

        `texts`: the files that it was filled from. Raises OSError.
        """
        unprintable = find_unprintable(letter, self._campaign)
        found = [replace(problem, place=recipient.place) for problem in unprintable]
        return [*found, *self._find_traces(letter, recipient, texts)]

    def _find_traces(self, letter: Letter, recipient: Recipient, texts: FilesRead) -> list[Problem]:
        suspect = [text for text in map(join_runs, _list_lines(letter)) if text and _is_suspect(text)]
        if not suspect:
            return []
        own = self._load_own_text(texts)
        found = dict.fromkeys(find_traces("\n".join(suspect), own, list_cells(recipient)))
        sources = (own, *list_cells(recipient))
        torn = _find_torn("\n".join(suspect))
        found |= dict.fromkeys(piece for piece in torn if not any(_has(source, piece) for source in sources))
        place = recipient.place
        return [
            Problem(
                Code.MERGE_TRACE, f'the letter has a trace of a failed mail merge: "{trace}"', HINT, place
            )
            for trace in found
            if not any(allowed in trace for allowed in self._allowed)
        ]

    def _load_own_text(self, texts: FilesRead) -> str:
        """The text of the settings and of the files that a letter was filled from."""
        if texts not in self._own:
            paths = [self._campaign.root / self._campaign.file]
            paths += [self._campaign.root / name for name, sha256 in texts if sha256]
            read = (self._door.read(path).decode("utf-8", errors="replace") for path in paths)
            self._own[texts] = "\n".join((*map(strip_markup, read), *self._allowed))
        return self._own[texts]


def _has(source: str, torn: str) -> bool:
    """Whether a text itself has what looks torn; a comma at a line's start only if it begins a line there."""
    return torn in source if torn[0].isalnum() else f"\n{torn}" in f"\n{source}"


def _find_torn(text: str) -> Iterator[str]:
    return (found[0].strip() for found in TORN.finditer(text))


@lru_cache(REMEMBERED)
def _is_suspect(text: str) -> bool:
    return (
        SIGN.search(text) is not None
        and (next(find_traces(text, "", ()), None) or next(_find_torn(text), None)) is not None
    )


def _list_lines(letter: Letter) -> Iterator[Line]:
    """Lines that may come from a row: all but the names of signatories and co-signers."""
    for part in split_into_parts(letter):
        if part.role not in {"signatures", "cosigners"}:
            yield from part.lines
            yield from walk_lines(part.blocks)
