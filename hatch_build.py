"""Takes the sample campaign, whose one copy is the project's root, into a built wheel."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SAMPLE = ("letterforge.toml", "recipients.csv", "templates", "assets")


class SampleHook(BuildHookInterface):
    """An editable install needs no copy: it finds the sample in the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Put the sample's files beside the module that copies them, `campaign/sample.py`."""
        if version != "editable":
            build_data["force_include"].update(
                {name: f"letterforge/campaign/sample/{name}" for name in SAMPLE}
            )
