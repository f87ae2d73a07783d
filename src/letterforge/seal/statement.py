"""When and why a document is sealed, and which later changes are allowed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum


class Changes(IntEnum):
    """The changes that a certified PDF allows (ISO 32000-1, 12.8.2.2: the P of DocMDP)."""

    ANY = 0
    """The PDF is signed, but not certified."""
    NONE = 1
    FORMS = 2
    """Filling in forms, and adding signatures."""
    COMMENTS = 3
    """The same, and comments."""


@dataclass(frozen=True, slots=True)
class Statement:
    """When and why a document is sealed; empty texts are left out."""

    time: datetime
    """With its zone. The signer claims it; an authority proves a time stamp."""
    reason: str = ""
    place: str = ""
    contact: str = ""
    changes: Changes = Changes.NONE
    """Does not apply to Word files: every change breaks their seal."""

    def moment(self, form: str) -> str:
        """The time in UTC, as `strftime` writes it."""
        return self.time.astimezone(UTC).strftime(form)
