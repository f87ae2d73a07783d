"""When a signal takes effect: between two letters, and while the run waits for its workers."""

from __future__ import annotations

import signal
import zipfile
from io import BytesIO

import pytest

from campaigns import many, write_campaign
from commands import here
from letterforge import Campaign, Format, Wanted, forge_all
from letterforge.processes.signals import Interrupted, signal_behind, signals_to
from letterforge.run.stopping import Stop
from processes import as_undisturbed, written

ONE = Wanted(jobs=1, formats=(Format.DOCX,))


@pytest.fixture
def folder(tmp_path):
    return many(tmp_path, 5)


def signalled(monkeypatch, numbers):
    """From now on, signals arrive whenever a part of a Word file has been opened to be written."""
    opened = zipfile.ZipFile.open

    def open_part(self, name, mode="r", *args, **kwargs):
        part = opened(self, name, mode, *args, **kwargs)
        for number in numbers if mode == "w" else ():
            signal.raise_signal(number)
        return part

    monkeypatch.setattr(zipfile.ZipFile, "open", open_part)


@pytest.mark.parametrize(
    ("numbers", "counts"),
    [
        ([signal.SIGTERM], signal.SIGTERM),
        ([signal.SIGINT], signal.SIGINT),
        ([signal.SIGINT, signal.SIGTERM], signal.SIGTERM),
        ([signal.SIGINT, signal.SIGINT], signal.SIGINT),
    ],
)
def test_a_signal_within_a_word_file_lets_the_letter_be_finished(folder, monkeypatch, numbers, counts):
    """Whatever is open there: it would raise an error of its own when it is closed."""
    with monkeypatch.context() as patched:
        signalled(patched, numbers)
        report = forge_all(Campaign.load(folder), ONE)

    assert (report.interrupted, report.exit_code) == (True, 128 + counts)
    assert (report.made, len(report.failed), len(written(folder))) == (1, 0, 1)
    assert report.listed
    assert as_undisturbed(folder, 5, (Format.DOCX,))


def test_an_error_that_follows_from_a_signal_is_known_as_that(tmp_path, monkeypatch):
    """Where a command makes a letter without a run, a signal breaks in anywhere."""
    folder = write_campaign(tmp_path)
    monkeypatch.setattr("letterforge.api.draft", lambda *_, **__: interrupt_package())

    done = here("preview", folder)

    assert done.returncode == 128 + signal.SIGTERM
    assert done.stderr == "Interrupted by SIGTERM.\n"
    assert signal_behind(ValueError("another")) is None


def interrupt_package():
    package = zipfile.ZipFile(BytesIO(), "w")
    part = package.open("part", "w")
    try:
        with package:
            raise Interrupted(signal.SIGTERM)
    finally:
        part.close()
        package.close()


def test_a_signal_is_kept_until_nothing_is_half_done():
    """While a ledger is written or an object is cleared up, an exception would be lost, or leave a trace."""
    stop = Stop()
    with signals_to(stop):
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)

    assert stop.asked
    with pytest.raises(Interrupted) as caught:
        stop.is_due()
    assert caught.value.number == signal.SIGTERM
    assert stop.is_due()


def test_a_run_that_waits_for_its_workers_is_interrupted_at_once():
    stop = Stop()

    with signals_to(stop), pytest.raises(Interrupted), stop.waiting():
        signal.raise_signal(signal.SIGHUP)
