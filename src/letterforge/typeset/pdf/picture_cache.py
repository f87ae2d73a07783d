"""WeasyPrint's pictures, prepared for PDF once, not again for every letter.

A letterhead and an inked signature are in all letters of a run. WeasyPrint keeps them decoded, but packs a
PNG and parses each path of an SVG again for each document: a quarter of the time of a letter.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pydyf

from letterforge.typeset.pdf.engine import RasterImage, SVGImage


class PictureCache(dict[str, Any]):
    """What WeasyPrint is given as `cache`: address → picture, and the data of pictures.

    A picture that could not be read is kept as None, and one that could not be drawn is kept incomplete:
    clear the cache after a letter with problems, or the next letter silently lacks the picture.
    """

    def __setitem__(self, key: str, value: Any) -> None:
        """Keep a picture, and have it do its slow work once."""
        if isinstance(value, RasterImage):
            # WeasyPrint names it after its address; the same letter must have the same bytes in any folder.
            value.id = sha256(value.image_data.data).hexdigest()[:32]
            value.get_x_object = _pack_once(value.get_x_object)
        elif isinstance(value, SVGImage):
            value.draw = _draw_once(value.draw)
        super().__setitem__(key, value)


def _pack_once(pack: Callable[[bool, float], Any]) -> Callable[[bool, float], Any]:
    """Packs a raster on the first call, and returns a fresh copy of the same object on each."""
    kept: dict[tuple[bool, float], Any] = {}

    def packed(interpolate: bool, ratio: float) -> Any:
        key = (interpolate, ratio)
        if key not in kept:
            kept[key] = pack(interpolate, ratio)
        return _copy(kept[key])

    return packed


def _copy(stream: Any) -> Any:
    """A stream for another document: writing one gives it a number, and its mask one too."""
    extra = {
        name: _copy(part) if isinstance(part, pydyf.Stream) else part for name, part in stream.extra.items()
    }
    return pydyf.Stream(list(stream.stream), extra, stream.compress)


def _draw_once(draw: Callable[..., None]) -> Callable[..., None]:
    """Draws an SVG on the first call in each size, and repeats what was drawn, as a form of its own, on the
    others.

    An SVG that uses more than lines, areas and transparency (type, gradients, other pictures) is drawn each
    time, because those belong to a single document.
    """
    kept: dict[tuple[float, float], tuple[list[Any], dict[str, Any]]] = {}

    def drawn(stream: Any, width: float, height: float, style: Any) -> None:
        form = stream.add_group(0, 0, width, height)
        resources = form.extra["Resources"]
        if (width, height) in kept:
            operators, states = kept[width, height]
            form.stream.extend(operators)
            resources["ExtGState"].update(states)
        else:
            draw(form, width, height, style)
            if _stands_alone(form, resources):
                kept[width, height] = list(form.stream), dict(resources["ExtGState"])
        stream.draw_x_object(form.id)

    return drawn


def _stands_alone(form: Any, resources: Any) -> bool:
    """Whether a drawing needs nothing from its document but plain transparency."""
    needs_others = any(resources[kind] for kind in ("XObject", "Pattern", "Shading"))
    masked = any("SMask" in state for state in resources["ExtGState"].values())
    typeset = any(operator[-2:] in (b"Tf", "Tf") for operator in form.stream)
    return not (needs_others or masked or typeset)
