"""A passphrase shows itself nowhere, and is written nowhere."""

from __future__ import annotations

import multiprocessing
import pickle
import traceback

import pytest

from letterforge.seal.secret import Secret

TEXT = "correct horse"


def revealed(secret: Secret) -> bytes:
    return secret.reveal()


def failing(secret: Secret) -> None:
    raise ValueError(f"something is wrong with {secret}")


def test_it_shows_itself_in_no_representation():
    secret = Secret(TEXT)

    assert TEXT not in f"{secret} {secret!r} {[secret]}"


def test_whatever_pickles_it_gets_nothing():
    pickled = pickle.dumps([Secret(TEXT)])

    assert TEXT.encode() not in pickled
    assert pickle.loads(pickled) == [None]


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_a_worker_gets_it_through_its_pipe(method):
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system cannot start processes by {method}")
    with multiprocessing.get_context(method).Pool(1) as pool:
        assert pool.apply(revealed, (Secret(TEXT),)) == TEXT.encode()


def test_a_failing_workers_traceback_does_not_show_it():
    with (
        multiprocessing.get_context("spawn").Pool(1) as pool,
        pytest.raises(ValueError, match="wrong") as raised,
    ):
        pool.apply(failing, (Secret(TEXT),))

    assert TEXT not in "".join(traceback.format_exception(raised.value))
