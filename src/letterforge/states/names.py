"""What states are called: short and formal, with and without their article, in each language.

Names are the United Nations' (UNTERM); see `data/SOURCES.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from letterforge.model import Language, StateCode
from letterforge.states.others import others
from letterforge.states.tables import table

WITH_ARTICLES = ("en", "fr", "es")
"""Languages whose articles are known for short and formal names."""
WITHOUT_ARTICLES = ("ar", "ru", "zh")
"""Languages in which a name stands alone."""


@dataclass(frozen=True, slots=True)
class StateNames:
    """The names of one state in one language, as they stand within a sentence."""

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
    """What is named after it: `Embassy of the Gambia`, `Ambassade de Suisse`, where French drops the article."""


@cache
def _states() -> dict[StateCode, dict[str, str]]:
    return {row["alpha2"]: row for row in table("names.csv")}


@cache
def _rows() -> dict[StateCode, dict[str, str]]:
    return _states() | others()


def all_states() -> tuple[StateCode, ...]:
    """The code of every state that letterforge knows: members and observers of the UN, Cook Islands, Niue."""
    return tuple(_states())


def kind_of(code: StateCode) -> str:
    """`state`, or what others.csv calls it: `entity`, `organisation`, `territory`. Raises KeyError."""
    return _rows()[code].get("kind", "state")


def alpha3(code: StateCode) -> str:
    """ISO 3166-1 alpha-3 of a state; of others, what takes its place. Raises KeyError for an unknown code."""
    return _rows()[code]["alpha3"]


def common_name(code: StateCode) -> str:
    """The English name as people write it in a table: `Bolivia`, not `Plurinational State of Bolivia`.

    It sorts where people look for it, and `find_state` knows it. Raises KeyError for an unknown code.
    """
    row = _rows()[code]
    return row["en_everyday"] or row["en_running"]


@cache
def state_names(code: StateCode, language: Language) -> StateNames:
    """The names of a state in a language; in English where the data lacks the language.

    Raises KeyError for an unknown code.
    """
    row = _rows()[code]
    if language in WITH_ARTICLES:
        return _with_articles(row, language)
    if language in WITHOUT_ARTICLES and f"{language}_short" in row:
        short, formal = row[f"{language}_short"], row[f"{language}_formal"]
        # `Боливия (Многонациональное Государство)` is for lists: within a sentence the formal name stands.
        name = formal if set(short) & set("(（") else short
        # In Arabic what belongs to a state stands before it without a word between.
        inside = f"في {name}" if language == "ar" else name
        return StateNames(name, name, formal, formal, name, formal, inside, bare_of=name)
    if language == "pt":
        return _in_portuguese(row)
    return _with_articles(row, "en")


def _in_portuguese(row: dict[str, str]) -> StateNames:
    """Formal names are not known for all states: for others the short name stands in."""
    name = row["pt_short_eu"] or row["pt_short"]
    formal = row["pt_formal"]
    with_article, of = _joined(row["pt_article"], name), row["pt_de"]
    names = (name, with_article, formal or name)
    if formal in {"", name}:
        return StateNames(*names, with_article, of, of, row["pt_em"], of)
    article = PORTUGUESE_ARTICLES[formal.split(" ", 1)[0]]
    return StateNames(*names, f"{article} {formal}", of, f"d{article} {formal}", row["pt_em"], of)


PORTUGUESE_ARTICLES = {
    "Comunidade": "a",
    "Confederação": "a",
    "Estado": "o",
    "Estados": "os",
    "Federação": "a",
    "Grão-Ducado": "o",
    "Principado": "o",
    "Reino": "o",
    "República": "a",
    "União": "a",
}
"""The article of a formal name, by its first word."""


def _with_articles(row: dict[str, str], language: Language) -> StateNames:
    name, formal = row[f"{language}_running"], row[f"{language}_formal"]
    with_article = _joined(row[f"{language}_article"], name)
    formal_with_article = _joined(row[f"{language}_formal_article"], formal)
    names = (name, with_article, formal, formal_with_article)
    if language == "en":
        of = f"of {with_article}"
        return StateNames(*names, of, f"of {formal_with_article}", f"in {with_article}", of)
    # French "en", "au", "aux" follow gender, number and initial; Spanish has "en" throughout.
    inside = row["fr_a"] if language == "fr" else f"en {with_article}"
    of = row[f"{language}_de"]
    bare = row["fr_de_bare"] if language == "fr" else of
    return StateNames(*names, of, row[f"{language}_formal_de"], inside, bare)


def _joined(article: str, name: str) -> str:
    if not article:
        return name
    return f"{article}{name}" if article.endswith("'") else f"{article} {name}"
