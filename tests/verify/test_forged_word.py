"""Forged Word files of every published class: none is sound, and each gets the verdict that it deserves."""

from __future__ import annotations

import re

import pytest

from letterforge.verify import SealStanding
from verify import forging_word as forge
from verify.examining import verdict_on
from verify.forging_word import (
    BODY,
    BODY_RELS,
    LINKS,
    RELS,
    ROOT_RELS,
    SIGNATURE,
    TYPES,
    control,
    field,
    link,
    sealed,
    swap,
)
from verify.word_seals import SIG_TYPE, changed, parts_of

BROKEN, PARTIAL, SOUND = SealStanding.BROKEN, SealStanding.PARTIAL, SealStanding.SOUND
UNREADABLE, UNSEALED = SealStanding.UNREADABLE, SealStanding.UNSEALED


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
                "<mc:AlternateContent "
                'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"/>'
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
