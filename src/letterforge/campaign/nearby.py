"""A folder that has no campaign → the nearest that has one, and what to type to get there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from letterforge.campaign.files import FILE_NAME
from letterforge.intake import given

DEPTH = 2
"""Folders within folders that are looked into."""
MOST_NAMES = 500
"""Names of a folder that are looked at: a hint is not worth more time."""
MOST_NAMED = 3


def way_to_campaign(folder: Path) -> str:
    """A hint that leads from a folder without a campaign to the nearest one: what to type.

    It can be pasted.
    """
    if near := _misnamed(folder):
        return f"there is a file {near}: if this is the campaign's file, rename it to {FILE_NAME}"
    start = f"start one with: letterforge init {given.typed(folder)}"
    if found := _nearest(folder):
        first, *others = [given.typed(given.from_here(campaign)) for campaign in found]
        more = f" (and in {', '.join(others)})" if others else ""
        return (
            f"there is a campaign in {first}{more}: cd {first}, or add to the command: -C {first}; or {start}"
        )
    return start


def _misnamed(folder: Path) -> str:
    """A file that somebody may have meant for the settings: `letterforge.toml.txt`, `Letterforge.TOML`."""
    stem = Path(FILE_NAME).stem
    names = (name for name in _names(folder) if name.casefold().startswith(stem) and name != FILE_NAME)
    return next((name for name in names if "toml" in name.casefold() and given.is_file(folder / name)), "")


def _nearest(folder: Path) -> list[Path]:
    """The nearest campaign: the folder itself was named by its file, or one above, below or beside it."""
    if folder.name == FILE_NAME and _has_campaign(folder.parent):
        return [folder.parent]
    here = given.real(folder)
    above = (parent for parent in here.parents if _has_campaign(parent))
    return (
        next(([parent] for parent in above), [])
        or _first(_below(here, DEPTH))
        or _first(_below(here.parent, 1))
    )


def _first(found: Iterable[Path]) -> list[Path]:
    return [folder for folder, _ in zip(found, range(MOST_NAMED), strict=False)]


def _below(folder: Path, depth: int) -> Iterator[Path]:
    """The campaigns in a folder's folders, the least deep first."""
    names = (name for name in _names(folder) if not name.startswith("."))
    folders = [folder / name for name in names if given.is_folder(folder / name)]
    yield from filter(_has_campaign, folders)
    for inner in folders if depth > 1 else ():
        yield from _below(inner, depth - 1)


def _has_campaign(folder: Path) -> bool:
    return given.is_file(folder / FILE_NAME)


def _names(folder: Path) -> list[str]:
    return sorted(given.names(folder)[:MOST_NAMES])
