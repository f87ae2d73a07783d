"""Letter → its parts in the order in which they are read: the one walk through a letter, whatever the output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeAlias

from letterforge.campaign import Campaign, Stationery
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
from letterforge.typeset.plan.lines import signed, stacked

Role: TypeAlias = Literal[
    "letterhead",
    "dateline",
    "reference",
    "delivery",
    "confidentiality",
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

IN_WINDOW = frozenset({"delivery", "confidentiality", "inside_address"})
"""Parts that the window of an envelope shows."""
HEADED = frozenset({"letterhead", "cosigners", "enclosures", "copies"})
"""Parts whose label is a line of its own, above the others."""


@dataclass(frozen=True, slots=True)
class LetterPart:
    """A part of a letter: lines, or blocks, or a label over blocks."""

    role: Role
    lines: tuple[Line, ...] = ()
    """One under the other, none of them empty. Of signatures and co-signers: all that is read there."""
    label: str = ""
    """What stands before or above it: `Ref.: `, `Enclosures (2):`, `Annex 2`; of a note its number."""
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
        return stacked(self.labelled)


def parts(letter: Letter) -> Sequence[LetterPart]:
    """All that a letter says, in order, without what it does not have.

    The body is always there, without blocks where it is empty. Footnotes come last: each is read at its mark.
    """
    under_names = [line for signature in letter.signatures for line in signed(signature)]
    found = [
        *_opening(letter),
        LetterPart("body", blocks=letter.body),
        _lined("closing", (letter.closing,)),
        _lined("signatures", under_names),
        _lined("cosigners", *_cosigners(letter.cosigners)),
        _lined("contact", (letter.contact,)),
        _lined("enclosures", letter.enclosures, letter.enclosures_label),
        _lined("copies", letter.copies, letter.labels.copies),
        *(LetterPart("annex", (), annex.label, annex.blocks) for annex in letter.annexes),
        *(LetterPart("note", (), str(note.number), note.blocks) for note in letter.notes),
    ]
    return [part for part in found if part]


def by_window(letter: Letter, stationery: Stationery) -> Iterator[tuple[bool, tuple[LetterPart, ...]]]:
    """The parts in order, those together that stand in the window of an envelope, and whether they do."""
    has_window = stationery.address != "flow"
    for is_shown, group in groupby(parts(letter), key=lambda part: has_window and part.role in IN_WINDOW):
        yield is_shown, tuple(group)


def _opening(letter: Letter) -> Iterator[LetterPart | None]:
    """The parts above the body, in the order of the language."""
    labels = letter.labels
    for role in labels.order:
        match role:
            case "dateline":
                yield _lined("dateline", ((Run(letter.dateline),),))
            case "inside_address":
                yield _lined("inside_address", letter.inside_address)
            case "reference":
                yield _lined("reference", (letter.reference,), labels.reference)
            case "subject":
                yield _lined("subject", (letter.subject,), labels.subject)
            case "delivery":
                yield _lined("delivery", (letter.delivery,))
            case "confidentiality":
                yield _lined("confidentiality", (letter.confidentiality,))
            case "salutation":
                yield _lined("salutation", (letter.salutation,))


def letterhead(letter: Letter, campaign: Campaign) -> LetterPart | None:
    """The letterhead of a PDF: the organisation as its label, which pictures may show, over the sender's lines.

    None where the paper has one already, or the campaign lays a page with one under its letters.
    """
    stationery = campaign.stationery
    if stationery.letterhead is False or stationery.letterhead_pdf:
        return None
    lines = sender_lines(campaign, letter.language)
    return LetterPart("letterhead", tuple((Run(text),) for text in lines), letter.author)


def sender_lines(campaign: Campaign, language: Language) -> tuple[str, ...]:
    """The lines of a letterhead below the organisation's name or pictures, those that a language has."""
    return _texts(campaign, campaign.sender.lines, language)


def footer_lines(campaign: Campaign, language: Language) -> tuple[str, ...]:
    """The lines at the foot of the first page, those that a language has."""
    return _texts(campaign, campaign.stationery.footer, language)


def _texts(campaign: Campaign, texts: Iterable[Localised], language: Language) -> tuple[str, ...]:
    return tuple(said for text in texts if (said := campaign.text(text, language)))


def lines_of(blocks: Sequence[Block]) -> Iterator[Line]:
    """All lines in blocks, in order."""
    for block in blocks:
        match block:
            case Paragraph(content) | Heading(_, content):
                yield content
            case ListBlock(entries):
                for entry in entries:
                    yield from lines_of(entry)
            case Quote(inner):
                yield from lines_of(inner)
            case Table(head, rows):
                yield from head
                for row in rows:
                    yield from row
            case Rule() | PageBreak():
                pass


def text_of(line: Line) -> str:
    """The plain text of a line."""
    return line[0].text if len(line) == 1 else "".join([run.text for run in line])


def _lined(role: Role, lines: Iterable[Line], label: str = "") -> LetterPart | None:
    """A part of lines; None where none of them says anything."""
    kept = tuple([line for line in lines if line and (line[0].text or _says_something(line))])
    return LetterPart(role, kept, label) if kept else None


def _says_something(line: Line) -> bool:
    return any(run.text or run.note for run in line)


def _cosigners(cosigners: CosignerList | None) -> tuple[Sequence[Line], str]:
    """The lines of a list, and its heading."""
    if cosigners is None:
        return (), ""
    texts = [text for group in cosigners.groups if group.names for text in (group.heading, *group.names)]
    return [(Run(text),) for text in texts if text], cosigners.heading
