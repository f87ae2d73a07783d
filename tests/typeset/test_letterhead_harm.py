"""A letterhead in PDF that refers to what is not in it, runs something, or unpacks without end."""

from __future__ import annotations

import io
import subprocess
import sys
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from letterforge.errors import BrokenCampaign, Code, Severity
from letterforge.model import Format
from letterforge.typeset import check_stationery
from letterforge.typeset.letterhead.reader import LEFT_BEHIND
from letterforge.typeset.to_pdf import PdfTypesetter
from letterforge.typeset.to_typst import TypstTypesetter
from letterheads import changed, letterhead, saved
from letters import plain_letter, sample_campaign

A4 = (595.28, 841.89)
OUTSIDE = Dictionary(Type=Name.Filespec, F=String(r"\\server\share\x.pdf"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("campaign")
    sample_campaign(folder)
    return folder


def page(content: bytes = b"", **resources) -> tuple[pikepdf.Pdf, pikepdf.Page]:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=A4)
    page.Resources = Dictionary(**resources)
    page.Contents = document.make_stream(content)
    return document, page


def form(document: pikepdf.Pdf, content: bytes = b"0 0 1 rg 0 0 9 9 re f", **more) -> Stream:
    return document.make_indirect(
        Stream(document, content, Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9], **more))
    )


def image(document: pikepdf.Pdf, **more) -> Stream:
    looks = {"Width": 1, "Height": 1, "BitsPerComponent": 8, "ColorSpace": Name.DeviceRGB} | more
    return document.make_indirect(
        Stream(document, b"\1\2\3", Dictionary(Type=Name.XObject, Subtype=Name.Image, **looks))
    )


def with_object(make, content: bytes = b"/X Do") -> bytes:
    document, page_ = page(content)
    page_.Resources.XObject = Dictionary(X=make(document))
    return saved(document)


# --- what is taken out -----------------------------------------------------------------------------

TAKEN_OUT = {
    "Ref": lambda d: form(d, Ref=Dictionary(F=OUTSIDE, Page=0)),
    "AF": lambda d: image(d, AF=Array([OUTSIDE])),
    "Measure": lambda d: image(d, Measure=Dictionary(URL=String("http://example.org"))),
    "PtData": lambda d: form(d, PtData=Dictionary(URL=String("http://example.org"))),
    "Alternates": lambda d: image(d, Alternates=Array([Dictionary(Image=image(d), DefaultForPrinting=True)])),
    "OPI": lambda d: image(d, OPI=Dictionary({"/2.0": Dictionary(Type=Name.OPI, F=OUTSIDE)})),
    "PieceInfo": lambda d: form(d, PieceInfo=Dictionary(App=Dictionary(Private=OUTSIDE))),
    "Metadata": lambda d: form(d, Metadata=d.make_stream(b"<x/>")),
    "AA": lambda d: form(d, AA=Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))),
    "NeverHeard": lambda d: form(d, NeverHeard=Dictionary(F=OUTSIDE)),
    "Profile": lambda d: image(
        d, ColorSpace=Array([Name.ICCBased, Stream(d, b"x", Dictionary(N=3, NeverHeard=OUTSIDE))])
    ),
}


@pytest.mark.parametrize("name", TAKEN_OUT)
def test_what_refers_to_something_else_stays_behind(folder, name):
    """In the PDF by WeasyPrint and by Typst: no key of it comes along, and nothing that only it needs."""
    (folder / "odd.pdf").write_bytes(with_object(TAKEN_OUT[name]))
    campaign = sample_campaign(folder, letterhead_pdf="odd.pdf")

    told = check_stationery(campaign, [Format.PDF])
    assert [problem.severity for problem in told] == [Severity.WARNING] * (f"/{name}" in LEFT_BEHIND)
    for typesetter in (PdfTypesetter(campaign), TypstTypesetter(campaign)):
        content = typesetter.set(plain_letter()).content
        with pikepdf.open(io.BytesIO(content)) as letter:
            words = b"".join(each.unparse(resolved=True) for each in letter.objects)
        assert b"/X" in words
        for trace in (b"server", b"example.org", b"JavaScript", f"/{name}".encode()):
            if name not in {"Metadata", "Profile"} or trace != f"/{name}".encode():
                assert trace not in words


def test_actions_files_and_notes_of_the_file_stay_behind(folder):
    def burdened(document: pikepdf.Pdf) -> None:
        document.attachments["evil.exe"] = b"MZ"
        first = document.pages[0]
        first.AA = Dictionary(O=Dictionary(S=Name.URI, URI=String("http://example.org")))
        first.Annots = Array(
            [Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=[0, 0, 9, 9], RichMediaContent=OUTSIDE)]
        )

    (folder / "odd.pdf").write_bytes(changed(letterhead("LETTERHEAD"), burdened))
    campaign = sample_campaign(folder, letterhead_pdf="odd.pdf")

    content = PdfTypesetter(campaign).set(plain_letter()).content

    with pikepdf.open(io.BytesIO(content)) as letter:
        words = b"".join(each.unparse(resolved=True) for each in letter.objects)
        assert not list(letter.attachments)
    for trace in (b"example.org", b"RichMedia", b"server", b"evil.exe"):
        assert trace not in words


# --- what is refused -------------------------------------------------------------------------------


def doubling(document: pikepdf.Pdf, depth: int = 30) -> Stream:
    last = form(document)
    for _ in range(depth):
        last = form(document, b"/X Do /X Do", Resources=Dictionary(XObject=Dictionary(X=last)))
    return last


def nested(document: pikepdf.Pdf) -> Stream:
    last = form(document)
    for _ in range(70):
        last = form(document, b"/X Do", Resources=Dictionary(XObject=Dictionary(X=last)))
    return last


def drawing_itself(document: pikepdf.Pdf) -> Stream:
    found = form(document, b"/X Do", Resources=Dictionary(XObject=Dictionary()))
    found.Resources.XObject.X = found
    return found


def masked(document: pikepdf.Pdf) -> Stream:
    """Each draws the next as its mask, forty times."""
    last = form(document)
    for _ in range(6):
        state = Dictionary(SMask=Dictionary(S=Name.Alpha, G=last))
        last = form(
            document, b"/S gs 0 0 9 9 re f " * 40, Resources=Dictionary(ExtGState=Dictionary(S=state))
        )
    return last


def lettered(document: pikepdf.Pdf) -> Stream:
    """A typeface whose every letter is a large drawing."""
    glyph = document.make_stream(b"500 0 0 0 500 500 d1 " + b"0 0 9 9 re f " * 4_000)
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=[0, 0, 9, 9],
        FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
        CharProcs=Dictionary(a=glyph),
        Encoding=Dictionary(Differences=Array([97, Name.a])),
        FirstChar=97,
        LastChar=97,
        Widths=Array([500]),
        Resources=Dictionary(),
    )
    text = b"BT /F 9 Tf (" + b"a" * 1_000 + b") Tj ET"
    return form(document, text, Resources=Dictionary(Font=Dictionary(F=font)))


def deep(document: pikepdf.Pdf) -> Stream:
    value = Array([])
    for _ in range(150):
        value = Array([value])
    return form(document, Matrix=value)


REFUSED = {
    "another file": (lambda d: image(d, F=OUTSIDE), "is in another file"),
    "PostScript": (
        lambda d: d.make_indirect(Stream(d, b"x", Dictionary(Type=Name.XObject, Subtype=Name.PS))),
        "a kind that letters cannot have (/PS)",
    ),
    "PostScript in a form": (lambda d: form(d, Subtype2=Name.PS, PS=d.make_stream(b"x")), "a kind that"),
    "doubling": (doubling, "has more than 1,000,000 drawing commands"),
    "nested": (nested, "deeper than"),
    "itself": (drawing_itself, "draws itself"),
    "masks": (masked, "drawing commands"),
    "letters": (lettered, "drawing commands"),
    "deep": (deep, "deeper than"),
    "a large picture": (lambda d: image(d, Width=100_000, Height=100_000), "million pixels"),
    "no picture": (lambda d: image(d, Width=-1, Height=-1), "without a size"),
    "many filters": (
        lambda d: image(d, Filter=Array([Name.ASCIIHexDecode] * 3)),
        "compressed in an unknown way",
    ),
    "no filter": (lambda d: image(d, Filter=Name.NeverHeard), "compressed in an unknown way"),
    "odd font": (
        lambda d: form(
            d,
            Resources=Dictionary(
                Font=Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type0, DescendantFonts=Array([])))
            ),
        ),
        "not a valid PDF",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_could_do_harm_is_refused_before_any_letter(folder, name):
    make, words = REFUSED[name]

    assert words in refused(folder, with_object(make))


def refused(folder, content: bytes) -> str:
    (folder / "bad.pdf").write_bytes(content)
    campaign = sample_campaign(folder, letterhead_pdf="bad.pdf")
    (problem,) = check_stationery(campaign, [Format.PDF])
    assert problem.code is Code.BAD_LETTERHEAD
    assert problem.message.startswith("bad.pdf ")
    for typesetter in (PdfTypesetter, TypstTypesetter):
        with pytest.raises(BrokenCampaign):
            typesetter(campaign)
    return problem.message


def xfa(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = Dictionary(XFA=document.make_stream(b"<x/>"), Fields=Array())


def opened_by_script(document: pikepdf.Pdf) -> None:
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array()))


def acting(document: pikepdf.Pdf) -> None:
    document.Root.AA = Dictionary(WC=Dictionary(S=Name.JavaScript, JS=String("x")))


def boxed(*numbers) -> object:
    def change(document: pikepdf.Pdf) -> None:
        for box in ("/TrimBox", "/BleedBox", "/CropBox", "/ArtBox"):
            if box in document.pages[0]:
                del document.pages[0][box]
        document.pages[0].MediaBox = Array(numbers)

    return change


@pytest.mark.parametrize(
    "change",
    [
        xfa,
        opened_by_script,
        acting,
        boxed(0, 0, 10**12, 10**12),
        boxed(0, 0, 0, 0),
        boxed(0, 0, 595),
        boxed(0, 0, Name.A, Name.B),
        lambda d: setattr(d.Root, "Names", 7),
        lambda d: setattr(d.Root, "OpenAction", Dictionary(S=Name.JavaScript, JS=String("x"))),
    ],
)
def test_a_file_with_scripts_or_absurd_boxes_is_refused(folder, change):
    refused(folder, changed(letterhead("X"), change))


BOMB = zlib.compress(bytes(300_000_000), 9)
MEMORY = 800_000_000
ALONE = """\
import pathlib, resource, sys
from letterforge.typeset.letterhead.fault import BadLetterheadError
from letterforge.typeset.letterhead.file import read_pdf_letterhead
resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
try:
    read_pdf_letterhead(pathlib.Path(sys.argv[1]), (595.28, 841.89), archivable=False)
except BadLetterheadError as error:
    print(error)
"""


def raw(*objects: bytes, start: int = 0) -> bytes:
    """A file of objects as they are, with a table of where they stand."""
    written, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(written))
    return written + b"xref\n0 %d\n0000000000 65535 f \n%b%b" % (len(objects) + 1, table, trailer)


def stream(entries: bytes, content: bytes) -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (entries, len(content), content)


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.28 "
    b"841.89]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>"
)
DRAWS = stream(b"", b"/X Do")


def table_bomb(filters: bytes, content: bytes) -> bytes:
    start = b"%PDF-1.7\n1 0 obj\n" + CATALOG + b"\nendobj\n"
    table = stream(b"/Type/XRef/Size 6/W[1 2 1]/Root 1 0 R/Filter" + filters, content)
    return start + b"2 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, len(start))


PICTURE = b"/Type/XObject/Subtype/Image/Width 99/Height 99/BitsPerComponent 8/ColorSpace/DeviceGray/Filter"
BOMBS = {
    "content": raw(CATALOG, PAGES, PAGE, stream(b"/Filter/FlateDecode", BOMB)),
    "content packed twice": raw(
        CATALOG, PAGES, PAGE, stream(b"/Filter[/FlateDecode/FlateDecode]", zlib.compress(BOMB, 9))
    ),
    "content in lengths": raw(
        CATALOG,
        PAGES,
        PAGE,
        stream(b"/Filter[/FlateDecode/RunLengthDecode]", zlib.compress(b"\x81 " * 3_000_000, 9)),
    ),
    "content by LZW": raw(CATALOG, PAGES, PAGE, stream(b"/Filter/LZWDecode", bytes(100_000))),
    "operators": raw(
        CATALOG, PAGES, PAGE, stream(b"/Filter/FlateDecode", zlib.compress(b"q " * 2_400_000, 9))
    ),
    "picture": raw(CATALOG, PAGES, PAGE, DRAWS, stream(PICTURE + b"/FlateDecode", BOMB)),
    "form": raw(
        CATALOG,
        PAGES,
        PAGE,
        DRAWS,
        stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Filter/FlateDecode", BOMB),
    ),
    "table": table_bomb(b"/FlateDecode", BOMB),
    "table by LZW": table_bomb(b"/LZW#44ecode", bytes(100_000)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_unpacks_without_end_is_refused_in_little_memory(tmp_path, name):
    path = tmp_path / "bomb.pdf"
    path.write_bytes(BOMBS[name])
    command = [sys.executable, "-c", ALONE.format(memory=MEMORY), str(path)]

    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


# --- what is honest --------------------------------------------------------------------------------


def rich() -> bytes:
    """A letterhead with every kind of drawing."""
    document, page_ = page()
    function = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0], C1=[1, 0, 0], N=1)
    shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=[0, 0, 9, 9], Function=function)
    joined = Dictionary(
        FunctionType=3,
        Domain=[0, 1],
        Functions=Array([function, function]),
        Bounds=[0.5],
        Encode=[0, 1, 0, 1],
    )
    tiles = document.make_stream(b"0 0 1 1 re f")
    for key, value in {
        "/PatternType": 1,
        "/PaintType": 1,
        "/TilingType": 1,
        "/BBox": Array([0, 0, 2, 2]),
        "/XStep": 2,
        "/YStep": 2,
        "/Resources": Dictionary(),
    }.items():
        tiles[key] = value
    mask = form(document, Group=Dictionary(S=Name.Transparency, CS=Name.DeviceGray))
    indexed = Array([Name.Indexed, Name.DeviceRGB, 0, String(b"\1\2\3")])
    separated = Array([Name.Separation, Name("/Spot"), Name.DeviceRGB, joined])
    inner = form(
        document, b"/I Do", Resources=Dictionary(XObject=Dictionary(I=image(document, ColorSpace=indexed)))
    )
    page_.Resources = Dictionary(
        XObject=Dictionary(X=inner, S=image(document, SMask=image(document, ColorSpace=Name.DeviceGray))),
        Shading=Dictionary(G=shading),
        Pattern=Dictionary(P=tiles, Q=Dictionary(PatternType=2, Shading=shading)),
        ExtGState=Dictionary(M=Dictionary(SMask=Dictionary(S=Name.Luminosity, G=mask), ca=0.5)),
        ColorSpace=Dictionary(C=separated),
    )
    page_.Contents = document.make_stream(
        b"/X Do /S Do /G sh /Pattern cs /P scn 0 0 9 9 re f /Q "
        b"scn 0 0 9 9 re f q /M gs /C cs 1 scn 0 0 9 9 re f Q"
    )
    return saved(document)


def test_a_letterhead_of_every_kind_of_drawing_comes_along(folder):
    """Gradients, patterns, masks, pictures of several kinds, colour profiles, drawings within drawings."""
    (folder / "rich.pdf").write_bytes(rich())
    campaign = sample_campaign(folder, letterhead_pdf="rich.pdf")

    assert check_stationery(campaign, [Format.PDF]) == []
    content = PdfTypesetter(campaign).set(plain_letter()).content

    with pikepdf.open(io.BytesIO(content)) as letter:
        assert letter.check_pdf_syntax() == []
        (taken,) = [each for name, each in letter.pages[0].Resources.XObject.items() if "letterhead" in name]
        assert Name.DeviceGray == taken.Resources.ExtGState.M.SMask.G.Group.CS
        assert taken.Resources.Pattern.P.TilingType == 1
        assert bytes(taken.Resources.Pattern.P.read_bytes()).split() == [b"0", b"0", b"1", b"1", b"re", b"f"]
        assert taken.Resources.Pattern.Q.Shading.Function.C1 == [1, 0, 0]
        assert taken.Resources.ColorSpace.C[3].Functions[1].N == 1
        assert bytes(taken.Resources.XObject.X.Resources.XObject.I.ColorSpace[3]) == b"\1\2\3"
        assert taken.Resources.XObject.S.SMask.Width == 1
