"""What the tests of seals have in common: a letter in both formats, not sealed yet."""

from __future__ import annotations

import gc
import warnings
from dataclasses import dataclass, replace

import pytest

import keys
from letterforge.campaign import Campaign
from letterforge.model import Format, Letter
from letterforge.seal.cms import Signer
from letterforge.seal.field import Visible
from letterforge.seal.ooxml import seal_ooxml
from letterforge.seal.pdf import seal_pdf
from letterforge.seal.statement import Statement
from letterforge.typeset import TYPESETTERS
from letters import full_letter, sample_campaign

STATEMENT = Statement(keys.NOW, "Approved & sent", "La Haye — Côté", "office@example.org")
ALT = "Signature of NAME ONE"


@dataclass(frozen=True)
class Bench:
    """A campaign, and its letter as bytes."""

    campaign: Campaign
    letter: Letter
    pdf: bytes
    """Accessible and archivable."""
    docx: bytes


@pytest.fixture(scope="session")
def bench(tmp_path_factory) -> Bench:
    campaign = sample_campaign(tmp_path_factory.mktemp("sealed"), letterhead=["assets/letterhead.svg"])
    campaign = replace(campaign, output=replace(campaign.output, pdf="a-3a"))
    letter = full_letter(campaign)
    return Bench(campaign, letter, typeset(letter, campaign), typeset(letter, campaign, Format.DOCX))


def typeset(letter: Letter, campaign: Campaign, chosen: Format = Format.PDF) -> bytes:
    """A letter, not sealed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves its colour profile open
        content = TYPESETTERS[chosen](campaign).set(letter).content
        gc.collect()
    return content


@pytest.fixture(scope="session")
def sealed_pdf(bench) -> bytes:
    return seal_pdf(bench.pdf, Signer(keys.key()), STATEMENT, Visible((ALT,)))


@pytest.fixture(scope="session")
def sealed_docx(bench) -> bytes:
    return seal_ooxml(bench.docx, keys.key(), STATEMENT)
