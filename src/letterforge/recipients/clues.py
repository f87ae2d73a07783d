"""Hints in a row about the state of its office. They are asked about, and never taken as a fact."""

from __future__ import annotations

import re
from functools import lru_cache

from letterforge.errors import Code, Problem
from letterforge.model import Recipient, StateCode
from letterforge.protocol.office_words import understand
from letterforge.protocol.posting import is_posted
from letterforge.recipients.cells import excerpt
from letterforge.states import common_name, find_state, state_names

EMBASSIES = (
    "embassy|high commission|consulate(?:[- ]general)?|botschaft|(?:general)?konsulat|"
    "ambassade|haut-commissariat|"
    "consulat(?: général)?|embajada|consulado(?:[- ]gera?l|[- ]general)?|embaixada|alto comissariado"
)
"""Missions that are never in the country which they represent, in small letters."""
MISSIONS = (
    "permanent (?:observer )?mission|permanent representation|mission|ständige vertretung|mission permanente|"
    "représentation permanente|misión permanente|missão permanente"
)
"""Missions that may be in it: Switzerland's in Geneva."""
HOUSE = re.compile(
    rf"(?:the |die |l['’]|la |a )?(?:(?P<embassy>{EMBASSIES})|{MISSIONS})\s+"
    r"(?:of the|of|von der|von|der|des|du|de la|de l['’]|de los|de las|del|de|d['’]|da|do|das|dos)"
    r"\s*(?P<whose>.+)",
    re.IGNORECASE,
)
"""An embassy or mission, and the name that follows."""
END = re.compile(r",|\s(?:to|in|at|bei|beim|près|auprès|à|en|ante|junto|em)\s|\s[-–]\s", re.IGNORECASE)
"""Where the name ends, and the place begins."""
ARABIC = re.compile(r"(?P<embassy>سفارة)\s+(?P<whose>.+)")
OF = re.compile(r"\s(?:of the|of|des|du|de la|del|de|da|do|der|von)\s|\s(?:de l|d)['’]", re.IGNORECASE)
"""Between a post and whose it is."""
LONGEST = 120
AT_HOME = frozenset(
    {"foreign_minister", "justice_minister", "minister", "deputy_minister", "state_secretary"}
    | {"head_of_government", "deputy_head_of_government", "head_of_state", "vice_president", "speaker"}
)
"""Offices whose holder is in the state that the office is of."""


def clue(recipient: Recipient) -> str:
    """A question such as `country = Kenya? (the organisation is "Embassy of Kenya")`; empty: none."""
    if state := house_of(recipient.organisation)[0]:
        return f'country = {common_name(state)}? (the organisation is "{recipient.organisation}")'
    if recipient.address_country and not is_abroad(recipient):
        name = common_name(recipient.address_country)
        return f"country = {name}? (the letter goes there)"
    return ""


def likely_state(recipient: Recipient) -> StateCode:
    """The state that a row without one may be of, by its own words; empty: they do not name one."""
    state = state_named(recipient)[0]
    return state or ("" if is_abroad(recipient) else recipient.address_country)


def state_named(recipient: Recipient) -> tuple[StateCode, str]:
    """The state that organisation or title name, and the words that do; both empty: none."""
    if state := house_of(recipient.organisation)[0]:
        return state, recipient.organisation
    if recipient.title and (state := post_of(recipient.title)):
        return state, recipient.title
    return "", ""


def of_another_state(recipient: Recipient) -> Problem | None:
    """That a row's own words name another state than the campaign says of all rows; None: they do not."""
    other, words = _contradicting(recipient) if recipient.state else ("", "")
    if not other:
        return None
    all_rows, own = state_names(recipient.state, "en").name, state_names(other, "en").name
    message = f'the row has "{excerpt(words)}" ("{own}"), but letterforge.toml '
    message += f'gives all rows the country "{all_rows}"'
    hint = "remove country from [recipients.defaults], and give each row its state in a column country"
    return Problem(Code.OTHER_STATE, message, hint)


def _contradicting(recipient: Recipient) -> tuple[StateCode, str]:
    """Another state than the row's that its own words name, and these words; both empty: none.

    A minister or another head at home gets post at home: the country of the address counts as well.
    """
    state, words = state_named(recipient)
    if not state and recipient.address_country and _is_at_home(recipient.title):
        state, words = (
            recipient.address_country,
            f"{recipient.title}, {common_name(recipient.address_country)}",
        )
    return (state, words) if state and state != recipient.state else ("", "")


def is_abroad(recipient: Recipient) -> bool:
    """Whether office, title or organisation say that the recipient is at an embassy or a mission."""
    by_title = understand(recipient.title, recipient.state) if recipient.title else None
    posts = {recipient.office, by_title.office if by_title else ""}
    return any(map(is_posted, posts)) or bool(house_of(recipient.organisation)[0])


def _is_at_home(title: str) -> bool:
    understood = understand(title) if title else None
    return understood is not None and understood.office in AT_HOME


@lru_cache(maxsize=1024)
def post_of(title: str) -> StateCode:
    """The state that a title such as `Ambassador of Senegal to the Netherlands` names; empty: none."""
    if len(title) > LONGEST:
        return ""
    before_place = END.split(title, maxsplit=1)[0]
    for found in OF.finditer(before_place):
        post = understand(before_place[: found.start()])
        if post and is_posted(post.office) and (state := find_state(before_place[found.end() :].strip())):
            return state
    return ""


@lru_cache(maxsize=1024)
def house_of(organisation: str) -> tuple[StateCode, bool]:
    """The state whose embassy or mission an organisation is by its name, and whether it is always abroad."""
    found = (
        HOUSE.fullmatch(organisation) or ARABIC.fullmatch(organisation)
        if len(organisation) <= LONGEST
        else None
    )
    if not found:
        return "", False
    words = END.split(found["whose"], maxsplit=1)[0].split()
    codes = (find_state(" ".join(words[start:])) for start in range(len(words)))
    code = next((code for code in codes if code), "")
    return code, bool(code and found.groupdict().get("embassy"))
