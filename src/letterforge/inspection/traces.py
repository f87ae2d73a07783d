"""What a failed mail merge leaves in a text: a brace, None, an empty pair of brackets, two commas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from letterforge.inspection.words import REMEMBERED, normalise, split_lines

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


def strip_markup(template: str) -> str:
    """A template's own text, without what is filled in."""
    return MARKUP.sub("\ue000", template)


def find_traces(text: str, own: str, cells: Sequence[str], *, is_turned: bool = False) -> Iterator[str]:
    """The traces in a text, each once, with the word before it; none that the campaign or a cell has itself.

    `is_turned`: signs may be in other places than in the letter, so that signs alone are ignored.

    `own` is the templates' text. A word such as None is accepted only with a neighbour that it also has there
    or in one cell: "None of" in a template does not excuse "To None", nor does a cell that consists of nan.
    """
    if not any(map(_has_trace, split_lines(text))) and not EMPTY.search(text):
        return
    seen = set()
    text = normalise(text)
    for found in TRACE.finditer(text):
        trace = found[0].strip()
        if trace in seen or (is_turned and SIGNS.issuperset(trace)) or _is_own(found, text, (own, *cells)):
            continue
        seen.add(trace)
        yield text[max(0, found.start() - 20) : found.end() + 10].replace("\n", " ").strip()


@lru_cache(REMEMBERED)
def _has_trace(line: str) -> bool:
    """Whether a line has anything that looks like a trace; cached, as most lines are the template's."""
    return TRACE.search(normalise(line)) is not None


def _is_own(found: re.Match[str], text: str, sources: Iterable[str]) -> bool:
    trace = found[0].strip()
    if not trace.isalpha():
        return any(found[0] in source for source in sources)
    after = re.match(r"\s+\w+", text[found.end() :])
    before = re.search(r"\w+\s+$", text[: found.start()])
    folded = [" ".join(source.split()) for source in sources]
    beside = [trace + " " + after[0].strip()] if after else []
    beside += [before[0].strip() + " " + trace] if before else []
    return any(pair in source for pair in beside for source in folded)
