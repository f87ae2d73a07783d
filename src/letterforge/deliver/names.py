"""Any text → a file name that is safe on every file system."""

from __future__ import annotations

import hashlib
import re

from letterforge.intake.spelling import composed

MAX_BYTES = 180
"""Of a name in UTF-8: file systems take 255, and a suffix and the mark of an unfinished file are added."""

FORBIDDEN = re.compile(
    r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+'
)
"""What Windows forbids, controls, invisible signs, and halves of characters (surrogates)."""

RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)")
"""Names that Windows keeps for devices, whatever their suffix."""


def safe_name(text: str) -> str:
    """A file name without suffix: no separators, no reserved or hidden name, at most 180 bytes.

    Two different texts may give one name; the caller compares names with `model.clash_key`.
    """
    name = FORBIDDEN.sub("-", composed(text))
    name = re.sub(r"\s+", " ", name).strip(" .")
    name = re.sub(r"^[-~]", "_", name)
    if RESERVED.match(name):
        name = f"_{name}"
    return _shorten(name) if len(name.encode()) > MAX_BYTES else name


DRAFT = "-draft"
"""At the end of a draft's file name, in every language."""


def draft_name(name: str) -> str:
    """The name of a letter's files as long as it is a draft."""
    return f"{name}{DRAFT}"


def _shorten(name: str) -> str:
    # The hash of the whole distinguishes long names that begin alike.
    digest = hashlib.sha256(name.encode()).hexdigest()[:10]
    head = name.encode()[: MAX_BYTES - 11].decode(errors="ignore").rstrip(" .")
    return f"{head}-{digest}"
