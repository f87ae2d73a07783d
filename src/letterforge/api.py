"""The Python API, and what the commands are built on: a campaign in, letters out.

```python
from letterforge import Campaign, forge, forge_all

campaign = Campaign.load("my-campaign")
sheets = forge(campaign, "SEN-foreign_minister")     # one letter, as bytes
report = forge_all(campaign)                         # all of them, as files
```

What a program gives is checked here, before anything is done with it; below, everything is what its type is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from letterforge import pipeline, states
from letterforge.approval import person
from letterforge.campaign import Campaign
from letterforge.errors import BrokenCampaign, UsageError, errors_among
from letterforge.intake import arguments
from letterforge.model import Format, Letter, Outcome, Recipient, Sheet
from letterforge.recipients import RecipientList, like_a_row, read_recipients
from letterforge.run.addressees import pick_by_ids, read_list, require_rows, require_valid
from letterforge.run.approvals import Approved, approve_letters, find_approvals, withdraw_approvals
from letterforge.run.crew import Crew, Job
from letterforge.run.fits import survey_languages
from letterforge.run.making import Callbacks, make_letters
from letterforge.run.planning import Assignment, check_letters
from letterforge.run.preflight import Preflight
from letterforge.run.report import Report
from letterforge.run.request import Wanted
from letterforge.seal.secret import Secret
from letterforge.sealing import SealOrder, prepare_seal
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

    `recipient` is an id of the campaign's list (default: its first row), a row of your own, its cells by
    heading, or a Recipient with the further `columns` that its table has. Where the campaign has a seal, the
    documents have it, unless `sealed` is false; `passphrase` opens its key, by default the one in the
    environment variable that the campaign names. Raises LetterFailed with what is wrong with this letter,
    BrokenCampaign where the campaign or list has errors, UsageError for an unknown id, UnfitMachine where
    this machine cannot set a format.
    """
    formats = arguments.formats(formats, "formats") or _campaign(campaign).output.formats
    campaign = engines.choose_engine(_campaign(campaign), None, formats).campaign
    engines.require_engine(campaign, formats)
    row = _row(campaign, recipient, columns)
    order = _valid_order(campaign, passphrase) if arguments.flag(sealed, "sealed") else None
    step = _find_step(campaign, row, own_row=isinstance(recipient, Mapping))
    return pipeline.forge(row.recipient, pipeline.Workshop(campaign, row.columns, formats, order), step)


def draft(
    campaign: Campaign,
    recipient: str | Recipient | Mapping[str, object] | None = None,
    *,
    columns: Sequence[str] = (),
) -> Letter:
    """One letter as blocks, in no format yet: to read, or to set elsewhere. Raises as `forge` does."""
    row = _row(_campaign(campaign), recipient, columns)
    return pipeline.draft_or_final(row.recipient, pipeline.Workshop(campaign, row.columns))


@dataclass(frozen=True, slots=True)
class ChosenRow:
    """A row of a table."""

    recipient: Recipient
    columns: tuple[str, ...]
    """The further columns of its table."""


def choose(campaign: Campaign, id_: str | None = None, *, recipients: Path | None = None) -> ChosenRow:
    """A row of the campaign's list, or of another, by its id (default: the first row).

    Raises LetterFailed where this row has errors, BrokenCampaign where the list has, UsageError for an
    unknown id.
    """
    return _chosen(read_list(campaign, Wanted(recipients=recipients)), id_)


def _row(
    campaign: Campaign, recipient: str | Recipient | Mapping[str, object] | None, columns: Sequence[str]
) -> ChosenRow:
    columns = arguments.texts(columns, "columns")
    if isinstance(recipient, Recipient):
        return ChosenRow(like_a_row(recipient, campaign), columns)
    if isinstance(recipient, Mapping):
        # A row of the program's own is as it is: corrections are of rows of lists.
        return _chosen(read_recipients(campaign.with_recipients([recipient])))
    if recipient is not None and (not isinstance(recipient, str) or not recipient):
        hint = "give an id, a row, a Recipient, or nothing for the first row"
        raise UsageError(f"recipient cannot be {arguments.kind(recipient)}", hint)
    return choose(campaign, recipient)


def _chosen(table: RecipientList, id_: str | None = None) -> ChosenRow:
    require_rows(table)
    recipient = pick_by_ids(table, [id_])[0] if id_ else table.recipients[0]
    require_valid(table, recipient)
    return ChosenRow(recipient, table.further_columns)


def _find_step(campaign: Campaign, row: ChosenRow, *, own_row: bool) -> int | None:
    """How far a letter is tightened, where that follows from the campaign's whole list; None: from itself."""
    if campaign.stationery.fit != "language" or own_row:
        return None
    table = read_list(campaign, Wanted())
    crew = Crew(Job(campaign, table.further_columns, ()))
    return survey_languages(crew, [table], {row.recipient.language}).get(row.recipient.language, 0)


def _valid_order(campaign: Campaign, passphrase: Secret | None) -> SealOrder | None:
    """What to seal one letter with. Raises BrokenCampaign where the key cannot be used."""
    seal = prepare_seal(campaign, _secret(passphrase))
    if errors := errors_among(seal.problems):
        raise BrokenCampaign(errors)
    return seal.order


# --- many letters --------------------------------------------------------------------------------


def check(campaign: Campaign, wanted: Wanted | None = None, *, passphrase: Secret | None = None) -> Preflight:
    """Everything that can be known before the first letter. Writes nothing. `passphrase`: see `forge`.

    What is missing on this machine is reported too.
    Raises BrokenCampaign where the list as a whole cannot be read, UsageError for unknown ids or expressions.
    """
    assignment = _assignment(campaign, wanted, passphrase)
    lacking = engines.find_missing_engine(assignment.campaign, assignment.formats)
    return check_letters(assignment).with_problems(lacking)


def forge_all(
    campaign: Campaign,
    wanted: Wanted | None = None,
    *,
    passphrase: Secret | None = None,
    executor: Executor | None = None,
    on_start: Callable[[int], None] = lambda _letters: None,
    on_outcome: Callable[[Outcome], None] = lambda _outcome: None,
) -> Report:
    """Make the letters of a list as files, with a manifest, in the output folder; only those that need it.

    `passphrase`: see `forge`. `executor`: any with the interface of `concurrent.futures`. Its workers must
    see the folder of the campaign and the output folder under the same paths. Default: `wanted.jobs`
    processes of this machine. They do not load the program that called this, so it needs no `if __name__ ==
    "__main__":`. `on_start` gets the number of letters, `on_outcome` each letter when it is made, unchanged
    or failed. Raises BrokenCampaign, before anything is written, with every problem that can be known before
    the first letter (with `keep_going` only those that belong to no single row), or if another run writes to
    the folder; UnfitMachine; UsageError.
    """
    assignment = _assignment(campaign, wanted, passphrase)
    _require_output_folder(campaign, assignment.wanted)
    _require_functions(executor, on_start, on_outcome)
    engines.require_engine(assignment.campaign, assignment.formats)
    return make_letters(assignment, Callbacks(on_start, on_outcome), executor)


# --- approval ------------------------------------------------------------------------------------


def approvals(campaign: Campaign, wanted: Wanted | None = None) -> Preflight:
    """The letters of a list, and who has approved each (`Preflight.standings`). Writes nothing.

    Also for a campaign that needs no approval.

    Raises as `check` does.
    """
    # The people who approve letters need not be able to set them: the machine is not looked at.
    return find_approvals(_campaign(campaign), _wanted(wanted))


def approve(campaign: Campaign, by: str, wanted: Wanted | None = None) -> Approved:
    """Record that a person approves letters as they are now, in the campaign's file of approvals.

    Raises BrokenCampaign, with nothing written, where one of the letters or the file has errors; UsageError
    where nobody is named.
    """
    by = _name(by)
    _require_own_folder(campaign)
    return approve_letters(campaign, by, _wanted(wanted))


def withdraw_approval(campaign: Campaign, by: str, ids: Iterable[str] = ()) -> tuple[str, ...]:
    """Withdraw a person's approval of letters, in the list or not; without `ids`, of all. Returns their ids.

    Raises BrokenCampaign where the file is damaged, UsageError where the person has not approved one of them.
    """
    by, ids = _name(by), arguments.texts(ids, "ids")
    _require_own_folder(campaign)
    return withdraw_approvals(campaign, by, ids)


# --- states --------------------------------------------------------------------------------------


def party_to(campaign: Campaign, state: str, register: str, on: date | None = None) -> bool | None:
    """Whether a state is a party on a date (default: the letter's); None where that is not known.

    `state`: an ISO 3166 code, or a name in any language that letterforge knows. `register`: one of the
    campaign's own, by its name, `rome-statute` or `apic`; as `state.party_to` in a template. Raises
    UsageError for a state or register that is not known, BrokenCampaign where a register of the campaign's
    own has problems.
    """
    own = _campaign(campaign).own_registers
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


# --- what a program gives ------------------------------------------------------------------------


def _campaign(campaign: Campaign) -> Campaign:
    """A campaign. Raises UsageError for anything else."""
    return arguments.of_type(campaign, Campaign, "campaign", "load one: Campaign.load(folder)")


def _wanted(wanted: Wanted | None) -> Wanted:
    """What is wanted. Raises UsageError for what is none, or contradicts itself."""
    wanted = Wanted() if wanted is None else arguments.of_type(wanted, Wanted, "wanted", "write Wanted(…)")
    if wanted.fill_gaps and not wanted.parties_only:
        hint = "write Wanted(parties_only=True, fill_gaps=True)"
        raise UsageError("Wanted: fill_gaps adds letters to parties, but parties_only is not set", hint)
    return wanted


def _assignment(campaign: Campaign, wanted: Wanted | None, passphrase: Secret | None) -> Assignment:
    return Assignment.of(_campaign(campaign), _wanted(wanted), _secret(passphrase))


def _require_own_folder(campaign: Campaign) -> None:
    """Raise UsageError for a campaign that has no folder to keep approvals in."""
    if not _campaign(campaign).has_folder:
        hint = "give it one: Campaign.of(…, folder=…)"
        raise UsageError("approvals are kept in a file, and this campaign has no folder", hint)


def _require_output_folder(campaign: Campaign, wanted: Wanted) -> None:
    """Raise UsageError where neither campaign nor program names a folder for the letters."""
    if wanted.out is None and not campaign.has_folder:
        raise UsageError("this campaign has no folder for its letters", 'name one: Wanted(out="letters")')


def _require_functions(executor: Executor | None, on_start: object, on_outcome: object) -> None:
    """Raise UsageError for what cannot be called."""
    arguments.function(on_start, "on_start")
    arguments.function(on_outcome, "on_outcome")
    if executor is not None and not callable(getattr(executor, "submit", None)):
        raise UsageError("executor has no submit()", "give an executor of concurrent.futures, or none")


def _secret(passphrase: Secret | None) -> Secret | None:
    """A passphrase, or None. Raises UsageError for anything else, which does not show it."""
    with suppress(AttributeError):  # of a secret that is no text
        if passphrase is None or (isinstance(passphrase, Secret) and passphrase.reveal()):
            return passphrase
    hint = "write Secret(…) around a text; then it is never shown"
    raise UsageError("passphrase must be a Secret of a text that is not empty", hint)


def _name(by: str) -> str:
    """The name of a person who approves. Raises UsageError."""
    name = " ".join(arguments.text(by, "who approves").split())
    if not person(name) or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError("say who is approving: --by NAME", 'for example: --by "Name Surname"')
    return name
