"""What a row says between the lines: of which state its office may be. To be asked about, never a fact."""

from __future__ import annotations

import re
from functools import lru_cache

from letterforge.model import Recipient
from letterforge.states import common_name, find_state

MISSION = re.compile(
    r"(?:the )?(?:embassy|high commission|permanent (?:observer )?mission|permanent representation|mission|"
    r"consulate(?:[- ]general)?|botschaft|ständige vertretung|(?:general)?konsulat|ambassade|mission permanente|"
    r"représentation permanente|haut-commissariat|consulat(?: général)?|embajada|misión permanente|"
    r"consulado(?: general)?|"
    r"embaixada|missão permanente|consulado(?:-geral)?)\s+"
    r"(?:of the|of|von der|von|der|des|du|de la|de l['’]|de los|de las|del|de|d['’]|da|do|das|dos)\s*(.+)",
    re.IGNORECASE,
)
"""An embassy or mission, and what follows: of whom."""
END = re.compile(r",|\s(?:to|in|at|bei|beim|près|auprès|à|en|ante|junto|em)\s|\s[-–]\s", re.IGNORECASE)
"""Where it stops to say of whom, and says where."""
ARABIC = re.compile(r"سفارة\s+(.+)")
LONGEST = 120


def clue(recipient: Recipient) -> str:
    """A question such as `country = Kenya? (the organisation is "Embassy of Kenya")`; empty: none."""
    if state := _in_name(recipient.organisation):
        return f'country = {state}? (the organisation is "{recipient.organisation}")'
    if recipient.address_country:
        name = common_name(recipient.address_country)
        return f"country = {name}? (that is where the post goes)"
    return ""


@lru_cache(maxsize=1024)
def _in_name(organisation: str) -> str:
    """The state whose embassy or mission an organisation is by its name; empty: none that is known."""
    if len(organisation) > LONGEST:
        return ""
    found = MISSION.fullmatch(organisation) or ARABIC.fullmatch(organisation)
    if not found:
        return ""
    words = END.split(found[1], maxsplit=1)[0].split()
    codes = (find_state(" ".join(words[start:])) for start in range(len(words)))
    code = next((code for code in codes if code), None)
    return common_name(code) if code else ""
