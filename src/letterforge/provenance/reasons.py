"""The words for what a letter was made from and has changed since. They are shown to people and in JSON."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """What has changed. Of some of them, more is known: the words for that follow, as in `cell title`."""

    CELL = "cell"
    """Followed by the column."""
    TEMPLATE = "template"
    """Approvals know the lines: `template line 12 of letter.en.md`."""
    SETTINGS = "letterforge.toml"
    """Approvals know the table: `letterforge.toml [facts]`."""
    PICTURE = "picture"
    """Of a signature."""
    ENGINE = "engine"
    """A PDF is made with another one."""
    STATIONERY = "stationery"
    FIT = "fit"
    """The letters of its language are tightened by another step."""
    SEAL = "seal"
    VERSION = "version"
    """Of letterforge; in the ledger, of a library too."""
    TYPEFACES = "typefaces"
    """Of this machine."""
