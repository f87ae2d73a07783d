"""A campaign's own forms of address → rows for the protocol."""

from __future__ import annotations

from typing import Any

from letterforge.campaign import Campaign, FormOfAddress
from letterforge.errors import BrokenCampaign, Code, Place, Problem
from letterforge.model import Language
from letterforge.protocol.forms import FormRow, read_rows


def own_rows(campaign: Campaign, language: Language) -> tuple[FormRow, ...]:
    """The rows of a language. Raises BrokenCampaign if a form is not valid."""
    if problems := own_forms_problems(campaign):
        raise BrokenCampaign(problems)
    return tuple(read_rows(_as_row(form) for form in campaign.forms if form.language == language))


def own_forms_problems(campaign: Campaign) -> list[Problem]:
    """What is wrong with a campaign's own forms.

    A misspelt office would otherwise have no effect, without notice.
    """
    try:
        list(read_rows(map(_as_row, campaign.forms)))
    except ValueError as error:
        hint = "docs/forms.md and letterforge forms show offices and genders"
        return [Problem(Code.BAD_SETTING, f"[[forms]]: {error}", hint, Place(campaign.file))]
    return []


def _as_row(own: FormOfAddress) -> dict[str, Any]:
    """A form as the protocol reads rows: without the parts that the protocol adds."""
    texts = {name: getattr(own, name) for name in ("line", "salutation", "you", "close", "close_we")}
    recipients = {"office": own.office, "gender": own.gender, "states": own.states}
    # Who words a form has read it.
    return recipients | {"read": True} | {name: text for name, text in texts.items() if text}
