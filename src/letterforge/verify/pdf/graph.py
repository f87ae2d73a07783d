"""Two revisions of a PDF → whether an object says the same in both, with all that it leads to.

What an object is called may differ, and how it is written; not what it says. Loops end, since no pair of objects is
looked at twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from letterforge.verify.verdict import Refused

MOST_PAIRS = 2_000_000
"""Objects that are compared in one file; a large one has some hundred thousand."""
Id: TypeAlias = tuple[int, int]
"""Number and generation of an object; (0, 0) for one that has none."""
NONE: frozenset[str] = frozenset()


class Graphs:
    """The objects of an earlier revision and of a later one."""

    def __init__(self, loose: Mapping[Id, frozenset[str]]) -> None:
        """`loose`: keys of dictionaries of the earlier revision that are held against each other elsewhere."""
        self._loose = loose
        self._seen: set[tuple[Id, Id]] = set()
        self._count = 0

    def same(self, old: object, new: object, but: frozenset[str] = NONE) -> bool:
        """Whether both say the same, `but` for these keys. Raises Refused where there is too much to compare.

        A pair that was looked at before is not looked at again, whatever came of it.
        """
        waiting: list[tuple[Any, Any, frozenset[str]]] = [(old, new, but)]
        while waiting:
            one, other, keys = waiting.pop()
            self._count += 1
            if self._count > MOST_PAIRS:
                raise Refused("it has more objects than are compared")
            below = self._below(one, other, keys)
            if below is None:
                return False
            waiting += below
        return True

    def _below(self, old: Any, new: Any, but: frozenset[str]) -> list[tuple[Any, Any, frozenset[str]]] | None:
        """The pairs that two objects consist of; None: they differ."""
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
    """Whether two values without parts are the same, however they are written."""
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
