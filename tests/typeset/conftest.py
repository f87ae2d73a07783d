"""What the tests of typesetters share: a body that holds for each engine of PDF is run with each."""

from __future__ import annotations

import pytest

from letterforge.model import PdfEngine
from letterforge.typeset import PDF_TYPESETTERS
from letters import sample_campaign


@pytest.fixture(scope="module", params=PDF_TYPESETTERS, ids=str)
def engine(request: pytest.FixtureRequest) -> PdfEngine:
    """Each engine that sets PDF."""
    return request.param


@pytest.fixture(scope="module")
def build(engine):
    """Campaign → that engine's typesetter."""
    return PDF_TYPESETTERS[engine]


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    """A plain campaign."""
    return sample_campaign(tmp_path_factory.mktemp("campaign"))


@pytest.fixture(scope="module")
def typesetter(build, campaign):
    """The engine's typesetter for the plain campaign."""
    return build(campaign)
