"""All that can be known before the first letter: campaign, templates, rows, file names, coverage.

Every row is personalised and composed on trial, so that a blank, a field or a link that is wrong in row 240 is
known before the letter of row 2 is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from letterforge import states
from letterforge.campaign import FILE_NAME, Campaign
from letterforge.comparison import compared
from letterforge.compose import check_markdown
from letterforge.deliver.names import clash_key, safe_name
from letterforge.errors import BrokenCampaign, Code, LetterFailed, Place, Problem, Severity, errors_among
from letterforge.model import Format, Language, Recipient, RowNumber, StateCode
from letterforge.pipeline import Workshop, draft
from letterforge.protocol.lint import lint
from letterforge.recipients import RecipientList
from letterforge.typeset import check_stationery


@dataclass(frozen=True, slots=True)
class Coverage:
    """The register on a date, held against a list."""

    register: states.Register
    on: date
    parties: tuple[StateCode, ...]
    forgotten: tuple[StateCode, ...]
    """Parties that no row of the list belongs to."""
    others: tuple[Recipient, ...]
    """Rows that belong to a state which is no party."""


@dataclass(frozen=True, slots=True)
class Preflight:
    """What is known before the first letter."""

    table: RecipientList
    recipients: tuple[Recipient, ...]
    """Those that get a letter, sound or not."""
    names: Mapping[str, str]
    """File name without suffix of each sound recipient's letter, by id."""
    problems: tuple[Problem, ...]
    """Those of the campaign first, then those of the rows, in their order."""

    @property
    def errors(self) -> list[Problem]:
        """The problems that keep letters from being made."""
        return errors_among(self.problems)

    @property
    def row_errors(self) -> Mapping[RowNumber, Sequence[Problem]]:
        """The errors that cost one row its letter, by row."""
        by_row: dict[RowNumber, list[Problem]] = defaultdict(list)
        for problem in self.errors:
            if problem.place.row is not None and problem.place.row > self.table.heading_row:
                by_row[problem.place.row].append(problem)
        return by_row

    @property
    def campaign_errors(self) -> list[Problem]:
        """The errors that no row is to blame for: with one of them, no letter can be made."""
        return [problem for problem in self.errors if (problem.place.row or 0) <= self.table.heading_row]

    def with_problems(self, problems: Iterable[Problem]) -> Preflight:
        """The same, with more problems that are no row's."""
        return replace(self, problems=(*problems, *self.problems))

    def strictly(self) -> Preflight:
        """The same, with every warning an error."""
        problems = tuple(replace(problem, severity=Severity.ERROR) for problem in self.problems)
        unsound = {problem.place.row for problem in problems}
        names = {each.id: self.names[each.id] for each in self.sound if _is_sound(each, self.names, unsound)}
        return replace(self, problems=problems, names=names)

    @property
    def sound(self) -> list[Recipient]:
        """The recipients whose letters can be made."""
        return [recipient for recipient in self.recipients if recipient.id in self.names]


def cover(campaign: Campaign, recipients: Iterable[Recipient], on: date | None = None) -> Coverage:
    """Hold a list against the campaign's register on a date (default: the letter's).

    Raises BrokenCampaign where the campaign has no register, or an unsound one.
    """
    if not campaign.register:
        hint = f'name one in {FILE_NAME}, such as register = "rome-statute" under [campaign]'
        problem = Problem(
            Code.BROKEN_REGISTER, "this campaign has no register of parties", hint, Place(FILE_NAME)
        )
        raise BrokenCampaign([problem])
    recipients = tuple(recipients)
    register = states.load_register(campaign.register)
    day = on or campaign.letter.date
    parties = register.parties(day)
    addressed = {recipient.state for recipient in recipients}
    return Coverage(
        register=register,
        on=day,
        parties=parties,
        forgotten=tuple(party for party in parties if party not in addressed),
        others=tuple(each for each in recipients if each.state and each.state not in parties),
    )


def examine(
    campaign: Campaign,
    table: RecipientList,
    recipients: Sequence[Recipient],
    formats: Iterable[Format],
) -> Preflight:
    """Examine the letters of a table's recipients, or of some of them, before any is made. Writes nothing.

    Problems of rows that get no letter do not count.
    """
    workshop = Workshop(campaign, table.further_columns)
    of_campaign = _campaign_problems(workshop, recipients, formats)
    shown = campaign.shown(table.path)
    of_rows = [problem for problem in table.problems if _concerns(problem, table, recipients)]
    lost = {problem.place.row for problem in of_rows if problem.code in LOST_COUNTRY}
    names: dict[str, str] = {}
    for recipient in recipients:
        name, problems = _trial(workshop, recipient)
        names |= {recipient.id: name} if name else {}
        of_rows += [
            problem.at(file=problem.place.file or shown)
            for problem in problems
            if not _follows(problem, of_campaign, lost)
        ]
    of_rows += _name_clashes(names, recipients, shown)
    everything = tuple(dict.fromkeys([*of_campaign, *_columns_before_rows(of_rows)]))
    unsound = {problem.place.row for problem in errors_among(everything)}
    sound = {
        recipient.id: names[recipient.id] for recipient in recipients if _is_sound(recipient, names, unsound)
    }
    return Preflight(table, tuple(recipients), sound, everything)


LOST_COUNTRY = frozenset({Code.UNKNOWN_COUNTRY, Code.NO_COUNTRY})


def _campaign_problems(
    workshop: Workshop, recipients: Iterable[Recipient], formats: Iterable[Format]
) -> list[Problem]:
    """What is wrong whatever the rows: settings, stationery, the template of each language that is asked for."""
    campaign, personaliser = workshop.campaign, workshop.personaliser
    problems = [*personaliser.check_settings(), *check_stationery(campaign, formats)]
    sound: list[Language] = []
    for language in sorted({campaign.language_of(recipient.language) for recipient in recipients}):
        found = personaliser.check(language)
        if not any(problem.code is Code.NO_TEMPLATE for problem in found):
            template = personaliser.template(language) if not _is_unreadable(found) else None
            texts = (template, *personaliser.annexes(language)) if template else ()
            found += [problem for text in texts for problem in check_markdown(text.body, text.shown)]
        problems += found
        sound += [] if errors_among(found) else [language]
    return problems + compared(sound, personaliser)


def _is_unreadable(problems: Iterable[Problem]) -> bool:
    return any(problem.code is Code.FRONT_MATTER for problem in problems)


def _trial(workshop: Workshop, recipient: Recipient) -> tuple[str, tuple[Problem, ...]]:
    """A recipient's file name and the problems of its letter, made on trial and thrown away."""
    name, problems = "", []
    try:
        name = safe_name(workshop.personaliser.file_name(recipient))
        if not name:
            hint = f"use a column that every row fills in [output] filename of {FILE_NAME}"
            place = Place(row=recipient.row or None, who=recipient.id)
            problems.append(
                Problem(Code.BAD_FILE_NAME, "this letter's file name would be empty", hint, place)
            )
    except LetterFailed as failure:
        problems += failure.problems
    try:
        letter = draft(recipient, workshop)
        wording = workshop.personaliser.wording(letter.language)
        problems += lint(letter, recipient, wording)
    except (LetterFailed, BrokenCampaign) as failure:
        problems += failure.problems
    return name, tuple(problems)


def _concerns(problem: Problem, table: RecipientList, recipients: Sequence[Recipient]) -> bool:
    """Whether a problem of the table matters to the letters that are to be made.

    A problem without a row, and one of a row that could not be read as a recipient at all, always do.
    """
    row = problem.place.row
    addressed = {recipient.row for recipient in recipients}
    return row is None or row <= table.heading_row or row in addressed or row in table.unread


def _follows(problem: Problem, known: Iterable[Problem], lost: Container[RowNumber | None]) -> bool:
    """Whether a row's problem is but the consequence of one that is named already."""
    if problem.place.column == "country" and problem.place.row in lost:
        return True
    here = problem.place.file, problem.place.line
    return any(
        problem == other or (other.is_error and here == (other.place.file, other.place.line))
        for other in known
    )


def _name_clashes(names: Mapping[str, str], recipients: Iterable[Recipient], shown: str) -> Iterator[Problem]:
    """A problem for each letter whose files would take the place of an earlier one's."""
    taken: dict[str, Recipient] = {}
    for recipient in recipients:
        if recipient.id not in names:
            continue
        first = taken.setdefault(clash_key(names[recipient.id]), recipient)
        # Two equal ids have been told as that.
        if first.id != recipient.id:
            message = f'"{names[recipient.id]}" is already the file name of row {first.row} ({first.id})'
            hint = f"put {{{{ recipient.id }}}} into [output] filename of {FILE_NAME}"
            place = Place(shown, row=recipient.row or None, who=recipient.id)
            yield Problem(Code.FILE_NAME_CLASH, message, hint, place)


def _columns_before_rows(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.place.row or 0)


def _is_sound(recipient: Recipient, names: Mapping[str, str], unsound: Container[RowNumber | None]) -> bool:
    return recipient.id in names and (recipient.row == 0 or recipient.row not in unsound)
