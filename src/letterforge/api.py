"""The Python API, and what the commands are built on: a campaign in, letters out.

```python
from letterforge import Campaign, forge, forge_all

campaign = Campaign.load("my-campaign")
sheets = forge(campaign, "SEN-foreign_minister")     # one letter, as bytes
report = forge_all(campaign)                         # all of them, as files
```
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from letterforge import batch, machine, pipeline, preflight, states
from letterforge.campaign import Campaign
from letterforge.deliver.files import cannot_write
from letterforge.errors import (
    BrokenCampaign,
    Code,
    LetterFailed,
    Place,
    Problem,
    UsageError,
    did_you_mean,
    errors_among,
)
from letterforge.model import Format, Letter, Outcome, Recipient, Sheet
from letterforge.personalise import Personaliser
from letterforge.preflight import Preflight
from letterforge.recipients import RecipientList, read_recipients
from letterforge.report import Report, error_text

LETTERS = "letters"
"""The folder within the output folder that the letters are in."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which letters of a list to make, and how."""

    recipients: Path | None = None
    """Another list than the campaign's."""
    ids: tuple[str, ...] = ()
    """Only these recipients."""
    where: str = ""
    """Only recipients of whom this expression is true: `recipient.language == "fr"`."""
    parties_only: bool = False
    """One letter at least for every party to the register, and none for others."""
    as_of: date | None = None
    """Who is a party: on this date instead of the letter's."""
    fill_gaps: bool = False
    """Address the foreign ministry of a party that the list lacks by office."""
    formats: tuple[Format, ...] = ()
    """Instead of the campaign's."""
    out: Path | None = None
    """Instead of the campaign's output folder."""
    jobs: int = 0
    """Processes to work with; 0: as many as this machine allows."""
    keep_going: bool = False
    """Make the sound rows' letters though others are unsound."""
    fail_fast: bool = False
    """Stop at the first letter that fails in the making."""
    strict: bool = False
    """Warnings count as errors."""


# --- one letter ----------------------------------------------------------------------------------


def forge(
    campaign: Campaign,
    recipient: str | Recipient | None = None,
    formats: Sequence[Format] = (),
    *,
    columns: Sequence[str] = (),
) -> tuple[Sheet, ...]:
    """One letter as finished documents, in the campaign's formats or those given. Writes nothing.

    `recipient` is an id of the campaign's list (default: its first row), or a Recipient of your own, with the
    further `columns` that its table has.
    Raises LetterFailed with what is wrong with this letter, BrokenCampaign where the campaign or list is unsound,
    UsageError for an unknown id, UnfitMachine where this machine cannot set a format.
    """
    formats = formats or campaign.output.formats
    if Format.PDF in formats:
        machine.require_pango()
    whose, columns = (recipient, columns) if isinstance(recipient, Recipient) else chosen(campaign, recipient)
    return pipeline.forge(whose, pipeline.Workshop(campaign, columns, formats))


def draft(
    campaign: Campaign, recipient: str | Recipient | None = None, *, columns: Sequence[str] = ()
) -> Letter:
    """One letter as blocks, in no format yet: to read, or to set elsewhere. Raises as `forge` does."""
    whose, columns = (recipient, columns) if isinstance(recipient, Recipient) else chosen(campaign, recipient)
    return pipeline.draft(whose, pipeline.Workshop(campaign, columns))


def chosen(
    campaign: Campaign, id_: str | None = None, path: Path | None = None
) -> tuple[Recipient, tuple[str, ...]]:
    """A recipient of the list by its id (default: the first row), and the table's further columns.

    Raises LetterFailed where this row is unsound, BrokenCampaign where the list is, UsageError for an unknown id.
    """
    table = read_recipients(campaign, path)
    if not table.recipients:
        raise BrokenCampaign(table.problems)
    whose = _by_id(table, [id_])[0] if id_ else table.recipients[0]
    problems = [
        each
        for each in errors_among(table.problems)
        if (each.place.row or 0) <= table.heading_row or each.place.row == whose.row
    ]
    if problems:
        raise LetterFailed(problems)
    return whose, table.further_columns


# --- many letters --------------------------------------------------------------------------------


def check(campaign: Campaign, wanted: Wanted | None = None) -> Preflight:
    """All that can be known before the first letter. Writes nothing.

    Raises BrokenCampaign where the list as a whole cannot be read, UsageError for unknown ids or expressions.
    """
    wanted = wanted or Wanted()
    table = read_recipients(campaign, wanted.recipients)
    recipients, _, gaps = _addressed(campaign, table, wanted)
    found = preflight.examine(campaign, table, recipients, _formats(campaign, wanted)).with_problems(gaps)
    return found.strictly() if wanted.strict else found


def forge_all(
    campaign: Campaign,
    wanted: Wanted | None = None,
    *,
    on_start: Callable[[int], None] = lambda _letters: None,
    on_outcome: Callable[[Outcome], None] = lambda _outcome: None,
) -> Report:
    """Make the letters of a list as files, with a manifest, in the output folder.

    `on_start` is told how many letters there will be, `on_outcome` each letter as it is done or has failed.
    Raises BrokenCampaign, before anything is written, with every problem that can be known before the first
    letter (with `keep_going` only those that are no single row's); UnfitMachine; UsageError.
    """
    wanted = wanted or Wanted()
    formats = _formats(campaign, wanted)
    if Format.PDF in formats:
        machine.require_pango()
    table = read_recipients(campaign, wanted.recipients)
    recipients, others, gaps = _addressed(campaign, table, wanted)
    found = preflight.examine(campaign, table, recipients, formats).with_problems(gaps)
    found = found.strictly() if wanted.strict else found
    fatal = found.campaign_errors if wanted.keep_going else found.errors
    if fatal:
        raise BrokenCampaign(found.errors)
    report = Report(
        folder=wanted.out or campaign.output.directory,
        left_out=others,
        filled_in=tuple(recipient for recipient in recipients if not recipient.row),
        warnings=tuple(problem for problem in found.problems if not problem.is_error),
    )
    on_start(len(recipients))
    _make(campaign, wanted, found, report, formats, on_outcome)
    return report


def _make(
    campaign: Campaign,
    wanted: Wanted,
    found: Preflight,
    report: Report,
    formats: tuple[Format, ...],
    on_outcome: Callable[[Outcome], None],
) -> None:
    folder = _prepared(report.folder)
    stop = batch.Stop()

    def keep(outcome: Outcome) -> None:
        report.outcomes.append(outcome)
        on_outcome(outcome)
        if outcome.problems and wanted.fail_fast:
            stop.asked = True

    for outcome in _unsound(campaign, found):
        keep(outcome)
    tasks = [batch.Task(recipient, found.names[recipient.id]) for recipient in found.sound]
    job = batch.Job(campaign, found.table.further_columns, formats, folder)
    jobs = min(wanted.jobs or batch.processors(), max(len(tasks), 1))
    try:
        with batch.heard(stop):
            if not stop.asked:
                batch.run(job, tasks, jobs, stop, keep)
    except KeyboardInterrupt:
        stop.heard = True  # the second Ctrl-C: end now, and still write down what there is
    finally:
        report.interrupted = stop.heard
        _write(report, found, keep_others=bool(wanted.ids or wanted.where or wanted.recipients))


def _prepared(folder: Path) -> Path:
    try:
        (folder / LETTERS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BrokenCampaign([cannot_write(folder, error)]) from None
    return folder / LETTERS


def _write(report: Report, found: Preflight, *, keep_others: bool) -> None:
    row_errors = found.row_errors
    lost = {row: (cells, error_text(row_errors.get(row, ()))) for row, cells in found.table.unread.items()}
    try:
        report.write(found.table.headings, lost, keep_others=keep_others)
    except OSError as error:
        raise BrokenCampaign([cannot_write(report.folder, error)]) from None


def _unsound(campaign: Campaign, found: Preflight) -> Iterable[Outcome]:
    for recipient in found.recipients:
        if recipient.id not in found.names:
            problems = tuple(found.row_errors.get(recipient.row, ()))
            yield Outcome(recipient, campaign.language_of(recipient.language), problems=problems)


# --- whom ----------------------------------------------------------------------------------------


def _formats(campaign: Campaign, wanted: Wanted) -> tuple[Format, ...]:
    return tuple(dict.fromkeys(wanted.formats or campaign.output.formats))


def _addressed(
    campaign: Campaign, table: RecipientList, wanted: Wanted
) -> tuple[tuple[Recipient, ...], tuple[Recipient, ...], tuple[Problem, ...]]:
    """Who gets a letter; whose row is left out because its state is no party; what the list lacks."""
    recipients: tuple[Recipient, ...] = table.recipients
    if wanted.ids:
        recipients = _by_id(table, wanted.ids)
    if wanted.where:
        personaliser = Personaliser(campaign, table.further_columns)
        chooser = personaliser.chooser(wanted.where)
        recipients = tuple(recipient for recipient in recipients if chooser(recipient))
    if not wanted.parties_only:
        return recipients, (), ()
    coverage = preflight.cover(campaign, recipients, wanted.as_of)
    others = {recipient.id for recipient in coverage.others}
    recipients = tuple(recipient for recipient in recipients if recipient.id not in others)
    if wanted.fill_gaps:
        return (
            recipients + tuple(by_office(code, campaign) for code in coverage.forgotten),
            coverage.others,
            (),
        )
    shown = campaign.shown(table.path)
    gaps = tuple(_forgotten(code, coverage.on, shown) for code in coverage.forgotten)
    return recipients, coverage.others, gaps


def by_office(code: str, campaign: Campaign) -> Recipient:
    """The foreign minister of a state, addressed by office, for a list that lacks the state."""
    ministry = states.ministry(code, campaign.language)
    return Recipient(
        id=f"{states.alpha3(code)}-foreign_minister",
        state=code,
        office="foreign_minister",
        title=ministry.title,
        organisation=ministry.name,
        city=ministry.city,
        language=campaign.language,
    )


def _forgotten(code: str, on: date, shown: str) -> Problem:
    name = states.state_names(code, "en").name
    hint = "add a row, or let its foreign ministry be addressed by office with --fill-gaps"
    return Problem(
        Code.STATE_FORGOTTEN,
        f"{name} is a party on {on.isoformat()} and has no row",
        hint,
        Place(shown, who=name),
    )


def _by_id(table: RecipientList, ids: Iterable[str]) -> tuple[Recipient, ...]:
    by_id = {recipient.id.casefold(): recipient for recipient in table.recipients}
    chosen: dict[str, Recipient] = {}
    for wanted in ids:
        if wanted.casefold() not in by_id:
            known = [recipient.id for recipient in table.recipients]
            raise UsageError(f'there is no recipient "{wanted}" in the list', did_you_mean(wanted, known))
        chosen[wanted.casefold()] = by_id[wanted.casefold()]
    return tuple(chosen.values())
