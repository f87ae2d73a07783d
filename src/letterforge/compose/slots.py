"""A skeleton and its values → blocks: every slot becomes a run of plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from letterforge.compose.forbidden import SCHEMES
from letterforge.compose.inline import merged
from letterforge.compose.numbering import in_a_row
from letterforge.compose.typography import NO_RULES, LetterRules, typeset_line
from letterforge.errors import Code, LetterFailed, Problem
from letterforge.model import (
    SLOT,
    SLOT_END,
    SLOT_START,
    Block,
    Footnote,
    Heading,
    Line,
    ListBlock,
    Paragraph,
    Quote,
    Run,
    Table,
    Value,
)

SLOT_IN_TARGET = re.compile(f"(?:{SLOT_START}|%EE%80%80)([0-9]+)(?:{SLOT_END}|%EE%80%81)")
"""A slot in a link's target: markdown-it has percent-encoded its marks."""
URL_SAFE = "/:?#[]@!$&'()*+,;=%~-._"
"""Characters that are not encoded in a target that is one value (RFC 3986, reserved and unreserved)."""


def _is_blank(block: Block) -> bool:
    """Whether a block is empty: a paragraph with only empty values, or a list or quotation of these."""
    match block:
        case Paragraph(content):
            return not any(run.note or run.text.strip() for run in content)
        case ListBlock(entries):
            return not entries
        case Quote(inner):
            return not inner
        case _:
            return False


@dataclass(frozen=True, slots=True)
class Filler:
    """Puts the values of one text into its skeleton."""

    values: tuple[Value, ...]
    notes_before: int = 0
    """Number of footnotes in the texts before this one: the numbers go on."""
    rules: LetterRules = NO_RULES
    """The typography of lines with values."""

    def blocks(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        """The blocks with their values; a paragraph or list entry with only empty values is left out."""
        return tuple(block for block in map(self.block, blocks) if not _is_blank(block))

    def block(self, block: Block) -> Block:
        """One block with its values."""
        match block:
            case Paragraph(content):
                return Paragraph(self.line(content))
            case Heading(level, content):
                return Heading(level, self.line(content))
            case ListBlock():
                return self._list(block)
            case Quote(blocks):
                return Quote(replace(self, rules=self.rules.within_quotation()).blocks(blocks))
            case Table(head, rows):
                filled = tuple(tuple(self.line(cell) for cell in row) for row in rows)
                return replace(block, head=tuple(self.line(cell) for cell in head), rows=filled)
            case _:
                return block

    def _list(self, block: ListBlock) -> ListBlock:
        """A list without its empty entries; the others keep the numbers that were typed."""
        typed = block.numbers or range(1, len(block.entries) + 1)
        filled = [(number, self.blocks(entry)) for number, entry in zip(typed, block.entries, strict=True)]
        kept = [(number, entry) for number, entry in filled if entry]
        numbers = tuple(number for number, _ in kept) if block.numbers else ()
        start = numbers[0] if numbers else block.start
        entries = tuple(entry for _, entry in kept)
        return replace(block, entries=entries, start=start, numbers=() if in_a_row(numbers) else numbers)

    def note(self, note: Footnote) -> Footnote:
        """One footnote with its values."""
        return Footnote(note.number + self.notes_before, self.blocks(note.blocks))

    def line(self, line: Line) -> Line:
        """Runs with their values, each value a run of its own style and origin."""
        if not any(run.note or run.link or SLOT_START in run.text for run in line):
            return line  # as most are
        runs: list[Run] = []
        has_values = any(SLOT_START in run.text for run in line)
        for run in line:
            if run.note:
                runs.append(replace(run, note=run.note + self.notes_before))
                continue
            if not run.link and SLOT_START not in run.text:
                runs.append(run)
                continue
            target = self._target(run.link) if run.link else ""
            pieces = SLOT.split(run.text)
            # split() gives text and slot numbers in turn.
            for index, piece in enumerate(pieces):
                value = self.values[int(piece)] if index % 2 else Value(piece, personal=False)
                runs.append(run.filled(value.text, target, personal=value.personal))
        return typeset_line(merged(runs), self.rules) if has_values else merged(runs)

    def _target(self, link: str) -> str:
        whole = SLOT_IN_TARGET.fullmatch(link)
        safe = URL_SAFE if whole else "@"
        target = SLOT_IN_TARGET.sub(lambda match: quote(self.values[int(match[1])].text, safe=safe), link)
        if not SCHEMES.match(target):
            hint = "put the whole address into the cell: https://… or mailto:…"
            raise LetterFailed(
                [Problem(Code.NOT_IN_A_LETTER, f'"{target}" is not a web or mail address', hint)]
            )
        return target
