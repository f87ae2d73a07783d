"""What is wrong with a drawing."""

from __future__ import annotations


class BadDrawingError(ValueError):
    """An SVG that letters cannot hold; `str()` says why, after the name of the file."""
