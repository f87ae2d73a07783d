"""All checks on one letter's sheets, in order. Built once in each worker."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import chain, pairwise

import pypdfium2

from letterforge.campaign import FILE_NAME, Campaign
from letterforge.errors import Code, Problem, counted
from letterforge.inspection.geometry import measure_area
from letterforge.inspection.joining import WordPages, has_loose_line, join_broken_words, make_word_pages
from letterforge.inspection.reading import Reading, UnreadableError, read_sheet
from letterforge.inspection.sameness import describe_difference, resolve_marks
from letterforge.inspection.strangers import Strangers
from letterforge.inspection.traces import find_traces, strip_markup
from letterforge.inspection.wording import SheetWording, list_wording
from letterforge.inspection.words import (
    join_neighbours,
    normalise,
    sort_letters,
    split_spoken,
    split_words,
    straighten,
)
from letterforge.languages import Languages
from letterforge.model import Language, Letter, Recipient, Sheet
from letterforge.protocol.address import inside_address, without_titles
from letterforge.protocol.country_lines import posting_country
from letterforge.states import state_names
from letterforge.typeset.plan.parts import join_runs
from letterforge.typeset.plan.tightening import fit_campaign

TAIL = 2
"""Words at the body's end that identify its last line where words are read in no order."""


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet that was read back."""

    reading: Reading
    pages: WordPages
    wanted: SheetWording

    @property
    def name(self) -> str:
        """For messages."""
        return self.reading.format.label


class Inspector:
    """Reads finished letters back and reports what is wrong in them."""

    def __init__(self, campaign: Campaign, strangers: Strangers, own: Iterable[str] = ()) -> None:
        """`own`: the campaign's own text, such as the sources of its templates and annexes."""
        self._campaign = campaign
        self._strangers = strangers
        self._own = "\n".join((*map(strip_markup, own), *campaign.inspect.allow))
        self._own_words = f" {' '.join(split_spoken(self._own))} "
        self._allowed = tuple(campaign.inspect.allow)
        self._underlay = _underlay(campaign)
        self._area = cache(lambda step: measure_area(fit_campaign(campaign, step)))
        self._posted_in = posting_country(campaign.letter.posted_in, campaign.letter.places)

    def inspect(self, letter: Letter, recipient: Recipient, sheets: Sequence[Sheet]) -> tuple[Problem, ...]:
        """What is wrong with a letter's sheets: errors, each at the recipient's row. Raises nothing."""
        try:
            reads = [self._read(letter, sheet) for sheet in sheets]
        except UnreadableError as error:
            message = f"a file that was made cannot be read back: {error}"
            return (
                _problem(
                    Code.UNREADABLE_SHEET,
                    message,
                    "make the letter again; if this happens again, check the disk",
                    recipient,
                ),
            )
        found = [*self._check_words(letter, recipient, reads)]
        # Sheets with the same text need not be searched twice.
        distinct = reads if found else sorted(reads, key=lambda sheet: sheet.reading.format)[:1]
        found += self._check_row(letter, recipient, reads)
        found += self._check_merge(letter, recipient, distinct)
        found += self._check_signatures(letter, recipient, reads)
        found += self._check_draft_word(letter, recipient, reads)
        found += self._check_places(recipient, reads)
        found += self._check_length(recipient, reads)
        return tuple(found)

    def _read(self, letter: Letter, sheet: Sheet) -> ReadSheet:
        margin = self._campaign.stationery.margin_top if self._is_marked(letter) else 0.0
        reading = read_sheet(sheet, margin, rtl=letter.rtl, area=self._area(sheet.fit))
        wanted = list_wording(letter, self._campaign, sheet.format, len(reading.pages))
        return ReadSheet(reading, join_broken_words(make_word_pages(reading), wanted), wanted)

    # --- 1. the letter's words -------------------------------------------------------------------

    def _check_words(
        self, letter: Letter, recipient: Recipient, reads: Sequence[ReadSheet]
    ) -> Iterator[Problem]:
        for sheet in reads:
            is_pdf = sheet.reading.format.has_pages
            wanted, pages = sheet.wanted, sheet.pages
            if is_pdf and self._underlay:
                more = tuple(self._underlay[min(n, 1)] for n in range(len(sheet.reading.pages)))
                wanted = replace(wanted, beside=(*wanted.beside, *more))
            if sheet.reading.notes:
                pages = WordPages((*pages.words, *split_words(sheet.reading.notes)), pages.starts)
            is_open = is_pdf and self._campaign.stationery.css is not None
            is_exact = not (is_pdf and letter.rtl)
            if found := describe_difference(pages, wanted, is_exact=is_exact, is_open=is_open):
                message = f"the {sheet.name} is not the same as the letter: it {found}"
                hint = "compare both formats; a style sheet or a character of the row may hide or move text"
                yield _problem(Code.NOT_THE_LETTER, message, hint, recipient)

            for text in sheet.reading.untrue:
                message = f'the {sheet.name} has the text "{text}", but shows other letters in its place'
                hint = "look at the letter with letterforge preview, and report this to letterforge's makers"
                yield _problem(Code.NOT_THE_LETTER, message, hint, recipient)

    # --- 2. the text of the row --------------------------------------------------------------------

    def _check_row(
        self, letter: Letter, recipient: Recipient, reads: Sequence[ReadSheet]
    ) -> Iterator[Problem]:
        if not letter.inside_address:
            return
        row = without_titles(recipient)
        lines = inside_address(row, letter.language, None, self._campaign.languages, self._posted_in)
        for sheet in reads:
            turned = letter.rtl and sheet.reading.format.has_pages
            there = straighten(" ".join(sheet.pages.words))
            known = join_neighbours(sheet.pages.words) if turned else set()
            for line in lines:
                sought = split_words(straighten(line))
                is_there = (
                    all(sort_letters(word) in known or not sort_letters(word) for word in sought)
                    if turned
                    else " ".join(sought) in there or has_loose_line(sheet.pages.words, sought)
                )
                if not is_there:
                    message = f'the {sheet.name} does not have a text of the row: "{line}"'
                    hint = "look at the letter with letterforge preview, and at the row"
                    yield _problem(Code.NOT_THE_ROW, message, hint, recipient)

    # --- 3. what belongs to others, 4. traces ----------------------------------------------------

    def _check_merge(
        self, letter: Letter, recipient: Recipient, reads: Iterable[ReadSheet]
    ) -> Iterator[Problem]:
        reported = set()
        for sheet in reads:
            for phrase, row, who in self._find_others(letter, recipient, sheet.reading):
                if phrase not in reported:
                    reported.add(phrase)
                    message = f'"{phrase}" is in the {sheet.name}, but belongs to row {row} ({who})'
                    allowed = json.dumps(phrase, ensure_ascii=False)
                    hint = (
                        "if the letter may contain it, allow it in "
                        f"{FILE_NAME}:\n[inspect]\nallow = [{allowed}]"
                    )
                    yield _problem(Code.STRANGER, message, hint, recipient)
            is_turned = sheet.reading.is_turned or (letter.rtl and sheet.reading.format.has_pages)
            for trace in find_traces(
                sheet.reading.text, self._own, list_cells(recipient), is_turned=is_turned
            ):
                if trace not in reported and not any(allowed in trace for allowed in self._allowed):
                    reported.add(trace)
                    message = f'the {sheet.name} has a trace of a failed mail merge: "{trace}"'
                    hint = "fix the cell or the template that it comes from, or allow it with [inspect] allow"
                    yield _problem(Code.MERGE_TRACE, message, hint, recipient)

    def _find_others(
        self, letter: Letter, recipient: Recipient, reading: Reading
    ) -> Iterator[tuple[str, int, str]]:
        own = ""
        reader = recipient.row, recipient.id
        for phrase, owner in self._strangers.found(split_spoken(reading.text), reader):
            own = (
                own
                or self._own_words
                + " ".join(split_spoken(f"{self._own_text(recipient)}\n{_join_campaign_text(letter)}"))
                + " "
            )
            if f" {phrase} " not in own:
                yield phrase, *owner

    def _own_text(self, recipient: Recipient) -> str:
        """The row's own text, and the campaign's."""
        language, languages = recipient.language, self._campaign.languages
        lines = inside_address(recipient, language, None, languages, self._posted_in)
        # Without the salutation: another row's name in it is the worst of errors.
        cells = list_cells(replace(recipient, salutation=""))
        return "\n".join((*cells, *lines, *_list_names(recipient.state, language, languages), self._own))

    # --- 5. signatures, drafts and length --------------------------------------------------------

    def _check_signatures(
        self, letter: Letter, recipient: Recipient, reads: Iterable[ReadSheet]
    ) -> Iterator[Problem]:
        inked = sum(signature.image is not None for signature in letter.signatures)
        for sheet in reads:
            drawn = self._count_signatures(sheet, letter.language)
            if drawn < inked and not letter.draft:
                message = (
                    f"the {sheet.name} shows {max(0, drawn)} of {counted(inked, 'picture')} of signatures"
                )
                hint = "look at the picture that [[signatories]] names, and make the letter again"
                yield _problem(Code.NO_SIGNATURE_PICTURE, message, hint, recipient)
            if sheet.reading.format.has_pages and letter.signatures and _is_alone(sheet, letter):
                message = "the signature block is on a page without a line of the letter above it"
                hint = "shorten the letter, or add a line; page breaks in the template may be the cause"
                yield _problem(Code.LONE_SIGNATURES, message, hint, recipient)

    def _is_marked(self, letter: Letter) -> bool:
        """Whether the word of a draft above the text is checked: it must be there, or must not."""
        return bool(letter.draft or self._campaign.approvals_needed)

    def _check_draft_word(
        self, letter: Letter, recipient: Recipient, reads: Iterable[ReadSheet]
    ) -> Iterator[Problem]:
        """A draft has its word on each page and shows no signature; other letters do not have the word."""
        hint = "a style sheet or a letterhead of the campaign may be the cause; make the letter again"
        for sheet in reads if self._is_marked(letter) else ():
            word = sort_letters(normalise(letter.labels.draft))
            marked = [
                where
                for where, text in sheet.reading.above.items()
                if word in map(sort_letters, split_words(text))
            ]
            bare = [where for where in sheet.reading.above if where not in marked]
            if letter.draft and self._count_signatures(sheet, letter.language) > 0:
                message = f"the {sheet.name} is a draft, and shows the picture of a signature"
                yield _problem(Code.DRAFT, message, hint, recipient)
            if letter.draft and bare:
                message = f'the {sheet.name} is a draft without the word "{letter.draft}" ({", ".join(bare)})'
                yield _problem(Code.DRAFT, message, hint, recipient)
            if marked and not letter.draft and word not in self._margin_words(letter):
                named = f'the word "{letter.labels.draft}" ({", ".join(marked)})'
                message = f"the {sheet.name} is not a draft, but has {named}"
                yield _problem(Code.DRAFT, message, hint, recipient)

    def _margin_words(self, letter: Letter) -> set[str]:
        """Words above the text of any letter."""
        lines = (self._campaign.text(line, letter.language) for line in self._campaign.sender.lines)
        above = split_words("\n".join((*letter.running, letter.author, *lines)))
        return set(map(sort_letters, chain(above, *self._underlay)))

    def _count_signatures(self, sheet: ReadSheet, language: Language) -> int:
        """Pictures of signatures that a sheet shows."""
        logos = self._count_logos(language) if sheet.reading.format.has_pages else 0
        return sum(sheet.reading.pictures) - logos

    def _count_logos(self, language: Language) -> int:
        """Pictures of the letterhead in a PDF."""
        choice = self._campaign.letterhead(language)
        return (
            len(choice) if isinstance(choice, tuple) and not self._campaign.stationery.letterhead_pdf else 0
        )

    def _check_places(self, recipient: Recipient, reads: Iterable[ReadSheet]) -> Iterator[Problem]:
        for sheet in reads:
            if sheet.reading.misplaced:
                message = f"the {sheet.name} {sheet.reading.misplaced}"
                hint = (
                    "shorten that text, or give it more room; a style sheet of the campaign may be the cause"
                )
                yield _problem(Code.MISPLACED, message, hint, recipient)

    def _check_length(self, recipient: Recipient, reads: Iterable[ReadSheet]) -> Iterator[Problem]:
        most = self._campaign.inspect.max_pages
        for sheet in reads:
            count = len(sheet.reading.pages)
            if most and count > most:
                message = f"the {sheet.name} has {count} pages, but [inspect] max_pages is {most}"
                yield _problem(
                    Code.TOO_MANY_PAGES, message, "shorten the letter, or raise the limit", recipient
                )


def _is_alone(sheet: ReadSheet, letter: Letter) -> bool:
    """Whether the page of the signatures begins after the last word of the body."""
    wanted, pages = sheet.wanted, sheet.pages
    if len(pages.starts) < 2 or not wanted.body_end:
        return False
    if letter.rtl:
        tail = {sort_letters(word) for word in wanted.text[max(0, wanted.body_end - TAIL) : wanted.body_end]}
        name = {sort_letters(word) for word in split_words(letter.signatures[0].name)}
        bounds = (*pages.starts, len(pages.words))
        sets = [join_neighbours(pages.words[start:end]) for start, end in pairwise(bounds)]
        with_name = [page for page in sets if name <= page]
        return bool(with_name) and not any(tail - {""} <= page for page in with_name)
    # The body's last word is on the signatures' page if, reading forward, one meets it there.
    until = _count_words(wanted, pages, wanted.signatures)
    before = _count_words(wanted, pages, wanted.body_end)
    text, _ = resolve_marks(pages, wanted)
    at, last, first = 0, 0, 0
    try:
        for place, word in enumerate(text[: until + 1], start=1):
            at = pages.words.index(word, at) + 1
            last, first = (at if place == before else last), at
    except ValueError:
        return False  # reported as a difference
    return pages.page(last - 1) < pages.page(first - 1)


def _count_words(wanted: SheetWording, pages: WordPages, end: int) -> int:
    """Number of words up to a place; marks of footnotes may be read as words of their own."""
    return (
        len(resolve_marks(pages, replace(wanted, text=wanted.text[:end], beside=()))[0])
        if wanted.has_marks
        else end
    )


def list_cells(recipient: Recipient) -> tuple[str, ...]:
    """The text of a row, cell by cell."""
    r = recipient
    place = (*r.address, r.postal_code, r.city)
    return (r.honorific, r.name, r.title, r.organisation, *place, r.email, r.salutation, *r.extra.values())


def _join_campaign_text(letter: Letter) -> str:
    """The campaign's text around every letter."""
    signing = [
        text
        for signature in letter.signatures
        for text in (signature.name, signature.title, signature.organisation)
    ]
    groups = letter.cosigners.groups if letter.cosigners else ()
    names = [name for group in groups for name in (group.heading, *group.names)]
    fixed = (line for line in (*letter.copies, *letter.enclosures, letter.contact))
    literals = ["".join(run.text for run in line if not run.personal) for line in fixed]
    return "\n".join((letter.author, join_runs(letter.dateline), *signing, *names, *literals))


@lru_cache(maxsize=4096)
def _list_names(state: str, language: str, languages: Languages) -> tuple[str, ...]:
    if not state:
        return ()
    names = state_names(state, language, languages)
    return tuple(value for name in names.__slots__ if isinstance(value := getattr(names, name), str))


def _underlay(campaign: Campaign) -> tuple[tuple[str, ...], ...]:
    """The words of a letterhead in PDF, under the first page and the others; empty: it has none."""
    path = campaign.stationery.letterhead_pdf
    if path is None:
        return ()
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        pages = [
            tuple(split_words(document[n].get_textpage().get_text_range()))
            for n in range(min(2, len(document)))
        ]
    finally:
        document.close()
    return (pages[0], pages[1] if len(pages) > 1 else ())


def _problem(code: Code, message: str, hint: str, recipient: Recipient) -> Problem:
    return Problem(code, message, hint, recipient.place)
