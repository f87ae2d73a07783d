"""What a template finds where nothing is: an empty cell, or a name that does not exist.

Neither stops the filling. Each notes itself when it is *used* (printed, joined to a text), so that one pass finds
everything that a row lacks; asking whether it is there (`if recipient.name`, `or`, `default`) is free for an
empty cell, and an error for a name that does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field

from jinja2 import Undefined
from jinja2.exceptions import UndefinedError

from letterforge.model import Language, Value, slot


@dataclass(frozen=True, slots=True)
class Lack:
    """A name that was used and has nothing to give."""

    name: str
    """As the template writes it: `recipient.title`."""
    known: bool
    """Whether the name exists and only its cell is empty."""
    line: int
    """Line of the template; 0: not known."""


@dataclass(slots=True)
class Filling:
    """One text being filled: what it printed, and what it lacked."""

    language: Language
    values: list[Value] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)

    def print(self, text: str, *, personal: bool) -> str:
        """Keep a value, and return the slot that stands for it in Markdown."""
        self.values.append(Value(text, personal))
        return slot(len(self.values) - 1)

    def lack(self, name: str, *, known: bool, line: int = 0) -> None:
        """Note that something is used that is not there."""
        self.lacks.append(Lack(name, known, line))

    def place_lacks(self, since: int, line: int) -> None:
        """Give the lacks from an index on, noted while one expression was worked out, their line."""
        self.lacks[since:] = [Lack(lack.name, lack.known, lack.line or line) for lack in self.lacks[since:]]


FILLING: ContextVar[Filling] = ContextVar("filling")
"""The text being filled in this thread: Jinja hands filters no other place that is per call."""


class EmptyCellUsed(UndefinedError):
    """An empty cell was used in a way that gives nothing, such as a part of it."""


class Blank(Undefined):
    """An empty cell. False in a condition; an error where it is printed."""

    __slots__ = ()

    def __init__(self, name: str) -> None:
        super().__init__(name=name, exc=EmptyCellUsed)

    def __str__(self) -> str:
        FILLING.get().lack(str(self._undefined_name), known=True)
        return ""

    def __reduce__(self) -> tuple[type[Blank], tuple[str]]:
        return type(self), (str(self._undefined_name),)

    @property
    def name(self) -> str:
        """The name as the template writes it."""
        return str(self._undefined_name)


class Unknown(Undefined):
    """A name that does not exist. An error however it is used."""

    __slots__ = ()

    @property
    def full_name(self) -> str:
        """The name as the template writes it, as far as it is known."""
        owner = getattr(self._undefined_obj, "_root", "")
        return f"{owner}.{self._undefined_name}" if owner else str(self._undefined_name)

    def _note(self) -> None:
        FILLING.get().lack(self.full_name, known=False)

    def __str__(self) -> str:
        self._note()
        return ""

    def __bool__(self) -> bool:
        self._note()
        return False

    def __len__(self) -> int:
        self._note()
        return 0

    def __iter__(self) -> Iterator[object]:
        self._note()
        return iter(())

    def __eq__(self, other: object) -> bool:
        self._note()
        return False

    def __ne__(self, other: object) -> bool:
        self._note()
        return True

    __hash__ = Undefined.__hash__
