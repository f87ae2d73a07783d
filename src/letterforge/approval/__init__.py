"""Approval: who has approved which letter, and whether it is still the same.

`approvals_file` reads and writes approvals.toml; `judge` decides which letters are approved. What they are
made from, and what has changed since, is known to `provenance`.
"""

from letterforge.approval.approvals_file import Approval, Approvals, person, read_approvals, write_approvals
from letterforge.approval.judge import Judge, Standing, Verdict
from letterforge.provenance.grounds import Grounds

__all__ = [
    "Approval",
    "Approvals",
    "Grounds",
    "Judge",
    "Standing",
    "Verdict",
    "person",
    "read_approvals",
    "write_approvals",
]
