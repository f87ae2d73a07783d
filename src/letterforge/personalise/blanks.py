"""What a template finds in place of a missing value: an empty cell, or a name that does not exist.

Neither stops the filling. Each is recorded when it is *used* (printed, joined to a text), so that one pass
finds everything that a row lacks. A template may test an empty cell (`if recipient.name`, `or`, `default`);
to test a name that does not exist is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

from jinja2 import Undefined
from jinja2.exceptions import UndefinedError

from letterforge.errors import Problem
from letterforge.languages import OURS, Languages
from letterforge.model import SLOT, Language, StateCode, Value, slot
from letterforge.personalise.budget import Budget

CELL_IS_EMPTY = 'column "{column}" is empty'
"""How the message about an empty cell begins: `run/demand.py` says instead that there is no such column."""


@dataclass(frozen=True, slots=True)
class Lack:
    """A name that was used and has no value."""

    name: str
    """As the template writes it: `recipient.title`."""
    known: bool
    """Whether the name exists, and only its cell is empty."""
    line: int
    """Line of the template; 0: not known."""
    doubt: Problem | None = None
    """What is wrong with a cell that has a value which must not be printed."""


@dataclass(slots=True)
class Filling:
    """One text that is being filled: what it printed, and what it lacked."""

    language: Language
    budget: Budget
    """The letter's."""
    languages: Languages = OURS
    """What is known of languages."""
    state: StateCode = ""
    """The recipient's, by which dates are written."""
    is_plain: bool = False
    """Whether it becomes a file name or reference, and not Markdown."""
    values: list[Value] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)
    captures: list[str] = field(default_factory=list)
    """What macros and blocks wrote: Markdown with slots."""

    def print(self, text: str, *, personal: bool) -> str:
        """Keep a value, and return its slot for the Markdown."""
        self.values.append(Value(text, personal))
        return slot(len(self.values) - 1)

    def capture(self, markdown: str) -> str:
        """Keep what a macro or block wrote, and return its mark."""
        self.captures.append(markdown)
        return f"\ue002{len(self.captures) - 1}\ue003"

    def changed(self, markdown: str, change: Callable[[str], str]) -> str:
        """Markdown with its own words and its values changed, the values in slots of their own."""
        pieces = SLOT.split(markdown)
        # split() gives text and the numbers of slots in turn.
        return "".join(
            self._changed_value(int(piece), change) if index % 2 else change(piece)
            for index, piece in enumerate(pieces)
        )

    def _changed_value(self, index: int, change: Callable[[str], str]) -> str:
        value = self.values[index]
        return self.print(change(value.text), personal=value.personal)

    def lack(self, name: str, *, known: bool, line: int = 0) -> None:
        """Record that a missing value is used."""
        self.lacks.append(Lack(name, known, line))

    def place_lacks(self, since: int, line: int) -> None:
        """Set the line of the lacks from an index on: those recorded while one expression was evaluated."""
        if len(self.lacks) > since:
            self.lacks[since:] = [replace(lack, line=lack.line or line) for lack in self.lacks[since:]]


FILLING: ContextVar[Filling] = ContextVar("filling")
"""The text that is being filled in this thread: Jinja gives filters no other place for each call."""


BUDGET: ContextVar[Budget] = ContextVar("budget")
"""The budget of the letter that is being filled in this thread: all its texts share it."""


@contextmanager
def one_letter() -> Iterator[None]:
    """Fill the texts of one letter, or its name, within one budget."""
    token = BUDGET.set(Budget())
    try:
        yield
    finally:
        BUDGET.reset(token)


def is_spent() -> bool:
    """Whether the letter's budget is used up: then no more of its texts are filled."""
    return BUDGET.get().is_spent


@contextmanager
def one_text(
    language: Language, languages: Languages = OURS, *, plain: bool, state: StateCode = ""
) -> Iterator[Filling]:
    """Fill one text of a letter. `state`: see `Filling`."""
    filling = Filling(language, BUDGET.get(), languages, state, plain)
    token = FILLING.set(filling)
    try:
        yield filling
    finally:
        FILLING.reset(token)


class Doubtful(str):
    """The text of a cell that differs from what its sheet shows.

    A template may test it, not print or compare it.
    """

    __slots__ = ("doubt", "name")
    name: str
    doubt: Problem

    @classmethod
    def of(cls, text: str, name: str, doubt: Problem) -> Doubtful:
        """`name`: as a template writes it."""
        made = cls(text)
        made.name, made.doubt = name, doubt
        return made

    def note(self) -> None:
        """Record that it is printed or compared."""
        FILLING.get().lacks.append(Lack(self.name, known=True, line=0, doubt=self.doubt))


class EmptyCellUsed(UndefinedError):
    """An empty cell was used in a way that has no result, such as one of its parts."""


class Blank(Undefined):
    """An empty cell. False in a condition; an error if it is printed."""

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

    @property
    def _undefined_message(self) -> str:
        return f"{self.name} is empty"


class Unknown(Undefined):
    """A name that does not exist. Every use of it is an error."""

    __slots__ = ()

    @property
    def full_name(self) -> str:
        """The name as the template writes it, as far as it is known."""
        owner = self._undefined_obj.root if hasattr(type(self._undefined_obj), "root") else ""
        return f"{owner}.{self._undefined_name}" if owner else str(self._undefined_name)

    @property
    def _undefined_message(self) -> str:
        return self._undefined_hint or f'there is no "{self.full_name}"'

    def _note(self) -> None:
        if self._undefined_name is None:  # such as the first of an empty list
            self._fail_with_undefined_error()
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
