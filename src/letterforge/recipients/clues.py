"""What a row says between the lines: of which state its office may be. To be asked about, never a fact."""

from __future__ import annotations

import re
from functools import lru_cache

from letterforge.model import Recipient, StateCode
from letterforge.states import common_name, find_state

EMBASSIES = (
    "embassy|high commission|consulate(?:[- ]general)?|botschaft|(?:general)?konsulat|ambassade|haut-commissariat|"
    "consulat(?: général)?|embajada|consulado(?:[- ]gera?l|[- ]general)?|embaixada|alto comissariado"
)
"""Houses that are never in the country which they represent, in small letters."""
MISSIONS = (
    "permanent (?:observer )?mission|permanent representation|mission|ständige vertretung|mission permanente|"
    "représentation permanente|misión permanente|missão permanente"
)
"""Houses that may be there: Switzerland's in Geneva."""
HOUSE = re.compile(
    rf"(?:the |die |l['’]|la |a )?(?:(?P<embassy>{EMBASSIES})|{MISSIONS})\s+"
    r"(?:of the|of|von der|von|der|des|du|de la|de l['’]|de los|de las|del|de|d['’]|da|do|das|dos)\s*(?P<whose>.+)",
    re.IGNORECASE,
)
"""An embassy or mission, and what follows: of whom."""
END = re.compile(r",|\s(?:to|in|at|bei|beim|près|auprès|à|en|ante|junto|em)\s|\s[-–]\s", re.IGNORECASE)
"""Where it stops to say of whom, and says where."""
ARABIC = re.compile(r"(?P<embassy>سفارة)\s+(?P<whose>.+)")
LONGEST = 120


def clue(recipient: Recipient) -> str:
    """A question such as `country = Kenya? (the organisation is "Embassy of Kenya")`; empty: none."""
    if state := house_of(recipient.organisation)[0]:
        return f'country = {common_name(state)}? (the organisation is "{recipient.organisation}")'
    if recipient.address_country:
        name = common_name(recipient.address_country)
        return f"country = {name}? (that is where the post goes)"
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
