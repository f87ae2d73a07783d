"""Forged Word files of every published class: none is sound, and each gets the verdict that it deserves."""

from __future__ import annotations

import re
import zipfile

import pytest

from letterforge.verify import Standing
from letterforge.verify.docx.shown import kind_of
from verify import forging_pdf
from verify import forging_word as forge
from verify.examining import verdict_on
from verify.forging_word import (
    BODY,
    BODY_RELS,
    CORE,
    LINKS,
    OFFICE,
    RELS,
    ROOT_RELS,
    SIGNATURE,
    TYPES,
    W,
    control,
    field,
    sealed,
)
from verify.word_seals import SIG_TYPE, WordSigner, changed, parts_of

BROKEN, PARTIAL, SOUND = Standing.BROKEN, Standing.PARTIAL, Standing.SOUND
UNREADABLE, UNSEALED = Standing.UNREADABLE, Standing.UNSEALED


def swap(old, new):
    """A change of a part, which must have the old words."""

    def change(part):
        assert old.encode() in part, old
        return part.replace(old.encode(), new.encode(), 1)

    return change


def link(type_, target, more=""):
    return swap(
        "</Relationships>",
        f'<Relationship Id="rAdded" Type="{type_}" Target="{target}"{more}/></Relationships>',
    )


OUT = ' TargetMode="External"'


def test_the_file_that_is_forged_is_sound(tmp_path):
    """Before anything is done to it."""
    assert verdict_on(tmp_path, sealed()).standing is SOUND
    assert verdict_on(tmp_path, sealed(with_items=True)).standing is SOUND


# --- wrapping -------------------------------------------------------------------------------------


@pytest.mark.parametrize("id_", forge.TARGETS)
@pytest.mark.parametrize("shape", forge.SHAPES.values(), ids=forge.SHAPES)
def test_a_wrapped_signature_does_not_hold(tmp_path, shape, id_):
    """XSW 1 to 8, of the manifest and of the signed properties, over another sentence."""
    verdict = verdict_on(tmp_path, forge.wrapped(shape, id_))

    assert verdict.standing is BROKEN, verdict.reasons


# --- references and relationships that were removed or added --------------------------------------


def without_reference(uri):
    """The manifest loses what it says of a part."""
    pattern = re.compile(rf'<Reference URI="{re.escape(uri)}[^>]*>.*?</Reference>', re.DOTALL)

    def change(part):
        new = pattern.sub("", part.decode(), count=1)
        assert new.encode() != part
        return new.encode()

    return change


REMOVED = {
    "a part's reference, and the part changed": {
        SIGNATURE: without_reference(f"/{BODY}"),
        BODY: swap("ratify", "reject"),
    },
    "the styles' reference": {SIGNATURE: without_reference("/word/styles.xml")},
    "the reference of the relationships": {SIGNATURE: without_reference(f"/{BODY_RELS}")},
    "the reference of the package's relationships": {SIGNATURE: without_reference(f"/{ROOT_RELS}")},
    "the reference of the manifest": {SIGNATURE: without_reference("#idPackageObject")},
    "the reference of the properties": {SIGNATURE: without_reference("#idSignedProperties")},
    "one relationship of those that are signed": {
        SIGNATURE: lambda part: re.sub(rb"<RelationshipReference [^>]*/>", b"", part, count=1)
    },
    "all transforms": {SIGNATURE: lambda part: re.sub(rb"<Transforms>.*?</Transforms>", b"", part)},
    "the manifest": {SIGNATURE: lambda part: re.sub(rb"<Manifest>.*</Manifest>", b"<Manifest/>", part)},
    "the signature's words": {SIGNATURE: b"<Signature/>"},
    "all of the signature": {SIGNATURE: b""},
    "the styles": {"word/styles.xml": None},
    "the link to the styles": {BODY_RELS: lambda part: re.sub(rb'<Relationship Id="rId1"[^>]*/>', b"", part)},
    "the link to the signature": {
        "_xmlsignatures/_rels/origin.sigs.rels": lambda part: re.sub(rb"<Relationship [^>]*/>", b"", part)
    },
}
REMOVED_AS = {
    "all of the signature": UNREADABLE,
    "the link to the signature": BROKEN,
}


@pytest.mark.parametrize("name", REMOVED)
def test_what_was_removed_is_missed(tmp_path, name):
    """From the signature, or from what it covers."""
    verdict = verdict_on(tmp_path, changed(sealed(), **REMOVED[name]))

    assert verdict.standing is REMOVED_AS.get(name, BROKEN), verdict.reasons


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
HTML = b"<html><body>We reject the treaty.</body></html>"
PICTURE = "word/media/image1.png"
INJECTED = {
    "styles": (
        {"word/styles2.xml": b"<a/>", BODY_RELS: link(f"{LINKS}/stylesWithEffects", "styles2.xml")},
        PARTIAL,
    ),
    "fonts": ({"word/font.odttf": b"x", BODY_RELS: link(f"{LINKS}/font", "font.odttf")}, PARTIAL),
    "settings": (
        {"word/settings.xml": b"<a/>", BODY_RELS: link(f"{LINKS}/settings", "settings.xml")},
        PARTIAL,
    ),
    "a header": ({"word/header9.xml": b"<a/>", BODY_RELS: link(f"{LINKS}/header", "header9.xml")}, PARTIAL),
    "a numbering": (
        {"word/numbering.xml": b"<a/>", BODY_RELS: link(f"{LINKS}/numbering", "numbering.xml")},
        PARTIAL,
    ),
    "footnotes": (
        {"word/footnotes.xml": b"<a/>", BODY_RELS: link(f"{LINKS}/footnotes", "footnotes.xml")},
        PARTIAL,
    ),
    "comments": (
        {"word/comments.xml": b"<a/>", BODY_RELS: link(f"{LINKS}/comments", "comments.xml")},
        PARTIAL,
    ),
    "a glossary": (
        {"word/glossary.xml": b"<a/>", BODY_RELS: link(f"{LINKS}/glossaryDocument", "glossary.xml")},
        PARTIAL,
    ),
    "a picture": ({PICTURE: b"x", BODY_RELS: link(f"{LINKS}/image", "media/image1.png")}, PARTIAL),
    "another format": ({"word/chunk.html": HTML, BODY_RELS: link(f"{LINKS}/aFChunk", "chunk.html")}, PARTIAL),
    "macros": (
        {
            "word/vba.bin": b"x",
            BODY_RELS: link("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vba.bin"),
        },
        PARTIAL,
    ),
    "custom XML": (
        {"customXml/item9.xml": b"<a/>", BODY_RELS: link(f"{LINKS}/customXml", "../customXml/item9.xml")},
        PARTIAL,
    ),
    "a template from outside": (
        {BODY_RELS: link(f"{LINKS}/attachedTemplate", "https://example.org/t", OUT)},
        PARTIAL,
    ),
    "a picture from outside": ({BODY_RELS: link(f"{LINKS}/image", "https://example.org/p", OUT)}, PARTIAL),
    "a link from outside": ({ROOT_RELS: link(f"{LINKS}/hyperlink", "https://example.org/", OUT)}, PARTIAL),
    "properties from outside": (
        {ROOT_RELS: link(f"{LINKS}/custom-properties", "https://example.org/", OUT)},
        PARTIAL,
    ),
    "a second document": (
        {"word/d.xml": b"<a/>", ROOT_RELS: link(f"{LINKS}/officeDocument", "word/d.xml")},
        BROKEN,
    ),
    "a second document, in front": (
        {
            "word/d.xml": b"<a/>",
            ROOT_RELS: swap(
                "<Relationship ",
                f'<Relationship Id="r0" Type="{LINKS}/officeDocument" Target="word/d.xml"/><Relationship ',
            ),
        },
        BROKEN,
    ),
    "another target": ({BODY_RELS: swap('Target="styles.xml"', 'Target="../word/styles.xml"')}, BROKEN),
    "a target from outside": ({BODY_RELS: swap('Target="styles.xml"', f'Target="styles.xml"{OUT}')}, BROKEN),
    "another type": ({BODY_RELS: swap("relationships/styles", "relationships/theme")}, BROKEN),
    "an id twice": (
        {BODY_RELS: swap("<Relationship ", '<Relationship Id="rId1" Type="x" Target="y"/><Relationship ')},
        UNREADABLE,
    ),
    "a base for all targets": (
        {BODY_RELS: swap("<Relationships ", '<Relationships xml:base="/evil/" ')},
        UNREADABLE,
    ),
    "a base for the package's targets": (
        {ROOT_RELS: swap("<Relationships ", '<Relationships xml:base="/evil/" ')},
        UNREADABLE,
    ),
    "a base for one target": (
        {BODY_RELS: swap("<Relationship ", '<Relationship xml:base="/evil/" ')},
        UNREADABLE,
    ),
    "alternate content": (
        {
            BODY_RELS: swap(
                "<Relationship ",
                '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"/>'
                "<Relationship ",
            )
        },
        UNREADABLE,
    ),
    "properties of custom XML that is none": (
        {"word/evil.xml": b"<a/>", BODY_RELS: link(f"{LINKS}/customXmlProps", "evil.xml")},
        PARTIAL,
    ),
    "a PDF behind properties of custom XML": (
        {"word/evil.pdf": PDF, BODY_RELS: link(f"{LINKS}/customXmlProps", "evil.pdf")},
        PARTIAL,
    ),
    "a picture that properties lead to": (
        {"docProps/x.png": b"x", ROOT_RELS: link(f"{RELS}/metadata/thumbnail", "docProps/x.png")},
        UNREADABLE,
    ),
    "properties twice": (
        {
            "docProps/core2.xml": forge.core("No"),
            ROOT_RELS: link(f"{RELS}/metadata/core-properties", "docProps/core2.xml"),
        },
        UNREADABLE,
    ),
    "properties that have relationships": (
        {
            "docProps/_rels/core.xml.rels": forge.relationships(
                ("r1", f"{LINKS}/image", "../word/media/x.png")
            ),
            "word/media/x.png": b"x",
        },
        PARTIAL,
    ),
    "a document among the properties": (
        {"docProps/app.xml": forge.document()},
        UNREADABLE,
    ),
    "a page among the properties": ({"docProps/core.xml": HTML}, UNREADABLE),
    "a PDF among the properties": ({"docProps/core.xml": PDF}, UNREADABLE),
    "a style sheet in the properties": (
        {"docProps/core.xml": swap("<cp:core", '<?xml-stylesheet href="x.xsl"?><cp:core')},
        UNREADABLE,
    ),
    "markup in the properties": (
        {"docProps/core.xml": swap(">Letter<", '><b xmlns="http://www.w3.org/1999/xhtml">x</b><')},
        UNREADABLE,
    ),
    "a document type in the properties": (
        {"docProps/core.xml": swap("<cp:core", '<!DOCTYPE x SYSTEM "x"><cp:core')},
        UNREADABLE,
    ),
    "a second signature that is none": (
        {
            "_xmlsignatures/sig2.xml": b"<Signature/>",
            "_xmlsignatures/_rels/origin.sigs.rels": link(f"{RELS}/digital-signature/signature", "sig2.xml"),
            TYPES: swap(
                "</Types>",
                f'<Override PartName="/_xmlsignatures/sig2.xml" ContentType="{SIG_TYPE}"/></Types>',
            ),
        },
        BROKEN,
    ),
}


@pytest.mark.parametrize(("changes", "standing"), INJECTED.values(), ids=INJECTED)
def test_what_was_injected_is_noticed(tmp_path, changes, standing):
    """Though all that the signature names is as it was, or seems to be."""
    verdict = verdict_on(tmp_path, changed(sealed(), **changes))

    assert verdict.standing is standing, verdict.reasons


ITEMS = {
    "a second identity": ({"customXml/itemProps2.xml": lambda _: forge.item(1)}, ()),
    "identities exchanged": (
        {
            "customXml/itemProps1.xml": lambda _: forge.item(2),
            "customXml/itemProps2.xml": lambda _: forge.item(1),
        },
        (),
    ),
    "a document for an identity": ({"customXml/itemProps1.xml": lambda _: forge.document()}, ()),
    "a PDF for an identity": ({"customXml/itemProps1.xml": lambda _: PDF}, ()),
    "an identity that leads on": (
        {
            "customXml/_rels/itemProps1.xml.rels": forge.relationships(
                ("r1", f"{LINKS}/customXmlProps", "evil.xml")
            ),
            "customXml/evil.xml": b"<a/>",
        },
        (),
    ),
}
OPEN = (
    "customXml/itemProps1.xml",
    "customXml/itemProps2.xml",
    "customXml/_rels/item1.xml.rels",
    "customXml/_rels/item2.xml.rels",
)
"""What Word may leave out of custom XML."""


@pytest.mark.parametrize(("changes", "_"), ITEMS.values(), ids=ITEMS)
@pytest.mark.parametrize("omit", [(), OPEN], ids=["sealed with it", "left out"])
def test_what_hides_behind_custom_xml_is_noticed(tmp_path, changes, _, omit):
    """Where a page shows it: the control says which part by its identity alone."""
    content = sealed(control(forge.store(1)), with_items=True, omit=omit)

    verdict = verdict_on(tmp_path, changed(content, **changes))

    assert verdict.standing in {PARTIAL, BROKEN, UNREADABLE}
    assert verdict.standing is not BROKEN or not omit


def test_custom_xml_that_no_page_shows_may_have_open_properties(tmp_path):
    """As Word leaves them; and where a page shows it, all that leads to it must be sealed."""
    unshown = sealed(with_items=True, omit=OPEN)
    shown = sealed(control(forge.store(1)), with_items=True)
    open_ = sealed(control(forge.store(1)), with_items=True, omit=OPEN)

    assert verdict_on(tmp_path, unshown).standing is SOUND
    assert verdict_on(tmp_path, shown).standing is SOUND
    assert verdict_on(tmp_path, open_).standing is PARTIAL


# --- masking, and what programs repair ------------------------------------------------------------


MASKED = {
    "a type for the document": ({TYPES: swap("document.main+xml", "template.main+xml")}, BROKEN),
    "macros allowed": (
        {
            TYPES: swap(
                f"{forge.WORD}.document.main+xml", "application/vnd.ms-word.document.macroEnabled.main+xml"
            )
        },
        BROKEN,
    ),
    "a type by case": ({TYPES: swap("document.main+xml", "Document.main+xml")}, BROKEN),
    "no type for the document": (
        {TYPES: swap(f'<Override PartName="/{BODY}"', '<Override PartName="/word/other.xml"')},
        BROKEN,
    ),
    "a type twice": (
        {TYPES: swap("</Types>", f'<Override PartName="/{BODY}" ContentType="text/xml"/></Types>')},
        UNREADABLE,
    ),
    "a type that is elsewhere": ({TYPES: swap("<Types ", '<Types xml:base="/x/" ')}, UNREADABLE),
    "a type within a type": (
        {TYPES: swap("</Types>", '<Default Extension="q" ContentType="x"><Default/></Default></Types>')},
        UNREADABLE,
    ),
    "no types": ({TYPES: None}, UNREADABLE),
    "types that are none": ({TYPES: b"<a/>"}, UNREADABLE),
    "a document by two names": ({"WORD/document.xml": forge.document()}, UNREADABLE),
    "a document by an escaped name": ({"word/docum%65nt.xml": forge.document()}, UNREADABLE),
    "a part in pieces": ({"word/document.xml/[0].piece": b"<a/>"}, UNREADABLE),
    "a part out of the package": ({"../document.xml": b"<a/>"}, UNREADABLE),
    "another sentence": ({BODY: swap("ratify", "reject")}, BROKEN),
    "another style": ({"word/styles.xml": swap("<w:styles ", "<w:styles  ")}, BROKEN),
}


@pytest.mark.parametrize(("changes", "standing"), MASKED.values(), ids=MASKED)
def test_a_masked_or_spoilt_package_is_noticed(tmp_path, changes, standing):
    """Office would repair some of them, and show what nobody signed."""
    verdict = verdict_on(tmp_path, changed(sealed(), **changes))

    assert verdict.standing is standing, verdict.reasons


def test_the_signature_of_another_letter_vouches_for_none(tmp_path):
    """Universal forgery: a signature that holds, in a package that it does not name."""
    other = forge.letter(field("PAGE"))
    parts = parts_of(other) | {
        name: part for name, part in parts_of(sealed()).items() if name.startswith("_xmlsignatures/")
    }
    parts[ROOT_RELS], parts[TYPES] = parts_of(sealed())[ROOT_RELS], parts_of(sealed())[TYPES]

    assert verdict_on(tmp_path, forge.zipped(parts)).standing is BROKEN


# --- polyglots ------------------------------------------------------------------------------------

JPEG = "image/jpeg"
THUMBNAIL = f"{RELS}/metadata/thumbnail"


def pdf_as(name, type_, link_, part=None):
    """A sealed Word file with a whole PDF as its first part, which a signature leaves out."""
    return forge.with_part(
        sealed(), name, part or forging_pdf.letter(), type_, link=link_, first=True, stored=True
    )


POLYGLOTS = {
    "a PDF for a thumbnail": lambda: pdf_as("docProps/thumbnail.jpeg", JPEG, THUMBNAIL),
    "a PDF in a comment of a thumbnail": lambda: pdf_as(
        "docProps/thumbnail.jpeg",
        JPEG,
        THUMBNAIL,
        b"\xff\xd8\xff\xfe\x00\x20" + forging_pdf.letter() + b"\xff\xd9",
    ),
    "a packed PDF for a thumbnail": lambda: forge.with_part(
        sealed(), "docProps/thumbnail.jpeg", forging_pdf.letter(), JPEG, link=THUMBNAIL
    ),
    "a PDF for more properties": lambda: pdf_as(
        "docProps/custom.xml",
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        f"{LINKS}/custom-properties",
    ),
    "a PDF that nothing leads to": lambda: pdf_as("a.pdf", "application/pdf", None),
    "a PDF at the end": lambda: forge.with_part(
        sealed(), "z.pdf", forging_pdf.letter(), "application/pdf", stored=True
    ),
    "a PDF in front of it": lambda: forge.in_front(sealed(), forging_pdf.letter()),
    "a PDF in front, offsets as they were": lambda: forging_pdf.letter() + sealed(),
    "a sealed PDF in front of it": lambda: forge.in_front(sealed(), forging_pdf.sealed()),
    "a PDF behind it": lambda: sealed() + forging_pdf.letter(),
    "a PDF in the comment": lambda: sealed()[:-2] + b"\x09\0%PDF-1.7\n",
    "a page of a browser in front": lambda: forge.in_front(sealed(), HTML),
    "a picture in front": lambda: forge.in_front(sealed(), b"GIF89a\1\0\1\0\0\0\0;"),
    "a program in front": lambda: forge.in_front(sealed(), b"#!/bin/sh\nexit\n"),
    "a page of a browser behind": lambda: sealed() + HTML,
    "an old Word file in front": lambda: forge.in_front(
        sealed(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    ),
    "two packages": lambda: sealed() + forge.shifted(sealed(), len(sealed())),
    "a PDF with a package behind it": lambda: forging_pdf.sealed() + forge.letter(),
    "a PDF with a right package behind it": lambda: (
        forging_pdf.sealed() + forge.shifted(forge.letter(), len(forging_pdf.sealed()))
    ),
    "a page of a browser before a PDF": lambda: HTML + forging_pdf.sealed(),
}


@pytest.mark.parametrize("make", POLYGLOTS.values(), ids=POLYGLOTS)
def test_a_file_of_two_formats_is_refused(tmp_path, make):
    """Whatever it is called."""
    content = make()
    for name in ("letter", "letter.docx", "letter.pdf"):
        verdict = verdict_on(tmp_path, content, name=name)

        assert verdict.standing in {UNREADABLE, PARTIAL} - ({PARTIAL} if name == "letter.pdf" else set()), (
            name,
            verdict.reasons,
        )


def test_a_package_in_a_pdf_is_refused_though_the_seal_covers_it(tmp_path):
    """Whoever sealed it: a program for packages finds one in it."""
    import io

    import pikepdf

    from verify import pdf_seals

    with pikepdf.open(io.BytesIO(forging_pdf.letter())) as pdf:
        pdf.attachments["letter.docx"] = pikepdf.AttachedFileSpec(pdf, forge.letter())
        out = io.BytesIO()
        pdf.save(out, compress_streams=False)
    both = pdf_seals.seal(out.getvalue())
    assert b"PK\5\6" in both

    verdict = verdict_on(tmp_path, both)

    assert verdict.standing is UNREADABLE
    assert "a zip file in one" in verdict.reasons[0]


def test_four_bytes_that_end_a_package_by_chance_are_no_package(tmp_path):
    """They are in every so many megabytes of pictures."""
    from verify import pdf_seals

    chance = pdf_seals.seal(forging_pdf.letter().replace(b"(Ministry)", b"(PK\5\6 str)"))
    assert b"PK\5\6" in chance

    assert verdict_on(tmp_path, chance).standing is SOUND


NAMES = {
    "letter.pdf": (UNREADABLE, SOUND),
    "letter.docx": (SOUND, UNREADABLE),
    "letter.PDF": (UNREADABLE, SOUND),
    "letter.DOCX": (SOUND, UNREADABLE),
    "letter.docm": (SOUND, UNREADABLE),
    "letter.pdf.docx": (SOUND, UNREADABLE),
    "letter.docx.pdf": (UNREADABLE, SOUND),
    "letter.doc": (UNREADABLE, UNREADABLE),
    "letter.html": (UNREADABLE, UNREADABLE),
    "letter.xlsx": (UNREADABLE, UNREADABLE),
    "letter.zip": (UNREADABLE, UNREADABLE),
    "letter.exe": (UNREADABLE, UNREADABLE),
    "letter": (SOUND, SOUND),
    "letter of 3.11": (SOUND, SOUND),
    "letter.docx.bak": (SOUND, SOUND),
}


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_agrees_with_its_content(tmp_path, name):
    """Content decides; a name that says another format is refused, with the reason."""
    for content, standing, format_ in zip(
        (sealed(), forging_pdf.sealed()), NAMES[name], ("docx", "pdf"), strict=True
    ):
        verdict = verdict_on(tmp_path, content, name=name)

        assert verdict.standing is standing, verdict.reasons
        assert verdict.format == format_
        assert standing is SOUND or "its name ends in" in verdict.reasons[0]


# --- properties that show -------------------------------------------------------------------------

SHOWING = (
    "TITLE",
    " title \\* Upper ",
    "SUBJECT",
    "AUTHOR",
    "COMMENTS",
    "KEYWORDS",
    "LASTSAVEDBY",
    "CREATEDATE",
    "SAVEDATE",
    "PRINTDATE",
    "REVNUM",
    "EDITTIME",
    "NUMWORDS",
    "NUMCHARS",
    "TEMPLATE",
    "INFO Title",
    'DOCPROPERTY "Company"',
    "FILENAME \\p",
    "FILESIZE",
    "INCLUDETEXT c:\\\\x.docx",
    "INCLUDEPICTURE https://example.org/x.png",
    "LINK Excel.Sheet x",
    "DDEAUTO x y",
    "DATABASE x",
)
RUN = "<w:r><w:instrText>{}</w:instrText></w:r>"
MARK = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
BEGIN, SEPARATE, END = (MARK.format(each) for each in ("begin", "separate", "end"))
QUOTE = BEGIN + RUN.format("QUOTE TITLE") + SEPARATE + "<w:r><w:t>TITLE</w:t></w:r>" + END
HIDDEN = {
    "split over runs": BEGIN + RUN.format("TI") + RUN.format("T") + RUN.format("LE") + SEPARATE + END,
    "without a result": BEGIN + RUN.format("TITLE") + END,
    "without an end": BEGIN + RUN.format("TITLE"),
    "a simple field": '<w:fldSimple w:instr="TITLE"><w:r><w:t>x</w:t></w:r></w:fldSimple>',
    "in another's result": BEGIN + RUN.format("PAGE") + SEPARATE + BEGIN + RUN.format("TITLE") + END + END,
    "in another's code": BEGIN
    + RUN.format("IF ")
    + BEGIN
    + RUN.format("TITLE")
    + END
    + RUN.format(' = "x"')
    + END,
    "a simple field in a code": BEGIN + RUN.format("IF ") + '<w:fldSimple w:instr="SUBJECT"/>' + END,
    "made up by another": BEGIN + QUOTE + END,
    "half made up by another": BEGIN + RUN.format("TI") + QUOTE + END,
    "a code as plain text": BEGIN + "<w:r><w:t>TITLE</w:t></w:r>" + SEPARATE + END,
    "behind a page number": BEGIN + RUN.format("PAGE") + END + BEGIN + RUN.format("TITLE") + END,
    "a code in no field": RUN.format("TITLE"),
    "in quotation marks": BEGIN + RUN.format('"TITLE"') + END,
    "deleted, and still there": BEGIN + "<w:r><w:delInstrText>TITLE</w:delInstrText></w:r>" + END,
}


@pytest.mark.parametrize("code", SHOWING)
def test_a_field_that_shows_what_no_seal_covers_is_named(tmp_path, code):
    """The properties may change at will, and the page shows them."""
    content = sealed(field(code))

    forged = verdict_on(tmp_path, changed(content, **{"docProps/core.xml": forge.core("Withdrawal")}))

    assert forged.standing is PARTIAL, forged.reasons
    assert kind_of(code) in " ".join(forged.reasons)
    assert verdict_on(tmp_path, content).standing is PARTIAL


@pytest.mark.parametrize("inside", HIDDEN.values(), ids=HIDDEN)
def test_a_field_that_hides_is_found(tmp_path, inside):
    """Codes are split, nested and made up at will."""
    verdict = verdict_on(tmp_path, sealed(f"<w:p>{inside}</w:p>"))

    assert verdict.standing is PARTIAL, verdict.reasons


HARMLESS = [
    "PAGE",
    "NUMPAGES",
    "HYPERLINK https://example.org",
    "REF x",
    "TOC",
    "DATE",
    "STYLEREF Title",
    "= 1 + 2",
    "",
]


@pytest.mark.parametrize("code", HARMLESS)
def test_a_field_that_shows_what_is_sealed_leaves_it_sound(tmp_path, code):
    """No false alarm; where it shows the reader's own clock, that is said."""
    verdict = verdict_on(tmp_path, sealed(field(code)))

    assert verdict.standing is SOUND, verdict.reasons
    assert any("DATE" in note for note in verdict.seals[0].notes) == (code == "DATE")


def test_a_field_is_found_in_any_encoding_and_in_any_part(tmp_path):
    """A header in UTF-16, whose words no search of bytes finds."""
    header = f'<?xml version="1.0" encoding="UTF-16"?><w:hdr xmlns:w="{W}">{field("TITLE")}</w:hdr>'
    parts = parts_of(forge.letter())
    parts["word/header1.xml"] = header.encode("utf-16")
    parts[BODY_RELS] = link(f"{LINKS}/header", "header1.xml")(parts[BODY_RELS])
    parts[TYPES] = swap(
        "</Types>", f'<Override PartName="/word/header1.xml" ContentType="{forge.WORD}.header+xml"/></Types>'
    )(parts[TYPES])

    verdict = verdict_on(tmp_path, WordSigner().sign(forge.zipped(parts)))

    assert verdict.standing is PARTIAL
    assert "word/header1.xml" in verdict.reasons[0]


BOUND = {
    "the title": control(CORE, "/ns1:coreProperties[1]/ns0:title[1]"),
    "more properties": control("6668398D-A668-4E3E-A5EB-62B293D839F1"),
    "whatever has the path": control(""),
    "a store that is not there": control("99999999-9999-9999-9999-999999999999"),
    "as Word 2013 writes it": control(forge.store(9)).replace(
        "<w:dataBinding w:xpath",
        '<x:dataBinding xmlns:x="http://schemas.microsoft.com/office/word/2012/wordml" w:xpath',
    ),
}


@pytest.mark.parametrize("inside", BOUND.values(), ids=BOUND)
def test_a_control_that_shows_what_no_seal_covers_is_named(tmp_path, inside):
    """Bound to the properties, or to what may become theirs."""
    verdict = verdict_on(tmp_path, sealed(inside, with_items=True))

    assert verdict.standing is PARTIAL
    assert "a content control" in verdict.reasons[0]


def test_what_is_shown_from_outside_is_named_though_the_link_is_sealed(tmp_path):
    """The seal covers where the picture is, and not what is there."""
    parts = parts_of(forge.letter())
    parts[BODY_RELS] = link(f"{LINKS}/image", "https://example.org/p.png", OUT)(parts[BODY_RELS])

    verdict = verdict_on(tmp_path, WordSigner().sign(forge.zipped(parts)))

    assert verdict.standing is PARTIAL
    assert "https://example.org/p.png" in verdict.reasons[0]


def test_properties_that_are_what_they_say_may_be_added(tmp_path):
    """By Word, or by a server that files the letter: no page shows them."""
    custom = (
        f'{forge.XML}<Properties xmlns="{OFFICE}/custom-properties" xmlns:vt="{OFFICE}/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="File"><vt:lpwstr>1</vt:lpwstr>'
        "</property></Properties>"
    )
    type_ = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    filed = forge.with_part(
        sealed(), "docProps/custom.xml", custom.encode(), type_, link=f"{LINKS}/custom-properties"
    )
    shown = forge.with_part(
        sealed(field("PAGE")), "docProps/thumbnail.jpeg", b"\xff\xd8\xff\xe0\xff\xd9", JPEG, link=THUMBNAIL
    )

    assert verdict_on(tmp_path, filed).standing is SOUND
    assert verdict_on(tmp_path, shown).standing is SOUND


def test_a_workbook_says_that_it_is_one(tmp_path):
    """Content decides which format is judged."""
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    book = changed(forge.letter(), **{TYPES: swap(f"{forge.WORD}.document.main+xml", sheet)})
    signed = WordSigner().sign(book)

    assert verdict_on(tmp_path, signed, name="list.xlsx").format == "xlsx"
    assert verdict_on(tmp_path, signed, name="list.xlsx").standing is SOUND
    assert verdict_on(tmp_path, signed, name="list.docx").standing is UNREADABLE


def test_the_packages_of_these_tests_are_zip_files(tmp_path):
    """Those that are forged so that readers of zip files open them."""
    for name in (
        "a PDF in front of it",
        "a page of a browser in front",
        "a PDF with a right package behind it",
    ):
        path = tmp_path / "forged.zip"
        path.write_bytes(POLYGLOTS[name]())
        with zipfile.ZipFile(path) as archive:
            assert BODY in archive.namelist()
            assert archive.testzip() is None
