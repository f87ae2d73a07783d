"""`data/lint.toml` → the words that `lint` looks for, validated."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from letterforge.model import Language
from letterforge.protocol.forms import FOLDER, LANGUAGES
from letterforge.protocol.offices import OFFICES
from letterforge.protocol.phrases import Phrases, key

SECTIONS = {
    "excellency": {"offices", "words", "text"},
    "gender": {"m", "f"},
    "honorifics": {*LANGUAGES, "de", "it", "nl"},
    "salutation": {"end", "vocatives"},
    "close": {"repeats"},
    "plain": set(LANGUAGES),
    "names": {"columns", "ignored", "allowed"},
    "titles": None,
}
"""The tables of the file, and the keys of each; None: any."""
KIND_KEYS = {"offices", "decides", *LANGUAGES}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a title can say of an office."""

    offices: frozenset[str]
    """The offices that it goes with; empty: it says nothing."""
    decides: bool
    """Whether no other word in the title takes it back."""


@dataclass(frozen=True, slots=True)
class LintWords:
    """The words of one language, and what is said of all."""

    never_excellency: frozenset[str]
    """Offices that are not called so."""
    excellency: Phrases
    excellency_in_text: Phrases
    honorifics: Phrases
    """Of this language; `foreign`: of others, as far as this one has not the same."""
    foreign: Phrases
    genders: Phrases
    """Of kind `m` and `f`."""
    vocatives: Phrases
    """How a word to the reader begins."""
    plain: frozenset[str]
    """Salutations and closes that suit any office, as `phrases.key` has them."""
    end: str
    """The sign in which a salutation must end; empty: the language leaves a choice."""
    repeats: bool
    """Whether a close repeats the salutation."""
    name_columns: frozenset[str]
    ignored_in_names: Phrases
    may_be_named: frozenset[str]
    """Offices whose salutation may hold a name."""
    titles: Phrases
    """Of all languages, by kind."""
    kinds: Mapping[str, Kind]


@cache
def lint_words(language: Language) -> LintWords:
    """The words of a language; few where there are no forms in it. Raises ValueError where the data is unsound."""
    return read_words(_document(), language)


@cache
def _document() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "lint.toml").read_text(encoding="utf-8"))


def read_words(document: Mapping[str, Any], language: Language) -> LintWords:
    """The words of a language from the tables of `lint.toml`. Raises ValueError with what is wrong."""
    _check(document)
    excellency, salutation, names = document["excellency"], document["salutation"], document["names"]
    titles, honorifics = document["titles"], document["honorifics"]
    return LintWords(
        never_excellency=frozenset(excellency["offices"]),
        excellency=Phrases({"": excellency["words"].get(language, ())}),
        excellency_in_text=Phrases({"": excellency["text"].get(language, ())}),
        honorifics=Phrases({"": honorifics.get(language, ())}),
        foreign=Phrases({"": _of_others(honorifics, language)}),
        genders=Phrases({gender: document["gender"][gender].get(language, ()) for gender in ("m", "f")}),
        vocatives=Phrases({"": salutation["vocatives"].get(language, ())}),
        plain=frozenset(map(key, document["plain"].get(language, ()))),
        end=salutation["end"].get(language, ""),
        repeats=language in document["close"]["repeats"],
        name_columns=frozenset(names["columns"]),
        ignored_in_names=Phrases({"": names["ignored"]}),
        may_be_named=frozenset(names["allowed"].get(language, ())),
        titles=Phrases({kind: _of_all_languages(says) for kind, says in titles.items()}),
        kinds={
            kind: Kind(frozenset(says["offices"]), says.get("decides", False))
            for kind, says in titles.items()
        },
    )


def _of_others(honorifics: Mapping[str, Sequence[str]], language: Language) -> list[str]:
    """The honorifics that are not of a language; none where its own are not known."""
    if not honorifics.get(language):
        return []
    mine = set(map(key, honorifics[language]))
    return [each for said in honorifics.values() for each in said if key(each) not in mine]


def _of_all_languages(says: Mapping[str, Any]) -> list[str]:
    return [phrase for language in LANGUAGES for phrase in says.get(language, ())]


def _check(document: Mapping[str, Any]) -> None:
    """Raise ValueError where a table, key, office or language is misspelt: it would be without effect, in silence."""
    _only(document, SECTIONS, "table")
    for section, keys in SECTIONS.items():
        if section not in document or (keys and section != "plain" and document[section].keys() != keys):
            raise ValueError(f"[{section}] must have {', '.join(sorted(keys or ()))}")
        _only(document[section], keys or document[section], f"key in [{section}]")
    for kind, says in document["titles"].items():
        _only(says, KIND_KEYS, f"key in [titles.{kind}]")
    by_language = (
        *(document["excellency"][name] for name in ("words", "text")),
        *document["gender"].values(),
        *document["salutation"].values(),
        document["names"]["allowed"],
    )
    for table in by_language:
        _only(table, LANGUAGES, "language")
    _only(document["close"]["repeats"], LANGUAGES, "language")
    of_offices = (
        document["excellency"]["offices"],
        *document["names"]["allowed"].values(),
        *(says.get("offices", ("none",)) for says in document["titles"].values()),
    )
    for offices in of_offices:
        _only(offices, OFFICES, "office")


def _only(names: Iterable[str], known: Iterable[str], what: str) -> None:
    unknown = set(names) - set(known)
    if unknown:
        raise ValueError(f"there is no {what} {', '.join(sorted(unknown))}")
