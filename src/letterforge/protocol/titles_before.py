"""What a row has before a name (`H.E. Mr`, `Dr`, `Sir`, `Senator`), and the line that it makes with a form.

The list's own title is kept, and the form's style with it: `Dr` and "H.E. Mr {name}" make "H.E. Dr NAME".
`Mr` and `Ms` say no more than the form does, so the form's line is printed. A style of the list's own, such
as `The Rt Hon`, is printed in place of the form's. Nothing is there twice. The words are in `[persons]` in
`forms.toml` of each language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from letterforge.languages import OURS, Languages, PackPart
from letterforge.model import Language

KINDS = ("m", "f", "excellency", "styles", "peers", "senators", "titles")
MOST_WORDS = 4
"""Words of the longest phrase: `Her Most Eminent Highness`."""
SHORT = 3
"""Letters up to which a word is one of a name, unless it has a full stop: `He Wei`, but `H.E. Wei`."""
INITIALS = re.compile(r"(?:\w\.\s?)+")
"""What may be the initials of a name: `M.R. NAME`, `S.E. NAME`."""
NAME = "{name}"
NOTHING = "nothing"
"""What says nothing: `Mr/Ms`."""

Lines = Callable[[str], str]
"""Gender → the line of the form for it."""


@dataclass(frozen=True, slots=True)
class Titled:
    """A name, and what a row has before it; empty: it has no such thing."""

    name: str
    """The name alone."""
    gender: str = ""
    """Of a Mr or a Ms."""
    courtesy: str = ""
    """This Mr or Ms, as the row has it."""
    excellency: str = ""
    """`H.E.`"""
    style: str = ""
    """Another style, with all that the row has next to it: `Senator the Hon`."""
    peer: str = ""
    """`Lord`."""
    senator: str = ""
    """`Senator`."""
    kept: str = ""
    """A word of the letter's language in place of the form's: `Mrs`."""
    titles: str = ""
    """All else: `Dr`, `Sir`."""

    @property
    def with_titles(self) -> str:
        """The name with the titles next to it."""
        return _joined(self.senator, self.titles, self.peer, self.name)


@lru_cache(maxsize=1024)
def read_titles(honorific: str, name: str, language: Language = "", languages: Languages = OURS) -> Titled:
    """What is before a name, in the cell for it or in the name itself.

    `language`: the letter's. Its own words for a woman that say more than the form's (`Mrs`) are kept.
    """
    found: list[tuple[str, str]] = []
    words, kinds = honorific.split(), _kinds(language, languages)
    while words:
        count, kind = _first(words, kinds, is_name=False)
        found.append((kind, " ".join(words[:count])))
        words = words[count:]
    rest = name.split()
    while len(rest) > 1:
        count, kind = _first(rest[:-1], kinds, is_name=True)
        phrase = " ".join(rest[:count])
        is_style = _bare(phrase) in _own_styles(language, languages)
        if not count or (INITIALS.fullmatch(phrase) and not is_style):
            break
        found.append((kind, phrase))
        rest = rest[count:]
    bare = " ".join(rest) if len(rest) < len(name.split()) else name
    return _titled(bare, tuple(dict.fromkeys(found)))


def _titled(name: str, found: tuple[tuple[str, str], ...]) -> Titled:
    own = {kind: _joined(*(phrase for kind_, phrase in found if kind_ == kind)) for kind in (*KINDS, "kept")}
    is_woman = bool(own["f"] or own["kept"])
    return Titled(
        name=name,
        gender="m" if own["m"] else "f" if is_woman else "",
        courtesy=own["m"] or own["f"] or own["kept"],
        excellency=own["excellency"],
        style=_joined(*(phrase for kind, phrase in found if kind != NOTHING)) if own["styles"] else "",
        peer=own["peers"],
        senator=own["senators"],
        kept=own["kept"],
        titles=own["titles"],
    )


def starts_with_title(text: str, language: Language, languages: Languages = OURS) -> bool:
    """Whether a text begins with a style: `His Excellency the …`."""
    _, kind = _first(text.split(), _kinds(language, languages), is_name=False)
    return kind in {"excellency", "styles"}


def line_of_person(
    person: Titled, line: str, lines: Lines, *, peer: str = "", senator: str = "", beside: bool = False
) -> str:
    """The line of the inside address for a named person.

    `line`: the form's for what the row knows of the person. `peer`, `senator`: the form's for these.
    `beside`: whether the language has titles next to Mr and Ms (`o Senhor Dr.`).
    """
    neutral = lines("unknown")
    if person.style:
        is_other = person.peer or person.senator
        return _ended(_joined(person.style, person.name), "" if is_other else neutral.partition(NAME)[2])
    if person.peer and peer:
        return peer.replace(NAME, _without_article(_joined(person.titles, person.peer, person.name)))
    if person.senator and senator:
        return senator.replace(NAME, _joined(person.titles, person.name))
    if person.excellency and neutral == NAME:
        return _joined(person.excellency, person.courtesy, person.with_titles)
    if person.with_titles != person.name and (line == NAME or not beside):
        return _filled(neutral, person.with_titles)
    pattern = lines(person.gender) if person.gender else line
    if person.courtesy and (pattern == NAME or (person.kept and pattern != neutral)):
        return _filled(neutral, _joined(person.courtesy, person.with_titles))
    return _filled(pattern, person.with_titles)


def _filled(pattern: str, name: str) -> str:
    """A pattern with a name; a word that both have where they meet is there once."""
    before, _, after = pattern.partition(NAME)
    last = before.split()[-1:]
    first, _, rest = name.partition(" ")
    if rest and last and _bare(last[0]) == _bare(first):
        name = rest
    return _ended(f"{before}{name}", after)


def _ended(text: str, after: str) -> str:
    """A text with letters after a name (` MP`), if it does not have them."""
    return text if after.strip(" ,") in text.split() else f"{text}{after}"


def _without_article(text: str) -> str:
    return text[4:] if text[:4].casefold() == "the " else text


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


# --- words ------------------------------------------------------------------------------------------


def _first(words: list[str], kinds: Mapping[str, str], *, is_name: bool) -> tuple[int, str]:
    """How many words from the first on are one phrase, and its kind; what is not known is one other title.

    In a name it is no title, and 0.
    """
    for count in range(min(MOST_WORDS, len(words)), 0, -1):
        phrase = " ".join(words[:count])
        if (kind := kinds.get(_bare(phrase))) and not (is_name and _may_be_a_name(phrase, kind)):
            return count, kind
    if is_name:
        return 0, ""
    both = {kinds.get(_bare(part)) for part in words[0].split("/")}
    return 1, NOTHING if both <= {"m", "f", "kept"} else "titles"


def _may_be_a_name(phrase: str, kind: str) -> bool:
    """Initials and short names: `M. J. NAME`, `He Wei`, `Dame`."""
    is_initial = len(_bare(phrase)) == 1
    is_short = len(phrase) <= SHORT and "." not in phrase
    return kind == "titles" or is_initial or is_short or phrase[:1].islower()


@lru_cache(maxsize=64)
def _own_styles(language: Language, languages: Languages) -> frozenset[str]:
    """The abbreviations that are no initials in a letter's language: `H.E.`, and in French `S.E.` too."""
    both = (*_phrases("en", languages), *_phrases(language, languages))
    return frozenset(_bare(phrase) for kind, phrase in both if kind == "excellency")


@lru_cache(maxsize=64)
def _kinds(language: Language, languages: Languages) -> Mapping[str, str]:
    """Each phrase as it is compared, and its kind; of the letter's language before the others."""
    phrases: dict[str, str] = {}
    for code in (language, *languages.having(PackPart.FORMS)):
        for kind, phrase in _phrases(code, languages):
            phrases.setdefault(_bare(phrase), kind)
    phrases |= {_bare(phrase): "kept" for kind, phrase in _phrases(language, languages) if kind == "kept"}
    return phrases


def _phrases(language: Language, languages: Languages) -> Iterator[tuple[str, str]]:
    persons = languages.document(language, PackPart.FORMS).get("persons", {}) if language else {}
    for kind in (*KINDS, "kept"):
        yield from ((kind, phrase) for phrase in persons.get(kind, ()))


def _bare(text: str) -> str:
    """A phrase as it is compared: small letters, without full stops."""
    return text.casefold().replace(".", "").replace("’", "'")
