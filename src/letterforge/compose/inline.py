"""Inline tokens → runs, values still in their slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markdown_it.token import Token

from letterforge.model import Line, Run

STYLES = frozenset({"strong", "em", "s", "sup", "sub"})
"""markdown-it's names of styles, and ours of what is raised and lowered."""
RISES = {"sup": 1, "sub": -1}


def runs_of(tokens: Sequence[Token]) -> Line:
    """The runs of one inline token's children. A link's target may still contain slots."""
    runs: list[Run] = []
    style = Run("")
    depth: dict[str, int] = {}
    for token in tokens:
        name, _, side = token.type.rpartition("_")
        if name in STYLES and side in {"open", "close"}:
            depth[name] = depth.get(name, 0) + (1 if side == "open" else -1)
            style = _styled(style, name, active=depth[name] > 0)
        elif token.type == "link_open":
            style = replace(style, link=str(token.attrGet("href") or ""))
        elif token.type == "link_close":
            style = replace(style, link="")
        elif token.type == "footnote_ref":
            runs.append(Run("", note=int(token.meta["id"]) + 1))
        elif text := _text(token):
            runs.append(replace(style, text=text))
    return merged(runs)


def _styled(style: Run, name: str, *, active: bool) -> Run:
    if name == "strong":
        return replace(style, strong=active)
    if name in RISES:
        return replace(style, rise=RISES[name] if active else 0)
    return replace(style, emphasis=active) if name == "em" else replace(style, struck=active)


def _text(token: Token) -> str:
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    return breaks.get(token.type, token.content if token.type == "text" else "")


def _style(run: Run) -> tuple[object, ...]:
    return run.strong, run.emphasis, run.struck, run.link, run.personal, run.rise


def merged(runs: Sequence[Run]) -> Line:
    """The runs, without empty ones; neighbours of the same style are joined."""
    joined: list[Run] = []
    for run in runs:
        if not run.text and not run.note:
            continue
        last = joined[-1] if joined else None
        if last and not last.note and not run.note and _style(last) == _style(run):
            joined[-1] = last.saying(last.text + run.text)
        else:
            joined.append(run)
    return tuple(joined)
