"""What one letter may cost: steps, characters and depth.

They are counted, not timed, so that all runs agree.
"""

from __future__ import annotations

MAX_STEPS = 1_000_000
"""Steps for each letter. A step is one part of an expression or tag that is evaluated, one entry of a list,
or fifty characters of a text that is processed."""
MAX_CHARACTERS = 1_000_000
"""Characters of all texts that are made for each letter, including intermediate ones."""
MAX_LINES = 10_000
"""Lines of the texts that are written: about two hundred pages."""
MAX_DEPTH = 50
"""How deep macros and included files may be nested."""
MAX_LIST_DEPTH = 30
"""How deep lists may be nested."""
MAX_BITS = 1024
"""Longest whole number, in bits: about 300 digits."""
STRIDE = 50
"""Characters of a text that can be searched in one step."""


class TooMuch(Exception):
    """Filling a letter would take more than its budget."""


class Budget:
    """What is left for one letter. When it is used up, nothing more is filled."""

    __slots__ = ("characters", "depth", "is_spent", "lines", "steps")

    def __init__(self) -> None:
        self.steps = MAX_STEPS
        self.characters = MAX_CHARACTERS
        self.lines = MAX_LINES
        self.depth = MAX_DEPTH
        self.is_spent = False

    def step(self, count: int = 1) -> None:
        """Take some steps. Raises TooMuch if there are not enough left, before anything is done."""
        self.steps -= count
        if self.steps < 0:
            raise self._spent(f"filling this takes more than {MAX_STEPS:,} steps")

    def text(self, length: int) -> None:
        """Make a text of this length. Raises TooMuch."""
        self.characters -= length
        if self.characters < 0:
            raise self._spent(f"filling this makes more than {MAX_CHARACTERS:,} characters of text")

    def write(self, text: str) -> None:
        """Write a text into the letter. Raises TooMuch."""
        self.text(len(text))
        self.lines -= text.count("\n")
        if self.lines < 0:
            raise self._spent(f"filling this writes more than {MAX_LINES:,} lines")

    def enter(self) -> None:
        """Enter a macro or an included file. Raises TooMuch."""
        self.depth -= 1
        if self.depth < 0:
            raise self._spent(f"macros or included files are nested more than {MAX_DEPTH} levels deep")

    def leave(self) -> None:
        """Leave it."""
        self.depth += 1

    def weigh(self, value: object, depth: int = 0) -> None:
        """Take the steps that it costs to go through a value, including the entries of a list.

        Raises TooMuch.

        A value that is in a list several times (`[x, x]` of `[x, x]` …) is counted each time.
        """
        if isinstance(value, str):
            self.step(len(value) // STRIDE)
        elif isinstance(value, int):
            self.number(value.bit_length())
        elif isinstance(value, list | tuple):
            self._weigh_all(value, depth)
        elif isinstance(value, dict):
            self._weigh_all([*value, *value.values()], depth)
        elif isinstance(value, range):
            self.step(len(value))

    def number(self, bits: int) -> None:
        """Make a whole number with this many bits. Raises TooMuch."""
        if bits > MAX_BITS:
            raise self._spent("this makes a number with more than 300 digits")

    def _weigh_all(self, values: list[object] | tuple[object, ...], depth: int) -> None:
        if depth > MAX_LIST_DEPTH:
            raise self._spent(f"lists are nested more than {MAX_LIST_DEPTH} levels deep")
        self.step(len(values))
        for value in values:
            self.weigh(value, depth + 1)

    def _spent(self, message: str) -> TooMuch:
        self.is_spent = True
        return TooMuch(message)
