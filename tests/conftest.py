"""What all tests share: silence is a result."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("busy machine", deadline=None)
settings.load_profile("busy machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    """See tests/gold/README.md."""
    parser.addoption("--renew-gold", action="store_true", help="write the files of tests/gold again")


@pytest.fixture(autouse=True)
def no_unexpected_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test in which letterforge logs a warning, unless it clears `caplog` because it expected one."""
    yield
    loud = [record for record in caplog.get_records("call") if record.levelno >= logging.WARNING]

    ours = [record.getMessage() for record in loud if record.name.split(".")[0] == "letterforge"]
    assert not ours
