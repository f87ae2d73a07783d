"""Pictures: a file → its kind, its proportions, and what each format can take of it."""

from __future__ import annotations

import contextlib
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from letterforge import given
from letterforge.campaign import FILE_NAME, Campaign, Stationery
from letterforge.errors import Code, Place, Problem

RESOLUTION = 400
"""Dots per inch of the raster that is made of an SVG: sharp in print, and small enough to mail."""
SCREEN = 96
"""Dots per inch by which an SVG that says its size in mm is as large as in CSS (css-values-4, 6.2)."""
ON_TRIAL = 9.0
"""Points: high enough to see whether an SVG can be drawn, and drawn at once."""
ORIENTATION = 0x0112
"""The EXIF tag that says how a camera was held (CIPA DC-008, table 4)."""
WAY_OUT = "save it as PNG, JPEG or SVG"
GAP = 18.0
"""Between two pictures of a letterhead, in points."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as Word takes it."""

    kind: str
    """`png` or `jpeg`: the kind of `raster`."""
    raster: bytes
    pixels: tuple[int, int]
    """Width and height of `raster`."""
    svg: bytes = b""
    """The drawing itself, where it is one."""

    @property
    def ratio(self) -> float:
        """Width divided by height."""
        return self.pixels[0] / self.pixels[1]


class BadPictureError(ValueError):
    """A file that is no picture that letters can hold; `str()` says why."""


def read_picture(path: Path, height: float = ON_TRIAL) -> Picture:
    """A picture from its file; of an SVG, a raster good for printing it `height` pt high is made.

    Raises BadPictureError, in words for people.
    """
    try:
        content = given.content(path)
    except OSError as error:
        raise BadPictureError(f"cannot be read: {given.why(error)}") from None
    if path.suffix.lower() == ".svg":
        raster = _rastered(content, math.ceil(height / 72 * RESOLUTION))
        with Image.open(io.BytesIO(raster), formats=("PNG",)) as image:
            return Picture("png", raster, image.size, content)
    return _read_raster(content)


def logo_ratios(stationery: Stationery) -> tuple[float, ...]:
    """Width by height of each of several pictures in a letterhead; none for one picture, or where one is unsound."""
    logos = stationery.letterhead
    if not isinstance(logos, tuple) or len(logos) < 2:
        return ()
    try:
        return tuple(read_picture(logo, stationery.letterhead_height).ratio for logo in logos)
    except BadPictureError:
        return ()  # letters fail with it, and `picture_problem` tells it before


def logos_height(stationery: Stationery, ratios: Sequence[float]) -> float:
    """The height at which several pictures stand side by side within the margins, in points.

    `ratios` are theirs, width by height.
    """
    if not ratios:
        return stationery.letterhead_height
    room = (
        stationery.text_width - GAP * len(ratios) - 1
    )  # a hair less, or rounding puts the last on its own line
    return min(stationery.letterhead_height, room / sum(ratios))


def picture_problem(path: Path, key: str, campaign: Campaign) -> Problem | None:
    """The problem that a picture named by a setting cannot be used; None where it can."""
    try:
        read_picture(path)
    except BadPictureError as error:
        message = f'"{key}": {campaign.shown(path)} {error}'
        return Problem(Code.BAD_PICTURE, message, WAY_OUT, Place(FILE_NAME))
    return None


def bad_picture(shown: str, reason: str) -> Problem:
    """The problem that a picture of a letter, named as the user knows it, cannot be set."""
    hint = "use a sound PNG, JPEG or SVG in the campaign's folder, and an SVG that needs no other file"
    return Problem(Code.BAD_PICTURE, f"the picture {shown} cannot be used: {reason}", hint)


def _read_raster(content: bytes) -> Picture:
    try:
        with _whole(), Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
            image.load()  # a damaged file may have a sound beginning
            kind = str(image.format).lower()
            if image.getexif().get(ORIENTATION, 1) != 1:
                return _upright(image, kind)
            return Picture(kind, content, image.size)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise BadPictureError("is no sound PNG, JPEG or SVG") from None


@contextlib.contextmanager
def _whole() -> Iterator[None]:
    """While this runs, a picture that was cut off is an error: WeasyPrint lets Pillow fill it up, process-wide."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _upright(image: Image.Image, kind: str) -> Picture:
    """A photograph turned as its camera was held: browsers and WeasyPrint turn it when they draw it, Word does not."""
    turned = ImageOps.exif_transpose(image)
    content = io.BytesIO()
    turned.save(content, kind.upper(), quality=95)
    return Picture(kind, content.getvalue(), turned.size)


def _rastered(svg: bytes, height: int) -> bytes:
    import resvg_py

    try:
        return bytes(resvg_py.svg_to_bytes(svg_string=svg.decode("utf-8-sig"), height=height, dpi=SCREEN))
    except (ValueError, UnicodeDecodeError, RuntimeError):
        raise BadPictureError("is no sound SVG") from None
