"""Word files whose pages show what no seal covers: fields, content controls, pictures from outside."""

from __future__ import annotations

import pytest

from letterforge.verify import SealStanding
from letterforge.verify.docx.shown import kind_of_field
from verify import forging_word as forge
from verify.examining import verdict_on
from verify.forging_word import (
    BODY_RELS,
    CORE,
    LINKS,
    OFFICE,
    RELS,
    TYPES,
    W,
    control,
    field,
    link,
    sealed,
    swap,
)
from verify.word_seals import WordSigner, changed, parts_of

PARTIAL, SOUND, UNREADABLE, UNSEALED = (
    SealStanding.PARTIAL,
    SealStanding.SOUND,
    SealStanding.UNREADABLE,
    SealStanding.UNSEALED,
)


OUT = ' TargetMode="External"'


JPEG = "image/jpeg"
THUMBNAIL = f"{RELS}/metadata/thumbnail"


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
    assert kind_of_field(code) in " ".join(forged.reasons)
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
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" '
        'pid="2" name="File"><vt:lpwstr>1</vt:lpwstr>'
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
