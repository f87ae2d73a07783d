"""Approval: who has approved which letter, and whether it is still the same.

`witness` says what a letter is made from, the same on every machine; `grounds` what has changed since;
`approvals_file` is approvals.toml; `judge` says which letters are approved.
"""

from letterforge.approval.approvals_file import Approval, Approvals, person, read_approvals, write_approvals
from letterforge.approval.grounds import Grounds
from letterforge.approval.judge import Judge, Standing, Verdict
from letterforge.approval.witness import Witness

__all__ = [
    "Approval",
    "Approvals",
    "Grounds",
    "Judge",
    "Standing",
    "Verdict",
    "Witness",
    "person",
    "read_approvals",
    "write_approvals",
]
