"""What WeasyPrint may read: files of the campaign, of its stationery and typefaces. Never a network, nor any other."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname
from xml.etree import ElementTree

from PIL import Image, UnidentifiedImageError

from letterforge.typeset.pdf.engine import URLFetcher, URLFetcherResponse

KINDS = {".svg": "image/svg+xml", ".css": "text/css"}
HREFS = ("href", "{http://www.w3.org/1999/xlink}href")


class CampaignFetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
    """Reads files in some folders, single files beside them, and what a `data:` address writes out.

    What it refuses is kept in `refused`, because WeasyPrint does not speak of every error that it meets.
    """

    def __init__(self, folders: Iterable[Path], files: Iterable[Path]) -> None:
        """`folders` are the campaign's and its stationery's."""
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        self._folders = tuple(folder.resolve() for folder in folders)
        self._files = frozenset(file.resolve() for file in files)
        self.refused: list[str] = []
        """Addresses that were asked for and not read."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The content of an address. Raises OSError for what may not be read, and for damaged pictures."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        path = self._path(url)
        if path is None:
            self.refused.append(url)
            raise PermissionError("it is not in the campaign's folder")
        content = _read(path)
        is_drawing = path.suffix.lower() == ".svg"
        (_require_whole_drawing if is_drawing else _require_whole_raster)(content)
        kind = KINDS.get(path.suffix.lower(), "application/octet-stream")
        return URLFetcherResponse(url, content, {"Content-Type": kind})

    def _path(self, url: str) -> Path | None:
        """The file at an address; None where it may not be read."""
        parts = urlsplit(url)
        if parts.scheme != "file" or parts.netloc not in {"", "localhost"}:
            return None
        path = Path(url2pathname(parts.path)).resolve()
        is_ours = path in self._files or any(path.is_relative_to(folder) for folder in self._folders)
        return path if is_ours else None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
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
