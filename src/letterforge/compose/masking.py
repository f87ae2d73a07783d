"""A template without its Jinja: what is left is Markdown, whose lines are known."""

from __future__ import annotations

import re

VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
TAG_OR_COMMENT = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)


def masked(source: str) -> tuple[str, list[int]]:
    """The Markdown that is left when Jinja is taken out, and for each of its lines the template's (from 1)."""

    def keep_lines(text: str, filler: str) -> str:
        return "\n".join(filler * len(part) for part in text.split("\n"))

    # A value is masked by what looks like a slot, so that a link to it is judged when the value is known.
    without_values = VALUE.sub(lambda match: f"\ue000{keep_lines(match[0], '0')[2:]}\ue001", source)
    # A tag keeps its line breaks, marked, so that lines which hold nothing else can be told from empty ones.
    marked = TAG_OR_COMMENT.sub(lambda match: keep_lines(match[0], "\0"), without_values)
    kept = [
        (number, line.replace("\0", ""))
        for number, line in enumerate(marked.splitlines(), start=1)
        if not line.strip() or line.replace("\0", "").strip()
    ]
    return "\n".join(line for _, line in kept), [number for number, _ in kept]
