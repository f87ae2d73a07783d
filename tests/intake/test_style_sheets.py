"""Every file that a style sheet may take from, however it is written."""

from __future__ import annotations

import pytest

from letterforge.intake import Door
from letterforge.intake.style_sheets import closure


def found(folder, text, **files):
    (folder / "own.css").write_text(text, "utf-8")
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(content, "utf-8")
    paths = closure([folder / "own.css"], [folder], Door(folder))
    return {path.relative_to(folder).as_posix() for path in paths} - {"own.css"}


@pytest.mark.parametrize(
    "text",
    [
        "p { background: url(a.png) }",
        "p { background: url('a.png') }",
        'p { background: URL( "a.png" ) }',
        r"p { background: \75rl(a.png) }",
        r"p { background: u\72 l(a.png) }",
        r"p { background: url(\61.png) }",
        r"p { background: url('a\.png') }",
        "p { background: url(a.png?v=3) }",
        "p { background: url(a.png#x) }",
        "p { background: url(./x/../a.png) }",
        "p { background: url(%61.png) }",
        "p { background: url/**/('b.png'), url(a.png) }",
        "@media print { @page { background: url(a.png) } }",
        "@font-face { font-family: X; src: local(Y), url(a.png) format('woff') }",
        "p { --x: url(a.png) }",
        "p { background: image-set('a.png' 1x) }",
        "p { background: url(a.png",
        "} p { background: url(a.png) }",
        "/* */ @IMPORT url(a.png);",
    ],
)
def test_an_address_is_found_as_css_has_it(tmp_path, text):
    assert "a.png" in found(tmp_path, text)


def test_imported_sheets_are_followed_whatever_their_name_and_circles_end(tmp_path):
    files = {"b__txt": "@import 'own.css'; p { background: url(c.png) }"}

    assert found(tmp_path, "@import 'b.txt'; ", **files) == {"b.txt", "c.png"}


def test_what_is_not_there_is_found_too_because_it_may_be_next_time(tmp_path):
    door = Door(tmp_path)
    (tmp_path / "own.css").write_text("@import 'later.css';", "utf-8")

    closure([tmp_path / "own.css"], [tmp_path], door)

    assert dict(door.found)[tmp_path / "later.css"] == ""


def test_nothing_outside_the_folders_is_read(tmp_path):
    (tmp_path / "inside").mkdir()
    (tmp_path / "outside.css").write_text("p { background: url(inside/a.png) }", "utf-8")

    assert found(tmp_path / "inside", "@import '../outside.css'; @import 'file:///etc/passwd';") == set()


def test_addresses_of_the_network_and_nonsense_are_no_files(tmp_path):
    text = (
        "p { background: url(https://example.org/a.png), url(data:image/png;base64,AAAA), url('http://[') }"
    )

    assert found(tmp_path, text) == set()
