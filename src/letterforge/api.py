"""The Python API, and what the commands are built on: a campaign in, letters out.

```python
from letterforge import Campaign, forge, forge_all

campaign = Campaign.load("my-campaign")
sheets = forge(campaign, "SEN-foreign_minister")     # one letter, as bytes
report = forge_all(campaign)                         # all of them, as files
```

What a program gives is looked at here, before anything is done with it; below, everything is what its type says.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from letterforge import pipeline, states
from letterforge.approval import Approval, person, read_approvals, write_approvals
from letterforge.campaign import ApprovalSettings, Campaign
from letterforge.errors import BrokenCampaign, Code, UsageError, did_you_mean, errors_among
from letterforge.intake import arguments
from letterforge.ledger import corrections
from letterforge.ledger.entries import error_with_hints
from letterforge.model import Format, Letter, Outcome, Recipient, Sheet
from letterforge.processes.signals import heard_by
from letterforge.recipients import RecipientList, like_a_row, read_recipients
from letterforge.run import accounts, making, preflight, workers
from letterforge.run.addressees import addressed, by_id, require_rows, require_sound
from letterforge.run.asked import (
    campaign_in,
    folder_for,
    require_folder,
    require_functions,
    secret_in,
    wanted_in,
)
from letterforge.run.crew import Crew, Job
from letterforge.run.preflight import Preflight
from letterforge.run.report import Report
from letterforge.run.report import write as write_down
from letterforge.run.request import Wanted
from letterforge.seal.secret import Secret
from letterforge.sealing import Order, ordered
from letterforge.typeset import engines

LONGEST_NAME = 100
"""Of a person who approves, in characters."""

# --- one letter ----------------------------------------------------------------------------------


def forge(
    campaign: Campaign,
    recipient: str | Recipient | Mapping[str, object] | None = None,
    formats: Sequence[Format] = (),
    *,
    columns: Sequence[str] = (),
    passphrase: Secret | None = None,
    sealed: bool = True,
) -> tuple[Sheet, ...]:
    """One letter as finished documents, in the campaign's formats or those given. Writes nothing.

    `recipient` is an id of the campaign's list (default: its first row), a row of your own, its cells by heading, or
    a Recipient with the further `columns` that its table has. Where the campaign has a seal, the documents have it,
    unless `sealed` is false; `passphrase` opens its key, by default the one in the environment variable that the
    campaign names.
    Raises LetterFailed with what is wrong with this letter, BrokenCampaign where the campaign or list is unsound,
    UsageError for an unknown id, UnfitMachine where this machine cannot set a format.
    """
    formats = arguments.formats(formats, "formats") or campaign_in(campaign).output.formats
    campaign = engines.choose_engine(campaign_in(campaign), None, formats).campaign
    engines.require_engine(campaign, formats)
    whose, columns = _whom(campaign, recipient, columns)
    order = _sound_order(campaign, passphrase) if arguments.flag(sealed, "sealed") else None
    return pipeline.forge(whose, pipeline.Workshop(campaign, columns, formats, order))


def draft(
    campaign: Campaign,
    recipient: str | Recipient | Mapping[str, object] | None = None,
    *,
    columns: Sequence[str] = (),
) -> Letter:
    """One letter as blocks, in no format yet: to read, or to set elsewhere. Raises as `forge` does."""
    whose, columns = _whom(campaign_in(campaign), recipient, columns)
    return pipeline.shown(whose, pipeline.Workshop(campaign, columns))


def chosen(
    campaign: Campaign, id_: str | None = None, path: Path | None = None
) -> tuple[Recipient, tuple[str, ...]]:
    """A recipient of the list by its id (default: the first row), and the table's further columns.

    Raises LetterFailed where this row is unsound, BrokenCampaign where the list is, UsageError for an unknown id.
    """
    return _row_of(accounts.listed(campaign, Wanted(recipients=path)), id_)


def _row_of(table: RecipientList, id_: str | None = None) -> tuple[Recipient, tuple[str, ...]]:
    require_rows(table)
    whose = by_id(table, [id_])[0] if id_ else table.recipients[0]
    require_sound(table, whose)
    return whose, table.further_columns


# --- many letters --------------------------------------------------------------------------------


def check(campaign: Campaign, wanted: Wanted | None = None, *, passphrase: Secret | None = None) -> Preflight:
    """All that can be known before the first letter. Writes nothing. `passphrase`: see `forge`.

    What this machine lacks for it is a problem too.
    Raises BrokenCampaign where the list as a whole cannot be read, UsageError for unknown ids or expressions.
    """
    wanted, formats = wanted_in(campaign, wanted)
    settled = engines.choose_engine(campaign, wanted.engine, formats)
    lacking = engines.find_missing_engine(settled.campaign, formats)
    return _examined(campaign, wanted, formats, settled, passphrase).with_problems(lacking)


def _examined(
    campaign: Campaign,
    wanted: Wanted,
    formats: tuple[Format, ...],
    settled: engines.ChosenEngine,
    passphrase: Secret | None = None,
) -> Preflight:
    """What `check` knows of the letters, on whatever machine."""
    table = accounts.listed(campaign, wanted)
    recipients, _, gaps = addressed(campaign, table, wanted)
    order, faults = ordered(campaign, secret_in(passphrase))
    crew = Crew(_job(settled.campaign, table, formats, order))
    found = preflight.examine(crew, table, recipients, wanted.where).with_problems((*faults, *gaps))
    found = found.with_problems(accounts.foreseen(found, crew.job, wanted))
    return (found.strictly() if wanted.strict else found).with_problems(settled.notices)


def forge_all(
    campaign: Campaign,
    wanted: Wanted | None = None,
    *,
    passphrase: Secret | None = None,
    executor: Executor | None = None,
    on_start: Callable[[int], None] = lambda _letters: None,
    on_outcome: Callable[[Outcome], None] = lambda _outcome: None,
) -> Report:
    """Make the letters of a list as files, with a manifest, in the output folder; those alone that need it.

    `passphrase`: see `forge`.
    `executor`: any with the interface of `concurrent.futures`, whose workers see the campaign's and the output
    folder under the same paths; else `wanted.jobs` processes of this machine, which do not load the program that
    called this: it needs no `if __name__ == "__main__":`. `on_start` gets the number of letters,
    `on_outcome` each letter as it is done, stands unchanged or has failed.
    Raises BrokenCampaign, before anything is written, with every problem that can be known before the first
    letter (with `keep_going` only those that are no single row's), and where another run writes to the folder;
    UnfitMachine; UsageError.
    """
    wanted, formats = wanted_in(campaign, wanted)
    folder = folder_for(campaign, wanted)
    require_functions(executor, on_start, on_outcome)
    settled = engines.choose_engine(campaign, wanted.engine, formats)
    campaign = settled.campaign
    engines.require_engine(campaign, formats)
    table = accounts.listed(campaign, wanted)
    recipients, others, gaps = addressed(campaign, table, wanted)
    jobs = min(wanted.jobs or workers.processors(), max(len(recipients), 1))
    order, faults = ordered(campaign, secret_in(passphrase))
    crew = Crew(_job(campaign, table, formats, order), jobs, executor)
    with crew, heard_by(crew.stop):
        found = preflight.examine(crew, table, recipients, wanted.where).with_problems((*faults, *gaps))
        found = found.strictly() if wanted.strict else found
        report = Report(
            folder=folder,
            setters=(*map(campaign.output.setter, formats), *settled.alternatives),
            left_out=others,
            filled_in=tuple(recipient for recipient in recipients if not recipient.row),
            warnings=[*settled.notices, *(each for each in found.problems if not each.is_error)],
            interrupted=crew.stop.heard,
            signal=crew.stop.signal,
        )
        if crew.stop.asked:
            return report
        if found.campaign_errors if wanted.keep_going else found.errors:
            raise BrokenCampaign(found.errors, of_rows=found.has_sound_rows)
        on_start(len(found.letters))
        _make(wanted, found, report, crew, on_outcome)
    return report


def _make(
    wanted: Wanted, found: Preflight, report: Report, crew: Crew, on_outcome: Callable[[Outcome], None]
) -> None:
    def keep(outcome: Outcome) -> None:
        report.count(outcome)
        on_outcome(outcome)
        is_full = any(problem.code is Code.CANNOT_WRITE for problem in outcome.problems)
        if outcome.problems and (wanted.fail_fast or is_full):
            crew.stop.asked = True

    with making.opened(report.folder) as (ledger, problems):
        report.warnings += problems
        report.listed_rows = found.table.listed_rows
        accounts.require_current(ledger, found, problems)
        campaign, columns = crew.job.campaign, found.table.further_columns
        ledger.begin(wanted.request(campaign.root), columns, found.table.headings)
        roll = accounts.enrolled(ledger, found, report, crew.job)
        source = making.TableOfRun.of(found.table, campaign)
        engine = making.Engine(ledger, roll, crew.job.formats, columns, wanted.force, source=source)
        if clashes := accounts.clashes(roll, found, campaign, wanted):
            found = found.with_problems(clashes)
            report.warnings += [each for each in clashes if not each.is_error]
            if errors_among(clashes) and not wanted.keep_going:
                raise BrokenCampaign(found.errors, of_rows=found.has_sound_rows)
        corrections.forget_corrections(ledger, found.table.forgotten)
        try:
            _leave_out_unsound(found, engine, report, keep)
            rows = accounts.everybody(found)
            with making.known_strangers(report.folder, rows, campaign, found.texts) as strangers:
                inspecting = replace(engine, strangers=strangers if wanted.inspect else None)
                inspecting.run(found.sound(), crew, keep)
            report.gone = accounts.gone(roll, found, campaign, wanted)
            if wanted.prune and report.gone and not crew.stop.asked:
                report.pruned_to = engine.prune(report.gone)
            crew.stop.too_late = True
        except BaseException as error:
            crew.stop.too_late = crew.stop.asked = True
            crew.end(now=True)  # before the folder is let go of: nobody writes to it any more
            _outlive(error, report, crew)
        report.interrupted, report.signal = crew.stop.heard, crew.stop.signal
        try:
            report.set_aside += engine.tidy()
            report.taken_away = tuple(engine.taken_away)
            accounts.close(roll, report, found, crew)
        except (sqlite3.Error, OSError) as error:  # a run whose sum is not known is not done
            report.note_unwritten(error)
        write_down(report, ledger, roll, found)


def _outlive(error: BaseException, report: Report, crew: Crew) -> None:
    """Keep what was written, and go on to record it, though a signal ended the run or the disk is full."""
    if isinstance(error, KeyboardInterrupt):
        crew.stop.heard = True
    elif isinstance(error, (OSError, sqlite3.Error)):
        report.note_unwritten(error)
    else:
        raise error


def _leave_out_unsound(
    found: Preflight, engine: making.Engine, report: Report, keep: Callable[[Outcome], None]
) -> None:
    """Record the rows that get no letter because something is wrong with them."""
    errors = found.row_errors
    for row, cells in found.table.unread.items():
        problems = tuple(errors.get(row, ()))
        engine.fail_unread(row, found.table.unread_ids.get(row, ""), cells, error_with_hints(problems))
        report.unread[row] = problems
    for examined in found.unsound():
        problems = tuple(errors.get(examined.recipient.row, ())) or (making.not_made(examined),)
        outcome = Outcome(examined.recipient, examined.language, problems=problems)
        keep(engine.record(outcome, examined))


# --- approval ------------------------------------------------------------------------------------


def approvals(campaign: Campaign, wanted: Wanted | None = None) -> Preflight:
    """The letters of a list with who has approved each (`Preflight.standings`), required or not. Writes nothing.

    Raises as `check` does.
    """
    asked = campaign_in(campaign).approval or ApprovalSettings(file=campaign.approvals_file)
    campaign = replace(campaign, approval=replace(asked, required=True))
    # Who approves letters need not be able to set them.
    wanted, formats = wanted_in(campaign, wanted)
    return _examined(campaign, wanted, formats, engines.choose_engine(campaign, wanted.engine, formats))


def approve(
    campaign: Campaign, by: str, wanted: Wanted | None = None
) -> tuple[Preflight, tuple[str, ...], tuple[str, ...]]:
    """Record that a person approves letters as they are now, in the campaign's file of approvals.

    Returns what was found, the ids of the letters that are approved now, and of those that the person had approved.
    Raises BrokenCampaign, with nothing written, where any of the letters is unsound or the file is; UsageError where
    nobody is named.
    """
    by = _named(by)
    require_folder(campaign)
    found = approvals(campaign, wanted)
    if found.errors or found.judge is None:
        raise BrokenCampaign(found.errors)
    now, given, before = datetime.now(UTC).replace(microsecond=0), [], []
    for examined, standing in found.standings():
        if any(person(each.by) == person(by) for each in standing.approved):
            before.append(examined.recipient.id)
        elif examined.origin:
            grounds = found.judge.hasher.grounds(examined.origin.cells, examined.texts)
            given.append(Approval(examined.recipient.id, by, now, examined.fingerprint.hex(), grounds))
    if given:
        write_approvals(campaign, given)
    return found, tuple(each.id for each in given), tuple(before)


def withdraw_approval(campaign: Campaign, by: str, ids: Iterable[str] = ()) -> tuple[str, ...]:
    """Take back a person's approval of letters, in the list or not; without `ids` of all. Returns whose it was.

    Raises BrokenCampaign where the file is damaged, UsageError where the person has not approved one of them.
    """
    key, ids = person(_named(by)), arguments.texts(ids, "ids")
    require_folder(campaign)
    theirs = [each for each in read_approvals(campaign).all() if person(each.by) == key]
    known = {each.id.casefold() for each in theirs}
    for id_ in ids:
        if id_.casefold() not in known:
            hint = did_you_mean(id_, [each.id for each in theirs])
            raise UsageError(f'{by} has not approved "{id_}"', hint or "see letterforge approve --list")
    wanted = {id_.casefold() for id_ in ids} or known
    gone = [(each.id, each.by) for each in theirs if each.id.casefold() in wanted]
    if gone:
        write_approvals(campaign, withdrawn=gone)
    return tuple(id_ for id_, _ in gone)


def _named(by: str) -> str:
    name = " ".join(arguments.text(by, "who approves").split())
    if not person(name) or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError("it must be said who approves", 'name yourself: --by "Name"')
    return name


# --- states --------------------------------------------------------------------------------------


def party_to(campaign: Campaign, state: str, register: str, on: date | None = None) -> bool | None:
    """Whether a state is a party on a date (default: the letter's); None where that is not known.

    `state`: an ISO 3166 code, or a name in any language that letterforge speaks. `register`: one of the campaign's
    own, by its name, `rome-statute` or `apic`; as `state.party_to` in a template. Raises UsageError for a state or
    register that is not known, BrokenCampaign where a register of the campaign's own has problems.
    """
    own = campaign_in(campaign).own_registers
    code = states.find_state(arguments.text(state, "state"))
    if code is None:
        near = ", or ".join(f'"{name}"' for name in states.similar_states(state))
        raise UsageError(
            f'there is no state "{state}"', f"did you mean {near}?" if near else "write its ISO code"
        )
    register = arguments.text(register, "register")
    registers = {register: states.load_register(own[register])} if register in own else {}
    if not registers and register not in states.TREATIES:
        raise UsageError(states.unknown_treaty(register, own))
    day = campaign.letter.date if on is None else arguments.day(on, "on")
    return states.party_to(code, register, day, registers)


# --- what was asked for --------------------------------------------------------------------------


def _whom(
    campaign: Campaign, recipient: str | Recipient | Mapping[str, object] | None, columns: Sequence[str]
) -> tuple[Recipient, tuple[str, ...]]:
    columns = arguments.texts(columns, "columns")
    if isinstance(recipient, Recipient):
        return like_a_row(recipient, campaign), columns
    if isinstance(recipient, Mapping):
        # A row of the program's own is as it is: corrections are of rows of lists.
        return _row_of(read_recipients(campaign.with_recipients([recipient])))
    if recipient is not None and (not isinstance(recipient, str) or not recipient):
        hint = "give an id, a row, a Recipient, or nothing for the first row"
        raise UsageError(f"recipient cannot be {arguments.kind(recipient)}", hint)
    return chosen(campaign, recipient)


def _job(campaign: Campaign, table: RecipientList, formats: tuple[Format, ...], order: Order | None) -> Job:
    """What the workers get: not the list, which they do not need, and which may be long."""
    return Job(replace(campaign, rows=None), table.further_columns, formats, order)


def _sound_order(campaign: Campaign, passphrase: Secret | None) -> Order | None:
    """What to seal one letter with. Raises BrokenCampaign where the key cannot be used."""
    order, problems = ordered(campaign, secret_in(passphrase))
    if faults := errors_among(problems):
        raise BrokenCampaign(faults)
    return order
