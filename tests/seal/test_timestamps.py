"""Time-stamp authorities: one that answers, and ones that do not, or with something else."""

from __future__ import annotations

from hashlib import sha256

import pytest
from asn1crypto import tsp

from authority import authority, granted, refused, reply
from letterforge.seal.faults import NoTimestamp
from letterforge.seal.timestamps import Authority

DIGEST = sha256(b"a letter").digest()
FAST = (0.0, 0.0)


def other_digest(query):
    return 200, reply(
        query, message_imprint={"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": b"x" * 32}
    )


def test_an_authoritys_token_is_for_what_was_asked():
    with authority() as clock:
        token = Authority(clock.url).token(DIGEST)

    content = tsp.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed
    assert content["message_imprint"]["hashed_message"].native == DIGEST


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (refused, "closed on Sundays"),
        (lambda query: (503, b""), "503"),
        (lambda query: (200, b"<html>captive portal</html>"), "not a time stamp"),
        (lambda query: (200, b""), "not a time stamp"),
        (other_digest, "for something else"),
        (lambda query: (200, reply(query, nonce=1)), "for something else"),
    ],
    ids=["refuses", "is down", "is no authority", "says nothing", "another digest", "another question"],
)
def test_what_is_no_token_for_it_is_refused_after_all_tries(answer, told):
    with authority(answer) as clock, pytest.raises(NoTimestamp, match=told):
        Authority(clock.url, FAST).token(DIGEST)

    assert clock.asked == 3


def test_an_authority_that_recovers_is_heard():
    answers = iter([(503, b""), (503, b""), None])

    with authority(lambda query: next(answers) or granted(query)) as clock:
        assert Authority(clock.url, FAST).token(DIGEST)


def test_an_authority_that_has_failed_is_asked_once_until_it_answers_again():
    works = [False]

    with authority(lambda query: granted(query) if works[0] else (503, b"")) as clock:
        asked = Authority(clock.url, FAST)
        for _ in range(2):
            with pytest.raises(NoTimestamp):
                asked.token(DIGEST)
        assert clock.asked == 3 + 1
        works[0] = True
        asked.token(DIGEST)
        works[0] = False
        with pytest.raises(NoTimestamp):
            asked.token(DIGEST)

    assert clock.asked == 3 + 1 + 1 + 3


def test_nobody_at_the_address_is_told_with_the_address():
    with authority() as clock:
        pass

    with pytest.raises(NoTimestamp, match=clock.url):
        Authority(clock.url, ()).token(DIGEST)
