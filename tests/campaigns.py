"""Campaigns for tests: small folders, written anew for each test."""

from __future__ import annotations

from pathlib import Path

from letterforge.campaign import Campaign

SETTINGS = """\
[campaign]
name = "Trial"
template = "letter.{language}.md"
recipients = "list.csv"
register = "rome-statute"

[letter]
place = { en = "The Hague", fr = "La Haye" }
date = 2020-12-07

[facts]
session = 19
opens = 2020-12-14
empty = ""
places = ["The Hague", "New York"]

[facts.host]
city = "The Hague"

[sender]
organisation = "Coalition"

[[signatories]]
name = "NAME OF SIGNATORY"
title = "Convenor"

[stationery]
letterhead = true
"""

TEMPLATE = """\
---
subject: "Session {{ facts.session }}: {{ state.name }}"
salutation: "Excellency,"
closing: "Sincerely,"
---
We write to {{ recipient.title }} of {{ state.formal_with_article }}.
"""

LIST = """\
id,country,office,title,name,gender,city
SEN-1,Senegal,foreign_minister,Minister of Foreign Affairs,,,Dakar
GMB-1,The Gambia,foreign_minister,Minister of Foreign Affairs,,,Banjul
"""


def write_campaign(
    folder: Path,
    template: str = TEMPLATE,
    rows: str = LIST,
    settings: str = SETTINGS,
    **files: str,
) -> Path:
    """A campaign's folder with one English template; `files` are further files, by name with `__` for a dot."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"letterforge.toml": settings, "letter.en.md": template, "list.csv": rows}
    texts |= {name.replace("__", "."): text for name, text in files.items()}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def campaign(folder: Path, template: str = TEMPLATE, rows: str = LIST, **files: str) -> Campaign:
    """The same, loaded."""
    return Campaign.load(write_campaign(folder, template, rows, **files))
