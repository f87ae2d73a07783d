"""Pictures that a campaign names: what can be used, and what is refused in plain words."""

from __future__ import annotations

import io
import zlib

import pytest
from PIL import Image, ImageFile

from letterforge.errors import Code
from letterforge.typeset.palette import pack_png
from letterforge.typeset.pictures import BadPictureError, picture_problem, read_picture
from letters import DRAWING, draw_pictures, sample_campaign


@pytest.fixture
def folder(tmp_path):
    draw_pictures(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "kind", "pixels"),
    [("signature.png", "png", (400, 100)), ("letterhead.jpg", "jpeg", (400, 50))],
)
def test_a_raster_is_taken_as_it_is(folder, name, kind, pixels):
    picture = read_picture(folder / name)

    assert (picture.kind, picture.pixels, picture.svg) == (kind, pixels, b"")
    assert picture.raster == (folder / name).read_bytes()


def test_a_drawing_becomes_a_raster_fit_to_print(folder):
    picture = read_picture(folder / "letterhead.svg", height=36)

    assert picture.svg.decode() == DRAWING
    assert picture.pixels == (1200, 150)
    assert picture.ratio == 8
    assert Image.open(io.BytesIO(picture.raster)).format == "PNG"


def test_the_same_drawing_gives_the_same_raster(folder):
    assert read_picture(folder / "letterhead.svg") == read_picture(folder / "letterhead.svg")


def test_a_kind_is_known_by_its_content_not_its_name(folder):
    path = (folder / "letterhead.jpg").rename(folder / "letterhead.png")

    assert read_picture(path).kind == "jpeg"


def test_a_photograph_stands_as_its_camera_was_held(folder):
    """Word does not turn a picture by what its camera noted."""
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera stood on its side
    Image.new("RGB", (40, 20), "white").save(folder / "photo.jpg", exif=exif)

    picture = read_picture(folder / "photo.jpg")

    assert picture.pixels == Image.open(io.BytesIO(picture.raster)).size == (20, 40)
    assert not Image.open(io.BytesIO(picture.raster)).getexif().get(0x0112)


def test_grey_of_16_bits_is_given_8(tmp_path):
    """WeasyPrint knows no other; and one level may be transparent."""
    deep = Image.frombytes("I;16", (3, 1), b"\x00\x00\x00\x80\xff\xff")
    for name, clear in (("deep.png", {}), ("clear.png", {"transparency": 65535})):
        deep.save(tmp_path / name, **clear)

    plain, clear = (
        Image.open(io.BytesIO(read_picture(tmp_path / name).raster)) for name in ("deep.png", "clear.png")
    )

    assert (plain.mode, plain.tobytes()) == ("L", b"\x00\x7f\xff")
    assert (clear.mode, clear.tobytes()) == ("LA", b"\x00\xff\x7f\xff\xff\x00")


@pytest.mark.parametrize(
    ("name", "kind", "mode", "words"),
    [
        ("a.jpg", "JPEG", "CMYK", "colours of a printing press"),
        ("a.png", "GIF", "RGB", "is a GIF, not a PNG"),
        ("a.png", "WEBP", "RGB", "is a WebP picture"),
        ("a.jpg", "BMP", "RGB", "is a BMP"),
        ("a.png", "TIFF", "RGB", "is a TIFF"),
        ("a.png", "", "RGB", "its name does not end in .svg"),
    ],
)
def test_another_kind_is_named(tmp_path, name, kind, mode, words):
    (tmp_path / name).write_text(DRAWING)
    if kind:
        Image.new(mode, (4, 4)).save(tmp_path / name, kind)

    with pytest.raises(BadPictureError, match=words):
        read_picture(tmp_path / name)


def test_text_of_a_drawing_is_refused_unless_it_is_outlines(tmp_path):
    """It would be words of the letter in PDF, in another typeface in each output."""
    drawing = DRAWING.replace("</svg>", "<title>Logo</title><text> </text></svg>")
    (tmp_path / "a.svg").write_text(drawing)
    (tmp_path / "b.svg").write_text(drawing.replace("<text> ", "<text>Ink"))

    assert read_picture(tmp_path / "a.svg")
    with pytest.raises(BadPictureError, match="has text"):
        read_picture(tmp_path / "b.svg")


def test_a_png_of_few_colours_is_packed_without_loss():
    """The same pixels, clear ones too; a picture of many colours is left alone."""
    many = Image.effect_noise((64, 64), 90)
    few = many.point(lambda level: level // 32 * 36)
    inked = Image.merge("RGBA", [Image.new("L", few.size, level) for level in (31, 58, 95)] + [few])
    noisy = Image.merge("RGB", [many, many.rotate(90), many.rotate(180)])

    for image, is_packed in ((inked, True), (noisy, False)):
        written = io.BytesIO()
        image.save(written, "PNG")
        packed = pack_png(written.getvalue())
        assert Image.open(io.BytesIO(packed)).convert("RGBA").tobytes() == image.convert("RGBA").tobytes()
        assert (len(packed) < len(written.getvalue())) == is_packed


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", b""),
        ("a.png", b"no picture"),
        ("a.svg", b""),
        ("a.svg", b"\x00\xff"),
        ("a.svg", b"<svg"),
        ("a.svg", b"<html/>"),
        ("a.svg", DRAWING.replace('width="400"', 'width="0"').encode()),
    ],
)
def test_what_is_no_picture_is_refused(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(BadPictureError, match="is not a valid"):
        read_picture(tmp_path / name)


@pytest.mark.parametrize("name", ["signature.png", "letterhead.jpg", "letterhead.svg"])
def test_a_file_that_was_cut_off_is_refused(folder, name, monkeypatch):
    """Even where another library has told Pillow to fill such files up, as WeasyPrint does."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) * 2 // 3])

    with pytest.raises(BadPictureError, match="is not a valid"):
        read_picture(folder / name)
    assert ImageFile.LOAD_TRUNCATED_IMAGES


@pytest.mark.parametrize("kind", ["GIF", "BMP", "WEBP", "TIFF"])
def test_kinds_that_word_does_not_show_everywhere_are_refused(tmp_path, kind):
    Image.new("RGB", (4, 4)).save(tmp_path / "a.png", kind)

    with pytest.raises(BadPictureError):
        read_picture(tmp_path / "a.png")


def test_a_picture_that_is_not_there_is_refused_in_words(tmp_path):
    with pytest.raises(BadPictureError, match="cannot be read: No such file"):
        read_picture(tmp_path / "gone.png")


def test_a_bad_picture_is_named_as_the_user_knows_it(tmp_path):
    campaign = sample_campaign(tmp_path)
    path = tmp_path / "assets" / "signature.png"
    path.write_bytes(b"no picture")

    problem = picture_problem(path, "signatories.1.image", campaign)

    assert problem is not None
    assert problem.code is Code.BAD_PICTURE
    assert problem.message == '"signatories.1.image": assets/signature.png is not a valid PNG, JPEG or SVG'
    assert "PNG, JPEG or SVG" in problem.hint


def test_a_sound_picture_is_no_problem(tmp_path):
    campaign = sample_campaign(tmp_path)

    assert picture_problem(tmp_path / "assets" / "signature.png", "signatories.1.image", campaign) is None


def test_a_drawing_may_say_its_size_in_millimetres(tmp_path):
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="60mm" '
        'height="20mm"><rect width="9" height="9"/></svg>'
    )
    (tmp_path / "logo.svg").write_text(drawing, encoding="utf-8")

    assert read_picture(tmp_path / "logo.svg").ratio == pytest.approx(3, rel=0.02)


def test_a_telephones_photograph_with_a_second_picture_in_it_is_a_jpeg(tmp_path):
    """Pillow calls it MPO; Word and both typesetters of PDF know it by its beginning."""
    first = Image.new("RGB", (40, 10), "white")
    first.save(tmp_path / "photo.jpg", "MPO", save_all=True, append_images=[Image.new("RGB", (4, 1))])

    picture = read_picture(tmp_path / "photo.jpg")

    assert (picture.kind, picture.pixels) == ("jpeg", (40, 10))
    with Image.open(tmp_path / "photo.jpg") as photograph:
        assert photograph.format == "MPO"


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says how large it is."""
    content = io.BytesIO()
    Image.new("1", (8, 8)).save(content, "PNG")
    raw = bytearray(content.getvalue())
    raw[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    raw[29:33] = zlib.crc32(raw[12:29]).to_bytes(4, "big")
    return bytes(raw)


@pytest.mark.parametrize(
    ("width", "height", "words"),
    [
        (100_000, 100_000, "million pixels"),
        (10_000, 9_000, "million pixels"),
        (2_000_000_000, 2_000_000_000, "million pixels"),
        (5_000, 2, "times as long"),
        (2, 5_000, "times as long"),
        (0, 9, "is not a valid"),
    ],
)
def test_a_raster_that_unpacks_to_gigabytes_is_refused_before_it_does(tmp_path, width, height, words):
    (tmp_path / "bomb.png").write_bytes(bomb(width, height))

    with pytest.raises(BadPictureError, match=words):
        read_picture(tmp_path / "bomb.png")


def test_text_in_a_picture_that_unpacks_without_end_is_refused(tmp_path):
    content = io.BytesIO()
    Image.new("L", (8, 8)).save(content, "PNG")
    packed = b"Comment\0\0" + zlib.compress(bytes(100_000_000), 9)
    chunk = (
        len(packed).to_bytes(4, "big") + b"zTXt" + packed + zlib.crc32(b"zTXt" + packed).to_bytes(4, "big")
    )
    (tmp_path / "bomb.png").write_bytes(content.getvalue()[:33] + chunk + content.getvalue()[33:])

    with pytest.raises(BadPictureError, match="is not a valid"):
        read_picture(tmp_path / "bomb.png")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_colours_of_a_png_is_taken(tmp_path, mode):
    Image.new(mode, (8, 4)).save(tmp_path / "a.png")

    assert read_picture(tmp_path / "a.png").pixels == (8, 4)


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    with (tmp_path / "a.png").open("wb") as file:
        file.truncate(40_000_001)

    with pytest.raises(BadPictureError, match="larger than 40 MB"):
        read_picture(tmp_path / "a.png")
