"""What people commonly write: above a column, before a name, and where there is no name.

The words are in `headings.csv` and `cells.toml` of each language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from letterforge.languages import OURS, Languages, PackPart
from letterforge.model import Language

NOT_A_NUMBER = frozenset({"nan", "NaN", "NAN"})
"""What programs write for an empty cell; Nan is a name."""
SIGNS = {code: None for code in range(128) if not chr(code).isalnum()}
"""Of ASCII, for `str.translate`: what is taken out."""
LONGEST_NOTHING = 40
"""Characters of the longest text that means "none"."""
SIGNS_FOR_NOTHING = frozenset("-–—−?¿.…/·*_#~=+ ")
XS = re.compile(r"x{2,}")
SHORT = 2
"""Letters up to which a word may be somebody's name."""
ENDS_A_SALUTATION = (",", ":", "!", "،")
MOST_WORDS = 6
"""Words of the longest honorific that is looked for before a name."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that a heading may mean."""

    column: str
    """Which of `COLUMNS`."""
    part: int = 0
    """Its place among the headings that make one column together; 0: it is the whole.

    Below 0: before all others.
    """
    also: str = ""
    """What is in its cells too: the `postal_code` of a town, `all` of an address.

    `number`: house numbers of the street next to it; `box`: perhaps numbers of post boxes; `floor`: of
    floors; `care`: who receives the letter for another.
    """
    language: str = field(default="", compare=False)
    is_asked: bool = False
    """Whether it is never taken for that, only asked about: Province is not part of every address."""

    @property
    def is_street(self) -> bool:
        """Whether it is the line that a house number belongs to."""
        return (self.column, self.part, self.also) == ("address", 1, "")


def meanings(heading: str, languages: Languages = OURS) -> tuple[Meaning, ...]:
    """What a heading may mean, whatever its case, accents and punctuation; usually one thing, or none."""
    return _headings(languages).get(bare(heading), ())


@lru_cache(maxsize=16)
def _headings(languages: Languages = OURS) -> Mapping[str, tuple[Meaning, ...]]:
    """Those that a campaign brings along replace ours."""
    found: dict[str, tuple[Meaning, ...]] = {}
    known = languages.having(PackPart.HEADINGS)
    own = {bare(row["heading"]) for code in known for row in languages.own_rows(code, PackPart.HEADINGS)}
    rows = ((row, code) for code in known for row in languages.rows(code, PackPart.HEADINGS))
    for row, language in rows:
        also, _, column = row["column"].rpartition("+")
        meaning = Meaning(column, int(row.get("part") or 0), also, language, bool(row.get("asked")))
        key = bare(row["heading"])
        if key in own and not _is_own(row, language, languages):
            continue
        same = any(known.column == meaning.column for known in found.get(key, ()))
        found[key] = found.get(key, ()) if same else (*found.get(key, ()), meaning)
    return found


def _is_own(row: Mapping[str, str], language: Language, languages: Languages) -> bool:
    return row in languages.own_rows(language, PackPart.HEADINGS)


def is_only_default(heading: str, text: str, first: str) -> bool:
    """Whether a cell is what mail programs write into a field of their own that nobody has filled.

    `first`: the first content of the column. What is the same in all rows of such a field means nothing
    either.
    """
    defaults = _mail_fields().get(bare(heading))
    return defaults is not None and (text == first or text.casefold() in defaults)


@cache
def _mail_fields() -> Mapping[str, frozenset[str]]:
    return {
        bare(heading): frozenset(map(str.casefold, defaults))
        for fields in cell_words("mail_fields")
        for heading, defaults in fields.items()
    }


def cell_words(key: str, languages: Languages = OURS) -> Iterator[Any]:
    """What each language has under a key of its `cells.toml`."""
    for language in languages.having(PackPart.CELLS):
        found = languages.document(language, PackPart.CELLS).get(key)
        if found is not None:
            yield found


@lru_cache(maxsize=64)
def _cell_words(key: str, languages: Languages) -> frozenset[str]:
    return frozenset(word for words in cell_words(key, languages) for word in words)


@lru_cache(maxsize=64)
def has_number_first(language: Language, languages: Languages = OURS) -> bool:
    """Whether a house number is before its street where a heading is of a language."""
    return bool(languages.document(language, PackPart.CELLS).get("house_number_first"))


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """Letters and digits alone, small and without accents."""
    if text.isascii():
        return text.lower().translate(SIGNS)
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


# --- honorifics -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Honorifics:
    always: frozenset[str]
    capitals: frozenset[str]
    whole: frozenset[str]


@lru_cache(maxsize=16)
def _honorifics(languages: Languages = OURS) -> _Honorifics:
    kinds = ("begins", "in_capitals", "alone")
    return _Honorifics(*(frozenset(map(bare, _of_kind(kind, languages))) for kind in kinds))


def _of_kind(kind: str, languages: Languages) -> Iterator[str]:
    for honorifics in cell_words("honorifics", languages):
        yield from honorifics.get(kind, ())


@lru_cache(maxsize=16)
def _first_words(languages: Languages = OURS) -> frozenset[str]:
    """With what honorifics begin: most names do not."""
    whole = (words for kind in ("begins", "in_capitals", "alone") for words in _of_kind(kind, languages))
    return frozenset(bare(part) for words in whole for part in (words, words.split(" ")[0]))


@lru_cache(maxsize=4096)
def is_honorific(text: str, languages: Languages = OURS) -> bool:
    """Whether a cell holds forms of courtesy and nothing else: `Mr`, `H.E. Ms`, `Herr Dr.`"""
    known = _honorifics(languages)
    words = text.split(" ")
    if (
        bare(words[0]) not in _first_words(languages)
        or len(words) > MOST_WORDS
        or text.rstrip().endswith(ENDS_A_SALUTATION)
    ):
        return False
    if bare(text) in known.whole | known.capitals:
        return True
    return not split_name(f"{text} X", languages)[1][:-1].strip()


def split_name(text: str, languages: Languages = OURS) -> tuple[str, str]:
    """A name that begins with honorifics → these, and the name alone; none: empty, and the text as it is."""
    words = text.split(" ")
    if bare(words[0]) not in _first_words(languages):
        return "", text
    taken = 0
    while step := _honorific_at(words, taken, languages):
        taken += step
    if not taken or taken >= len(words):
        return "", text
    return " ".join(words[:taken]), " ".join(words[taken:])


def _honorific_at(words: list[str], start: int, languages: Languages) -> int:
    """How many words from one on are one honorific; 0: none. The last word is always part of the name."""
    known = _honorifics(languages)
    for count in range(min(3, len(words) - 1 - start), 0, -1):
        phrase = words[start : start + count]
        key = bare("".join(phrase))
        if key in known.always:
            return count
        if key in known.capitals and all(word.isupper() or "." in word for word in phrase):
            return count
    return 0


# --- no names -------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def _no_names(languages: Languages = OURS) -> frozenset[str]:
    return frozenset(map(bare, _cell_words("no_names", languages)))


@lru_cache(maxsize=4096)
def is_no_name(text: str, languages: Languages = OURS) -> bool:
    """Whether a cell means that there is no name, rather than being one: `Vacant`, `N/A`, `?`, `nan`."""
    if len(text) > LONGEST_NOTHING:
        return False
    key, text = bare(text), text.strip()
    if not key:
        return bool(text) and set(text) <= SIGNS_FOR_NOTHING
    if len(key) <= SHORT:  # Na and So are names, N/A and N.N. are not
        return key in _no_names(languages) and (text.isupper() or not text.isalnum())
    return (
        text in NOT_A_NUMBER
        or key in _no_names(languages)
        or _is_vacant(text, languages)
        or _is_repeated(text, key)
    )


def _is_repeated(text: str, key: str) -> bool:
    """Whether a text is nothing but signs for nothing: `XXXX`, `N/A N/A`."""
    words = text.split()
    return XS.fullmatch(key) is not None or (
        len(words) > 1 and all(word != text and is_no_name(word) for word in words)
    )


def _is_vacant(text: str, languages: Languages) -> bool:
    """Whether a text means only that a post is vacant: `Al Vacant` is a name."""
    order = [word for word in map(bare, text.split()) if word]
    since = _cell_words("since", languages)
    ends = next((at for at, word in enumerate(order) if word in since), len(order))
    words, vacant = set(order[:ends]), _cell_words("vacant", languages)
    known = vacant | _cell_words("of_a_post", languages)
    return bool(words & vacant) and all(word in known or word.isdecimal() for word in words)
