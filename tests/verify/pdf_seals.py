"""PDF files sealed for tests, by pyHanko: the letter, and what may be done to it afterwards."""

from __future__ import annotations

import asyncio
import hashlib
import io
from functools import cache

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NameObject, StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from verify import authority

NO_CHANGES, FORMS = MDPPerm.NO_CHANGES, MDPPerm.FILL_FORMS


def _pyhanko(identity, *, pss=False, along=()):
    store = SimpleCertificateStore()
    store.register_multiple([asn1_x509.Certificate.load(each.der) for each in along])
    return signers.SimpleSigner(
        asn1_x509.Certificate.load(identity.der),
        asn1_keys.PrivateKeyInfo.load(identity.key_der),
        store,
        prefer_pss=pss,
    )


@cache
def stamper():
    who = authority.time_authority()
    certificate = asn1_x509.Certificate.load(who.der)
    return DummyTimeStamper(certificate, asn1_keys.PrivateKeyInfo.load(who.key_der))


def stamp(content):
    """A time stamp over bytes, as DER."""
    digest = hashlib.sha256(content).digest()
    return asyncio.run(stamper().async_timestamp(digest, "sha256")).dump()


def seal(pdf, identity=None, *, field="Seal", certify=None, stamped=False, pss=False, **settings):
    """A PDF sealed by an identity (default: the signer). `certify`: the changes that are allowed after it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    metadata = signers.PdfSignatureMetadata(
        field_name=field,
        subfilter=settings.pop("subfilter", SigSeedSubFilter.PADES),
        certify=certify is not None,
        docmdp_permissions=certify or MDPPerm.FILL_FORMS,
        **{"reason": "Approved letter", "md_algorithm": "sha256"} | settings,
    )
    who = _pyhanko(identity or authority.signer(), pss=pss, along=[authority.root()])
    sealer = signers.PdfSigner(metadata, signer=who, timestamper=stamper() if stamped else None)
    return sealer.sign_pdf(writer, bytes_reserved=16384).getvalue()


def stamp_document(pdf, field="Time", digest="sha256"):
    """A time stamp of the whole document (ISO 32000-2, 12.8.5)."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    return signers.PdfTimeStamper(stamper(), field_name=field).timestamp_pdf(writer, digest).getvalue()


def updated(pdf, change):
    """A PDF with an incremental update: `change` gets pyHanko's writer."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def covered_text(writer):
    """Paint a white square over the first page."""
    page = writer.find_page_for_modification(0)[0].get_object()
    square = writer.add_object(StreamObject(stream_data=b"q 1 1 1 rg 0 0 600 800 re f Q"))
    contents = page.raw_get("/Contents")
    page[NameObject("/Contents")] = ArrayObject([contents, square])
    writer.update_container(page)


def new_title(writer):
    """Change something in the catalogue that does not show."""
    writer.root[NameObject("/Foo")] = NameObject("/Bar")
    writer.update_root()


def form_field(pdf):
    """A PDF with a text field, before it is sealed."""

    def change(writer):
        field = DictionaryObject(
            {
                NameObject("/FT"): NameObject("/Tx"),
                NameObject("/T"): fields.pdf_string("Town"),
                NameObject("/V"): fields.pdf_string("Dakar"),
            }
        )
        form = DictionaryObject({NameObject("/Fields"): ArrayObject([writer.add_object(field)])})
        writer.root[NameObject("/AcroForm")] = writer.add_object(form)
        writer.update_root()

    return updated(pdf, change)


def fill_in(writer):
    """Write another value into the text field."""
    field = writer.root["/AcroForm"]["/Fields"][0]
    field[NameObject("/V")] = fields.pdf_string("Banjul")
    writer.update_container(field)
