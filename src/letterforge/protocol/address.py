"""The inside address: the lines above the salutation that say whom the letter is to, and where."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from letterforge.model import Language, Recipient, StateCode
from letterforge.protocol.forms import Form, default_title, gender_of
from letterforge.states import common_name, state_names

UNCASED = frozenset({"ar", "zh"})
"""Languages whose script has no capitals."""


def inside_address(recipient: Recipient, language: Language, form: Form | None = None) -> tuple[str, ...]:
    """Person, title, organisation, street, town and country, a line each; what the row lacks is left out.

    A named person stands as the form of address wants it, unless the row has an honorific of its own. Without a
    title the office's own stands in.

    The town stands with its postal code as the country of destination wants it, the country last and in capitals, as
    international post does (UPU S42).
    """
    where = recipient.address_country or recipient.state
    country = upper_country(_country(where, language), language) if where else ""
    lines = (
        _person(recipient, form),
        recipient.title or default_title(recipient.office, gender_of(recipient), language, recipient.state),
        recipient.organisation,
        *recipient.address,
        *_town(recipient.city, recipient.postal_code, where),
        country,
    )
    return tuple(line for line in lines if line)


def _town(town: str, code: str, country: StateCode) -> tuple[str, ...]:
    """Town and postal code in the order of a country; a code may stand below the town."""
    if country in _places()["below_the_town"]:
        return town, code
    return (f"{town} {code}".strip() if country in _places()["after_the_town"] else f"{code} {town}".strip(),)


@cache
def _places() -> dict[str, frozenset[StateCode]]:
    text = (Path(__file__).parent / "data" / "addresses.toml").read_text(encoding="utf-8")
    return {place: frozenset(countries) for place, countries in tomllib.loads(text).items()}


def _person(recipient: Recipient, form: Form | None) -> str:
    if recipient.honorific or not recipient.name or form is None:
        return f"{recipient.honorific} {recipient.name}".strip() if recipient.name else ""
    return form.line.replace("{name}", recipient.name) or recipient.name


def _country(code: StateCode, language: Language) -> str:
    """A country's name as post offices know it: in English "Bolivia", not "Plurinational State of Bolivia"."""
    return common_name(code) if language == "en" else state_names(code, language).name


def upper_country(name: str, language: Language) -> str:
    """A country's name in capitals, accents kept."""
    return name if language in UNCASED else name.upper()
