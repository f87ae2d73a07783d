"""Campaigns for tests: small folders, written anew for each test."""

from __future__ import annotations

import hashlib
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
name = "ANN SIGNATORY"
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
    """A campaign's folder with one English template.

    `files` are further files, by name with `__` for a dot.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"letterforge.toml": settings, "letter.en.md": template, "list.csv": rows}
    texts |= {name.replace("__", "."): text for name, text in files.items()}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def campaign(folder: Path, template: str = TEMPLATE, rows: str = LIST, **files: str) -> Campaign:
    """The same, loaded."""
    return Campaign.load(write_campaign(folder, template, rows, **files))


def many(folder, count, **changes):
    """A campaign of so many letters, without a register."""
    rows = "id,country,office,title\n" + "".join(f"r{n:04},Senegal,minister,T{n}\n" for n in range(count))
    settings = SETTINGS.replace('register = "rome-statute"\n', "")
    return write_campaign(folder, rows=rows, settings=settings, **changes)


def hashes(folder):
    """SHA-256 of every letter in an output folder, by name."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (folder / "letters").iterdir()
    }
