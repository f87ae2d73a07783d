"""What is wrong with a letterhead in PDF."""

from __future__ import annotations

NEW_PDF = "print it to a new PDF"


class BadLetterheadError(ValueError):
    """A PDF that cannot be put under letters; `str()` says why, `hint` what to do (empty: nothing)."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint
