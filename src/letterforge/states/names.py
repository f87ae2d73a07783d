"""What states are called: short and formal, with and without their article, in each language.

Who they are is in `data/codes.csv`; their names, and how these take articles and prepositions, are in each
language's folder (`states.csv`, `writing.toml`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from typing import Any

from letterforge.languages import OURS, Languages, PackPart
from letterforge.languages.files import Row
from letterforge.model import Language, StateCode
from letterforge.states.tables import table

ENGLISH = "en"
"""The language whose names are used where another lacks them."""


@dataclass(frozen=True, slots=True)
class StateNames:
    """The names of one state in one language, as they are within a sentence."""

    name: str
    """`Gambia`."""
    with_article: str
    """`the Gambia`; the plain name where it takes no article."""
    formal_name: str
    """`Republic of the Gambia`."""
    formal_with_article: str
    """`the Republic of the Gambia`."""
    of: str
    """What belongs to it: `of the Gambia`, `du Sénégal`, `del Perú`."""
    formal_of: str
    """`of the Republic of the Gambia`, `de la République du Sénégal`."""
    inside: str
    """What is in it: `in the Gambia`, `aux Pays-Bas`, `no Brasil`."""
    bare_of: str = ""
    """What is named after it.

    `Embassy of the Gambia`, `Ambassade de Suisse`, where French drops the article.
    """


PATTERNS = {"of": "{name}", "formal_of": "{of}", "inside": "{name}", "bare_of": "{of}"}
"""Names that are made from others where the table has none, in this order, and how where `[states]` in
`writing.toml`
has no pattern."""
CELLS = tuple(item.name for item in fields(StateNames))
"""The columns of `states.csv` that letters print."""


@cache
def _codes() -> dict[StateCode, dict[str, str]]:
    return {row["code"]: row for row in table("codes.csv")}


def all_states() -> tuple[StateCode, ...]:
    """The code of every state that letterforge knows: members and observers of the UN, Cook Islands, Niue."""
    return tuple(code for code, row in _codes().items() if row["kind"] == "state")


def all_others() -> tuple[StateCode, ...]:
    """The code of everybody else: entities, intergovernmental organisations, territories."""
    return tuple(code for code, row in _codes().items() if row["kind"] != "state")


def kind_of(code: StateCode) -> str:
    """`state`, `entity`, `organisation` or `territory`. Raises KeyError."""
    return _codes()[code]["kind"]


def alpha3(code: StateCode) -> str:
    """ISO 3166-1 alpha-3 of a state; of others, what takes its place. Raises KeyError for an unknown code."""
    return _codes()[code]["alpha3"]


@cache
def common_name(code: StateCode) -> str:
    """The English name as people write it in a table: `Bolivia`, not `Plurinational State of Bolivia`.

    It sorts where people look for it, and `find_state` knows it. Raises KeyError for an unknown code.
    """
    row = _rows(OURS, ENGLISH)[code]
    return row["everyday"] or row["name"]


def name_in_address(code: StateCode, language: Language, languages: Languages = OURS) -> str:
    """A state's name as post offices know it: in English "Bolivia", not "Plurinational State of Bolivia".

    Raises KeyError for an unknown code.
    """
    row = _row(languages, language, code)
    return (row and (row.get("in_address") or row.get("everyday"))) or state_names(
        code, language, languages
    ).name


def has_names(code: StateCode, language: Language, languages: Languages = OURS) -> bool:
    """Whether a language has a name for a state that letters can print."""
    return _row(languages, language, code) is not None


def lacks_formal_name(code: StateCode, language: Language, languages: Languages = OURS) -> bool:
    """Whether a campaign's language has no formal name for a state, which has one in English.

    `state_names` then has the short one in its place.
    """
    row = _row(languages, language, code)
    if row is None or language in OURS.complete() or any(row.get(cell) for cell in FORMAL):
        return False
    return bool(_rows(OURS, ENGLISH)[code]["formal_name"])


FORMAL = ("formal_name", "formal_with_article", "formal_of")


@lru_cache(maxsize=8192)
def state_names(code: StateCode, language: Language, languages: Languages = OURS) -> StateNames:
    """The names of a state in a language; in English where the data lacks them.

    Raises KeyError for an unknown code.
    """
    row = _row(languages, language, code)
    if row is None:
        language, row = ENGLISH, _rows(languages, ENGLISH)[code]
    names = {cell: row.get(cell) or "" for cell in CELLS}
    names["with_article"] = names["with_article"] or names["name"]
    names["formal_name"] = names["formal_name"] or names["name"]
    same = names["formal_name"] == names["name"]
    names["formal_with_article"] = (
        names["formal_with_article"] or names["with_article" if same else "formal_name"]
    )
    patterns = _grammar(language, languages)
    for cell, pattern in PATTERNS.items():
        names[cell] = names[cell] or patterns.get(cell, pattern).format(**names)
    return StateNames(**names)


def name_for(names: StateNames, language: Language, languages: Languages = OURS, *, formal: bool) -> str:
    """A name after "for": `for the Gambia`, in Arabic written together with it."""
    grammar = _grammar(language, languages)
    parts = {"name": names.name, "with_article": names.with_article}
    if formal:
        parts = {"name": names.formal_name, "with_article": names.formal_with_article}
    text = str(grammar.get("for", "for {with_article}")).format(**parts)
    for apart, together in grammar.get("contracted", {}).items():
        if text.startswith(apart):
            return f"{together}{text.removeprefix(apart)}"
    return text


def every_name() -> Iterator[tuple[str, StateCode]]:
    """Every name in any language by which a state or an organisation is found, those of states first."""
    rows = [_rows(OURS, language) for language in OURS.having(PackPart.STATES)]
    for code in _codes():
        known = (row for table_of in rows if (row := table_of.get(code)))
        found = (name for row in known for name in (*(row.get(cell) for cell in RECOGNISED), *_also(row)))
        yield from ((name, code) for name in dict.fromkeys(found) if name)


RECOGNISED = ("name", "everyday", "formal_name")


def _also(row: Row) -> list[str]:
    return (row.get("also") or "").split("|")


def _row(languages: Languages, language: Language, code: StateCode) -> Row | None:
    """A state's row in a language; None where its names are only recognised, and not printed."""
    return _rows(languages, language).get(code) if _grammar(language, languages) else None


def _grammar(language: Language, languages: Languages) -> Mapping[str, Any]:
    found: Mapping[str, Any] = languages.document(language, PackPart.WRITING).get("states", {})
    return found


@lru_cache(maxsize=64)
def _rows(languages: Languages, language: Language) -> Mapping[StateCode, Row]:
    return {row["code"]: row for row in languages.rows(language, PackPart.STATES)}
