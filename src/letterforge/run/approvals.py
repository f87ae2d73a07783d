"""Approving letters: who approves which, as they are now, in the campaign's file of approvals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from letterforge.approval import Approval, person, read_approvals, write_approvals
from letterforge.campaign import ApprovalSettings, Campaign
from letterforge.errors import BrokenCampaign, UsageError, did_you_mean
from letterforge.run.planning import Assignment, check_letters
from letterforge.run.preflight import Preflight
from letterforge.run.request import Wanted


@dataclass(frozen=True, slots=True)
class Approved:
    """What came of an approval."""

    found: Preflight
    """All letters that were looked at, as `approvals` gives them."""
    given: tuple[str, ...]
    """Ids of the letters that the person has approved now."""
    before: tuple[str, ...]
    """Ids of those that the person had approved already."""


def find_approvals(campaign: Campaign, wanted: Wanted) -> Preflight:
    """The letters of a list with who has approved each, whether approval is required or not.

    Writes nothing.
    """
    settings = campaign.approval or ApprovalSettings(file=campaign.approvals_file)
    campaign = replace(campaign, approval=replace(settings, required=True))
    return check_letters(Assignment.of(campaign, wanted))


def approve_letters(campaign: Campaign, by: str, wanted: Wanted) -> Approved:
    """Record that a person approves letters.

    Raises BrokenCampaign, with nothing written, where one has errors.
    """
    found = find_approvals(campaign, wanted)
    if found.errors or found.judge is None:
        raise BrokenCampaign(found.errors)
    now = datetime.now(UTC).replace(microsecond=0)
    given: list[Approval] = []
    before: list[str] = []
    for examined, standing in found.standings():
        if any(person(approval.by) == person(by) for approval in standing.approved):
            before.append(examined.recipient.id)
        elif examined.origin:
            grounds = found.judge.hasher.grounds(examined.origin.cells, examined.texts)
            given.append(Approval(examined.recipient.id, by, now, examined.fingerprint.hex(), grounds))
    if given:
        write_approvals(campaign, given)
    return Approved(found, tuple(approval.id for approval in given), tuple(before))


def withdraw_approvals(campaign: Campaign, by: str, ids: Sequence[str]) -> tuple[str, ...]:
    """Take back a person's approval of letters; without `ids` of all. Returns their ids.

    Raises BrokenCampaign where the file is damaged, UsageError where the person has not approved one of them.
    """
    theirs = [approval for approval in read_approvals(campaign).all() if person(approval.by) == person(by)]
    known = {approval.id.casefold() for approval in theirs}
    for id_ in ids:
        if id_.casefold() not in known:
            hint = did_you_mean(id_, [approval.id for approval in theirs])
            raise UsageError(f'{by} has not approved "{id_}"', hint or "see letterforge approve --list")
    wanted = {id_.casefold() for id_ in ids} or known
    withdrawn = [(approval.id, approval.by) for approval in theirs if approval.id.casefold() in wanted]
    if withdrawn:
        write_approvals(campaign, withdrawn=withdrawn)
    return tuple(id_ for id_, _ in withdrawn)
