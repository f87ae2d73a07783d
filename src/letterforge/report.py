"""Outcomes → manifest, failed.csv and exit code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from letterforge import states
from letterforge.deliver import write_failed, write_manifest
from letterforge.deliver.manifest import read_manifest
from letterforge.errors import ExitCode, Problem
from letterforge.model import Outcome, Recipient


@dataclass(slots=True)
class Report:
    """What a run has done so far. Kept by the parent alone."""

    folder: Path
    """The output folder."""
    left_out: tuple[Recipient, ...] = ()
    """Rows that get no letter because their state is no party."""
    filled_in: tuple[Recipient, ...] = ()
    """Recipients that the list lacked, addressed by office."""
    warnings: tuple[Problem, ...] = ()
    outcomes: list[Outcome] = field(default_factory=list)
    interrupted: bool = False

    @property
    def made(self) -> list[Outcome]:
        """The letters that have been made."""
        return [outcome for outcome in self.outcomes if not outcome.problems]

    @property
    def failed(self) -> list[Outcome]:
        """The letters that could not be made."""
        return [outcome for outcome in self.outcomes if outcome.problems]

    @property
    def files(self) -> int:
        """How many files have been written."""
        return sum(len(outcome.files) for outcome in self.outcomes)

    @property
    def exit_code(self) -> ExitCode:
        """What to tell the shell."""
        if self.interrupted:
            return ExitCode.INTERRUPTED
        return ExitCode.SOME_FAILED if self.failed else ExitCode.OK

    def rows(self) -> list[dict[str, object]]:
        """The manifest's rows, in the list's order: one for each file, one for each failed letter."""
        ordered = sorted(self.outcomes, key=lambda outcome: (outcome.recipient.row, outcome.recipient.id))
        return [row for outcome in ordered for row in _rows(outcome, self.folder)]

    def write(
        self,
        headings: Sequence[str],
        unread: Mapping[int, tuple[Sequence[str], str]],
        *,
        keep_others: bool,
    ) -> None:
        """Write manifest and failed.csv into the output folder. Raises OSError.

        `unread`: rows that could not be read as recipients, with their error, by row. `keep_others`: this run
        made only some of the list's letters; what earlier runs wrote stays in the manifest.
        """
        rows = self.rows()
        if keep_others:
            made = {row["id"] for row in rows}
            rows = [row for row in read_manifest(self.folder) if row["id"] not in made] + rows
        write_manifest(self.folder, rows)
        failed = dict(unread)
        for number, outcome in enumerate(self.failed):
            row = outcome.recipient.row or -1 - number
            failed[row] = (outcome.recipient.source, error_text(outcome.problems))
        write_failed(self.folder, headings, [failed[row] for row in sorted(failed)])


def error_text(problems: Iterable[Problem]) -> str:
    """Problems in one cell of a table."""
    return "; ".join(f"{problem.code}: {problem.message}" for problem in problems)


def _rows(outcome: Outcome, folder: Path) -> list[dict[str, object]]:
    recipient = outcome.recipient
    row: dict[str, object] = {
        "id": recipient.id,
        "country": states.alpha3(recipient.state) if recipient.state else "",
        "office": recipient.office,
        "language": outcome.language,
        "file": "",
        "format": "",
        "pages": None,
        "bytes": None,
        "sha256": "",
        "status": "failed",
        "error": error_text(outcome.problems),
    }
    if not outcome.files:
        return [row]
    return [
        row
        | {
            "file": written.path.relative_to(folder).as_posix(),
            "format": str(written.format),
            "pages": written.pages,
            "bytes": written.size,
            "sha256": written.sha256,
            "status": "written",
            "error": "",
        }
        for written in outcome.files
    ]
