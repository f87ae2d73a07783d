"""What a run has come to, as one value: shown to people and programs, and kept for the next run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from letterforge.errors import Code, ExitCode, Place, Problem, Severity
from letterforge.model import RowNumber, Status

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One line about a recipient."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run has come to, whether it made letters or found nothing changed."""

    folder: Path
    """The output folder."""
    made: int = 0
    """Letters that the run has made."""
    unchanged: int = 0
    """Letters that are as an earlier run has made them."""
    files: int = 0
    """Of all these letters."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """Every status, and how many rows of the list have it."""
    left_out: tuple[SummaryLine, ...] = ()
    """Rows that get no letter because their state is no party."""
    filled_in: tuple[SummaryLine, ...] = ()
    """Recipients that the list lacked, addressed by office."""
    gone: tuple[str, ...] = ()
    """Ids of letters whose row is no longer in the list."""
    fits: Mapping[str, int] = field(default_factory=dict)
    """Ids of letters that are tightened to save a page, and the number of each one's step."""
    drafts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Ids of letters that are drafts, and why each is."""
    warnings: tuple[Problem, ...] = ()
    """Of the campaign and its list."""
    has_register: bool = False
    """Whether the campaign has a register of states."""
    is_repeated: bool = False
    """Whether nothing has changed since an earlier run, which this repeats."""

    # What follows is true of one run only, and not repeated by the next.
    reasons: Mapping[str, int] = field(default_factory=dict)
    """Why letters were made, and how many for each reason, most first."""
    failed: int = 0
    """Rows that have no letter because something is wrong."""
    problems: tuple[Problem, ...] = ()
    """What was moved aside, then why rows failed, then what went wrong with the run itself."""
    unread_rows: frozenset[RowNumber] = frozenset()
    """Rows that could not be read, as the manifest numbers them."""
    removed: tuple[str, ...] = ()
    """Ids of letters that were there, and whose row has failed now."""
    outdated: int = 0
    """Letters that the run was not asked for, and that would be different now."""
    pruned_to: Path | None = None
    """Where the letters of rows that have gone were moved to."""
    signal: int = 0
    """The signal that interrupted the run; 0: none did."""
    has_manifest: bool = True
    """Whether the manifest has been written."""
    exit_code: ExitCode = ExitCode.OK

    @property
    def letters(self) -> int:
        """How many letters are there, new and old."""
        return self.made + self.unchanged


def read_manifest_rows(summary: Summary) -> Iterator[dict[str, Any]]:
    """The rows of the run's manifest; if it repeats an earlier run, what that wrote is unchanged."""
    for row in json.loads((summary.folder / MANIFEST).read_bytes()):
        was_written = summary.is_repeated and row["status"] == Status.WRITTEN
        yield row | {"status": Status.UNCHANGED} if was_written else row


# --- in the ledger ---------------------------------------------------------------------------------


def to_stored(summary: Summary) -> dict[str, Any]:
    """What the next run needs to repeat a summary, as JSON can hold it: for it, all letters are unchanged."""
    warnings = (problem for problem in summary.warnings if problem.code is not Code.LEDGER)
    return {
        "letters": summary.letters,
        "files": summary.files,
        "rows": dict(summary.rows),
        "left_out": [asdict(line) for line in summary.left_out],
        "filled_in": [asdict(line) for line in summary.filled_in],
        "gone": list(summary.gone),
        "fits": dict(summary.fits),
        "drafts": dict(summary.drafts),
        "warnings": [asdict(problem) for problem in warnings],
        "has_register": summary.has_register,
    }


def from_stored(stored: Mapping[str, Any], folder: Path) -> Summary:
    """The summary that a run into an output folder repeats. Raises KeyError, TypeError, ValueError."""
    return Summary(
        folder,
        unchanged=int(stored["letters"]),
        files=int(stored["files"]),
        rows={Status(status): int(count) for status, count in stored["rows"].items()},
        left_out=_lines(stored["left_out"]),
        filled_in=_lines(stored["filled_in"]),
        gone=tuple(stored["gone"]),
        fits={id_: int(step) for id_, step in stored.get("fits", {}).items()},
        drafts={id_: tuple(reasons) for id_, reasons in stored["drafts"].items()},
        warnings=tuple(map(_problem, stored["warnings"])),
        has_register=bool(stored["has_register"]),
        is_repeated=True,
    )


def _lines(stored: Iterable[Mapping[str, str]]) -> tuple[SummaryLine, ...]:
    return tuple(SummaryLine(**line) for line in stored)


def _problem(stored: Mapping[str, Any]) -> Problem:
    start, end = stored["place"]["span"] or (0, 0)
    place = Place(**{**stored["place"], "span": (start, end) if end else None})
    kind = {"code": Code(stored["code"]), "severity": Severity(stored["severity"])}
    return Problem(**{**stored, **kind, "place": place})
