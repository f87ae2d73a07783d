"""Time stamps (RFC 3161): an authority is asked over HTTP, and confirms when it saw a digest."""

from __future__ import annotations

import http.client
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Sequence

from asn1crypto import tsp
from asn1crypto.parser import parse

from letterforge.seal.faults import NoTimestamp

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
TIMEOUT = 15.0
"""Seconds to wait for an answer."""
WAITS = (0.5, 2.0, 5.0)
"""Seconds between tries."""
LARGEST = 1 << 20
"""Largest answer in bytes: no token is larger."""
FIRST_ROOM = 8192
"""Bytes to reserve for a token before the first one was seen."""
MARGIN = 256
"""Bytes by which the next token may be larger."""
GRANTED = ("granted", "granted_with_mods")


class Authority:
    """A time-stamp authority."""

    def __init__(self, url: str, waits: Sequence[float] = WAITS) -> None:
        """`url`: http or https. `waits`: seconds before each new try."""
        self._url = url
        self._waits = tuple(waits)
        self._answers = True
        self.room = FIRST_ROOM
        """Largest size of a token in bytes, as far as tokens were seen."""

    def token(self, digest: bytes) -> bytes:
        """The authority's token for a SHA-256, in DER. Raises NoTimestamp after the last try.

        If an authority has not answered, it is tried only once for the next letters, until it answers again.
        Otherwise, a long list would wait for hours.
        """
        for wait in self._waits if self._answers else ():
            try:
                return self._asked(digest)
            except NoTimestamp:
                time.sleep(wait)
        try:
            return self._asked(digest)
        except NoTimestamp:
            self._answers = False
            raise

    def _asked(self, digest: bytes) -> bytes:
        nonce = secrets.randbits(63)
        imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest}
        query = {"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True}
        token = self._token_in(self._answer(tsp.TimeStampReq(query).dump()), digest, nonce)
        self._answers = True
        self.room = max(len(token) + MARGIN, self.room)
        return token

    def _answer(self, query: bytes) -> bytes:
        request = urllib.request.Request(  # noqa: S310 - the campaign's settings take http and https alone
            self._url, query, {"Content-Type": QUERY, "Accept": REPLY}
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
                content: bytes = answer.read(LARGEST)
        except urllib.error.HTTPError as error:
            raise self._failed(f"answered {error.code} {error.reason}") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise self._failed(f"did not answer: {getattr(error, 'reason', error)}") from None
        return content

    def _token_in(self, answer: bytes, digest: bytes, nonce: int) -> bytes:
        try:
            # asn1crypto does not read a response without a token, but a refusal has none (RFC 3161, 2.4.2).
            status = tsp.PKIStatusInfo.load(parse(answer)[4])
            if status["status"].native not in GRANTED:
                raise self._failed(f"refused: {_words(status)}")
            token = tsp.TimeStampResp.load(answer)["time_stamp_token"]
            info = token["content"]["encap_content_info"]["content"].parsed
            stamped = info["message_imprint"]["hashed_message"].native, info["nonce"].native
            encoded: bytes = token.dump()
        except (ValueError, TypeError, KeyError, AttributeError):
            raise self._failed("sent something that is not a time stamp") from None
        if stamped != (digest, nonce):
            raise self._failed("sent a time stamp for something else")
        return encoded

    def _failed(self, what: str) -> NoTimestamp:
        hint = "try again later, or use another authority"
        return NoTimestamp(f"the time-stamp authority {self._url} {what}", hint)


def _words(status: tsp.PKIStatusInfo) -> str:
    texts = status["status_string"].native or [status["status"].native]
    return "; ".join(texts)
