"""A line on which the compositor works: its text as one, and the run and the origin of each character."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import TypeAlias

from letterforge.model import Line, Run

NO_BREAK = "\u00a0"
NARROW = "\u202f"
"""Narrow no-break space."""
SPACES = f"[ {NO_BREAK}{NARROW}]"
Edit: TypeAlias = tuple[int, int, str]
"""Start and end of a stretch, and what it becomes."""

WEB = re.compile(
    r"\b(?:https?://|www\.|mailto:)\S*|[\w.+%'-]+@\S*|\b[\w.-]*\w\.(?:org|com|net|int|eu|info|gov|edu)\b\S*"
)
"""Addresses, in which no mark is punctuation."""
AFTER_ADDRESS = frozenset("\"'”’»)]}.,;:!?")
"""Punctuation that is not part of an address before it, if its partner is not in the address."""
KEPT = {"'": "\ue010", '"': "\ue011", "-": "\ue012", "^": "\ue013", "~": "\ue014"}
"""Characters that stay as they are where a backslash is before them, and what they are until the end."""
RESTORED = {ord(kept): sign for sign, kept in KEPT.items()}
IS_KEPT = re.compile(f"[{''.join(KEPT.values())}]")


class LineDraft:
    """A line whose characters are being changed."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self.text = "".join(run.text for run in line)
        self._owners = [at for at, run in enumerate(line) for _ in run.text]
        self._has_cells = any(run.personal for run in line)
        self._raised: list[tuple[int, int]] = []
        self._addresses: list[tuple[int, int]] | None = None

    def is_cell(self, at: int) -> bool:
        """Whether a character is part of a value from the list."""
        return self._has_cells and self._line[self._owners[at]].personal

    def is_address(self, start: int) -> bool:
        """Whether a character is part of a web or mail address."""
        if self._addresses is None:
            may_be = "@" in self.text or "." in self.text
            self._addresses = list(map(_address_span, WEB.finditer(self.text))) if may_be else []
        return any(begin <= start < end for begin, end in self._addresses)

    def replace(self, edits: Iterable[Edit], *, in_cells: bool = False) -> None:
        """Change stretches that are in order and apart; never one in an address.

        `in_cells`: values from the list may be changed too. New characters belong to the run of the first
        that they replace, or that they are before.
        """
        pieces: list[str] = []
        owners: list[int] = []
        at = 0
        for start, end, new in edits:
            first = min(start, len(self._owners) - 1)
            if start < at or self.text[start:end] == new or self.is_address(first):
                continue
            if not in_cells and any(map(self.is_cell, range(first, max(end, first + 1)))):
                continue
            pieces += self.text[at:start], new
            owners += self._owners[at:start] + [self._owners[first]] * len(new)
            at = end
        if pieces:
            self.text = "".join((*pieces, self.text[at:]))
            self._owners = owners + self._owners[at:]
            self._addresses = None

    def sub(self, pattern: re.Pattern[str], new: str, *, in_cells: bool = False) -> None:
        """Put a text in place of the group `at` of each match."""
        found = ((*match.span("at"), new) for match in pattern.finditer(self.text))
        self.replace(found, in_cells=in_cells)

    def raise_letters(self, start: int, end: int) -> None:
        """Mark a stretch as raised, when no text is changed any more."""
        if not self.is_address(start):
            self._raised.append((start, end))

    def runs(self) -> Line:
        """The line as it is now."""
        if not self._raised and len(self._line) == 1:
            only = self._line[0]
            return self._line if only.text == self.text else (only.saying(self.text),)
        raised = {at for start, end in self._raised for at in range(start, end)}
        keys = [(owner, at in raised) for at, owner in enumerate(self._owners)]
        pieces: dict[int, list[Run]] = {}
        start = 0
        for (owner, is_raised), group in groupby(keys):
            end = start + len(list(group))
            run = self._line[owner].saying(self.text[start:end])
            pieces.setdefault(owner, []).append(run.raised() if is_raised else run)
            start = end
        # A run without text, such as the mark of a note, owns no character and stays in its place.
        ordered = [pieces.get(at, [] if run.text else [run]) for at, run in enumerate(self._line)]
        return tuple(run for several in ordered for run in several)


def _address_span(found: re.Match[str]) -> tuple[int, int]:
    """Where an address is, without the punctuation after it."""
    text = found[0]
    while text[-1:] in AFTER_ADDRESS:
        partner = {")": "(", "]": "[", "}": "{"}.get(text[-1], "")
        is_quoted = found.string[: found.start()].endswith("'")
        if (partner and partner in text) or (text[-1] == "'" and not is_quoted):
            break
        text = text[:-1]
    return found.start(), found.start() + len(text)


def restore_kept(line: Line) -> Line:
    """The line with the characters that a backslash has kept."""
    if not any(IS_KEPT.search(run.text) for run in line):
        return line
    return tuple(run.saying(run.text.translate(RESTORED)) for run in line)
