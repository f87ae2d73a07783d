"""What a letter was made from, as short hashes: they say what has changed since, and decide nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

PICTURES = "pictures"
"""The name under which `Grounds.settings` has the pictures of signatures."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """Short hashes of the parts that a letter is made from. Any of them may be missing in a file edited by hand."""

    version: str = ""
    """Of letterforge, and a hash of its sources."""
    stationery: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    """By the tables of letterforge.toml."""
    cells: Mapping[str, str] = field(default_factory=dict)
    """By column; those that are not empty."""
    template: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The lines of each file that the text is filled from, by the file's path in the campaign."""


def changes(old: Grounds, new: Grounds) -> tuple[str, ...]:
    """What is different now: `cell title`, `template line 12 of letter.en.md`, `stationery`, `version`, …"""
    return (
        *(f"cell {name}" for name in _differing(old.cells, new.cells)),
        *(change for name in _differing(old.template, new.template) for change in _lines(name, old, new)),
        *map(_setting, _differing(old.settings, new.settings)),
        *(name for name in ("stationery", "version") if getattr(old, name) != getattr(new, name)),
    )


def _differing(old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    return [name for name in dict.fromkeys((*new, *old)) if old.get(name) != new.get(name)]


def _setting(name: str) -> str:
    return "picture of a signature" if name == PICTURES else f"letterforge.toml [{name}]"


def _lines(name: str, old: Grounds, new: Grounds) -> Iterator[str]:
    if name not in new.template:
        yield f"template file {name} (not used any more)"
    elif name not in old.template:
        yield f"template file {name} (new)"
    else:
        yield from (
            f"template {where} of {name}" for where in _places(old.template[name], new.template[name])
        )


@lru_cache(64)
def _places(old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    """Where two texts differ, by the lines of the new one: one template is behind many letters."""
    there, gaps = [], []
    for kind, _, _, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "delete":
            gaps.append(f"after line {start}" if start else "before line 1")
        elif kind != "equal":
            there.append(str(end) if end == start + 1 else f"{start + 1}–{end}")
    several = len(there) > 1 or "–" in "".join(there)
    numbered = f"line{'s' if several else ''} {', '.join(there)}" if there else ""
    return (*([numbered] if numbered else []), *gaps)
