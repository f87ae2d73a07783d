"""All checks on one letter's sheets, in order. Built once in each worker."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, pairwise

import pypdfium2

from letterforge.campaign import FILE_NAME, Campaign
from letterforge.errors import Code, Problem, counted
from letterforge.inspection.reading import Reading, UnreadableError, read
from letterforge.inspection.sameness import Pages, difference, mended, pages_of, resolved
from letterforge.inspection.strangers import Strangers
from letterforge.inspection.traces import literal, traces
from letterforge.inspection.wording import SheetWording, wording
from letterforge.inspection.words import as_read, joined, letters_of, spoken, words
from letterforge.model import Format, Letter, Recipient, Sheet
from letterforge.protocol.address import inside_address
from letterforge.states import state_names

NAMES = {Format.DOCX: "Word file", Format.PDF: "PDF"}
TAIL = 2
"""Words at the body's end by which its last line is known again, where words are read in no order."""


@dataclass(frozen=True, slots=True)
class Read:
    """A sheet that was read back."""

    reading: Reading
    pages: Pages
    wanted: SheetWording

    @property
    def name(self) -> str:
        """For messages."""
        return NAMES[self.reading.format]


class Inspector:
    """Reads finished letters back and says what is wrong in them."""

    def __init__(self, campaign: Campaign, strangers: Strangers, own: Iterable[str] = ()) -> None:
        """`own`: what the campaign itself says, such as the sources of its templates and annexes in all languages."""
        self._campaign = campaign
        self._strangers = strangers
        self._own = "\n".join((*map(literal, own), *campaign.inspect.allow))
        self._own_words = f" {' '.join(spoken(self._own))} "
        self._allowed = tuple(campaign.inspect.allow)
        self._underlay = _underlay(campaign)

    def inspect(self, letter: Letter, recipient: Recipient, sheets: Sequence[Sheet]) -> tuple[Problem, ...]:
        """What is wrong with a letter's sheets: errors, each at the recipient's row. Raises nothing."""
        try:
            reads = [self._read(letter, sheet) for sheet in sheets]
        except UnreadableError as error:
            message = f"a finished sheet cannot be read back: {error}"
            return (
                _problem(
                    Code.UNREADABLE_SHEET, message, "make the letter again; is the disk sound?", recipient
                ),
            )
        found = [*self._sameness(letter, recipient, reads)]
        # Sheets that say the same need not be searched twice.
        distinct = reads if found else sorted(reads, key=lambda each: each.reading.format)[:1]
        found += self._row(letter, recipient, reads)
        found += self._merge(letter, recipient, distinct)
        found += self._signatures(letter, recipient, reads)
        found += self._marked(letter, recipient, reads)
        found += self._length(recipient, reads)
        return tuple(found)

    def _read(self, letter: Letter, sheet: Sheet) -> Read:
        reading = read(sheet, self._campaign.stationery.margin_top if self._is_marked(letter) else 0.0)
        wanted = wording(letter, self._campaign, sheet.format, len(reading.pages))
        return Read(reading, mended(pages_of(reading), wanted), wanted)

    # --- 1. the letter's words -------------------------------------------------------------------

    def _sameness(self, letter: Letter, recipient: Recipient, reads: Sequence[Read]) -> Iterator[Problem]:
        for each in reads:
            is_pdf = each.reading.format is Format.PDF
            wanted, said = each.wanted, each.pages
            if is_pdf and self._underlay:
                more = tuple(self._underlay[min(n, 1)] for n in range(len(each.reading.pages)))
                wanted = replace(wanted, beside=(*wanted.beside, *more))
            if each.reading.notes:
                said = Pages((*said.words, *words(each.reading.notes)), said.starts)
            is_open = is_pdf and self._campaign.stationery.css is not None
            is_exact = not (is_pdf and letter.rtl)
            if told := difference(said, wanted, is_exact=is_exact, is_open=is_open):
                message = f"the {each.name} does not say what the letter says: it {told}"
                hint = "compare both formats; a style sheet or a character of the row may hide or move text"
                yield _problem(Code.NOT_THE_LETTER, message, hint, recipient)

    # --- 2. what the row says --------------------------------------------------------------------

    def _row(self, letter: Letter, recipient: Recipient, reads: Sequence[Read]) -> Iterator[Problem]:
        if not letter.inside_address:
            return
        lines = inside_address(recipient, letter.language)
        for each in reads:
            turned = letter.rtl and each.reading.format is Format.PDF
            there = " ".join(each.pages.words)
            known = joined(each.pages.words) if turned else set()
            for line in lines:
                sought = words(line)
                is_there = (
                    all(letters_of(word) in known or not letters_of(word) for word in sought)
                    if turned
                    else " ".join(sought) in there
                )
                if not is_there:
                    message = f'the {each.name} lacks what the row says: "{line}"'
                    hint = "look at the letter with letterforge preview, and at the row"
                    yield _problem(Code.NOT_THE_ROW, message, hint, recipient)

    # --- 3. what belongs to others, 4. traces ----------------------------------------------------

    def _merge(self, letter: Letter, recipient: Recipient, reads: Iterable[Read]) -> Iterator[Problem]:
        told = set()
        for each in reads:
            for phrase, row, who in self._others(letter, recipient, each.reading):
                if phrase not in told:
                    told.add(phrase)
                    message = f'"{phrase}" stands in the {each.name}, and belongs to row {row} ({who})'
                    allowed = json.dumps(phrase, ensure_ascii=False)
                    hint = f"if it may stand there, name it in {FILE_NAME}:\n[inspect]\nallow = [{allowed}]"
                    yield _problem(Code.STRANGER, message, hint, recipient)
            is_turned = letter.rtl and each.reading.format is Format.PDF
            for trace in traces(each.reading.text, self._own, cells_of(recipient), is_turned=is_turned):
                if trace not in told and not any(allowed in trace for allowed in self._allowed):
                    told.add(trace)
                    message = f'the {each.name} has a trace of a merge gone wrong: "{trace}"'
                    hint = "mend the cell or the template that it comes from, or name it in [inspect] allow"
                    yield _problem(Code.MERGE_TRACE, message, hint, recipient)

    def _others(
        self, letter: Letter, recipient: Recipient, reading: Reading
    ) -> Iterator[tuple[str, int, str]]:
        own = ""
        reader = recipient.row, recipient.id
        for phrase, owner in self._strangers.found(spoken(reading.text), reader):
            own = (
                own
                or self._own_words + " ".join(spoken(f"{self._said(recipient)}\n{_campaigns(letter)}")) + " "
            )
            if f" {phrase} " not in own:
                yield phrase, *owner

    def _said(self, recipient: Recipient) -> str:
        """What the row says of itself, and what the campaign says."""
        language = recipient.language
        lines = inside_address(recipient, language)
        # The salutation aside: a name in it that is another row's alone is the gravest of errors.
        cells = cells_of(replace(recipient, salutation=""))
        return "\n".join((*cells, *lines, *_names(recipient.state, language), self._own))

    # --- 5. signatures, drafts and length --------------------------------------------------------

    def _signatures(self, letter: Letter, recipient: Recipient, reads: Iterable[Read]) -> Iterator[Problem]:
        inked = sum(each.image is not None for each in letter.signatures)
        for each in reads:
            drawn = self._drawn(each)
            if drawn < inked and not letter.draft:
                message = (
                    f"the {each.name} shows {max(0, drawn)} of {counted(inked, 'picture')} of signatures"
                )
                hint = "look at the picture that [[signatories]] names, and make the letter again"
                yield _problem(Code.NO_SIGNATURE_PICTURE, message, hint, recipient)
            if each.reading.format is Format.PDF and letter.signatures and _is_alone(each, letter):
                message = "the signature block stands on a page without a line of the letter before it"
                hint = "shorten the letter, or lengthen it by a line; page breaks in the template may be to blame"
                yield _problem(Code.LONE_SIGNATURES, message, hint, recipient)

    def _is_marked(self, letter: Letter) -> bool:
        """Whether it matters that the word of a draft stands, or does not stand, above the text."""
        return bool(letter.draft or self._campaign.approvals_needed)

    def _marked(self, letter: Letter, recipient: Recipient, reads: Iterable[Read]) -> Iterator[Problem]:
        """A draft has its word on each page and shows no signature; a letter that may be sent has no such word."""
        hint = "a style sheet or a letterhead of the campaign may be to blame; make the letter again"
        for each in reads if self._is_marked(letter) else ():
            word = letters_of(as_read(letter.labels.draft))
            marked = [
                where for where, text in each.reading.above.items() if word in map(letters_of, words(text))
            ]
            bare = [where for where in each.reading.above if where not in marked]
            if letter.draft and self._drawn(each) > 0:
                message = f"the {each.name} is a draft, and shows the picture of a signature"
                yield _problem(Code.DRAFT, message, hint, recipient)
            if letter.draft and bare:
                message = f'the {each.name} is a draft without the word "{letter.draft}" ({", ".join(bare)})'
                yield _problem(Code.DRAFT, message, hint, recipient)
            if marked and not letter.draft and word not in self._margin_words(letter):
                message = (
                    f'the {each.name} is no draft, and says "{letter.labels.draft}" ({", ".join(marked)})'
                )
                yield _problem(Code.DRAFT, message, hint, recipient)

    def _margin_words(self, letter: Letter) -> set[str]:
        """Words that stand above the text of any letter."""
        lines = (self._campaign.text(line, letter.language) for line in self._campaign.sender.lines)
        said = words("\n".join((*letter.running, letter.author, *lines)))
        return set(map(letters_of, chain(said, *self._underlay)))

    def _drawn(self, each: Read) -> int:
        """Pictures of signatures that a sheet shows."""
        return sum(each.reading.pictures) - (self._logos() if each.reading.format is Format.PDF else 0)

    def _logos(self) -> int:
        """Pictures of the letterhead in a PDF."""
        choice = self._campaign.stationery.letterhead
        return (
            len(choice) if isinstance(choice, tuple) and not self._campaign.stationery.letterhead_pdf else 0
        )

    def _length(self, recipient: Recipient, reads: Iterable[Read]) -> Iterator[Problem]:
        most = self._campaign.inspect.max_pages
        for each in reads:
            count = len(each.reading.pages)
            if most and count > most:
                message = f"the {each.name} has {count} pages, and [inspect] max_pages is {most}"
                yield _problem(
                    Code.TOO_MANY_PAGES, message, "shorten the letter, or raise the limit", recipient
                )


def _is_alone(each: Read, letter: Letter) -> bool:
    """Whether the page of the signatures begins after the last word of the body."""
    wanted, pages = each.wanted, each.pages
    if len(pages.starts) < 2 or not wanted.body_end:
        return False
    if letter.rtl:
        tail = {letters_of(word) for word in wanted.text[max(0, wanted.body_end - TAIL) : wanted.body_end]}
        name = {letters_of(word) for word in words(letter.signatures[0].name)}
        bounds = (*pages.starts, len(pages.words))
        sets = [joined(pages.words[start:end]) for start, end in pairwise(bounds)]
        with_name = [page for page in sets if name <= page]
        return bool(with_name) and not any(tail - {""} <= page for page in with_name)
    # The body's last word is on the signatures' page if one can go forward through the letter and meet it there.
    until = _length_of(wanted, pages, wanted.signatures)
    before = _length_of(wanted, pages, wanted.body_end)
    text, _ = resolved(pages, wanted)
    at, last, first = 0, 0, 0
    try:
        for place, word in enumerate(text[: until + 1], start=1):
            at = pages.words.index(word, at) + 1
            last, first = (at if place == before else last), at
    except ValueError:
        return False  # told as a difference
    return pages.page(last - 1) < pages.page(first - 1)


def _length_of(wanted: SheetWording, pages: Pages, end: int) -> int:
    """Words up to a place; marks of footnotes may be read as words of their own."""
    return (
        len(resolved(pages, replace(wanted, text=wanted.text[:end], beside=()))[0])
        if wanted.has_marks
        else end
    )


def cells_of(recipient: Recipient) -> tuple[str, ...]:
    """What a row says, cell by cell."""
    r = recipient
    place = (*r.address, r.postal_code, r.city)
    return (r.honorific, r.name, r.title, r.organisation, *place, r.email, r.salutation, *r.extra.values())


def _campaigns(letter: Letter) -> str:
    """What the campaign puts around every letter."""
    signing = [text for each in letter.signatures for text in (each.name, each.title, each.organisation)]
    groups = letter.cosigners.groups if letter.cosigners else ()
    names = [name for group in groups for name in (group.heading, *group.names)]
    fixed = (line for line in (*letter.copies, *letter.enclosures, letter.contact))
    literals = ["".join(run.text for run in line if not run.personal) for line in fixed]
    return "\n".join((letter.author, letter.dateline, *signing, *names, *literals))


@cache
def _names(state: str, language: str) -> tuple[str, ...]:
    if not state:
        return ()
    names = state_names(state, language)
    return tuple(value for name in names.__slots__ if isinstance(value := getattr(names, name), str))


def _underlay(campaign: Campaign) -> tuple[tuple[str, ...], ...]:
    """The words of a letterhead in PDF that lie under the first page and under those that follow; empty: none."""
    path = campaign.stationery.letterhead_pdf
    if path is None:
        return ()
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        pages = [
            tuple(words(document[n].get_textpage().get_text_range())) for n in range(min(2, len(document)))
        ]
    finally:
        document.close()
    return (pages[0], pages[1] if len(pages) > 1 else ())


def _problem(code: Code, message: str, hint: str, recipient: Recipient) -> Problem:
    return Problem(code, message, hint, recipient.place)
