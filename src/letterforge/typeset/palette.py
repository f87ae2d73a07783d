"""A PNG of few colours → the same picture in fewer bytes, with a palette: a logo, an inked signature."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from operator import itemgetter

from PIL import Image

from letterforge.typeset.pictures import Picture

MOST_COLOURS = 256
"""Of a palette in a PNG (section 11.2.2)."""


def pack_picture(picture: Picture) -> Picture:
    """A picture for Word in as few bytes as it can be without loss."""
    return replace(picture, raster=pack_png(picture.raster)) if picture.kind == "png" else picture


def pack_png(content: bytes) -> bytes:
    """A PNG with a palette where that loses nothing and is smaller; else the bytes as they are.

    Colours of a profile, and a resolution, are left alone with the file.
    """
    with Image.open(io.BytesIO(content), formats=("PNG",)) as image:
        if image.mode not in {"RGB", "RGBA"} or image.info:
            return content
        found = image.convert("RGBA")
    colours = found.getcolors(MOST_COLOURS)
    if colours is None:
        return content
    # Clear ones first: the list of their opacities ends with the last one that is not opaque.
    clear_first = sorted(
        {tuple(colour) for _, colour in colours if isinstance(colour, tuple)}, key=itemgetter(3)
    )
    packed = _write(found, clear_first)
    return min(packed, content, key=len)


def _write(image: Image.Image, colours: list[tuple[int, ...]]) -> bytes:
    # A pixel of four bytes is read as one number: ten times as fast.
    places = {int.from_bytes(bytes(colour), sys.byteorder): place for place, colour in enumerate(colours)}
    pixels = memoryview(image.tobytes()).cast("I")
    packed = Image.frombytes("P", image.size, bytes(map(places.__getitem__, pixels)))
    packed.putpalette(bytes(part for colour in colours for part in colour[:3]))
    opacities = bytes(colour[3] for colour in colours if colour[3] < 255)
    clear = {"transparency": opacities} if opacities else {}
    written = io.BytesIO()
    packed.save(written, "PNG", optimize=True, **clear)
    return written.getvalue()
