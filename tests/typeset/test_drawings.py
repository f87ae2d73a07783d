"""SVG signatures and logos: what refers outside itself or costs too much is refused in all outputs."""

from __future__ import annotations

import base64
import io
import subprocess
import sys
import warnings
import zlib
from dataclasses import replace

import pytest
from PIL import Image

from letterforge.campaign import Campaign
from letterforge.errors import BrokenCampaign, Code, LetterFailed
from letterforge.model import Format, Signature
from letterforge.typeset import check_stationery
from letterforge.typeset.drawings import BadDrawingError, draw_png, require_fit
from letterforge.typeset.pictures import BadPictureError, read_picture
from letterforge.typeset.to_docx import DocxTypesetter
from letterforge.typeset.to_pdf import PdfTypesetter
from letterforge.typeset.to_typst import TypstTypesetter
from letters import plain_letter, sample_campaign

NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
BOX = 'viewBox="0 0 100 20"'
RECT = '<rect width="100" height="20"'


def svg(body: str, head: str = BOX) -> str:
    return f"<svg {NAMES} {head}>{body}</svg>"


def png(width: int = 3, height: int = 1, kind: str = "PNG") -> str:
    content = io.BytesIO()
    Image.new("L", (width, height)).save(content, kind)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(content.getvalue()).decode()}"


def huge_png(side: int = 100_000) -> str:
    """A picture of nothing that unpacks to ten gigabytes, or to the square of a side."""
    content = bytearray(base64.b64decode(png().partition(",")[2]))
    content[16:24] = side.to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")  # else it is refused as damaged
    return f"data:image/png;base64,{base64.b64encode(bytes(content)).decode()}"


OUTSIDE = {
    "picture": svg('<image xlink:href="/srv/elsewhere/picture.png" width="9" height="9"/>'),
    "picture beside it": svg('<image href="signature.png" width="9" height="9"/>'),
    "picture of the net": svg('<image href=" HTTPS://example.org/x.png" width="9" height="9"/>'),
    "picture written out": svg('<image href="data:image/svg+xml,&lt;svg/&gt;" width="9" height="9"/>'),
    "picture that is none": svg('<image href="data:image/png;base64,AAAA" width="9" height="9"/>'),
    "huge picture": svg(f'<image href="{huge_png()}" width="9" height="9"/>'),
    "other kind": svg('<image href="data:text/html;base64,AAAA" width="9" height="9"/>'),
    "in metadata": svg('<metadata><x:image xmlns:x="urn:x" xlink:href="/etc/hostname"/></metadata>'),
    "foreign element": svg('<x:image xmlns:x="urn:x" xlink:href="/etc/hostname" width="9" height="9"/>'),
    "use": svg('<use xlink:href="other.svg#a"/>'),
    "gradient": svg(f'<linearGradient id="g" href="other.svg#g"/>{RECT} fill="url(#g)"/>'),
    "text path": svg('<text><textPath href="other.svg#p">x</textPath></text>'),
    "link": svg(f'<a href="https://example.org">{RECT}/></a>'),
    "feImage": svg(f'<filter id="f"><feImage href="/etc/hostname"/></filter>{RECT} filter="url(#f)"/>'),
    "script": svg("<script>alert(1)</script>"),
    "script elsewhere": svg('<h:script xmlns:h="http://www.w3.org/1999/xhtml" src="x.js"/>'),
    "html": svg('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>'),
    "event": svg(f'{RECT} onclick="alert(1)"/>'),
    "animation": svg(f'{RECT}><set attributeName="href" to="http://example.org"/></rect>'),
    "style": svg(f'{RECT} style="fill:url(http://example.org/x.svg#a)"/>'),
    "escaped style": svg(f'{RECT} style="fill:u\\72l(http://example.org/x.svg#a)"/>'),
    "quoted": svg(f"{RECT} fill=\"url('../x.svg#a')\"/>"),
    "image set": svg(f"{RECT} style=\"fill:image-set('x.png' 1x)\"/>"),
    "mask": svg(f'{RECT} mask="url(x.svg#a)"/>'),
    "sheet": svg(f"<style>.a{{fill:url(x.svg#a)}}</style>{RECT}/>"),
    "import": svg(f"<style>@import 'x.css';</style>{RECT}/>"),
    "escaped import": svg(f"<style>@\\69mport url(#x);</style>{RECT}/>"),
    "import in the middle": svg(f"<style>.a{{}} @media print{{@import 'x.css';}}</style>{RECT}/>"),
    "font": svg("<style>@font-face{font-family:x;src:url(#x)}</style><text>x</text>"),
    "font element": svg(
        '<font-face><font-face-src><font-face-uri href="x.ttf"/></font-face-src></font-face>'
    ),
    "data of a style": svg(f"<style>@import url(data:text/css,x);</style>{RECT}/>"),
    "base": svg(f'<g xml:base="http://example.org/">{RECT}/></g>'),
    "instruction": f'<?xml-stylesheet href="x.css"?>{svg("")}',
    "entities": f'<!DOCTYPE svg [<!ENTITY x "y">]>{svg("<text>&x;</text>")}',
    "external entity": f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>{svg("<text>&x;</text>")}',
    "type elsewhere": f'<!DOCTYPE svg SYSTEM "http://example.org/x.dtd">{svg("")}',
    "inclusion": svg('<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="x.svg"/>'),
    "other encoding": f'<?xml version="1.0" encoding="UTF-7"?>{svg("")}',
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_drawing_that_refers_outside_itself_is_refused_when_it_is_read(tmp_path, name):
    path = tmp_path / "logo.svg"
    path.write_text(OUTSIDE[name], encoding="utf-8")

    with pytest.raises(BadPictureError):
        read_picture(path)


def chain(kind: str, attribute: str, depth: int = 25) -> str:
    """Each of so many is drawn twice by the next."""
    made = [f'<{kind} id="a0">{RECT}/></{kind}>']
    for number in range(1, depth):
        use = (
            f"{RECT} {attribute.format(number - 1)}/>"
            if kind != "g"
            else f'<use xlink:href="#a{number - 1}"/>'
        )
        made.append(f'<{kind} id="a{number}">{use}{use}</{kind}>')
    last = f"{RECT} {attribute.format(depth - 1)}/>" if kind != "g" else f'<use xlink:href="#a{depth - 1}"/>'
    return svg("<defs>" + "".join(made) + "</defs>" + last)


def filtered(primitive: str, region: str = "") -> str:
    return svg(f'<filter id="f" {region}>{primitive}</filter>{RECT} filter="url(#f)"/>')


BOMBS = {
    "wide": (svg("", 'viewBox="0 0 1000000 1"'), "times as long"),
    "high": (svg("", 'width="1" height="900"'), "times as long"),
    "wide of another width": (svg("", 'width="9" height="9" viewBox="0 0 100000 1"'), "times as long"),
    "no size": (svg('<rect width="1000000" height="1"/>', ""), "does not have a size"),
    "no height": (svg('<rect width="1000000" height="1"/>', 'width="9"'), "does not have a size"),
    "zero": (svg("", 'width="0" height="9"'), "its size cannot be drawn"),
    "huge": (svg("", 'width="99999999" height="99999999"'), "its size cannot be drawn"),
    "negative": (svg("", 'viewBox="0 0 -9 9"'), "its size cannot be drawn"),
    "infinite": (svg("", 'viewBox="0 0 1e999 1e999"'), "number that cannot be drawn"),
    "not a number": (svg("", 'width="NaN" height="9"'), "number that cannot be drawn"),
    "words": (svg("", 'width="large" height="9"'), "its size cannot be read"),
    "odd box": (svg("", 'viewBox="0 0 9"'), "its viewBox cannot be read"),
    "deep": (svg("<g>" * 100 + "</g>" * 100), "nested deeper"),
    "deeper": (svg("<g>" * 100_000 + "</g>" * 100_000), "nested deeper"),
    "many": (svg("<g/>" * 60_000), "more than 50,000 elements"),
    "large": (svg("<desc>" + "x" * 10_000_001 + "</desc>"), "larger than 10 MB"),
    "use": (chain("g", ""), "draws more than"),
    "masks": (chain("mask", 'mask="url(#a{})"'), "more than"),
    "masks by name": (chain("mask", 'mask="#a{}"'), "more than"),
    "masks in percent": (chain("mask", 'mask="url(#%61{})"'), "more than"),
    "masks by style": (chain("mask", 'style="mask:url(#a{})"'), "more than"),
    "clips": (chain("clipPath", 'clip-path="url(#a{})"'), "more than"),
    "patterns": (chain("pattern", 'fill="url(#a{})"'), "more than"),
    "markers": (
        svg(f'<marker id="m">{RECT}/></marker><path marker-mid="url(#m)" d="M0 0{"L1 1" * 9_000}"/>'),
        "more than",
    ),
    "by a rule": (
        svg(f"<style>rect{{mask:url(#m)}}</style><mask id='m'>{'<path/>' * 100}</mask>{f'{RECT}/>' * 5_000}"),
        "more than",
    ),
    "a long text": (svg(f"<text>{'ab ' * 9_000}</text>"), "more than 10,000 characters of text"),
    "a long text in parts": (
        svg(f"<text>{'<tspan>a</tspan>b' * 9_000}</text>"),
        "more than 10,000 characters of text",
    ),
    "a long line often": (
        svg(f'<path id="p" d="M0 0{"L1 1" * 90_000}"/>' + '<use href="#p"/>' * 900),
        "draws more than",
    ),
    "itself": (svg('<g id="a"><use href="#a"/></g>'), "drawn within itself"),
    "mask itself": (svg(f'<mask id="a">{RECT} mask="url(#a)"/></mask>'), "drawn within itself"),
    "pattern itself": (svg(f'<pattern id="a">{RECT} fill="url(#a)"/></pattern>'), "drawn within itself"),
    "turbulence": (filtered('<feTurbulence numOctaves="1000000000"/>'), "octaves"),
    "convolution": (filtered('<feConvolveMatrix order="200 200" kernelMatrix="1"/>'), "wider than"),
    "filter region": (filtered("<feFlood/>", 'x="-9000%" width="99999%"'), "much larger than the shape"),
    "relative region": (filtered("<feFlood/>", 'width="500"'), "much larger than the shape"),
    "morphology": (filtered('<feMorphology radius="1e9"/>'), "number that cannot be drawn"),
    "scale": (svg(f'<g transform="scale(1e20)">{RECT}/></g>'), "number that cannot be drawn"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_drawing_that_costs_too_much_is_refused_by_name(name):
    content, words = BOMBS[name]

    with pytest.raises(BadDrawingError, match=words):
        require_fit(content.encode())


HUGE = 'width="10000000" height="10000000" patternUnits="userSpaceOnUse"'
FAR = '<polygon points="1e5 1e7 1e7 1 -1 -99999999 0.00000001 1" opacity=".5"/>'
HEAVY = {
    "a huge pattern": svg(f'<pattern id="p" {HUGE}><path d="M0 0h1v1z"/></pattern>{RECT} fill="url(#p)"/>'),
    "far outside": svg(FAR),
}


@pytest.mark.parametrize("name", HEAVY)
def test_a_drawing_that_ends_the_process_which_draws_it_ends_no_other(tmp_path, name):
    """resvg takes memory that is not there, and the process is gone; here it is another one.

    `far outside` does so at a height of 333 dots, and not at others.
    """
    path = tmp_path / "logo.svg"
    path.write_text(HEAVY[name], encoding="utf-8")

    with pytest.raises(BadPictureError, match="cannot be drawn"):
        read_picture(path, 80)


def test_a_drawing_that_takes_too_long_is_given_up(monkeypatch, tmp_path):
    monkeypatch.setattr("letterforge.typeset.drawings.raster.PATIENCE", 1)
    path = tmp_path / "logo.svg"
    path.write_text(filtered('<feMorphology operator="dilate" radius="90"/>'), encoding="utf-8")

    with pytest.raises(BadPictureError, match="seconds to draw"):
        read_picture(path)


def test_the_other_process_is_told_no_passphrase(monkeypatch, tmp_path):
    asked = {}

    def listen(command, **options):
        asked.update(options["env"])
        return subprocess.CompletedProcess(command, 12, b"", b"")

    monkeypatch.setenv("LETTERFORGE_KEY_PASSPHRASE", "secret")
    monkeypatch.setattr("letterforge.typeset.drawings.raster.subprocess.run", listen)
    with pytest.raises(BadDrawingError):
        draw_png(require_fit(filtered("<feFlood flood-opacity='.123'/>").encode()), 9)

    assert "PATH" in asked
    assert "secret" not in asked.values()


# --- one door --------------------------------------------------------------------------------------


def with_signature(campaign: Campaign, content: str) -> tuple[Campaign, Signature]:
    path = campaign.root / "assets" / "odd.svg"
    path.write_text(content, encoding="utf-8")
    signatory = replace(campaign.signatories[0], image=path)
    return replace(campaign, signatories=(signatory,)), Signature("Ada", image=path, description="Ada")


@pytest.mark.parametrize("name", ["picture beside it", "sheet", "event", "entities"])
def test_every_output_refuses_the_same_drawing(tmp_path, name):
    """Check, Word, WeasyPrint and Typst.

    A picture beside it is one of the campaign's own, and refused as well.
    """
    campaign, signature = with_signature(sample_campaign(tmp_path), OUTSIDE[name])
    letter = plain_letter(signatures=(signature,))

    problems = [each for each in check_stationery(campaign, [Format.PDF]) if each.code is Code.BAD_PICTURE]
    assert len(problems) == 1
    with pytest.raises(BrokenCampaign):
        DocxTypesetter(campaign)
    for typesetter in (PdfTypesetter(campaign), TypstTypesetter(campaign)):
        with pytest.raises(LetterFailed) as caught:
            typesetter.set(letter)
        assert {each.code for each in caught.value.problems} == {Code.BAD_PICTURE}


@pytest.mark.parametrize("suffix", [".png", ".css", ".txt", ""])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_drawing_under_another_name_is_looked_at_too(tmp_path, suffix, encoding):
    """WeasyPrint goes by the content when the name does not help."""
    sample_campaign(tmp_path)
    odd = tmp_path / f"odd{suffix}"
    odd.write_bytes(OUTSIDE["picture beside it"].encode(encoding))
    (tmp_path / "own.css").write_text(f'body {{ background: url("{odd.name}") }}', encoding="utf-8")
    typesetter = PdfTypesetter(sample_campaign(tmp_path, css="own.css"))

    with pytest.raises(LetterFailed) as caught:
        typesetter.set(plain_letter())

    assert {each.code for each in caught.value.problems} == {Code.BAD_PICTURE}


def test_a_drawing_written_out_in_a_style_sheet_is_looked_at_too(tmp_path):
    sample_campaign(tmp_path)
    written = base64.b64encode(OUTSIDE["picture beside it"].encode()).decode()
    rule = f'body {{ background: url("data:image/svg+xml;base64,{written}") }}'
    (tmp_path / "own.css").write_text(rule, encoding="utf-8")
    typesetter = PdfTypesetter(sample_campaign(tmp_path, css="own.css"))

    with pytest.raises(LetterFailed):
        typesetter.set(plain_letter())


def test_a_style_sheet_and_a_picture_may_be_written_out(tmp_path):
    sample_campaign(tmp_path)
    rules = f'@import url("data:text/css,.subject%7B color: red %7D"); body {{ background: url("{png()}") }}'
    (tmp_path / "own.css").write_text(rules, encoding="utf-8")

    assert PdfTypesetter(sample_campaign(tmp_path, css="own.css")).set(plain_letter()).content


def test_a_picture_that_another_program_would_draw_is_refused(tmp_path):
    """Pillow hands EPS to Ghostscript, which is a language with files."""
    sample_campaign(tmp_path)
    (tmp_path / "odd.png").write_bytes(
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n"
    )
    (tmp_path / "own.css").write_text('body { background: url("odd.png") }', encoding="utf-8")
    typesetter = PdfTypesetter(sample_campaign(tmp_path, css="own.css"))

    with pytest.raises(LetterFailed):
        typesetter.set(plain_letter())


# --- what is honest --------------------------------------------------------------------------------

INKSCAPE = f"""\
<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with Inkscape (http://www.inkscape.org/) -->
<svg width="100mm" height="20mm" viewBox="0 0 100 20" version="1.1" id="svg5" sodipodi:docname="C:\\logo.svg"
 xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xmlns="http://www.w3.org/2000/svg"
 xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
 xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:cc="http://creativecommons.org/ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" inkscape:export-filename="C:\\logo.png">
<sodipodi:namedview id="v" pagecolor="#ffffff" inkscape:zoom="1.4e0"><inkscape:grid type="xygrid" id="grid1"/>
<sodipodi:guide position="0,1" orientation="0,-1"/></sodipodi:namedview>
<defs id="d">
<linearGradient id="g1"><stop style="stop-color:#1f3a5f;stop-opacity:1" offset="0"/></linearGradient>
<linearGradient xlink:href="#g1" id="g2" x1="0" x2="9" gradientUnits="userSpaceOnUse"/>
<inkscape:path-effect effect="spiro" id="pe1"/><clipPath id="c"><path d="M 0,0 H 100 V 20 z"/></clipPath>
<marker id="Arrow" orient="auto" style="overflow:visible">
<path d="M 0,0 5,-5 z" style="marker:none"/></marker>
<filter id="blur" x="-0.1" y="-0.1" width="1.2" height="1.2">
<feGaussianBlur stdDeviation="0.4"/></filter></defs>
<metadata><rdf:RDF><cc:Work rdf:about=""><dc:format>image/svg+xml</dc:format><dc:title>Logo</dc:title>
<dc:type rdf:resource="http://purl.org/dc/dcmitype/StillImage"/>
<cc:license rdf:resource="http://creativecommons.org/licenses/by/4.0/"/></cc:Work></rdf:RDF></metadata>
<g inkscape:label="Layer 1" inkscape:groupmode="layer" id="layer1" clip-path="url(#c)">
<path style="opacity:1;fill:url(#g2);fill-opacity:1;stroke:none;marker:none;filter:url(#blur)"
 d="m 1.5e-5,2 9,1e1"
 inkscape:connector-curvature="0" sodipodi:nodetypes="cc" inkscape:path-effect="#pe1"/>
<path style="marker-end:url(#Arrow);stroke-dasharray:1,2" d="M 1,1 2,2"/>
<image xlink:href="{png()}" width="9" height="3" sodipodi:absref="C:\\seal.png"/>
<g style="-inkscape-font-specification:'Arial, Normal'" aria-label="mail@example.org (ink)">
<path d="m 2,2 h 1 v 3 z" id="path1"/></g></g></svg>
"""
ILLUSTRATOR = """\
<?xml version="1.0" encoding="iso-8859-1"?>
<!-- Generator: Adobe Illustrator 19.0.0, SVG Export Plug-In . SVG Version: 6.00 Build 0)  -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg version="1.1" id="Layer_1" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 x="0px" y="0px" viewBox="0 0 595.28 100" style="enable-background:new 0 0 595.28 100;" xml:space="preserve">
<style type="text/css"><![CDATA[
 .st0{clip-path:url(#SVGID_2_);fill:#FFFFFF;} .st1{fill:url(#SVGID_3_);} .st2,.st3{opacity:0.5;}
 path.st4{mask:url(#SVGID_5_)} @media print { .st5{fill:#000} }
]]></style>
<switch><g><defs><rect id="SVGID_1_" width="595.28" height="100"/></defs>
<clipPath id="SVGID_2_"><use xlink:href="#SVGID_1_" style="overflow:visible;"/></clipPath>
<linearGradient id="SVGID_3_" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2="9"
 gradientTransform="matrix(1 0 0 -1 0 842.8898)"><stop offset="0" style="stop-color:#FFF"/></linearGradient>
<mask id="SVGID_5_" maskUnits="userSpaceOnUse" x="0" y="0" width="595.28" height="100">
<rect class="st3"/></mask>
<path class="st0 st1" d="M12.345.678c-.123456789.987654321-1.5.5.5 0z"/><path class="st2" d="M0,0h9v9H0z"/>
<g id="path123456789"><path class="st4" d="M1,1h9"/></g><use xlink:href="#path123456789"/></g></switch></svg>
"""
HONEST = {
    "inkscape": INKSCAPE,
    "illustrator": ILLUSTRATOR,
    "plain": svg(f'{RECT} fill="#1f3a5f"/>', 'width="10cm" height="2cm"'),
    "in percent": svg(f"{RECT}/>", f'width="100%" height="100%" {BOX}'),
    "a thin line": svg('<path d="M0 5h1500" stroke="#000"/>', 'viewBox="0 0 1500 10"'),
    "a link within": svg(f'<a href="#top"><g id="top">{RECT}/></g></a>'),
    "many shapes": svg("".join(f'<path d="M{at} 0h1v9z" style="opacity:1"/>' for at in range(6_000))),
    "translucent": svg(f'{RECT} opacity=".5"/>' * 40),
    "clips": svg(f'<clipPath id="c">{RECT}/></clipPath>' + f'<g clip-path="url(#c)">{RECT}/></g>' * 40),
    "the outline of a chart": svg(
        '<marker id="m"><path d="M0 0h1v1z"/></marker>'
        f'<path marker-end="url(#m)" d="M0 0{"L1 1 2 2" * 3_000}"/>'
    ),
    "photograph": svg(f'<image href="{png(1_000, 200, "JPEG")}" width="100" height="20"/>'),
    "wrapped picture": svg(
        f'<image xlink:href="{png().replace(",", "," + chr(10) + "  ")}" width="9" height="3"/>'
    ),
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_drawings_of_the_usual_programs_pass(tmp_path, name):
    campaign, signature = with_signature(sample_campaign(tmp_path), HONEST[name])
    letter = plain_letter(signatures=(signature,))

    assert not [each for each in check_stationery(campaign, [Format.PDF]) if each.code is Code.BAD_PICTURE]
    for typesetter in (DocxTypesetter(campaign), PdfTypesetter(campaign), TypstTypesetter(campaign)):
        assert typesetter.set(letter).content


def test_the_type_that_drawing_programs_declare_does_not_go_into_the_word_file(tmp_path):
    """It is an address; nobody needs it."""
    path = tmp_path / "logo.svg"
    path.write_text(ILLUSTRATOR, encoding="utf-8")

    assert b"DOCTYPE" not in read_picture(path).svg


def test_plain_drawings_are_drawn_at_once_and_in_this_process(tmp_path, monkeypatch):
    """Another process would cost each of them a tenth of a second."""
    monkeypatch.setattr("letterforge.typeset.drawings.raster.subprocess", None)
    path = tmp_path / "logo.svg"
    path.write_text(svg(f"{RECT}/>"), encoding="utf-8")

    assert read_picture(path, 36).pixels == (750, 150)


@pytest.mark.parametrize(
    "body",
    [
        '<path d="M0 0h99999v9z"/>',
        '<path style="stroke-width:99999" d="M0 0h9v9z"/>',
        '<g transform="scale(9)"><g transform="scale(9) scale(9)"><path d="M0 0h9v9z"/></g></g>',
        '<path transform="matrix(90 0 0 90 0 0)" d="M0 0h9v9z"/>',
        '<path transform="translate(99999 0)" d="M0 0h9v9z"/>',
        '<svg viewBox="0 0 1 1"><path d="M0 0h9v9z"/></svg>',
        f'<path d="m0 0{"l90 0" * 9_000}"/>',
    ],
)
def test_what_may_be_far_outside_is_drawn_in_another_process(body):
    assert require_fit(svg(body).encode()).is_heavy


WHOLE = """\
import pathlib, resource, sys
from letterforge.typeset.pictures import BadPictureError, read_picture
resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
try:
    read_picture(pathlib.Path(sys.argv[1]))
except BadPictureError as error:
    print(error)
"""


@pytest.mark.parametrize("name", ["wide", "deeper", "many", "large", "masks", "turbulence"])
def test_reading_a_bomb_takes_little_memory(tmp_path, name):
    path = tmp_path / "logo.svg"
    path.write_text(BOMBS[name][0], encoding="utf-8")
    command = [sys.executable, "-c", WHOLE, str(path)]

    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert BOMBS[name][1] in done.stdout


def test_a_picture_that_is_too_large_is_refused_without_a_warning_of_the_library():
    """Pillow warns of it on standard error, in words that are not for people, before it refuses larger
    ones.
    """
    drawing = svg(f'<image href="{huge_png(10_000)}" width="9" height="9"/>')

    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        with pytest.raises(BadDrawingError, match="million pixels"):
            require_fit(drawing.encode())

    assert said == []
