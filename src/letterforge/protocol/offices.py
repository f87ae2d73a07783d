"""The offices that a recipient can hold. The office decides the form of address."""

from __future__ import annotations

from collections.abc import Mapping

OFFICES: Mapping[str, str] = {
    "foreign_minister": "minister of foreign affairs",
    "justice_minister": "minister of justice",
    "minister": "another minister",
    "head_of_government": "prime minister, chancellor, president of the government",
    "head_of_state": "president of a republic",
    "monarch": "king, queen, prince, grand duke",
    "ambassador": "ambassador to a state",
    "high_commissioner": "ambassador between two members of the Commonwealth",
    "permanent_representative": "ambassador to an international organisation",
    "charge_d_affaires": "head of a mission for the time being",
    "member_of_parliament": "member of a parliament",
    "organisation": "an organisation, without an office or a person",
}
"""Each office as it stands in the column `office`, and what it is."""
