"""Files that a person names to be written: none that the campaign reads, and nothing of theirs without --overwrite.

The one rule for every option that takes the name of a file to write (`Target`); folders that are filled (`init`,
`stationery`) and new keys are never overwritten at all.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from letterforge.errors import LetterFailed, UsageError
from letterforge.intake import given

if TYPE_CHECKING:
    from letterforge.campaign import Campaign

OTHER_NAME = "give another name"


@dataclass(frozen=True, slots=True)
class Target:
    """A file that is to be written."""

    path: Path
    option: str
    """Which named it: `--pdf`."""
    suffixes: tuple[str, ...]
    """What its name may end in."""

    def require_suffix(self) -> None:
        """Raises UsageError where the name does not say what the file will be."""
        if self.path.suffix.lower() not in self.suffixes:
            wanted = " or ".join(self.suffixes)
            hint = f"{OTHER_NAME}: {self.option} {self.path.stem or 'letter'}{self.suffixes[0]}"
            raise UsageError(f"{self.option} writes a file whose name ends in {wanted}: {self.path}", hint)


def require_writable(targets: Sequence[Target], read: Iterable[Path], out: Path, *, overwrite: bool) -> None:
    """Raise UsageError, before anything is made, where a file may not be written.

    `read`: the files that the campaign reads; they are never overwritten, under whatever name. `out`: its output
    folder, in which runs alone write.
    """
    for target in targets:
        if given.real(target.path).is_relative_to(given.real(out)):
            message = f"{target.path} is in the folder of finished letters, where runs alone write"
            raise UsageError(message, "give a name in another folder")
    _require_different(targets)
    for target in targets:
        if given.is_there(target.path):
            _require_replaceable(target, read, overwrite=overwrite)


def campaign_files(campaign: Campaign, recipients: Path | None) -> Iterator[Path]:
    """Every file that the campaign reads, whether or not it is there. `recipients`: another list than its own."""
    from letterforge.campaign.files import FILE_NAME, given_files
    from letterforge.intake import Door

    with suppress(LetterFailed):  # a file that is being changed just now
        yield from given_files(campaign, Door(campaign.root))
    yield from (campaign.root / FILE_NAME, campaign.recipients, campaign.approvals_file)
    if recipients:
        yield recipients
    pattern = campaign.template_path("*")
    yield from pattern.parent.glob(f"*{pattern.suffix}")


def _require_different(targets: Sequence[Target]) -> None:
    paths = [given.real(target.path) for target in targets]
    if len(set(paths)) < len(paths):
        raise UsageError("two options name the same file", OTHER_NAME)


def _require_replaceable(target: Target, read: Iterable[Path], *, overwrite: bool) -> None:
    path = target.path
    if given.is_folder(path):
        raise UsageError(f"{path} is a folder", "name a file in it")
    if any(_is_same(path, other) for other in read):
        raise UsageError(f"{path} belongs to the campaign, which reads it; it is not overwritten", OTHER_NAME)
    if not given.is_file(path) and not path.is_symlink():
        raise UsageError(f"{path} is a pipe or a device, and not a file", OTHER_NAME)
    if not overwrite and not _is_ours(path):
        message = f"there is a file {path} already, and letterforge did not make it"
        raise UsageError(message, f"{OTHER_NAME}, or use --overwrite")


def _is_same(path: Path, other: Path) -> bool:
    """Whether two names are of one file: by a link, by a second name, or by their capitals."""
    try:
        return os.path.samefile(path, other)  # noqa: PTH121 - raises less
    except (OSError, ValueError):
        return False


def _is_ours(path: Path) -> bool:
    from letterforge.typeset.maker import is_ours

    try:
        return is_ours(given.content(path), path.suffix.lower())
    except OSError:
        return False
