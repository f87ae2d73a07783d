"""What a merge gone wrong leaves in a text: a brace, None, an empty pair of brackets, two commas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from letterforge.inspection.words import as_read

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
MARKUP = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


def literal(template: str) -> str:
    """What a template says itself, without what is filled in."""
    return MARKUP.sub("\ue000", template)


def traces(text: str, own: str) -> Iterator[str]:
    """The traces in a text, each once, with the word before it; none that stands in `own` as well.

    `own` is what the row's cells say and the templates say themselves. A word such as None is let pass there only
    with a neighbour that it has there too: "None of" in a template does not excuse "To None".
    """
    seen = set()
    text = as_read(text)
    for found in TRACE.finditer(text):
        trace = found[0].strip()
        if trace in seen or _is_own(found, text, own):
            continue
        seen.add(trace)
        yield text[max(0, found.start() - 20) : found.end() + 10].replace("\n", " ").strip()


def _is_own(found: re.Match[str], text: str, own: str) -> bool:
    trace = found[0].strip()
    if not trace.isalpha():
        return found[0] in own
    if f"\n{trace}\n" in own:  # the whole of a cell
        return True
    after = re.match(r"\s+\w+", text[found.end() :])
    before = re.search(r"\w+\s+$", text[: found.start()])
    folded = " ".join(own.split())
    beside = [trace + " " + after[0].strip()] if after else []
    beside += [before[0].strip() + " " + trace] if before else []
    return any(each in folded for each in beside)
