"""A campaign's own registers of treaties, read once, by the names that templates use for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from jinja2 import nodes

from letterforge import states
from letterforge.campaign import Campaign
from letterforge.errors import BrokenCampaign, Code, Problem, did_you_mean
from letterforge.personalise.fields import dotted_path, place

PARTY_TO = ("state", "party_to")


class OwnRegisters:
    """A campaign's own registers for `state.party_to`. Built once in each worker."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._read: dict[str, states.Register] | None = None

    def __call__(self) -> Mapping[str, states.Register]:
        """The registers by name, read when a template first needs one. Raises BrokenCampaign."""
        if self._read is None:
            named = self._campaign.own_registers.items()
            self._read = {name: states.load_register(path) for name, path in named}
        return self._read

    def problems(self) -> Iterator[Problem]:
        """What is wrong with them.

        The register of `campaign.register` is checked where recipients are chosen.
        """
        for path in self._campaign.registers.values():
            try:
                states.load_register(path)
            except BrokenCampaign as error:
                yield from error.problems

    def unknown(self, tree: nodes.Template, shown: str, lines: Sequence[str]) -> Iterator[Problem]:
        """A problem for each register that a template names and that does not exist."""
        for call in tree.find_all(nodes.Call):
            argument = call.args[0] if dotted_path(call.node) == PARTY_TO and call.args else None
            if not isinstance(argument, nodes.Const):
                continue
            treaty = argument.value
            if treaty not in (*self._campaign.own_registers, *states.TREATIES):
                message = states.unknown_treaty(treaty, self._campaign.own_registers)
                near = did_you_mean(str(treaty), (*self._campaign.own_registers, *states.TREATIES))
                hint = near or f'name its file in {self._campaign.file}: [registers] {treaty} = "….csv"'
                where = place(shown, lines, argument.lineno, str(treaty))
                yield Problem(Code.UNKNOWN_REGISTER, message, hint, where)
