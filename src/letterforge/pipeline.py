"""One letter, from a recipient to files: the six steps, in order. Read this first.

```
1/6 recipients    table → rows            (`recipients`, once for the whole list)
2/6 personalise   row → prose
3/6 compose       prose → letter
4/6 typeset       letter → sheets
    inspect       sheets are read back, before they become files
5/6 seal          sheet → sealed sheet    (where the campaign has a seal; nothing touches a sheet after it)
    verify        seals are compared with the bytes, by code that shares nothing with step 5
6/6 deliver       sheets → files
```
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from letterforge.approval import Judge, Verdict, read_approvals
from letterforge.campaign import Campaign, door_of
from letterforge.compose import compose, missing_parts
from letterforge.deliver import DeliveryTarget, deliver
from letterforge.deliver.names import draft_name
from letterforge.errors import Code, LetterFailed, Place, Problem
from letterforge.inspection import Foresight, Inspector, Strangers
from letterforge.intake import FilesRead
from letterforge.model import Format, Letter, Outcome, Recipient, Sheet
from letterforge.personalise import Personaliser
from letterforge.provenance.content import ContentHasher, hash_letter
from letterforge.provenance.origin import Fingerprinter, Origin
from letterforge.recipients.cosigners import read_cosigners
from letterforge.seal.faults import SealError
from letterforge.sealing import Sealer, SealOrder, bad_seal, seal_failure
from letterforge.typeset import TYPESETTERS, Fitter, Typesetter, fit_campaign

LOGGER = logging.getLogger("letterforge")


class Workshop:
    """The tools that a worker builds once: templates, typesetters. They do not pickle; the campaign does."""

    def __init__(
        self,
        campaign: Campaign,
        columns: Iterable[str] = (),
        formats: Iterable[Format] = (),
        seal_order: SealOrder | None = None,
    ) -> None:
        """`columns` are the table's further columns.

        `formats` those to set (none: only letters are composed).

        `seal_order`: what to seal with; None: sheets are not sealed.
        """
        self.campaign = campaign
        self.columns = tuple(columns)
        self.formats = tuple(formats)
        self.seal_order = seal_order
        self.door = door_of(campaign)
        self.personaliser = Personaliser(campaign, columns, read_cosigners(campaign), self.door)
        self._typesetters: dict[tuple[Format, int], Typesetter] = {}
        self._inspector: Inspector | None = None
        self._is_confirmed = False

    def typesetter(self, chosen: Format, step: int = 0) -> Typesetter:
        """What sets a format in letters that are tightened by a step, built for the first of them.

        Raises LetterforgeError.
        """
        if (chosen, step) not in self._typesetters:
            self._typesetters[chosen, step] = TYPESETTERS[chosen](fit_campaign(self.campaign, step))
        return self._typesetters[chosen, step]

    @cached_property
    def fitter(self) -> Fitter:
        """Knows which letters are tightened to save a page."""
        return Fitter(self.campaign, partial(self.typesetter, Format.PDF))

    @cached_property
    def sealer(self) -> Sealer | None:
        """Seals sheets, with a key that is opened when the first letter is sealed. Raises SealError."""
        return Sealer(self.seal_order, self.campaign) if self.seal_order else None

    def confirm(self) -> None:
        """Check, once the first sheets are set, that they were set from the files that were examined.

        Typesetters keep what they have read, so once is enough. Raises LetterFailed, OSError.
        """
        if not self._is_confirmed:
            self.door.confirm()
            self._is_confirmed = True

    def inspector(self, strangers: Path) -> Inspector:
        """Reads finished sheets back. `strangers`: the file that `Strangers` of the whole list are in."""
        if self._inspector is None:
            known = Strangers(strangers)
            self._inspector = Inspector(self.campaign, known, known.own_texts())
        return self._inspector

    @cached_property
    def foresight(self) -> Foresight:
        """Knows what the inspection will refuse, before a letter is set."""
        return Foresight(self.campaign, self.door)

    @cached_property
    def fingerprinter(self) -> Fingerprinter:
        """Knows what a letter is made from, in every format, and so which older sheets are out of date."""
        sealed = dict.fromkeys(Format, self.seal_order.mark if self.seal_order else "")
        return Fingerprinter(self.campaign, self.columns, sealed, self.personaliser.cosigners, self.door)

    @cached_property
    def hasher(self) -> ContentHasher:
        """Hashes what people approve: the content of letters."""
        return ContentHasher(self.campaign, self.columns, self.personaliser.cosigners, self.door)

    @cached_property
    def judge(self) -> Judge | None:
        """Knows which letters are approved; None: no approval is needed. Raises BrokenCampaign."""
        needed = self.campaign.approvals_needed
        return Judge(read_approvals(self.campaign), self.hasher, needed) if needed else None


def draft(recipient: Recipient, workshop: Workshop) -> Letter:
    """The recipient's letter, not yet in any format. Raises LetterFailed."""
    letter, missing = composed(recipient, workshop)
    if missing:
        raise LetterFailed(missing)
    return letter


def composed(recipient: Recipient, workshop: Workshop) -> tuple[Letter, list[Problem]]:
    """The recipient's letter, and the necessary parts that it lacks. Raises LetterFailed."""
    LOGGER.debug("%s: 2/6 personalise", recipient.id)
    prose = workshop.personaliser.fill(recipient)
    LOGGER.debug("%s: 3/6 compose", recipient.id)
    letter = compose(prose, workshop.campaign)
    template = workshop.personaliser.template(letter.language)
    return letter, missing_parts(
        letter, recipient, template.lacks, template.shown, workshop.campaign.languages
    )


def forge(recipient: Recipient, workshop: Workshop, step: int | None = None) -> tuple[Sheet, ...]:
    """The recipient's letter in each of the workshop's formats, as it may leave: a draft, or sealed where it
    seals.

    `step`: see `typeset`. Raises LetterFailed.
    """
    letter = draft_or_final(recipient, workshop)
    return seal(letter, typeset(letter, workshop, step), workshop)


def draft_or_final(recipient: Recipient, workshop: Workshop) -> Letter:
    """The recipient's letter as it may leave: marked as a draft where it is not approved.

    Raises LetterFailed.
    """
    with workshop.door.recording() as texts:
        letter = draft(recipient, workshop)
    judge = workshop.judge
    if judge is None:
        return letter
    fingerprint = workshop.hasher.fingerprint(hash_letter(letter, workshop.door))
    cells = workshop.fingerprinter.cells(recipient)
    return judged(letter, judge.verdict(recipient.id, fingerprint, cells, tuple(texts.items())), workshop)


def judged(letter: Letter, verdict: Verdict | None, workshop: Workshop) -> Letter:
    """The letter as it may leave: final where it is approved, else marked as a draft.

    None: no approval is needed.

    Raises LetterFailed where it is not the letter that was judged.
    """
    if verdict is None:
        return letter
    if verdict.lacking:
        return replace(letter, draft=letter.labels.draft)
    if workshop.hasher.fingerprint(hash_letter(letter, workshop.door)) != verdict.fingerprint:
        raise LetterFailed([_changed("this run found it approved")])
    return letter


def _changed(since: str) -> Problem:
    message = f"the letter has changed since {since}: something in the campaign was edited"
    return Problem(Code.CHANGED_MEANWHILE, message, "run the same command again")


def typeset(letter: Letter, workshop: Workshop, step: int | None = None) -> tuple[Sheet, ...]:
    """The letter in each of the workshop's formats. Raises LetterFailed.

    `step`: by which letters of its language are tightened; None: the letter is fitted by itself, where the
    campaign fits letters.
    """
    LOGGER.debug("%s: 4/6 typeset", letter.id)
    ready: dict[Format, Sheet] = {}
    if step is None and workshop.campaign.stationery.fit != "none":
        ready[Format.PDF] = fitted = workshop.fitter.fit(letter)
        step = fitted.fit
    number = step or 0
    return tuple(
        ready.get(chosen) or replace(workshop.typesetter(chosen, number).set(letter), fit=number)
        for chosen in workshop.formats
    )


@dataclass(frozen=True, slots=True)
class Commission:
    """One letter that is to become files."""

    recipient: Recipient
    name: str
    """Of its files as long as it is final, without suffix."""
    folder: Path
    aside: Path
    """See `deliver.Target`; so `recorded`."""
    recorded: Mapping[str, str] = field(default_factory=dict)
    verdict: Verdict | None = None
    """See `judged`."""
    origin: Origin | None = None
    """What the letter was made from when it was examined; None: it was not."""
    texts: FilesRead = ()
    """The files that it was filled from then."""
    strangers: Path | None = None
    """The file of what other rows call their own; None: the sheets are not read back."""
    step: int | None = None
    """By which all letters of the language are tightened; None: it is fitted by itself, or not at all."""

    @property
    def target(self) -> DeliveryTarget:
        """Where its files go."""
        is_draft = self.verdict is not None and bool(self.verdict.lacking)
        name = draft_name(self.name) if is_draft else self.name
        return DeliveryTarget(self.folder, name, self.aside, self.recorded)


def make(commission: Commission, workshop: Workshop) -> Outcome:
    """The letter as files `folder/name.suffix`, or the problems that kept it from being made.

    A letter is made in all its formats or in none. The run removes what is there of an older one.
    """
    recipient = commission.recipient
    language = recipient.language
    try:
        letter = judged(_as_examined(commission, workshop), commission.verdict, workshop)
        sheets = typeset(letter, workshop, commission.step)
        fit = max((sheet.fit for sheet in sheets), default=0)
        if commission.origin:
            workshop.confirm()
        if commission.strangers is not None:
            inspect(letter, recipient, sheets, workshop.inspector(commission.strangers))
        sheets = seal(letter, sheets, workshop)
        LOGGER.debug("%s: 6/6 deliver", recipient.id)
        delivery = deliver(sheets, commission.target)
        return Outcome(recipient, language, files=delivery.files, set_aside=delivery.set_aside, fit=fit)
    except LetterFailed as failure:
        problems = tuple(_with_row(problem, recipient) for problem in failure.problems)
    except OSError as error:
        problems = (_with_row(unreadable(error, workshop.campaign), recipient),)
    return Outcome(recipient, language, problems=problems)


def _as_examined(commission: Commission, workshop: Workshop) -> Letter:
    """The letter, made from what it was examined with. Raises LetterFailed."""
    with workshop.door.recording() as texts:
        letter = draft(commission.recipient, workshop)
    same = texts.items() <= dict(commission.texts).items()
    if commission.origin and not (same and workshop.fingerprinter.is_current(commission.origin)):
        raise LetterFailed([_changed("this run examined it")])
    return letter


def unreadable(error: OSError, campaign: Campaign) -> Problem:
    """The problem that a file of the campaign cannot be read any more."""
    shown = campaign.shown(Path(error.filename or ""))
    message = f"{shown} cannot be read: {error.strerror or error}"
    return Problem(Code.MISSING_FILE, message, "put the file back", Place(campaign.file))


def _with_row(problem: Problem, recipient: Recipient) -> Problem:
    """A problem of one letter with the row that it belongs to, where it has no place yet."""
    place = problem.place
    has_place = place.file or place.row or place.who
    return problem if has_place else problem.at(row=recipient.place.row, who=recipient.place.who)


def inspect(letter: Letter, recipient: Recipient, sheets: Sequence[Sheet], inspector: Inspector) -> None:
    """Read sheets back from their bytes. Raises LetterFailed with what is wrong in them."""
    LOGGER.debug("%s: inspect", recipient.id)
    problems = inspector.inspect(letter, recipient, sheets)
    if problems:
        raise LetterFailed(problems)


def seal(letter: Letter, sheets: tuple[Sheet, ...], workshop: Workshop) -> tuple[Sheet, ...]:
    """The sheets, sealed; as they are where the campaign has no seal, and where the letter is a draft.

    Raises LetterFailed.
    """
    if workshop.seal_order is None or letter.draft:
        return sheets
    LOGGER.debug("%s: 5/6 seal", letter.id)
    try:
        sealer = workshop.sealer
        assert sealer is not None  # noqa: S101 - there is one where there is an order
        sealed = tuple(replace(sheet, content=sealer.seal(letter, sheet)) for sheet in sheets)
    except SealError as fault:
        raise seal_failure(fault, letter) from None
    verify(letter, sealed)
    return sealed


def verify(letter: Letter, sheets: Sequence[Sheet]) -> None:
    """Compare the seals of sheets with their bytes, in a room that has no part in sealing.

    Raises LetterFailed.
    """
    from letterforge.verify import quick

    LOGGER.debug("%s: verify", letter.id)
    problems = [
        bad_seal(fault, sheet, letter) for sheet in sheets for fault in quick(sheet.content, sheet.format)
    ]
    if problems:
        raise LetterFailed(problems)
