"""Lines that a hint gives to paste → the same in the form in which the campaign's file has their table.

TOML allows each table once: with `columns = { … }` or `columns.city = …` there can be no
`[recipients.columns]`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from letterforge.campaign.settings import CampaignSettings, TableSettings
from letterforge.errors import Problem
from letterforge.intake import toml

IN_A_LINE = re.compile(
    r"(?:^|[{,])[ \t]*((?:recipients[ \t]*\.[ \t]*)?(columns|defaults))[ \t]*(=[ \t]*\{|\.)", re.MULTILINE
)
"""`columns = {`, or `columns.`: a table of `[recipients]` without a heading of its own."""
PASTED = re.compile(r"\n\[recipients\.(columns|defaults)\]\n(.*)", re.DOTALL)
"""The end of a hint."""


def forms_of(text: str) -> Mapping[str, str]:
    """Which tables of `[recipients]` a letterforge.toml has in lines.

    `columns` → `columns =`, or `columns.`.
    """
    bare = toml.QUOTED.sub("", text)
    found = ((name, f"{key}." if sign == "." else f"{key} =") for key, name, sign in IN_A_LINE.findall(bare))
    return dict(found)


def fitting(problem: Problem, campaign: CampaignSettings) -> Problem:
    """The problem with a hint whose lines can be pasted into this campaign's file."""
    found = PASTED.search(problem.hint) if campaign.in_lines else None
    key = campaign.in_lines.get(found[1]) if found else None
    if not found or not key:
        return problem
    name, lines = found[1], found[2]
    if key.endswith("."):
        pasted = "".join(f"\n{_beside(line, key)}" for line in lines.splitlines())
        return replace(
            problem,
            hint=f"{problem.hint[: found.start()].removesuffix(':')}, below the line [recipients]:{pasted}",
        )
    try:
        new = toml.parsed(lines)
    except toml.TomlFaultError:
        return problem
    pairs = ", ".join(_pairs({**_there(campaign.table, name), **new}))
    replacing = f", in place of the line that begins with {key.removesuffix(' =')}:\n{key} {{ {pairs} }}"
    return replace(problem, hint=f"{problem.hint[: found.start()].removesuffix(':')}{replacing}")


def _beside(line: str, key: str) -> str:
    comment = "# or: "
    return f"{comment}{key}{line.removeprefix(comment)}" if line.startswith(comment) else f"{key}{line}"


def _there(table: TableSettings, name: str) -> Mapping[str, object]:
    return table.columns if name == "columns" else table.defaults


def _pairs(values: Mapping[str, object]) -> Iterator[str]:
    for name, value in values.items():
        texts = [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]
        listed = [json.dumps(text, ensure_ascii=False) for text in texts]
        yield f"{name} = {listed[0]}" if len(listed) == 1 else f"{name} = [{', '.join(listed)}]"
