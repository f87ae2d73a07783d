"""What is wrong with a letterhead in PDF."""

from __future__ import annotations


class BadLetterheadError(ValueError):
    """A file that cannot be laid under letters; `str()` says why and, after a semicolon, what to do."""
