"""`words.toml` of a language, and `data/titles.toml` → the words that `lint` looks for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from letterforge.languages import OURS, Languages, PackPart
from letterforge.model import Language
from letterforge.protocol.forms import FOLDER
from letterforge.protocol.phrases import Phrases, key


@dataclass(frozen=True, slots=True)
class WordKind:
    """A kind of title, and the offices that it goes with."""

    offices: frozenset[str]
    """The offices that it goes with; empty: it names none."""
    decides: bool
    """Whether no other word in the title takes it back."""


@dataclass(frozen=True, slots=True)
class LintWords:
    """The words of one language, and of all languages."""

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
    kinds: Mapping[str, WordKind]


@lru_cache(maxsize=64)
def lint_words(language: Language, languages: Languages = OURS) -> LintWords:
    """The words of a language; few where there are no forms in it.

    Raises ValueError where one phrase has two meanings.
    """
    words, titles = languages.document(language, PackPart.WORDS), title_kinds()
    gender = words.get("gender", {})
    return LintWords(
        never_excellency=frozenset(_titles()["never_excellency"]),
        excellency=Phrases({"": words.get("excellency", ())}),
        excellency_in_text=Phrases({"": words.get("excellency_in_text", ())}),
        honorifics=Phrases({"": words.get("honorifics", ())}),
        foreign=Phrases({"": _of_others(language, languages)}),
        genders=Phrases({kind: gender.get(kind, ()) for kind in ("m", "f")}),
        vocatives=Phrases({"": words.get("vocatives", ())}),
        plain=frozenset(map(key, words.get("plain", ()))),
        end=words.get("salutation_end", ""),
        repeats=words.get("close_repeats_salutation", False),
        name_columns=frozenset(_of_all("name_columns", languages)),
        ignored_in_names=Phrases({"": _of_all("no_part_of_a_name", languages)}),
        may_be_named=frozenset(words.get("named_offices", ())),
        titles=Phrases({kind: _titles_of_all(kind, languages) for kind in titles}),
        kinds=titles,
    )


@cache
def _titles() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "titles.toml").read_text(encoding="utf-8"))


@cache
def title_kinds() -> Mapping[str, WordKind]:
    """The kinds of titles, by the names under which `words.toml` has the words."""
    return {
        name: WordKind(frozenset(kind["offices"]), kind.get("decides", False))
        for name, kind in _titles()["titles"].items()
    }


def _of_others(language: Language, languages: Languages) -> list[str]:
    """The honorifics that are not of a language; none where its own are not known."""
    own = set(map(key, languages.document(language, PackPart.WORDS).get("honorifics", ())))
    return [word for word in _of_all("honorifics", languages) if key(word) not in own] if own else []


def _of_all(name: str, languages: Languages) -> list[str]:
    return [
        word
        for language in languages.having(PackPart.WORDS)
        for word in languages.document(language, PackPart.WORDS).get(name, ())
    ]


def _titles_of_all(kind: str, languages: Languages) -> list[str]:
    return [
        phrase
        for language in languages.having(PackPart.WORDS)
        for phrase in languages.document(language, PackPart.WORDS).get("titles", {}).get(kind, ())
    ]
