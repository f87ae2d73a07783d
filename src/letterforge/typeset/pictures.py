"""Pictures: a file → its kind, its proportions, and what each format can take of it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from letterforge.campaign import FILE_NAME, Campaign
from letterforge.errors import Code, Place, Problem

RASTER_HEIGHT = 300
"""Pixels of an SVG's raster: 16 mm high, that is some 480 dpi; Word wants a raster beside an SVG."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as Word takes it."""

    kind: str
    """`png` or `jpeg`: the kind of `raster`."""
    raster: bytes
    svg: bytes
    """The drawing itself, where it is one; else empty."""
    ratio: float
    """Width divided by height."""


class BadPictureError(ValueError):
    """A file that is no picture that letters can hold; `str()` says why."""


@lru_cache(maxsize=32)
def read_picture(path: Path) -> Picture:
    """A picture from its file. Raises BadPictureError, in words for people."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadPictureError(f"cannot be read: {error.strerror or error}") from None
    if path.suffix.lower() == ".svg":
        raster = _rastered(content)
        _, ratio = _measured(raster)
        return Picture("png", raster, content, ratio)
    kind, ratio = _measured(content)
    return Picture(kind, content, b"", ratio)


def picture_problem(path: Path, key: str, campaign: Campaign) -> Problem | None:
    """The problem that a picture named by a setting cannot be used; None where it can."""
    try:
        read_picture(path)
    except BadPictureError as error:
        message = f'"{key}": {campaign.shown(path)} {error}'
        hint = "save it as PNG, JPEG or SVG"
        return Problem(Code.BAD_PICTURE, message, hint, Place(FILE_NAME))
    return None


def _measured(content: bytes) -> tuple[str, float]:
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
            image.load()  # a damaged file may have a sound beginning
            return str(image.format).lower(), image.width / image.height
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise BadPictureError("is no sound PNG, JPEG or SVG") from None


def _rastered(svg: bytes) -> bytes:
    import resvg_py

    try:
        return bytes(resvg_py.svg_to_bytes(svg_string=svg.decode("utf-8"), height=RASTER_HEIGHT))
    except (ValueError, UnicodeDecodeError, RuntimeError):
        raise BadPictureError("is no sound SVG") from None
