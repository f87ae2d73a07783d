"""What a letter was made from when it was approved, as short hashes.

They explain what has changed since, and decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from letterforge.provenance.reasons import Reason

PICTURES = "pictures"
"""The name under which `Grounds.settings` has the pictures of signatures."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """Short hashes of the parts that a letter is made from.

    Any of them may be missing in a file edited by hand.
    """

    version: str = ""
    """Of letterforge, and a hash of its sources."""
    stationery: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    """By the tables of letterforge.toml."""
    cells: Mapping[str, str] = field(default_factory=dict)
    """By column; those that are not empty."""
    template: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The lines of each file that the text is filled from, by the file's path in the campaign."""


def find_changes(old: Grounds, new: Grounds) -> tuple[str, ...]:
    """What is different now: `cell title`, `template line 12 of letter.en.md`, `stationery`, `version`, …"""
    return (
        *(f"{Reason.CELL} {name}" for name in _differing(old.cells, new.cells)),
        *(change for name in _differing(old.template, new.template) for change in _lines(name, old, new)),
        *map(_setting, _differing(old.settings, new.settings)),
        *([str(Reason.STATIONERY)] if old.stationery != new.stationery else []),
        *([str(Reason.VERSION)] if old.version != new.version else []),
    )


def _differing(old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    return [name for name in dict.fromkeys((*new, *old)) if old.get(name) != new.get(name)]


def _setting(name: str) -> str:
    return str(Reason.PICTURE) if name == PICTURES else f"{Reason.SETTINGS} [{name}]"


def _lines(name: str, old: Grounds, new: Grounds) -> Iterator[str]:
    if name not in new.template:
        yield f"{Reason.TEMPLATE} file {name} (not used any more)"
    elif name not in old.template:
        yield f"{Reason.TEMPLATE} file {name} (new)"
    else:
        places = _places(old.template[name], new.template[name])
        yield from (f"{Reason.TEMPLATE} {where} of {name}" for where in places)


@lru_cache(64)
def _places(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    """Where two texts differ, by the lines of the new one. Cached: many letters have the same template."""
    changed, gaps = [], []
    for kind, _, _, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "delete":
            gaps.append(f"after line {start}" if start else "before line 1")
        elif kind != "equal":
            changed.append(str(end) if end == start + 1 else f"{start + 1}–{end}")
    several = len(changed) > 1 or "–" in "".join(changed)
    numbered = f"line{'s' if several else ''} {', '.join(changed)}" if changed else ""
    return (*([numbered] if numbered else []), *gaps)
