"""A style sheet → every file that it may take something from, read as CSS and not with a pattern.

WeasyPrint reads none but these (`typeset/pdf/fetcher.py`), so that none can be in a letter without being
recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.request import url2pathname

from letterforge.intake import Door, given

MAY_REFER = re.compile(r"\\|url|@import|src\(|image", re.IGNORECASE)
"""A style sheet without any of these refers to nothing, and need not be parsed.

A backslash can hide the others.
"""


def closure(paths: Iterable[Path], folders: Sequence[Path], door: Door) -> tuple[Path, ...]:
    """Style sheets, and every file in some folders that they refer to, however deep, there or not.

    Raises OSError and LetterFailed as `Door.read` does.
    """
    found: dict[Path, None] = {}
    waiting = [(path, True) for path in paths]
    while waiting:
        path, is_sheet = waiting.pop(0)
        if path in found or not any(given.inside(folder, path) for folder in folders):
            continue
        found[path] = None
        if is_sheet and door.has(path):
            with suppress(OSError):  # reported by the one who sets letters with it
                text = door.read(path, given.MOST_TEXT).decode("utf-8", errors="replace")
                waiting += _files(text, path)
    return tuple(found)


def file_at(url: str) -> Path | None:
    """The file at an address, links kept; None where it is none of this machine's. Queries do not count."""
    try:
        parts = urlsplit(url)
        if parts.scheme != "file" or parts.netloc not in {"", "localhost"}:
            return None
        return given.named(Path(url2pathname(parts.path)))
    except ValueError:
        return None


def _files(text: str, sheet: Path) -> Iterator[tuple[Path, bool]]:
    """The files that a style sheet's addresses lead to, and whether each is read as a style sheet in turn."""
    if not MAY_REFER.search(text):
        return
    import tinycss2

    nodes = tinycss2.parse_component_value_list(text, skip_comments=True)
    for address, is_sheet in _addresses(nodes):
        with suppress(ValueError):
            path = file_at(urljoin(sheet.as_uri(), address))
            if path is not None:
                yield path, is_sheet


def _addresses(nodes: Iterable[Any]) -> Iterator[tuple[str, bool]]:
    """Every address in a list of component values (CSS Syntax 3, section 5), and whether it is one of
    `@import`.

    Any text in quotation marks counts as one: where it leads to no file, that costs nothing.
    """
    is_import = False
    for node in nodes:
        if node.type in {"url", "string"}:
            yield node.value, is_import
        inner = getattr(node, "arguments", None) or getattr(node, "content", None) or ()
        yield from ((address, is_import) for address, _ in _addresses(inner))
        if node.type != "whitespace":
            is_import = node.type == "at-keyword" and node.lower_value == "import"
