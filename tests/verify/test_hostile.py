"""Files that were made to do harm: each gets a verdict, soon, and none is taken for sealed."""

from __future__ import annotations

import io
import os
import struct
import warnings
import zipfile
import zlib
from functools import cache

import pytest

from letterforge.verify import SealStanding
from letterforge.verify.crypto.trust import Trust
from letterforge.verify.examination import examine_file
from letterforge.verify.guard import Guard
from verify import pdf_seals
from verify.examining import verdict_on
from verify.word_seals import RELS, WordSigner, changed, package, parts_of

TYPES = "[Content_Types].xml"


@pytest.fixture(scope="module")
def sealed(docx):
    return WordSigner().sign(docx)


def unreadable(verdict):
    return verdict.standing is SealStanding.UNREADABLE and verdict.faults


# --- packages ------------------------------------------------------------------------------------


def twice(sealed):
    out = io.BytesIO(sealed)
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("word/document.xml", b"<other/>")
    return out.getvalue()


def end_of(content):
    return struct.unpack("<4s4H2LH", content[-22:])


def with_directory_at(content, moved, between=b""):
    """The same zip file, with bytes in front of its directory, which starts so much later."""
    start = end_of(content)[6]
    record = bytearray(content[-22:])
    struct.pack_into("<L", record, 16, start + moved)
    return content[:start] + between + content[start:-22] + bytes(record)


def hidden_entry(sealed):
    """A whole entry between the last one and the directory, that only a reader of local headers finds."""
    packed = zlib.compress(b"<other/>")[2:-4]
    name = b"word/document.xml"
    size = (zlib.crc32(b"<other/>"), len(packed), 8, len(name), 0)
    entry = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 33, *size) + name + packed
    return with_directory_at(sealed, len(entry), entry)


def in_front(sealed):
    """A self-extracting program, as zip readers allow: all offsets are wrong by its length."""
    return b"PK and then a program" + sealed


def renamed_local(sealed):
    """The local header has another name than the directory."""
    at = sealed.index(b"word/styles.xml")
    return sealed[:at] + b"word/stylez.xml" + sealed[at + 15 :]


@cache
def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(64 * 1024 * 1024))
    return out.getvalue()


def lying_bomb():
    """An entry that says it is small."""
    content = bytearray(bomb())
    for mark, place in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        struct.pack_into("<L", content, content.index(mark) + place, 10)
    return bytes(content)


def encrypted(sealed):
    content = bytearray(sealed)
    content[6] |= 1
    content[content.index(b"PK\1\2") + 8] |= 1
    return bytes(content)


def with_extra(sealed, extra, comment=b""):
    """The same parts, each with an extra field, which only the zip file has."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts_of(sealed).items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.extra, entry.comment = extra, comment
            archive.writestr(entry, part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


ROOM = struct.pack("<5H", 0xA220, 4 + 400, 0xA028, 400, 0)[:-2]
"""What Office writes to keep room for a part; zeros follow."""


PACKAGES = {
    "bytes in an extra field": lambda sealed: with_extra(sealed, struct.pack("<2H", 0xCAFE, 99) + b"x" * 99),
    "bytes in the room for a part": lambda sealed: with_extra(sealed, ROOM + b"x" * 400),
    "bytes behind an extra field": lambda sealed: with_extra(sealed, b"abc"),
    "a comment on an entry": lambda sealed: with_extra(sealed, b"", b"more"),
    "an entry twice": twice,
    "an entry hidden": hidden_entry,
    "a program in front": in_front,
    "bytes behind": lambda sealed: sealed + b"more",
    "a comment": lambda sealed: sealed[:-2] + b"\4\0more",
    "another name inside": renamed_local,
    "a bomb": lambda _: bomb(),
    "a bomb that lies": lambda _: lying_bomb(),
    "encrypted": encrypted,
    "cut off": lambda sealed: sealed[: len(sealed) // 2],
    "only an end": lambda _: b"PK\5\6" + bytes(18),
    "two parts with one name": lambda sealed: changed(sealed, **{"WORD/Document.xml": b"<a/>"}),
    "one name written twice": lambda sealed: changed(sealed, **{"word/document%2Exml": b"<a/>"}),
    "a part outside": lambda sealed: changed(sealed, **{"../evil.xml": b"<a/>"}),
    "an absolute part": lambda sealed: changed(sealed, **{"/evil.xml": b"<a/>"}),
    "a part with a backslash": lambda sealed: changed(sealed, **{"word\\evil.xml": b"<a/>"}),
    "a part in pieces": lambda sealed: changed(sealed, **{"word/evil.xml/[0].piece": b"<a/>"}),
    "no types": lambda sealed: changed(sealed, **{TYPES: None}),
    "a type twice": lambda sealed: changed(
        sealed,
        **{
            TYPES: lambda part: part.replace(
                b"</Types>", b'<Default Extension="XML" ContentType="x"/></Types>'
            )
        },
    ),
    "an id twice": lambda sealed: changed(
        sealed,
        **{
            "_rels/.rels": lambda part: part.replace(
                b"<Relationship ", b'<Relationship Id="rOrigin" Type="x" Target="y"/><Relationship ', 1
            )
        },
    ),
    "entities": lambda sealed: changed(
        sealed,
        **{
            "_rels/.rels": '<!DOCTYPE r [<!ENTITY a "b">]><Relationships '
            f'xmlns="{RELS}">&a;</Relationships>'.encode()
        },
    ),
    "entities in another encoding": lambda sealed: changed(
        sealed,
        **{
            "_rels/.rels": f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE r [<!ENTITY a "b">]>'
            f'<Relationships xmlns="{RELS}"/>'.encode("utf-16")
        },
    ),
    "a billion laughs": lambda sealed: changed(
        sealed,
        **{
            TYPES: (
                '<!DOCTYPE r [<!ENTITY a "'
                + "ha" * 999
                + '">'
                + "".join(f'<!ENTITY a{n} "{"&a%s;" % (n - 1 or "") * 10}">' for n in range(1, 9))
                + "]><Types>&a8;</Types>"
            ).encode()
        },
    ),
    "another encoding": lambda sealed: changed(
        sealed,
        **{"_rels/.rels": lambda part: part.replace(b"UTF-8", b"ISO-8859-7", 1)},
    ),
    "an attribute that no signature covers": lambda sealed: changed(
        sealed,
        **{"_rels/.rels": lambda part: part.replace(b"<Relationship ", b'<Relationship xml:base="/x" ', 1)},
    ),
    "a part without a canonical form": lambda sealed: changed(
        sealed,
        **{
            "_xmlsignatures/sig1.xml": lambda part: part.replace(
                b"<SignedInfo>", b'<SignedInfo xmlns:a="b">', 1
            )
        },
    ),
    "a signature of many levels": lambda sealed: changed(
        sealed, **{"_xmlsignatures/sig1.xml": b"<a>" * 100_000 + b"</a>" * 100_000}
    ),
    "a signature outside": lambda sealed: changed(
        sealed,
        **{
            "_xmlsignatures/_rels/origin.sigs.rels": lambda part: part.replace(
                b'"sig1.xml"', b'"../../../etc/hostname"'
            )
        },
    ),
}


@pytest.mark.parametrize("make", PACKAGES.values(), ids=PACKAGES)
def test_a_hostile_package_is_refused(tmp_path, sealed, make):
    """With the reason."""
    verdict = verdict_on(tmp_path, make(sealed))

    assert unreadable(verdict), verdict


@pytest.mark.parametrize(
    "extra", [ROOM + bytes(400), struct.pack("<2HBL", 0x5455, 5, 1, 0)], ids=["room", "a time"]
)
def test_what_honest_programs_put_into_a_zip_file_is_no_fault(tmp_path, sealed, extra):
    """Room for a part to grow, as Office writes it; a time of change, as zip does."""
    assert verdict_on(tmp_path, with_extra(sealed, extra)).standing is SealStanding.SOUND


def test_a_manifest_of_a_hundred_thousand_references_ends(tmp_path, docx):
    """It names what is there again and again."""
    verdict = verdict_on(
        tmp_path,
        WordSigner(bend_manifest=lambda xml: xml + xml[: xml.index("</Reference>") + 12] * 10_000).sign(docx),
    )

    assert verdict.standing is SealStanding.BROKEN


# --- PDF -----------------------------------------------------------------------------------------


def built(*objects, root="1 0 R", tail=b""):
    """A PDF of these objects, numbered from 1."""
    out = b"%PDF-1.7\n"
    offsets = []
    for number, text in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + text.encode() + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d/Root %s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        root.encode(),
        start,
    )
    return out + tail


CATALOG = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>"
PAGES = "<</Type/Pages/Kids[]/Count 0>>"
SIGNATURE = "/V<</Type/Sig/SubFilter/ETSI.CAdES.detached/ByteRange[{}]/Contents<{}>>>"


def with_field(field, pages=PAGES):
    return built(CATALOG, pages, field)


PDFS = {
    "a field in itself": with_field("<</FT/Sig/T(a)/Kids[3 0 R]>>"),
    "a field that is a number": with_field("7"),
    "a page tree in itself": with_field("<</FT/Sig/T(a)>>", "<</Type/Pages/Kids[2 0 R]/Count 1>>"),
    "a catalogue that is itself": built("1 0 R"),
    "a range of nothing": with_field(f"<</FT/Sig/T(a){SIGNATURE.format('', '')}>>"),
    "a range of huge numbers": with_field(
        f"<</FT/Sig/T(a){SIGNATURE.format('0 99999999999999999999 1 2', 'aa')}>>"
    ),
    "a range of names": with_field(f"<</FT/Sig/T(a){SIGNATURE.format('/a /b /c /d', 'aa')}>>"),
    "a range below zero": with_field(f"<</FT/Sig/T(a){SIGNATURE.format('0 -1 -2 -3', 'aa')}>>"),
    "a signature that is none": with_field(f"<</FT/Sig/T(a){SIGNATURE.format('0 1 2 3', '3080' * 50)}>>"),
    "deep arrays": with_field("[" * 50_000 + "]" * 50_000),
    "no end": b"%PDF-1.7\n" + b"1 0 obj\n<<" * 10_000,
    "a table that leads to itself": b"%PDF-1.7\nxref\n0 0\ntrailer\n<</Root "
    b"1 0 R/Prev 9>>\nstartxref\n9\n%%EOF\n",
    "nothing behind its header": b"%PDF-1.7",
}


@pytest.mark.parametrize("content", PDFS.values(), ids=PDFS)
def test_a_hostile_pdf_gets_a_verdict(tmp_path, content):
    """None is sound, none is taken for sealed."""
    verdict = verdict_on(tmp_path, content)

    assert verdict.standing in {SealStanding.UNREADABLE, SealStanding.UNSEALED, SealStanding.BROKEN}


def test_a_pdf_behind_a_password_is_told(tmp_path, pdf):
    """Nothing in it can be believed or not."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))

    assert "password" in verdict_on(tmp_path, out.getvalue()).faults[0]


def test_a_pdf_that_is_a_zip_file_too_is_refused(tmp_path, pdf, sealed):
    """What it is must not depend on the reader."""
    both = pdf_seals.seal(pdf) + sealed

    assert not verdict_on(tmp_path, both).passes()
    assert not verdict_on(tmp_path, sealed + pdf_seals.seal(pdf)).passes()


# --- what is no file at all ----------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"hello", b"PK", b"\0" * 100, b"<html>"])
def test_what_is_neither_is_said_so(tmp_path, content):
    """Whatever its name."""
    assert unreadable(verdict_on(tmp_path, content))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_does_not_hold_up_the_run(tmp_path):
    """Nobody writes into it."""
    os.mkfifo(tmp_path / "letter.pdf")

    with Guard(Trust()) as guard:
        verdict = guard.examine(tmp_path / "letter.pdf")

    assert unreadable(verdict)


def test_a_file_beyond_all_measure_is_not_even_read(tmp_path):
    """Sparse: it says to have 300 MB."""
    path = tmp_path / "letter.pdf"
    with path.open("wb") as file:
        file.truncate(300 * 1024 * 1024)

    verdict = examine_file(path, Trust())

    assert unreadable(verdict)
    assert verdict.sha256 == ""


# --- the guard -----------------------------------------------------------------------------------


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_examined(tmp_path, sealed):
    """With no patience at all, any file takes too long."""
    path = tmp_path / "letter.docx"
    path.write_bytes(sealed)
    with Guard(Trust(), patience=0) as guard:
        assert "takes longer" in guard.examine(path).faults[0]
        guard._patience = 60

        assert guard.examine(path).standing is SealStanding.UNTRUSTED


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
def test_a_file_that_needs_too_much_memory_is_given_up(tmp_path):
    """A stream of a PDF that unpacks without end."""
    packed = zlib.compress(bytes(400 * 1024 * 1024), 1)
    stream = f"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length {len(packed)}>>\nstream\n"
    body = b"%PDF-1.7\n1 0 obj\n" + stream.encode() + packed + b"\nendstream\nendobj\n"
    path = tmp_path / "letter.pdf"
    index = struct.pack(">BHB", 0, 0, 0) + struct.pack(">BHB", 1, 9, 0) + struct.pack(">BHB", 2, 1, 0)
    table = b"2 0 obj\n<</Type/XRef/Size 3/W[1 2 1]/Root 2 0 R/Length %d>>\nstream\n" % len(index)
    path.write_bytes(body + table + index + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % len(body))

    with Guard(Trust(), memory=400 * 1024 * 1024) as guard:
        verdict = guard.examine(path)

    assert verdict.standing is SealStanding.UNREADABLE


def test_parts_are_as_they_were(sealed):
    """The helpers of these tests change what they say, and nothing else."""
    assert parts_of(package(parts_of(sealed))) == parts_of(sealed)
