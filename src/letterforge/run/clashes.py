"""Letters that would take the files or id of letters that a run does not make; corrections of other rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from letterforge.campaign import FILE_NAME, Campaign
from letterforge.errors import BrokenCampaign, Code, Place, Problem, Severity
from letterforge.intake import given
from letterforge.ledger import corrections
from letterforge.ledger.lock import FILE, FOLDER, in_the_way
from letterforge.ledger.roll import Roll
from letterforge.ledger.store import Ledger
from letterforge.model import RowNumber, listed_as
from letterforge.recipients import as_they_were, read_recipients, rows_named
from letterforge.run.addressees import Addressees
from letterforge.run.crew import Job
from letterforge.run.preflight import Preflight
from letterforge.run.request import Wanted
from letterforge.run.roll_call import call_roll, is_own_list, knows_all_ids

LEDGER = frozenset({FILE, f"{FILE}-wal"})


def find_clashes(roll: Roll, found: Preflight, campaign: Campaign, wanted: Wanted) -> list[Problem]:
    """The letters whose files would take the place of those of a letter that this run does not make."""
    shown = campaign.shown(found.table.path)
    problems = []
    for claim in roll.taken(knows_all=knows_all_ids(found, campaign, wanted)):
        owner = f"the letter of {claim.owner}, made by run {claim.run}"
        message = f'its file would be "{claim.name}", but {owner} already has this name'
        name = f"add {{{{ recipient.id }}}} to [output] filename of {FILE_NAME}"
        hint = f"{name}, or make the letters of all rows"
        place = Place(shown, row=claim.row or None, who=claim.id)
        problems.append(Problem(Code.FILE_NAME_CLASH, message, hint, place))
    problems += _of_others(roll, found, campaign, wanted)
    return problems + _of_ties(roll.ledger, found, campaign, wanted)


def foresee_clashes(found: Preflight, addressees: Addressees, job: Job, wanted: Wanted) -> list[Problem]:
    """`find_clashes`, as far as a check can know them that writes nothing: from a copy of the ledger."""
    folder = wanted.out or job.campaign.output.directory
    if in_the_way(folder):  # to copy a device would never end
        return []
    if not given.is_file(folder / FOLDER / FILE):
        return []
    with TemporaryDirectory() as aside:
        try:
            copytree(folder / FOLDER, Path(aside) / FOLDER, ignore=lambda _, names: {*names} - LEDGER)
            ledger = Ledger(Path(aside))
        except (OSError, sqlite3.Error):  # the run will report what is wrong with it
            return []
        try:
            roll = call_roll(ledger, found, addressees.left_out, job)
            return find_clashes(roll, found, job.campaign, wanted)
        finally:
            ledger.close()


def _of_ties(ledger: Ledger, found: Preflight, campaign: Campaign, wanted: Wanted) -> list[Problem]:
    """What is wrong with corrected rows: the row that failed is unknown, or they have another row's id."""
    failed = {row: corrections.find_failed_id(ledger, tie) for row, tie in found.table.ties.items()}
    is_own = is_own_list(campaign, wanted)
    problems = [] if is_own else list(_stale(ledger, found, campaign))
    stale = {problem.place.row for problem in problems}
    shown = campaign.shown(found.table.path)
    if unknown := [row for row, id_ in failed.items() if id_ is None and row not in stale]:
        message = (
            f"the column error of {rows_named(unknown)} was not written by a run into this output folder"
        )
        hint = (
            "the letters are made, but the next run of all rows uses the list: correct these rows there too"
        )
        problems.append(Problem(Code.CORRECTED_ROW, message, hint, Place(shown), Severity.WARNING))
    if any(failed.values()) and not is_own:
        problems += _with_ids_of_others(failed, found, campaign)
    return problems if is_own else [*problems, *_untied(ledger, found, campaign)]


def _untied(ledger: Ledger, found: Preflight, campaign: Campaign) -> Iterator[Problem]:
    """That rows have ids of rows that failed in another list, and nothing shows that they are those rows."""
    table, shown = found.table, campaign.shown(found.table.path)
    ids = corrections.find_failed_elsewhere(ledger, listed_as(shown))
    recipients = table.recipients if ids else ()
    rows = [
        recipient.row
        for recipient in recipients
        if recipient.id.casefold() in ids and recipient.row not in table.ties
    ]
    if rows:
        have = "has the id of a row" if len(rows) == 1 else "have ids of rows"
        message = (
            f"{rows_named(rows)} {have} that failed, but the column error of failed.csv is missing or empty"
        )
        hint = (
            "the letters are made, but the next run of all rows does not know these corrections: "
            "keep the column error as it is in failed.csv, or correct the list itself"
        )
        yield Problem(Code.CORRECTED_ROW, message, hint, Place(shown), Severity.WARNING)


def _stale(ledger: Ledger, found: Preflight, campaign: Campaign) -> Iterator[Problem]:
    """The corrections of rows of the campaign's list that are not as they were when they failed."""
    own, table = listed_as(campaign.shown(campaign.recipients)), found.table
    ties = {row: tie for row, tie in table.ties.items() if tie.list == own}
    failed = [known for tie in ties.values() if (known := corrections.find_failed_row(ledger, tie))]
    if not failed:
        return
    with suppress(BrokenCampaign):  # nobody can know
        changed = {correction.tie for correction in failed} - as_they_were(campaign, failed)
        ids = {recipient.row: recipient.id for recipient in table.recipients} if changed else {}
        for row, tie in ties.items() if changed else ():
            if tie in changed:
                message = f"this row corrects {tie.place}, which was changed after it failed"
                hint = "if the list is correct now, delete this row here; otherwise correct the list itself"
                place = Place(campaign.shown(table.path), row=row, who=ids.get(row, ""))
                yield Problem(Code.CORRECTED_ROW, message, hint, place, Severity.WARNING)


def _with_ids_of_others(
    failed: Mapping[RowNumber, str | None], found: Preflight, campaign: Campaign
) -> Iterator[Problem]:
    """The corrected rows that have got the id of another row of the campaign's list."""
    table = found.table
    renamed = {
        recipient.id.casefold(): recipient
        for recipient in table.recipients
        if (id_ := failed.get(recipient.row)) and id_.casefold() != recipient.id.casefold()
    }
    if not renamed:
        return
    with suppress(BrokenCampaign):  # nobody can know
        for own in read_recipients(campaign, None, table.corrections).recipients:
            other = renamed.get(own.id.casefold())
            if other and own.row != table.ties[other.row].row:
                shown = campaign.shown(campaign.recipients)
                message = f'id "{other.id}" belongs to row {own.row} of {shown}'
                place = Place(campaign.shown(table.path), row=other.row, who=other.id)
                yield Problem(Code.DUPLICATE_ID, message, "give this row its own id", place)


def _of_others(roll: Roll, found: Preflight, campaign: Campaign, wanted: Wanted) -> list[Problem]:
    """The rows of another list than the campaign's whose id is that of somebody else's letter.

    In the campaign's own list, a row may change.
    """
    if is_own_list(campaign, wanted):
        return []
    shown, problems = campaign.shown(found.table.path), []
    for row, id_, country, office, run in roll.others():
        whose = ", ".join(filter(None, (country, office.replace("_", " "))))
        message = f'id "{id_}" belongs to another letter ({whose}), made by run {run}'
        hint = f"give this row its own id, or correct the row in {campaign.shown(campaign.recipients)}"
        place = Place(shown, row=row or None, who=id_)
        problems.append(Problem(Code.DUPLICATE_ID, message, hint, place))
    return problems
