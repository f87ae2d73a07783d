"""What a seal says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum


class Changes(IntEnum):
    """What a certified PDF lets others change (ISO 32000-1, 12.8.2.2: the P of DocMDP)."""

    ANY = 0
    """It is signed, and not certified."""
    NONE = 1
    FORMS = 2
    """Forms may be filled in, and further signatures added."""
    COMMENTS = 3
    """And comments too."""


@dataclass(frozen=True, slots=True)
class Statement:
    """When and why a document is sealed; empty texts are not said."""

    time: datetime
    """With its zone. It is the sealer's word; a time stamp is an authority's."""
    reason: str = ""
    place: str = ""
    contact: str = ""
    changes: Changes = Changes.NONE
    """Word files know no such thing: any change breaks their seal."""

    def moment(self, form: str) -> str:
        """The time in UTC, as `strftime` writes it."""
        return self.time.astimezone(UTC).strftime(form)
