"""Forged PDF files of every published class: none is sound, and each gets the verdict that it deserves."""

from __future__ import annotations

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import DictionaryObject, NameObject, pdf_string

from letterforge.verify import SealStanding
from letterforge.verify.pdf.later import shown_later
from verify import authority, forging_bytes, pdf_seals
from verify import forging_pdf as forge
from verify.examining import verdict_on
from verify.forging_pdf import LINE, PAPER, sealed
from verify.pdf_seals import stamp_document, updated

BROKEN, PARTIAL = SealStanding.BROKEN, SealStanding.PARTIAL
UNSEALED, UNREADABLE, UNTRUSTED = SealStanding.UNSEALED, SealStanding.UNREADABLE, SealStanding.UNTRUSTED


def signed_again(content):
    """A second trusted signer, in a field that nobody sees."""
    return pdf_seals.seal(content, authority.signer("rsa"), field="Second")


def as_it_is(content):
    return content


# --- updates behind a seal: incremental saving, shadow documents, evil annotations ---------------


def kids(writer):
    """A new field of two widgets, each over half of the page."""
    forge.new_field((0, 0, 0, 0))(writer)
    field = writer.root["/AcroForm"]["/Fields"][-1].get_object()
    widgets = generic.ArrayObject()
    for box in ((0, 0, 595, 421), (0, 421, 595, 842)):
        widget = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/Parent"): writer.root["/AcroForm"]["/Fields"].raw_get(-1),
                NameObject("/Rect"): forge.box_of(box),
                NameObject("/AP"): DictionaryObject({NameObject("/N"): forge.drawing(writer)}),
            }
        )
        widgets.append(writer.add_object(widget))
    page = forge.page_of(writer)
    page["/Annots"].extend(widgets)
    writer.update_container(page["/Annots"])
    field[NameObject("/Kids")] = widgets
    writer.update_container(field)


SCRIPT = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): pdf_string("0")})
CHANGES = {
    "incremental saving: another text": (forge.other_text, BROKEN),
    "incremental saving: a page more": (forge.page_more, BROKEN),
    "incremental saving: a page less": (forge.page_less, BROKEN),
    "incremental saving: pages turned": (forge.pages_turned, BROKEN),
    "incremental saving: a page cropped": (forge.page_cropped, BROKEN),
    "incremental saving: a page on its head": (forge.page_rotated, BROKEN),
    "incremental saving: a script": (forge.script_on_opening, BROKEN),
    "incremental saving: an attachment": (forge.attachment, BROKEN),
    "incremental saving: another title": (forge.other_title, PARTIAL),
    "incremental saving: another author": (forge.other_author, PARTIAL),
    "incremental saving: a subject": (forge.new_subject, PARTIAL),
    "shadow, hide: a layer turned off": (forge.layer_off, BROKEN),
    "shadow, hide: a comment taken away": (forge.note_taken, BROKEN),
    "shadow, replace: a text in place": (forge.text_in_place, BROKEN),
    "shadow, replace: a font": (forge.other_font, BROKEN),
    "shadow, replace: a picture": (forge.other_picture, BROKEN),
    "shadow, replace: a comment": (forge.note_changed, BROKEN),
    "shadow, replace: a comment over the page": (forge.note_shown_large, BROKEN),
    "shadow, hide and replace: prepared pages": (forge.prepared_pages, BROKEN),
    "shadow, hide and replace: a prepared text": (forge.prepared_text, BROKEN),
    "evil annotation: free text": (forge.annotation("/FreeText"), BROKEN),
    "evil annotation: a stamp": (forge.annotation("/Stamp"), BROKEN),
    "evil annotation: a redaction": (forge.annotation("/Redact"), BROKEN),
    "evil annotation: a square": (forge.annotation("/Square"), BROKEN),
    "evil annotation: a line": (forge.annotation("/Line"), BROKEN),
    "evil annotation: ink": (forge.annotation("/Ink"), BROKEN),
    "evil annotation: a marker": (forge.annotation("/Highlight"), BROKEN),
    "evil annotation: a link with a script": (forge.annotation("/Link", A=SCRIPT), BROKEN),
    "evil annotation: a file": (forge.annotation("/FileAttachment"), BROKEN),
    "evil annotation: a hidden one": (
        forge.annotation("/FreeText", F=generic.NumberObject(2)),
        BROKEN,
    ),
    "sneaky signature: an empty field": (forge.new_field(LINE), PARTIAL),
    "sneaky signature: an empty field over the page": (forge.new_field(PAPER), PARTIAL),
    "sneaky signature: an empty field of two halves": (kids, BROKEN),
    "sneaky signature: an empty field without a size": (forge.new_field((0, 0, 0, 0)), PARTIAL),
}
ENDINGS = {"as it is": as_it_is, "under a time stamp": stamp_document, "under a second signer": signed_again}


@pytest.mark.parametrize("end", ENDINGS.values(), ids=ENDINGS)
@pytest.mark.parametrize(("change", "standing"), CHANGES.values(), ids=CHANGES)
def test_an_update_behind_a_seal_is_not_sound(tmp_path, change, standing, end):
    """Whether or not somebody who is trusted has put a seal over all of it afterwards."""
    verdict = verdict_on(tmp_path, end(updated(sealed(), change)))

    assert verdict.standing is standing, verdict.reasons
    assert verdict.reasons


@pytest.mark.parametrize(("change", "_"), CHANGES.values(), ids=CHANGES)
def test_our_own_comparison_names_each_change(change, _):
    """By itself: pyHanko's analysis is asked first, and may be mistaken."""
    changed = updated(sealed(), change)

    assert shown_later(changed, len(sealed()), {"Seal"})
    assert not shown_later(stamp_document(sealed()), len(sealed()), {"Seal", "Time"})


@pytest.mark.parametrize("end", [as_it_is, stamp_document], ids=["as it is", "under a time stamp"])
@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize(
    "change",
    [
        forge.other_text,
        forge.other_title,
        forge.layer_off,
        forge.annotation("/FreeText"),
        forge.annotation("/Stamp"),
        forge.new_field(LINE),
    ],
    ids=["another text", "another title", "a layer", "free text", "a stamp", "a sneaky field"],
)
def test_an_update_behind_a_certification_is_not_sound(tmp_path, change, level, end):
    """Whatever it allows: what it does not, breaks it; what shows is not covered."""
    verdict = verdict_on(tmp_path, end(updated(sealed(level), change)))

    title = change is forge.other_title and level > 1
    assert verdict.standing is (PARTIAL if title else BROKEN), verdict.reasons


@pytest.mark.parametrize("end", [as_it_is, stamp_document], ids=["as it is", "under a time stamp"])
@pytest.mark.parametrize(("level", "standing"), [(None, PARTIAL), (1, BROKEN), (2, PARTIAL), (3, PARTIAL)])
def test_a_field_that_was_filled_in_over_the_page_is_not_sound(tmp_path, level, standing, end):
    """Shadow, replace: the field was there and empty, the drawing is new."""
    verdict = verdict_on(tmp_path, end(updated(forge.with_fields(level), forge.fill_in)))

    assert verdict.standing is standing, verdict.reasons


PACKETS = {
    "a title": (">Letter<", ">Withdrawal<", "dc:title"),
    "a description": (
        'xmp:CreatorTool="Trial"',
        'xmp:CreatorTool="Trial" dc:description="No"',
        "dc:description",
    ),
    "a creator": (
        "<dc:title",
        "<dc:creator><rdf:Seq><rdf:li>X</rdf:li></rdf:Seq></dc:creator><dc:title",
        "dc:creator",
    ),
    "words that cannot be read": ("</x:xmpmeta>", "", "cannot be read"),
    "an entity": ("<x:xmpmeta", '<!DOCTYPE x [<!ENTITY a "b">]><x:xmpmeta', "cannot be read"),
}


@pytest.mark.parametrize(("old", "new", "name"), PACKETS.values(), ids=PACKETS)
def test_changed_metadata_are_named(old, new, name):
    """XMP, by what it says and not by its bytes."""
    content = sealed()
    if old == "<dc:title":
        new = new.replace("<dc:creator", '<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/"')
    elif old.startswith("xmp:"):
        new = new.replace("dc:desc", 'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:desc')
    changed = forging_bytes.with_packet(content, old, new)

    assert name in " ".join(shown_later(changed, len(content), {"Seal"}))


@pytest.mark.parametrize("level", [None, 1, 2])
@pytest.mark.parametrize("end", [as_it_is, stamp_document], ids=["as it is", "under a time stamp"])
def test_a_title_in_the_metadata_alone_is_noticed(tmp_path, level, end):
    """Readers show it in the frame of the window, whatever Info says."""
    changed = forging_bytes.with_packet(sealed(level), ">Letter<", ">Withdrawal<")

    verdict = verdict_on(tmp_path, end(changed))

    assert verdict.standing is (BROKEN if level == 1 else PARTIAL)
    assert "dc:title" in " ".join(verdict.reasons)


# --- sneaky signatures ---------------------------------------------------------------------------


SNEAKY = {
    "a new field over the page": (forge.new_field(PAPER), "Sneaky", sealed, PARTIAL),
    "a new field on a line": (forge.new_field(LINE), "Sneaky", sealed, PARTIAL),
    "without a size, with a drawing": (forge.new_field((0, 0, 0, 0)), "Sneaky", sealed, PARTIAL),
    "hidden by a flag": (forge.new_field(PAPER, F=generic.NumberObject(2)), "Sneaky", sealed, PARTIAL),
    "with a script": (
        forge.new_field((0, 0, 0, 0), AA=DictionaryObject({NameObject("/D"): SCRIPT})),
        "Sneaky",
        sealed,
        PARTIAL,
    ),
    "a place that grows": (
        forge.redrawn("Place1", Rect=forge.box_of(PAPER)),
        "Place1",
        lambda: forge.prepared(LINE),
        BROKEN,
    ),
    "another place that is redrawn": (
        forge.redrawn("Place2"),
        "Place1",
        lambda: forge.prepared(LINE, (300, 50, 500, 120)),
        BROKEN,
    ),
    "the drawing of the first seal": (forge.redrawn("Seal"), "Place1", lambda: forge.prepared(LINE), BROKEN),
    "a place over the page": (forge.redrawn("Place1"), "Place1", lambda: forge.prepared(PAPER), PARTIAL),
}


@pytest.mark.parametrize("who", ["a signer", "a time-stamp authority"])
@pytest.mark.parametrize(("change", "field", "base", "standing"), SNEAKY.values(), ids=SNEAKY)
def test_a_signature_that_draws_over_the_letter_is_not_sound(tmp_path, change, field, base, standing, who):
    """Signed by somebody who is trusted, or stamped by an authority, which stamps anything."""
    close = forge.signed_with if who == "a signer" else forge.stamped_with

    verdict = verdict_on(tmp_path, close(change, field)(base()))

    assert verdict.standing is standing, verdict.reasons
    assert not verdict.seals[0].whole
    assert verdict.seals[-1].whole  # the later one is judged by itself


@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_field_that_shows_is_not_added_to_a_certified_letter(tmp_path, level):
    """By a time stamp, which every certification allows where nobody sees it."""
    verdict = verdict_on(tmp_path, forge.stamped_with(forge.new_field(LINE), "Sneaky")(sealed(level)))

    assert verdict.standing is BROKEN


def test_a_time_stamp_in_a_place_for_a_signature_shows_nothing(tmp_path):
    """The place is there, and what is drawn in it is nobody's signature."""
    content = forge.prepared(LINE)

    drawn = verdict_on(tmp_path, forge.stamped_with(forge.redrawn("Place1"), "Place1")(content))
    blank = verdict_on(tmp_path, forge.stamped_with(lambda _: None, "Place1")(content))

    assert drawn.standing is PARTIAL
    assert blank.standing is SealStanding.SOUND, blank.reasons


def test_places_that_together_hide_a_page_are_noticed(tmp_path):
    """Each is smaller than what is allowed."""
    boxes = [(0, at, 595, at + 140) for at in range(0, 840, 140)]
    content = forge.prepared(*boxes)
    for number in range(1, len(boxes) + 1):
        content = forge.signed_with(forge.redrawn(f"Place{number}"), f"Place{number}")(content)

    verdict = verdict_on(tmp_path, content)

    assert verdict.standing is PARTIAL
    assert "a large part" in " ".join(verdict.reasons)


def test_a_place_that_was_hidden_may_not_appear(tmp_path):
    """Who sealed it did not see it."""

    def hide(writer):
        forge.redrawn("Place1", F=generic.NumberObject(2))(writer)

    base = updated(
        forge.letter(),
        lambda writer: forge.fields.append_signature_field(writer, forge.SigFieldSpec("Place1", box=LINE)),
    )
    content = pdf_seals.seal(updated(base, hide))
    shown = forge.signed_with(forge.redrawn("Place1", F=generic.NumberObject(4)), "Place1")(content)

    verdict = verdict_on(tmp_path, shown)

    assert verdict.standing is not SealStanding.SOUND
    assert verdict.reasons


# --- universal forgery: the signature says nothing, and its reader takes it for good --------------

UNIVERSAL = {
    "no range": lambda pdf: pdf.replace(b"/ByteRange [", b"/ByteRangf [", 1),
    "an empty range": lambda pdf: forging_bytes.with_range(pdf, b"/ByteRange []"),
    "a range of null": lambda pdf: forging_bytes.with_range(pdf, b"/ByteRange null"),
    "a range of a name": lambda pdf: forging_bytes.with_range(pdf, b"/ByteRange /All"),
    "a range of zeros": lambda pdf: forging_bytes.with_range(pdf, b"/ByteRange [0 0 0 0]"),
    "a range of one number": lambda pdf: forging_bytes.with_range(pdf, b"/ByteRange [0]"),
    "a range of three numbers": lambda pdf: forging_bytes.with_range(pdf, b"/ByteRange [0 1 2]"),
    "a range below zero": lambda pdf: forging_bytes.with_range(pdf, b"/ByteRange [0 -1 -1 -1]"),
    "a range of huge numbers": lambda pdf: forging_bytes.with_range(pdf, b"/ByteRange [0 9999999999 1 1]"),
    "no signature": lambda pdf: pdf.replace(b"/Contents <", b"/Contentz <", 1),
    "an empty signature": lambda pdf: forging_bytes.with_contents(pdf, b"<>"),
    "a signature of zero": lambda pdf: forging_bytes.with_contents(pdf, b"<00>"),
    "a signature of null": lambda pdf: forging_bytes.with_contents(pdf, b"null"),
    "a signature of zeros": lambda pdf: forging_bytes.with_contents(pdf, b"<" + b"00" * 64 + b">"),
    "an empty sequence": lambda pdf: forging_bytes.with_contents(pdf, b"<3000>"),
    "no kind of signature": lambda pdf: pdf.replace(b"/SubFilter", b"/SubFiltes", 1),
    "another kind of signature": lambda pdf: pdf.replace(b"/ETSI.CAdES.detached", b"/ETSI.CAdES.attached", 1),
    "no type": lambda pdf: pdf.replace(b"/Type /Sig\n", b"/Type /Sog\n", 1),
    "a time stamp instead": lambda pdf: pdf.replace(b"/ETSI.CAdES.detached", b"/ETSI.RFC3161\n      ", 1),
    "no value in the field": lambda pdf: pdf.replace(b"/FT /Sig", b"/FT /Sog", 1),
    "the words alone": lambda pdf: pdf,
}


@pytest.mark.parametrize("spoil", UNIVERSAL.values(), ids=UNIVERSAL)
def test_a_signature_that_says_nothing_is_not_sound(tmp_path, spoil):
    """Over changed words, with a signature of somebody who is trusted."""
    forged = spoil(forging_bytes.changed_words(sealed()))
    assert forge.FORGED in forged

    verdict = verdict_on(tmp_path, forged)

    assert verdict.standing in {BROKEN, UNSEALED, UNREADABLE}, verdict.standing
    assert (
        spoil(sealed()) == sealed()
        or verdict_on(tmp_path, spoil(sealed())).standing is not SealStanding.SOUND
    )


# --- incremental saving and wrapping, in bytes ----------------------------------------------------


def forged_stream(content):
    """The objects of an update that writes the text of the first page again."""
    body = b"BT /F1 14 Tf 70 700 Td " + forge.FORGED + b" ET"
    number = forging_bytes.number_of(content, forge.HONEST)
    return {number: b"<</Length %d>>stream\n%s\nendstream" % (len(body), body)}


def copied_signature(content):
    """An update whose last object is the signature again, under another number, as if it covered all."""
    first, second = forging_bytes.contents_of(content)
    copy = (
        b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 %d %d %d]/Contents%s>>"
        % (
            first,
            second,
            len(content) - second,
            content[first:second],
        )
    )
    return {**forged_stream(content), 90: copy}


BYTES = {
    "incremental saving: all of an update": (
        lambda pdf: forging_bytes.update_of(pdf, forged_stream(pdf)),
        BROKEN,
    ),
    "incremental saving: without a table": (
        lambda pdf: forging_bytes.update_of(pdf, forged_stream(pdf), table=False, trailer=False, end=False),
        PARTIAL,
    ),
    "incremental saving: without a trailer": (
        lambda pdf: forging_bytes.update_of(pdf, forged_stream(pdf), trailer=False),
        UNREADABLE,
    ),
    "incremental saving: without a table, with a trailer": (
        lambda pdf: forging_bytes.update_of(pdf, forged_stream(pdf), table=False),
        UNREADABLE,
    ),
    "incremental saving: without an end": (
        lambda pdf: forging_bytes.update_of(pdf, forged_stream(pdf), end=False),
        PARTIAL,
    ),
    "incremental saving: a copied signature": (
        lambda pdf: forging_bytes.update_of(pdf, copied_signature(pdf)),
        BROKEN,
    ),
    "incremental saving: unlisted objects under a time stamp": (
        lambda pdf: stamp_document(
            forging_bytes.update_of(pdf, forged_stream(pdf), table=False, trailer=False, end=False)
        ),
        PARTIAL,
    ),
    "incremental saving: a whole other file behind it": (lambda pdf: pdf + forge.letter(), UNSEALED),
    "wrapping: an update between the parts": (
        lambda pdf: forging_bytes.wrapped(pdf, forged_stream(pdf)),
        BROKEN,
    ),
    "wrapping: an update between the parts, in zeros": (
        lambda pdf: forging_bytes.wrapped(pdf, forged_stream(pdf), b"\0"),
        BROKEN,
    ),
    "wrapping: nothing but room between the parts": (lambda pdf: forging_bytes.wrapped(pdf, {}), BROKEN),
    "wrapping: the string goes on": (lambda pdf: forging_bytes.moved(pdf, b"<00>"), UNREADABLE),
    "wrapping: the range ends early": (
        lambda pdf: forging_bytes.with_range(
            pdf, b"/ByteRange [0 %d %d 10]" % forging_bytes.contents_of(pdf)
        ),
        BROKEN,
    ),
    "wrapping: the range begins late": (
        lambda pdf: forging_bytes.with_range(
            pdf, b"/ByteRange [9 %d %d 10]" % forging_bytes.contents_of(pdf)
        ),
        BROKEN,
    ),
    "wrapping: the string in brackets": (
        lambda pdf: forging_bytes.with_contents(pdf, b"(" + b"x" * 40 + b")"),
        BROKEN,
    ),
    "the seal of a title that was changed": (lambda pdf: pdf.replace(b"(Letter)", b"(Lettre)", 1), BROKEN),
}


@pytest.mark.parametrize(("make", "standing"), BYTES.values(), ids=BYTES)
def test_a_file_that_was_wrapped_or_saved_again_is_not_sound(tmp_path, make, standing):
    """Byte by byte, as no honest program writes it."""
    verdict = verdict_on(tmp_path, make(sealed()))

    assert verdict.standing is standing, verdict.reasons
