"""A PDF that Typst has written → the same with something changed, as small and as reproducible as it was."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf


def change_pdf(content: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """A PDF after a change to it. Streams that the change adds must already be packed, as all others are."""
    with pikepdf.open(io.BytesIO(content)) as letter:
        change(letter)
        finished = io.BytesIO()
        letter.save(
            finished,
            deterministic_id=True,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return finished.getvalue()
