"""Forged PDF files, by the classes in which the attacks on their signatures were published.

Each function makes one hostile file from one that was sealed a moment ago, with throw-away keys. The sources:
Mladenov and others, "1 Trillion Dollar Refund" (2019: universal forgery, incremental saving, wrapping);
Mainka and others, "Shadow Attacks" (2021); Rohlmann and others, "Breaking the Specification: PDF
Certification" (2021: evil annotation, sneaky signature).
"""

from __future__ import annotations

import io
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, pdf_string
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import SigFieldSpec

from verify import authority, pdf_seals
from verify.pdf_seals import updated

HONEST, FORGED = b"(We ratify the treaty.) Tj", b"(We reject the treaty.) Tj"
PAPER = (0, 0, 595, 842)
LINE = (50, 50, 250, 120)
"""Where people sign."""
PACKET = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
    'xmp:CreatorTool="Trial"><dc:title><rdf:Alt><rdf:li '
    'xml:lang="x-default">Letter</rdf:li></rdf:Alt></dc:title>'
    '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)


# --- what is sealed ------------------------------------------------------------------------------


def stream(pdf, content, **keys):
    return pdf.make_indirect(pdf.make_stream(content, **keys))


@cache
def letter():
    """Two pages, a picture, a comment, a layer, a title, and what a shadow attack prepares before it is
    sealed.
    """
    pdf = pikepdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    picture = stream(
        pdf, b"1 0 0 rg 0 0 20 20 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 20, 20])
    )
    for number in (1, 2):
        pdf.add_blank_page(page_size=PAPER[2:])
        page = pdf.pages[-1].obj
        page.Contents = stream(pdf, b"BT /F1 14 Tf 70 700 Td " + HONEST + b" ET /P1 Do")
        page.Resources = Dictionary(Font=Dictionary(F1=font), XObject=Dictionary(P1=picture))
        page.Annots = Array([pdf.make_indirect(note(f"Note {number}"))])
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Layer")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(ON=Array([layer]), OFF=Array()))
    pdf.Root.Metadata = stream(pdf, PACKET.encode(), Type=Name.Metadata, Subtype=Name.XML)
    pdf.trailer.Info = pdf.make_indirect(Dictionary(Title=String("Letter"), Author=String("Ministry")))
    # Objects that nothing leads to yet: another text, and a tree of pages with it.
    other = stream(pdf, b"BT /F1 14 Tf 70 700 Td " + FORGED + b" ET")
    shadow = Dictionary(Type=Name.Page, MediaBox=Array(PAPER), Contents=other)
    shadow.Resources = Dictionary(Font=Dictionary(F1=font))
    tree = pdf.make_indirect(Dictionary(Type=Name.Pages, Count=1, Kids=Array([pdf.make_indirect(shadow)])))
    pdf.Root.PieceInfo = Dictionary(Trial=Dictionary(LastModified=String("D:20260101"), Private=tree))
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    return out.getvalue()


def note(text):
    box = Array([300, 300, 320, 320])
    return Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=box, Contents=String(text), F=4)


@cache
def sealed(certify=None):
    """The letter with an approval seal, or certified (DocMDP 1, 2 or 3)."""
    return pdf_seals.seal(letter(), certify=certify and fields.MDPPerm(certify))


@cache
def prepared(*boxes, page=0, certify=None):
    """A sealed letter with empty signature fields, as it is sent to further signers."""

    def add(writer):
        for number, box in enumerate(boxes, 1):
            fields.append_signature_field(writer, SigFieldSpec(f"Place{number}", on_page=page, box=box))

    return pdf_seals.seal(updated(letter(), add), certify=certify and fields.MDPPerm(certify))


@cache
def with_fields(certify=None):
    """A sealed letter with a field of text that is empty, and shows nothing."""

    def add(writer):
        page = page_of(writer)
        field = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/FT"): NameObject("/Tx"),
                NameObject("/T"): pdf_string("Town"),
                NameObject("/Rect"): box_of(PAPER),
            }
        )
        reference = writer.add_object(field)
        page["/Annots"].append(reference)
        writer.update_container(page["/Annots"])
        form = DictionaryObject({NameObject("/Fields"): ArrayObject([reference])})
        writer.root[NameObject("/AcroForm")] = writer.add_object(form)
        writer.update_root()

    return pdf_seals.seal(updated(letter(), add), certify=certify and fields.MDPPerm(certify))


# --- what is done to it --------------------------------------------------------------------------


def box_of(numbers):
    return ArrayObject(generic.NumberObject(number) for number in numbers)


def page_of(writer, number=0):
    return writer.find_page_for_modification(number)[0].get_object()


def drawing(
    writer, content=b"1 1 1 rg 0 0 595 842 re f BT /F1 14 Tf 70 700 Td " + FORGED + b" ET", box=PAPER
):
    keys = {
        NameObject("/Type"): NameObject("/XObject"),
        NameObject("/Subtype"): NameObject("/Form"),
        NameObject("/BBox"): box_of(box),
    }
    return writer.add_object(StreamObject(keys, stream_data=content))


def other_text(writer):
    """The text of the first page, replaced."""
    page = page_of(writer)
    page[NameObject("/Contents")] = writer.add_object(StreamObject(stream_data=b"BT " + FORGED + b" ET"))
    writer.update_container(page)


def text_in_place(writer):
    """The same stream, written again with another text."""
    old = page_of(writer).raw_get("/Contents").get_object()
    old._data = b"BT /F1 14 Tf 70 700 Td " + FORGED + b" ET"
    old._encoded_data = None
    writer.update_container(old)


def other_picture(writer):
    """Behind the name that the page uses: hide and replace."""
    resources = page_of(writer)["/Resources"]
    resources["/XObject"][NameObject("/P1")] = drawing(writer)
    writer.update_container(resources["/XObject"])


def other_font(writer):
    """Its letters in another order: a shadow attack."""
    font = page_of(writer)["/Resources"]["/Font"]["/F1"]
    swapped = ArrayObject([generic.NumberObject(65), NameObject("/B"), NameObject("/A")])
    font[NameObject("/Encoding")] = DictionaryObject({NameObject("/Differences"): swapped})
    writer.update_container(font)


def page_more(writer):
    tree = writer.root["/Pages"]
    page = DictionaryObject(
        {NameObject("/Type"): NameObject("/Page"), NameObject("/MediaBox"): box_of(PAPER)}
    )
    page[NameObject("/Parent")] = writer.root.raw_get("/Pages")
    tree["/Kids"].append(writer.add_object(page))
    tree[NameObject("/Count")] = generic.NumberObject(3)
    writer.update_container(tree)


def page_less(writer):
    tree = writer.root["/Pages"]
    tree[NameObject("/Kids")] = ArrayObject(list(tree["/Kids"])[:1])
    tree[NameObject("/Count")] = generic.NumberObject(1)
    writer.update_container(tree)


def pages_turned(writer):
    tree = writer.root["/Pages"]
    tree[NameObject("/Kids")] = ArrayObject(reversed(list(tree["/Kids"])))
    writer.update_container(tree)


def prepared_pages(writer):
    """Another tree of pages, whose every byte is under the seal: hide and replace."""
    writer.root[NameObject("/Pages")] = writer.root["/PieceInfo"]["/Trial"].raw_get("/Private")
    writer.update_root()


def prepared_text(writer):
    """Another text, whose every byte is under the seal."""
    shadow = writer.root["/PieceInfo"]["/Trial"]["/Private"]["/Kids"][0]
    page = page_of(writer)
    page[NameObject("/Contents")] = shadow.raw_get("/Contents")
    writer.update_container(page)


def layer_off(writer):
    layers = writer.root["/OCProperties"]["/D"]
    layers[NameObject("/OFF")], layers[NameObject("/ON")] = layers["/ON"], ArrayObject()
    writer.update_container(layers)


def page_cropped(writer):
    page = page_of(writer)
    page[NameObject("/CropBox")] = box_of((0, 600, 595, 842))
    writer.update_container(page)


def page_rotated(writer):
    page = page_of(writer)
    page[NameObject("/Rotate")] = generic.NumberObject(180)
    writer.update_container(page)


def script_on_opening(writer):
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): pdf_string("app.alert(1)")}
    writer.root[NameObject("/OpenAction")] = DictionaryObject(action)
    writer.update_root()


def attachment(writer):
    names = DictionaryObject({NameObject("/Names"): ArrayObject([pdf_string("x"), generic.NullObject()])})
    writer.root[NameObject("/Names")] = DictionaryObject({NameObject("/EmbeddedFiles"): names})
    writer.update_root()


def other_title(writer):
    info = writer.trailer["/Info"]
    info[NameObject("/Title")] = pdf_string("Withdrawal")
    writer.update_container(info)


def other_author(writer):
    info = writer.trailer["/Info"]
    info[NameObject("/Author")] = pdf_string("Another ministry")
    writer.update_container(info)


def new_subject(writer):
    info = writer.trailer["/Info"]
    info[NameObject("/Subject")] = pdf_string("Withdrawal")
    writer.update_container(info)


def note_changed(writer):
    found = page_of(writer)["/Annots"][0]
    found[NameObject("/Contents")] = pdf_string("Void")
    writer.update_container(found)


def note_shown_large(writer):
    """The picture of a comment that was there, over the whole page."""
    found = page_of(writer)["/Annots"][0]
    found[NameObject("/AP")] = DictionaryObject({NameObject("/N"): drawing(writer)})
    found[NameObject("/Rect")] = box_of(PAPER)
    writer.update_container(found)


def note_taken(writer):
    page = page_of(writer)
    page[NameObject("/Annots")] = ArrayObject()
    writer.update_container(page)


def annotation(subtype, **more):
    """A new annotation with a drawing over the whole page."""

    def add(writer):
        found = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject(subtype),
                NameObject("/Rect"): box_of(PAPER),
                NameObject("/F"): generic.NumberObject(4),
                NameObject("/AP"): DictionaryObject({NameObject("/N"): drawing(writer)}),
                **{NameObject(f"/{key}"): value for key, value in more.items()},
            }
        )
        page = page_of(writer)
        page["/Annots"].append(writer.add_object(found))
        writer.update_container(page["/Annots"])

    return add


def fill_in(writer):
    """A value, with a drawing over the whole page: shadow, replaced by a form."""
    field = writer.root["/AcroForm"]["/Fields"][0].get_object()
    field[NameObject("/V")] = pdf_string("Void")
    field[NameObject("/AP")] = DictionaryObject({NameObject("/N"): drawing(writer)})
    writer.update_container(field)


# --- signatures that sneak in --------------------------------------------------------------------


def new_field(box, **more):
    """An empty signature field with a drawing of its own; `more`: what else it has."""

    def add(writer):
        field = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/FT"): NameObject("/Sig"),
                NameObject("/T"): pdf_string("Sneaky"),
                NameObject("/F"): generic.NumberObject(132),
                NameObject("/Rect"): box_of(box),
                NameObject("/AP"): DictionaryObject({NameObject("/N"): drawing(writer)}),
                **{NameObject(f"/{key}"): value for key, value in more.items()},
            }
        )
        page = page_of(writer)
        reference = writer.add_object(field)
        page["/Annots"].append(reference)
        writer.update_container(page["/Annots"])
        form = writer.root["/AcroForm"]
        form["/Fields"].append(reference)
        writer.update_container(form["/Fields"])
        writer.update_container(form)

    return add


def redrawn(name, **more):
    """The drawing of a field that is there, and what else it has, changed before somebody signs in it."""

    def change(writer):
        for each in writer.root["/AcroForm"]["/Fields"]:
            field = each.get_object()
            if field["/T"] == name:
                field[NameObject("/AP")] = DictionaryObject({NameObject("/N"): drawing(writer)})
                for key, value in more.items():
                    field[NameObject(f"/{key}")] = value
                writer.update_container(field)

    return change


def signed_with(change, field, who=None):
    """A change and a signature in one revision: both are under the later seal."""

    def close(content):
        writer = pdf_seals.IncrementalPdfFileWriter(io.BytesIO(content))
        change(writer)
        metadata = signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256")
        signer = pdf_seals._pyhanko(who or authority.signer("rsa"), along=[authority.root()])
        return signers.PdfSigner(metadata, signer).sign_pdf(writer, bytes_reserved=16384).getvalue()

    return close


def stamped_with(change, field):
    """A change and a time stamp of the document in one revision: any authority stamps anything."""

    def close(content):
        writer = pdf_seals.IncrementalPdfFileWriter(io.BytesIO(content))
        change(writer)
        stamper = signers.PdfTimeStamper(pdf_seals.stamper(), field_name=field)
        return stamper.timestamp_pdf(writer, "sha256").getvalue()

    return close
