"""The roll call of a run: each row of the list is called at its beginning, and accounted for at its end.

The rows of the table, counted as they were read, are the sum of all that became of them. A run in which they
are not reports a fault, and does not count as done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from letterforge import states
from letterforge.campaign import Campaign
from letterforge.deliver.names import draft_name
from letterforge.errors import BrokenCampaign, Code, Place, Problem
from letterforge.intake import given
from letterforge.ledger import corrections
from letterforge.ledger.entries import error_text
from letterforge.ledger.outdated import Outdated
from letterforge.ledger.roll import Roll
from letterforge.ledger.store import Ledger
from letterforge.model import Recipient, RowNumber, Status
from letterforge.run.addressees import why_left_out
from letterforge.run.crew import Crew, Job, workshop_for
from letterforge.run.preflight import Preflight
from letterforge.run.report import Report
from letterforge.run.request import Wanted

MOST = 10
"""Rows that a message names."""


def require_current(ledger: Ledger, found: Preflight, warnings: Sequence[Problem]) -> None:
    """Raise BrokenCampaign where what is known of corrections is not what it was when the table was read.

    `warnings`: about the state of the ledger when it was opened.
    """
    if corrections.read_corrections(ledger) == found.table.corrections:
        return
    if warnings:
        message = "the corrections of failed rows were lost with the ledger: the rows of the list are used"
        hint = "correct these rows in the list, and run the same command again"
    else:
        message = "another run has changed the known corrections while this run was reading the list"
        hint = "run the same command again"
    place = Place(str(ledger.folder))
    raise BrokenCampaign([*warnings, Problem(Code.CHANGED_MEANWHILE, message, hint, place)])


def call_roll(ledger: Ledger, found: Preflight, left_out: Iterable[Recipient], job: Job) -> Roll:
    """The roll of a run: all rows, and for which of them letters are to be made.

    `left_out`: rows that get no letter because their state is no party.
    """
    roll, errors = Roll(ledger, job.formats), found.row_errors
    campaign, fingerprinter = job.campaign, workshop_for(job).fingerprinter
    is_partial = len(found.letters) < len(found.table.recipients)
    roll.enrol(
        list_all_recipients(found),
        country=lambda recipient: states.alpha3(recipient.state) if recipient.state else "",
        cells=fingerprinter.cells if is_partial else lambda _recipient: b"",
    )
    for row in found.table.unread:
        roll.enrol_unread(row, found.table.unread_ids.get(row, ""), error_text(errors.get(row, ())))
    roll.ask(_file_names(found, with_drafts=bool(campaign.approvals_needed)))
    for recipient in left_out:
        roll.mark(recipient.row, recipient.id, Status.LEFT_OUT, why_left_out(recipient))
    return roll


def list_all_recipients(found: Preflight) -> Iterator[Recipient]:
    """All recipients of the list, also those without a letter this time, and those that the list lacked."""
    yield from found.table.recipients
    yield from (examined.recipient for examined in found.letters if not examined.recipient.row)


def _file_names(found: Preflight, *, with_drafts: bool) -> Iterator[tuple[RowNumber, str, str, str]]:
    for examined in found.letters:
        draft = draft_name(examined.name) if with_drafts and examined.name else ""
        yield examined.recipient.row, examined.recipient.id, examined.name, draft


def is_own_list(campaign: Campaign, wanted: Wanted) -> bool:
    """Whether a run reads the campaign's own list."""
    return wanted.recipients is None or given.real(wanted.recipients) == given.real(campaign.recipients)


def knows_all_ids(found: Preflight, campaign: Campaign, wanted: Wanted) -> bool:
    """Whether the table is the campaign's own list, and all ids in it are known.

    Then a letter with another id has no row.
    """
    return is_own_list(campaign, wanted) and not found.table.unread.keys() - found.table.unread_ids.keys()


def find_gone(roll: Roll, found: Preflight, campaign: Campaign, wanted: Wanted) -> tuple[str, ...]:
    """The ids of letters whose row is not in the list any more; none where that cannot be known."""
    return tuple(roll.gone(is_whole=wanted.is_whole)) if knows_all_ids(found, campaign, wanted) else ()


def close_roll(roll: Roll, report: Report, found: Preflight, crew: Crew) -> None:
    """Compare the sum with the rows of the table; enter what is known of letters not examined."""
    report.problems += _unaccounted(roll, report, found, is_stopped=crew.stop.asked)
    workshop = workshop_for(crew.job)
    outdated = Outdated(
        roll.ledger, workshop.fingerprinter, workshop.door, crew.job.campaign.root, found.steps
    )
    columns = found.table.further_columns
    roll.settle(lambda id_, cells: outdated.changes(id_, cells, columns), report.gone)
    report.rows = roll.tally()
    report.outdated = report.rows[Status.OUT_OF_DATE]


def _unaccounted(roll: Roll, report: Report, found: Preflight, *, is_stopped: bool) -> list[Problem]:
    """What is wrong with the sum; nothing, unless letterforge itself is."""
    rows, tally = found.table.rows + len(report.filled_in), roll.tally()
    unmarked = [] if is_stopped else roll.unaccounted()
    counts = report.counted + Counter({Status.UNREAD: len(report.unread)})
    # Where a second signal has ended the run at once, the last letter may be on the roll, and not counted
    # yet.
    differing = [] if is_stopped else [status for status in counts if counts[status] != tally[status]]
    if tally.total() == rows and not unmarked and not differing:
        return []
    message = (
        f"not every row of the list has a result: it has {rows} rows, and this run reports {tally.total()}"
    )
    if unmarked:
        numbers = ", ".join(map(str, unmarked[:MOST]))
        message += f"; nothing is known about {'row' if len(unmarked) == 1 else 'rows'} {numbers}"
    hint = "do not send these letters; this is a bug in letterforge, please report it"
    return [Problem(Code.UNACCOUNTED, message, hint, Place(str(found.table.path)))]
