"""States: who they are, what they are called, and which are parties to a treaty on a date.

`names` knows what states are called in each language, `finder` recognises what people write, `register` who is a
party, `posts` where a foreign ministry and an ambassador are. `data/SOURCES.md` says how far each fact is sure.
"""

from letterforge.states.finder import find_state, similar_states
from letterforge.states.names import StateNames, all_states, alpha3, state_names
from letterforge.states.posts import Ministry, Mission, ministry, mission
from letterforge.states.register import Register, group, load_register, party_to

__all__ = [
    "Ministry",
    "Mission",
    "Register",
    "StateNames",
    "all_states",
    "alpha3",
    "find_state",
    "group",
    "load_register",
    "ministry",
    "mission",
    "party_to",
    "similar_states",
    "state_names",
]
