"""Bytes → the verdict on a file that holds them."""

from __future__ import annotations

from pathlib import Path

from letterforge.verify.crypto.trust import Trust
from letterforge.verify.examination import examine_file
from letterforge.verify.verdict import SealStanding
from verify import authority


def verdict_on(folder: Path, content: bytes, trust: Trust | None = None, name: str = "letter"):
    """The verdict on these bytes as a file of this name; trusting the trial's root, or another."""
    path = folder / name
    path.write_bytes(content)
    return examine_file(path, trust or Trust((authority.root().der,)))


def refused(verdict) -> bool:
    """Whether nobody would take the file for a letter as it was sealed."""
    return verdict.standing in {
        SealStanding.BROKEN,
        SealStanding.PARTIAL,
        SealStanding.UNREADABLE,
        SealStanding.UNSEALED,
    }
