"""The inside address: the lines above the salutation that name the recipient and the place."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from letterforge.languages import OURS, Languages
from letterforge.model import Language, Recipient, StateCode
from letterforge.protocol.country_lines import country_lines
from letterforge.protocol.forms import Form
from letterforge.protocol.posting import destination, house_line, title_line
from letterforge.protocol.titles_before import read_titles

ADDRESS, REGION = "{address}", "{region}"
"""Places in a pattern of `data/addresses.toml`."""
AROUND = " ,;/-–\n"
"""What is left next to a town whose code is removed."""


def inside_address(
    recipient: Recipient,
    language: Language,
    form: Form | None = None,
    languages: Languages = OURS,
    posted_in: StateCode = "",
) -> tuple[str, ...]:
    """Person, title, organisation, street, town and country, a line each; what the row lacks is left out.

    A named person is written as in the form of address, with the row's own title (`form_of`). An unnamed post
    is addressed by its office. Where the row gives no title or organisation, post and house are named from
    office and state (`posting`).

    Street, town and postal code are in the order of the country of destination. The country is last and in
    capitals, and left out if the letter is posted there (`country_lines`).
    """
    where = destination(recipient)
    title, house = title_line(recipient, language, languages), house_line(recipient, language, languages)
    lines = (
        _person(recipient, form),
        title,
        house if house != title else "",
        *_place_lines(recipient.address, recipient.city, recipient.postal_code, where),
        *country_lines(where, language, posted_in, languages),
    )
    return tuple(line for line in lines if line)


def without_titles(recipient: Recipient) -> Recipient:
    """A row with the name alone: what is before it is printed as the form has it."""
    return replace(recipient, honorific="", name=read_titles("", recipient.name).name)


@lru_cache(maxsize=256)
def _place_lines(address: tuple[str, ...], town: str, code: str, country: StateCode) -> tuple[str, ...]:
    """Street, town and postal code as the post of a country orders them.

    A code that the town has as well is printed once, and so is a town that the address ends in.
    """
    town = _without(code, town)
    pattern = _patterns().get(country, _document()["usual"])
    region = ""
    if REGION in pattern and "," in town:
        town, _, region = (part.strip() for part in town.rpartition(","))
    above, _, below = pattern.rpartition(ADDRESS)
    parts = {"town": town, "code": code, "region": region}
    first, last = _filled(above, parts), _filled(below, parts)
    ours = {_key(line) for line in (*first, *last, "".join(last))} - {""}
    return (*first, *(line for line in address if _key(line) not in ours), *last)


def _filled(pattern: str, parts: dict[str, str]) -> tuple[str, ...]:
    """The lines of a pattern; a sign next to an empty part goes with it."""
    found = []
    for line in pattern.split("\n"):
        pieces = re.split(r"\{(\w+)\}", line)
        text, between = "", ""
        for at, piece in enumerate(pieces):
            if at % 2 == 0:
                between = piece
            elif parts[piece]:
                text += (between if text else "") + parts[piece]
        found.append(text)
    return tuple(line for line in found if line)


def _without(code: str, town: str) -> str:
    """A town without the postal code, where the cell has both: `1010 Wien`, `London SW1A 2AH`."""
    if not code or code not in town:
        return town
    rest = re.sub(rf"(?<!\w){re.escape(code)}(?!\w)", "", town).strip(AROUND)
    return rest or town


def _key(line: str) -> str:
    return "".join(filter(str.isalnum, line.casefold()))


@cache
def _patterns() -> dict[StateCode, str]:
    patterns = _document()["patterns"].items()
    return {country: pattern for pattern, countries in patterns for country in countries}


@cache
def _document() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "data" / "addresses.toml").read_text(encoding="utf-8"))


def _person(recipient: Recipient, form: Form | None) -> str:
    if not recipient.name or form is None:
        return f"{recipient.honorific} {recipient.name}".strip() if recipient.name else ""
    return form.line.replace("{name}", recipient.name) or recipient.name
