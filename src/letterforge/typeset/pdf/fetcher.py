"""What WeasyPrint may read: files of the campaign and of the typefaces, and nothing from a network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.request import url2pathname

from weasyprint.urls import URLFetcher, URLFetcherResponse


class CampaignFetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
    """Reads files below some folders. Anything else is refused, logged by WeasyPrint, and so fails the letter."""

    def __init__(self, folders: Iterable[Path]) -> None:
        super().__init__(allowed_protocols=("file",))
        self._folders = tuple(folder.resolve() for folder in folders)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The content of a file. Raises ValueError for what may not be read."""
        path = (
            Path(url2pathname(url.partition(":")[2].removeprefix("//"))).resolve()
            if url[:5] == "file:"
            else None
        )
        if path is None or not any(path.is_relative_to(folder) for folder in self._folders):
            raise ValueError(f"a letter is made of the campaign's files alone, not of {url}")
        return super().fetch(url, headers)
