"""The inside address: the lines above the salutation that name the recipient and the place."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from letterforge.languages import OURS, Languages, PackPart
from letterforge.model import Language, Recipient, StateCode
from letterforge.protocol.forms import Form
from letterforge.protocol.posting import destination, house_line, title_line
from letterforge.states import name_in_address

CAPITALS = {"Türkiye": "TÜRKİYE"}
"""Names whose own language has other capitals: the Turkish i keeps its dot."""


def inside_address(
    recipient: Recipient, language: Language, form: Form | None = None, languages: Languages = OURS
) -> tuple[str, ...]:
    """Person, title, organisation, street, town and country, a line each; what the row lacks is left out.

    A named person is written as in the form of address, unless the row has an honorific of its own. Where the
    row gives no title or organisation, post and house are named from office and state (`posting`).

    Town and postal code are in the order of the country of destination; the country is last and in capitals,
    as in international post (UPU S42).
    """
    where = destination(recipient)
    country = upper_country(name_in_address(where, language, languages), language, languages) if where else ""
    title, house = title_line(recipient, language, languages), house_line(recipient, language, languages)
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
    """Town and postal code in the order of a country; a code may be below the town."""
    if country in _document()["below_the_town"]:
        return town, code
    return (
        f"{town} {code}".strip() if country in _document()["after_the_town"] else f"{code} {town}".strip(),
    )


@cache
def _document() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "data" / "addresses.toml").read_text(encoding="utf-8"))


def _person(recipient: Recipient, form: Form | None) -> str:
    if recipient.honorific or not recipient.name or form is None:
        return f"{recipient.honorific} {recipient.name}".strip() if recipient.name else ""
    return form.line.replace("{name}", recipient.name) or recipient.name


def upper_country(name: str, language: Language, languages: Languages = OURS) -> str:
    """A country's name in capitals, accents kept; as it is in a script without capitals."""
    has_capitals = languages.document(language, PackPart.WRITING).get("capitals", True)
    return CAPITALS.get(name, name.upper()) if has_capitals else name
