"""A campaign's templates and their annexes, one set for each language: each file is read once."""

from __future__ import annotations

from letterforge.campaign import FILE_NAME, Campaign
from letterforge.errors import BrokenCampaign, Code, Place, Problem
from letterforge.intake import Door, given
from letterforge.model import Language
from letterforge.personalise.template_file import TemplateFile, TemplatePart, read_template


class TemplateFiles:
    """The templates by language.

    Each use is recorded at the door, which knows what a letter is made from.
    """

    def __init__(self, campaign: Campaign, door: Door) -> None:
        self._campaign = campaign
        self._door = door
        self._templates: dict[Language, TemplateFile] = {}
        self._annexes: dict[Language, tuple[TemplateFile, ...]] = {}

    def template(self, language: Language) -> TemplateFile:
        """The template for a language. Raises BrokenCampaign if there is none, or if it is not valid."""
        path = self._campaign.template_path(language)
        if language not in self._templates:
            shown = self._campaign.shown(path)
            if not self._door.has(path):
                message = f'there is no template for "{language}": {shown} is missing'
                hint = f"write this template, or correct the language in the list or in {FILE_NAME}"
                raise BrokenCampaign([Problem(Code.NO_TEMPLATE, message, hint, Place(shown))])
            self._templates[language] = read_template(path, self._door, is_letter=True)
        self._door.note(path)
        return self._templates[language]

    def annexes(self, language: Language) -> tuple[TemplateFile, ...]:
        """The annexes that the template of a language names. Raises BrokenCampaign."""
        if language not in self._annexes:
            template = self.template(language)
            paths = template.lists.get("annexes", ())
            self._annexes[language] = tuple(self._annex(template, part) for part in paths)
        for annex in self._annexes[language]:
            self._door.note(self._campaign.root / annex.shown)
        return self._annexes[language]

    def _annex(self, template: TemplateFile, part: TemplatePart) -> TemplateFile:
        path = given.inside(self._campaign.root, part.source.strip())
        where = Place(template.shown, line=part.line)
        if path is None:
            message = "an annex is outside the campaign's folder"
            hint = "put a copy of the file into the folder"
            raise BrokenCampaign([Problem(Code.OUTSIDE_CAMPAIGN, message, hint, where)])
        if not self._door.has(path):
            message = f"there is no file {part.source.strip()} in the campaign's folder"
            hint = "give the annex's path in that folder: annexes/status.en.md"
            raise BrokenCampaign([Problem(Code.MISSING_FILE, message, hint, where)])
        annex = read_template(path, self._door)
        if annex.parts or annex.lists:
            message = "an annex must not have front matter"
            raise BrokenCampaign([Problem(Code.FRONT_MATTER, message, place=Place(annex.shown, line=1))])
        return annex
