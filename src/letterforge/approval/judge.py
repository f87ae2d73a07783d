"""Fingerprints and approvals → which letters are approved, and why the others are not."""

from __future__ import annotations

from dataclasses import dataclass

from letterforge.approval.approvals_file import Approval, Approvals, person
from letterforge.intake import FilesRead
from letterforge.provenance.content import ContentHasher
from letterforge.provenance.grounds import find_changes

CANNOT_TELL = "fingerprint"
"""What has changed where nothing else has: somebody has edited the fingerprint in the file."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a letter may be signed."""

    fingerprint: bytes
    """Of the letter that was judged."""
    lacking: tuple[str, ...] = ()
    """Why it may not be signed, in words; empty: it is approved."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has approved a letter."""

    approved: tuple[Approval, ...]
    """Of the letter as it is: one by each person."""
    outdated: tuple[Approval, ...]
    """Of the letter as it was before something changed, the latest first."""
    changed: tuple[str, ...]
    """What has changed since the latest of those."""
    needed: int
    """How many people must have approved it."""

    @property
    def is_approved(self) -> bool:
        """Whether enough people have approved it as it is."""
        return len(self.approved) >= self.needed

    @property
    def status(self) -> str:
        """`approved`, `changed` (since it was) or `not approved`."""
        if self.is_approved:
            return "approved"
        return "changed" if self.outdated else "not approved"

    @property
    def lacking(self) -> tuple[str, ...]:
        """Why it may not be signed; empty: it may."""
        if self.is_approved:
            return ()
        count = (f"{len(self.approved)} of {self.needed} approvals",) if self.approved else ()
        return (*(f"{what} changed" for what in self.changed), *count) or ("not approved",)


class Judge:
    """Compares letters with the approvals of a campaign."""

    def __init__(self, approvals: Approvals, hasher: ContentHasher, needed: int) -> None:
        self._approvals = approvals
        self.hasher = hasher
        self._needed = needed

    def verdict(self, id_: str, fingerprint: bytes, cells: bytes, texts: FilesRead) -> Verdict:
        """Whether the letter to a recipient may be signed.

        `cells` and `texts`: as for `ContentHasher.grounds`.
        """
        return Verdict(fingerprint, self.standing(id_, fingerprint, cells, texts).lacking)

    def standing(self, id_: str, fingerprint: bytes, cells: bytes, texts: FilesRead) -> Standing:
        """Who has approved the letter to a recipient."""
        latest = sorted(self._approvals.of(id_), key=lambda approval: approval.at, reverse=True)
        now = {
            person(approval.by): approval for approval in latest if approval.fingerprint == fingerprint.hex()
        }
        before = {
            person(approval.by): approval for approval in reversed(latest) if person(approval.by) not in now
        }
        outdated = tuple(approval for approval in latest if before.get(person(approval.by)) is approval)
        changed: tuple[str, ...] = ()
        if outdated and len(now) < self._needed:
            grounds = self.hasher.grounds(cells, texts)
            changed = find_changes(outdated[0].grounds, grounds) or (CANNOT_TELL,)
        return Standing(tuple(now.values()), outdated, changed, self._needed)
