"""What a merge gone wrong leaves in a text: a brace, None, an empty pair of brackets, two commas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from letterforge.inspection.words import REMEMBERED, as_read, lines

TRACE = re.compile(
    r"""
    \{\{ | \}\} | \{% | %\}
    | (?<![\w'’-]) (?:None|nan|NaN|undefined) (?![\w'’-])
    | \(\s*\) | \[\s*\]
    | (?<=\S)[ \t\u00a0\u202f]+, | [,،][ \t]*[,،]
    | \[ (?: [^\[\]\n]{0,40}(?:…|\.\.\.) | [^\W\d_a-zß-ÿ][A-Z _-]{2,40} ) \]
    """,
    re.VERBOSE,
)
EMPTY = re.compile(r"\(\s*\)|\[\s*\]")
"""The only traces that more than one line can hold."""
SIGNS = frozenset("()[],، \t\u00a0\u202f\n")
MARKUP = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


def literal(template: str) -> str:
    """What a template says itself, without what is filled in."""
    return MARKUP.sub("\ue000", template)


def traces(text: str, own: str, cells: Sequence[str], *, is_turned: bool = False) -> Iterator[str]:
    """The traces in a text, each once, with the word before it; none that the campaign or a cell has itself.

    `is_turned`: signs may stand elsewhere than in the letter, so that of them alone nothing is made.

    `own` is what the templates say. A word such as None is let pass only with a neighbour that it has there, or in
    one cell, too: "None of" in a template does not excuse "To None", nor does a cell that says nan and nothing else.
    """
    if not any(map(_has_trace, lines(text))) and not EMPTY.search(text):
        return
    seen = set()
    text = as_read(text)
    for found in TRACE.finditer(text):
        trace = found[0].strip()
        if trace in seen or (is_turned and SIGNS.issuperset(trace)) or _is_own(found, text, (own, *cells)):
            continue
        seen.add(trace)
        yield text[max(0, found.start() - 20) : found.end() + 10].replace("\n", " ").strip()


@lru_cache(REMEMBERED)
def _has_trace(line: str) -> bool:
    """Whether a line has anything that looks like a trace: most lines are the template's, and were asked before."""
    return TRACE.search(as_read(line)) is not None


def _is_own(found: re.Match[str], text: str, sources: Iterable[str]) -> bool:
    trace = found[0].strip()
    if not trace.isalpha():
        return any(found[0] in source for source in sources)
    after = re.match(r"\s+\w+", text[found.end() :])
    before = re.search(r"\w+\s+$", text[: found.start()])
    folded = [" ".join(source.split()) for source in sources]
    beside = [trace + " " + after[0].strip()] if after else []
    beside += [before[0].strip() + " " + trace] if before else []
    return any(each in source for each in beside for source in folded)
