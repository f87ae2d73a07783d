"""Markdown → tokens: CommonMark with tables, struck text and footnotes."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin


@cache
def parser() -> MarkdownIt:
    """The parser. HTML is on so that it is recognised, and refused, rather than printed as text."""
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(footnote_plugin)


def tokens_of(markdown: str) -> tuple[list[Token], set[str]]:
    """The tokens of a text, and the labels of footnotes that are written and never referred to."""
    env: dict[str, dict[str, dict[str, int]]] = {}
    tokens = parser().parse(markdown, env)
    notes = env.get("footnotes", {}).get("refs", {})
    return tokens, {label.removeprefix(":") for label, number in notes.items() if number < 0}
