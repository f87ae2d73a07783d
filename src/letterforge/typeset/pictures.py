"""Pictures: a file → its kind, its proportions, and what each format can take of it."""

from __future__ import annotations

import contextlib
import io
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from letterforge.campaign import Campaign, Stationery
from letterforge.errors import Code, Place, Problem
from letterforge.intake import given
from letterforge.typeset.drawings import (
    MOST_PIXELS,
    BadDrawingError,
    SvgDrawing,
    draw_png,
    require_fit,
    try_drawing,
)

RESOLUTION = 300
"""Dots per inch of the raster that is made of an SVG, for a Word that cannot show the drawing itself.

Sharp in print, and small enough to send by mail.
"""
MOST_BYTES = 40_000_000
LONGEST = 1_000
"""The longer side of a raster by the shorter."""
KINDS = {"PNG": "png", "JPEG": "jpeg", "MPO": "jpeg"}
"""Formats of Pillow; a telephone's photograph with a second picture in it is a JPEG as well."""
DEEP = frozenset({"I", "I;16"})
"""Grey with 16 bits, by Pillow's names."""
MODES = DEEP | {"1", "L", "LA", "P", "PA", "RGB", "RGBA"}
"""How a PNG or JPEG may hold its colours. An archivable PDF cannot have the four inks of a press (CMYK)."""
OTHERS = {
    b"GIF8": "is a GIF, not a PNG, JPEG or SVG",
    b"BM": "is a BMP, not a PNG, JPEG or SVG",
    b"II*\0": "is a TIFF, not a PNG, JPEG or SVG",
    b"MM\0*": "is a TIFF, not a PNG, JPEG or SVG",
    b"RIFF": "is a WebP picture, not a PNG, JPEG or SVG",
    b"%PDF": "is a PDF, not a PNG, JPEG or SVG",
    b"\0\0\0": "is a HEIC or AVIF photograph, not a PNG, JPEG or SVG",
    b"<svg": "is an SVG, but its name does not end in .svg",
    b"<?xml": "is an SVG, but its name does not end in .svg",
}
"""How files begin that are often given as pictures, and what they are."""
ON_TRIAL = 9.0
"""Points: high enough to see whether an SVG can be drawn, and drawn at once."""
ORIENTATION = 0x0112
"""The EXIF tag with the position of the camera (CIPA DC-008, table 4)."""
PICTURE_HINT = (
    "save it as PNG, JPEG or SVG; "
    "an SVG must contain everything that it shows: embed its pictures, remove its links, "
    "and turn its text into outlines (in Inkscape: Path > Object to Path)"
)
TOO_MANY = f"has more than {MOST_PIXELS // 1_000_000} million pixels"


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
    """A file that letters cannot use as a picture; `str()` says why."""


class DamagedPictureError(BadPictureError):
    """A picture whose data is damaged or cut off."""


def read_picture(path: Path, height: float = ON_TRIAL) -> Picture:
    """A picture from its file; of an SVG, a raster good for printing it `height` pt high is made.

    Raises BadPictureError.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadPictureError(f"is larger than {MOST_BYTES // 1_000_000} MB")
        content = given.content(path)
    except OSError as error:
        raise BadPictureError(f"cannot be read: {given.why(error)}") from None
    if path.suffix.lower() == ".svg":
        return _read_drawing(content, height)
    return _read_raster(content)


def fit_drawing(content: bytes) -> bytes:
    """An SVG as letters may have it. Raises BadPictureError, as `read_picture` does, where they may not."""
    try:
        drawing = require_fit(content)
        try_drawing(drawing)
    except BadDrawingError as error:
        raise BadPictureError(str(error)) from None
    return drawing.content


def _require_outlines(drawing: SvgDrawing) -> SvgDrawing:
    if drawing.has_text:
        raise BadPictureError("has text that each program would set in another typeface")
    return drawing


def _read_drawing(content: bytes, height: float) -> Picture:
    try:
        drawing = _require_outlines(require_fit(content))
        if height == ON_TRIAL:
            try_drawing(drawing)
        raster = draw_png(drawing, math.ceil(height / 72 * RESOLUTION))
    except BadDrawingError as error:
        raise BadPictureError(str(error)) from None
    with Image.open(io.BytesIO(raster), formats=("PNG",)) as image:
        return Picture("png", raster, image.size, drawing.content)


def logo_ratios(stationery: Stationery) -> tuple[float, ...]:
    """Width by height of each picture of a letterhead; empty if there is only one, or one is invalid."""
    logos = stationery.letterhead
    if not isinstance(logos, tuple) or len(logos) < 2:
        return ()
    try:
        return tuple(read_picture(logo, stationery.letterhead_height).ratio for logo in logos)
    except BadPictureError:
        return ()  # letters fail with it, and `picture_problem` reports it before


def picture_problem(path: Path, key: str, campaign: Campaign) -> Problem | None:
    """The problem that a picture named by a setting cannot be used; None where it can."""
    try:
        read_picture(path)
    except BadPictureError as error:
        message = f'"{key}": {campaign.shown(path)} {error}'
        return Problem(Code.BAD_PICTURE, message, PICTURE_HINT, Place(campaign.file))
    return None


def bad_picture_problem(shown: str, reason: str) -> Problem:
    """The problem that a picture of a letter cannot be used; `shown`: its path as the user knows it."""
    hint = "use a valid PNG, JPEG or SVG in the campaign's folder; an SVG must not need other files"
    return Problem(Code.BAD_PICTURE, f"the picture {shown} cannot be used: {reason}", hint)


def require_raster(content: bytes, formats: tuple[str, ...] = ("PNG", "JPEG")) -> Image.Image:
    """A raster, loaded. Raises BadPictureError for one that is damaged, or too large once it is unpacked.

    Raises UnidentifiedImageError for what is of none of these formats, by Pillow's names.
    """
    try:
        with warnings.catch_warnings(), _refuse_truncated():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=formats)
            _require_modest(image)
            image.load()  # a damaged file may have a valid beginning
    except UnidentifiedImageError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadPictureError(TOO_MANY) from None
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, EOFError, TypeError) as error:
        if isinstance(error, BadPictureError):
            raise
        raise DamagedPictureError("is damaged") from None
    return image


def fit_raster(image: Image.Image, content: bytes) -> bytes:
    """The bytes of a raster as every output takes them: grey with 16 bits is given 8, as it is printed."""
    if image.mode not in DEEP:
        return content
    clear = image.info.get("transparency")
    deep = image.convert("I")
    grey = deep.point(lambda level: level * (1 / 257)).convert("L")
    grey.info.clear()
    if isinstance(clear, int):
        grey.putalpha(_find_others(deep, clear))
    written = io.BytesIO()
    grey.save(written, "PNG", optimize=True)
    return written.getvalue()


def _find_others(deep: Image.Image, clear: int) -> Image.Image:
    """A mask: opaque where a picture has another level of grey than the one that is transparent."""
    levels = memoryview(deep.tobytes()).cast("i")
    return Image.frombytes("L", deep.size, bytes([0 if level == clear else 255 for level in levels]))


def _require_modest(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise BadPictureError(TOO_MANY)
    if max(image.size) > LONGEST * min(image.size):
        raise BadPictureError(f"is more than {LONGEST} times as long on one side as on the other")
    if image.mode == "CMYK":
        raise BadPictureError("has the colours of a printing press (CMYK), not of a screen (RGB)")
    if image.mode not in MODES:
        raise BadPictureError(f"has a colour mode that letters cannot show ({image.mode})")


def _read_raster(content: bytes) -> Picture:
    try:
        with require_raster(content) as image:
            kind = KINDS[str(image.format)]
            content = fit_raster(image, content)
            if image.getexif().get(ORIENTATION, 1) != 1:
                return _turn_upright(image, kind)
            return Picture(kind, content, image.size)
    except BadPictureError as error:
        if isinstance(error, DamagedPictureError):
            raise BadPictureError("is not a valid PNG, JPEG or SVG") from None
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, LookupError):
        found = (what for start, what in OTHERS.items() if content.startswith(start))
        raise BadPictureError(next(found, "is not a valid PNG, JPEG or SVG")) from None


@contextlib.contextmanager
def _refuse_truncated() -> Iterator[None]:
    """While this runs, a picture that was cut off is an error: WeasyPrint makes Pillow fill it up."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _turn_upright(image: Image.Image, kind: str) -> Picture:
    """A photograph turned as its camera was held: WeasyPrint does this itself, Word does not."""
    turned = ImageOps.exif_transpose(image)
    content = io.BytesIO()
    turned.save(content, kind.upper(), quality=95)
    return Picture(kind, content.getvalue(), turned.size)
