"""The time that a document carries: fixed by the letter, so that the same input gives the same bytes."""

from __future__ import annotations

import os
from datetime import UTC, datetime, time

from letterforge.model import Letter


def document_time(letter: Letter) -> datetime:
    """SOURCE_DATE_EPOCH (seconds, reproducible-builds.org) where it is set, else the letter's date at midnight UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.combine(letter.date, time(), UTC)
