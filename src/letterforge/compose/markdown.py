"""Markdown → tokens: CommonMark with tables, struck text and footnotes."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

MAX_NESTING = 30
"""How deep the parser goes. It drops deeper blocks without notice, so `forbidden.nested` refuses them long
before."""

YEAR = re.compile(r"^([ \t>*+-]*(?:[0-9]{1,3}[.)][ \t]+)*[0-9]{4,9})([.)])(?=[ \t]|$)", re.MULTILINE)
"""A number of four figures or more at the start of a line: prose ("1986. It was a good year"), not a list."""


class LetterMarkdown(MarkdownIt):
    """CommonMark in which a link's target may contain slots."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the parent's name
        """Percent-encode a target, and its host as Punycode if there is no slot in it."""
        return quote(url, safe="%/:?#[]@!$&'()*+,;=~-._") if "\ue000" in url else super().normalizeLink(url)


@cache
def parser() -> MarkdownIt:
    """The parser. HTML is on so that it is recognised and refused, and not printed as text."""
    return (
        LetterMarkdown("commonmark", {"html": True, "maxNesting": MAX_NESTING})
        .enable(["table", "strikethrough"])
        .use(footnote_plugin)
    )


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
