"""What the inspection will refuse for certain, known from a letter before it is typeset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from letterforge.campaign import Campaign
from letterforge.errors import Code, Problem
from letterforge.inspection.inspector import cells_of
from letterforge.inspection.traces import literal, traces
from letterforge.inspection.words import REMEMBERED
from letterforge.intake import Door, FilesRead
from letterforge.model import Letter, Line, Recipient
from letterforge.typeset.plan.parts import lines_of, parts, text_of

HINT = "fix the cell or the template that it comes from, or name it in [inspect] allow"
SIGN = re.compile(
    r"[{}%()\[،]|,[ \t\u00a0\u202f]*,|[ \t\u00a0\u202f][,.]|^[,;]|None|nan|NaN|undefined", re.MULTILINE
)
"""What every trace has: most lines have none of it, and are not looked at again."""
TORN = re.compile(r"^[ \t]*[,;،؛][^\n]{0,20}|\w+[ \t\u00a0\u202f]\.(?=\s|$)", re.MULTILINE)
"""Signs of an empty value that only a letter shows, and no page, whose lines break anywhere."""


class Foresight:
    """Looks for traces of a merge gone wrong in letters. Built once in each worker."""

    def __init__(self, campaign: Campaign, door: Door) -> None:
        """`door`: by which the templates were read."""
        self._campaign = campaign
        self._door = door
        self._allowed = tuple(campaign.inspect.allow)
        self._own: dict[FilesRead, str] = {}

    def problems(self, letter: Letter, recipient: Recipient, texts: FilesRead) -> list[Problem]:
        """The traces in a letter: errors at its row. `texts`: the files that it was filled from. Raises OSError."""
        suspect = [text for text in map(text_of, _lines(letter)) if text and _is_suspect(text)]
        if not suspect:
            return []
        own = self._own_of(texts)
        found = dict.fromkeys(traces("\n".join(suspect), own, cells_of(recipient)))
        said = (own, *cells_of(recipient))
        torn = _torn("\n".join(suspect))
        found |= dict.fromkeys(each for each in torn if not any(_says(source, each) for source in said))
        place = recipient.place
        return [
            Problem(Code.MERGE_TRACE, f'the letter has a trace of a merge gone wrong: "{trace}"', HINT, place)
            for trace in found
            if not any(allowed in trace for allowed in self._allowed)
        ]

    def _own_of(self, texts: FilesRead) -> str:
        """What the settings and the files say themselves that a letter was filled from."""
        if texts not in self._own:
            paths = [self._campaign.root / self._campaign.file]
            paths += [self._campaign.root / name for name, sha256 in texts if sha256]
            read = (self._door.read(path).decode("utf-8", errors="replace") for path in paths)
            self._own[texts] = "\n".join((*map(literal, read), *self._allowed))
        return self._own[texts]


def _says(source: str, torn: str) -> bool:
    """Whether a text has what looks torn itself; a comma at the start of a line only where it begins one there too."""
    return torn in source if torn[0].isalnum() else f"\n{torn}" in f"\n{source}"


def _torn(text: str) -> Iterator[str]:
    return (found[0].strip() for found in TORN.finditer(text))


@lru_cache(REMEMBERED)
def _is_suspect(text: str) -> bool:
    return (
        SIGN.search(text) is not None
        and (next(traces(text, "", ()), None) or next(_torn(text), None)) is not None
    )


def _lines(letter: Letter) -> Iterator[Line]:
    """What may have come from a row: names of signatories and co-signers have not."""
    for part in parts(letter):
        if part.role not in {"signatures", "cosigners"}:
            yield from part.lines
            yield from lines_of(part.blocks)
