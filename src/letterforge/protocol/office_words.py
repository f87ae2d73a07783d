"""What people write for an office → an office of the protocol, and whether it means just that.

The words are in `offices.toml` of each language; what some mean in single states is in `data/offices.toml`.
Nothing is taken for an office that is only spelt like one: that is a hint.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from letterforge.languages import OURS, Languages, PackPart
from letterforge.model import Language, StateCode
from letterforge.model.offices import OFFICES
from letterforge.protocol.forms import FOLDER, default_title, has_common_title
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
    """What a text means as an office."""

    office: str
    """A key of `OFFICES`."""
    exact: bool
    """Whether it is the office's own word; else it means more, or less, and is reported."""
    languages: frozenset[Language] = frozenset()
    """The languages of the words; empty: not known."""


@lru_cache(maxsize=4096)
def understand(text: str, state: StateCode = "", languages: Languages = OURS) -> Understood | None:
    """The office that a cell names, in any known language, for somebody of a state; None: unknown."""
    if text in OFFICES:
        return Understood(text, exact=True)
    if len(text) > LONGEST:
        return None
    words = _words(text, languages)
    return (
        _exactly(words, state, languages)
        or _standing_in(words, state, languages)
        or _joint(words, state, languages)
        or _of_something(words, state, languages)
        or _some_minister(words, languages)
    )


@lru_cache(maxsize=512)
def likely_offices(text: str, languages: Languages = OURS) -> list[str]:
    """The offices that an unknown text may be a slip for, best first, at most three.

    None where nothing is near.
    """
    if len(text) > LONGEST:
        return []
    words = _words(text, languages)
    for rule in _by_state(languages).get("".join(words), ()):
        return list(rule.get("ask", ()))
    spellings, wanted = _spellings(languages), " ".join(words)
    slip = spellings.slip(wanted)
    return [slip] if slip else spellings.nearest(wanted)[:3]


def is_title(
    text: str,
    understood: Understood,
    language: Language,
    state: StateCode = "",
    languages: Languages = OURS,
) -> bool:
    """Whether the words of a cell are a title of their own, to be printed in a letter of this language.

    `state`: whose office it is; where its title is not the common one, the words are the best there are.
    """
    is_known = has_common_title(understood.office, state)
    is_known = is_known or bool(default_title(understood.office, "office", language, state, languages))
    wide = not understood.exact or understood.office in data()["more"]["wide"] or not is_known
    names = {understood.office, OFFICES[understood.office]}
    known = {_run_together(name.replace("_", " "), languages) for name in names}
    is_word = _run_together(text, languages) not in known
    return wide and is_word and len(text) > ACRONYM and language in understood.languages


def posted() -> Mapping[str, str]:
    """Each office that is abroad, and what its house is."""
    return data()["posted"]  # type: ignore[no-any-return]


# --- ways in which an office is named --------------------------------------------------------------


def _exactly(words: Sequence[str], state: StateCode, languages: Languages) -> Understood | None:
    """Just an office's words, as they are understood in this state."""
    key = "".join(word for word in words if word != COMMA)
    for rule in _by_state(languages).get(key, ()):
        if state in data()["states"].get(rule.get("not_in", ""), ()):
            return None
        office = rule["offices"].get(state) or (
            rule.get("organisation") if state and kind_of(state) == "organisation" else ""
        )
        if office or "default" in rule:
            exact = rule.get("sure", False) or (not office and rule.get("exact", False))
            return Understood(office or rule["default"], exact, _languages(languages).get(key, NOWHERE))
    return _index(languages).get(key)


def _standing_in(words: Sequence[str], state: StateCode, languages: Languages) -> Understood | None:
    """`Acting Foreign Minister`."""
    for words_for_it in map(str.split, around("standing_in", languages)):
        for rest in (
            words[len(words_for_it) :] if list(words[: len(words_for_it)]) == words_for_it else (),
            words[: -len(words_for_it)] if list(words[-len(words_for_it) :]) == words_for_it else (),
        ):
            found = (
                (_exactly(rest, state, languages) or understand(" ".join(rest), state, languages))
                if rest
                else None
            )
            if found:
                return Understood(found.office, exact=False, languages=found.languages)
    return None


def _joint(words: Sequence[str], state: StateCode, languages: Languages) -> Understood | None:
    """`Deputy Prime Minister and Minister of Foreign Affairs`: the higher of two offices of one person."""
    rank = data()["more"]["rank"]
    for at, word in enumerate(words):
        if word in around("joints", languages) or word == COMMA:
            first, second = (
                _exactly(part, state, languages) or _of_something(part, state, languages)
                for part in (words[:at], words[at + 1 :])
            )
            if first and second:
                higher = min(_posts(first, second), key=lambda post: rank.index(post.office))
                return Understood(higher.office, exact=False, languages=first.languages)
    return None


def _posts(*two: Understood) -> Sequence[Understood]:
    """Of two offices of one person, those that decide: a post abroad and not the rank next to it."""
    ranks = data()["more"]["ranks"]
    posts = [post for post in two if post.office in posted() and post.office not in ranks]
    is_rank = any(post.office in ranks for post in two)
    return posts if len(posts) == 1 and is_rank else two


def _of_something(words: Sequence[str], state: StateCode, languages: Languages) -> Understood | None:
    """`Minister of Defence`, `Ambassador of Senegal to the Netherlands`, `President of the Republic of
    Senegal`.
    """
    if _holds(words[1:], around("no_post", languages)):
        return None
    for end in range(len(words) - 1, 0, -1):
        rest = [word for word in words[end:] if word != COMMA]
        named = _state_in(rest) if rest else ""
        is_own = bool(named) and named == (state or named)
        found = _exactly(words[:end], state or named, languages)
        if not found or not rest or len("".join(words[:end])) <= ACRONYM:
            continue
        is_listed = words[end] == COMMA and found.office in data()["more"]["listed"]
        if is_own or is_listed or _may_follow(found, rest, languages):
            return Understood(found.office, exact=False, languages=found.languages)
    return None


def _holds(words: Sequence[str], phrases: Iterable[str]) -> bool:
    text = f" {' '.join(words)} "
    return any(f" {phrase} " in text for phrase in phrases)


def _may_follow(found: Understood, rest: Sequence[str], languages: Languages) -> bool:
    more = data()["more"]
    if found.office not in more["open"]:
        return False
    if found.office in more["of_a_field"] and rest[0] in around("field", languages):
        return bool(_state_in(rest))
    if found.office in posted() and find_seat(" ".join(rest)):
        return True
    specific = found.office not in {"minister", "consul", "monarch"}
    return (
        rest[0] in around("connectives", languages)
        or (specific and rest[0] in around("joints", languages))
        or (bool(found.languages) and found.languages <= _without_connective(languages))
    )


def _state_in(rest: Sequence[str]) -> StateCode:
    """The state or organisation that words name, up to two small words before it left out; empty: none."""
    texts = [" ".join(rest[start:]) for start in range(min(3, len(rest)))]
    # Botschafter Kenias; in Arabic `_plain` has taken the article off.
    others = [texts[0].removesuffix("s"), " ".join((*rest[:-1], f"ال{rest[-1]}"))]
    codes = (find_state(text) for text in (*texts, *others))
    return next((code for code in codes if code), "")


def _some_minister(words: Sequence[str], languages: Languages) -> Understood | None:
    """`Defence Minister`, `Verteidigungsministerin`."""
    if not words or words[0] in around("not_first", languages) or len(words) > WORDS_BEFORE_MINISTER + 1:
        return None
    if _spellings(languages).slip(" ".join(words)):
        return None
    if _holds(words, around("not_within", languages)):
        return None
    fits = _compounds if len(words) == 1 else _last_words
    found = next(
        (
            code
            for code in languages.having(PackPart.OFFICES)
            if fits(words[-1], _part(code, "around", languages))
        ),
        "",
    )
    return Understood("minister", exact=False, languages=frozenset({found})) if found else None


def _compounds(word: str, around: Mapping[str, Any]) -> bool:
    """Whether a word is put together from a field and "minister"."""
    is_none = word.startswith(tuple(around.get("no_compound", ())))
    return word.endswith(tuple(around.get("compound", ()))) and not is_none


def _last_words(word: str, around: Mapping[str, Any]) -> bool:
    return word in around.get("last", ())


# --- words -----------------------------------------------------------------------------------------

COMMA = ","
"""Between the words of a text: one office ends here."""
NOWHERE: frozenset[Language] = frozenset()


@lru_cache(maxsize=128)
def around(kind: str, languages: Languages = OURS) -> tuple[str, ...]:
    """The words of a kind that are around an office, of all languages (`[around]` in `offices.toml`)."""
    tables = (_part(code, "around", languages) for code in languages.having(PackPart.OFFICES))
    return tuple(dict.fromkeys(word for table in tables for word in table.get(kind, ())))


def _part(language: Language, table: str, languages: Languages) -> Mapping[str, Any]:
    found: Mapping[str, Any] = languages.document(language, PackPart.OFFICES).get(table, {})
    return found


@lru_cache(maxsize=16)
def _without_connective(languages: Languages) -> frozenset[Language]:
    """Languages in which what belongs to an office follows it without a word between."""
    known = languages.having(PackPart.OFFICES)
    return frozenset(code for code in known if _part(code, "around", languages).get("without_connective"))


def _words(text: str, languages: Languages) -> list[str]:
    """The words of a text in small letters without accents, honorifics before an office left out."""
    parts = text.replace("،", ",").replace("ـ", "").split(",")
    words = [word for part in parts for word in (COMMA, *_plain(part))][1:]
    while taken := _courtesy(words, languages):
        words = words[taken:]
    return words


def _courtesy(words: Sequence[str], languages: Languages) -> int:
    """How many words of courtesy a text begins with; an honorary consul is no honourable one."""
    if words[:1] == ["hon"] and words[1:2] and words[1].startswith(("consul", COMMA)):
        return 0
    found = (
        len(said) for said in _before(languages) if words[: len(said)] == said and len(words) > len(said)
    )
    return next(found, 0)


@lru_cache(maxsize=16)
def _before(languages: Languages) -> Sequence[list[str]]:
    """Words of courtesy, as `_plain` makes words."""
    found = [words for said in around("before", languages) if (words := _plain(said))]
    return sorted(found, key=len, reverse=True)


def _plain(text: str) -> list[str]:
    """`name_key`, and Arabic without its article, which an office may have or lack."""
    words = name_key(text.replace("_", " ")).split()
    return [word[2:] if word.startswith("ال") and len(word) > 4 else word for word in words]


@cache
def data() -> dict[str, Any]:
    """`data/offices.toml`: rules and facts about offices. Raises ValueError where an office is misspelt."""
    document = tomllib.loads((FOLDER / "offices.toml").read_text(encoding="utf-8"))
    check(document)
    return document


def check(document: Mapping[str, Any]) -> None:
    """Raise ValueError for an office that there is not: it would be without effect, in silence."""
    more, missions = document["more"], document["missions"]
    offices = [*more["open"], *more["rank"], *document["posted"]]
    offices += [*missions["to_organisations"], *missions["at_home"], *missions["either"]]
    for rule in document["by_state"].values():
        offices += [*rule.get("offices", {}).values(), *rule.get("ask", ())]
        offices += [rule[key] for key in ("default", "organisation") if key in rule]
    for unknown in set(offices) - OFFICES.keys():
        raise ValueError(f"there is no office {unknown}")


def require_one_meaning(languages: Languages) -> None:
    """Raise ValueError where words of an office mean two offices."""
    _index(languages)


@lru_cache(maxsize=16)
def _index(languages: Languages) -> Mapping[str, Understood]:
    """Words, run together → what they mean. Raises ValueError where they mean two things."""
    found: dict[str, Understood] = {}
    for key, office, exact in _every_word(languages):
        there = found.setdefault(key, Understood(office, exact, _languages(languages).get(key, NOWHERE)))
        if there.office != office:
            raise ValueError(f'"{key}" means two things: {there.office} and {office}')
    return found


def _every_word(languages: Languages) -> Iterator[tuple[str, str, bool]]:
    for office, description in OFFICES.items():
        yield _run_together(office.replace("_", " "), languages), office, True
        yield _run_together(description, languages), office, True
    for kind, exact in (("means", True), ("near", False)):
        for office, _, phrase in _phrases(kind, OFFICES, languages):
            yield _run_together(phrase, languages), office, exact


def _run_together(text: str, languages: Languages) -> str:
    return "".join(word for word in _words(text, languages) if word != COMMA)


def _phrases(table: str, keys: Iterable[str], languages: Languages) -> Iterator[tuple[str, Language, str]]:
    """The phrases of a table of `offices.toml`, each with its key there and its language."""
    tables = {code: _part(code, table, languages) for code in languages.having(PackPart.OFFICES)}
    for key in keys:
        for language, words in tables.items():
            yield from ((key, language, phrase) for phrase in words.get(key, ()))


@lru_cache(maxsize=16)
def _languages(languages: Languages) -> Mapping[str, frozenset[Language]]:
    """The languages of words, run together."""
    found: dict[str, frozenset[Language]] = {}
    tables = {"means": OFFICES, "near": OFFICES, "by_state": data()["by_state"]}
    phrases = (phrase for table, keys in tables.items() for phrase in _phrases(table, keys, languages))
    for _, language, phrase in phrases:
        key = _run_together(phrase, languages)
        found[key] = found.get(key, NOWHERE) | {language}
    return found


@lru_cache(maxsize=16)
def _by_state(languages: Languages) -> Mapping[str, list[Mapping[str, Any]]]:
    rules = data()["by_state"]
    found: dict[str, list[Mapping[str, Any]]] = {}
    for name, _, phrase in _phrases("by_state", rules, languages):
        found.setdefault(_run_together(phrase, languages), []).append({"offices": {}, **rules[name]})
    return found


@lru_cache(maxsize=16)
def _spellings(languages: Languages) -> Spellings:
    return Spellings(
        {
            " ".join(_words(phrase, languages)): office
            for kind in ("means", "near")
            for office, _, phrase in _phrases(kind, OFFICES, languages)
        },
        around("connectives", languages),
        enough=1,
        covered=0.6,
    )
