"""What no letter can contain: HTML, code, pictures, deep headings, strange links, empty footnotes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from markdown_it.token import Token

from letterforge.campaign import FILE_NAME
from letterforge.compose.markdown import tokens_of
from letterforge.compose.numbering import padded
from letterforge.compose.offence import Offence
from letterforge.compose.pasted import pasted
from letterforge.compose.unfilled import unfilled_places
from letterforge.errors import Code
from letterforge.model import SLOT_START, Language

DEEPEST_HEADING = 3
DEEPEST_LIST = 9
"""Levels of a list in Word (ECMA-376, 17.9.6)."""
MOST_INDENTS = 18
"""Indents of 18 pt: a list has one, a quotation two. With more, an A4 page has no room for words."""
MOST_BRACKETS = 500
"""Square brackets of links and footnotes in one paragraph."""
MOST_BRACKETS_IN_ALL = 20_000
MOST_COLUMNS = 40
FEWEST_UNDERLINES = 5
"""`___` is a rule, `____` a line to write on. The parser reports one underline more than there are."""
MOST_PLACES = 20
"""Unfilled places that are reported for one paragraph."""
INDENTS = {"bullet_list_open": 1, "ordered_list_open": 1, "blockquote_open": 2}
SCHEMES = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
NO_PICTURE = re.compile(r"!\[[^\]\n]*\](?:\(|\[)|!\[\[")
"""What was meant as a picture, but is not one for the parser: its path has spaces, or its name is unknown."""
UNKNOWN_NOTE = re.compile(r"\[\^([^\]\s]+)\]")
SLOT_IN_TARGET = re.compile(f"{SLOT_START}|%EE%80%80")


def offences(markdown: str, language: Language = "en", allow: Sequence[str] = ()) -> Iterator[Offence]:
    """Everything in a text that no letter can contain, in order. `allow`: see `unfilled_places`."""
    if crowded := _crowded(markdown):
        yield crowded
        return
    tokens, idle = tokens_of(markdown)
    yield from nested(tokens)
    yield from _wide(tokens)
    yield from padded(tokens)
    yield from pasted(tokens, markdown)
    for token in tokens:
        line = token.map[0] if token.map else 0
        yield from _of_block(token, line)
        left = islice(unfilled_places(token_words(token), language, allow), MOST_PLACES)
        places = [place_left(words, line) for words in left]
        yield from places
        yield from _once_html(
            _of_inline(child, line)
            for child in token.children or ()
            if not any(child.type == "html_inline" and child.content in place.words for place in places)
        )
    for label in sorted(idle):
        message = f"nothing refers to the footnote [^{label}]"
        hint = f"put [^{label}] where it belongs in the text, or remove the footnote"
        yield Offence(Code.NOT_IN_A_LETTER, message, hint, f"[^{label}]:", _line_of(markdown, f"[^{label}]:"))


def token_words(token: Token) -> str:
    """The words of an inline token without its marks; for a rule, its underlines: a line to write on."""
    if token.type == "hr":
        return token.markup[1:] if token.markup.startswith("_" * FEWEST_UNDERLINES) else ""
    pieces = ("\n" if child.type.endswith("break") else child.content for child in token.children or ())
    return "".join(pieces)


def place_left(words: str, line: int = 0) -> Offence:
    """A placeholder that was not filled in."""
    shown = " ".join(words.split())
    quoted = json.dumps(shown, ensure_ascii=False) if "'" in shown else f"'{shown}'"
    hint = (
        "replace it; or, if the text is right as it is, allow "
        f"it in {FILE_NAME}:\n[inspect]\nallow = [{quoted}]"
    )
    return Offence(Code.UNFILLED_PLACE, f'a placeholder was not filled in: "{shown}"', hint, words, line)


def _crowded(markdown: str) -> Offence | None:
    """A paragraph with more brackets than the parser can match: it searches for the end of each one."""
    brackets = total = 0
    for number, line in enumerate(markdown.split("\n")):
        here = line.count("[")
        brackets, total = (brackets + here if line.strip(" \t>") else 0), total + here
        if brackets > MOST_BRACKETS or total > MOST_BRACKETS_IN_ALL:
            message = (
                f"there are too many square brackets: more than {MOST_BRACKETS} in a paragraph, "
                f"or {MOST_BRACKETS_IN_ALL:,} in the text"
            )
            return Offence(Code.NOT_IN_A_LETTER, message, "use fewer links and footnotes", "[", number)
    return None


def nested(tokens: Iterable[Token]) -> Iterator[Offence]:
    """The first list or quotation of each kind that is nested too deeply.

    The parser drops even deeper ones.
    """
    around: list[int] = []
    reported: set[str] = set()
    for token in tokens:
        if token.type in INDENTS:
            around.append(INDENTS[token.type])
            message = _too_deep(around)
            if message and message not in reported:
                reported.add(message)
                line = token.map[0] if token.map else 0
                yield Offence(Code.NOT_IN_A_LETTER, message, "use fewer levels", token.markup, line)
        elif token.type.replace("_close", "_open") in INDENTS:
            around.pop()


def _wide(tokens: Iterable[Token]) -> Iterator[Offence]:
    """A table that is too wide for any page."""
    columns, line = 0, 0
    for token in tokens:
        if token.type == "table_open":
            columns, line = 0, token.map[0] if token.map else 0
        columns += token.type == "th_open"
        if token.type == "thead_close" and columns > MOST_COLUMNS:
            message = f"a table has more than {MOST_COLUMNS} columns"
            yield Offence(Code.NOT_IN_A_LETTER, message, "split it into two tables", "|", line)


def _too_deep(around: Sequence[int]) -> str:
    if around.count(1) > DEEPEST_LIST:
        return f"lists are more than {DEEPEST_LIST} levels deep"
    return (
        "lists and quotations inside each other leave no room for words" if sum(around) > MOST_INDENTS else ""
    )


def _once_html(found: Iterable[Iterator[Offence]]) -> Iterator[Offence]:
    """The offences of one block, but only the first for HTML: an element also has an end tag."""
    has_html = False
    for offence in chain.from_iterable(found):
        if not (has_html and offence.code is Code.RAW_HTML):
            yield offence
        has_html = has_html or offence.code is Code.RAW_HTML


def _of_block(token: Token, line: int) -> Iterator[Offence]:
    words = token.content.strip().splitlines()[0] if token.content.strip() else ""
    if token.type == "html_block":
        yield _html(words, line)
    elif token.type == "code_block":
        hint = "remove the spaces at the start of the line: four spaces make code in Markdown"
        yield Offence(Code.NOT_IN_A_LETTER, "a letter cannot contain code", hint, words, line)
    elif token.type == "fence":
        hint = "remove the line of backticks"
        yield Offence(Code.NOT_IN_A_LETTER, "a letter cannot contain code", hint, words or token.markup, line)
    elif token.type == "heading_open" and int(token.tag[1:]) > DEEPEST_HEADING:
        message = f"a heading of level {token.tag[1:]} is too deep for a letter"
        yield Offence(Code.NOT_IN_A_LETTER, message, "use #, ## or ###", token.markup, line)


def _of_inline(token: Token, line: int) -> Iterator[Offence]:
    if token.type == "html_inline":
        yield _html(token.content, line)
    elif token.type == "code_inline":
        hint = "remove the backticks"
        yield Offence(Code.NOT_IN_A_LETTER, "a letter cannot contain code", hint, f"`{token.content}`", line)
    elif token.type == "image":
        yield _picture("![", line)
    elif token.type == "link_open":
        target = str(token.attrGet("href") or "")
        if not SCHEMES.match(target) and not SLOT_IN_TARGET.match(target):
            hint = "write the whole address: https://… or mailto:…"
            yield Offence(
                Code.NOT_IN_A_LETTER, f'"{target}" is not a web or mail address', hint, target, line
            )
    elif token.type == "text" and (found := NO_PICTURE.search(token.content)):
        yield _picture(found[0], line)
    elif token.type == "text" and (found := UNKNOWN_NOTE.search(token.content)):
        message = f"the footnote {found[0]} has no text"
        hint = f"write its text on a separate line: {found[0]}: …"
        yield Offence(Code.NOT_IN_A_LETTER, message, hint, found[0], line)


def _picture(words: str, line: int) -> Offence:
    hint = "for a signature or letterhead, name the picture in letterforge.toml"
    return Offence(Code.NOT_IN_A_LETTER, "the text cannot contain a picture", hint, words, line)


def _html(words: str, line: int) -> Offence:
    hint = (
        "write Markdown: **bold**, *italic*, a backslash at the end of a line for a line break, "
        "\\< for the sign <"
    )
    return Offence(Code.RAW_HTML, f"a letter cannot contain HTML: {words}", hint, words, line)


def _line_of(markdown: str, words: str) -> int:
    return next((number for number, line in enumerate(markdown.splitlines()) if words in line), 0)
