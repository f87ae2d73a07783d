"""The accounts of a run: each row of the list is called at its beginning, and accounted for at its end.

The rows of the table, counted as they were read, are the sum of all that became of them. A run in which they are not
says so, and is not taken for done.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from letterforge import states
from letterforge.campaign import FILE_NAME, Campaign
from letterforge.deliver.names import draft_name
from letterforge.errors import BrokenCampaign, Code, Place, Problem, Severity
from letterforge.intake import given
from letterforge.ledger import corrections
from letterforge.ledger.entries import error_text
from letterforge.ledger.lock import FILE, FOLDER, in_the_way
from letterforge.ledger.outdated import Outdated
from letterforge.ledger.roll import Roll
from letterforge.ledger.store import Ledger
from letterforge.model import Recipient, RowNumber, Status, listed_as
from letterforge.recipients import RecipientList, as_they_were, read_recipients, rows_named
from letterforge.run.crew import Crew, Job, workshop_for
from letterforge.run.preflight import Preflight
from letterforge.run.report import Report, left_out
from letterforge.run.request import Wanted

LEDGER = frozenset({FILE, f"{FILE}-wal"})
MOST = 10
"""Rows that a message names."""


def listed(campaign: Campaign, wanted: Wanted) -> RecipientList:
    """The table of a run, with what people have corrected in failed.csv of its output folder.

    Raises as `read_recipients` does.
    """
    folder = wanted.out or campaign.output.directory
    return read_recipients(campaign, wanted.recipients, corrections.read_corrections_in(folder))


def require_current(ledger: Ledger, found: Preflight, said: Sequence[Problem]) -> None:
    """Raise BrokenCampaign where what is known of corrections is not what it was when the table was read.

    `said`: of the ledger, when it was opened.
    """
    if corrections.read_corrections(ledger) == found.table.corrections:
        return
    if said:
        message = (
            "with the ledger, what was known of corrected rows is gone: they are read as the list has them"
        )
        hint = "correct these rows in the list, and run the same command again"
    else:
        message = "another run has changed what is known of corrected rows while this one read the list"
        hint = "run the same command again"
    place = Place(str(ledger.folder))
    raise BrokenCampaign([*said, Problem(Code.CHANGED_MEANWHILE, message, hint, place)])


def enrolled(ledger: Ledger, found: Preflight, report: Report, job: Job) -> Roll:
    """The roll of a run: all rows, and of which of them letters are to be made."""
    roll, errors = Roll(ledger, job.formats), found.row_errors
    campaign, fingerprinter = job.campaign, workshop_for(job).fingerprinter
    is_partial = len(found.letters) < len(found.table.recipients)
    roll.enrol(
        everybody(found),
        country=lambda recipient: states.alpha3(recipient.state) if recipient.state else "",
        cells=fingerprinter.cells if is_partial else lambda _recipient: b"",
    )
    for row in found.table.unread:
        roll.enrol_unread(row, found.table.unread_ids.get(row, ""), error_text(errors.get(row, ())))
    roll.ask(_asked(found, with_drafts=bool(campaign.approvals_needed)))
    for recipient in report.left_out:
        roll.mark(recipient.row, recipient.id, Status.LEFT_OUT, left_out(recipient))
    return roll


def everybody(found: Preflight) -> Iterator[Recipient]:
    """All who are in the list, whether or not they get a letter this time, and whom it lacked."""
    yield from found.table.recipients
    yield from (examined.recipient for examined in found.letters if not examined.recipient.row)


def _asked(found: Preflight, *, with_drafts: bool) -> Iterator[tuple[RowNumber, str, str, str]]:
    for examined in found.letters:
        draft = draft_name(examined.name) if with_drafts and examined.name else ""
        yield examined.recipient.row, examined.recipient.id, examined.name, draft


def clashes(roll: Roll, found: Preflight, campaign: Campaign, wanted: Wanted) -> list[Problem]:
    """The letters whose files would take the place of those of a letter that this run does not make."""
    shown = campaign.shown(found.table.path)
    problems = []
    for claim in roll.taken(knows_all=_knows_all(found, campaign, wanted)):
        message = (
            f'its file would be "{claim.name}", which is the letter of {claim.owner}, made by run {claim.run}'
        )
        hint = f"put {{{{ recipient.id }}}} into [output] filename of {FILE_NAME}, or make the letters of all rows"
        place = Place(shown, row=claim.row or None, who=claim.id)
        problems.append(Problem(Code.FILE_NAME_CLASH, message, hint, place))
    problems += _of_others(roll, found, campaign, wanted)
    return problems + _of_ties(roll.ledger, found, campaign, wanted)


def _of_ties(ledger: Ledger, found: Preflight, campaign: Campaign, wanted: Wanted) -> list[Problem]:
    """What is wrong with rows that stand for one that failed: it is unknown, or they have taken another row's id."""
    failed = {row: corrections.find_failed_id(ledger, tie) for row, tie in found.table.ties.items()}
    is_own = _is_own(campaign, wanted)
    problems = [] if is_own else list(_stale(ledger, found, campaign))
    stale = {problem.place.row for problem in problems}
    shown = campaign.shown(found.table.path)
    if unknown := [row for row, id_ in failed.items() if id_ is None and row not in stale]:
        message = f"what its column error says of {rows_named(unknown)} is of no run into this output folder"
        hint = "the letters are made, but the next run of all takes these rows as they are in the list"
        problems.append(Problem(Code.CORRECTED_ROW, message, hint, Place(shown), Severity.WARNING))
    if any(failed.values()) and not is_own:
        problems += _with_ids_of_others(failed, found, campaign)
    return problems if is_own else [*problems, *_untied(ledger, found, campaign)]


def _untied(ledger: Ledger, found: Preflight, campaign: Campaign) -> Iterator[Problem]:
    """That rows have ids of rows that failed in another list, and nothing says that they are those rows."""
    table, shown = found.table, campaign.shown(found.table.path)
    ids = corrections.find_failed_elsewhere(ledger, listed_as(shown))
    everybody = table.recipients if ids else ()
    rows = [each.row for each in everybody if each.id.casefold() in ids and each.row not in table.ties]
    if rows:
        have = "has the id of a row" if len(rows) == 1 else "have ids of rows"
        message = (
            f"{rows_named(rows)} {have} that failed, but nothing in a column error, as failed.csv has it"
        )
        hint = (
            "the letters are made, but the next run of all does not know of these corrections: "
            "keep the column error as it is in failed.csv, or correct the list itself"
        )
        yield Problem(Code.CORRECTED_ROW, message, hint, Place(shown), Severity.WARNING)


def _stale(ledger: Ledger, found: Preflight, campaign: Campaign) -> Iterator[Problem]:
    """The rows that stand for a row of the campaign's list which is not as it was when it failed."""
    own, table = listed_as(campaign.shown(campaign.recipients)), found.table
    ties = {row: tie for row, tie in table.ties.items() if tie.list == own}
    failed = [known for tie in ties.values() if (known := corrections.find_failed_row(ledger, tie))]
    if not failed:
        return
    with suppress(BrokenCampaign):  # nobody can know
        changed = {each.tie for each in failed} - as_they_were(campaign, failed)
        ids = {each.row: each.id for each in table.recipients} if changed else {}
        for row, tie in ties.items() if changed else ():
            if tie in changed:
                message = f"this row stands for {tie.place}, which was changed since it failed"
                hint = "if the list is right now, delete this row here; else correct the list itself"
                place = Place(campaign.shown(table.path), row=row, who=ids.get(row, ""))
                yield Problem(Code.CORRECTED_ROW, message, hint, place, Severity.WARNING)


def _with_ids_of_others(
    failed: Mapping[RowNumber, str | None], found: Preflight, campaign: Campaign
) -> Iterator[Problem]:
    """The corrected rows that have got the id of another row of the campaign's list."""
    table = found.table
    renamed = {
        each.id.casefold(): each
        for each in table.recipients
        if (id_ := failed.get(each.row)) and id_.casefold() != each.id.casefold()
    }
    if not renamed:
        return
    with suppress(BrokenCampaign):  # nobody can know
        for own in read_recipients(campaign, None, table.corrections).recipients:
            each = renamed.get(own.id.casefold())
            if each and own.row != table.ties[each.row].row:
                shown = campaign.shown(campaign.recipients)
                message = f'id "{each.id}" is that of row {own.row} of {shown}'
                place = Place(campaign.shown(table.path), row=each.row, who=each.id)
                yield Problem(Code.DUPLICATE_ID, message, "give this row an id of its own", place)


def _of_others(roll: Roll, found: Preflight, campaign: Campaign, wanted: Wanted) -> list[Problem]:
    """The rows of another list whose id is that of somebody else's letter: in the campaign's own, a row may change."""
    if _is_own(campaign, wanted):
        return []
    shown, problems = campaign.shown(found.table.path), []
    for row, id_, country, office, run in roll.others():
        whose = ", ".join(filter(None, (country, office.replace("_", " "))))
        message = f'id "{id_}" is that of another letter ({whose}), made by run {run}'
        hint = f"give this row an id of its own, or correct the row in {campaign.shown(campaign.recipients)}"
        place = Place(shown, row=row or None, who=id_)
        problems.append(Problem(Code.DUPLICATE_ID, message, hint, place))
    return problems


def foreseen(found: Preflight, job: Job, wanted: Wanted) -> list[Problem]:
    """`clashes`, as far as a check can know them that writes nothing: from a copy of the ledger."""
    folder = wanted.out or job.campaign.output.directory
    if in_the_way(folder):  # to copy a device would never end
        return []
    if not given.is_file(folder / FOLDER / FILE):
        return []
    with TemporaryDirectory() as aside:
        try:
            copytree(folder / FOLDER, Path(aside) / FOLDER, ignore=lambda _, names: {*names} - LEDGER)
            ledger = Ledger(Path(aside))
        except (OSError, sqlite3.Error):  # the run will say what is wrong with it
            return []
        try:
            return clashes(enrolled(ledger, found, Report(folder), job), found, job.campaign, wanted)
        finally:
            ledger.close()


def _knows_all(found: Preflight, campaign: Campaign, wanted: Wanted) -> bool:
    """Whether the table is the campaign's own list, and all its ids are known: then a letter without a row has gone."""
    return _is_own(campaign, wanted) and not found.table.unread.keys() - found.table.unread_ids.keys()


def _is_own(campaign: Campaign, wanted: Wanted) -> bool:
    return wanted.recipients is None or given.real(wanted.recipients) == given.real(campaign.recipients)


def gone(roll: Roll, found: Preflight, campaign: Campaign, wanted: Wanted) -> tuple[str, ...]:
    """The ids of letters whose row is not in the list any more; none where that cannot be known."""
    return tuple(roll.gone(is_whole=wanted.is_whole)) if _knows_all(found, campaign, wanted) else ()


def close(roll: Roll, report: Report, found: Preflight, crew: Crew) -> None:
    """Hold the sum against the rows of the table, and say of letters that were not examined what the ledger knows."""
    report.problems += _unaccounted(roll, report, found, is_stopped=crew.stop.asked)
    workshop = workshop_for(crew.job)
    outdated = Outdated(roll.ledger, workshop.fingerprinter, workshop.door, crew.job.campaign.root)
    columns = found.table.further_columns
    roll.settle(lambda id_, cells: outdated.changes(id_, cells, columns), report.gone)
    report.rows = roll.tally()
    report.outdated = report.rows[Status.OUT_OF_DATE]


def _unaccounted(roll: Roll, report: Report, found: Preflight, *, is_stopped: bool) -> list[Problem]:
    """What is wrong with the sum; nothing, unless letterforge itself is."""
    rows, tally = found.table.rows + len(report.filled_in), roll.tally()
    silent = [] if is_stopped else roll.unaccounted()
    counted = report.counted + Counter({Status.UNREAD: len(report.unread)})
    # Where a second signal has ended the run at once, the last letter may be on the roll, and not counted yet.
    differing = [] if is_stopped else [each for each in counted if counted[each] != tally[each]]
    if tally.total() == rows and not silent and not differing:
        return []
    message = (
        f"not every row of the list is accounted for: it has {rows}, and this run reports {tally.total()}"
    )
    message += (
        f"; nothing is known about {'row' if len(silent) == 1 else 'rows'} {', '.join(map(str, silent[:MOST]))}"
        if silent
        else ""
    )
    hint = "do not send these letters; this is a fault of letterforge, please report it"
    return [Problem(Code.UNACCOUNTED, message, hint, Place(str(found.table.path)))]
