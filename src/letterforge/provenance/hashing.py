"""Texts and files → hashes of the lengths that are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from letterforge.intake import Door, FilesRead

FINGERPRINT = 16
"""Bytes of a hash by which it is decided whether two letters are the same."""
PART = 8
"""Bytes of a hash that says which part of a letter has changed."""


def hash_bytes(content: bytes, size: int = FINGERPRINT) -> bytes:
    """Of bytes."""
    return hashlib.blake2b(content, digest_size=size).digest()


def hash_part(*texts: str) -> bytes:
    """Of texts, `PART` bytes."""
    return hash_bytes("\n".join(texts).encode(), PART)


def hash_texts(texts: FilesRead) -> bytes:
    """Of the files that a letter was filled from, `PART` bytes."""
    return hash_part(*(f"{name}\0{sha256}" for name, sha256 in texts))


def describe_content(value: object, door: Door) -> str:
    """A setting as text, with the content of a file in place of its path."""
    if isinstance(value, Path):
        return door.sha256(value)
    if isinstance(value, tuple):
        return repr([describe_content(part, door) for part in value])
    return repr(value)


def describe_contents(settings: object, names: Iterable[str], door: Door) -> dict[str, str]:
    """Some settings of a table, each as `describe_content` has it."""
    return {name: describe_content(getattr(settings, name), door) for name in names}
