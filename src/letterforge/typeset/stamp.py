"""The time that a document carries: fixed by the letter, so that the same input gives the same bytes."""

from __future__ import annotations

import os
from datetime import UTC, datetime, time

from letterforge.errors import UsageError
from letterforge.model import Letter


def document_time(letter: Letter) -> datetime:
    """SOURCE_DATE_EPOCH (seconds, reproducible-builds.org) where it is set, else the letter's date at
    midnight UTC.

    Raises UsageError.
    """
    return epoch() or datetime.combine(letter.date, time(), UTC)


def epoch() -> datetime | None:
    """The time of SOURCE_DATE_EPOCH; None: it is not set, or no number.

    Raises UsageError for one too large.
    """
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not seconds.isdecimal():
        return None
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (OverflowError, ValueError, OSError):
        hint = "write a number of seconds since 1970, or remove the variable"
        raise UsageError("SOURCE_DATE_EPOCH in the environment is not a valid time", hint) from None
