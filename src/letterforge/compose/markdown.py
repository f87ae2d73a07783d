"""Markdown → tokens: CommonMark with tables, struck, raised and lowered text, and footnotes."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from letterforge.compose.typography import KEPT
from letterforge.model import SLOT_START

MAX_NESTING = 30
"""How deep the parser goes. It drops deeper blocks without notice, so `forbidden.nested` refuses them long
before."""

YEAR = re.compile(r"^([ \t>*+-]*(?:[0-9]{1,3}[.)][ \t]+)*[0-9]{4,9})([.)])(?=[ \t]|$)", re.MULTILINE)
"""A number of four figures or more at the start of a line: prose ("1986. It was a good year"), not a list."""

SHIFTED = re.compile(r"(?<!\^)\^([^\s^~\[\]\\]{1,40})\^(?!\^)|(?<!~)~([^\s^~\[\]\\]{1,40})~(?!~)")
"""Raised, `19^e^`, and lowered, `H~2~O`: never with a space, and never a footnote, `^[…]`."""
LONGEST_ADDRESS = 200
"""Characters before a sign in which the start of a web address is looked for."""
ADDRESS_BEFORE = re.compile(r"(?:://|www\.|@)\S*\Z")


class LetterMarkdown(MarkdownIt):
    """CommonMark in which a link's target may contain slots."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the parent's name
        """Percent-encode a target, and its host as Punycode if there is no slot in it."""
        return quote(url, safe="%/:?#[]@!$&'()*+,;=~-._") if SLOT_START in url else super().normalizeLink(url)


@cache
def parser() -> MarkdownIt:
    """The parser. HTML is on so that it is recognised and refused, and not printed as text."""
    return (
        LetterMarkdown("commonmark", {"html": True, "maxNesting": MAX_NESTING})
        .enable(["table", "strikethrough"])
        .use(footnote_plugin)
        .use(_read_shifted)
        .use(_keep_escaped)
    )


def _read_shifted(parser_: MarkdownIt) -> None:
    parser_.inline.ruler.before("strikethrough", "shifted", _shifted)


def _shifted(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "^~":
        return False
    found = SHIFTED.match(state.src, state.pos, state.posMax)
    if found is None or ADDRESS_BEFORE.search(state.src[max(0, state.pos - LONGEST_ADDRESS) : state.pos]):
        return False
    if not silent:
        kind = "sup" if found[1] else "sub"
        state.push(f"{kind}_open", kind, 1)
        state.push("text", "", 0).content = found[1] or found[2]
        state.push(f"{kind}_close", kind, -1)
    state.pos = found.end()
    return True


def _keep_escaped(parser_: MarkdownIt) -> None:
    parser_.core.ruler.before("text_join", "kept", _kept)


def _kept(state: StateCore) -> None:
    """Mark what a backslash keeps from the typographer, before it becomes plain text."""
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "text_special" and child.info == "escape" and child.content in KEPT:
                child.content = KEPT[child.content]


def without_years(markdown: str) -> str:
    """The Markdown in which no year begins a list."""
    return YEAR.sub(r"\1\\\2", markdown)


@lru_cache(maxsize=2)
def tokens_of(markdown: str) -> tuple[list[Token], set[str]]:
    """The tokens of a text, which must not be changed, and the labels of footnotes that nothing refers to."""
    env: dict[str, dict[str, dict[str, int]]] = {}
    tokens = parser().parse(without_years(markdown), env)
    notes = env.get("footnotes", {}).get("refs", {})
    return tokens, {label.removeprefix(":") for label, number in notes.items() if number < 0}
