"""A filter that failed because of a fact → one problem, at the fact's line in letterforge.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

from letterforge.campaign import FILE_NAME, Campaign
from letterforge.campaign.lines import Lines
from letterforge.errors import Code, LetterFailed, Place, Problem
from letterforge.intake import Door
from letterforge.model import Language
from letterforge.personalise.printing import ValueKind, WrongKindError, describe_value
from letterforge.personalise.scope import is_by_language

NAMED = re.compile(r"\bfacts\.([\w.]*\w)")
FILTERS: Mapping[ValueKind, str] = {
    ValueKind.DATE: "date",
    ValueKind.WHOLE_NUMBER: "ordinal",
    ValueKind.NUMBER: "number|percent",
}
"""The filters that need a value of a kind."""
HINTS: Mapping[ValueKind, str] = {
    ValueKind.DATE: "write a date without quotation marks: {key} = 2020-12-07",
    ValueKind.WHOLE_NUMBER: "write it in figures, without quotation marks: {key} = 19",
    ValueKind.NUMBER: "write it in figures, without quotation marks: {key} = 1234.5",
}


def fact_problem(error: Exception, excerpt: str, campaign: Campaign, door: Door) -> Problem | None:
    """The problem of the fact that caused a failure; None: no fact did, as far as is known.

    `excerpt`: the line of the template on which it failed.
    """
    if not isinstance(error, WrongKindError):
        return None
    filters = FILTERS[error.kind]
    paths = [path for path in dict.fromkeys(NAMED.findall(excerpt)) if _is(campaign, path, error.shown)]
    direct = [
        path for path in paths if re.search(rf"\bfacts\.{re.escape(path)}\s*\|\s*(?:{filters})\b", excerpt)
    ]
    if not direct and len(paths) != 1:
        return None
    path = (direct or paths)[0]
    hint = HINTS[error.kind].format(key=path.rpartition(".")[2])
    problem = Problem(Code.BAD_SETTING, f"facts.{path}: {error}", hint)
    return _at_fact(problem, f"facts.{path}", campaign, door)


def _is(campaign: Campaign, path: str, shown: str) -> bool:
    """Whether a fact is the value that a filter got. `shown`: as in the error."""
    leaves = _leaves(_value(campaign.facts, path.split(".")))
    return any(shown in {f'"{value}"', describe_value(value)} for value in leaves)


def empty_fact(name: str, language: Language, campaign: Campaign, door: Door) -> Problem:
    """The problem that a fact is empty, or has no text in the letter's language. `name`: with `facts.`."""
    fact = _value(campaign.facts, name.split(".")[1:])
    missing = (
        f'has no text for the language "{language}"'
        if is_by_language(fact, campaign.languages)
        else "is empty"
    )
    problem = Problem(Code.EMPTY_CELL, f"{name} {missing}, but a template needs it", "give it a value")
    return _at_fact(problem, name, campaign, door)


def _at_fact(problem: Problem, name: str, campaign: Campaign, door: Door) -> Problem:
    """The problem, at the fact's line in letterforge.toml. `name`: with `facts.`."""
    reported = replace(problem, place=Place(campaign.file, column=name))
    if campaign.file != FILE_NAME:  # the settings come from a program: they have no lines
        return reported
    with suppress(OSError, LetterFailed, UnicodeDecodeError):  # changed or removed at this moment
        text = door.read(campaign.root / FILE_NAME).decode("utf-8-sig")
        return Lines(text.replace("\r\n", "\n")).placed([reported])[0]
    return reported.at(column="")


def _value(facts: object, path: list[str]) -> object:
    """The value at a path; if the path goes on into a value, that value."""
    for part in path:
        if not isinstance(facts, Mapping) or part not in facts:
            return facts
        facts = facts[part]
    return facts


def _leaves(value: object) -> Iterator[object]:
    """A value, or the values in it: one for each language, or the entries of a list."""
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from _leaves(entry)
    else:
        yield value
