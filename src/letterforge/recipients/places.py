"""Cells that hold two things of an address → these: town and postal code, street and number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from letterforge.languages import OURS, Languages, PackPart
from letterforge.recipients.columns import Column, Columns
from letterforge.recipients.recognised import bare, cell_words, has_number_first

WITH_LETTERS = r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]\d[A-Z] \d[A-Z]\d"
"""Codes of the United Kingdom and of Canada."""
BEFORE = re.compile(
    rf"((?:[A-Z]{{1,3}}-)?(?:\d{{3,}}(?:[ -]\d{{2,4}})*|\d{{2}}-\d{{3}})(?: [A-Z]{{2}}(?= \D))?"
    rf"|{WITH_LETTERS})"
    r"[ ,]+(\D.*)"
)
"""`10117 Berlin`, `1000-001 Lisboa`, `2514 AB Den Haag`, `SW1A 2AH London`, `00-950 Warszawa`, `101
Reykjavík`.

No code is shorter than three figures: `10 Ramadan City` is a town."""
AFTER = re.compile(rf"(.*?[^\d ,])[ ,]+(\d{{4,}}(?:-\d{{3,4}})?|{WITH_LETTERS})")
"""`Nairobi 00100`, `London SW1A 2AH`, `Washington, DC 20520`."""

BARE_NUMBER = re.compile(r"\d[\d ./-]*")
SPECIAL = frozenset({"number", "box", "care", "floor"})
"""The values of `Meaning.also` for parts of an address that are not printed as they are."""
CARE_OF = re.compile(r"(?:c\s?[./]\s?o\b|care of\b|p\. ?A\.|chez\b|a/c\b|aux bons soins)", re.IGNORECASE)
"""How the line begins that names a person who receives the letter for another."""
NUMBER_SIGNS = frozenset({"no", "nr", "n", "nº", "num"})
"""What may be between such a word and its number, without signs."""
_WORD = re.compile(r"\w+")
MOST_BOX_WORDS = 4
"""`P`, `O`, `Box`, `No`."""


@lru_cache(maxsize=4096)
def code_and_town(text: str) -> tuple[str, str]:
    """The postal code and the town of a cell that holds both; what cannot be separated is all town."""
    if found := BEFORE.fullmatch(text):
        return found[1], found[2]
    found = AFTER.fullmatch(text)
    if found and not _ends_in_box(found[1]):
        return found[2], found[1]
    return "", text


def _ends_in_box(text: str) -> bool:
    """Whether what follows is the number of a post box: `Kampala, P.O. Box`, `Dakar B.P. n°`."""
    words = _WORD.findall(text.casefold())[-MOST_BOX_WORDS:]
    if words and words[-1] in NUMBER_SIGNS:
        words.pop()
    return any("".join(words[start:]) in _box_words() for start in range(len(words)))


@cache
def _box_words() -> frozenset[str]:
    """What may be before the number of a post box. `C.P.` can be a postal code too: nobody can know."""
    lists = (*cell_words("further_post_boxes"), *cell_words("before_a_box_number"), cell_words("post_box"))
    return frozenset("".join(_WORD.findall(words.casefold())) for some in lists for words in some)


class Places:
    """The columns of a table whose cells hold two things of an address, or belong on one line of it."""

    def __init__(self, columns: Columns, languages: Languages = OURS) -> None:
        self._languages = languages
        self._has_town = any(column.also == "postal_code" for column in columns.named)
        is_special = any(column.also in SPECIAL for column in columns.named)
        self._address = columns.parts.get("address", ()) if is_special else ()
        self._numbers = {
            _street_of(column, self._address): column for column in self._address if column.also == "number"
        }

    def part(self, words: dict[str, str], cells: Sequence[str]) -> None:
        """Put each piece into our column where it belongs."""
        if self._has_town:
            words["postal_code"], words["city"] = code_and_town(words["city"])
        if self._address:
            lines = (
                self._line(column, cells) for column in self._address if column not in self._numbers.values()
            )
            words["address"] = "\n".join(filter(None, lines))

    def _line(self, column: Column, cells: Sequence[str]) -> str:
        text = cells[column.index]
        if column.also == "box" and BARE_NUMBER.fullmatch(text):
            return f"{_word_for_box(column, self._languages)} {text}"
        if column.also == "care" and text and not CARE_OF.match(text):
            return f"c/o {text}"
        if column.also == "floor" and BARE_NUMBER.fullmatch(text):
            return f"Floor {text}"
        number = self._numbers.get(column)
        parts = (text, cells[number.index]) if number else (text,)
        is_first = any(has_number_first(meaning.language, self._languages) for meaning in column.meanings)
        return " ".join(filter(None, reversed(parts) if is_first else parts))


def _street_of(number: Column, parts: Sequence[Column]) -> Column:
    """The street of a house number: the nearest one.

    Where there is none, the number has a line of its own.
    """
    streets = [column for column in parts if any(own.is_street for own in column.meanings)]
    return min(streets, key=lambda street: abs(street.index - number.index), default=number)


def _word_for_box(column: Column, languages: Languages) -> str:
    """What is before the number of a post box: the heading's own word, else that of its language."""
    heading = column.heading.casefold()
    known = (word for words in cell_words("further_post_boxes", languages) for word in words)
    if own := next((word for word in known if heading.startswith(word.casefold())), ""):
        return own
    found = (meaning.language for meaning in column.meanings if meaning.also == "box")
    own = languages.document(next(found, "en"), PackPart.CELLS).get("post_box")
    return str(own or languages.document("en", PackPart.CELLS)["post_box"])


def lines_of(address: str) -> tuple[str, ...]:
    """The lines of an address, however they are parted; blank ones vanish."""
    lines = (line.strip() for part in address.split("|") for line in part.split("\n"))
    return tuple(line for line in lines if line)


def without_line(address: str, names: Sequence[str]) -> str:
    """An address without a first line that is the name as well: the name would be printed twice."""
    first, _, rest = address.partition("\n")
    return rest if bare(first) and bare(first) in map(bare, names) else address
