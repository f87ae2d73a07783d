"""Posts abroad: the country where their letters arrive, and names of post and house that a row lacks.

An embassy is in another country than the state that it represents; a mission to an organisation may be in its
own. Which office is at what house is in `data/offices.toml`, what houses are called in `forms.toml` of each
language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from letterforge.errors import Code, Problem
from letterforge.languages import OURS, Languages
from letterforge.model import Language, Recipient, StateCode
from letterforge.protocol.forms import default_title, document, gender_of, has_common_title
from letterforge.protocol.office_words import data
from letterforge.states import common_name, find_seat, kind_of, ministry, name_for, state_names

SEATS_NAMED = "The Hague, Brussels, Geneva, New York, Vienna, Nairobi, Addis Ababa …"
STATE_AT_HOME = frozenset({"state", "entity", "territory"})
"""Who has a country of its own to which post goes."""
ORDER_OF_MALTA = "XOM"
"""An entity whose offices are in another state."""


def destination(recipient: Recipient) -> StateCode:
    """The country in which a letter arrives.

    Empty: the row does not have it, and it cannot be its own state.
    """
    if recipient.address_country:
        return recipient.address_country
    seat = seat_country(recipient)
    if seat or not recipient.state:
        return seat
    is_home = kind_of(recipient.state) in STATE_AT_HOME and recipient.state != ORDER_OF_MALTA
    needs_country = is_posted(recipient.office) and recipient.office not in data()["missions"]["at_home"]
    return recipient.state if is_home and not needs_country else ""


def seat_country(recipient: Recipient) -> StateCode:
    """The country of a known town, where the office is abroad or the row belongs to no state.

    Empty: not so.
    """
    if not is_posted(recipient.office) and not _has_no_country(recipient.state):
        return ""
    seat = find_seat(recipient.city) if recipient.city else None
    if seat is None:
        return ""
    return "" if recipient.state == seat.country and not _is_at_organisation(recipient) else seat.country


def _is_at_organisation(recipient: Recipient) -> bool:
    """Whether a post is at an organisation, which may be in the post's own state: by its office or its town.

    Switzerland's ambassador in Geneva.
    """
    missions = data()["missions"]
    seat = find_seat(recipient.city) if recipient.city else None
    at_seat = seat is not None and seat.key in missions["only_missions"]
    return recipient.office in missions["to_organisations"] or (at_seat and is_posted(recipient.office))


def _has_no_country(state: StateCode) -> bool:
    return bool(state) and (kind_of(state) == "organisation" or state == ORDER_OF_MALTA)


def is_posted(office: str) -> bool:
    """Whether an office is abroad."""
    return office in data()["posted"]


def address_problems(recipient: Recipient) -> list[Problem]:
    """The problem that the country where a letter arrives is unknown; empty: it is known."""
    if destination(recipient) or not recipient.state:
        return []
    hint = (
        "write the country where the letter arrives into address_country, "
        f"or a known town into city: {SEATS_NAMED}"
    )
    if is_posted(recipient.office):
        message = (
            f'the office "{recipient.office}" is in another country, and '
            'column "address_country" does not say in which'
        )
        hint = _hint_for_post(recipient) or hint
    elif recipient.city or recipient.address:
        message = 'an organisation has no country of its own, and column "address_country" is empty'
    else:
        return []
    return [Problem(Code.MISSION_WITHOUT_COUNTRY, message, hint).at(column="address_country")]


def _hint_for_post(recipient: Recipient) -> str:
    """What to do where the row has a town, but not one that shows the country; empty: it has none."""
    if not recipient.city:
        return ""
    own = common_name(recipient.state)
    fill = "write the country where the letter arrives into address_country"
    if find_seat(recipient.city):
        return f'"{recipient.city}" is in {own} itself: correct the town, or {fill} ({own}, if it is there)'
    return f'"{recipient.city}" is not a town that letterforge knows: {fill}'


def title_problems(recipient: Recipient, language: Language, languages: Languages = OURS) -> list[Problem]:
    """The problem that the title of a head of state or government is unknown; empty: it is known."""
    office, state = recipient.office, recipient.state
    if recipient.title or not document(language, languages) or has_common_title(office, state):
        return []
    if default_title(office, gender_of(recipient), language, state, languages):
        return []
    where = state_names(state, "en").inside
    message = f'letterforge does not know the title of the office "{office}" {where}, and "title" is empty'
    hint = 'write the title into a column "title", in the letter\'s language'
    if office == "head_of_state" and state in data()["states"]["monarchies"]:
        hint = f'for a king, a queen or another monarch write "monarch" into "office"; else {hint}'
    return [Problem(Code.PART_MISSING, message, hint).at(column="title")]


def is_embassy_at_home(recipient: Recipient) -> bool:
    """Whether the row puts an embassy or a consulate into the country that it represents."""
    abroad = is_posted(recipient.office) and not _is_at_organisation(recipient)
    return abroad and bool(recipient.state) and recipient.address_country == recipient.state


# --- what post and house are called ----------------------------------------------------------------


def title_line(recipient: Recipient, language: Language, languages: Languages = OURS) -> str:
    """The title in an inside address: the row's, else the office's.

    Of an unnamed post abroad, with its state.
    """
    if recipient.title:
        return recipient.title
    gender = gender_of(recipient)
    title = default_title(recipient.office, gender, language, recipient.state, languages)
    if not title or not is_posted(recipient.office):
        return title
    words = document(language, languages)
    if recipient.name or not recipient.state:
        return f"{title}{_to(recipient, words)}" if _is_mission(recipient) else title
    own = words.get("unnamed_of", {}).get(recipient.state, {})
    pattern = own.get(recipient.office) or words["unnamed"].get(recipient.office, words["unnamed"]["post"])
    return _filled(pattern, recipient, title, language, languages)


def house_line(recipient: Recipient, language: Language, languages: Languages = OURS) -> str:
    """The organisation in an inside address: the row's, else embassy, mission or ministry of its state."""
    words, state = document(language, languages), recipient.state
    if recipient.organisation or not state or not words:
        return recipient.organisation
    own: Mapping[str, str] = words.get("houses_of", {}).get(state, {})
    if not is_posted(recipient.office):
        return own.get(recipient.office) or _house_at_home(recipient, language, languages)
    house = house_of(recipient)
    seat = f"{house}_{_seat_key(recipient)}"
    pattern = own.get(house) or words["houses"].get(seat) or words["houses"].get(house, "")
    return _filled(pattern, recipient, "", language, languages) if pattern else ""


def _house_at_home(recipient: Recipient, language: Language, languages: Languages) -> str:
    """A ministry of a state, or the organisation that an office is of; empty: none that can be named."""
    kind, office = kind_of(recipient.state), recipient.office
    if kind == "organisation":
        return state_names(recipient.state, language, languages).name if office else ""
    known = ministry(recipient.state, language).name if office == "foreign_minister" else ""
    name: str = known or document(language, languages)["houses"].get(office, "")
    return name if kind == "state" else ""


def house_of(recipient: Recipient) -> str:
    """What kind of house a post abroad is at; empty: none that can be named."""
    missions, states = data()["missions"], data()["states"]
    house: str = data()["posted"][recipient.office]
    state, host = recipient.state, destination(recipient)
    if state in states["without_embassies"]:
        return ""
    if house == "embassy" and _seat_key(recipient) in missions["only_missions"]:
        return "mission"
    both = {state, host} <= set(states["commonwealth"])
    return "high_commission" if both and recipient.office in missions["either"] else house


def _is_mission(recipient: Recipient) -> bool:
    return "mission" in data()["posted"].get(recipient.office, "")


def _filled(pattern: str, recipient: Recipient, title: str, language: Language, languages: Languages) -> str:
    names = state_names(recipient.state, language, languages)
    is_to = "mission" in house_of(recipient) or _is_mission(recipient)
    # A house takes the short name, a post the formal one: Embassy of Switzerland, Ambassador of the Swiss
    # Confederation.
    return pattern.format(
        title=title,
        of=names.bare_of,
        formal_of=names.formal_of,
        **{"for": name_for(names, language, languages, formal=bool(title))},
        to=_to(recipient, document(language, languages)) if is_to else "",
    )


def _to(recipient: Recipient, words: Mapping[str, Any]) -> str:
    """The organisation that a mission is to, with a space before it; empty where its seat is not enough."""
    key = _seat_key(recipient)
    own = words.get("houses_of", {}).get(recipient.state, {})
    to = own.get(key) or words["to"].get(key, "")
    return f" {to}" if to else ""


def _seat_key(recipient: Recipient) -> str:
    seat = find_seat(recipient.city) if recipient.city else None
    return seat.key if seat and seat.country == destination(recipient) else ""
