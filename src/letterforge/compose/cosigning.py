"""The co-signing organisations, as the campaign orders them: by name, by country, or as the file has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from letterforge.campaign import Campaign, CosignerSettings
from letterforge.compose.typography import LetterRules, typeset_cell, typeset_text
from letterforge.languages import Languages
from letterforge.model import Cosigner, CosignerGroup, CosignerList, Language, StateCode
from letterforge.protocol.dates import is_rtl
from letterforge.protocol.direction import kept_in_order
from letterforge.states import name_key, state_names


def cosigner_list(
    cosigners: Sequence[Cosigner], campaign: Campaign, language: Language, rules: LetterRules
) -> CosignerList | None:
    """The list below the signature block; None if nobody co-signs."""
    settings = campaign.cosigners
    if settings is None or not cosigners:
        return None
    text = campaign.text(settings.heading, language).replace("{count}", str(len(cosigners)))
    groups = _groups(cosigners, settings, language, campaign.languages, rules)
    return CosignerList(typeset_text(text, rules), settings.columns, groups)


def _groups(
    cosigners: Sequence[Cosigner],
    settings: CosignerSettings,
    language: Language,
    languages: Languages,
    rules: LetterRules,
) -> tuple[CosignerGroup, ...]:
    rtl = is_rtl(language, languages)

    def names(group: Iterable[Cosigner]) -> tuple[str, ...]:
        return tuple(kept_in_order(typeset_cell(cosigner.name, rules), rtl=rtl) for cosigner in group)

    if settings.order == "file":
        return (CosignerGroup("", names(cosigners)),)
    by_name = sorted(cosigners, key=lambda cosigner: name_key(cosigner.name))
    if settings.order == "name":
        return (CosignerGroup("", names(by_name)),)

    def country(state: StateCode) -> str:
        return state_names(state, language, languages).name

    by_country = sorted(by_name, key=lambda cosigner: (name_key(country(cosigner.state)), cosigner.state))
    return tuple(
        CosignerGroup(typeset_cell(country(state), rules), names(group))
        for state, group in groupby(by_country, key=lambda cosigner: cosigner.state)
    )
