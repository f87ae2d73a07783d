"""The offices that a recipient can hold. The office decides the form of address."""

from __future__ import annotations

from collections.abc import Mapping

OFFICES: Mapping[str, str] = {
    "foreign_minister": "minister of foreign affairs",
    "justice_minister": "minister of justice",
    "minister": "another minister",
    "deputy_minister": "deputy or vice-minister",
    "state_secretary": "state secretary, below a minister",
    "head_of_government": "prime minister, chancellor, president of the government",
    "deputy_head_of_government": "deputy prime minister, vice-chancellor",
    "head_of_state": "president of a republic",
    "vice_president": "vice-president of a republic",
    "monarch": "king, queen, prince, grand duke",
    "governor_general": "governor-general of a realm",
    "ambassador": "ambassador to a state",
    "high_commissioner": "ambassador between two members of the Commonwealth",
    "permanent_representative": "ambassador to an international organisation",
    "permanent_observer": "head of an observer mission to an international organisation",
    "deputy_permanent_representative": "deputy head of a mission to an international organisation",
    "charge_d_affaires": "temporary head of a mission",
    "head_of_mission": "head of a mission, of any rank",
    "deputy_head_of_mission": "deputy head of a mission",
    "head_of_delegation": "head of a delegation",
    "consul_general": "head of a consulate general",
    "consul": "head of a consulate",
    "honorary_consul": "honorary consul",
    "diplomat": "counsellor, secretary or attaché of a mission",
    "speaker": "speaker or president of a parliament or of one of its houses",
    "member_of_parliament": "member of a parliament",
    "secretary_general": "secretary-general of an international organisation",
    "director_general": "director-general of an international organisation",
    "head_of_organisation": "president, chairperson or other head of an international organisation",
    "organisation": "an organisation, without an office or a person",
}
"""Each office as it is in the column `office`, and what it is.

`office_words` knows what people write for it.
"""
