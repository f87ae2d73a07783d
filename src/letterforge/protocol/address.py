"""The inside address: the lines above the salutation that say whom the letter is to, and where."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from letterforge.model import Language, Recipient, StateCode
from letterforge.protocol.forms import Form
from letterforge.protocol.posting import destination, house_line, title_line
from letterforge.states import common_name, state_names

UNCASED = frozenset({"ar", "zh"})
"""Languages whose script has no capitals."""
CAPITALS = {"Türkiye": "TÜRKİYE"}
"""Names whose own language has other capitals: the Turkish i keeps its dot."""


def inside_address(recipient: Recipient, language: Language, form: Form | None = None) -> tuple[str, ...]:
    """Person, title, organisation, street, town and country, a line each; what the row lacks is left out.

    A named person stands as the form of address wants it, unless the row has an honorific of its own. Where the row
    gives no title or organisation, post and house are named from office and state (`posting`).

    The town stands with its postal code as the country of destination wants it, the country last and in capitals, as
    international post does (UPU S42).
    """
    where = destination(recipient)
    country = upper_country(_country(where, language), language) if where else ""
    title, house = title_line(recipient, language), house_line(recipient, language)
    lines = (
        _person(recipient, form),
        title,
        # For an unknown gender a title may be the ministry's name.
        house if house != title else "",
        *recipient.address,
        *_town(recipient.city, recipient.postal_code, where),
        country,
    )
    return tuple(line for line in lines if line)


def _town(town: str, code: str, country: StateCode) -> tuple[str, ...]:
    """Town and postal code in the order of a country; a code may stand below the town."""
    if country in _document()["below_the_town"]:
        return town, code
    return (
        f"{town} {code}".strip() if country in _document()["after_the_town"] else f"{code} {town}".strip(),
    )


def _destinations() -> dict[StateCode, dict[Language, str]]:
    """Countries whose post has another address than their state has a name."""
    return _document()["destinations"]  # type: ignore[no-any-return]


@cache
def _document() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "data" / "addresses.toml").read_text(encoding="utf-8"))


def _person(recipient: Recipient, form: Form | None) -> str:
    if recipient.honorific or not recipient.name or form is None:
        return f"{recipient.honorific} {recipient.name}".strip() if recipient.name else ""
    return form.line.replace("{name}", recipient.name) or recipient.name


def _country(code: StateCode, language: Language) -> str:
    """A country's name as post offices know it: in English "Bolivia", not "Plurinational State of Bolivia"."""
    if name := _destinations().get(code, {}).get(language):
        return name
    return common_name(code) if language == "en" else state_names(code, language).name


def upper_country(name: str, language: Language) -> str:
    """A country's name in capitals, accents kept."""
    return name if language in UNCASED else CAPITALS.get(name, name.upper())
