"""The letter that these tests seal, and the root that they trust."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterforge import Campaign, forge
from letterforge.model import Format
from letterforge.verify.crypto.trust import Trust
from verify import authority

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def letter():
    """The sample's first letter in each format, unsealed: with a picture, three pages, a letterhead."""
    sheets = forge(Campaign.load(ROOT), formats=(Format.PDF, Format.DOCX))
    return {sheet.format: sheet.content for sheet in sheets}


@pytest.fixture(scope="session")
def pdf(letter):
    return letter[Format.PDF]


@pytest.fixture(scope="session")
def docx(letter):
    return letter[Format.DOCX]


@pytest.fixture(scope="session")
def trust():
    """Trust in the trial's root alone."""
    return Trust((authority.root().der,))
