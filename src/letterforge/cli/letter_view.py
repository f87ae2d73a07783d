"""A letter as it reads in a terminal, what came from the row in colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.padding import Padding
from rich.rule import Rule as Line
from rich.table import Table as Grid
from rich.text import Text

from letterforge.model import (
    Block,
    Heading,
    Letter,
    ListBlock,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
)

PERSONAL = "bold cyan"
WIDTH = 80
"""Columns: a line that is easy to read."""


def view(letter: Letter, letterhead: str) -> RenderableType:
    """The whole letter, 80 columns wide at most, below the sender's name."""
    name = Text(letterhead, style="bold")
    mark = [Text(letter.draft, style="bold red", justify="right")] if letter.draft else []
    return Constrain(Group(*mark, name, Line(style="dim"), *_parts(letter)), WIDTH)


def _parts(letter: Letter) -> Iterator[RenderableType]:
    yield from _opening(letter)
    yield from _blocks(letter.body)
    if letter.closing:
        yield from (_text(letter.closing), "")
    yield from _signatures(letter)
    yield from _after(letter)
    for annex in letter.annexes:
        yield from (Line("new page", style="dim"), Text(annex.label, style="bold"), *_blocks(annex.blocks))
    for note in letter.notes:
        yield Group(Text(f"[{note.number}]", style="dim"), *_blocks(note.blocks))


def _opening(letter: Letter) -> Iterator[RenderableType]:
    """The parts above the body, in the language's order."""
    for name in letter.labels.order:
        match name:
            case "dateline":
                yield from (Text(letter.dateline, justify="right"), "")
            case "inside_address":
                yield from (_text(line) for line in letter.inside_address)
                yield ""
            case "reference" if letter.reference:
                yield from (_labelled(letter.labels.reference, letter.reference), "")
            case "subject" if letter.subject:
                subject = _labelled(letter.labels.subject, letter.subject)
                subject.stylize("bold")
                yield from (subject, "")
            case "confidentiality" if letter.confidentiality:
                label = _text(letter.confidentiality)
                label.stylize("bold")
                yield from (label, "")
            case "delivery" if letter.delivery:
                yield from (_text(letter.delivery), "")
            case "salutation" if letter.salutation:
                yield from (_text(letter.salutation), "")


def _signatures(letter: Letter) -> Iterator[RenderableType]:
    for signature in letter.signatures:
        if signature.image:
            yield Text(f"[{signature.description}]", style="dim italic")
        lines = (signature.name, signature.title, signature.organisation)
        yield from (Text(line) for line in lines if line)
        yield ""
    if letter.cosigners:
        if letter.cosigners.heading:
            yield Text(letter.cosigners.heading, style="bold")
        for group in letter.cosigners.groups:
            if group.heading:
                yield Text(group.heading, style="italic")
            yield from (Text(name) for name in group.names)
        yield ""


def _after(letter: Letter) -> Iterator[RenderableType]:
    if letter.contact:
        yield from (_text(letter.contact), "")
    for label, entries in (
        (letter.enclosures_label, letter.enclosures),
        (letter.labels.copies, letter.copies),
    ):
        if entries:
            yield Text(label.strip())
            yield from (_text(entry) for entry in entries)
            yield ""


def _labelled(label: str, content: Sequence[Run]) -> Text:
    return Text(label).append_text(_text(content))


def _text(content: Sequence[Run]) -> Text:
    text = Text()
    for run in content:
        style = " ".join(
            name
            for name, wanted in {
                "bold": run.strong,
                "italic": run.emphasis,
                "strike": run.struck,
                "underline": bool(run.link),
                PERSONAL: run.personal,
            }.items()
            if wanted
        )
        text.append(f"[{run.note}]" if run.note else run.text, style=style)
    return text


def _blocks(blocks: Sequence[Block]) -> Iterator[RenderableType]:
    return chain.from_iterable(_block(block) for block in blocks)


def _block(block: Block) -> Iterator[RenderableType]:
    match block:
        case Paragraph(content):
            yield from (_text(content), "")
        case Heading(_, content):
            heading = _text(content)
            heading.stylize("bold underline")
            yield from (heading, "")
        case ListBlock(entries, ordered):
            for number, entry in zip(block.counted, entries, strict=True):
                grid = Grid.grid(padding=(0, 1))
                grid.add_row(f"{number}{block.sign}" if ordered else "•", Group(*_blocks(entry)))
                yield grid
        case Quote(inner):
            yield Padding(Group(*_blocks(inner)), (0, 4))
        case Table(head, rows, _):
            grid = Grid()
            for cell in head:
                grid.add_column(_text(cell))
            for row in rows:
                grid.add_row(*(_text(cell) for cell in row))
            yield from (grid, "")
        case Rule():
            yield Line(style="dim")
        case PageBreak():
            yield Line("new page", style="dim")
