"""States: who they are, what they are called, and which are parties to a treaty on a date.

`names` knows what states and other recipients are called in each language, `finder` recognises what people
write (`likeness` what they may have meant), `seats` known towns, `register` knows who is a party,
`register_file` reads a register, `treaties` are those that come with the package, `posts` knows where a
foreign ministry and an ambassador are. `data/SOURCES.md` explains where each fact is from and how sure it is.
"""

from letterforge.states.finder import find_state, name_key, similar_states
from letterforge.states.names import (
    StateNames,
    all_others,
    all_states,
    alpha3,
    common_name,
    has_names,
    kind_of,
    lacks_formal_name,
    name_for,
    name_in_address,
    state_names,
)
from letterforge.states.posts import Ministry, Mission, ministry, mission, written_to_in
from letterforge.states.register import Register
from letterforge.states.seats import Seat, find_seat
from letterforge.states.treaties import TREATIES, group, load_register, party_to, unknown_treaty

__all__ = [
    "TREATIES",
    "Ministry",
    "Mission",
    "Register",
    "Seat",
    "StateNames",
    "all_others",
    "all_states",
    "alpha3",
    "common_name",
    "find_seat",
    "find_state",
    "group",
    "has_names",
    "kind_of",
    "lacks_formal_name",
    "load_register",
    "ministry",
    "mission",
    "name_for",
    "name_in_address",
    "name_key",
    "party_to",
    "similar_states",
    "state_names",
    "unknown_treaty",
    "written_to_in",
]
