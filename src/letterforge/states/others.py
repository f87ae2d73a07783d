"""Whom letters go to that are no states: entities, intergovernmental organisations, territories. Data → rows of names.

`data/others.csv` has one name for each language: nothing formal is made up for them, and none is called a republic.
"""

from __future__ import annotations

from functools import cache

from letterforge.model import StateCode
from letterforge.states.tables import table

FRENCH_OF = {"le": "du ", "les": "des ", "la": "de la ", "l'": "de l'", "La": "de La "}
"""What belongs to a name, by its article; without one: `de`, or `d'` before a vowel."""
SPANISH_OF = {"el": "del ", "": "de "}
PORTUGUESE_OF = {"": ("de ", "em ")}
VOWELS = "AEIOUÉÎÅaeiouéîå"


@cache
def others() -> dict[StateCode, dict[str, str]]:
    """Each of them as a row with the columns of `names.csv` that letters print, and its `kind`."""
    return {row["code"]: _as_names(row) for row in table("others.csv")}


def _as_names(row: dict[str, str]) -> dict[str, str]:
    named = {"alpha2": row["code"], "alpha3": row["alpha3"], "kind": row["kind"], "en_everyday": ""}
    for language in ("en", "fr", "es"):
        for kind in ("short", "running", "formal"):
            named[f"{language}_{kind}"] = row[language]
        named[f"{language}_article"] = named[f"{language}_formal_article"] = row[f"{language}_article"]
    of_french, of_spanish = _french(row), _spanish(row)
    named |= {"fr_de": of_french, "fr_de_bare": of_french, "fr_formal_de": of_french}
    named |= {"fr_a": row["fr_in"] or f"au sein {of_french}"}
    named |= {"es_de": of_spanish, "es_formal_de": of_spanish}
    return named | _portuguese(row) | {"ar_short": row["ar"], "ar_formal": row["ar"]}


def _french(row: dict[str, str]) -> str:
    name, article = row["fr"], row["fr_article"]
    elided = "d'" if name[:1] in VOWELS else "de "
    return f"{FRENCH_OF[article] if article else elided}{name}"


def _spanish(row: dict[str, str]) -> str:
    article = row["es_article"]
    return f"{SPANISH_OF.get(article, f'de {article} ')}{row['es']}"


def _portuguese(row: dict[str, str]) -> dict[str, str]:
    name, article = row["pt"], row["pt_article"]
    of, inside = PORTUGUESE_OF.get(article, (f"d{article} ", f"n{article} "))
    named = {"pt_short": name, "pt_short_eu": name, "pt_article": article, "pt_formal": ""}
    return named | {"pt_de": of + name, "pt_em": inside + name}
