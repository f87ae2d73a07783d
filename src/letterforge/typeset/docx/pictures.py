"""A picture of a Word letterhead → the same, safe for letters."""

from __future__ import annotations

import re
import warnings
from io import BytesIO
from zlib import decompressobj
from zlib import error as ZlibError  # noqa: N812 - an exception

from PIL import Image

from letterforge.typeset.drawings import MOST_PIXELS
from letterforge.typeset.pictures import TOO_MANY, BadPictureError, fit_drawing
from letterforge.word.file import MOST_UNPACKED
from letterforge.word.refused import BadWordFileError

PICTURES = re.compile(
    rb"\x89PNG\r\n|\xff\xd8\xff|GIF8|BM|II\*\0|MM\0\*|II\xbc|RIFF....WEBP"
    rb"|\xd7\xcd\xc6\x9a|[\x01\x02]\0\x09\0\0"
    rb"|\x01\0\0\0.{36} EMF",
    re.S,
)
"""How pictures that Word shows begin: PNG, JPEG, GIF, BMP, TIFF, JPEG XR, WebP, and Windows metafiles."""


def make_picture_harmless(name: str, content: bytes) -> bytes:
    """A picture of a letterhead, safe for letters. Raises BadWordFileError."""
    if PICTURES.match(content):
        _require_modest(name, content)
        return content
    if content.startswith(b"\x1f\x8b"):  # a metafile, packed
        return _require_metafile(name, content)
    try:
        return fit_drawing(content)
    except BadPictureError as error:
        raise BadWordFileError(f"has a picture, {name}, that {error}", "save that picture as PNG") from None


def _require_modest(name: str, content: bytes) -> None:
    """Raise BadWordFileError for a picture that unpacks to gigabytes.

    Whether it is complete is left to Word.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=("PNG", "JPEG", "GIF", "BMP", "TIFF")) as image:
                is_modest = image.width * image.height <= MOST_PIXELS
    except Image.DecompressionBombError:
        is_modest = False
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError):
        return
    if not is_modest:
        raise BadWordFileError(f"has a picture, {name}, that {TOO_MANY}", "make that picture smaller")


def _require_metafile(name: str, content: bytes) -> bytes:
    try:
        unpacked = decompressobj(31).decompress(content, MOST_UNPACKED)
    except ZlibError:
        unpacked = b""
    if len(unpacked) == MOST_UNPACKED or not PICTURES.match(unpacked):
        raise BadWordFileError(f"has a picture, {name}, of a kind that is not known", "save it as PNG")
    return content
