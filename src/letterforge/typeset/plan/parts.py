"""Letter → its parts in reading order: the one walk through a letter, for every output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeAlias

from letterforge.campaign import Campaign
from letterforge.model import (
    Block,
    CosignerList,
    Heading,
    Language,
    Letter,
    Line,
    ListBlock,
    Localised,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
)
from letterforge.typeset.plan.lines import list_signature_lines, stack_lines

Role: TypeAlias = Literal[
    "letterhead",
    "dateline",
    "reference",
    "delivery",
    "confidentiality",
    "return_address",
    "inside_address",
    "subject",
    "salutation",
    "body",
    "closing",
    "signatures",
    "cosigners",
    "contact",
    "enclosures",
    "copies",
    "annex",
    "note",
]
"""What a part is. Those that are fields of `Letter` have the field's name."""

NOTES = frozenset({"delivery", "confidentiality"})
"""Notes on delivery, above the inside address."""
IN_WINDOW = NOTES | {"return_address", "inside_address"}
"""Parts that the window of an envelope shows."""
HEADED = frozenset({"letterhead", "cosigners", "enclosures", "copies"})
"""Parts whose label is on a line of its own, above the others."""


@dataclass(frozen=True, slots=True)
class LetterPart:
    """A part of a letter: lines, or blocks, or a label over blocks."""

    role: Role
    lines: tuple[Line, ...] = ()
    """One under the other, none of them empty; of signatures and co-signers, all their text."""
    label: str = ""
    """What is before or above it: `Ref.: `, `Enclosures (2):`, `Annex 2`; of a note its number."""
    blocks: tuple[Block, ...] = ()

    @property
    def labelled(self) -> tuple[Line, ...]:
        """Its lines with the label in its place: before the first of them, or above them."""
        if not self.label:
            return self.lines
        if self.role in HEADED or not self.lines:
            return ((Run(self.label.rstrip()),), *self.lines)
        return ((Run(self.label), *self.lines[0]), *self.lines[1:])

    @property
    def line(self) -> Line:
        """The same as one paragraph."""
        return stack_lines(self.labelled)


def split_into_parts(letter: Letter) -> Sequence[LetterPart]:
    """All parts that a letter has, in reading order.

    The body is always there, without blocks where it is empty. Footnotes come last: each is read at its mark.
    """
    under_names = [line for signature in letter.signatures for line in list_signature_lines(signature)]
    found = [
        *_opening(letter),
        LetterPart("body", blocks=letter.body),
        _make_part("closing", (letter.closing,)),
        _make_part("signatures", under_names),
        _make_part("cosigners", *_cosigners(letter.cosigners)),
        _make_part("contact", (letter.contact,)),
        _make_part("enclosures", letter.enclosures, letter.enclosures_label),
        _make_part("copies", letter.copies, letter.labels.copies),
        *(LetterPart("annex", (), annex.label, annex.blocks) for annex in letter.annexes),
        *(LetterPart("note", (), str(note.number), note.blocks) for note in letter.notes),
    ]
    return [part for part in found if part]


def list_parts(letter: Letter, campaign: Campaign) -> Sequence[LetterPart]:
    """All parts of a letter, and before those in the window of an envelope the sender's return address."""
    parts = split_into_parts(letter)
    returned = make_return_address(campaign, letter.language)
    if returned is None:
        return parts
    first = next((at for at, part in enumerate(parts) if part.role in IN_WINDOW), None)
    return parts if first is None else [*parts[:first], returned, *parts[first:]]


def group_by_window(letter: Letter, campaign: Campaign) -> Iterator[tuple[bool, tuple[LetterPart, ...]]]:
    """The parts in order, in groups: whether the window of an envelope shows the group, and its parts."""
    has_window = campaign.stationery.address != "flow"
    for is_shown, group in groupby(
        list_parts(letter, campaign), key=lambda part: has_window and part.role in IN_WINDOW
    ):
        yield is_shown, tuple(group)


def _opening(letter: Letter) -> Iterator[LetterPart | None]:
    """The parts above the body, in the order of the language."""
    labels = letter.labels
    for role in labels.order:
        match role:
            case "dateline":
                yield _make_part("dateline", (letter.dateline,))
            case "inside_address":
                yield _make_part("inside_address", letter.inside_address)
            case "reference":
                yield _make_part("reference", (letter.reference,), labels.reference)
            case "subject":
                yield _make_part("subject", (letter.subject,), labels.subject)
            case "delivery":
                yield _make_part("delivery", (letter.delivery,))
            case "confidentiality":
                yield _make_part("confidentiality", (letter.confidentiality,))
            case "salutation":
                yield _make_part("salutation", (letter.salutation,))


def make_letterhead(letter: Letter, campaign: Campaign) -> LetterPart | None:
    """The letterhead of a PDF: the organisation as its label, which pictures may show, over the sender's
    lines.

    None where the paper has one already, or the campaign has one in PDF.
    """
    if campaign.letterhead(letter.language) is False or campaign.stationery.letterhead_pdf:
        return None
    lines = list_sender_lines(campaign, letter.language)
    return LetterPart("letterhead", tuple((Run(text),) for text in lines), letter.author)


def make_return_address(campaign: Campaign, language: Language) -> LetterPart | None:
    """The sender's address above the recipient's in a window; None: there is none in this language."""
    stationery = campaign.stationery
    if not stationery.return_address or stationery.address == "flow":
        return None
    texts = _list_texts(campaign, (stationery.return_address,), language)
    return _make_part("return_address", ((Run(text),) for text in texts))


def list_sender_lines(campaign: Campaign, language: Language) -> tuple[str, ...]:
    """The lines of a letterhead below the organisation's name or pictures, those that the language has."""
    return _list_texts(campaign, campaign.sender.lines, language)


def list_footer_lines(campaign: Campaign, language: Language) -> tuple[str, ...]:
    """The lines at the foot of the first page, those that the language has."""
    return _list_texts(campaign, campaign.stationery.footer, language)


def _list_texts(campaign: Campaign, texts: Iterable[Localised], language: Language) -> tuple[str, ...]:
    lines = (campaign.typography.curved(campaign.text(text, language), language) for text in texts)
    return tuple(line for line in lines if line)


def walk_lines(blocks: Sequence[Block]) -> Iterator[Line]:
    """All lines in blocks, in order."""
    for block in blocks:
        match block:
            case Paragraph(content) | Heading(_, content):
                yield content
            case ListBlock(entries):
                for entry in entries:
                    yield from walk_lines(entry)
            case Quote(inner):
                yield from walk_lines(inner)
            case Table(head, rows):
                yield from head
                for row in rows:
                    yield from row
            case Rule() | PageBreak():
                pass


def join_runs(line: Line) -> str:
    """The plain text of a line."""
    return line[0].text if len(line) == 1 else "".join([run.text for run in line])


def _make_part(role: Role, lines: Iterable[Line], label: str = "") -> LetterPart | None:
    """A part of lines; None where all of them are empty."""
    kept = tuple([line for line in lines if line and (line[0].text or _has_text(line))])
    return LetterPart(role, kept, label) if kept else None


def _has_text(line: Line) -> bool:
    return any(run.text or run.note for run in line)


def _cosigners(cosigners: CosignerList | None) -> tuple[Sequence[Line], str]:
    """The lines of a list, and its heading."""
    if cosigners is None:
        return (), ""
    texts = [text for group in cosigners.groups if group.names for text in (group.heading, *group.names)]
    return [(Run(text),) for text in texts if text], cosigners.heading
