"""A list and what is wanted of it → who gets a letter: ids, conditions, parties to the register, gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from letterforge import states
from letterforge.campaign import FILE_NAME, Campaign
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
from letterforge.ledger import corrections
from letterforge.model import Recipient, StateCode
from letterforge.model.spool import Spool
from letterforge.personalise import Personaliser
from letterforge.recipients import RecipientList, read_recipients
from letterforge.run.request import Wanted


@dataclass(frozen=True, slots=True)
class Coverage:
    """The register on a date, compared with a list."""

    register: states.Register
    on: date
    parties: tuple[StateCode, ...]
    forgotten: tuple[StateCode, ...]
    """Parties that no row of the list belongs to."""
    others: tuple[Recipient, ...]
    """Rows of a state that is no party."""
    without_state: int = 0
    """Rows of which no state is known."""
    knows_states: bool = True
    """Whether the state of any row is known."""


@dataclass(frozen=True, slots=True)
class Addressees:
    """Who gets a letter, and who does not."""

    recipients: Sequence[Recipient]
    """Those who get one. Without a row: parties that the list lacked, addressed by office."""
    left_out: tuple[Recipient, ...] = ()
    """Rows that get none, because their state is no party."""
    problems: tuple[Problem, ...] = ()
    """Parties that the list lacks, or whose id is that of a row."""


def read_list(campaign: Campaign, wanted: Wanted) -> RecipientList:
    """The table of a run, with what people corrected in its failed.csv. Raises as `read_recipients` does."""
    folder = wanted.out or campaign.output.directory
    return read_recipients(campaign, wanted.recipients, corrections.read_corrections_in(folder))


def find_addressees(campaign: Campaign, table: RecipientList, wanted: Wanted) -> Addressees:
    """Who of a list gets a letter. Raises UsageError for unknown ids or expressions, BrokenCampaign."""
    recipients = table.recipients
    if wanted.ids:
        recipients = pick_by_ids(table, wanted.ids)
    if wanted.where:
        chooser = Personaliser(campaign, table.further_columns).chooser(wanted.where)
        recipients = Spool(filter(chooser, recipients))
    if not wanted.parties_only or not (campaign.register or wanted.fill_gaps or wanted.as_of):
        return Addressees(recipients)  # without a register nobody can be forgotten
    coverage = cover(campaign, recipients, wanted.as_of)
    others = {recipient.id for recipient in coverage.others}
    theirs = (recipient for recipient in recipients if recipient.id not in others)
    shown = campaign.shown(table.path)
    if wanted.fill_gaps:
        lacking = coverage.forgotten if coverage.knows_states or not table.broken else ()
        forgotten = [address_by_office(code, campaign) for code in lacking]
        problems = tuple(_same_ids(forgotten, table, shown))
        return Addressees(Spool(chain(theirs, forgotten)), coverage.others, problems)
    surely = (
        coverage.forgotten if wanted.keep_going and not table.broken else _surely_forgotten(coverage, table)
    )
    gaps = tuple(_forgotten(code, coverage.on, shown) for code in surely)
    return Addressees(Spool(theirs) if others else recipients, coverage.others, gaps)


def why_left_out(recipient: Recipient) -> str:
    """Why a row gets no letter."""
    return f"{states.state_names(recipient.state, 'en').name} is not a party"


def cover(campaign: Campaign, recipients: Iterable[Recipient], on: date | None = None) -> Coverage:
    """Compare a list with the campaign's register on a date (default: the letter's).

    Raises BrokenCampaign where the campaign has no register, or one that is not valid.
    """
    if not campaign.register:
        message = "this campaign has no register, the list of the states that must get a letter"
        hint = (
            "without a register, letterforge batch makes the letters of all rows; to add one, "
            f'write under [campaign] of {FILE_NAME}: register = "parties.csv"'
        )
        problem = Problem(Code.BROKEN_REGISTER, message, hint, Place(campaign.file))
        raise BrokenCampaign([problem])
    register = states.load_register(campaign.parties_to)
    day = on or campaign.letter.date
    parties = register.parties(day)
    addressed: set[StateCode] = set()
    others: list[Recipient] = []
    without_state = 0
    for recipient in recipients:
        addressed.add(recipient.state)
        without_state += not recipient.state
        if recipient.state and recipient.state not in parties:
            others.append(recipient)
    return Coverage(
        register=register,
        on=day,
        parties=parties,
        forgotten=tuple(party for party in parties if party not in addressed),
        others=tuple(others),
        without_state=without_state,
        knows_states=bool(addressed - {""}),
    )


def _surely_forgotten(coverage: Coverage, table: RecipientList) -> tuple[StateCode, ...]:
    """The parties without a row; none where rows with an unread state may be all of theirs."""
    unknown = coverage.without_state + len(table.unread)
    return coverage.forgotten if coverage.knows_states and len(coverage.forgotten) > unknown else ()


def address_by_office(code: str, campaign: Campaign) -> Recipient:
    """The foreign minister of a state, addressed by office, for a list that lacks the state."""
    ministry = states.ministry(code, campaign.language)
    language = campaign.language_of(campaign.language)
    return Recipient(
        id=f"{states.alpha3(code)}-foreign_minister",
        state=code,
        office="foreign_minister",
        title=ministry.title,
        organisation=ministry.name,
        city=ministry.city,
        language=language,
        language_cell=None if language == campaign.language else campaign.language,
        who=states.state_names(code, "en").name,
    )


def _same_ids(forgotten: Iterable[Recipient], table: RecipientList, shown: str) -> Iterator[Problem]:
    """The rows whose id is that of a recipient that the list lacks: one of the two letters would be lost."""
    lacking = {recipient.id.casefold(): recipient for recipient in forgotten}
    rows = ((recipient.row, recipient.id) for recipient in table.recipients)
    for row, id_ in chain(rows, table.unread_ids.items()):
        if recipient := lacking.get(id_.casefold()):
            name = states.state_names(recipient.state, "en").name
            message = f'row {row} has the id "{id_}", which --fill-gaps needs for the letter to {name}'
            hint = "correct the country of this row, or give the row another id"
            yield Problem(Code.DUPLICATE_ID, message, hint, Place(shown, who=id_))


def _forgotten(code: str, on: date, shown: str) -> Problem:
    name = states.state_names(code, "en").name
    hint = "add a row, or use --fill-gaps to address its foreign ministry by office"
    return Problem(
        Code.STATE_FORGOTTEN,
        f"{name} is a party on {on.isoformat()} and has no row",
        hint,
        Place(shown, who=name),
        together=f"{{count}} parties on {on.isoformat()} have no row: {{names}}",
    )


def pick_by_ids(table: RecipientList, ids: Iterable[str]) -> tuple[Recipient, ...]:
    """The recipients with some ids, in that order, whatever their case.

    Raises UsageError for an unknown id.
    """
    wanted = {id_.casefold(): id_ for id_ in ids}
    named = (recipient for recipient in table.recipients if recipient.id.casefold() in wanted)
    found = {recipient.id.casefold(): recipient for recipient in named}
    for key, id_ in wanted.items():
        if key not in found:
            known = [recipient.id for recipient in table.recipients]
            raise UsageError(f'there is no recipient "{id_}" in the list', did_you_mean(id_, known))
    return tuple(found[key] for key in wanted)


def require_rows(table: RecipientList) -> None:
    """Raise BrokenCampaign where no row of a table could be read."""
    if not table.recipients:
        raise BrokenCampaign(table.problems)


def require_valid(table: RecipientList, recipient: Recipient) -> None:
    """Raise LetterFailed where a row of a table has errors, or its headings have."""
    problems = [
        problem
        for problem in errors_among(table.problems)
        if (problem.place.row or 0) <= table.heading_row or problem.place.row == recipient.row
    ]
    if problems:
        raise LetterFailed(problems)
