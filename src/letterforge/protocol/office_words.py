"""What people write for an office → an office of the protocol, and whether it says just that.

The words are in `data/offices.toml`, with what they mean in single states. Nothing is taken for an office that is only
spelt like one: that is a hint.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from letterforge.model import Language, StateCode
from letterforge.protocol.forms import FOLDER, LANGUAGES, default_title, has_common_title
from letterforge.protocol.offices import OFFICES
from letterforge.states import find_seat, find_state, kind_of, name_key
from letterforge.states.likeness import Spellings

LONGEST = 200
"""Characters of a cell that can name an office: a longer one is no office, and is not looked at."""
ACRONYM = 3
"""Letters up to which a word must be the whole of a cell: `PM`, but not `PM of …`."""
WORDS_BEFORE_MINISTER = 4
"""At most so many: `Interior and Local Government Minister`."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text says of an office."""

    office: str
    """A key of `OFFICES`."""
    exact: bool
    """Whether it is the office's own word; else it says more, or less, and that it was taken for one must be told."""
    languages: frozenset[Language] = frozenset()
    """The languages in which it is said; empty: not known."""


@lru_cache(maxsize=4096)
def understand(text: str, state: StateCode = "") -> Understood | None:
    """The office that a cell names, in any known language, for somebody of a state; None: unknown."""
    if text in OFFICES:
        return Understood(text, exact=True)
    if len(text) > LONGEST:
        return None
    words = _words(text)
    return (
        _said(words, state)
        or _standing_in(words, state)
        or _joint(words, state)
        or _of_something(words, state)
        or _some_minister(words)
    )


@lru_cache(maxsize=512)
def likely_offices(text: str) -> list[str]:
    """The offices that an unknown text may be a slip for, best first, at most three; none where nothing is near."""
    if len(text) > LONGEST:
        return []
    words = _words(text)
    for rule in _by_state().get("".join(words), ()):
        return list(rule.get("ask", ()))
    slip = _spellings().slip(" ".join(words))
    return [slip] if slip else _spellings().nearest(" ".join(words))[:3]


def is_title(text: str, understood: Understood, language: Language, state: StateCode = "") -> bool:
    """Whether the words of a cell are a title of their own, to be printed in a letter of this language.

    `state`: whose office it is; where its title is not the common one, the words are the best there are.
    """
    is_known = has_common_title(understood.office, state)
    is_known = is_known or bool(default_title(understood.office, "office", language, state))
    wide = not understood.exact or understood.office in data()["more"]["wide"] or not is_known
    names = {understood.office, OFFICES[understood.office]}
    is_word = _run_together(text) not in {_run_together(name.replace("_", " ")) for name in names}
    return wide and is_word and len(text) > ACRONYM and language in understood.languages


def posted() -> Mapping[str, str]:
    """Each office that is abroad, and what its house is."""
    return data()["posted"]  # type: ignore[no-any-return]


# --- ways in which an office is named --------------------------------------------------------------


def _said(words: Sequence[str], state: StateCode) -> Understood | None:
    """Just an office's words, as they are understood in this state."""
    key = "".join(word for word in words if word != COMMA)
    for rule in _by_state().get(key, ()):
        if state in data()["states"].get(rule.get("not_in", ""), ()):
            return None
        office = rule["offices"].get(state) or (
            rule.get("organisation") if state and kind_of(state) == "organisation" else ""
        )
        if office or "default" in rule:
            exact = rule.get("sure", False) or (not office and rule.get("exact", False))
            return Understood(office or rule["default"], exact, _languages().get(key, NOWHERE))
    return _index().get(key)


def _standing_in(words: Sequence[str], state: StateCode) -> Understood | None:
    """`Acting Foreign Minister`."""
    for said in map(str.split, data()["more"]["standing_in"]):
        for rest in (
            words[len(said) :] if list(words[: len(said)]) == said else (),
            words[: -len(said)] if list(words[-len(said) :]) == said else (),
        ):
            found = (_said(rest, state) or understand(" ".join(rest), state)) if rest else None
            if found:
                return Understood(found.office, exact=False, languages=found.languages)
    return None


def _joint(words: Sequence[str], state: StateCode) -> Understood | None:
    """`Deputy Prime Minister and Minister of Foreign Affairs`: the higher of two offices of one person."""
    rank = data()["more"]["rank"]
    for at, word in enumerate(words):
        if word in data()["more"]["joints"] or word == COMMA:
            first, second = (
                _said(part, state) or _of_something(part, state) for part in (words[:at], words[at + 1 :])
            )
            if first and second:
                higher = min(_posts(first, second), key=lambda each: rank.index(each.office))
                return Understood(higher.office, exact=False, languages=first.languages)
    return None


def _posts(*two: Understood) -> Sequence[Understood]:
    """Of two offices of one person, those that decide: a post abroad and not the rank beside it."""
    posts = [each for each in two if each.office in posted() and each.office not in data()["more"]["ranks"]]
    is_rank = any(each.office in data()["more"]["ranks"] for each in two)
    return posts if len(posts) == 1 and is_rank else two


def _of_something(words: Sequence[str], state: StateCode) -> Understood | None:
    """`Minister of Defence`, `Ambassador of Senegal to the Netherlands`, `President of the Republic of Senegal`."""
    if _holds(words[1:], data()["more"]["no_post"]):
        return None
    for end in range(len(words) - 1, 0, -1):
        rest = [word for word in words[end:] if word != COMMA]
        named = _state_in(rest) if rest else ""
        is_own = bool(named) and named == (state or named)
        found = _said(words[:end], state or named)
        if not found or not rest or len("".join(words[:end])) <= ACRONYM:
            continue
        is_listed = words[end] == COMMA and found.office in data()["more"]["listed"]
        if is_own or is_listed or _may_follow(found, rest):
            return Understood(found.office, exact=False, languages=found.languages)
    return None


def _holds(words: Sequence[str], phrases: Iterable[str]) -> bool:
    text = f" {' '.join(words)} "
    return any(f" {phrase} " in text for phrase in phrases)


def _may_follow(found: Understood, rest: Sequence[str]) -> bool:
    more = data()["more"]
    if found.office not in more["open"]:
        return False
    if found.office in more["of_a_field"] and rest[0] in more["field"]:
        return bool(_state_in(rest))
    if found.office in posted() and find_seat(" ".join(rest)):
        return True
    specific = found.office not in {"minister", "consul", "monarch"}
    return (
        rest[0] in more["connectives"]
        or (specific and rest[0] in more["joints"])
        or found.languages == ARABIC
    )


def _state_in(rest: Sequence[str]) -> StateCode:
    """The state or organisation that words name, up to two small words before it left out; empty: none."""
    texts = [" ".join(rest[start:]) for start in range(min(3, len(rest)))]
    # Botschafter Kenias; in Arabic `_plain` has taken the article off.
    others = [texts[0].removesuffix("s"), " ".join((*rest[:-1], f"ال{rest[-1]}"))]
    codes = (find_state(text) for text in (*texts, *others))
    return next((code for code in codes if code), "")


def _some_minister(words: Sequence[str]) -> Understood | None:
    """`Defence Minister`, `Verteidigungsministerin`."""
    more = data()["more"]
    if not words or words[0] in more["not_first"] or len(words) > WORDS_BEFORE_MINISTER + 1:
        return None
    if _spellings().slip(" ".join(words)):
        return None
    if _holds(words, more["not_within"]):
        return None
    compound = len(words) == 1 and words[0].endswith(tuple(more["last"])) and not words[0].startswith("vize")
    if compound or (len(words) > 1 and words[-1] == more["last"][0]):
        language = "de" if compound else "en"
        return Understood("minister", exact=False, languages=frozenset({language}))
    return None


# --- words -----------------------------------------------------------------------------------------

COMMA = ","
"""Stands between the words of a text, to tell where one office ends."""
NOWHERE: frozenset[Language] = frozenset()
WRITTEN_IN = frozenset({*LANGUAGES, "de"})
"""Languages whose words are known."""
ARABIC = frozenset({"ar"})
"""In Arabic what belongs to an office follows without a word between."""


def _words(text: str) -> list[str]:
    """The words of a text in small letters without accents, honorifics before an office left out."""
    parts = text.replace("،", ",").replace("ـ", "").split(",")
    words = [word for part in parts for word in (COMMA, *_plain(part))][1:]
    while taken := _courtesy(words):
        words = words[taken:]
    return words


def _courtesy(words: Sequence[str]) -> int:
    """How many words of courtesy a text begins with; an honorary consul is no honourable one."""
    if words[:1] == ["hon"] and words[1:2] and words[1].startswith(("consul", COMMA)):
        return 0
    found = (len(each) for each in _before() if words[: len(each)] == each and len(words) > len(each))
    return next(found, 0)


@cache
def _before() -> Sequence[list[str]]:
    """Words of courtesy, as `_plain` makes words."""
    return [words for said in data()["more"]["before"] if (words := _plain(said))]


def _plain(text: str) -> list[str]:
    """`name_key`, and Arabic without its article, which an office may have or lack."""
    words = name_key(text.replace("_", " ")).split()
    return [word[2:] if word.startswith("ال") and len(word) > 4 else word for word in words]


@cache
def data() -> dict[str, Any]:
    """`data/offices.toml`. Raises ValueError where an office or a language is misspelt."""
    document = tomllib.loads((FOLDER / "offices.toml").read_text(encoding="utf-8"))
    check(document)
    return document


def check(document: Mapping[str, Any]) -> None:
    """Raise ValueError for an office or a language that there is not: it would be without effect, in silence."""
    more, missions = document["more"], document["missions"]
    offices = [*document["says"], *document["near"], *more["open"], *more["rank"], *document["posted"]]
    offices += [*missions["to_organisations"], *missions["at_home"], *missions["either"]]
    for rule in document["by_state"]:
        offices += [*rule.get("offices", {}).values(), *rule.get("ask", ())]
        offices += [rule[key] for key in ("default", "organisation") if key in rule]
    for unknown in set(offices) - OFFICES.keys():
        raise ValueError(f"there is no office {unknown}")
    says = (*document["says"].values(), *document["near"].values())
    for unknown in {language for each in says for language in each} - WRITTEN_IN:
        raise ValueError(f"there is no language {unknown}")


@cache
def _index() -> Mapping[str, Understood]:
    """Words, run together → what they say. Raises ValueError where they say two things."""
    found: dict[str, Understood] = {}
    for key, office, exact in _every_word():
        there = found.setdefault(key, Understood(office, exact, _languages().get(key, NOWHERE)))
        if there.office != office:
            raise ValueError(f'"{key}" says two things: {there.office} and {office}')
    return found


def _every_word() -> Iterator[tuple[str, str, bool]]:
    for office, description in OFFICES.items():
        yield _run_together(office.replace("_", " ")), office, True
        yield _run_together(description), office, True
    for kind, exact in (("says", True), ("near", False)):
        for office, languages in data()[kind].items():
            for phrase in _phrases(languages):
                yield _run_together(phrase), office, exact


def _run_together(text: str) -> str:
    return "".join(word for word in _words(text) if word != COMMA)


def _phrases(languages: Mapping[str, Iterable[str]]) -> Iterator[str]:
    return (phrase for phrases in languages.values() for phrase in phrases)


@cache
def _languages() -> Mapping[str, frozenset[Language]]:
    """The languages of words, run together."""
    found: dict[str, frozenset[Language]] = {}
    rules = (_by_language(rule) for rule in data()["by_state"])
    for languages in (*data()["says"].values(), *data()["near"].values(), *rules):
        for language, phrases in languages.items():
            for key in map(_run_together, phrases):
                found[key] = found.get(key, NOWHERE) | {language}
    return found


def _by_language(rule: Mapping[str, Any]) -> Mapping[str, Iterable[str]]:
    """The words of a rule, without what it says of them."""
    return {key: phrases for key, phrases in rule.items() if key in WRITTEN_IN}


@cache
def _by_state() -> Mapping[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for rule in data()["by_state"]:
        for phrase in _phrases(_by_language(rule)):
            found.setdefault(_run_together(phrase), []).append({"offices": {}, **rule})
    return found


@cache
def _spellings() -> Spellings:
    return Spellings(
        {
            " ".join(_words(phrase)): office
            for kind in ("says", "near")
            for office, languages in data()[kind].items()
            for phrase in _phrases(languages)
        },
        data()["more"]["connectives"],
        enough=1,
        covered=0.6,
    )
