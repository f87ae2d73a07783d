"""A letter for the terminal, with what came from the row in colour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.padding import Padding
from rich.rule import Rule as Line
from rich.table import Table as Grid
from rich.text import Text

from letterforge.model import (
    NO_BREAK_HYPHEN,
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
from letterforge.typeset.plan.lines import list_signature_lines
from letterforge.typeset.plan.marks import choose_bullet, format_number
from letterforge.typeset.plan.parts import Role, join_runs, split_into_parts

BOLD = frozenset({"subject", "confidentiality"})
PERSONAL = "bold cyan"
SHIFTED: Mapping[int, Mapping[str, str]] = {
    1: dict(
        zip("0123456789abcdefghijklmnoprstuvwxyz+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ⁺⁻⁽⁾", strict=True)
    ),
    -1: dict(zip("0123456789aehijklmnoprstuvx+-()", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₊₋₍₎", strict=True)),
}
WIDTH = 80
"""Columns of a line that is easy to read."""


def view(letter: Letter, letterhead: str) -> RenderableType:
    """The whole letter, 80 columns wide at most, below the sender's name."""
    name = Text(letterhead, style="bold")
    mark = [Text(letter.draft, style="bold red", justify="right")] if letter.draft else []
    return Constrain(Group(*mark, name, Line(style="dim"), *_parts(letter)), WIDTH)


def _parts(letter: Letter) -> Iterator[RenderableType]:
    for part in split_into_parts(letter):
        match part.role:
            case "signatures":
                yield from _signatures(letter)
            case "cosigners":
                yield from _cosigners(letter)
            case "annex":
                yield from (
                    Line("new page", style="dim"),
                    Text(part.label, style="bold"),
                    *_blocks(part.blocks),
                )
            case "note":
                yield Group(Text(f"[{part.label}]", style="dim"), *_blocks(part.blocks))
            case "body":
                yield from _blocks(part.blocks)
            case _:
                yield from (_styled(line, part.role) for line in part.labelled)
                yield ""


def _styled(line: Sequence[Run], role: Role) -> Text:
    text = _text(line)
    if role in BOLD:
        text.stylize("bold")
    if role == "dateline":
        text.justify = "right"
    return text


def _signatures(letter: Letter) -> Iterator[RenderableType]:
    for signature in letter.signatures:
        if signature.image:
            yield Text(f"[{signature.description}]", style="dim italic")
        yield from (Text(join_runs(line)) for line in list_signature_lines(signature))
        yield ""


def _cosigners(letter: Letter) -> Iterator[RenderableType]:
    if letter.cosigners is None:
        return
    if letter.cosigners.heading:
        yield Text(letter.cosigners.heading, style="bold")
    for group in letter.cosigners.groups:
        if group.heading:
            yield Text(group.heading, style="italic")
        yield from (Text(name) for name in group.names)
    yield ""


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
        text.append(f"[{run.note}]" if run.note else _shown(run), style=style)
    return text


def _shown(run: Run) -> str:
    """The text of a run as a terminal shows it: with the characters of Unicode for what is raised or lowered,
    if there are some for all of it.
    """
    text = run.text.replace(NO_BREAK_HYPHEN, "-")
    signs = SHIFTED.get(run.rise, {})
    return "".join(map(signs.__getitem__, text)) if text and signs.keys() >= set(text) else text


def _blocks(blocks: Sequence[Block], bullets: int = 0, numbers: int = 0) -> Iterator[RenderableType]:
    """Blocks within `bullets` lists with bullets and `numbers` numbered lists."""
    return chain.from_iterable(_block(block, bullets, numbers) for block in blocks)


def _block(block: Block, bullets: int, numbers: int) -> Iterator[RenderableType]:
    match block:
        case Paragraph(content):
            yield from (_text(content), "")
        case Heading(_, content):
            heading = _text(content)
            heading.stylize("bold underline")
            yield from (heading, "")
        case ListBlock():
            yield from _list(block, bullets, numbers)
        case Quote(inner):
            yield Padding(Group(*_blocks(inner, bullets, numbers)), (0, 4))
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


def _list(block: ListBlock, bullets: int, numbers: int) -> Iterator[RenderableType]:
    inner = (bullets, numbers + 1) if block.ordered else (bullets + 1, numbers)
    for count, entry in zip(block.counted, block.entries, strict=True):
        grid = Grid.grid(padding=(0, 1))
        mark = format_number(count, numbers) + block.sign if block.ordered else choose_bullet(bullets)
        grid.add_row(mark, Group(*_blocks(entry, *inner)))
        yield grid
