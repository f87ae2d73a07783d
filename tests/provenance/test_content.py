"""The fingerprint that people approve: of all that a letter is made from, and nothing that is a machine's."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest

from campaigns import SETTINGS, write_campaign
from letterforge import Campaign, Format, Recipient
from letterforge.pipeline import Workshop, draft
from letterforge.provenance import program
from letterforge.provenance.content import hash_letter
from letters import draw_pictures

SIGNED = SETTINGS.replace('title = "Convenor"', 'title = "Convenor"\nimage = "assets/signature.png"')
SENEGAL = Recipient("SEN-1", 2, "SN", "foreign_minister", title="Minister", city="Dakar", language="en")
ELSEWHERE = """
import json, sys
from pathlib import Path
from letterforge import Campaign, Recipient
from letterforge.pipeline import Workshop, draft
from letterforge.provenance.content import hash_letter
workshop = Workshop(Campaign.load(sys.argv[1]))
senegal = Recipient("SEN-1", 2, "SN", "foreign_minister", title="Minister", city="Dakar", language="en")
letter = draft(senegal, workshop)
cells = workshop.fingerprinter.cells(senegal)
grounds = workshop.hasher.grounds(cells, (("letter.en.md", "x"),))
fingerprint = workshop.hasher.fingerprint(hash_letter(letter, workshop.door)).hex()
print(json.dumps([fingerprint, grounds.version, grounds.stationery, grounds.settings]))
"""


def campaign_in(folder, settings=SIGNED, **files):
    (folder / "assets").mkdir(parents=True, exist_ok=True)
    draw_pictures(folder / "assets")
    return Campaign.load(write_campaign(folder, settings=settings, **files))


def fingerprint(campaign, recipient=SENEGAL, formats=(), **changes):
    workshop = Workshop(campaign, (), formats)
    letter = replace(draft(recipient, workshop), **changes)
    return workshop.hasher.fingerprint(hash_letter(letter, workshop.door)).hex()


@pytest.fixture
def campaign(tmp_path):
    return campaign_in(tmp_path / "campaign")


def test_one_fingerprint_whatever_the_formats_and_the_name_of_the_file(campaign, tmp_path):
    """And a draft's is that of the letter as it would be sent."""
    other = SIGNED + '\n[output]\nformats = ["pdf"]\nfilename = "x-{{ recipient.id }}"\ndirectory = "there"\n'

    same = fingerprint(campaign)
    assert fingerprint(campaign, formats=(Format.PDF,)) == same
    assert fingerprint(campaign, draft="Draft") == same
    assert fingerprint(campaign_in(tmp_path / "other", other)) == same


def test_asking_for_approval_changes_no_fingerprint(campaign, tmp_path):
    asked = campaign_in(tmp_path / "other", SIGNED + "\n[approval]\napprovals = 2\n")

    assert fingerprint(asked) == fingerprint(campaign)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name = "ANN SIGNATORY"', 'name = "NAME TWO"'),
        ('organisation = "Coalition"', 'organisation = "Alliance"'),
        ("date = 2020-12-07", "date = 2020-12-08"),
        ("letterhead = true", "letterhead = false"),
        ("letterhead = true", 'letterhead = "assets/letterhead.svg"'),
        ("letterhead = true", 'size = "12pt"'),
        ("letterhead = true", 'style = "modern"'),
        ("letterhead = true", 'letterhead = true\n[output]\npdf = "a-3a"'),
        ("session = 19", "session = 20"),
    ],
)
def test_what_makes_the_letter_another_makes_the_fingerprint_another(campaign, tmp_path, old, new):
    assert old in SIGNED
    assert fingerprint(campaign_in(tmp_path / "other", SIGNED.replace(old, new))) != fingerprint(campaign)


def test_a_file_counts_by_what_is_in_it(campaign):
    """A picture of a signature, a letterhead: whatever its name and time."""
    before = fingerprint(campaign)
    picture = campaign.root / "assets" / "signature.png"
    os.utime(picture, (1, 1))
    assert fingerprint(campaign) == before

    shutil.copy(campaign.root / "assets" / "letterhead.jpg", picture)

    assert fingerprint(campaign) != before


def test_an_approval_given_on_another_machine_is_one_here(campaign, tmp_path):
    """Another folder, home, typefaces, time of the build, hash seed; the same campaign."""
    here = _told(campaign.root, {})
    there = tmp_path / "somewhere" / "else"
    shutil.copytree(campaign.root, there)
    home = tmp_path / "home"
    (home / ".fonts").mkdir(parents=True)
    variables = {
        "HOME": str(home),
        "SOURCE_DATE_EPOCH": "1",
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Tokyo",
        "LC_ALL": "C",
    }

    assert _told(there, variables) == here


def _told(folder, variables):
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, folder],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_an_installed_letterforge_is_the_one_of_the_checkout(tmp_path, monkeypatch):
    """The wheel holds the sample too, and Windows has other line ends: no letter is made of either."""
    from hatchling.builders.wheel import WheelBuilder

    root = program.PACKAGE.parents[1]
    wheel = next(WheelBuilder(str(root)).build(directory=str(tmp_path), versions=["standard"]))
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    source = tmp_path / "installed" / "letterforge" / "pipeline.py"
    source.write_bytes(source.read_bytes().replace(b"\n", b"\r\n"))
    here = program.hash_sources()

    monkeypatch.setattr(program, "PACKAGE", tmp_path / "installed" / "letterforge")

    assert program.hash_sources.__wrapped__() == here
