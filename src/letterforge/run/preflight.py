"""All that can be known before the first letter: campaign, templates, rows, file names, coverage.

Every row is personalised and composed on trial, so that a blank, a field or a link that is wrong in row 240
is known before the letter of row 2 is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from letterforge.approval import Judge, Standing, Verdict
from letterforge.campaign import FILE_NAME, Campaign, fitting, given_files, language_files
from letterforge.deliver.names import draft_name, safe_name
from letterforge.errors import BrokenCampaign, Code, LetterFailed, Problem, Severity, errors_among
from letterforge.intake import FilesRead, given, sha256_of
from letterforge.machine import packaged_faces
from letterforge.model import Format, Language, Letter, Recipient, RowNumber, clash_key
from letterforge.model.spool import Firsts, Spool
from letterforge.personalise import fields_in
from letterforge.pipeline import Workshop, composed, unreadable
from letterforge.protocol.completeness import require_complete
from letterforge.protocol.labels import language_name
from letterforge.protocol.lint import lint
from letterforge.provenance.content import hash_letter
from letterforge.provenance.origin import Origin
from letterforge.recipients import RecipientList
from letterforge.run.comparison import compare_templates
from letterforge.run.crew import Crew, workshop_for
from letterforge.run.demand import (
    find_lost_cell,
    find_lost_columns,
    find_other_spellings,
    find_unused_columns,
    follows,
    name_lost_columns_once,
    relate_to_table,
)
from letterforge.run.texts import Texts
from letterforge.run.unfinished import check_letter_text, check_setting_texts, check_template_texts
from letterforge.typeset import check_stationery, find_window_problems


@dataclass(frozen=True, slots=True)
class Examined:
    """A recipient, and what is known of its letter after it was made on trial."""

    recipient: Recipient
    language: Language
    name: str
    """File name without suffix; empty: there is none that is valid."""
    origin: Origin | None
    """What the letter is made from; None: it cannot be made."""
    texts: FilesRead = ()
    """The files that it was filled from."""
    fingerprint: bytes = b""
    """What people approve; empty: no approval is needed."""
    verdict: Verdict | None = None
    """Whether it may be signed; None: no approval is needed."""
    step: int | None = None
    """By which all letters of its language are tightened; None: it is fitted by itself, or not at all."""

    @property
    def lacking(self) -> tuple[str, ...]:
        """Why it is a draft; empty: it is final."""
        return self.verdict.lacking if self.verdict else ()

    @property
    def is_draft(self) -> bool:
        """Whether it is made as a draft."""
        return bool(self.lacking)

    @property
    def file_name(self) -> str:
        """The name that its files get, without suffix."""
        return draft_name(self.name) if self.is_draft else self.name

    def judged(self, judge: Judge | None) -> Examined:
        """The same, and whether it is approved."""
        if self.origin is None or judge is None:
            return self
        verdict = judge.verdict(self.recipient.id, self.fingerprint, self.origin.cells, self.texts)
        return replace(
            self, verdict=verdict, origin=self.origin.as_draft() if verdict.lacking else self.origin
        )

    def fitted(self, steps: Mapping[Language, int] | None) -> Examined:
        """The same, and how far the letters of its language are tightened; None: each is fitted by itself."""
        if self.origin is None or steps is None:
            return self
        step = steps.get(self.language, 0)
        return replace(self, step=step, origin=self.origin.tightened(step))


@dataclass(frozen=True, slots=True)
class Preflight:
    """What is known before the first letter."""

    table: RecipientList
    letters: Sequence[Examined]
    """Of those that get a letter, valid or not."""
    problems: tuple[Problem, ...]
    """Those of the campaign first, then those of the rows, in their order."""
    files: Mapping[Path, str] = field(default_factory=dict)
    """All files that the letters depend on, the list too, each with its SHA-256; empty: it is not there."""
    texts: tuple[str, ...] = ()
    """What the letters were filled from, as it is in its files."""
    judge: Judge | None = None
    """Knows which letters are approved; None: no approval is needed."""
    steps: Mapping[Language, int] | None = None
    """How far the letters of each language are tightened; None: each is fitted by itself, or not at all."""

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
        """The errors that belong to no row: with one of them, no letter can be made."""
        return [problem for problem in self.errors if (problem.place.row or 0) <= self.table.heading_row]

    def with_problems(self, problems: Iterable[Problem]) -> Preflight:
        """The same, with more problems that are no row's."""
        return replace(self, problems=(*problems, *self.problems))

    def strictly(self) -> Preflight:
        """The same, with every warning an error."""
        return replace(self, problems=tuple(map(_strictly, self.problems)))

    def valid(self) -> Iterator[Examined]:
        """Those whose letters can be made, each with whether it may be signed."""
        bad_rows = self._bad_rows()
        made = (examined for examined in self.letters if _can_be_made(examined, bad_rows))
        return (examined.judged(self.judge).fitted(self.steps) for examined in made)

    @property
    def has_valid_rows(self) -> bool:
        """Whether the errors are those of single rows, and the letters of others can be made."""
        return not self.campaign_errors and any(True for _ in self.valid())

    def standings(self) -> Iterator[tuple[Examined, Standing]]:
        """Those whose letters can be made, and who has approved each; none where no approval is needed."""
        bad_rows = self._bad_rows()
        for examined in self.letters if self.judge else ():
            if self.judge and examined.origin and _can_be_made(examined, bad_rows):
                made_from = examined.fingerprint, examined.origin.cells, examined.texts
                yield examined, self.judge.standing(examined.recipient.id, *made_from)

    def invalid(self) -> Iterator[Examined]:
        """Those whose letters cannot be made."""
        bad_rows = self._bad_rows()
        return (examined for examined in self.letters if not _can_be_made(examined, bad_rows))

    def _bad_rows(self) -> frozenset[RowNumber | None]:
        return frozenset(problem.place.row for problem in self.errors)


def _strictly(problem: Problem) -> Problem:
    return problem if problem.severity is Severity.NOTICE else replace(problem, severity=Severity.ERROR)


def _can_be_made(examined: Examined, bad_rows: Container[RowNumber | None]) -> bool:
    row = examined.recipient.row
    return bool(examined.name) and examined.origin is not None and (row == 0 or row not in bad_rows)


def examine(crew: Crew, table: RecipientList, recipients: Sequence[Recipient], where: str = "") -> Preflight:
    """Examine the letters of a table's recipients, or of some of them, before any is made. Writes nothing.

    `where`: the expression by which these were chosen; the columns that it asks about are used.
    Problems of rows that get no letter do not count. Raises Interrupted.
    """
    campaign = crew.job.campaign
    workshop = workshop_for(crew.job)
    wanted = {recipient.language for recipient in recipients}
    require_complete(campaign.languages, recipients)
    # For the others, each row has an error.
    known = sorted(wanted.intersection(campaign.languages.complete()))
    of_campaign = _campaign_problems(workshop, known, crew.job.formats)
    judge = _judge(workshop, of_campaign)
    shown = campaign.shown(table.path)
    of_rows = _of_rows(table, recipients)
    lost = {*map(find_lost_cell, errors_among(of_rows)), *find_lost_columns(table)}
    file_names = FileNames(shown, with_drafts=bool(campaign.approvals_needed))
    texts = Texts(campaign)

    used = set(fields_in(where))

    def examined() -> Iterator[Examined]:
        for _, trial in crew.results(make_on_trial, recipients, trial_crashed):
            letter = trial.letter
            texts.add(letter.texts)
            used.update(trial.used)
            of_rows.extend(
                relate_to_table(problem, table, letter.recipient).at(file=problem.place.file or shown)
                for problem in name_lost_columns_once(trial.problems, table)
                if not follows(problem, of_campaign, lost)
            )
            of_rows.extend(file_names.clashes(letter))
            yield letter

    letters = Spool(examined())
    files = _files(workshop, table, of_campaign)
    of_campaign += texts.problems()
    if not errors_among(of_campaign) and not table.broken:
        is_partial = len(recipients) < len(table.recipients) or bool(errors_among(of_rows))
        of_campaign += find_unused_columns(table, used, workshop.personaliser, known if is_partial else ())
        of_campaign += find_other_spellings(table, workshop.personaliser, known)
    together = dict.fromkeys([*of_campaign, *_columns_before_rows(of_rows)])
    everything = tuple(fitting(problem, campaign) for problem in together)
    return Preflight(table, letters, everything, files | texts.files, texts.contents(workshop), judge)


def _files(workshop: Workshop, table: RecipientList, problems: list[Problem]) -> dict[Path, str]:
    """What all letters depend on; where that cannot be read, `problems` gets more."""
    campaign = workshop.campaign
    try:
        faces = {path: sha256_of(path) for path in packaged_faces(campaign.stationery.faces)}
        lists = {table.path}
        if given.real(campaign.recipients) == table.path:
            lists.add(campaign.recipients)  # which may be a link, and lead to another list next time
        return given_files(campaign, workshop.door) | faces | dict.fromkeys(lists, table.sha256)
    except LetterFailed as failure:
        problems += failure.problems
    except OSError as error:
        problems.append(unreadable(error, campaign))
    return {}


def _judge(workshop: Workshop, problems: list[Problem]) -> Judge | None:
    """What knows which letters are approved; where the file has errors, `problems` gets more."""
    try:
        return workshop.judge
    except BrokenCampaign as error:
        problems += error.problems
        return None


def _campaign_problems(
    workshop: Workshop, languages: Iterable[Language], formats: Iterable[Format]
) -> list[Problem]:
    """What is wrong whatever the rows: settings, stationery, the template of each language that is needed."""
    personaliser = workshop.personaliser
    problems = personaliser.check_settings()
    problems += check_setting_texts(workshop.campaign, workshop.door, languages)
    problems += check_stationery(workshop.campaign, formats)
    valid: list[Language] = []
    for language in languages:
        found = personaliser.check(language)
        with suppress(BrokenCampaign):  # `check` has found the same
            found += check_template_texts(language, personaliser)
        problems += found
        valid += [] if errors_among(found) else [language]
    return problems + compare_templates(valid, personaliser)


@dataclass(frozen=True, slots=True)
class Trial:
    """A letter that was made on trial."""

    letter: Examined
    problems: tuple[Problem, ...]
    used: tuple[str, ...] = ()
    """The further columns of the table that it uses."""


def make_on_trial(workshop: Workshop, recipient: Recipient) -> Trial:
    """In a worker: what is known of a recipient's letter after it was made on trial."""
    language = recipient.language
    used = workshop.personaliser.used
    used.clear()
    with workshop.door.recording() as texts:
        name, letter, problems = _compose_on_trial(workshop, recipient)
        for path in language_files(workshop.campaign, language):
            workshop.door.sha256(path)
    read = tuple(texts.items())
    origin, fingerprint = None, b""
    try:
        if letter is not None:
            problems += lint(letter, recipient, workshop.personaliser.wording(language))
            problems += check_letter_text(letter, recipient, workshop.personaliser)
            problems += workshop.foresight.problems(letter, recipient, read)
            problems += find_window_problems(letter, workshop.campaign, recipient.place)
        if letter is not None and not errors_among(problems):
            hashed = hash_letter(letter, workshop.door)
            origin = workshop.fingerprinter.of(recipient, name, hashed, read)
            fingerprint = workshop.hasher.fingerprint(hashed) if workshop.campaign.approvals_needed else b""
    except (LetterFailed, BrokenCampaign) as failure:
        problems += failure.problems
    except OSError as error:
        problems.append(unreadable(error, workshop.campaign))
    examined = Examined(recipient, language, name, origin, read, fingerprint)
    return Trial(examined, tuple(problems), tuple(used.intersection(workshop.columns)))


def _compose_on_trial(workshop: Workshop, recipient: Recipient) -> tuple[str, Letter | None, list[Problem]]:
    """The name of a letter's files, the letter (None: it failed), and what is wrong with either."""
    name, letter, problems = "", None, []
    if unsupported := _unsupported(recipient, workshop.campaign):
        return name, letter, [unsupported]
    try:
        name = safe_name(workshop.personaliser.file_name(recipient))
        if not name:
            hint = f"in [output] filename of {FILE_NAME}, use a column that is filled in every row"
            place = recipient.place
            problems.append(
                Problem(Code.BAD_FILE_NAME, "this letter's file name would be empty", hint, place)
            )
    except LetterFailed as failure:
        problems += failure.problems
    try:
        letter, missing = composed(recipient, workshop)
        problems += missing
    except (LetterFailed, BrokenCampaign) as failure:
        problems += failure.problems
    return name, letter, problems


def _unsupported(recipient: Recipient, campaign: Campaign) -> Problem | None:
    """That no letter can be made in a recipient's language, whatever its template is; None: one can."""
    language = recipient.language
    if language in campaign.languages.complete():
        return None
    named = f"{language_name(language)} ({language})"
    message = (
        f"letters in {named} cannot be made yet: letterforge has no forms of address, dates and labels for it"
    )
    known = ", ".join(campaign.languages.complete())
    hint = f"give this row another language: {known}; or add this one (docs/languages.md)"
    if not recipient.named_language:
        hint = f"change language in {FILE_NAME}: {known}; or fill in the language of this row"
    place = replace(recipient.place, column="language")
    return Problem(Code.UNKNOWN_LANGUAGE, message, hint, place)


def trial_crashed(recipient: Recipient) -> Trial:
    """What is known of a letter whose worker crashed on each trial."""
    hint = "use --jobs 1 to see why; is there enough memory?"
    message = "the process checking this row crashed twice"
    problem = Problem(Code.WORKER_DIED, message, hint, recipient.place)
    return Trial(Examined(recipient, recipient.language, "", None), (problem,))


def _of_rows(table: RecipientList, recipients: Sequence[Recipient]) -> list[Problem]:
    """The problems of the table that matter to the letters that are to be made.

    A problem without a row, and one of a row that could not be read as a recipient at all, always do.
    """
    if not table.problems:
        return []
    addressed = {recipient.row for recipient in recipients}
    return [
        problem
        for problem in table.problems
        if (row := problem.place.row) is None
        or row <= table.heading_row
        or row in addressed
        or row in table.unread
    ]


class FileNames:
    """Finds letters whose files would take the place of an earlier one's."""

    def __init__(self, shown: str, *, with_drafts: bool = False) -> None:
        """`with_drafts`: a letter's files have another name as long as it is a draft."""
        self._shown = shown
        self._with_drafts = with_drafts
        self._taken: Firsts[tuple[str, RowNumber]] = Firsts()

    def clashes(self, letter: Examined) -> Iterator[Problem]:
        """The problem of a letter whose file name is taken."""
        if not letter.name:
            return
        recipient = letter.recipient
        names = (letter.name, draft_name(letter.name)) if self._with_drafts else (letter.name,)
        claims = [(name, self._taken.claim(clash_key(name), (recipient.id, recipient.row))) for name in names]
        # Two equal ids have been reported as that.
        for name, (id_, row) in [claim for claim in claims if claim[1][0] != recipient.id][:1]:
            message = f'"{name}" is already the file name of row {row} ({id_})'
            hint = f"put {{{{ recipient.id }}}} into [output] filename of {FILE_NAME}"
            place = replace(recipient.place, file=self._shown)
            yield Problem(Code.FILE_NAME_CLASH, message, hint, place)


def _columns_before_rows(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.place.row or 0)
