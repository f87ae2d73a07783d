"""What WeasyPrint may read: files of the stationery, pictures of the letter, typefaces; nothing else."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from letterforge.intake import given
from letterforge.intake.style_sheets import file_at
from letterforge.typeset.pdf.engine import URLFetcher, URLFetcherResponse
from letterforge.typeset.pictures import BadPictureError, fit_drawing, fit_raster, require_raster

STYLE_SHEET = ".css"
KINDS = {".svg": "image/svg+xml", STYLE_SHEET: "text/css"}
RASTERS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "AVIF", "JPEG2000")
"""Kinds of pictures, by Pillow's names: none of them runs another program, as EPS does."""
FONTS = (b"\0\1\0\0", b"OTTO", b"true", b"ttcf", b"wOFF", b"wOF2")
"""How files of typefaces begin."""


class CampaignFetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
    """Reads some files, and what a `data:` address writes out.

    These are the files that the letter's fingerprint and an approval cover: no other can get into a letter.

    What it refuses is kept in `refused`, because WeasyPrint does not report every error.
    """

    def __init__(self, campaign: Path, files: Iterable[Path]) -> None:
        """`campaign`: its folder, which the pictures of letters are in."""
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        self._campaign = given.real(campaign)
        self._files = {given.real(file) for file in files}
        self._pictures: frozenset[Path] = frozenset()
        self.refused: list[str] = []
        """Addresses that were requested and not read."""

    def lend(self, files: Iterable[Path]) -> None:
        """Allow these files of typefaces."""
        self._files.update(given.real(file) for file in files)

    def admit(self, pictures: Iterable[Path | None]) -> None:
        """Allow the pictures of the current letter, which its fingerprint covers."""
        inside = (given.real(picture) for picture in pictures if picture)
        self._pictures = frozenset(path for path in inside if path.is_relative_to(self._campaign))

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The content of an address. Raises OSError for what may not be read, and for damaged pictures."""
        if url[:5].lower() == "data:":
            response = super().fetch(url, headers)
            kind = response.content_type
            content = _fit(response.read(), STYLE_SHEET if kind == KINDS[STYLE_SHEET] else "")
            return URLFetcherResponse(url, content, {"Content-Type": kind})
        path = self._path(url)
        if path is None:
            self.refused.append(url)
            raise PermissionError("it is not a file that the stationery may use")
        suffix = path.suffix.lower()
        kind = KINDS.get(suffix, "application/octet-stream")
        content = _read(path)
        fitted = _fit(content, suffix)
        # At the address of a file, WeasyPrint would read a raster from the file once more.
        return URLFetcherResponse(url if fitted is content else "data:,", fitted, {"Content-Type": kind})

    def _path(self, url: str) -> Path | None:
        """The file at an address; None where it may not be read."""
        path = file_at(url)
        true = given.real(path) if path else None
        return path if true in self._files or true in self._pictures else None


def _read(path: Path) -> bytes:
    try:
        return given.content(path)
    except OSError as error:
        raise OSError(error.strerror or "it cannot be read") from None


def _fit(content: bytes, suffix: str) -> bytes:
    """Content that WeasyPrint may have, judged by its bytes, not by its name: WeasyPrint looks at the name
    last, too.

    Raises OSError for a picture that is cut off (WeasyPrint would fill it up), for one that is too large, and
    for a drawing that needs another file (WeasyPrint would silently leave that out).
    """
    if content.startswith(FONTS):
        return content
    try:
        if suffix != ".svg":
            with contextlib.suppress(UnidentifiedImageError), require_raster(content, _rasters()) as image:
                return fit_raster(image, content)
        if suffix == STYLE_SHEET and not _is_xml(content):
            return content
        return fit_drawing(content)
    except BadPictureError as error:
        raise OSError(f"it {error}") from None


@cache
def _rasters() -> tuple[str, ...]:
    Image.init()
    return tuple(name for name in RASTERS if name in Image.OPEN)


def _is_xml(content: bytes) -> bool:
    return content.startswith((b"\xff\xfe", b"\xfe\xff")) or content.lstrip(
        b"\xef\xbb\xbf \t\r\n\0"
    ).startswith(b"<")
