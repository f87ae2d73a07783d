"""How like two spellings are: for hints, which rather name nothing than something else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

LONG = 10
"""Letters from which on a word may differ in two of them."""
SHORTEST = 4
"""Letters below which a word must be the same: too many are one letter apart."""
ENOUGH = 0.6
"""Of what is written, the part that must be found again."""


def edits_allowed(word: str) -> int:
    """How many letters may be wrong, missing, too many, or two turned round."""
    return 0 if len(word) < SHORTEST else 1 if len(word) < LONG else 2


def is_near(word: str, other: str) -> bool:
    """Whether one word may be a slip for another."""
    most = edits_allowed(word)
    if word == other:
        return True
    if abs(len(word) - len(other)) > most or len(other) < SHORTEST:
        return False
    # Each edit brings at most one letter that the other lacks: most words need no closer look.
    return len(set(word) - set(other)) <= most and _edits(word, other) <= most


def _edits(word: str, other: str) -> int:
    """The optimal string alignment distance: letters replaced, left out, put in, or two turned round."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word, start=1):
        older, before, row = before, row, [at]
        for place, another in enumerate(other, start=1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != another))
            turned = place > 1 and at > 1 and letter == other[place - 2] and word[at - 2] == another
            row.append(min(cost, older[place - 2] + 1) if turned else cost)
    return row[-1]


class Spellings:
    """Names as people spell them, each with its key, made ready to be asked for what is near."""

    def __init__(
        self,
        names: Mapping[str, str],
        generic: Iterable[str] = (),
        enough: float = ENOUGH,
        covered: float = 0,
    ) -> None:
        """`names` are words in small letters, parted by spaces; `generic` words tell none apart.

        `enough`: of the letters that are asked for, the part that must be found; `covered`: of those of a
        name.
        """
        self._covered = covered
        self._keys = names
        self._enough = enough
        self._generic = frozenset(generic)
        self._joined = _by_length((name.replace(" ", ""), name) for name in names)
        self._words = _by_length((word, name) for name in names for word in name.split())

    def nearest(self, wanted: str) -> list[str]:
        """The keys of the names that a text may be a slip for, best first."""
        telling, seen = self._found([word for word in wanted.split() if word not in self._generic])
        if telling < SHORTEST:
            return []
        _, everything = self._found(wanted.split())
        whole = _near(wanted.replace(" ", ""), self._joined)
        best: dict[str, tuple[float, float]] = {}
        like = (name for name, count in seen.items() if self._is_like(name, count, telling))
        for name in sorted(
            {*whole, *like}
        ):  # so that names that are equally near are always in the same order
            count = len(wanted) if name in whole else everything[name]
            rank = (-count, -count / len(name))
            best[self._keys[name]] = min(best.get(self._keys[name], rank), rank)
        most = min((rank[0] for rank in best.values()), default=0) * ENOUGH
        return sorted((key for key, rank in best.items() if rank[0] <= most), key=best.__getitem__)

    def _is_like(self, name: str, count: int, telling: int) -> bool:
        """Whether enough letters of what is asked for are in a name, and enough of the name's are asked
        for.
        """
        own = sum(len(word) for word in name.split() if word not in self._generic)
        return count >= self._enough * telling and count >= self._covered * own

    def slip(self, wanted: str) -> str:
        """The key of the one name that a text is as a whole a slip for; empty: none, or several."""
        keys = {self._keys[name] for name in _near(wanted.replace(" ", ""), self._joined)}
        return keys.pop() if len(keys) == 1 else ""

    def _found(self, words: Sequence[str]) -> tuple[int, dict[str, int]]:
        """How many letters words have, and how many of them are in each name, slips apart."""
        found: dict[str, int] = defaultdict(int)
        for word in words:
            for name in _near(word, self._words):
                found[name] += len(word)
        return sum(map(len, words)), found


Lengths: TypeAlias = dict[int, dict[str, set[str]]]
"""Spellings by their length, each with the names that it is from."""


def _by_length(spelt: Iterable[tuple[str, str]]) -> Lengths:
    lengths: Lengths = defaultdict(lambda: defaultdict(set))
    for spelling, name in spelt:
        lengths[len(spelling)][spelling].add(name)
    return lengths


def _near(word: str, lengths: Lengths) -> set[str]:
    """The names of the spellings that a word may be a slip for."""
    most = edits_allowed(word)
    near = (lengths.get(length, {}) for length in range(len(word) - most, len(word) + most + 1))
    return set().union(*(names for group in near for other, names in group.items() if is_near(word, other)))
