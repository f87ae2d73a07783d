"""The registers that a campaign brings along: read once, checked, and asked for by the names that there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from jinja2 import nodes

from letterforge import states
from letterforge.campaign import Campaign
from letterforge.errors import BrokenCampaign, Code, Problem, did_you_mean
from letterforge.personalise.fields import dotted_path, place

ASKING = ("state", "party_to")


class OwnRegisters:
    """What `state.party_to` can be asked of a campaign's own. Built once in each worker."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._read: dict[str, states.Register] | None = None

    def __call__(self) -> Mapping[str, states.Register]:
        """The registers by name, read when a template first asks. Raises BrokenCampaign."""
        if self._read is None:
            named = self._campaign.own_registers.items()
            self._read = {name: states.load_register(path) for name, path in named}
        return self._read

    def problems(self) -> Iterator[Problem]:
        """What is wrong with them. That of `campaign.register` is told by who gets a letter for it."""
        for path in self._campaign.registers.values():
            try:
                states.load_register(path)
            except BrokenCampaign as error:
                yield from error.problems

    def unknown(self, tree: nodes.Template, shown: str, lines: Sequence[str]) -> Iterator[Problem]:
        """A problem for each register that a template asks for by a name that there is not."""
        for call in tree.find_all(nodes.Call):
            asked = call.args[0] if dotted_path(call.node) == ASKING and call.args else None
            if not isinstance(asked, nodes.Const):
                continue
            treaty = asked.value
            if treaty not in (*self._campaign.own_registers, *states.TREATIES):
                message = states.unknown_treaty(treaty, self._campaign.own_registers)
                near = did_you_mean(str(treaty), (*self._campaign.own_registers, *states.TREATIES))
                hint = near or f'name its file in {self._campaign.file}: [registers] {treaty} = "….csv"'
                where = place(shown, lines, asked.lineno, str(treaty))
                yield Problem(Code.UNKNOWN_REGISTER, message, hint, where)
