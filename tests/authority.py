"""A time-stamp authority on this machine's own loopback, with a throw-away key; and ones that fail."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import algos, cms, tsp, x509
from asn1crypto.core import UTF8String
from asn1crypto.parser import emit
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from keys import DAY, NOW, STAMPING, certificate, private

POLICY = "1.3.6.1.4.1.13762.3"
Answer = Callable[[bytes], tuple[int, bytes]]
"""A query → a status of HTTP, and a reply."""


class Authority:
    """What the authority has been asked, and where it is."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked = 0
        self.url = ""


@contextmanager
def authority(answer: Answer | None = None) -> Iterator[Authority]:
    """One that gives tokens, or answers otherwise."""
    here = Authority(answer or granted)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            here.asked += 1
            status, reply = here.answer(query)
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@cache
def own_certificate() -> x509.Certificate:
    """Of the authority."""
    made = certificate(private("rsa", 2), "Clock of Trials", NOW - DAY, NOW + 30 * DAY, STAMPING)
    return x509.Certificate.load(made.public_bytes(Encoding.DER))


def granted(query: bytes) -> tuple[int, bytes]:
    """A token for what was asked."""
    return 200, reply(query)


def reply(query: bytes, **changes: object) -> bytes:
    """A response with a token; `changes` replace what it says."""
    asked = tsp.TimeStampReq.load(query)
    info = {
        "version": "v1",
        "policy": POLICY,
        "message_imprint": asked["message_imprint"],
        "serial_number": 7,
        "gen_time": datetime.now(UTC).replace(microsecond=0),
        "nonce": asked["nonce"].native,
    }
    return tsp.TimeStampResp(
        {"status": {"status": "granted"}, "time_stamp_token": _token(info | changes)}
    ).dump()


def refused(_query: bytes) -> tuple[int, bytes]:
    """No token, with the reason in words."""
    status = {"status": "rejection", "status_string": [UTF8String("closed on Sundays")]}
    return 200, emit(
        0, 1, 16, tsp.PKIStatusInfo(status).dump()
    )  # asn1crypto knows no response without a token


def _token(info: dict[str, object]) -> cms.ContentInfo:
    content = tsp.TSTInfo(info).dump()
    own = own_certificate()
    issuer = {"issuer": own.issuer, "serial_number": own.serial_number}
    identifier = {"cert_hash": sha256(own.dump()).digest()}
    attributes = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [sha256(content).digest()]}),
            cms.CMSAttribute(
                {
                    "type": "signing_certificate_v2",
                    "values": [tsp.SigningCertificateV2({"certs": [identifier]})],
                }
            ),
        ]
    )
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier("issuer_and_serial_number", cms.IssuerAndSerialNumber(issuer)),
        "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
        "signed_attrs": attributes,
        "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
        "signature": private("rsa", 2).sign(attributes.dump(), padding.PKCS1v15(), SHA256()),
    }
    signed = {
        "version": "v3",
        "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
        "encap_content_info": {
            "content_type": "tst_info",
            "content": cms.ParsableOctetString(content),
        },
        "certificates": [cms.CertificateChoices("certificate", own)],
        "signer_infos": [signer],
    }
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})
