"""What is wrong with a drawing."""

from __future__ import annotations


class BadDrawingError(ValueError):
    """An SVG that letters cannot use; `str()` says why, and follows the name of the file."""
