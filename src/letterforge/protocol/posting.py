"""Posts abroad: the country where their letters arrive, and names of post and house that a row lacks.

An embassy is in another country than the state that it represents; a mission to an organisation may be in its
own. Which office is at what house is in `data/offices.toml`, what houses are called in `forms.toml` of each
language.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from letterforge.errors import Code, Problem
from letterforge.languages import OURS, Languages
from letterforge.model import Language, Recipient, StateCode
from letterforge.model.offices import OFFICES
from letterforge.protocol.both_genders import for_one, is_for_both
from letterforge.protocol.forms import default_title, document, gender_of, has_common_title
from letterforge.protocol.office_words import data, understand
from letterforge.protocol.phrases import key
from letterforge.protocol.titles_before import starts_with_title
from letterforge.states import common_name, find_seat, kind_of, ministry, name_for, state_names

SEATS_NAMED = "The Hague, Brussels, Geneva, New York, Vienna, Nairobi, Addis Ababa …"
STATE_AT_HOME = frozenset({"state", "entity", "territory"})
"""Who has a country of its own to which post goes."""
TITLE = "{title}"
NO_POST = frozenset({"", "organisation"})
"""What is no post that could be addressed by a title."""
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

    Of an unnamed post as the language addresses it: "The Ambassador of the Republic of Senegal", "Son
    Excellence l'Ambassadeur de la République du Sénégal".
    """
    words = document(language, languages)
    default = default_title(recipient.office, gender_of(recipient), language, recipient.state, languages)
    own = own_title(recipient, language, languages) if default else recipient.title
    if own and (recipient.name or not words or key(own) != key(default)):
        before = "" if recipient.name else _words_before(recipient, own, language, languages)
        return f"{before}{own}"
    if not default:
        return default
    if recipient.name:
        return _title_of_person(recipient, default, language, languages)
    return _filled(_unnamed(recipient, words), recipient, default, language, languages)


def own_title(recipient: Recipient, language: Language, languages: Languages = OURS) -> str:
    """The row's title; empty: it has none, or one that is no more than its office for either gender.

    Of a title for either gender (`Embajador/a`) the letter has the word for the reader.
    """
    if not is_for_both(recipient.title, language, languages):
        return recipient.title
    office, gender = recipient.office, gender_of(recipient)
    man, woman = (
        [default_title(office, one, language, state, languages) for state in (recipient.state, "")]
        for one in ("m", "f")
    )
    pairs = zip(man, woman, strict=True)
    title = for_one(recipient.title, pairs, language, languages, is_woman=gender == "f")
    understood = understand(title, recipient.state, languages) if title == recipient.title else None
    is_office = understood and understood.exact and understood.office == office
    return "" if is_office else title


def _title_of_person(recipient: Recipient, title: str, language: Language, languages: Languages) -> str:
    """The title below a name. Whose is at no house says of which state: "President of the Republic …"."""
    words = document(language, languages)
    if is_posted(recipient.office):
        return f"{title}{_to(recipient, words)}" if _is_mission(recipient) else title
    after = _unnamed(recipient, words).partition(TITLE)[2]
    return _filled(f"{TITLE}{after}", recipient, title, language, languages)


def _unnamed(recipient: Recipient, words: Mapping[str, Any]) -> str:
    """How an unnamed post of this office and state is written."""
    office, patterns = recipient.office, words.get("unnamed", {})
    own: str = words.get("unnamed_of", {}).get(recipient.state, {}).get(office, "")
    general = patterns.get("post" if is_posted(office) else "home", TITLE)
    return own or str(patterns.get(office, general))


def _words_before(recipient: Recipient, title: str, language: Language, languages: Languages) -> str:
    """What is written before the row's own title where nobody is named.

    Nothing where it would not agree with the title: "Son Excellence le" goes with "Ministre …" alone.
    """
    words = document(language, languages)
    if recipient.office in NO_POST or not words:
        return ""
    before = _unnamed(recipient, words).partition(TITLE)[0]
    first = key(title).partition(" ")[0]
    if not before or not first or starts_with_title(title, language, languages):
        return ""
    if words["unnamed"].get("before_any_title"):
        return "" if first in key(before).split() else before
    return before if first in _first_words(language, languages).get(before, ()) else ""


@lru_cache(maxsize=64)
def _first_words(language: Language, languages: Languages) -> Mapping[str, frozenset[str]]:
    """What is written before titles → the first words of the titles that it agrees with."""
    words = document(language, languages)
    found: dict[str, set[str]] = defaultdict(set)
    for state in ("", *words.get("titles_of", {})):
        for office in OFFICES:
            before = _unnamed(Recipient(id="", state=state, office=office), words).partition(TITLE)[0]
            title = default_title(office, "office", language, state, languages)
            found[before].add(key(title).partition(" ")[0])
    return {before: frozenset(firsts) for before, firsts in found.items()}


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
    if not recipient.state:
        # Without a state nothing can be "of" it.
        return pattern.partition(TITLE)[0] + title
    names = state_names(recipient.state, language, languages)
    is_to = is_posted(recipient.office) and ("mission" in house_of(recipient) or _is_mission(recipient))
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
