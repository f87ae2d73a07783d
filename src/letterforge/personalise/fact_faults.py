"""What a template cannot do with a fact → the fault of the fact, said once, where it is in letterforge.toml."""

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
from letterforge.personalise.printing import kind_of
from letterforge.personalise.scope import is_by_language

NAMED = re.compile(r"\bfacts\.([\w.]*\w)")
FAULT = re.compile(r"(?P<what>.+) (?P<fault>is no (?:date|whole number|number))\b", re.DOTALL)
"""What filters say of a value that is not what they are for."""
FILTERS = {"is no date": "date", "is no whole number": "ordinal", "is no number": "number|percent"}
HINTS = {
    "is no date": "a date is written without quotation marks: {key} = 2020-12-07",
    "is no whole number": "write it in figures, without quotation marks: {key} = 19",
    "is no number": "write it in figures, without quotation marks: {key} = 1234.5",
}


def of_fact(problem: Problem, campaign: Campaign, door: Door) -> Problem | None:
    """A failure that a fact is to blame for, told of the fact; None: none is, as far as is known."""
    found = FAULT.match(problem.message)
    if problem.code is not Code.TEMPLATE_FAILED or not found:
        return None
    excerpt, filters = problem.place.excerpt, FILTERS[found["fault"]]
    paths = [path for path in dict.fromkeys(NAMED.findall(excerpt)) if _is(campaign, path, found["what"])]
    direct = [
        path for path in paths if re.search(rf"\bfacts\.{re.escape(path)}\s*\|\s*(?:{filters})\b", excerpt)
    ]
    if not direct and len(paths) != 1:
        return None
    path = (direct or paths)[0]
    hint = HINTS[found["fault"]].format(key=path.rpartition(".")[2])
    fault = Problem(Code.BAD_SETTING, f"facts.{path}: {found[0]}", hint)
    return _at_fact(fault, f"facts.{path}", campaign, door)


def _is(campaign: Campaign, path: str, what: str) -> bool:
    """Whether a fact is what a filter says that it got."""
    leaves = _leaves(_value(campaign.facts, path.split(".")))
    return any(what in {f'"{value}"', kind_of(value)} for value in leaves)


def empty_fact(name: str, language: Language, campaign: Campaign, door: Door) -> Problem:
    """That a fact which a template needs is empty, or has nothing in the letter's language. `name`: with `facts.`."""
    fact = _value(campaign.facts, name.split(".")[1:])
    missing = f'has nothing for the language "{language}"' if is_by_language(fact) else "is empty"
    problem = Problem(Code.EMPTY_CELL, f"{name} {missing}, and a template needs it", "give it a value")
    return _at_fact(problem, name, campaign, door)


def _at_fact(problem: Problem, name: str, campaign: Campaign, door: Door) -> Problem:
    """The problem at the line of letterforge.toml that a fact is in. `name`: with `facts.`."""
    told = replace(problem, place=Place(campaign.file, column=name))
    if campaign.file != FILE_NAME:  # a program has given the settings: they have no lines
        return told
    with suppress(OSError, LetterFailed, UnicodeDecodeError):  # changed, or gone, in this moment
        text = door.read(campaign.root / FILE_NAME).decode("utf-8-sig")
        return Lines(text.replace("\r\n", "\n")).placed([told])[0]
    return told.at(column="")


def _value(facts: object, path: list[str]) -> object:
    """What is under a path; of a path that leads on into a value, that value."""
    for part in path:
        if not isinstance(facts, Mapping) or part not in facts:
            return facts
        facts = facts[part]
    return facts


def _leaves(value: object) -> Iterator[object]:
    """A value, or those in it: one for each language, or the entries of a list."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _leaves(each)
    else:
        yield value
