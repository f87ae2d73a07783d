"""The person that a row names: honorifics separated, what is no name, and who is there twice."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from letterforge.errors import Code, Problem, Severity
from letterforge.languages import OURS, Languages
from letterforge.model import Recipient
from letterforge.protocol.forms import default_title
from letterforge.protocol.office_words import understand
from letterforge.recipients.cells import CODES, column_trap, excerpt
from letterforge.recipients.doubts import lost_letters, of_text
from letterforge.recipients.recognised import bare, is_honorific, is_no_name, split_name
from letterforge.recipients.remnants import loose_ends, remnant, remnant_of_ours
from letterforge.recipients.taking import ELSEWHERE

COLUMNS_OF_WORDS = (
    "name",
    "honorific",
    "title",
    "organisation",
    "city",
    "salutation",
    "postal_code",
    "address",
)
"""Columns whose cells are printed, and in which "N/A" would be too."""
SIGNS = re.compile(r"[\d&]")
"""One of which is in all that a program has made of a cell."""
TURNED = re.compile(r"([^,]+), ?([^,]+)")
"""`SURNAME, Given`."""
AFTER_A_NAME = frozenset(
    {
        "jr",
        "sr",
        "ii",
        "iii",
        "iv",
        "phd",
        "md",
        "mp",
        "kc",
        "qc",
        "sc",
        "esq",
        "obe",
        "cbe",
        "mbe",
        "am",
        "ao",
        "mba",
    }
)
"""What may follow a comma and is no given name."""


TRUTHS = frozenset({"TRUE", "FALSE", "WAHR", "FALSCH", "VRAI", "FAUX", "VERDADERO", "FALSO"})
"""Truth values as spreadsheets save them."""
SURNAMES = frozenset({"blank", "offen", "vago", "nil", "test", "missing", "pending"})
"""Words that mean "no name", but are a name after an honorific."""
ARTICLES = frozenset({"the", "der", "die", "le", "la", "el", "o", "a"})
LONGEST_OFFICE = 80
MIXED = re.compile("[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
"""Cyrillic letters that look like Latin ones, within a word."""

HEADINGS_OF_NAMES = frozenset(
    {
        "fullname",
        "firstname",
        "lastname",
        "surname",
        "yourname",
        "namehere",
        "contactname",
        "vorname",
        "nachname",
        "nom",
        "prenom",
        "nometprenom",
        "nombre",
        "apellidos",
        "nombreyapellidos",
        "nome",
        "الاسم",
    }
)
"""What is above names, and would be printed. Some are towns, such as Nome; NAME is a specimen."""


DITTO = frozenset({'"', "''", "″", "〃", "„", "“", "”"})


@lru_cache(maxsize=8192)
def trap_of_ours(name: str, text: str, languages: Languages = OURS) -> Problem | None:
    """What is wrong with the clean text of one of letterforge's columns.

    Remembered: lists repeat themselves.
    """
    if SIGNS.search(text):
        problem = column_trap(name, text) or of_text(text, has_numbers=name in CODES)
        if problem:
            return problem
    if problem := _left_over(name, text):
        return problem
    if name in COLUMNS_OF_WORDS and (problem := no_name_problem(name, text, languages) or lost_letters(text)):
        return problem
    is_alone = name in {"name", *ELSEWHERE} and is_honorific(text, languages)
    if is_alone and name == "name" and split_name(f"{text} X", languages)[1] == "X":  # Don may be a name
        hint = "write the name too, or leave the cell empty; move a single honorific to the column honorific"
        return Problem(Code.NO_NAME, f'holds "{excerpt(text)}", which is an honorific without a name', hint)
    if is_alone and name in ELSEWHERE:
        hint = "move it to the column honorific"
        if name == "title" and (meant := understand(text, "", languages)):
            word = default_title(meant.office, "m", "en") or "Counsellor"
            hint = f'if it is the office, write it out, such as "{word}"; otherwise {hint}'
        return Problem(Code.TAKEN_FOR, f'holds "{excerpt(text)}", which is an honorific', hint)
    return None


def _left_over(name: str, text: str) -> Problem | None:
    """What a program has left in the text of a column that is printed."""
    if name not in COLUMNS_OF_WORDS:
        return None
    if text in TRUTHS:
        hint = "write the words that belong there, or leave the cell empty"
        return Problem(Code.NUMBER_CELL, f"holds {text} (true or false), not text", hint)
    if text in DITTO:
        hint = "write the words of the row above, or leave the cell empty"
        return Problem(Code.NO_NAME, f"holds {text}, which means the same as above, not text", hint)
    if found := remnant(text) or (remnant_of_ours(text) if name != "address" else None):
        return found
    return loose_ends(text) if name not in {"address", "salutation"} else None  # a salutation ends in a comma


def no_name_problem(column: str, text: str, languages: Languages = OURS) -> Problem | None:
    """What is wrong with a cell that means "nothing"; None: it means something."""
    if not is_no_name(text, languages) and not (column == "name" and bare(text) in HEADINGS_OF_NAMES):
        return None
    hint = "leave the cell empty"
    if column in {"name", "title", "honorific"}:
        hint += ": a vacant post is addressed by its office"
    return Problem(Code.NO_NAME, f'holds "{excerpt(text)}", which would be printed', hint)


def whole_name_problem(name: str, *, is_behind_honorific: bool) -> Problem | None:
    """What is wrong with a name once its parts are joined, and the honorific is off.

    `Mr TBC`, `The Minister`.
    """
    first, _, rest = name.partition(" ")
    if rest and is_honorific(first):  # M. may be an initial, so it was left
        is_behind_honorific, name = True, rest
    is_surname = is_behind_honorific and bare(name) in SURNAMES
    if not is_surname and (problem := no_name_problem("name", name)):
        return problem
    if _is_office(name):
        hint = "leave the cell empty: the letter is then addressed to the office"
        return Problem(Code.NO_NAME, f'holds "{excerpt(name)}", which is an office, not a name', hint)
    return _doubtful_name(name)


def _doubtful_name(name: str) -> Problem | None:
    """A warning for a name that is there twice, or has letters of two scripts in one word."""
    words = name.split()
    half = len(words) // 2
    if half > 1 and [*map(str.casefold, words[:half])] == [*map(str.casefold, words[half:])]:
        message = f'holds "{excerpt(name)}": the name is in it twice'
        return Problem(Code.NO_NAME, message, "write it once", severity=Severity.WARNING)
    if not name.isascii() and MIXED.search(name):
        message = f'holds "{excerpt(name)}", with Latin and Cyrillic letters in one word'
        return Problem(Code.GARBLED_TEXT, message, "type the name again", severity=Severity.WARNING)
    return None


@lru_cache(maxsize=4096)
def _is_office(name: str) -> bool:
    """Whether a name is an office with its article: `The Minister`; King and Bishop are names."""
    article, _, office = name.partition(" ")
    if len(name) > LONGEST_OFFICE or article.casefold() not in ARTICLES or not office:
        return False
    found = understand(office)
    if found is None or article.casefold() == "the":
        return found is not None
    return found.exact and found.office != "monarch"  # Le Roi and Le Prince are names


def with_honorific(honorific: str, name: str, languages: Languages = OURS) -> tuple[str, str]:
    """Honorific and name, where the name begins with honorifics: none of them twice."""
    found, rest = split_name(name, languages)
    if not found:
        return honorific, name
    known = bare(honorific)
    more = [word for word in found.split() if bare(word) and bare(word) not in known]
    return " ".join(filter(None, [honorific, *(more if honorific else [found])])), rest


def is_turned(name: str) -> bool:
    """Whether a name is written as `SURNAME, Given`."""
    found = TURNED.fullmatch(name)
    return found is not None and bare(found[2].split()[0]) not in AFTER_A_NAME


def person_key(recipient: Recipient) -> str:
    """What two rows have in common that are the same person in the same office; empty: nobody can know."""
    if not recipient.name:
        return _post_key(recipient)
    letters = recipient.name.casefold()
    if not letters.isascii():
        decomposed = unicodedata.normalize("NFKD", letters)
        letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    words = re.findall(r"\w+", letters)
    office = recipient.office or bare(recipient.title)
    where = recipient.state or bare(recipient.organisation)
    return "\n".join([where, office, " ".join(sorted(words))])


def _post_key(recipient: Recipient) -> str:
    """What two rows have in common that are the same unnamed post: all but the id and running numbers."""
    office = recipient.office or bare(recipient.title)
    if not office or not (recipient.state or recipient.organisation):
        return ""  # of a list of towns, or of states, nobody can know
    own = (recipient.title, recipient.organisation, *recipient.address, recipient.postal_code, recipient.city)
    codes = (recipient.state, recipient.office, recipient.address_country, recipient.named_language)
    further = (f"{key}={text}" for key, text in recipient.extra.items() if text and not text.isdecimal())
    return "\n".join(["", *codes, recipient.salutation.casefold(), *map(bare, own), *further])
