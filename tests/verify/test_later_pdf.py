"""What may be done to a PDF after it was sealed, and leaves it sound: no false alarm."""

from __future__ import annotations

import pytest
from pyhanko.pdf_utils.generic import NameObject

from letterforge.verify import SealStanding
from letterforge.verify.verdict import Since
from verify import authority, pdf_seals
from verify import forging_pdf as forge
from verify.examining import verdict_on
from verify.forging_pdf import LINE, sealed
from verify.pdf_seals import stamp_document, updated


def signed_again(content):
    """A second trusted signer, in a field that nobody sees."""
    return pdf_seals.seal(content, authority.signer("rsa"), field="Second")


def validation_data(content):
    """With the certificates of the chain in a document security store (ISO 32000-2, 12.8.4.3)."""
    from asn1crypto import x509
    from pyhanko.sign.validation.dss import DocumentSecurityStore
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    store = SimpleCertificateStore()
    store.register(x509.Certificate.load(authority.root().der))

    def add(writer):
        security = DocumentSecurityStore(writer)
        security.register_vri("/" + "A" * 40, certs=list(store), ocsps=(), crls=())
        writer.root[NameObject("/DSS")] = writer.add_object(security.as_pdf_object())
        writer.update_root()

    return updated(content, add)


HONEST = {
    "a time stamp": lambda: stamp_document(sealed()),
    "two time stamps": lambda: stamp_document(stamp_document(sealed()), field="Later"),
    "validation data, then a time stamp": lambda: stamp_document(validation_data(sealed())),
    "a time stamp on a certified one": lambda: stamp_document(sealed(1)),
    "validation data and a time stamp on a certified one": lambda: stamp_document(validation_data(sealed(1))),
    "a signature in its place": lambda: forge.signed_with(lambda _: None, "Place1")(forge.prepared(LINE)),
    "a signature in its place that shows": lambda: forge.signed_with(forge.redrawn("Place1"), "Place1")(
        forge.prepared(LINE)
    ),
    "two signatures in their places": lambda: forge.signed_with(forge.redrawn("Place2"), "Place2")(
        forge.signed_with(forge.redrawn("Place1"), "Place1")(forge.prepared(LINE, (300, 50, 500, 120)))
    ),
    "a signature in its place on a certified one": lambda: forge.signed_with(
        forge.redrawn("Place1"), "Place1"
    )(forge.prepared(LINE, certify=2)),
    "a signature on another page": lambda: forge.signed_with(forge.redrawn("Place1"), "Place1")(
        forge.prepared(LINE, page=1)
    ),
    "a signature in its place, then a time stamp": lambda: stamp_document(
        forge.signed_with(forge.redrawn("Place1"), "Place1")(forge.prepared(LINE))
    ),
    "a second signature that nobody sees": lambda: signed_again(sealed()),
    "three signatures that nobody sees": lambda: pdf_seals.seal(
        signed_again(sealed()), authority.signer(), field="Third"
    ),
    "another time of change": lambda: stamp_document(updated(sealed(), lambda _: None)),
}


@pytest.mark.parametrize("make", HONEST.values(), ids=HONEST)
def test_what_may_be_done_after_a_seal_leaves_it_sound(tmp_path, make):
    """No false alarm."""
    verdict = verdict_on(tmp_path, make())

    assert verdict.standing is SealStanding.SOUND, verdict.reasons
    assert all(
        seal.since in {Since.NOTHING, Since.SIGNED_AGAIN, Since.VALIDATION_DATA} for seal in verdict.seals
    )
