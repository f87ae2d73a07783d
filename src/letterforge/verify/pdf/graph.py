"""Two revisions of a PDF → whether an object is the same in both, with all objects that it leads to.

An object's number and spelling may differ, but not its content. Loops end, because no pair of objects is
compared twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from letterforge.verify.verdict import Refused

MOST_PAIRS = 2_000_000
"""Largest number of objects compared in one file; a large file has some hundred thousand."""
Id: TypeAlias = tuple[int, int]
"""Number and generation of an object; (0, 0) if it has none."""
NONE: frozenset[str] = frozenset()


class Graphs:
    """The objects of an earlier revision and of a later one."""

    def __init__(self, loose: Mapping[Id, frozenset[str]]) -> None:
        """`loose`: keys of dictionaries of the earlier revision that are compared elsewhere."""
        self._loose = loose
        self._seen: set[tuple[Id, Id]] = set()
        self._count = 0

    def same(self, old: object, new: object, but: frozenset[str] = NONE) -> bool:
        """Whether both are the same, except for the keys in `but`.

        Raises Refused if there is too much to compare.

        A pair that was compared before is not compared again, with any result.
        """
        waiting: list[tuple[Any, Any, frozenset[str]]] = [(old, new, but)]
        while waiting:
            one, other, keys = waiting.pop()
            self._count += 1
            if self._count > MOST_PAIRS:
                raise Refused("it has too many objects to compare")
            below = self._below(one, other, keys)
            if below is None:
                return False
            waiting += below
        return True

    def _below(self, old: Any, new: Any, but: frozenset[str]) -> list[tuple[Any, Any, frozenset[str]]] | None:
        """The pairs of the parts of two objects; None: they differ."""
        if not isinstance(old, Array | Dictionary | Stream):
            return [] if _equal(old, new) else None
        if isinstance(new, Array | Dictionary | Stream) and old.is_indirect and new.is_indirect:
            pair = (old.objgen, new.objgen)
            if pair in self._seen:
                return []
            self._seen.add(pair)
        if isinstance(old, Array):
            fits = isinstance(new, Array) and len(old) == len(new)
            return [(one, other, NONE) for one, other in zip(old, new, strict=True)] if fits else None
        if isinstance(old, Stream) and not (
            isinstance(new, Stream) and old.read_raw_bytes() == new.read_raw_bytes()
        ):
            return None
        if not isinstance(new, Stream if isinstance(old, Stream) else Dictionary):
            return None
        keys = {*old.keys(), *new.keys()} - but - self._loose.get(old.objgen, NONE)
        if isinstance(old, Stream):
            keys -= {"/Length"}  # the bytes are compared
        return [(old.get(key), new.get(key), NONE) for key in keys]


def _equal(old: Any, new: Any) -> bool:
    """Whether two values without parts are the same, in any spelling."""
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, int | Decimal) and isinstance(new, int | Decimal):
        return Decimal(old) == Decimal(new)
    if isinstance(old, String) and isinstance(new, String):
        return bytes(old) == bytes(new) or str(old) == str(new)
    if isinstance(old, Name) and isinstance(new, Name):
        return str(old) == str(new)
    if isinstance(old, pikepdf.Object) or isinstance(new, pikepdf.Object):
        return False
    return bool(old == new)
