"""What no letter can hold: HTML, code, pictures, deep headings, strange links, footnotes without a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from markdown_it.token import Token

from letterforge.compose.markdown import tokens_of
from letterforge.compose.masking import masked
from letterforge.errors import Code, Place, Problem

DEEPEST_HEADING = 3
DEEPEST_LIST = 9
"""Levels of a list in Word (ECMA-376, 17.9.6)."""
MOST_INDENTS = 18
"""Indents of 18 pt: a list has one, a quotation two. More leave no room for words on an A4 page."""
MOST_BRACKETS = 500
"""Square brackets of links and footnotes in one paragraph."""
MOST_BRACKETS_IN_ALL = 20_000
MOST_COLUMNS = 40
INDENTS = {"bullet_list_open": 1, "ordered_list_open": 1, "blockquote_open": 2}
SCHEMES = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
UNKNOWN_NOTE = re.compile(r"\[\^([^\]\s]+)\]")
SLOT_IN_TARGET = re.compile("\ue000|%EE%80%80")


@dataclass(frozen=True, slots=True)
class Offence:
    """One thing that no letter can hold."""

    code: Code
    message: str
    hint: str
    words: str
    """The words of the source that are to blame, to look for."""
    line: int = 0
    """Line of the Markdown, from 0, on which its block begins."""


def offences(markdown: str) -> Iterator[Offence]:
    """Everything in a text that no letter can hold, in its order."""
    if crowded := _crowded(markdown):
        yield crowded
        return
    tokens, idle = tokens_of(markdown)
    yield from nested(tokens)
    yield from _wide(tokens)
    for token in tokens:
        line = token.map[0] if token.map else 0
        yield from _of_block(token, line)
        yield from _once_html(_of_inline(child, line) for child in token.children or ())
    for label in sorted(idle):
        message = f"the footnote [^{label}] is written and nothing refers to it"
        hint = f"put [^{label}] where it belongs, or take the footnote away"
        yield Offence(Code.NOT_IN_A_LETTER, message, hint, f"[^{label}]:", _line_of(markdown, f"[^{label}]:"))


def _crowded(markdown: str) -> Offence | None:
    """A paragraph with more brackets than the parser can match: it looks for the end of each, up to the last one."""
    brackets = total = 0
    for number, line in enumerate(markdown.split("\n")):
        here = line.count("[")
        brackets, total = (brackets + here if line.strip(" \t>") else 0), total + here
        if brackets > MOST_BRACKETS or total > MOST_BRACKETS_IN_ALL:
            message = f"a paragraph has more than {MOST_BRACKETS} square brackets, or the text {MOST_BRACKETS_IN_ALL:,}"
            return Offence(Code.NOT_IN_A_LETTER, message, "write fewer links and footnotes", "[", number)
    return None


def nested(tokens: Iterable[Token]) -> Iterator[Offence]:
    """The first list or quotation of each kind that is too deep in others. The parser drops what is deeper still."""
    around: list[int] = []
    told: set[str] = set()
    for token in tokens:
        if token.type in INDENTS:
            around.append(INDENTS[token.type])
            message = _too_deep(around)
            if message and message not in told:
                told.add(message)
                line = token.map[0] if token.map else 0
                yield Offence(Code.NOT_IN_A_LETTER, message, "write it with fewer levels", token.markup, line)
        elif token.type.replace("_close", "_open") in INDENTS:
            around.pop()


def _wide(tokens: Iterable[Token]) -> Iterator[Offence]:
    """A table that no page is wide enough for."""
    columns, line = 0, 0
    for token in tokens:
        if token.type == "table_open":
            columns, line = 0, token.map[0] if token.map else 0
        columns += token.type == "th_open"
        if token.type == "thead_close" and columns > MOST_COLUMNS:
            message = f"a table has more than {MOST_COLUMNS} columns"
            yield Offence(Code.NOT_IN_A_LETTER, message, "make two tables of it", "|", line)


def _too_deep(around: Sequence[int]) -> str:
    if around.count(1) > DEEPEST_LIST:
        return f"lists are more than {DEEPEST_LIST} levels deep"
    return "lists and quotations leave no room for words" if sum(around) > MOST_INDENTS else ""


def _once_html(found: Iterable[Iterator[Offence]]) -> Iterator[Offence]:
    """The offences of one block, of its HTML only the first: an element has an end as well."""
    told = False
    for offence in chain.from_iterable(found):
        if not (told and offence.code is Code.RAW_HTML):
            yield offence
        told = told or offence.code is Code.RAW_HTML


def _of_block(token: Token, line: int) -> Iterator[Offence]:
    words = token.content.strip().splitlines()[0] if token.content.strip() else ""
    if token.type == "html_block":
        yield _html(words, line)
    elif token.type == "code_block":
        hint = "take away the spaces at the start of the line: four of them make code in Markdown"
        yield Offence(Code.NOT_IN_A_LETTER, "code is no part of a letter", hint, words, line)
    elif token.type == "fence":
        hint = "take away the line of backticks"
        yield Offence(Code.NOT_IN_A_LETTER, "code is no part of a letter", hint, words or token.markup, line)
    elif token.type == "heading_open" and int(token.tag[1:]) > DEEPEST_HEADING:
        message = f"a heading of level {token.tag[1:]} is too deep for a letter"
        yield Offence(Code.NOT_IN_A_LETTER, message, "use #, ## or ###", token.markup, line)


def _of_inline(token: Token, line: int) -> Iterator[Offence]:
    if token.type == "html_inline":
        yield _html(token.content, line)
    elif token.type == "code_inline":
        hint = "take away the backticks"
        yield Offence(Code.NOT_IN_A_LETTER, "code is no part of a letter", hint, f"`{token.content}`", line)
    elif token.type == "image":
        hint = "name the signature or letterhead in letterforge.toml; a letter's text holds no pictures"
        yield Offence(Code.NOT_IN_A_LETTER, "a picture cannot stand in the text", hint, "![", line)
    elif token.type == "link_open":
        target = str(token.attrGet("href") or "")
        if not SCHEMES.match(target) and not SLOT_IN_TARGET.match(target):
            hint = "write the whole address: https://… or mailto:…"
            yield Offence(Code.NOT_IN_A_LETTER, f'"{target}" is no web or mail address', hint, target, line)
    elif token.type == "text" and (found := UNKNOWN_NOTE.search(token.content)):
        message = f"the footnote {found[0]} has no text"
        hint = f"write it on a line of its own: {found[0]}: …"
        yield Offence(Code.NOT_IN_A_LETTER, message, hint, found[0], line)


def _html(words: str, line: int) -> Offence:
    hint = "write Markdown: **bold**, *italic*, a backslash at the end of a line to break it, \\< for the sign itself"
    return Offence(Code.RAW_HTML, f"HTML is no part of a letter: {words}", hint, words, line)


def _line_of(markdown: str, words: str) -> int:
    return next((number for number, line in enumerate(markdown.splitlines()) if words in line), 0)


# --- a template, before any row --------------------------------------------------------------------


def check_markdown(source: str, shown: str) -> tuple[Problem, ...]:
    """What no letter can hold in a template, whatever the rows: with its line, excerpt and place in it.

    `source` is the template's body, its front matter replaced by empty lines; `shown` its path for messages.
    """
    lines = source.splitlines()
    markdown, numbers = masked(source)
    found = [_problem(offence, lines, numbers, shown) for offence in offences(markdown)]
    return tuple(dict.fromkeys(found))


def _problem(offence: Offence, lines: list[str], numbers: list[int], shown: str) -> Problem:
    for number in numbers[offence.line :]:
        at = lines[number - 1].find(offence.words)
        if at >= 0:
            span = (at, at + len(offence.words))
            place = Place(shown, line=number, excerpt=lines[number - 1], span=span)
            return Problem(offence.code, offence.message, offence.hint, place)
    line = numbers[offence.line] if offence.line < len(numbers) else None
    return Problem(offence.code, offence.message, offence.hint, Place(shown, line=line))
