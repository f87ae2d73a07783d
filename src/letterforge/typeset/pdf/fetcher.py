"""What WeasyPrint may read: the files that the stationery is known to take from, and typefaces. Nothing else, ever."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image, UnidentifiedImageError

from letterforge import given
from letterforge.provenance.style_sheets import file_at
from letterforge.typeset.pdf.engine import URLFetcher, URLFetcherResponse

KINDS = {".svg": "image/svg+xml", ".css": "text/css"}
HREFS = ("href", "{http://www.w3.org/1999/xlink}href")


class CampaignFetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
    """Reads some files, and what a `data:` address writes out.

    These are the files that the letter's fingerprint and an approval cover: no other can come into a letter.

    What it refuses is kept in `refused`, because WeasyPrint does not speak of every error that it meets.
    """

    def __init__(self, campaign: Path, files: Iterable[Path]) -> None:
        """`campaign`: its folder, which the pictures of letters are in."""
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        self._campaign = given.real(campaign)
        self._files = frozenset(given.real(file) for file in files)
        self._pictures: frozenset[Path] = frozenset()
        self.refused: list[str] = []
        """Addresses that were asked for and not read."""

    def admit(self, pictures: Iterable[Path | None]) -> None:
        """The pictures that the letter in hand names, and which its fingerprint covers."""
        inside = (given.real(picture) for picture in pictures if picture)
        self._pictures = frozenset(path for path in inside if path.is_relative_to(self._campaign))

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The content of an address. Raises OSError for what may not be read, and for damaged pictures."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        path = self._path(url)
        if path is None:
            self.refused.append(url)
            raise PermissionError("it is no file that the stationery may take from")
        content = _read(path)
        is_drawing = path.suffix.lower() == ".svg"
        (_require_whole_drawing if is_drawing else _require_whole_raster)(content)
        kind = KINDS.get(path.suffix.lower(), "application/octet-stream")
        return URLFetcherResponse(url, content, {"Content-Type": kind})

    def _path(self, url: str) -> Path | None:
        """The file at an address; None where it may not be read."""
        path = file_at(url)
        return path if path in self._files or path in self._pictures else None


def _read(path: Path) -> bytes:
    try:
        return given.content(path)
    except OSError as error:
        raise OSError(error.strerror or "it cannot be read") from None


def _require_whole_raster(content: bytes) -> None:
    """Raise OSError for a picture that breaks off: WeasyPrint would fill up what it lacks."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.load()
    except UnidentifiedImageError:
        pass  # a font, or nothing that WeasyPrint could take for a picture
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise OSError("it is damaged") from None


def _require_whole_drawing(content: bytes) -> None:
    """Raise OSError for an SVG that needs another: WeasyPrint would leave that part out without a word."""
    try:
        tree = ElementTree.fromstring(content)  # noqa: S314 - WeasyPrint reads it so in a moment anyway
    except ElementTree.ParseError as error:
        raise OSError(f"it is no sound SVG: {error}") from None
    for element in tree.iter("{http://www.w3.org/2000/svg}use"):
        target = next((element.get(name, "") for name in HREFS if name in element.attrib), "#")
        if not target.startswith("#"):
            raise OSError(f"it uses another drawing, {target}")
