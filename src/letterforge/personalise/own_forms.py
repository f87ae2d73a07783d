"""A campaign's own forms of address → rows of the protocol."""

from __future__ import annotations

from typing import Any

from letterforge.campaign import Campaign, FormOfAddress
from letterforge.errors import BrokenCampaign, Code, Place, Problem
from letterforge.model import Language
from letterforge.protocol.forms import Row, read_rows


def own_rows(campaign: Campaign, language: Language) -> tuple[Row, ...]:
    """The rows of a language. Raises BrokenCampaign where a form is not valid."""
    if problems := own_forms_problems(campaign):
        raise BrokenCampaign(problems)
    return tuple(read_rows(_as_row(each) for each in campaign.forms if each.language == language))


def own_forms_problems(campaign: Campaign) -> list[Problem]:
    """What is wrong with a campaign's own forms: a misspelt office would else be without effect, in silence."""
    try:
        list(read_rows(map(_as_row, campaign.forms)))
    except ValueError as error:
        hint = "docs/forms.md and letterforge forms show offices and genders"
        return [Problem(Code.BAD_SETTING, f"[[forms]]: {error}", hint, Place(campaign.file))]
    return []


def _as_row(own: FormOfAddress) -> dict[str, Any]:
    """A form as the protocol reads rows: without what it leaves to the protocol."""
    says = {name: getattr(own, name) for name in ("line", "salutation", "you", "close", "close_we")}
    whom = {"office": own.office, "gender": own.gender, "states": own.states}
    return whom | {name: text for name, text in says.items() if text}
