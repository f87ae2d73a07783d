"""A small campaign whose list each test writes itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from letterforge.campaign import Campaign
from letterforge.processes import guarded
from letterforge.recipients import RecipientList, read_recipients

SETTINGS = """
[campaign]
name = "A letter"
template = "letter.md"
recipients = "recipients.csv"
{campaign}

[recipients]
{recipients}

[letter]
place = "The Hague"
date = 2020-12-07

[sender]
organisation = "The Secretariat"

[[signatories]]
name = "NAME"
"""


@pytest.fixture(autouse=True)
def forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second thread of a process of pytest-xdist only waits: a fork is safe, and much faster than a new
    Python.
    """
    if "PYTEST_XDIST_WORKER" in os.environ and sys.platform == "linux" and sys.version_info < (3, 12):
        monkeypatch.setattr(guarded, "may_fork", lambda: True)


ReadList = Callable[..., RecipientList]


@pytest.fixture
def read_list(tmp_path: Path) -> ReadList:
    """Write a table (text is UTF-8) into a campaign and read it; `recipients` is TOML of that section."""

    def read(
        table: str | bytes, name: str = "recipients.csv", *, recipients: str = "", register: str = ""
    ) -> RecipientList:
        campaign = f'register = "{register}"' if register else ""
        settings = SETTINGS.format(campaign=campaign, recipients=recipients)
        (tmp_path / "letterforge.toml").write_text(settings, encoding="utf-8")
        (tmp_path / "recipients.csv").write_bytes(b"")
        (tmp_path / name).write_bytes(table.encode() if isinstance(table, str) else table)
        return read_recipients(Campaign.load(tmp_path), tmp_path / name)

    return read
