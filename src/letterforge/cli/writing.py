"""Files that a person names for output: never one that the campaign reads, and no other without --overwrite.

One rule for every option that takes the name of an output file (`Target`); `init`, `stationery` and `seal
new` never overwrite anything.
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
    """A file to write."""

    path: Path
    option: str
    """Its option: `--pdf`."""
    suffixes: tuple[str, ...]
    """Allowed ends of its name."""

    def require_suffix(self) -> None:
        """Raises UsageError if the name has another end."""
        if self.path.suffix.lower() not in self.suffixes:
            wanted = " or ".join(self.suffixes)
            hint = f"{OTHER_NAME}: {self.option} {self.path.stem or 'letter'}{self.suffixes[0]}"
            raise UsageError(f"{self.option} needs a file name that ends in {wanted}, not {self.path}", hint)


def require_writable(targets: Sequence[Target], read: Iterable[Path], out: Path, *, overwrite: bool) -> None:
    """Raise UsageError, before anything is made, if a file may not be written.

    `read`: the files that the campaign reads; they are never overwritten, under any name. `out`: its output
    folder, in which only runs write.
    """
    for target in targets:
        if given.real(target.path).is_relative_to(given.real(out)):
            message = f"{target.path} is in the folder of finished letters, and only a run may write there"
            raise UsageError(message, "give a name in another folder")
    _require_different(targets)
    for target in targets:
        if given.is_there(target.path):
            _require_replaceable(target, read, overwrite=overwrite)


def campaign_files(campaign: Campaign, recipients: Path | None) -> Iterator[Path]:
    """Every file that the campaign reads, even if it is missing. `recipients`: a list in place of its own."""
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
        raise UsageError(f"{path} is a file that the campaign reads; it is not overwritten", OTHER_NAME)
    if not given.is_file(path) and not path.is_symlink():
        raise UsageError(f"{path} is a pipe or a device, not a file", OTHER_NAME)
    if not overwrite and not _is_ours(path):
        message = f"there is already a file {path}, and letterforge did not make it"
        raise UsageError(message, f"{OTHER_NAME}, or use --overwrite")


def _is_same(path: Path, other: Path) -> bool:
    """Whether two names are names of one file: by a link, a second name, or capital letters."""
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
