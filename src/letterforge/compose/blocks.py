"""Markdown → a skeleton of blocks, values still in their slots. The same Markdown is parsed once.

Values are kept separately from the Markdown. So recipients for whom a template's conditions have the same
results share one skeleton.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from markdown_it.token import Token

from letterforge.compose.forbidden import offences
from letterforge.compose.inline import runs_of
from letterforge.compose.markdown import tokens_of
from letterforge.compose.numbering import typed_numbers, unordered
from letterforge.compose.offence import Offence
from letterforge.compose.typography import LetterRules, letter_rules, typeset_line
from letterforge.model import (
    SLOT_START,
    Align,
    Block,
    Footnote,
    Heading,
    Language,
    Line,
    ListBlock,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
)

PAGE_BREAK = (Run("\\pagebreak"),)
ALIGNMENTS = {
    "text-align:left": Align.START,
    "text-align:center": Align.CENTRE,
    "text-align:right": Align.END,
}


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A text's blocks and footnotes, or the reasons why it cannot be in a letter."""

    blocks: tuple[Block, ...]
    notes: tuple[Footnote, ...]
    offences: tuple[Offence, ...]


@lru_cache(maxsize=256)
def skeleton(
    markdown: str,
    language: Language = "en",
    allow: tuple[str, ...] = (),
    rules: LetterRules | None = None,
) -> Skeleton:
    """The skeleton of a Markdown text.

    A line without values has its typography, by `rules` (None: all of the language's); the others get it
    with their values. `allow`: see `unfilled`.
    """
    found = tuple(offences(markdown, language, allow))
    tokens = [] if found else tokens_of(markdown)[0]
    found += tuple(unordered(tokens))
    if found:
        return Skeleton((), (), found)
    walk = Walk(tokens, rules or letter_rules(language))
    blocks = walk.until(None)
    return Skeleton(blocks, tuple(walk.notes), ())


class Walk:
    """Walks through the tokens of a text once, from start to end."""

    def __init__(self, tokens: list[Token], rules: LetterRules) -> None:
        self._tokens = tokens
        self._rules = rules
        self._at = 0
        self.notes: list[Footnote] = []

    def _next(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def until(self, end: str | None) -> tuple[Block, ...]:
        """The blocks up to a closing token, which is consumed."""
        blocks: list[Block] = []
        while self._at < len(self._tokens):
            token = self._next()
            if token.type == end:
                break
            build = BUILDERS.get(token.type)
            if build:
                block = build(self, token)
                blocks += [block] if block else []
        return tuple(blocks)

    def line(self) -> Line:
        """The runs of the next inline token. The token that closes it is consumed too."""
        token = self._next()
        self._next()
        line = runs_of(token.children or ())
        return line if any(SLOT_START in run.text for run in line) else typeset_line(line, self._rules)

    def paragraph(self, _token: Token) -> Block:
        """A paragraph, or a page break if that is its only content."""
        content = self.line()
        return PageBreak() if content == PAGE_BREAK else Paragraph(content)

    def heading(self, token: Token) -> Block:
        """A heading."""
        return Heading(int(token.tag[1:]), self.line())

    def list_of(self, token: Token) -> Block:
        """A bulleted or numbered list."""
        entries: list[tuple[Block, ...]] = []
        typed: list[int] = []
        while (item := self._next()).type == "list_item_open":
            typed.append(int(item.info or 1))
            entries.append(self.until("list_item_close"))
        if token.type == "bullet_list_open":
            return ListBlock(tuple(entries))
        return ListBlock(
            tuple(entries), ordered=True, start=typed[0], numbers=typed_numbers(typed), sign=token.markup
        )

    def quote(self, _token: Token) -> Block:
        """A block quotation."""
        around, self._rules = self._rules, self._rules.within_quotation()
        quoted = Quote(self.until("blockquote_close"))
        self._rules = around
        return quoted

    def table(self, _token: Token) -> Block:
        """A table: rows of cells; the first row is its heading."""
        rows: list[list[Line]] = []
        align: list[Align] = []
        while (token := self._next()).type != "table_close":
            if token.type == "tr_open":
                rows.append([])
            elif token.type in {"th_open", "td_open"}:
                if token.type == "th_open":
                    align.append(ALIGNMENTS.get(str(token.attrGet("style")), Align.START))
                rows[-1].append(self.line())
        head, *body = (tuple(row) for row in rows)
        return Table(head, tuple(body), tuple(align))

    def footnote(self, token: Token) -> None:
        """A footnote's text, which is kept separately from the body."""
        self.notes.append(Footnote(int(token.meta["id"]) + 1, self.until("footnote_close")))


def _rule(_walk: Walk, _token: Token) -> Block:
    return Rule()


BUILDERS: Mapping[str, Callable[[Walk, Token], Block | None]] = {
    "paragraph_open": Walk.paragraph,
    "heading_open": Walk.heading,
    "bullet_list_open": Walk.list_of,
    "ordered_list_open": Walk.list_of,
    "blockquote_open": Walk.quote,
    "table_open": Walk.table,
    "footnote_open": Walk.footnote,
    "hr": _rule,
}
