"""The campaign: its settings, and the ways to get one, from a folder or from a program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic.dataclasses import dataclass

from letterforge.campaign.kinds import STRICT
from letterforge.campaign.load import load_settings
from letterforge.campaign.memory import settings_of, with_rows
from letterforge.campaign.settings import CampaignSettings
from letterforge.model import Language


@dataclass(frozen=True, slots=True, config=STRICT)
class Campaign(CampaignSettings):
    """One letter to one list: a folder with a letterforge.toml, or the same given by a program."""

    @classmethod
    def load(cls, folder: Path | str = ".") -> Campaign:
        """The campaign in a folder.

        Raises BrokenCampaign with every problem of its letterforge.toml, UsageError for what is not a path.
        """
        return load_settings(folder, cls)

    @classmethod
    def of(
        cls,
        settings: Mapping[str, object],
        templates: Mapping[Language, str] | str | None = None,
        recipients: Iterable[Mapping[str, object]] | None = None,
        *,
        folder: Path | str | None = None,
    ) -> Campaign:
        """A campaign without a letterforge.toml, checked in the same way.

        `settings`: the tables of letterforge.toml, by name. `templates`: the text for each language, or one
        for all; `recipients`: rows, each with its cells by heading. Problems call them "settings", "template
        en" and "recipients", and count rows from 1. If one of the two is left out, the settings name a file
        for it. `folder`: what the paths in the settings are relative to, and where letters go; without it no
        setting can name a file, and letters go where `Wanted.out` says. Raises BrokenCampaign with every
        problem of the settings; UsageError for what is none of these things.
        """
        return settings_of(settings, templates, recipients, folder, cls)

    def with_recipients(self, recipients: Iterable[Mapping[str, object]]) -> Campaign:
        """The same campaign with another list: rows, each with its cells by heading.

        Raises UsageError if they are not rows.
        """
        return with_rows(self, recipients)
