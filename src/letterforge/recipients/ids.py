"""The id of a row: what is wrong with one, and how one is made where there is none."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from letterforge.errors import Code, Problem
from letterforge.states import alpha3

LONGEST_ID = 100
"""Characters. An id is part of file names, of which most systems allow 255 bytes."""

LONGEST_MADE_ID = 80
"""Characters of an id that is made from words; what is longer ends in a hash of the whole."""


DISTINGUISH = ("organisation", "name", "title", "city")
"""Columns that make an id together with a state where there is no office."""
LINES = 2
"""Lines of an address that make an id where nothing else does."""


def id_fault(text: str) -> Problem | None:
    """What is wrong with an id that a row gives; None: nothing."""
    if len(text) > LONGEST_ID:
        message = f"holds {len(text)} characters; an id has at most {LONGEST_ID}"
        return Problem(Code.BAD_FILE_NAME, message, "shorten the id: it is part of file names")
    if not text.isprintable():
        message = f"holds an invisible character: {text!a}"
        return Problem(Code.CONTROL_CHARACTER, message, "type the id again")
    return None


def no_id(has_column: bool) -> Problem:
    """That a row has no id, and none can be made; `has_column`: whether the table has a column for it."""
    message = "is empty, and no id can be made: the row has no state, organisation, name, town or address"
    hint = "write a permanent name for the row"
    if not has_column:
        message = "no id can be made: the row has no state, organisation, name, town or address"
        hint = "fill them in, or add a column id, with a permanent name for each row"
    return Problem(Code.NO_ID, message, hint)


def id_of_words(words: Mapping[str, str]) -> str:
    """`ministry-of-examples-ann-example-dakar`: of organisation, name and town, else of the first lines of
    the address.

    Empty: there is none of them.
    """
    who = words.get("name") or words.get("title") or words.get("office", "")
    parts: Sequence[str] = (words.get("organisation", ""), who, words.get("city", ""))
    if not any(parts):
        parts = words.get("address", "").split("\n")[:LINES]
    slug = "-".join(filter(None, (re.sub(r"\W+", "-", part.casefold()).strip("-") for part in parts)))
    if len(slug) <= LONGEST_MADE_ID:
        return slug
    return f"{slug[:LONGEST_MADE_ID]}-{hashlib.sha256(slug.encode()).hexdigest()[:8]}"


def id_of_state(keys: Mapping[str, str], words: Mapping[str, str]) -> str:
    """`FRA-ambassador`; without an office `FRA-ann-example-paris`, else `FRA`; empty: no state is known."""
    state = keys.get("country", "")
    if not state:
        return ""
    # A state alone does not distinguish its people and missions.
    rest = keys.get("office", "") or id_of_words({name: words.get(name, "") for name in DISTINGUISH})
    return f"{alpha3(state)}-{rest}" if rest else alpha3(state)
